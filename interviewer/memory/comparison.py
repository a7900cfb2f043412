"""Two attempts at one question side by side: what was gained, what was lost, and what is only noise."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from interviewer.memory.noise import Direction, direction

if TYPE_CHECKING:
    # Importing it for real would import numpy.
    from interviewer.records import Answer, Evidence, PitfallResult, PointResult

DIMENSIONS = ("content", "structure", "specificity", "delivery", "timing")


@dataclass(frozen=True)
class Change:
    """One measure, before and after; `direction` is "same" within the repeat noise, None where it was not measured."""

    name: str
    before: float | None
    after: float | None
    direction: Direction | None


@dataclass(frozen=True)
class Said:
    """A point or pitfall in both attempts, with the words that show it."""

    id: str
    before: float
    after: float
    before_evidence: tuple[Evidence, ...]
    after_evidence: tuple[Evidence, ...]


@dataclass(frozen=True)
class Comparison:
    """What changed from one attempt to another.

    Attributes:
        comparable: both were judged by the same scorer under the same rubric version; when not, `total`,
            `dimensions`, `points` and `pitfalls` are empty: only time and delivery can be compared.
        total: marks.
        dimensions: marks.
        points: those whose strength changed, the gained ones first.
        pitfalls: those stepped into in only one of the two, the avoided ones first.
        delivery: speaking time, pace, fillers, pauses.
    """

    comparable: bool
    total: Change | None
    dimensions: tuple[Change, ...]
    points: tuple[Said, ...]
    pitfalls: tuple[Said, ...]
    delivery: tuple[Change, ...]

    @property
    def gained(self) -> tuple[Said, ...]:
        """The points made now and not before."""
        return tuple(point for point in self.points if not point.before and point.after)

    @property
    def lost(self) -> tuple[Said, ...]:
        """The points made before and not now."""
        return tuple(point for point in self.points if point.before and not point.after)


def compare(before: Answer, after: Answer) -> Comparison:
    """Compare two attempts at one question in one language."""
    old, new = before.score, after.score
    comparable = (old.rubric_version, old.scorer) == (new.rubric_version, new.scorer)
    judged = comparable and old.total is not None and new.total is not None
    return Comparison(
        comparable=comparable,
        total=_change("total", old.total, new.total) if judged else None,
        dimensions=_dimensions(before, after) if judged else (),
        points=_points(old.points, new.points) if judged else (),
        pitfalls=_pitfalls(old.pitfalls, new.pitfalls) if judged else (),
        delivery=_delivery(before, after),
    )


def _change(name: str, before: float | None, after: float | None) -> Change:
    return Change(name, before, after, direction(name, before, after))


def _dimensions(before: Answer, after: Answer) -> tuple[Change, ...]:
    old, new = before.score.dimensions, after.score.dimensions
    return tuple(_change(name, getattr(old, name), getattr(new, name)) for name in DIMENSIONS)


def _delivery(before: Answer, after: Answer) -> tuple[Change, ...]:
    old, new = before.delivery, after.delivery
    return (
        _change("speaking_s", before.timing.speaking_s, after.timing.speaking_s),
        _change("rate_per_min", old.rate.value if old.rate else None, new.rate.value if new.rate else None),
        _change("fillers_per_min", old.fillers_per_min, new.fillers_per_min),
        _change("longest_pause_s", old.longest_pause_s, new.longest_pause_s),
    )


def _points(before: Sequence[PointResult], after: Sequence[PointResult]) -> tuple[Said, ...]:
    old = {point.id: (point.strength if point.hit else 0.0, point.evidence) for point in before}
    new = {point.id: (point.strength if point.hit else 0.0, point.evidence) for point in after}
    return _changed(old, new, gained_first=True)


def _pitfalls(before: Sequence[PitfallResult], after: Sequence[PitfallResult]) -> tuple[Said, ...]:
    old = {pitfall.id: (float(pitfall.triggered), pitfall.evidence) for pitfall in before}
    new = {pitfall.id: (float(pitfall.triggered), pitfall.evidence) for pitfall in after}
    return _changed(old, new, gained_first=False)


_Judged = dict[str, tuple[float, "tuple[Evidence, ...]"]]


def _changed(old: _Judged, new: _Judged, *, gained_first: bool) -> tuple[Said, ...]:
    said = [
        Said(name, old[name][0], strength, old[name][1], evidence)
        for name, (strength, evidence) in new.items()
        if name in old and old[name][0] != strength
    ]
    return tuple(sorted(said, key=lambda one: (one.after > one.before) != gained_first))
