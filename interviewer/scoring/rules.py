"""The offline scorer: deterministic, explains itself, and says so when it cannot judge.

total = content led by the points, lifted a little by how well it is told, less the cost of pitfalls:

    coverage = sum(weight * strength) / sum(weight)                      0..1, 1 = every point explained
    content  = 100 * coverage * relevance                                relevance 0.2..1, 1 = speaks of the question
    craft    = 0.6 * specificity + 0.4 * structure                       0..100
    told     = (0.94 * content + 0.06 * min(craft, content + 20)) * (1 - 0.2 * rambling)
    base     = 9 + 9 * relevance
    total    = base + 0.8 * told - 0.4 * sum(cost of pitfalls, at most 50)

rambling is 0..1: how much an answer goes round in circles. A list of key terms is capped (LIST_CAP). Delivery and
timing are measured and shown, but they do not move the total: how it is said predicts little of the outcome, and what
cannot be heard in a text must not count in one.
"""

from __future__ import annotations

from audio.ports import Transcript
from interviewer.records import Delivery, Dimensions, PitfallResult, PointResult, Score, Timing
from interviewer.scoring.abstain import abstention
from interviewer.scoring.craft import delivery_score, specificity_score, structure_score, timing_score
from interviewer.scoring.lexicon import Lexicon, shipped_lexicon
from interviewer.scoring.points import judge_pitfall, judge_point, judge_references, read
from interviewer.scoring.rubric import Rubric, RubricQuestion, compile_rubric
from interviewer.scoring.substance import substance
from interviewer.scoring.tokens import Document, document, word_places

SCORER = "rules"
CRAFT_SHARE = 0.06
CRAFT_LEAD = 20.0
BASE = 18.0
CONTENT_SHARE = 0.8
COST_SHARE = 0.4
MOST_COSTS = 50.0
LIST_CAP = 16.0
RAMBLING_SHARE = 0.2
WEIGHTS = {
    "base": BASE,
    "content": CONTENT_SHARE * (1 - CRAFT_SHARE),
    "specificity": CONTENT_SHARE * CRAFT_SHARE * 0.6,
    "structure": CONTENT_SHARE * CRAFT_SHARE * 0.4,
    "pitfall_cost": COST_SHARE,
}
"""What a point of each part adds to the total, as shown to the user (`base` is there from the start)."""

OFF_TOPIC = 0.5
"""Relevance below which the score says that the answer speaks of something else."""


def score_answer(
    question: RubricQuestion,
    transcript: Transcript | None,
    *,
    timing: Timing | None = None,
    delivery: Delivery | None = None,
    lexicon: Lexicon | None = None,
) -> Score:
    """Judge an answer by the rubric of its question.

    Args:
        question: the question with its points and pitfalls.
        transcript: what was said; None when no recogniser was available.
        timing: how long it took, where known.
        delivery: how it was said, where known.
        lexicon: the concepts used in cues; the shipped one by default.
    """
    language = transcript.language if transcript else "zh"
    rubric = compile_rubric(question, language, lexicon or shipped_lexicon())
    dimensions = Dimensions(delivery=delivery_score(delivery), timing=timing_score(timing))
    reason = abstention(transcript, language, rubric.target_s)
    if reason or transcript is None:
        return Score(None, SCORER, rubric.version, abstained=reason or "no_transcript", dimensions=dimensions)
    doc = document(transcript.text, language, transcript.words)
    timed = word_places(transcript.text, transcript.words)
    places, relevant = read(rubric, doc)
    points = tuple(
        judge_point(point, found, doc, timed, rubric.target_s)
        for point, found in zip(rubric.points, places, strict=True)
    )
    if not points and rubric.references:
        points = (judge_references(rubric.references, doc, timed),)
    hits = {point.id for point in points if point.hit}
    pitfalls = tuple(judge_pitfall(pitfall, rubric, hits, doc, timed, timing) for pitfall in rubric.pitfalls)
    content = content_score(rubric, points) * relevant
    dimensions = Dimensions(
        content=round(content, 1),
        structure=structure_score(doc, rubric.structure),
        specificity=specificity_score(doc),
        delivery=dimensions.delivery,
        timing=dimensions.timing,
    )
    total, notes = total_score(doc, rubric, dimensions, pitfalls, relevant)
    if relevant < OFF_TOPIC:
        notes = (*notes, "off_topic")
    return Score(
        round(total, 1),
        SCORER,
        rubric.version,
        dimensions=dimensions,
        points=points,
        pitfalls=pitfalls,
        weights=dict(WEIGHTS),
        notes=notes,
    )


def content_score(rubric: Rubric, points: tuple[PointResult, ...]) -> float:
    """Return 0..100 for the points made, or for how much of the reference answer was given."""
    if not rubric.points:
        return 100 * points[0].strength if points else 0.0
    whole = sum(point.weight for point in rubric.points)
    made = sum(point.weight * result.strength for point, result in zip(rubric.points, points, strict=True))
    return 100 * made / whole


def total_score(
    doc: Document, rubric: Rubric, dimensions: Dimensions, pitfalls: tuple[PitfallResult, ...], relevant: float
) -> tuple[float, tuple[str, ...]]:
    """Return the total, 0..100, and the machine codes of what limited it."""
    content = dimensions.content or 0.0
    craft = 0.6 * (dimensions.specificity or 0.0) + 0.4 * (dimensions.structure or 0.0)
    told = content * (1 - CRAFT_SHARE) + CRAFT_SHARE * min(craft, content + CRAFT_LEAD)
    rambling = max(0.0, substance(doc).rambling - rubric.style.rambling)
    listing = max(0.0, substance(doc).listing - rubric.style.listing)
    told *= 1 - RAMBLING_SHARE * rambling
    costs = sum(pitfall.cost for pitfall, result in zip(rubric.pitfalls, pitfalls, strict=True) if result.triggered)
    total = BASE * (1 + relevant) / 2 + CONTENT_SHARE * told - COST_SHARE * min(costs, MOST_COSTS)
    notes: tuple[str, ...] = ("rambling",) if rambling > 0.5 else ()
    if listing > 0 and total > LIST_CAP:
        total = total + (LIST_CAP - total) * listing
        notes = (*notes, "listing")
    return min(100.0, max(0.0, total)), notes
