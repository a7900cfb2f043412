"""Transcription while somebody speaks: the same words as afterwards, whatever the recogniser does meanwhile."""

import threading
import time
from collections.abc import Callable, Sequence
from difflib import SequenceMatcher

import jiwer
import numpy as np
import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from audio.capture import capture
from audio.clip import SPEECH_RATE_HZ, Clip, Samples
from audio.endpoint import Endpointer, EndpointOptions
from audio.endpoint_text import TrailingText
from audio.errors import AudioError, RecognitionError
from audio.live import HeardPiece, LiveHooks, LiveOptions, LiveTranscriber
from audio.live_pieces import Piece, PieceCutter, PieceEvent
from audio.mini_whisper import candidate_path
from audio.models import MINI_PATH
from audio.ports import Language, SpeechSpan, Transcript, Utterance, Word
from audio.replay import ReplayMicrophone
from audio.vad import SileroDetector
from audio.whisper import WhisperTranscriber
from audio.windows import EDGE_S
from tests.audio.espeak import say, silence

FRAME_S = 0.032
FRAME = np.zeros(512, np.float32)
PATIENT = LiveOptions(longest_backlog_s=1e9)  # a replay is faster than life, so is the backlog


class Patient:
    """Waits for the recogniser after every frame, as a person would by speaking no faster than life."""

    def __init__(self, live: LiveTranscriber) -> None:
        self.live = live

    def heard(self, samples: Samples, now_s: float, speaking: bool) -> None:
        self.live.heard(samples, now_s, speaking)
        while self.live.busy:
            time.sleep(0.001)

    def trailing(self) -> TrailingText | None:
        return self.live.trailing()


class Words:
    """A recogniser that hears one word per voiced span, named by its sound's length; or fails, or hangs."""

    name = "words"

    def __init__(self, before: Callable[[], None] = lambda: None) -> None:
        self.before = before
        self.heard: list[tuple[float, tuple[SpeechSpan, ...]]] = []
        self.hurried: list[bool] = []

    def transcribe(
        self,
        clip: Clip,
        language: Language,
        *,
        speech: Sequence[SpeechSpan] | None = None,
        cancel: threading.Event | None = None,
        hurry: threading.Event | None = None,
    ) -> Transcript:
        self.before()
        self.hurried.append(hurry is not None and hurry.is_set())
        spans = tuple(speech or ())
        self.heard.append((clip.duration_s, spans))
        words = tuple(Word(f" w{span.end_s - span.start_s:.1f}", span.start_s, span.end_s, 0.9) for span in spans)
        return Transcript("".join(word.text for word in words).strip(), words, language, "test", "words", 0.9)


def voiced_at(now_s: float, spans: Sequence[tuple[float, float]]) -> bool:
    return any(start_s < now_s <= end_s + 1e-9 for start_s, end_s in spans)


def follow(live: LiveTranscriber, spans: Sequence[tuple[float, float]], until_s: float, patient: bool = True) -> None:
    follower = Patient(live) if patient else live
    for index in range(1, round(until_s / FRAME_S) + 1):
        follower.heard(FRAME, index * FRAME_S, voiced_at(index * FRAME_S, spans))


def utterance(spans: Sequence[tuple[float, float]], duration_s: float) -> Utterance:
    frame_spans = tuple(
        SpeechSpan(np.floor(start_s / FRAME_S + 1e-6) * FRAME_S, np.floor(end_s / FRAME_S + 1e-6) * FRAME_S)
        for start_s, end_s in spans
    )
    clip = Clip(np.zeros(round(duration_s * SPEECH_RATE_HZ), np.float32))
    return Utterance(clip, frame_spans[0].start_s, frame_spans[-1].end_s, "silence", frame_spans)


def cut(spans: Sequence[tuple[float, float]], until_s: float) -> list[PieceEvent]:
    cutter = PieceCutter(lambda start_s, end_s: (start_s + end_s) / 2)
    events = []
    for index in range(1, round(until_s / FRAME_S) + 1):
        events += cutter.step(index * FRAME_S, voiced_at(index * FRAME_S, spans))
    return events


def sure(events: list[PieceEvent]) -> list[Piece]:
    return [event.piece for event in events if event.kind == "sure"]


