import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from audio.clip import Clip
from audio.resample import Converter, Downmixer, at_rate

RATE_HZ = 48_000


def noise(seconds: float, seed: int = 0) -> np.ndarray:
    return (np.random.default_rng(seed).standard_normal(round(seconds * RATE_HZ)) * 0.1).astype(np.float32)


@settings(max_examples=25, deadline=None)
@given(cuts=st.lists(st.integers(1, 28_799), max_size=12), side=st.sampled_from([-1.0, 0.0, 0.3, 1.0]))
def test_the_result_does_not_depend_on_the_blocks(cuts: list[int], side: float) -> None:
    voice = noise(0.6)
    frames = np.stack([voice, side * voice], axis=1)
    whole = Converter(2, RATE_HZ)
    expected = np.concatenate([whole.push(frames), whole.flush()])
    pieces = Converter(2, RATE_HZ)
    parts = [pieces.push(part) for part in np.split(frames, sorted(cuts))]
    got = np.concatenate([*parts, pieces.flush()])
    assert len(got) == len(expected) == 9_600
    assert np.abs(got - expected).max() < 1e-5


def test_a_live_antiphase_microphone_is_heard_after_two_hops() -> None:
    voice = noise(1.0)
    mono = Downmixer(2, RATE_HZ).push(np.stack([voice, -voice], axis=1))
    assert np.array_equal(mono[1_920:], voice[1_920:])


def test_an_opposite_change_of_wiring_does_not_click() -> None:
    """The weights move in a ramp, so a constant on one channel never jumps."""
    frames = np.zeros((RATE_HZ, 2), np.float32)
    frames[:, 0] = 0.5
    mono = Downmixer(2, RATE_HZ).push(frames)
    assert np.abs(np.diff(mono)).max() < 0.001
    assert mono[-1] == 0.5


def test_one_bad_number_spoils_one_sample_only() -> None:
    frames = np.zeros((RATE_HZ, 1), np.float32)
    frames[24_000] = np.nan
    converter = Converter(1, RATE_HZ)
    assert not np.concatenate([converter.push(frames), converter.flush()]).any()


@pytest.mark.parametrize("rate_hz", [8_000, 22_050, 44_100, 48_000])
def test_there_and_back_is_the_same_sound(rate_hz: int) -> None:
    tone = Clip((0.5 * np.sin(2 * np.pi * 500 * np.arange(16_000) / 16_000)).astype(np.float32))
    back = at_rate(at_rate(tone, rate_hz), 16_000)
    assert abs(len(back.samples) - 16_000) <= 2
    assert np.abs(back.samples[500:15_500] - tone.samples[500:15_500]).max() < 2e-3


def test_an_empty_clip_stays_empty() -> None:
    assert len(at_rate(Clip(np.empty(0, np.float32), 44_100), 16_000).samples) == 0
