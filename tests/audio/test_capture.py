"""Microphone to utterance: the real detector on real speech, and a loudness detector where timing is the point."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from audio.capture import capture, utterance_from_clip
from audio.capture_records import CaptureEvent, CaptureOptions, Progress, Trouble, WindowOpened
from audio.clip import SPEECH_RATE_HZ, Clip, Samples
from audio.controls import Command, QueueControls
from audio.endpoint import Ended, Endpointer, EndpointOptions, Nudge, SpeechStarted
from audio.endpoint_text import TrailingText
from audio.errors import DeviceLost, RecordingError
from audio.files import read_clip
from audio.levels import rms_dbfs
from audio.ports import Utterance
from audio.recording import Recorder
from audio.replay import ReplayMicrophone, ReplayStream
from audio.vad import SileroDetector
from tests.audio.speech_fixtures import LoudnessDetector, in_room, recording, silence, spoken, tone

FRAME_S = 512 / SPEECH_RATE_HZ
ANSWER = np.concatenate([silence(1.0), tone(12.0), silence(8.0)])


def take(samples: Samples, *, block: int = 320, options: EndpointOptions | None = None, **more: object) -> Utterance:
    """Capture a replay with the loudness detector."""
    stream = ReplayStream(samples, block)
    return capture(stream, LoudnessDetector(), Endpointer(options), **more)  # type: ignore[arg-type]


class Scripted(ReplayStream):
    """A stream that does something when its sound reaches a given time."""

    def __init__(self, samples: Samples, at_s: float, action: BaseException | Callable[[], None]) -> None:
        super().__init__(samples, 320)
        self._at_s = at_s
        self._action: BaseException | Callable[[], None] | None = action

    def blocks(self) -> Iterator[Samples]:
        sent = 0
        for block in super().blocks():
            if sent >= self._at_s * SPEECH_RATE_HZ and self._action is not None:
                action, self._action = self._action, None
                if isinstance(action, BaseException):
                    raise action
                action()
            sent += len(block)
            yield block


@pytest.mark.parametrize("name", ["beckett", "aishell", "librispeech"])
def test_onset_and_end_of_real_speech_are_exact(name: str) -> None:
    speech = spoken(name)
    length_s = len(speech) / SPEECH_RATE_HZ
    microphone = ReplayMicrophone(in_room([(2.0, speech)], 12 + length_s))
    with microphone.open() as stream:
        utterance = capture(stream, SileroDetector(), Endpointer())
    assert utterance.onset_s == pytest.approx(2.0, abs=0.15)
    assert utterance.end_s == pytest.approx(2.0 + length_s, abs=0.15)
    assert utterance.end_reason == "silence"
    assert utterance.clip.duration_s == pytest.approx(2.0 + length_s + 6.0, abs=0.2)  # short answer: 6 s of patience
    assert utterance.level_dbfs is not None and utterance.level_dbfs == pytest.approx(rms_dbfs(speech), abs=3)
    assert utterance.clipping_ratio == 0


def test_live_capture_and_whole_files_find_the_same_spans() -> None:
    clip = in_room([(1.0, spoken("beckett")), (11.5, spoken("aishell"))], 15.1)
    with ReplayMicrophone(clip).open() as stream:
        live = capture(stream, SileroDetector(), Endpointer())
    whole = utterance_from_clip(live.clip, Path("answer.wav"))
    assert live.end_reason == whole.end_reason == "file"
    assert np.array_equal(live.clip.samples, clip.samples)
    assert whole.speech == live.speech and len(live.speech) > 5
    assert (whole.level_dbfs, whole.onset_s, whole.end_s) == (live.level_dbfs, live.onset_s, live.end_s)
    assert whole.path == Path("answer.wav") and live.path is None


def _facts(utterance: Utterance, events: list[CaptureEvent], screen: list[Progress]) -> tuple[object, ...]:
    return (
        utterance.clip.samples.tobytes(),
        utterance.speech,
        utterance.end_reason,
        utterance.level_dbfs,
        tuple(events),
        tuple(screen),
    )


@settings(max_examples=25, deadline=None)
@given(st.integers(1, 5000))
def test_the_block_size_changes_nothing(block: int) -> None:
    sound = np.concatenate([silence(0.7), tone(1.3), silence(1.0), tone(0.9), silence(9.0)])
    results = []
    for size in (512, block):
        events: list[CaptureEvent] = []
        screen: list[Progress] = []
        utterance = take(sound, block=size, on_event=events.append, on_progress=screen.append)
        results.append(_facts(utterance, events, screen))
    assert results[0] == results[1]


def test_an_answer_ends_after_silence_and_the_window_is_time_zero() -> None:
    events: list[CaptureEvent] = []
    utterance = take(ANSWER, on_event=events.append)
    assert utterance.onset_s == pytest.approx(1, abs=FRAME_S)
    assert utterance.end_s == pytest.approx(13, abs=FRAME_S)
    assert utterance.end_reason == "silence"
    assert utterance.clip.duration_s == pytest.approx(17.5, abs=2 * FRAME_S)
    assert np.array_equal(utterance.clip.samples, ANSWER[: len(utterance.clip.samples)])
    assert [type(event) for event in events] == [WindowOpened, SpeechStarted, Ended]


def test_the_follower_hears_everything_and_its_text_shortens_the_wait() -> None:
    class Follower:
        def __init__(self) -> None:
            self.samples = 0
            self.voiced_s = 0.0

        def heard(self, samples: Samples, now_s: float, speaking: bool) -> None:
            self.samples += len(samples)
            assert now_s == self.samples / SPEECH_RATE_HZ
            self.voiced_s += speaking * len(samples) / SPEECH_RATE_HZ

        def trailing(self) -> TrailingText | None:
            return TrailingText("以上，谢谢。", 13.0) if self.samples > 14 * SPEECH_RATE_HZ else None

    follower = Follower()
    utterance = take(ANSWER, follower=follower)
    assert utterance.end_reason == "closer"
    assert utterance.clip.duration_s == pytest.approx(15.5, abs=2 * FRAME_S)
    assert follower.samples == len(utterance.clip.samples)
    assert follower.voiced_s == pytest.approx(12, abs=2 * FRAME_S)


@pytest.mark.parametrize(
    ("command", "reason"),
    [(Command.END, "key"), (Command.SKIP, "interrupted"), (Command.ABORT, "interrupted")],
)
def test_keys_end_at_once_from_another_thread(command: Command, reason: str) -> None:
    controls = QueueControls()

    def press() -> None:
        thread = threading.Thread(target=controls.press, args=(command,))
        thread.start()
        thread.join()

    utterance = capture(Scripted(ANSWER, 5.0, press), LoudnessDetector(), Endpointer(), controls=controls)
    assert utterance.end_reason == reason and controls.last is command
    assert utterance.clip.duration_s == pytest.approx(5, abs=2 * FRAME_S)
    assert utterance.end_s == utterance.clip.duration_s


def test_a_held_key_lets_silence_last() -> None:
    controls = QueueControls()
    controls.press(Command.HOLD)
    stream = Scripted(np.concatenate([tone(12), silence(40)]), 30.0, lambda: controls.press(Command.RELEASE))
    screen: list[Progress] = []
    utterance = capture(stream, LoudnessDetector(), Endpointer(), controls=controls, on_progress=screen.append)
    assert utterance.end_reason == "silence"
    assert utterance.clip.duration_s == pytest.approx(34.5, abs=3 * FRAME_S)
    assert {p.state for p in screen if 13 < p.now_s < 30} == {"held"}


def test_nobody_speaks() -> None:
    events: list[CaptureEvent] = []
    utterance = take(silence(40), on_event=events.append)
    assert utterance.end_reason == "no_answer"
    assert (utterance.onset_s, utterance.end_s, utterance.level_dbfs, utterance.speech) == (None, None, None, ())
    assert [type(event) for event in events] == [WindowOpened, Nudge, Ended]


def test_the_hard_limit_ends_even_speech() -> None:
    utterance = take(tone(20), options=EndpointOptions(limit_s=5))
    assert utterance.end_reason == "limit"
    assert utterance.clip.duration_s == pytest.approx(5, abs=2 * FRAME_S)


@pytest.mark.parametrize("samples", [0, 1, 511, 512, 513])
def test_a_short_replay_ends_as_file_with_every_sample(samples: int) -> None:
    sound = tone(1)[:samples]
    utterance = take(sound)
    assert utterance.end_reason == "file" and utterance.onset_s is None
    assert np.array_equal(utterance.clip.samples, sound)


@pytest.mark.parametrize(
    ("failure", "reason"),
    [(DeviceLost("gone", device="usb"), "device_lost"), (KeyboardInterrupt(), "interrupted")],
)
def test_a_lost_device_or_ctrl_c_keeps_the_sound(failure: BaseException, reason: str, tmp_path: Path) -> None:
    events: list[CaptureEvent] = []
    with Recorder(tmp_path / "answer.wav") as recorder:
        utterance = capture(
            Scripted(ANSWER, 6.0, failure), LoudnessDetector(), Endpointer(), recorder=recorder, on_event=events.append
        )
    assert utterance.end_reason == reason
    assert utterance.clip.duration_s == pytest.approx(6, abs=FRAME_S)
    assert utterance.end_s == pytest.approx(6, abs=FRAME_S)
    assert utterance.path == recorder.path
    assert len(read_clip(recorder.path).samples) == len(utterance.clip.samples)
    assert [event.error for event in events if isinstance(event, Trouble)] == [failure][: reason == "device_lost"]


def test_the_recording_on_disk_is_the_utterance(tmp_path: Path) -> None:
    with Recorder(tmp_path / "answer.wav") as recorder:
        utterance = take(ANSWER, recorder=recorder)
    assert utterance.path == recorder.path
    assert np.max(np.abs(read_clip(recorder.path).samples - utterance.clip.samples)) < 1e-4


def test_a_full_disk_costs_the_file_but_not_the_answer() -> None:
    class FullDisk:
        path = Path("answer.wav")
        calls = 0

        def append(self, samples: Samples) -> None:
            self.calls += 1
            if self.calls == 100:
                raise RecordingError("disk full", path="answer.wav")

    events: list[CaptureEvent] = []
    screen: list[Progress] = []
    disk = FullDisk()
    utterance = take(ANSWER, recorder=disk, on_event=events.append, on_progress=screen.append)
    assert utterance.end_reason == "silence" and utterance.path is None
    assert np.array_equal(utterance.clip.samples, ANSWER[: len(utterance.clip.samples)])
    assert sum(isinstance(event, Trouble) for event in events) == 1 and disk.calls == 100
    assert "recording" in screen[-1].warnings and "recording" not in screen[0].warnings


def _wait_for(seconds: float, stream: ReplayStream) -> Callable[[], bool]:
    """The voice is done once the stream has delivered `seconds`."""
    return lambda: stream._position >= seconds * SPEECH_RATE_HZ


def test_sound_before_the_window_is_not_the_answer() -> None:
    """The gate is closed while the voice speaks; the answer's clock starts when it is done."""
    stream = ReplayStream(np.concatenate([tone(3), silence(1.0), tone(12), silence(8)]), 320)
    stream.set_gate(True)
    events: list[CaptureEvent] = []
    screen: list[Progress] = []
    utterance = capture(
        stream,
        LoudnessDetector(),
        Endpointer(),
        opened=_wait_for(3.2, stream),
        on_event=events.append,
        on_progress=screen.append,
    )
    assert events[0] == WindowOpened(cut_short=False)
    assert utterance.onset_s == pytest.approx(0.8, abs=2 * FRAME_S)
    assert utterance.end_reason == "silence"
    assert {p.state for p in screen} == {"asking", "waiting", "speaking", "thinking", "ended"}


