"""Synthetic speech for tests: what the mini Whisper understands."""

import subprocess
from functools import cache

import numpy as np
import soxr

from audio.clip import Clip, Samples
from audio.ports import Language
from audio.spoken_text import toned_pinyin

VOICES: dict[Language, str] = {"en": "en-us", "zh": "cmn-latn-pinyin"}


@cache
def say(text: str, language: Language) -> Samples:
    """Speak with espeak-ng; float32 at 16 kHz."""
    written = toned_pinyin(text) if language == "zh" else text  # as the program's own voice does
    wav = subprocess.run(
        ["espeak-ng", "-v", VOICES[language], "-s", "160", "--stdout", written],
        capture_output=True,
        check=True,
        timeout=20,
    ).stdout
    samples = np.frombuffer(wav[44:], np.int16).astype(np.float32) / 32768
    resampled: Samples = soxr.resample(samples, 22_050, 16_000)
    return resampled


def silence(seconds: float) -> Samples:
    return np.zeros(round(seconds * 16_000), np.float32)


def spoken(language: Language, *sentences: str, gap_s: float = 1.2) -> Clip:
    """Sentences with silence before, between and after them."""
    parts = [silence(0.4)]
    for sentence in sentences:
        parts += [say(sentence, language), silence(gap_s)]
    return Clip(np.concatenate(parts))
