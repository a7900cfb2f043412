"""Mandarin by sound: one toneless syllable per character, and classes of syllables that are easily confused."""

from __future__ import annotations

import re
import unicodedata
from functools import cache

_NEAR = (
    (re.compile(r"^zh"), "z"),
    (re.compile(r"^ch"), "c"),
    (re.compile(r"^sh"), "s"),
    (re.compile(r"^n"), "l"),
    (re.compile(r"(?<=[aeiouv])ng?$"), ""),
)


@cache
def syllable(character: str) -> str:
    """Return the toneless pinyin of the most common reading, or the character itself where it has none."""
    reading = _readings().get(ord(character))
    if not reading:
        return character
    plain = unicodedata.normalize("NFD", reading.split(",")[0])
    return "".join("v" if mark == "\u0308" else mark for mark in plain if not _is_tone(mark)).replace("uv", "v")


@cache
def near_syllable(character: str) -> str:
    """Return the class of syllables that speakers and recognisers mix up (zh/z, sh/s, ch/c, n/l, -ng/-n/none)."""
    sound = syllable(character)
    for pattern, plain in _NEAR:
        sound = pattern.sub(plain, sound)
    return sound


def _is_tone(mark: str) -> bool:
    return mark in "\u0300\u0301\u0304\u030c"


@cache
def _readings() -> dict[int, str]:
    from pypinyin.constants import PINYIN_DICT

    table: dict[int, str] = PINYIN_DICT
    return table