class TestPieces:
    def test_a_short_pause_is_a_guess_that_speech_takes_back(self) -> None:
        events = cut([(1, 4), (5, 8)], 8)
        assert [event.kind for event in events] == ["guessed", "dropped"]

    def test_a_long_pause_makes_sure(self) -> None:
        events = cut([(1, 4)], 6)
        assert [event.kind for event in events] == ["guessed", "sure"]
        assert events[0].piece is events[1].piece and events[0].piece.alone
        assert (events[0].piece.start_s, events[0].piece.end_s) == pytest.approx((1 - EDGE_S, 4 + EDGE_S), abs=0.05)

    def test_a_long_piece_is_sure_at_a_short_pause(self) -> None:
        events = cut([(1, 10), (10.8, 12)], 14)
        assert [event.kind for event in events] == ["guessed", "sure", "guessed", "sure"]
        first, second = sure(events)
        assert not second.alone
        assert first.voice_end_s <= second.start_s <= second.speech[0].start_s

    def test_speech_without_end_is_cut_at_its_longest_pause(self) -> None:
        (first,) = sure(cut([(1, 10), (10.3, 17), (17.5, 22), (22.25, 40)], 30))
        assert first.voice_end_s == pytest.approx(17, abs=0.05)

    def test_speech_without_any_pause_is_cut_where_it_is_quietest(self) -> None:
        first, second = sure(cut([(1, 60)], 60))[:2]
        assert first.end_s == first.voice_end_s == pytest.approx(22.5, abs=0.1)
        assert second.start_s == pytest.approx(first.end_s)

    @settings(max_examples=60, deadline=None)
    @given(st.lists(st.tuples(st.floats(0.25, 40), st.floats(0.25, 4)), min_size=1, max_size=8))
    def test_pieces_hold_all_speech_once_and_fit_a_window(self, parts: list[tuple[float, float]]) -> None:
        spans, now_s = [], 0.3
        for voice_s, pause_s in parts:
            spans.append((now_s, now_s + voice_s))
            now_s += voice_s + pause_s
        pieces = sure(cut(spans, now_s + 2))
        assert sum(span.end_s - span.start_s for piece in pieces for span in piece.speech) == pytest.approx(
            sum(end_s - start_s for start_s, end_s in spans), abs=4 * FRAME_S * len(spans)
        )
        clock_s = 0.0
        for piece in pieces:
            assert piece.end_s - piece.start_s <= 28
            assert piece.start_s <= piece.speech[0].start_s and piece.voice_end_s <= piece.end_s + 1e-6
            assert piece.speech[0].start_s >= clock_s - 1e-6
            clock_s = piece.voice_end_s


