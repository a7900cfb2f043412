"""Mandarin by sound: one toneless syllable per character, and what is easily confused or never is."""

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


@cache
def is_word_of_its_own(pair: str) -> bool:
    """Tell whether two characters are a common word that sounds like another common one (上线 beside 上限).

    Heard clearly, such a word is itself and no misheard other one. The list holds the two-character words with a
    frequency of at least 200 in the dictionary of jieba (MIT licence) that share sound and one character with another.
    """
    return pair in _homophones()


@cache
def _homophones() -> frozenset[str]:
    return frozenset((Path(__file__).parent / "homophones.txt").read_text(encoding="utf-8").split())
