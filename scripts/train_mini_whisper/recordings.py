"""Test recordings: unseen sentences, the demo's scripts, and recordings without speech."""

from __future__ import annotations

import random
from dataclasses import dataclass

import numpy as np

from .corpus import scripts
from .espeak import Espeak
from .synthesis import RATE, Utterance, utter

_DEMO_VOICES = {"en": "en-us+f3", "zh": "pinyin:cmn-latn-pinyin+f3"}  # as the demo speaks
_DEMO_RATE, _DEMO_PITCH = 165, 50


@dataclass
class Recording:
    """Sound and what was said when, in seconds."""

    language: str
    wave: np.ndarray  # float32 at RATE
    sentences: list[tuple[str, float, float]]
    words: list[tuple[str, float]]  # text, start


def join(parts: list[Utterance], draw: random.Random, gaps: tuple[float, float], noise: float | None) -> Recording:
    """Put utterances behind one another; `noise` is a signal-to-noise ratio in dB."""
    at = draw.uniform(0.0, 0.8)
    chunks = [np.zeros(int(at * RATE), np.float32)]
    sentences, words = [], []
    gain = np.float32(10 ** (draw.uniform(-14, 0) / 20) / 32768)
    for part in parts:
        begin = sum(len(c) for c in chunks) / RATE
        chunks.append(part.samples * gain)
        sentences.append((part.text, begin, begin + part.seconds))
        words += [(part.text[a:b], begin + start) for a, b, start, _ in part.words]
        chunks.append(np.zeros(int(draw.uniform(*gaps) * RATE), np.float32))
    wave = np.concatenate(chunks)
    if noise is not None:
        level = np.sqrt(np.mean(wave**2)) * 10 ** (-noise / 20)
        rng = np.random.default_rng(draw.getrandbits(32))
        wave = wave + (level * rng.standard_normal(len(wave))).astype(np.float32)
    return Recording(parts[0].language, wave.astype(np.float32), sentences, words)


def recordings(
    made: list[Utterance],
    language: str,
    count: int,
    seed: int,
    seconds: tuple[float, float] | None = None,
) -> list[Recording]:
    """Return recordings of 1 to 8 utterances within 29 s, or of a wanted length."""
    draw = random.Random(f"{language}-{seed}")
    # One voice per recording, as one person speaks.
    voices: dict[str, list[Utterance]] = {}
    for utterance in made:
        if utterance.language == language:
            voices.setdefault(utterance.voice, []).append(utterance)
    items = []
    for number in range(count):
        pool = voices[sorted(voices)[number % len(voices)]]
        wanted = draw.uniform(*seconds) if seconds else 27.0
        most = 99 if seconds else draw.randint(1, 8)
        parts, total = [], 0.8
        while len(parts) < most:
            part = draw.choice(pool)
            if total + part.seconds > wanted:
                break
            parts.append(part)
            total += part.seconds + 0.65
        noise = None if number % 3 == 0 else draw.uniform(20, 50)
        items.append(join(parts, draw, (0.3, 1.0), noise))
    return items


def script_recordings(language: str) -> list[Recording]:
    """Return the demo's two self-introductions in the demo's voice."""
    engine = Espeak()
    items = []
    for name, lines in scripts()[language].items():
        voice = _DEMO_VOICES[language]
        parts = [utter(engine, t, language, voice, _DEMO_RATE, _DEMO_PITCH) for t in lines]
        items.append(join(parts, random.Random(name), (0.35, 0.6), None))
    return items


def empty_recordings() -> list[np.ndarray]:
    """Return silence, white and dark noise and mains hum at several levels."""
    rng = np.random.default_rng(5)
    items = []
    for seconds in (2.0, 8.0, 30.0, 45.0):
        size = int(seconds * RATE)
        white = rng.standard_normal(size).astype(np.float32)
        dark = np.convolve(white, np.ones(8, np.float32) / 3, "same").astype(np.float32)
        hum = np.sin(2 * np.pi * 50 * np.arange(size) / RATE).astype(np.float32)
        items.append(np.zeros(size, np.float32))
        items += [level * kind for kind in (white, dark, hum) for level in (1e-4, 3e-3, 3e-2)]
    return items
