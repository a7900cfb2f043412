"""Regular expressions over the tokens of a document: Mandarin as characters, English as words with single spaces."""

from __future__ import annotations

import re
from bisect import bisect_right

from interviewer.scoring.tokens import Document

Span = tuple[int, int]


def written_out(doc: Document) -> tuple[str, list[int]]:
    """Return the tokens as one text and where each begins in it; Mandarin figures stand there as `#`."""
    known: tuple[str, list[int]] | None = doc.memo.get("written_out")
    if known is None:
        known = doc.memo["written_out"] = _write_out(doc)
    return known


def _write_out(doc: Document) -> tuple[str, list[int]]:
    words = doc.tokens.words
    if doc.language == "zh":
        text = "".join("#" if word[0].isdigit() else code for word, code in zip(words, doc.tokens.codes, strict=True))
        return text, list(range(len(words)))
    places, at = [], 0
    for word in words:
        places.append(at)
        at += len(word) + 1
    return " ".join(words), places


def token_spans(doc: Document, pattern: re.Pattern[str], group: int = 0) -> list[Span]:
    """Return (first token, one after the last) of every match of a pattern, or of one of its groups."""
    text, places = written_out(doc)
    return [
        (bisect_right(places, match.start(group)) - 1, bisect_right(places, match.end(group) - 1))
        for match in pattern.finditer(text)
    ]
