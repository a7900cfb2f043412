"""One way of writing: NFKC, lower case, simplified characters, each with its place in the original text."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache


@dataclass(frozen=True)
class Folded:
    """Text in one way of writing.

    Attributes:
        text: the folded text.
        origin: for every folded character the index of the original character it came from.
    """

    text: str
    origin: Sequence[int]


def fold(text: str) -> Folded:
    """Fold a text: compatibility forms, case, traditional characters and typographic apostrophes.

    One original character may become several (a ligature), never none, so that every place maps back.
    """
    if not text.isascii() and any(map(_outside_simplified, text)):
        from audio.simplified import to_simplified

        text = to_simplified(text)  # as long as before, so that every place stays
    folded = text.translate(_FOLDED)
    if len(folded) == len(text):
        return Folded(folded, range(len(text)))
    origin = tuple(index for index, character in enumerate(text) for _ in fold_character(character))
    return Folded(folded, origin)


@cache
def fold_character(character: str) -> str:
    """Fold one character."""
    if character in "\u2018\u2019\u02bc`":
        return "'"
    return unicodedata.normalize("NFKC", character).lower() or character


class _FoldTable(dict[int, str]):
    """For `str.translate`: each character is folded when first met."""

    def __missing__(self, number: int) -> str:
        """Fold one character."""
        folded = self[number] = fold_character(chr(number))
        return folded


_FOLDED = _FoldTable()


def is_hanzi(character: str) -> bool:
    """Tell whether this is one Chinese character."""
    return len(character) == 1 and ("\u4e00" <= character <= "\u9fff" or "\u3400" <= character <= "\u4dbf")


@cache
def _outside_simplified(character: str) -> bool:
    """Tell whether a character is missing in the simplified standard set; only then is a converter needed."""
    try:
        character.encode("gb2312")
    except UnicodeEncodeError:
        return is_hanzi(character)
    return False