def test_the_echo_after_the_voice_is_silenced() -> None:
    sound = np.concatenate([tone(0.35), silence(1.65), tone(12), silence(8)])
    assert take(sound).onset_s == 0
    stream = ReplayStream(sound, 320)
    utterance = capture(stream, LoudnessDetector(), Endpointer(), options=CaptureOptions(gate_s=0.4))
    assert utterance.onset_s == pytest.approx(2, abs=FRAME_S)
    assert not utterance.clip.samples[: round(0.4 * SPEECH_RATE_HZ)].any()


def test_someone_already_speaking_keeps_the_first_syllable() -> None:
    """With headphones the gate stays open: the window opens in the middle of a word."""
    stream = ReplayStream(np.concatenate([silence(2), tone(12), silence(8)]), 320)
    opened = _wait_for(2.3, stream)
    utterance = capture(stream, LoudnessDetector(), Endpointer(), opened=opened)
    assert utterance.onset_s == pytest.approx(0.5, abs=2 * FRAME_S)  # the pre-roll
    assert utterance.end_s == pytest.approx(12.5, abs=2 * FRAME_S)


def test_speaking_over_the_voice_cuts_it_short() -> None:
    events: list[CaptureEvent] = []
    sound = np.concatenate([silence(2), tone(0.3), silence(1), tone(12), silence(8)])
    utterance = take(sound, opened=lambda: False, on_event=events.append)
    assert events[0] == WindowOpened(cut_short=True)
    assert utterance.onset_s == pytest.approx(0.5, abs=2 * FRAME_S)
    assert utterance.end_s == pytest.approx(12.5, abs=2 * FRAME_S)


