"""Mandarin by sound: one toneless syllable per character, and classes of syllables that are easily confused."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

_NEAR = (
    (re.compile(r"^zh"), "z"),
    (re.compile(r"^ch"), "c"),
    (re.compile(r"^sh"), "s"),
    (re.compile(r"^n"), "l"),
    (re.compile(r"(?<=[aeiouv])ng?$"), ""),
)


def syllable(character: str) -> str:
    """Return the toneless pinyin of the most common reading, or the character itself where it has none."""
    return _readings().get(character, character)


@cache
def near_syllable(character: str) -> str:
    """Return the class of syllables that speakers and recognisers mix up (zh/z, sh/s, ch/c, n/l, -ng/-n/none)."""
    sound = syllable(character)
    for pattern, plain in _NEAR:
        sound = pattern.sub(plain, sound)
    return sound


@cache
def _readings() -> dict[str, str]:
    lines = (Path(__file__).parent / "syllables.txt").read_text(encoding="utf-8").splitlines()
    pairs = (line.split(" ") for line in lines)
    return {character: sound for sound, characters in pairs for character in characters}
