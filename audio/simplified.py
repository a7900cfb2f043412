"""Deterministic conversion of recognised Mandarin to simplified characters.

Whisper writes some Mandarin in traditional characters whatever the prompt says. OpenCC (Apache-2.0) converts by
phrase, so 乾淨 becomes 干净 while 乾隆 stays. The result always has one character for each character given, so
offsets into the text stay valid.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from functools import cache
from typing import TYPE_CHECKING

from audio.ports import Word

if TYPE_CHECKING:
    from opencc import OpenCC

_VARIANTS = str.maketrans("妳牠祂", "你它他")
"""Pronouns that simplified text does not distinguish and OpenCC's t2s table leaves alone."""

# 著 is both the particle (simplified 着, as in 看着) and a real character (显著, 著名). OpenCC's t2s keeps every 著 and
# its tw2s breaks 显著, so the particle is told apart by its neighbours, after the other characters are simplified.
_PARTICLE = re.compile("(?<![显名原巨专论编合土昭卓遗拙译所])著(?![名作称述者书录])")


@cache
def _converter() -> OpenCC:
    from opencc import OpenCC

    return OpenCC("t2s")


def to_simplified(text: str) -> str:
    """Write Mandarin text in simplified characters.

    Args:
        text: any text; what is not traditional Chinese comes back unchanged.

    Returns:
        Text of the same length.
    """
    if text.isascii():
        return text
    converter = _converter()
    converted = converter.convert(text)
    if len(converted) != len(text):
        singles = (converter.convert(character) for character in text)
        converted = "".join(new if len(new) == 1 else old for old, new in zip(text, singles, strict=True))
    return _PARTICLE.sub("着", converted.translate(_VARIANTS)).replace("甚么", "什么")


def simplify_words(words: Sequence[Word]) -> tuple[Word, ...]:
    """Convert all words as one text, so that phrases across words convert rightly, and hand each its part."""
    text = to_simplified("".join(word.text for word in words))
    converted: list[Word] = []
    position = 0
    for word in words:
        end = position + len(word.text)
        converted.append(replace(word, text=text[position:end]))
        position = end
    return tuple(converted)
