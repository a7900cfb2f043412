"""How far a word reaches: clauses, sentences and the layers that polarity paints over them."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from interviewer.scoring.tokens import Document

Layer = list[int]
"""For each token one token (first of a negation, last of other words) of what marks it, -1 where nothing does."""


@dataclass(frozen=True)
class Polarity:
    """What a transcript denies, reports or rejects; every layer is as long as the tokens.

    Attributes:
        negated: inside the scope of a negation ("we never ran ...", 没有做过...), or denied afterwards.
        reported: advice of others, or theory ("people always tell me to ...", 理论上应该...).
        others: what colleagues do, told to be set apart from the own way ("some agents just ...", 有些客服一上来就...).
        rejected: what others do or say, or what the speaker says one must not do; it triggers no pitfall.
        taken_back: good advice that is named and then denied as a whole, cues with a negation of their own included.
        advice: whether any is named.
    """

    negated: Layer
    reported: Layer
    others: Layer
    rejected: Layer
    taken_back: Layer
    advice: bool


def unmarked(doc: Document) -> Layer:
    """Return a layer that marks nothing."""
    return [-1] * len(doc)


def clause_start(doc: Document, index: int) -> int:
    """Return the first token of the clause that holds a token."""
    while index > 0 and doc.clause[index - 1] == doc.clause[index]:
        index -= 1
    return index


def clause_end(doc: Document, index: int) -> int:
    """Return one after the last token of the clause that holds a token."""
    clause, end = doc.clause[index], index
    while end < len(doc) and doc.clause[end] == clause:
        end += 1
    return end


def sentence_bounds(doc: Document, index: int) -> tuple[int, int]:
    """Return (first token, one after the last) of the sentence that holds a token."""
    sentence = doc.sentence[index]
    start = end = index
    while start > 0 and doc.sentence[start - 1] == sentence:
        start -= 1
    while end < len(doc) and doc.sentence[end] == sentence:
        end += 1
    return start, end


def mark(layer: Layer, begin: int, end: int, by: int) -> None:
    """Mark the tokens `begin:end` by the words that hold token `by`."""
    for index in range(begin, end):
        layer[index] = by


def mark_ahead(doc: Document, layer: Layer, span: tuple[int, int], turns_back: Callable[[int], bool]) -> None:
    """Mark from some words to the end of their sentence, or to where the speaker turns back to the own practice."""
    start, end = span
    stop = sentence_bounds(doc, end - 1)[1]
    for index in range(end, stop):
        if turns_back(index):
            stop = index
            break
    mark(layer, start, stop, end - 1)


def mark_pointed_to(
    doc: Document, layer: Layer, index: int, own_words: int, marks: tuple[re.Pattern[str], ...]
) -> None:
    """Mark what "none of that" points to: the list before it in its sentence, else the sentence before.

    Args:
        doc: the transcript.
        layer: to mark.
        index: first token of the words that point back.
        own_words: fewer tokens than that before them are no list yet ("in our case we did ...").
        marks: words that turn away from what was said ("but") and words that take it up again ("all that").
    """
    contrast, again = marks
    begin = sentence_bounds(doc, index)[0]
    heads = [
        doc.tokens.codes[position : position + 2] if doc.language == "zh" else doc.tokens.words[position]
        for position in range(begin, index)
    ]
    taken_up = any(again.match(head) for head in heads[: own_words // 2 + 1])
    listed = len(heads) >= own_words or (clause_start(doc, index) == index and len(heads) >= 3)
    if begin and (taken_up or not listed):
        begin = sentence_bounds(doc, begin - 1)[0]
    else:
        turns = [position for position, head in enumerate(heads) if contrast.match(head)]
        begin += turns[-1] if turns else 0
    mark(layer, begin, index, index)
