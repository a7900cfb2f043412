"""Points and pitfalls of a rubric against one transcript."""

from __future__ import annotations

from typing import NamedTuple

from interviewer.records import Evidence, PitfallResult, PointResult, Timing
from interviewer.scoring.cues import Cue, CueMatch, Purpose
from interviewer.scoring.evidence import Places, quote
from interviewer.scoring.patterns import freely
from interviewer.scoring.reference import POINT_SHARE, Reference, best_sentence, similarity
from interviewer.scoring.relevance import relevance
from interviewer.scoring.rubric import CompiledPitfall, CompiledPoint, Rubric
from interviewer.scoring.substance import substance
from interviewer.scoring.tokens import Document

MENTIONED, EXPLAINED = 0.5, 1.0
ENOUGH_BACKING = 3.2
"""From here on a point counts as explained (see `backing`)."""

ROOM = {"zh": 100, "en": 63}
"""Tokens of about 25 seconds of speech."""
USUAL_TARGET_S = (60.0, 120.0)
"""The target of most questions; the others are judged in proportion."""

RATE_LIMITS_PER_MIN = {"zh": (150, 300), "en": (90, 190)}
"""Characters or words per minute that people hardly fall below or exceed over a whole answer."""

MAX_EVIDENCE = 3

FREE_FROM, FREE_RELEVANCE = 0.5, 1.0
"""Share of the points (by weight) an answer makes, and its relevance, before the others are looked for freely. On 850
labelled answers of others it gains .02 of kappa where they tell stories and costs nothing where they speak plainly."""


CHANCE_CUES = 8
"""Cues a point must have before a single one of them, in an answer that makes no other point, is taken for chance:
where so many ways of saying it are known, what is meant is mostly caught by two. On 732 answers nobody had written cues
for, 28 % of 53 such points were really made."""
CHANCE_POINTS = 3
"""Points a question must have for that."""


class Place(NamedTuple):
    """A place of the transcript where cues fire, with how many different cues do."""

    start: int
    end: int
    quality: float
    cues: int


def places_of(cues: tuple[Cue, ...], doc: Document, purpose: Purpose) -> list[Place]:
    """Return the places where cues fire, overlapping ones joined, in the order of the transcript."""
    matches: list[CueMatch] = sorted(
        (match for cue in cues for match in cue.find(doc, purpose)),
        key=lambda match: (match.start, match.end, match.cue),
    )
    places: list[Place] = []
    names: set[str] = set()
    for match in matches:
        if places and match.start < places[-1].end:
            last = places[-1]
            names.add(match.cue)
            places[-1] = Place(last.start, max(last.end, match.end), max(last.quality, match.quality), len(names))
        else:
            names = {match.cue}
            places.append(Place(match.start, match.end, match.quality, 1))
    return places


class Reading(NamedTuple):
    """What an answer says of each point, and whether it speaks of the question at all.

    Attributes:
        places: for every point where its cues fire.
        relevance: share of its content the answer keeps, 0..1 (see `relevance`).
    """

    places: list[list[Place]]
    relevance: float


def read(rubric: Rubric, doc: Document) -> Reading:
    """Look for the points of a rubric.

    Nobody says a thing in the order of a cue's words alone. So in an answer that clearly speaks of its question the
    points not found are looked for once more, with the parts of a cue in any order and farther apart: there, loose
    words about a point are hardly ever chance.
    """
    places = [places_of(point.cues, doc, "point") for point in rubric.points]
    whole = sum(point.weight for point in rubric.points)
    made = sum(point.weight for point, found in zip(rubric.points, places, strict=True) if found)
    cues = [sum(place.cues for place in found) for found in places]
    relevant = relevance(doc, rubric.wording, cues, made / whole if whole else 0.0)
    if relevant >= FREE_RELEVANCE and FREE_FROM * whole <= made < whole:
        free = freely(doc)
        places = [
            found or places_of(point.cues, free, "point") for point, found in zip(rubric.points, places, strict=True)
        ]
    return Reading(_without_chance(rubric, places), relevant)


def _without_chance(rubric: Rubric, places: list[list[Place]]) -> list[list[Place]]:
    """Leave out the only point an answer seems to make where a single cue speaks for it."""
    made = [number for number, found in enumerate(places) if found]
    if len(made) == 1 and len(places) >= CHANCE_POINTS:
        (only,) = made
        if sum(place.cues for place in places[only]) == 1 and len(rubric.points[only].cues) >= CHANCE_CUES:
            places[only] = []
    return places


def apart(cues: tuple[Cue, ...], doc: Document, purpose: Purpose) -> int:
    """Return at how many places that do not overlap cues fire."""
    count = end = 0
    spans = ((match.end, match.start) for cue in cues for match in cue.find(doc, purpose))
    for stop, start in sorted(spans):
        if start >= end:
            count, end = count + 1, stop
    return count


