import itertools
from typing import get_args

import numpy as np
import pytest

from audio.tones import ChimeKind, chime

KINDS = get_args(ChimeKind)


@pytest.mark.parametrize("kind", KINDS)
def test_a_chime_is_short_soft_and_without_clicks(kind: ChimeKind) -> None:
    clip = chime(kind)
    peak_db = 20 * np.log10(np.max(np.abs(clip.samples)))
    assert 0.1 < clip.duration_s < 0.5
    assert -24 < peak_db <= -17.9
    edge = round(0.001 * clip.rate_hz)
    assert np.max(np.abs(clip.samples[:edge])) < 0.02 * np.max(np.abs(clip.samples))
    assert np.max(np.abs(clip.samples[-edge:])) < 0.02 * np.max(np.abs(clip.samples))


def test_chimes_can_be_told_apart() -> None:
    for one, other in itertools.combinations(KINDS, 2):
        a, b = chime(one).samples, chime(other).samples
        shorter = min(len(a), len(b))
        correlation = abs(np.corrcoef(a[:shorter], b[:shorter])[0, 1])
        assert len(a) != len(b) or correlation < 0.5, (one, other)


def test_the_chime_for_a_reached_target_rises() -> None:
    clip = chime("target_reached")
    half = len(clip.samples) // 2
    first, second = (
        np.argmax(np.abs(np.fft.rfft(part, clip.rate_hz))) for part in (clip.samples[:half], clip.samples[half:])
    )
    assert second > first * 1.2
