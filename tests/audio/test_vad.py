"""Silero, streaming, against the implementation that faster-whisper ships, and against marked speech."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import audio.vad
from audio.clip import Clip
from audio.errors import ModelMissing
from audio.spans import SpanOptions, SpanTracker
from audio.vad import FRAME_SAMPLES, SileroDetector, speech_spans
from tests.audio.speech_fixtures import in_room, recording, spoken

FRAME_S = FRAME_SAMPLES / 16_000


@pytest.mark.parametrize("name", ["beckett", "aishell", "librispeech"])
def test_streaming_equals_the_bundled_batch_implementation(name: str) -> None:
    from faster_whisper.vad import get_vad_model

    samples = recording(name).samples
    whole = np.pad(samples, (0, -len(samples) % FRAME_SAMPLES + FRAME_SAMPLES))
    expected = get_vad_model()(whole.copy())

    detector = SileroDetector()
    streamed = [detector.probability(frame) for frame in whole.reshape(-1, FRAME_SAMPLES)]
    assert np.max(np.abs(np.array(streamed) - expected.ravel())) <= 1e-4
    assert max(streamed) > 0.9 and min(streamed) < 0.1

    detector.reset()
    assert detector.probability(whole[:FRAME_SAMPLES]) == pytest.approx(streamed[0], abs=1e-6)
    detector.reset()
    assert np.max(np.abs(detector.probabilities(whole) - np.array(streamed))) <= 1e-4


def test_batches_carry_their_state_on(monkeypatch: pytest.MonkeyPatch) -> None:
    samples = recording("aishell").samples
    samples = samples[: len(samples) // FRAME_SAMPLES * FRAME_SAMPLES]
    at_once = SileroDetector().probabilities(samples)
    monkeypatch.setattr(audio.vad, "BATCH_FRAMES", 7)
    assert np.allclose(SileroDetector().probabilities(samples), at_once, atol=1e-4)


def test_spans_match_speech_marked_by_others() -> None:
    first, second, *_ = speech_spans(recording("speechbrain_vad"))
    assert (first.start_s, first.end_s) == pytest.approx((0.38, 2.7), abs=0.1)
    assert (second.start_s, second.end_s) == pytest.approx((4.1, 5.88), abs=0.1)


@pytest.mark.parametrize("name", ["beckett", "aishell", "librispeech"])
@pytest.mark.parametrize("offset_s", [0.5, 1.01, 2.345])
def test_onset_and_end_are_exact_over_room_noise(name: str, offset_s: float) -> None:
    speech = spoken(name)
    spans = speech_spans(in_room([(offset_s, speech)], offset_s + len(speech) / 16_000 + 2, seed=3))
    assert spans[0].start_s == pytest.approx(offset_s, abs=0.15)
    assert spans[-1].end_s == pytest.approx(offset_s + len(speech) / 16_000, abs=0.15)


@pytest.mark.parametrize("samples", [0, 1, 511, 16_000])
def test_nothing_is_heard_in_silence_and_noise(samples: int) -> None:
    assert speech_spans(Clip(np.zeros(samples, np.float32))) == ()
    assert speech_spans(in_room([], samples / 16_000)) == ()


def test_spans_stay_within_the_clip() -> None:
    cut = recording("librispeech").slice_s(0.5, 3.01)
    spans = speech_spans(cut)
    assert spans[-1].end_s == cut.duration_s  # cut in the middle of a word


def test_wrong_input_is_refused() -> None:
    with pytest.raises(ValueError, match="16000"):
        speech_spans(Clip(np.zeros(100, np.float32), 8000))
    with pytest.raises(ValueError, match="512"):
        SileroDetector().probability(np.zeros(480, np.float32))
    with pytest.raises(ValueError, match="whole number"):
        SileroDetector().probabilities(np.zeros(600, np.float32))


def test_a_missing_model_is_said(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(audio.vad, "find_spec", lambda name: None)
    audio.vad._session.cache_clear()
    monkeypatch.chdir(tmp_path)
    with pytest.raises(ModelMissing) as caught:
        SileroDetector()
    assert "path" in caught.value.facts


def _track(probabilities: list[float], options: SpanOptions | None = None) -> SpanTracker:
    tracker = SpanTracker(options)
    for index, probability in enumerate(probabilities, start=1):
        tracker.step(index * 0.1, probability)
    return tracker


def test_hysteresis_keeps_a_weak_frame_within_speech_but_not_before_it() -> None:
    tracker = _track([0.4, 0.6, 0.4, 0.4, 0.1, 0.1, 0.1])
    assert [(round(s.start_s, 3), round(s.end_s, 3)) for s in tracker.spans()] == [(0.1, 0.4)]


def test_a_click_is_no_speech_and_a_short_gap_no_pause() -> None:
    assert _track([0, 0.9, 0, 0, 0, 0]).spans() == ()
    tracker = _track([0.9, 0.9, 0, 0.9, 0.9, 0, 0, 0.9, 0.9])
    assert [(round(s.start_s, 3), round(s.end_s, 3)) for s in tracker.spans()] == [(0, 0.5), (0.7, 0.9)]


def test_time_does_not_go_backwards() -> None:
    tracker = _track([0.9])
    with pytest.raises(ValueError, match="backwards"):
        tracker.step(0.05, 0.9)


@given(st.lists(st.floats(0, 1), max_size=80))
def test_spans_are_ordered_apart_and_long_enough(probabilities: list[float]) -> None:
    tracker = _track(probabilities)
    spans = tracker.spans()
    assert all(span.end_s - span.start_s >= 0.2 - 1e-6 for span in spans)
    assert all(b.start_s - a.end_s >= 0.2 - 1e-6 for a, b in zip(spans, spans[1:], strict=False))
    assert tracker.speech_s == pytest.approx(sum(span.end_s - span.start_s for span in spans))
    assert tracker.onset_s == (spans[0].start_s if spans else None)
    assert tracker.last_voice_s == (spans[-1].end_s if spans else None)
