"""Whether an answer speaks of its question at all: a fluent answer to another question earns next to nothing.

Two signs, each divided by what an answer to the point usually reaches, then averaged:

- density: how many different cues fire per point, for the length of the answer (chance hits stay few);
- shared: how much of the answer's wording also occurs in the question, its points and its model answer.

Measured by scoring good answers against the other questions of their own bank: own and foreign answers are told apart
with an area under the curve above .99, and .97 or more by either sign alone.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence

from audio.ports import Language
from interviewer.scoring.reference import content_codes, pair_codes
from interviewer.scoring.substance import substance
from interviewer.scoring.tokens import Document, Tokens, tokenise

USUAL_DENSITY = 0.08
USUAL_SHARED = {"zh": 0.13, "en": 0.19}
MOST_CUES = 6
FOREIGN, OWN = (0.38, 0.72), (0.8, 1.1)
"""Below the first the answer is about something else, from the second on it is about the question: for a short answer,
which touches little, and for one of full length."""
FULL_LENGTH = {"zh": (120, 250), "en": (90, 170)}
"""Tokens up to which an answer is short, and from which on it is of full length."""
CIRCLES = 0.5
"""Share of an answer that goes in circles which says nothing new, so that its length is not held against it."""
LEAST = 0.2
"""Share of its content an answer about something else keeps: what it does say of a point was said."""
SMALLEST_PROFILE = 200
"""A question described in fewer different word pairs cannot tell what belongs to it."""


def profile(texts: Iterable[str], language: Language) -> frozenset[str] | None:
    """Return the wording of a question, or None where there is too little of it."""
    units: frozenset[str] = frozenset().union(*(_units(tokenise(text, language), language) for text in texts))
    return units if len(units) >= SMALLEST_PROFILE else None


def relevance(doc: Document, known: frozenset[str] | None, cues_per_point: Sequence[int]) -> float:
    """Return the share of its content an answer keeps, LEAST..1.

    Args:
        doc: the answer.
        known: the wording of the question; None keeps everything.
        cues_per_point: how many different cues fired for each point.
    """
    if known is None or not cues_per_point or not len(doc):
        return 1.0
    units = _units(doc.tokens, doc.language)
    size = len(doc) * (1 - CIRCLES * substance(doc).rambling)
    density = sum(min(MOST_CUES, count) for count in cues_per_point) / len(cues_per_point) / math.sqrt(size)
    shared = len(units & known) / len(units) if units else 0.0
    value = (density / USUAL_DENSITY + shared / USUAL_SHARED[doc.language]) / 2
    short, full = FULL_LENGTH[doc.language]
    length = min(1.0, max(0.0, (size - short) / (full - short)))
    foreign, own = (low + (high - low) * length for low, high in (FOREIGN, OWN))
    return min(1.0, max(LEAST, (value - foreign) / (own - foreign)))


def _units(tokens: Tokens, language: Language) -> frozenset[str]:
    pairs = pair_codes(tokens, 0, len(tokens.words))
    return pairs if language == "zh" else pairs | content_codes(tokens, range(len(tokens.words)))