@pytest.mark.parametrize(("command", "reason"), [(Command.END, "silence"), (Command.ABORT, "interrupted")])
def test_keys_while_the_voice_speaks(command: Command, reason: str) -> None:
    controls = QueueControls()
    controls.press(command)
    events: list[CaptureEvent] = []
    utterance = take(ANSWER, opened=lambda: False, controls=controls, on_event=events.append)
    assert utterance.end_reason == reason
    assert (WindowOpened(cut_short=True) in events) is (command is Command.END)


def test_the_microphone_runs_out_while_the_voice_speaks() -> None:
    utterance = take(silence(1), opened=lambda: False)
    assert utterance.end_reason == "file" and len(utterance.clip.samples) == 0


def test_progress_is_paced_and_counts_down() -> None:
    screen: list[Progress] = []
    utterance = take(ANSWER, on_progress=screen.append)
    assert len(screen) <= utterance.clip.duration_s * 20 + 2
    thinking = [p for p in screen if p.state == "thinking"]
    counts = [p.countdown_s for p in thinking]
    assert None not in counts and counts == sorted(counts, reverse=True)  # type: ignore[type-var]
    assert counts[0] == pytest.approx(4.5, abs=0.1) and counts[-1] == pytest.approx(0, abs=0.1)
    loud = [p for p in screen if p.state == "speaking" and 1 < p.elapsed_s < 11]
    assert all(p.level_dbfs == pytest.approx(rms_dbfs(tone(1)), abs=0.5) and p.countdown_s is None for p in loud)
    assert screen[-1].state == "ended" and screen[-1].now_s == utterance.clip.duration_s


