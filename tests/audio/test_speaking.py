"""Saying text: order, overlap, skipping and failures, with doubles at the voice and player ports alone."""

import threading
import time
from collections.abc import Iterator

import numpy as np
import pytest

from audio.clip import Clip
from audio.errors import DeviceError, NoVoice, SynthesisError
from audio.loudness import PEAK_LIMIT_DBFS, level_speech, speech_level_dbfs, trim_silence
from audio.ports import Language
from audio.speaking import SENTENCE_GAP_S, Speaker

RATE_HZ = 8_000
PATIENCE_S = 5.0  # only ever waited for by a test that fails


def _speech(duration_s: float = 0.3, peak: float = 0.5) -> Clip:
    time_s = np.arange(round(duration_s * RATE_HZ)) / RATE_HZ
    return Clip((peak * np.sin(2 * np.pi * 200 * time_s)).astype(np.float32), RATE_HZ)


class ScriptedVoice:
    """A voice whose sentences fail or wait as told."""

    def __init__(self, failing: dict[str, SynthesisError] | None = None, waiting: set[str] | None = None) -> None:
        self.log: list[str] = []
        self.rendered: dict[str, threading.Event] = {}
        self.release = threading.Event()
        self._failing = failing or {}
        self._waiting = waiting or set()

    def event(self, text: str) -> threading.Event:
        return self.rendered.setdefault(text, threading.Event())

    def render(self, text: str, language: Language) -> Clip:
        self.log.append(f"render {text}")
        self.event(text).set()
        if text in self._waiting:
            self.release.wait(PATIENCE_S)
        if text in self._failing:
            raise self._failing[text]
        return _speech()


class ScriptedPlayer:
    """A player on virtual time: a clip is over at once, unless it plays until stopped."""

    def __init__(self, until_stopped: bool = False) -> None:
        self.clips: list[Clip] = []
        self.started = threading.Event()
        self.during: list[threading.Event] = []
        self.seen_during: list[bool] = []
        self._until_stopped = until_stopped

    def play(self, clip: Clip, stop: threading.Event | None = None) -> bool:
        self.clips.append(clip)
        self.started.set()
        if len(self.clips) <= len(self.during):
            self.seen_during.append(self.during[len(self.clips) - 1].wait(PATIENCE_S))
        if self._until_stopped:
            assert stop
            return not stop.wait(PATIENCE_S)
        return not (stop and stop.is_set())


class BrokenPlayer:
    def play(self, clip: Clip, stop: threading.Event | None = None) -> bool:
        raise DeviceError("The loudspeaker was unplugged.")


@pytest.fixture
def speakers() -> Iterator[list[Speaker]]:
    made: list[Speaker] = []
    yield made
    for speaker in made:
        speaker.close()


def test_sentences_are_played_in_order_with_a_natural_gap(speakers: list[Speaker]) -> None:
    voice, player = ScriptedVoice(), ScriptedPlayer()
    speakers.append(speaker := Speaker(voice, player))
    result = speaker.say("One. Two! Three?", "en")
    assert voice.log == ["render One.", "render Two!", "render Three?"]
    assert [round(clip.duration_s - player.clips[2].duration_s, 3) for clip in player.clips[:2]] == [SENTENCE_GAP_S] * 2
    assert (result.completed, result.sentences_played, result.text) == (True, 3, "One. Two! Three?")


def test_the_next_sentence_is_rendered_while_one_plays(speakers: list[Speaker]) -> None:
    voice, player = ScriptedVoice(), ScriptedPlayer()
    player.during = [voice.event("Two."), voice.event("Three.")]
    speakers.append(speaker := Speaker(voice, player))
    speaker.say(["One. Two.", "Three."], "en")
    assert player.seen_during == [True, True]


def test_the_first_sentence_does_not_wait_for_the_second(speakers: list[Speaker]) -> None:
    voice, player = ScriptedVoice(waiting={"Two."}), ScriptedPlayer()
    speakers.append(speaker := Speaker(voice, player))
    saying = threading.Thread(target=speaker.say, args=("One. Two.", "en"))
    saying.start()
    assert player.started.wait(PATIENCE_S)
    assert not voice.release.is_set()
    voice.release.set()
    saying.join(PATIENCE_S)
    assert len(player.clips) == 2


@pytest.mark.parametrize("while_rendering", [False, True])
def test_a_skip_is_obeyed_within_a_tenth_of_a_second(speakers: list[Speaker], while_rendering: bool) -> None:
    voice = ScriptedVoice(waiting={"One."} if while_rendering else set())
    player = ScriptedPlayer(until_stopped=True)
    speakers.append(speaker := Speaker(voice, player))
    stop = threading.Event()
    pressed_s: list[float] = []

    def press() -> None:
        (voice.event("One.") if while_rendering else player.started).wait(PATIENCE_S)
        pressed_s.append(time.monotonic())
        stop.set()

    key = threading.Thread(target=press)
    key.start()
    result = speaker.say("One. Two. Three.", "en", stop)
    returned_s = time.monotonic()
    key.join()
    voice.release.set()
    assert returned_s - pressed_s[0] < 0.1
    assert (result.completed, result.sentences_played) == (False, 0)
    assert len(player.clips) == (0 if while_rendering else 1)


