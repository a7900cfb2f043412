import numpy as np
import pytest

from audio.clip import Clip
from audio.levels import SILENCE_DBFS, LevelMeter, clipping_ratio, rms_dbfs, voiced
from audio.ports import SpeechSpan


def sine(amplitude: float, seconds: float = 1.0) -> np.ndarray:
    return (amplitude * np.sin(2 * np.pi * 100 * np.arange(round(16_000 * seconds)) / 16_000)).astype(np.float32)


def test_a_full_scale_sine_is_three_db_below_a_square_wave() -> None:
    assert rms_dbfs(np.ones(100, np.float32)) == pytest.approx(0.0)
    assert rms_dbfs(sine(1.0)) == pytest.approx(-3.01, abs=0.01)
    assert rms_dbfs(sine(0.01)) == pytest.approx(-43.01, abs=0.01)


@pytest.mark.parametrize("nothing", [np.empty(0, np.float32), np.zeros(10, np.float32)])
def test_nothing_and_silence_have_a_finite_level(nothing: np.ndarray) -> None:
    assert rms_dbfs(nothing) == SILENCE_DBFS
    assert clipping_ratio(nothing) == 0.0


def test_clipping_counts_both_rails_and_spares_what_is_just_below() -> None:
    samples = np.array([1.0, -1.0, 0.9, -0.5, 0.0, 0.998, 1.0, 0.2], np.float32)
    assert clipping_ratio(samples) == 3 / 8


def test_the_voiced_part_leaves_the_pauses_out() -> None:
    clip = Clip(np.concatenate([np.zeros(16_000, np.float32), sine(0.5), np.zeros(16_000, np.float32)]))
    part = voiced(clip, [SpeechSpan(1.0, 1.5), SpeechSpan(1.5, 2.0)])
    assert len(part) == 16_000
    assert rms_dbfs(part) == pytest.approx(-9.03, abs=0.01)
    assert len(voiced(clip, [])) == 0
    assert len(voiced(clip, [SpeechSpan(2.5, 99.0)])) == 8_000


def test_the_meter_rises_at_once_and_its_peak_falls_slowly() -> None:
    meter = LevelMeter(16_000, window_s=0.1, fall_db_per_s=20.0)
    loud = meter.push(sine(1.0, 0.2))
    assert loud.peak_dbfs == pytest.approx(0.0, abs=0.01)
    assert loud.rms_dbfs == pytest.approx(-3.0, abs=0.1)
    assert loud.clipped
    quiet = meter.push(np.zeros(8_000, np.float32))
    assert quiet.peak_dbfs == pytest.approx(-10.0, abs=0.1)
    assert quiet.rms_dbfs == SILENCE_DBFS
    assert not quiet.clipped


def test_the_meter_does_not_depend_on_block_size() -> None:
    sound = sine(0.3, 0.5)
    whole, pieces = LevelMeter(16_000), LevelMeter(16_000)
    expected = whole.push(sound).rms_dbfs
    for start in range(0, len(sound), 160):
        reading = pieces.push(sound[start : start + 160])
    assert reading.rms_dbfs == pytest.approx(expected)