@pytest.mark.parametrize(
    ("sound", "warning"),
    [
        (silence(4), "no_signal"),
        (np.clip(tone(4, 3.0), -1, 1), "clipping"),
        (tone(4, 0.3), None),
    ],
)
def test_bad_sound_is_said_while_it_can_be_mended(sound: Samples, warning: str | None) -> None:
    screen: list[Progress] = []
    take(sound, on_progress=screen.append)
    assert screen[-1].warnings == ((warning,) if warning else ())
    assert screen[0].warnings == ()


def test_a_voice_too_far_away_is_said() -> None:
    quiet = Clip((recording("librispeech").samples * 0.02).astype(np.float32))
    screen: list[Progress] = []
    with ReplayMicrophone(quiet).open() as stream:
        utterance = capture(stream, SileroDetector(), Endpointer(), on_progress=screen.append)
    assert utterance.level_dbfs is not None and utterance.level_dbfs < -45
    assert "too_quiet" in screen[-1].warnings


def test_lost_sound_is_counted() -> None:
    stream = ReplayStream(ANSWER, 320)
    stream.overflows, stream.dropped_frames = 2, 640
    screen: list[Progress] = []
    utterance = capture(stream, LoudnessDetector(), Endpointer(), on_progress=screen.append)
    assert (utterance.overflows, utterance.dropped_frames) == (2, 640)
    assert "overflow" in screen[-1].warnings


def test_the_detector_is_reset_before_each_answer() -> None:
    detector = LoudnessDetector()
    for expected in (1, 2):
        capture(ReplayStream(ANSWER, 320), detector, Endpointer())
        assert detector.resets == expected


def test_a_whole_recording_without_speech() -> None:
    utterance = utterance_from_clip(in_room([], 3.0))
    assert (utterance.onset_s, utterance.end_s, utterance.level_dbfs) == (None, None, None)
    assert utterance.end_reason == "file" and utterance.speech == ()