def test_a_sentence_that_fails_is_reported_after_the_others_were_said(speakers: list[Speaker]) -> None:
    error = SynthesisError("odd", text="Two.")
    voice, player = ScriptedVoice(failing={"Two.": error}), ScriptedPlayer()
    speakers.append(speaker := Speaker(voice, player))
    with pytest.raises(SynthesisError) as caught:
        speaker.say("One. Two. Three.", "en")
    assert caught.value is error
    assert len(player.clips) == 2


def test_a_voice_that_keeps_failing_is_given_up(speakers: list[Speaker]) -> None:
    text = "One. Two. Three. Four."
    voice = ScriptedVoice(failing={s: NoVoice("none") for s in text.split()})
    player = ScriptedPlayer()
    speakers.append(speaker := Speaker(voice, player))
    with pytest.raises(NoVoice):
        speaker.say(text, "en")
    assert "render Four." not in voice.log
    assert not player.clips


def test_a_vanished_loudspeaker_is_an_error_at_once(speakers: list[Speaker]) -> None:
    speakers.append(speaker := Speaker(ScriptedVoice(), BrokenPlayer()))
    with pytest.raises(DeviceError, match="unplugged"):
        speaker.say("One. Two.", "en")


def test_the_time_to_the_first_sound_is_measured(speakers: list[Speaker]) -> None:
    ticks = iter([10.0, 10.25])
    speakers.append(speaker := Speaker(ScriptedVoice(), ScriptedPlayer(), clock=lambda: next(ticks)))
    assert speaker.say("One. Two.", "en").first_sound_s == 0.25


@pytest.mark.parametrize("text", ["", " \u3002"])
def test_nothing_to_say_is_over_at_once(speakers: list[Speaker], text: str) -> None:
    player = ScriptedPlayer()
    speakers.append(speaker := Speaker(ScriptedVoice(), player))
    result = speaker.say(text, "zh")
    assert (result.completed, result.first_sound_s, player.clips) == (True, None, [])


def test_text_only_returns_the_text_at_once(speakers: list[Speaker]) -> None:
    speakers.append(speaker := Speaker(None, None))
    speaker.prepare("你好\u3002", "zh")
    result = speaker.say("你好\u3002", "zh")
    assert (result.text, result.completed, result.first_sound_s) == ("你好\u3002", True, None)


def test_preparing_renders_ahead_and_keeps_its_failures_to_itself(speakers: list[Speaker]) -> None:
    voice = ScriptedVoice(failing={"One.": SynthesisError("odd")})
    speakers.append(speaker := Speaker(voice, ScriptedPlayer()))
    speaker.prepare("One. Two.", "en")
    assert voice.event("Two.").wait(PATIENCE_S)


def test_what_is_said_now_does_not_queue_behind_what_is_prepared(speakers: list[Speaker]) -> None:
    voice, player = ScriptedVoice(waiting={"Later."}), ScriptedPlayer()
    speakers.append(speaker := Speaker(voice, player))
    speaker.prepare("Later. Much later.", "en")
    assert voice.event("Later.").wait(PATIENCE_S)
    assert speaker.say("Now.", "en").completed
    assert not voice.event("Much later.").is_set()
    voice.release.set()


def test_a_closed_speaker_stops_rendering_ahead() -> None:
    voice = ScriptedVoice(waiting={"One."})
    with Speaker(voice, ScriptedPlayer()) as speaker:
        speaker.prepare("One. Two.", "en")
        assert voice.event("One.").wait(PATIENCE_S)
    voice.release.set()
    assert not voice.event("Two.").wait(0.1)


# --- level -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("peak", [0.01, 0.05, 0.9, 1.0])
def test_quiet_and_loud_voices_come_out_alike(peak: float) -> None:
    assert speech_level_dbfs(level_speech(trim_silence(_speech(peak=peak)))) == pytest.approx(-20, abs=0.2)


def test_peaks_stay_below_the_limit_even_if_the_level_is_missed() -> None:
    spiky = _speech(peak=0.01)
    spiky.samples[500] = 1.0
    levelled = level_speech(spiky)
    assert 20 * np.log10(np.max(np.abs(levelled.samples))) <= PEAK_LIMIT_DBFS + 0.01


def test_silence_around_speech_is_cut_and_silence_alone_becomes_empty() -> None:
    quiet = np.zeros(RATE_HZ, dtype=np.float32)
    padded = Clip(np.concatenate([quiet, _speech(0.5).samples, quiet]), RATE_HZ)
    assert 0.5 <= trim_silence(padded).duration_s < 0.6
    assert trim_silence(Clip(quiet, RATE_HZ)).duration_s == 0
    assert level_speech(Clip(quiet, RATE_HZ)).duration_s == 1