class TestFollowing:
    SPANS = [(1.0, 10.0), (12.0, 15.0), (18.0, 20.0)]

    def finish(self, live: LiveTranscriber, spans: Sequence[tuple[float, float]], until_s: float) -> Transcript:
        try:
            return live.finish(utterance(spans, until_s))
        finally:
            live.close()

    def test_words_come_in_the_time_of_the_recording(self) -> None:
        recogniser, texts = Words(), list[str]()
        live = LiveTranscriber(recogniser, "en", LiveHooks(on_text=texts.append), PATIENT)
        follow(live, self.SPANS, 24)
        transcript = self.finish(live, self.SPANS, 24)
        starts = [word.start_s for word in transcript.words]
        assert starts == pytest.approx([1.0, 12.0, 18.0], abs=0.05)
        assert transcript.text == texts[-1] == "w9.0 w3.0 w2.0"
        assert len(recogniser.heard) == 3  # nothing was left to do at the end

    def test_what_is_still_being_said_is_transcribed_at_the_end(self) -> None:
        recogniser = Words()
        live = LiveTranscriber(recogniser, "en", options=PATIENT)
        follow(live, self.SPANS, 19)
        transcript = self.finish(live, [*self.SPANS[:2], (18.0, 19.0)], 19)
        assert transcript.text == "w9.0 w3.0 w1.0"
        assert recogniser.heard[-1][0] < 2

    def test_a_guess_is_used_when_the_answer_ends_there(self) -> None:
        recogniser = Words()
        live = LiveTranscriber(recogniser, "en", options=PATIENT)
        follow(live, [(1.0, 3.0)], 4)
        assert live.trailing() == TrailingText("w2.0", pytest.approx(3.0, abs=0.05))
        assert self.finish(live, [(1.0, 3.0)], 4).text == "w2.0" and len(recogniser.heard) == 1

    def test_a_piece_may_be_left_out(self) -> None:
        pieces = list[HeardPiece]()
        hooks = LiveHooks(on_piece=lambda piece: pieces.append(piece) or len(pieces) != 2)  # type: ignore[func-returns-value]
        live = LiveTranscriber(Words(), "en", hooks, PATIENT)
        follow(live, self.SPANS, 24)
        transcript = self.finish(live, self.SPANS, 24)
        assert transcript.text == "w9.0 w2.0"
        assert transcript.notes == ("command:12.0-15.0",)
        assert [piece.alone for piece in pieces] == [True, True, True]

    def test_nobody_spoke(self) -> None:
        live = LiveTranscriber(Words(), "en", options=PATIENT)
        silent = Utterance(Clip(np.zeros(16_000, np.float32)), None, None, "no_answer", ())
        assert live.finish(silent).text == ""
        live.close()

    def test_a_failure_is_told_at_once_and_made_good_afterwards(self) -> None:
        troubles, calls = list[AudioError](), iter(range(100))

        def fail_second() -> None:
            if next(calls) == 1:
                raise RecognitionError("the model fell over", detail="x")

        live = LiveTranscriber(Words(fail_second), "en", LiveHooks(on_trouble=troubles.append), PATIENT)
        follow(live, self.SPANS, 16)
        assert [str(trouble) for trouble in troubles] == ["the model fell over"]
        follow_on = [(span[0], span[1]) for span in self.SPANS]
        assert self.finish(live, follow_on, 24).text == "w9.0 w3.0 w2.0"

    def test_a_recogniser_that_keeps_failing_says_so(self) -> None:
        def fail() -> None:
            raise ZeroDivisionError("bug")

        troubles = list[AudioError]()
        live = LiveTranscriber(Words(fail), "en", LiveHooks(on_trouble=troubles.append), PATIENT)
        follow(live, self.SPANS, 24)
        assert isinstance(troubles[0], RecognitionError) and "bug" in str(troubles[0])
        with pytest.raises(ZeroDivisionError):
            self.finish(live, self.SPANS, 24)

    def test_a_machine_that_cannot_keep_up_says_so_and_loses_nothing(self) -> None:
        lagging, free = list[bool](), threading.Event()
        recogniser = Words(lambda: free.wait(20) and None)
        hooks = LiveHooks(on_lag=lambda: lagging.append(True))
        live = LiveTranscriber(recogniser, "en", hooks, LiveOptions(longest_backlog_s=30))
        spans = [(11.0 * index + 1, 11.0 * index + 10) for index in range(20)]
        follow(live, spans, 220, patient=False)
        assert lagging == [True]
        assert len(live._sound) * FRAME_S < 60  # sound is not hoarded meanwhile
        free.set()
        assert self.finish(live, spans, 220).text == " ".join(["w9.0"] * 20)

    def test_only_the_last_words_are_heard_in_a_hurry(self) -> None:
        recogniser = Words()
        live = LiveTranscriber(recogniser, "en", options=PATIENT)
        follow(live, self.SPANS[:2], self.SPANS[1][1] + 0.1)  # Enter with the last word
        assert self.finish(live, self.SPANS[:2], self.SPANS[1][1] + 0.1).text == "w9.0 w3.0"
        assert recogniser.hurried == [False, True]

    def test_a_piece_under_way_hears_of_the_hurry(self) -> None:
        recogniser = Words(lambda: live._hurry.wait(20) and None)
        live = LiveTranscriber(recogniser, "en", options=PATIENT)
        follow(live, self.SPANS[:1], self.SPANS[0][1] + 0.6, patient=False)  # Enter while its end is a guess
        assert self.finish(live, self.SPANS[:1], self.SPANS[0][1] + 0.6).text == "w9.0"
        assert recogniser.hurried == [True]

    def test_a_whole_answer_left_over_is_heard_with_care(self) -> None:
        def fail() -> None:
            if not recogniser.heard:
                recogniser.heard.append((0.0, ()))
                raise RecognitionError("the model fell over", detail="x")

        recogniser = Words(fail)
        live = LiveTranscriber(recogniser, "en", options=PATIENT)
        spans = [(1.0, 12.0), (13.0, 24.0), (25.0, 36.0)]
        follow(live, spans, 36.1)
        assert self.finish(live, spans, 36.1).text == "w11.0 w11.0 w11.0"
        assert not any(recogniser.hurried)

    def test_sound_that_was_transcribed_is_let_go(self) -> None:
        live = LiveTranscriber(Words(), "en", options=PATIENT)
        spans = [(11.0 * index + 1, 11.0 * index + 10) for index in range(110)]
        follow(live, spans, 1200, patient=False)
        assert len(live._sound) * FRAME_S < 30
        assert len(self.finish(live, spans, 1210).words) == 110

    def test_closing_gives_up_what_is_under_way(self) -> None:
        started, free = threading.Event(), threading.Event()

        def hang() -> None:
            started.set()
            free.wait(20)

        live = LiveTranscriber(Words(hang), "en", options=PATIENT)
        follow(live, [(1.0, 3.0)], 6, patient=False)
        assert started.wait(5)
        closing = threading.Thread(target=live.close)
        closing.start()
        free.set()
        closing.join(5)
        assert not closing.is_alive() and live.trailing() is None


