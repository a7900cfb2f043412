"""How loud sound is: pure functions and a meter for the screen."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from audio.clip import Clip, Samples
from audio.ports import SpeechSpan

SILENCE_DBFS = -120.0
"""Reported for digital silence instead of minus infinity; below the noise of 16-bit sound (-101 dBFS RMS)."""

TOO_QUIET_DBFS = -45.0
"""Voiced RMS below which words get lost.

Speech is normally recorded around -26 dBov active level (ITU-T P.56 and P.800 practice); 20 dB less leaves it within
reach of the noise of a laptop's microphone, so there the microphone's gain or place is wrong.
"""

CLIPPED_AMPLITUDE = 0.999
"""|sample| from which it counts as clipped: one step of 16-bit sound under full scale, with room for resampling."""

CLIPPED_RATIO = 0.001
"""Share of clipped samples in the voice (.1 %) from which distortion is audible; undistorted speech has none."""


def rms_dbfs(samples: Samples) -> float:
    """Return the RMS level in dB relative to a full-scale square wave; `SILENCE_DBFS` for nothing or silence."""
    if not len(samples):
        return SILENCE_DBFS
    return amplitude_dbfs(math.sqrt(float(np.mean(np.square(samples, dtype=np.float64)))))


def clipping_ratio(samples: Samples, threshold: float = CLIPPED_AMPLITUDE) -> float:
    """Return the share, 0..1, of samples with an amplitude of at least `threshold`."""
    if not len(samples):
        return 0.0
    return float(np.mean(np.abs(samples) >= threshold))


def voiced(clip: Clip, speech: Iterable[SpeechSpan]) -> Samples:
    """Return the samples within the spans, joined, shape (n,); spans are clamped to the clip."""
    parts = [clip.slice_s(span.start_s, span.end_s).samples for span in speech]
    return np.concatenate(parts) if parts else np.empty(0, np.float32)


@dataclass(frozen=True)
class Level:
    """One reading of a `LevelMeter`.

    Attributes:
        rms_dbfs: RMS level of the window.
        peak_dbfs: highest amplitude, decaying.
        clipped: whether a sample in the window was at full scale.
    """

    rms_dbfs: float
    peak_dbfs: float
    clipped: bool


class LevelMeter:
    """Streaming level for a display: RMS over a short window and a peak that falls slowly."""

    def __init__(self, rate_hz: int, *, window_s: float = 0.1, fall_db_per_s: float = 20.0) -> None:
        """Start at silence.

        Args:
            rate_hz: samples per second.
            window_s: length over which the RMS is taken.
            fall_db_per_s: how fast the peak falls (20 dB in 1.7 s is the classic programme meter of IEC 60268-10;
                a little faster suits a small panel).
        """
        self._rate_hz = rate_hz
        self._recent = np.zeros(max(1, round(window_s * rate_hz)), np.float32)
        self._fall_db_per_s = fall_db_per_s
        self._peak_dbfs = SILENCE_DBFS

    def push(self, samples: Samples) -> Level:
        """Take in the next samples, shape (n,), and return the reading after them."""
        size = len(self._recent)
        self._recent = np.concatenate([self._recent, samples])[-size:]
        fallen = self._peak_dbfs - self._fall_db_per_s * len(samples) / self._rate_hz
        highest = amplitude_dbfs(float(np.max(np.abs(samples)))) if len(samples) else SILENCE_DBFS
        self._peak_dbfs = max(fallen, highest, SILENCE_DBFS)
        return Level(rms_dbfs(self._recent), self._peak_dbfs, clipping_ratio(self._recent) > 0)


def amplitude_dbfs(amplitude: float) -> float:
    """Return an amplitude (1 is full scale) in dB, not below `SILENCE_DBFS`."""
    return max(SILENCE_DBFS, 20 * math.log10(amplitude)) if amplitude > 0 else SILENCE_DBFS
