"""Trim and level synthesised speech, so that every voice and every sentence is equally loud."""

from __future__ import annotations

import numpy as np

from audio.clip import Clip, Samples

SPEECH_LEVEL_DBFS = -20.0
"""RMS of the voiced part: a common level for speech with room for its peaks."""
PEAK_LIMIT_DBFS = -1.5
SILENCE_DBFS = -50.0
_FRAME_S = 0.01


def frame_levels_db(clip: Clip) -> Samples:
    """Return the RMS level of each 10 ms frame in dBFS, shape (frames,), at least -120; a rest is left out."""
    frame = max(1, round(_FRAME_S * clip.rate_hz))
    count = len(clip.samples) // frame
    power = np.square(clip.samples[: count * frame].reshape(count, frame)).mean(axis=1) if count else np.empty(0)
    return (10 * np.log10(np.maximum(power, 1e-12))).astype(np.float32)


def trim_silence(clip: Clip, *, keep_start_s: float = 0.02, keep_end_s: float = 0.05) -> Clip:
    """Cut the silence before and after speech, but for a short rest; a silent clip becomes empty."""
    voiced = np.flatnonzero(frame_levels_db(clip) > SILENCE_DBFS)
    if not len(voiced):
        return Clip(clip.samples[:0], clip.rate_hz)
    return clip.slice_s(voiced[0] * _FRAME_S - keep_start_s, (voiced[-1] + 1) * _FRAME_S + keep_end_s)


def speech_level_dbfs(clip: Clip) -> float:
    """Return the RMS level of the frames above the silence threshold, -120 when there are none."""
    levels = frame_levels_db(clip)
    voiced = levels[levels > SILENCE_DBFS]
    return float(10 * np.log10(np.mean(10 ** (voiced / 10)))) if len(voiced) else -120.0


def level_speech(clip: Clip, target_dbfs: float = SPEECH_LEVEL_DBFS) -> Clip:
    """Bring speech to the target level; where its peaks would pass the limit, it stays as much quieter."""
    peak = float(np.max(np.abs(clip.samples), initial=0.0))
    if peak == 0.0:
        return clip
    gain_db = min(target_dbfs - speech_level_dbfs(clip), PEAK_LIMIT_DBFS - 20 * np.log10(peak))
    return Clip((clip.samples * np.float32(10 ** (gain_db / 20))).astype(np.float32), clip.rate_hz)


def silence(duration_s: float, rate_hz: int) -> Samples:
    """Return silence, shape (n,)."""
    return np.zeros(round(duration_s * rate_hz), dtype=np.float32)
