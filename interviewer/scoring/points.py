"""Points and pitfalls of a rubric against one transcript."""

from __future__ import annotations

from dataclasses import dataclass

from interviewer.records import Evidence, PitfallResult, PointResult, Timing
from interviewer.scoring.cues import Cue, CueMatch, Purpose
from interviewer.scoring.evidence import Places, quote
from interviewer.scoring.rubric import CompiledPitfall, CompiledPoint, Rubric
from interviewer.scoring.substance import substance
from interviewer.scoring.tokens import Document

MENTIONED, EXPLAINED = 0.5, 1.0
MAX_EVIDENCE = 3


@dataclass(frozen=True)
class Place:
    """A place of the transcript where cues fire, with how many different cues do."""

    start: int
    end: int
    quality: float
    cues: int


def places_of(cues: tuple[Cue, ...], doc: Document, purpose: Purpose) -> list[Place]:
    """Return the places where cues fire, overlapping ones joined, in the order of the transcript."""
    matches: list[CueMatch] = sorted(
        (match for cue in cues for match in cue.find(doc, purpose)), key=lambda match: (match.start, match.end, match.cue)
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


def judge_point(point: CompiledPoint, doc: Document, timed: Places) -> PointResult:
    """Judge one point by its cues."""
    places = places_of(point.cues, doc, "point")
    if not places:
        return PointResult(point.id, hit=False, strength=0.0)
    explained = substance(doc).listing < 1 and any(_backing(doc, place) >= 2 for place in places)
    strength = EXPLAINED if explained else MENTIONED
    best = sorted(places, key=lambda place: (-place.cues, -place.quality, place.start))[:MAX_EVIDENCE]
    evidence = tuple(quote(doc, timed, place.start, place.end) for place in sorted(best, key=lambda place: place.start))
    return PointResult(point.id, hit=True, strength=strength, evidence=evidence)


def _backing(doc: Document, place: Place) -> int:
    """Count the kinds of backing (figure, example, mechanism, own action) around a place."""
    signs = substance(doc).signs
    first, last = doc.sentence[place.start], doc.sentence[place.end - 1]
    around = signs[first : last + 2]
    return (
        any(sign.figure for sign in around)
        + any(sign.example for sign in around)
        + any(sign.mechanism for sign in around)
        + any(sign.action for sign in around)
    )


def judge_pitfall(
    pitfall: CompiledPitfall, rubric: Rubric, hits: set[str], doc: Document, timed: Places, timing: Timing | None
) -> PitfallResult:
    """Judge one pitfall by what was said, by what is missing, or by the time taken."""
    if pitfall.outside_target and timing is not None and timing.verdict in ("short", "long"):
        return PitfallResult(pitfall.id, triggered=True, strength=1.0, reason=f"time:{timing.verdict}")
    if pitfall.missing and any(point in hits for point in pitfall.missing):
        return PitfallResult(pitfall.id, triggered=False, strength=0.0)
    if not pitfall.cues:
        triggered = bool(pitfall.missing)
        reason = f"missing:{','.join(pitfall.missing)}" if triggered else None
        return PitfallResult(pitfall.id, triggered, 1.0 if triggered else 0.0, reason=reason)
    places = places_of(pitfall.cues, doc, "pitfall")
    if len(places) < pitfall.min_cues:
        return PitfallResult(pitfall.id, triggered=False, strength=0.0)
    evidence: tuple[Evidence, ...] = tuple(
        quote(doc, timed, place.start, place.end) for place in places[: max(MAX_EVIDENCE, pitfall.min_cues)]
    )
    return PitfallResult(pitfall.id, triggered=True, strength=max(place.quality for place in places), evidence=evidence)
