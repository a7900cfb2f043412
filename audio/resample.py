"""From whatever a device or a file delivers to the mono sound the program listens to, piece by piece."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from audio.clip import SPEECH_RATE_HZ, Clip, Samples

HOP_S = 0.02  # how often the choice of channels is reconsidered
MEMORY_S = 3.0  # time constant of the channel statistics: long against a word, short against an answer
DEAD_POWER = 10 ** (-30 / 10)  # a channel 30 dB under the loudest carries nothing worth averaging in
CANCELLED_POWER = 0.1  # independent channels average to 1/n of their power; a tenth means that they cancel
SILENT_POWER = 10 ** (-90 / 10)  # 90 dB under full scale, the noise of 16-bit sound: no evidence for a choice


class Downmixer:
    """Folds any number of channels into one without ever folding the voice away.

    The mean of the live channels is used (a dead one would only halve the level); where the mean cancels
    (a microphone wired in antiphase), the loudest channel alone. The choice follows decaying channel statistics
    and changes by a linear ramp over one hop of 20 ms. The result does not depend on how the sound is cut into
    pieces.
    """

    def __init__(self, channels: int, rate_hz: int) -> None:
        """Start with the plain mean.

        Args:
            channels: channels per frame, at least 1.
            rate_hz: frames per second.
        """
        self._channels = channels
        self._hop = max(1, round(HOP_S * rate_hz))
        self._decay = float(np.exp(-self._hop / rate_hz / MEMORY_S))
        self._before = np.full(channels, 1 / channels)  # weights at the start of the hop
        self._after = self._before.copy()  # and at its end
        self._covariance = np.zeros((channels, channels))
        self._pending = np.zeros((channels, channels))  # of the hop not yet complete
        self._filled = 0  # frames in that hop

    def prime(self, frames: Samples) -> None:
        """Choose channels from sound that is still to come, shape (n, channels), so that the start is right too."""
        if self._channels == 1 or len(frames) == 0:
            return
        wide = frames.astype(np.float64)
        self._before = self._after = self._choose(wide.T @ wide / len(wide))

    def push(self, frames: Samples) -> Samples:
        """Return one mono sample for every frame; `frames` has shape (n, channels)."""
        if self._channels == 1:
            return np.ascontiguousarray(frames[:, 0])
        mono = np.empty(len(frames), np.float32)
        start = 0
        while start < len(frames):
            stop = min(len(frames), start + self._hop - self._filled)
            mono[start:stop] = self._mix(frames[start:stop])
            start = stop
        return mono

    def _mix(self, frames: Samples) -> NDArray[np.float64]:
        """Mix a piece that lies within one hop."""
        wide = frames.astype(np.float64)
        share = (self._filled + np.arange(1, len(wide) + 1))[:, None] / self._hop
        mono: NDArray[np.float64] = (wide * ((1 - share) * self._before + share * self._after)).sum(axis=1)
        self._pending += wide.T @ wide
        self._filled += len(wide)
        if self._filled == self._hop:
            fresh = self._pending / self._hop
            self._covariance = self._decay * self._covariance + (1 - self._decay) * fresh
            self._before = self._after
            self._after = self._choose(self._covariance)
            self._pending = np.zeros_like(self._pending)
            self._filled = 0
        return mono

    def _choose(self, covariance: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return the weights that suit channels with this covariance (mean products of samples)."""
        power = np.diag(covariance)
        if power.max() < SILENT_POWER * (1 - self._decay):
            return self._after
        live = power >= DEAD_POWER * power.max()
        weights = live / live.sum()
        if weights @ covariance @ weights < CANCELLED_POWER * power[live].mean():
            weights = np.zeros(self._channels)
            weights[power.argmax()] = 1.0
        return np.asarray(weights, np.float64)


class Converter:
    """Streaming conversion of (n, channels) frames at any rate to mono at another, clean and within [-1, 1]."""

    def __init__(self, channels: int, rate_hz: int, to_rate_hz: int = SPEECH_RATE_HZ) -> None:
        """Prepare a conversion.

        Args:
            channels: channels per frame.
            rate_hz: frames per second coming in.
            to_rate_hz: samples per second going out.
        """
        self._downmixer = Downmixer(channels, rate_hz)
        self._resampler = _resampler(rate_hz, to_rate_hz) if rate_hz != to_rate_hz else None

    def prime(self, frames: Samples) -> None:
        """See `Downmixer.prime`; `frames` has shape (n, channels)."""
        self._downmixer.prime(sanitised(frames))

    def push(self, frames: Samples) -> Samples:
        """Convert the next frames; the resampler keeps a few milliseconds back until more comes."""
        mono = self._downmixer.push(sanitised(frames))
        return mono if self._resampler is None else _resampled(self._resampler, mono, last=False)

    def flush(self) -> Samples:
        """Return what the resampler still holds; nothing may be pushed afterwards."""
        empty = np.empty(0, np.float32)
        return empty if self._resampler is None else _resampled(self._resampler, empty, last=True)


def sanitised(samples: Samples) -> Samples:
    """Replace what is not a number by silence and clip the rest to [-1, 1].

    Before resampling, because one NaN would otherwise spread through the whole filter.
    """
    return np.clip(np.nan_to_num(samples, nan=0.0, posinf=0.0, neginf=0.0), -1.0, 1.0)


def at_rate(clip: Clip, rate_hz: int) -> Clip:
    """Return the clip resampled as a whole."""
    if clip.rate_hz == rate_hz or not len(clip.samples):
        return Clip(clip.samples, rate_hz)
    converter = Converter(1, clip.rate_hz, rate_hz)
    return Clip(np.concatenate([converter.push(clip.samples[:, None]), converter.flush()]), rate_hz)


def _resampler(rate_hz: int, to_rate_hz: int) -> Any:
    import soxr

    return soxr.ResampleStream(rate_hz, to_rate_hz, 1, dtype="float32", quality="HQ")


def _resampled(resampler: Any, mono: Samples, *, last: bool) -> Samples:
    out: Samples = np.clip(resampler.resample_chunk(mono, last=last), -1.0, 1.0)
    return out
