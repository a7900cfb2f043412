"""One piece of mono sound held in memory."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Samples = NDArray[np.float32]

SPEECH_RATE_HZ = 16_000
"""Rate at which the whole program listens: what Silero VAD and Whisper were trained on."""


@dataclass(frozen=True, eq=False)
class Clip:
    """Mono sound.

    Attributes:
        samples: float32, shape (n,), nominally in [-1, 1].
        rate_hz: samples per second.
    """

    samples: Samples
    rate_hz: int = SPEECH_RATE_HZ

    def __post_init__(self) -> None:
        """Refuse what would only fail much later.

        Raises:
            ValueError: the samples are not one-dimensional float32 or the rate is not positive.
        """
        if self.samples.ndim != 1 or self.samples.dtype != np.float32:
            raise ValueError(
                f"a clip holds float32 samples of shape (n,), not {self.samples.dtype} {self.samples.shape}"
            )
        if self.rate_hz <= 0:
            raise ValueError(f"rate_hz must be positive, not {self.rate_hz}")

    @property
    def duration_s(self) -> float:
        """Length in seconds."""
        return len(self.samples) / self.rate_hz

    def slice_s(self, start_s: float, end_s: float) -> Clip:
        """Return the part between two times, clamped to the clip."""
        start = max(0, round(start_s * self.rate_hz))
        end = max(start, round(end_s * self.rate_hz))
        return Clip(self.samples[start:end], self.rate_hz)
