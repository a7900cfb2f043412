"""Whether an answer speaks of its question at all: a fluent answer to another question earns next to nothing.

Four signs, each in proportion to what an answer to the point usually reaches, added up to log odds:

- made: how much of the rubric (by weight) its cues find as they are written;
- density: how many different cues fire per point, for the length of the answer (chance hits stay few);
- shared: how much of the answer's wording also occurs in the question, its points and its model answer;
- length: a long answer makes more chance hits.

The weights are rounded from a logistic fit to 700 labelled answers against as many good answers to other questions.
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
USUAL_LENGTH = 150
MOST_CUES = 6
MOST_DENSITY = 2.0
MADE, DENSITY, SHARED, LENGTH, EVEN = 3.2, 2.7, 5.4, -1.2, -8.7
"""Weights of the four signs, and what stands against them."""
FOREIGN, OWN = -3.5, -1.5
"""Log odds up to which an answer is about something else, and from which on it is about the question."""
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


def relevance(doc: Document, known: frozenset[str] | None, cues_per_point: Sequence[int], made: float) -> float:
    """Return the share of its content an answer keeps, LEAST..1.

    Args:
        doc: the answer.
        known: the wording of the question; None keeps everything.
        cues_per_point: how many different cues fired for each point.
        made: share of the points, by weight, for which any fired, 0..1.
    """
    if known is None or not cues_per_point or not len(doc):
        return 1.0
    units = _units(doc.tokens, doc.language)
    size = len(doc) * (1 - CIRCLES * substance(doc).rambling)
    density = sum(min(MOST_CUES, count) for count in cues_per_point) / len(cues_per_point) / math.sqrt(size)
    shared = len(units & known) / len(units) if units else 0.0
    odds = (
        EVEN
        + MADE * made
        + DENSITY * min(MOST_DENSITY, density / USUAL_DENSITY)
        + SHARED * shared / USUAL_SHARED[doc.language]
        + LENGTH * math.log(size / USUAL_LENGTH)
    )
    return min(1.0, max(LEAST, LEAST + (1 - LEAST) * (odds - FOREIGN) / (OWN - FOREIGN)))


def _units(tokens: Tokens, language: Language) -> frozenset[str]:
    pairs = pair_codes(tokens, 0, len(tokens.words))
    return pairs if language == "zh" else pairs | content_codes(tokens, range(len(tokens.words)))