def judge_point(
    point: CompiledPoint, places: list[Place], doc: Document, timed: Places, target_s: tuple[float, float]
) -> PointResult:
    """Judge one point by the places its cues fire at, or by the words of its sentence where it has none."""
    if point.words is not None:
        return _judge_words(point.id, point.words, doc, timed, target_s)
    if not places:
        return PointResult(point.id, hit=False, strength=0.0)
    explained = substance(doc).listing < 1 and backing(doc, places, target_s) >= ENOUGH_BACKING
    strength = EXPLAINED if explained else MENTIONED
    best = sorted(places, key=lambda place: (-place.cues, -place.quality, place.start))[:MAX_EVIDENCE]
    evidence = tuple(quote(doc, timed, place.start, place.end) for place in sorted(best, key=lambda place: place.start))
    return PointResult(point.id, hit=True, strength=strength, evidence=evidence)


def _judge_words(
    name: str, words: Reference, doc: Document, timed: Places, target_s: tuple[float, float]
) -> PointResult:
    start, end, share = best_sentence(doc, words)
    if share < POINT_SHARE:
        return PointResult(name, hit=False, strength=0.0)
    place = Place(start, end, share, 1)
    explained = substance(doc).listing < 1 and backing(doc, [place], target_s) >= ENOUGH_BACKING
    evidence = (quote(doc, timed, start, end),)
    return PointResult(name, hit=True, strength=EXPLAINED if explained else MENTIONED, evidence=evidence)


def judge_references(references: tuple[Reference, ...], doc: Document, timed: Places) -> PointResult:
    """Judge an answer by the reference answer it is nearest to; its strength is how much of it the answer gives."""
    value, best = max(((similarity(doc, known), -number) for number, known in enumerate(references)), default=(0.0, 0))
    start, end, share = best_sentence(doc, references[-best])
    evidence = (quote(doc, timed, start, end),) if share else ()
    return PointResult("reference", hit=value >= MENTIONED, strength=round(value, 3), evidence=evidence)


def backing(doc: Document, places: list[Place], target_s: tuple[float, float]) -> float:
    """Measure how much stands behind a point where it is made.

    A figure counts 1, an own action .5, every different way it is said .5 (at most 4), the sentences around it up to
    1.5 (by length), the answer as a whole up to 2.5: nobody explains six things in half a minute. Weights rounded
    from a logistic fit to answers labelled "mentioned" or "explained"; what a question asks to be told in less time
    needs as much less room.
    """
    signs = substance(doc).signs
    room = ROOM[doc.language] * min(1.0, sum(target_s) / sum(USUAL_TARGET_S))
    around = {
        sentence
        for place in places
        for sentence in range(doc.sentence[place.start], min(len(signs), doc.sentence[place.end - 1] + 2))
    }
    size = sum(signs[sentence].size for sentence in around) / room
    return (
        1.0 * any(signs[sentence].figure for sentence in around)
        + 0.5 * any(signs[sentence].action for sentence in around)
        + 0.5 * min(4, sum(place.cues for place in places))
        + min(1.5, size)
        + 2.5 * min(1.0, len(doc) / (3 * room))
    )


def _length_verdict(doc: Document, target_s: tuple[float, float]) -> str | None:
    """Say "short" or "long" of a text without times only where no speaking rate could make it fit."""
    slowest, fastest = RATE_LIMITS_PER_MIN[doc.language]
    if len(doc) / slowest * 60 < target_s[0]:
        return "short"
    return "long" if len(doc) / fastest * 60 > target_s[1] else None


def judge_pitfall(
    pitfall: CompiledPitfall, rubric: Rubric, hits: set[str], doc: Document, timed: Places, timing: Timing | None
) -> PitfallResult:
    """Judge one pitfall by what was said, by what is missing, or by the time taken."""
    if pitfall.outside_target:
        verdict = timing.verdict if timing is not None and timing.verdict else _length_verdict(doc, rubric.target_s)
        if verdict in ("short", "long"):
            return PitfallResult(pitfall.id, triggered=True, strength=1.0, reason=f"time:{verdict}")
    if pitfall.missing and any(point in hits for point in pitfall.missing):
        return PitfallResult(pitfall.id, triggered=False, strength=0.0)
    if any(cue.find(doc, "point") for cue in pitfall.unless):
        return PitfallResult(pitfall.id, triggered=False, strength=0.0)
    if not pitfall.cues:
        triggered = bool(pitfall.missing)
        reason = f"missing:{','.join(pitfall.missing)}" if triggered else None
        return PitfallResult(pitfall.id, triggered, 1.0 if triggered else 0.0, reason=reason)
    places = places_of(pitfall.cues, doc, "pitfall")
    if not places or (pitfall.min_cues > 1 and apart(pitfall.cues, doc, "pitfall") < pitfall.min_cues):
        return PitfallResult(pitfall.id, triggered=False, strength=0.0)
    evidence: tuple[Evidence, ...] = tuple(
        quote(doc, timed, place.start, place.end) for place in places[: max(MAX_EVIDENCE, pitfall.min_cues)]
    )
    return PitfallResult(pitfall.id, triggered=True, strength=max(place.quality for place in places), evidence=evidence)
