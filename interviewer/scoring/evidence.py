"""From tokens back to words that were really said: quotes with their place in the text and in time."""

from __future__ import annotations

from collections.abc import Sequence

from audio.ports import Word
from interviewer.records import Evidence
from interviewer.scoring.tokens import Document, word_at

Places = Sequence[tuple[int, int, Word]]


def quote(doc: Document, places: Places, start: int, end: int) -> Evidence:
    """Quote tokens `start:end` verbatim, widened to whole clauses where these are short.

    Args:
        doc: the transcript.
        places: the timed words with their places in the text (empty where there are none).
        start: first token.
        end: one after the last token.
    """
    start, end = _widened(doc, start, end)
    begin, stop = doc.tokens.starts[start], doc.tokens.ends[end - 1]
    return text_quote(doc.text, places, begin, stop)


def text_quote(text: str, places: Places, begin: int, stop: int) -> Evidence:
    """Quote the characters `begin:stop` verbatim, with times where words have them."""
    first, last = word_at(places, begin), word_at(places, stop - 1)
    return Evidence(
        quote=text[begin:stop],
        start_char=begin,
        end_char=stop,
        start_s=places[first][2].start_s if first is not None else None,
        end_s=places[last][2].end_s if last is not None else None,
    )


def _widened(doc: Document, start: int, end: int) -> tuple[int, int]:
    """Grow to the ends of the clause, so that the quote can be read by itself; an end out of reach stays."""
    room = max(0, (36 if doc.language == "zh" else 24) - (end - start))
    left, right = start, end
    while left > 0 and doc.clause[left - 1] == doc.clause[start]:
        left -= 1
    while right < len(doc) and doc.clause[right] == doc.clause[end - 1]:
        right += 1
    if start - left > room:
        left = start
    if right - end > room - (start - left):
        right = end
    return left, right
