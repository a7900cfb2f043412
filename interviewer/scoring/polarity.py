"""What a transcript denies, reports from others or rejects: words there do not count as said."""

from __future__ import annotations

from collections.abc import Sequence

from interviewer.scoring.polarity_en import english_layers
from interviewer.scoring.polarity_zh import mandarin_layers
from interviewer.scoring.scopes import Layer, Polarity
from interviewer.scoring.tokens import Document

__all__ = ["Polarity", "marked", "polarity"]


def polarity(doc: Document) -> Polarity:
    """Return the layers of a document (computed once per document)."""
    known: Polarity | None = doc.memo.get("polarity")
    if known is None:
        known = doc.memo["polarity"] = mandarin_layers(doc) if doc.language == "zh" else english_layers(doc)
    return known


def marked(layer: Layer, index: int, spans: Sequence[tuple[int, int]]) -> bool:
    """Tell whether a token is marked by words outside of some spans (words inside are meant)."""
    by = layer[index]
    return by >= 0 and not any(begin <= by < end for begin, end in spans)
