"""Real speech with known first and last moment, and answers put together from it."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from pathlib import Path

import numpy as np

from audio.clip import SPEECH_RATE_HZ, Clip, Samples
from audio.files import read_clip

DATA = Path(__file__).parents[1] / "data" / "speech"

SPOKEN_S = {
    "beckett": (0.32, 8.78),
    "aishell": (0.47, 3.71),
    "librispeech": (0.13, 8.56),
}
"""First and last moment of speech, read off the energy envelope in steps of 10 ms."""

ROOM_DBFS = -60.0
"""Noise of a quiet room through a laptop's microphone."""


@cache
def recording(name: str) -> Clip:
    """One of the recordings under tests/data/speech."""
    return read_clip(DATA / f"{name}.flac")


def spoken(name: str) -> Samples:
    """Its speech alone: begins with the first sound and ends with the last."""
    return recording(name).slice_s(*SPOKEN_S[name]).samples


def in_room(pieces: Sequence[tuple[float, Samples]], duration_s: float, *, seed: int = 0) -> Clip:
    """Room noise with pieces of speech that begin at given times, in seconds."""
    noise = np.random.default_rng(seed).normal(0, 10 ** (ROOM_DBFS / 20), round(duration_s * SPEECH_RATE_HZ))
    samples = noise.astype(np.float32)
    for start_s, piece in pieces:
        first = round(start_s * SPEECH_RATE_HZ)
        samples[first : first + len(piece)] += piece
    return Clip(samples)


def tone(duration_s: float, amplitude: float = 0.3) -> Samples:
    """A loud tone: what `LoudnessDetector` takes for speech."""
    t = np.arange(round(duration_s * SPEECH_RATE_HZ)) / SPEECH_RATE_HZ
    return (amplitude * np.sin(2 * np.pi * 220 * t)).astype(np.float32)


def silence(duration_s: float) -> Samples:
    """Digital silence."""
    return np.zeros(round(duration_s * SPEECH_RATE_HZ), np.float32)


class LoudnessDetector:
    """Takes every loud frame for speech: a detector whose answer is known in advance."""

    frame_samples = 512

    def __init__(self) -> None:
        self.resets = 0

    def reset(self) -> None:
        self.resets += 1

    def probability(self, frame: Samples) -> float:
        assert frame.shape == (self.frame_samples,)
        return 1.0 if float(np.max(np.abs(frame))) > 0.05 else 0.0
