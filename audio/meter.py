"""What is wrong with the incoming sound, while there is still time to do something about it."""

from __future__ import annotations

import numpy as np

from audio.clip import SPEECH_RATE_HZ, Samples
from audio.levels import CLIPPED_AMPLITUDE, CLIPPED_RATIO, SILENCE_DBFS, TOO_QUIET_DBFS, LevelMeter

NO_SIGNAL_S = 2.0  # of nothing but zeros: every open microphone has noise, so this one is muted
SURE_AFTER_S = 2.0  # voice heard before its level is judged: single words vary by 10 dB


class SignalMeter:
    """Follows the level of one answer and warns.

    Attributes:
        level_dbfs: RMS of the last tenth of a second.
    """

    def __init__(self) -> None:
        """Start with nothing heard."""
        self.level_dbfs = SILENCE_DBFS
        self._meter = LevelMeter(SPEECH_RATE_HZ)
        self._zeros = 0
        self._voiced = 0
        self._clipped = 0
        self._energy = 0.0

    def push(self, samples: Samples, speaking: bool) -> None:
        """Take in the next samples, shape (n,), of speech or not."""
        self.level_dbfs = self._meter.push(samples).rms_dbfs
        self._zeros = 0 if samples.any() else self._zeros + len(samples)
        if speaking:
            self._voiced += len(samples)
            self._clipped += int(np.count_nonzero(np.abs(samples) >= CLIPPED_AMPLITUDE))
            self._energy += float(np.sum(np.square(samples, dtype=np.float64)))

    def warnings(self) -> tuple[str, ...]:
        """Return the codes that hold now: no_signal, too_quiet, clipping."""
        codes = []
        if self._zeros >= NO_SIGNAL_S * SPEECH_RATE_HZ:
            codes.append("no_signal")
        if self._voiced >= SURE_AFTER_S * SPEECH_RATE_HZ:
            if self._energy < self._voiced * 10 ** (TOO_QUIET_DBFS / 10):
                codes.append("too_quiet")
            if self._clipped > self._voiced * CLIPPED_RATIO:
                codes.append("clipping")
        return tuple(codes)
