"""Short soft tones that mark moments of an answer without words."""

from __future__ import annotations

from typing import Literal

import numpy as np

from audio.clip import Clip

ChimeKind = Literal["listening", "target_reached", "almost_over"]

RATE_HZ = 24_000
_PEAK = 10 ** (-18 / 20)  # quiet beside speech at -20 dBFS RMS, whose peaks reach about -6
_ATTACK_S = 0.012  # long enough for no click
_NOTE_S = 0.22
_STEP_S = 0.11
_DECAY_S = 0.07

_NOTES_HZ: dict[ChimeKind, tuple[float, ...]] = {
    "listening": (659.26,),  # E5: one note, your turn
    "target_reached": (523.25, 783.99),  # C5 G5, rising: enough is said, go on if you like
    "almost_over": (783.99, 587.33, 783.99),  # G5 D5 G5: come to the end
}


def chime(kind: ChimeKind) -> Clip:
    """Return the tone for a moment: 24 kHz, under half a second, peak at most -18 dBFS, without clicks.

    Args:
        kind: `listening` when the microphone opens, `target_reached` at the lower target of the answer's length,
            `almost_over` shortly before the upper one.
    """
    notes = _NOTES_HZ[kind]
    mix = np.zeros(round((_STEP_S * (len(notes) - 1) + _NOTE_S) * RATE_HZ))
    for index, frequency_hz in enumerate(notes):
        start = round(index * _STEP_S * RATE_HZ)
        note = _note(frequency_hz)
        mix[start : start + len(note)] += note[: len(mix) - start]
    return Clip((mix * (_PEAK / np.max(np.abs(mix)))).astype(np.float32), RATE_HZ)


def _note(frequency_hz: float) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
    """One struck note: a sine and a faint octave, raised-cosine attack, exponential decay, raised-cosine end."""
    time_s = np.arange(round(_NOTE_S * RATE_HZ)) / RATE_HZ
    phase = 2 * np.pi * frequency_hz * time_s
    ends_s = np.minimum(time_s, time_s[::-1])
    fade = 0.5 - 0.5 * np.cos(np.pi * np.minimum(ends_s / _ATTACK_S, 1.0))
    tone: np.ndarray[tuple[int], np.dtype[np.float64]] = (np.sin(phase) + 0.2 * np.sin(2 * phase)) * fade
    return tone * np.exp(-time_s / _DECAY_S)
