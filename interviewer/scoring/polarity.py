"""What a transcript denies, reports from others or rejects: words there do not count as said."""

from __future__ import annotations

from collections.abc import Sequence

from interviewer.scoring.scopes import Layer, Polarity
from interviewer.scoring.tokens import Document

__all__ = ["Polarity", "marked", "polarity"]


def polarity(doc: Document) -> Polarity:
    """Return the layers of a document (computed once per document)."""
    known: Polarity | None = doc.memo.get("polarity")
    if known is None:
        known = doc.memo["polarity"] = _layers(doc)
    return known


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
