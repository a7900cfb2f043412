"""Windows hold all voiced sound once, never too much of it, and lead back to the recording."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from audio.clip import Clip
from audio.ports import SpeechSpan
from audio.windows import EDGE_S, WINDOW_S, Window, plan_windows

MINUTE = Clip(np.zeros(60 * 16_000, np.float32))


def pieces_s(windows: tuple[Window, ...]) -> list[list[tuple[float, float]]]:
    return [[(piece.start / 16_000, piece.end / 16_000) for piece in window.pieces] for window in windows]


def test_nothing_voiced_is_nothing_to_hear() -> None:
    assert plan_windows(MINUTE, []) == ()
    assert plan_windows(Clip(np.zeros(0, np.float32)), [SpeechSpan(0.0, 1.0)]) == ()
    assert plan_windows(MINUTE, [SpeechSpan(70.0, 80.0), SpeechSpan(5.0, 5.0)]) == ()


def test_long_silences_are_shortened_and_short_ones_kept() -> None:
    windows = plan_windows(MINUTE, [SpeechSpan(0.2, 4.0), SpeechSpan(4.5, 8.0), SpeechSpan(20.0, 59.9 - 30)])
    assert pieces_s(windows) == [[(0.0, 8.3), (19.7, 30.2)]]
    assert windows[0].duration_s == pytest.approx(18.8)


def test_a_full_window_ends_in_the_middle_of_a_pause() -> None:
    sentences = [SpeechSpan(6.0 * number, 6.0 * number + 5.6) for number in range(10)]
    assert pieces_s(plan_windows(MINUTE, sentences)) == [[(0.0, 23.8)], [(23.8, 47.8)], [(47.8, 59.9)]]


def test_speech_without_a_pause_is_cut_where_it_is_quietest() -> None:
    samples = np.full(60 * 16_000, 0.3, np.float32)
    samples[25 * 16_000 : 25 * 16_000 + 3_200] = 0.001
    windows = plan_windows(Clip(samples), [SpeechSpan(0.0, 60.0)])
    assert windows[0].end_s == pytest.approx(25.1, abs=0.1)
    assert windows[1].start_s == windows[0].end_s
    assert windows[-1].end_s == 60.0


def test_times_lead_back_and_no_word_reaches_across_a_pause() -> None:
    (window,) = plan_windows(MINUTE, [SpeechSpan(1.0, 4.0), SpeechSpan(20.0, 24.0)])  # pieces 0.7-4.3, 19.7-24.3
    assert window.to_recording(1.0, 1.5) == pytest.approx((1.7, 2.2))
    assert window.to_recording(4.0, 4.5) == pytest.approx((20.1, 20.6))
    assert window.to_recording(2.0, 4.0) == pytest.approx((2.7, 4.3))
    assert window.to_recording(3.0, 5.0) == pytest.approx((19.7, 21.1))
    assert window.to_recording(30.0, 31.0) == pytest.approx((24.3, 24.3))


spans = st.lists(
    st.tuples(st.floats(0, 100), st.floats(0.01, 50)).map(lambda pair: SpeechSpan(pair[0], sum(pair))), max_size=12
)


@given(spans)
@settings(max_examples=100, deadline=None)
def test_every_voiced_sample_is_heard_exactly_once(speech: list[SpeechSpan]) -> None:
    clip = Clip(np.zeros(100 * 16_000, np.float32))
    heard = np.zeros(len(clip.samples), np.int8)
    clock = 0
    for window in plan_windows(clip, speech):
        assert 0 < window.duration_s <= WINDOW_S
        assert len(window.samples(clip)) == round(window.duration_s * 16_000)
        for piece in window.pieces:
            assert clock <= piece.start < piece.end
            clock = piece.end
            heard[piece.start : piece.end] += 1
    for span in speech:
        start, end = round((span.start_s - EDGE_S) * 16_000), round((span.end_s + EDGE_S) * 16_000)
        if round(span.start_s * 16_000) < len(clip.samples):
            assert heard[max(0, start) : end].all()
    assert heard.max(initial=0) <= 1