@pytest.fixture(scope="module")
def mini() -> WhisperTranscriber:
    return WhisperTranscriber(MINI_PATH, name="mini")


def bare(text: str, language: Language) -> str:
    """What an error rate counts: no punctuation, no capitals, no spaces in Mandarin."""
    kept = "".join(c if c.isalnum() else " " for c in text.lower()).split()
    return ("" if language == "zh" else " ").join(kept)


@pytest.mark.slow
@pytest.mark.parametrize("language", ["en", "zh"])
def test_live_hears_what_a_whole_recording_gives(mini: WhisperTranscriber, language: Language) -> None:
    """Real voice, real detector, real recogniser, pauses of all lengths: no more than a point worse."""
    script = yaml.safe_load(candidate_path().read_text(encoding="utf-8"))[language]["strong"][:12]
    pauses = np.random.default_rng(3).choice([0.2, 0.4, 0.7, 1.0, 1.8, 2.5], len(script))
    parts = [silence(0.8)]
    for sentence, pause_s in zip(script, pauses, strict=True):
        parts += [say(sentence, language), silence(float(pause_s))]
    sound = np.concatenate([*parts, silence(6)])
    clip = Clip(sound + np.random.default_rng(1).normal(0, 5e-4, len(sound)).astype(np.float32))
    live = LiveTranscriber(mini, language, options=PATIENT)
    with ReplayMicrophone(clip).open() as stream:
        taken = capture(stream, SileroDetector(), Endpointer(EndpointOptions(limit_s=600)), follower=Patient(live))
    followed = live.finish(taken)
    live.close()
    whole = mini.transcribe(taken.clip, language, speech=taken.speech)
    rate = jiwer.cer if language == "zh" else jiwer.wer
    said = bare(" ".join(script), language)
    # It may be better: the mini model now and then loses a sentence of a long window.
    assert rate(said, bare(followed.text, language)) <= rate(said, bare(whole.text, language)) + 0.01
    assert rate(said, bare(followed.text, language)) <= 0.1
    assert "".join(word.text for word in followed.words).strip() == followed.text
    clock_s = 0.0
    for word in followed.words:
        assert word.start_s is not None and word.end_s is not None
        assert clock_s <= word.start_s <= word.end_s <= taken.clip.duration_s
        clock_s = word.end_s
    places = SequenceMatcher(None, [w.text for w in followed.words], [w.text for w in whole.words], autojunk=False)
    shifts = [
        abs((followed.words[block.a + i].start_s or 0) - (whole.words[block.b + i].start_s or 0))
        for block in places.get_matching_blocks()
        for i in range(block.size)
    ]
    assert float(np.median(shifts)) < 0.15
