"""What a transcript denies, reports from others or rejects: words there do not count as said."""

from __future__ import annotations

from collections.abc import Sequence

from interviewer.scoring.scopes import Layer, Polarity
from interviewer.scoring.tokens import Document

__all__ = ["Polarity", "marked", "polarity"]


MOST_DENIALS = {"zh": 4.2, "en": 5.9}
"""Negations per 100 characters or words above which an answer tells what was not done."""
MOST_BESIDE_ADVICE = {"zh": 3.8, "en": 5.0}
"""The same where the answer names what others teach. Exceeded by 1 of 1,160 good labelled answers, and by 46 of 78 that
name good practice only to deny it (75 with those that take it back as a whole)."""
FEWEST_DENIALS = 3
"""In a short answer two negations are no habit."""


def polarity(doc: Document) -> Polarity:
    """Return the layers of a document (computed once per document)."""
    known: Polarity | None = doc.memo.get("polarity")
    if known is None:
        known = doc.memo["polarity"] = _layers(doc)
        if max(known.taken_back, default=-1) >= 0 or denies(doc, known):
            _widen(doc, known.negated)
    return known


def denies(doc: Document, layers: Polarity) -> bool:
    """Tell whether an answer says no so often that it tells what was not done ("people review it, we don't")."""
    denials = len({by for by in layers.negated if by >= 0})
    most = (MOST_BESIDE_ADVICE if layers.advice else MOST_DENIALS)[doc.language]
    return denials >= FEWEST_DENIALS and denials > most * len(doc) / 100


def _widen(doc: Document, negated: Layer) -> None:
    """Let every negation reach over its whole sentence: what was named there first is what the answer denies."""
    by_sentence = {sentence: by for sentence, by in zip(doc.sentence, negated, strict=True) if by >= 0}
    for index, sentence in enumerate(doc.sentence):
        if negated[index] < 0:
            negated[index] = by_sentence.get(sentence, -1)


def _layers(doc: Document) -> Polarity:
    """Import the rules of the one language alone: their patterns take longer to compile than an answer to score."""
    if doc.language == "zh":
        from interviewer.scoring.polarity_zh import mandarin_layers

        return mandarin_layers(doc)
    from interviewer.scoring.polarity_en import english_layers

    return english_layers(doc)


def marked(layer: Layer, index: int, spans: Sequence[tuple[int, int]]) -> bool:
    """Tell whether a token is marked by words outside of some spans (words inside are meant)."""
    by = layer[index]
    return by >= 0 and not any(begin <= by < end for begin, end in spans)
