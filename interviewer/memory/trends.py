"""Trends: how totals, dimensions and points went from attempt to attempt."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from operator import attrgetter
from typing import TYPE_CHECKING

from interviewer.memory.attempts import DIMENSIONS, Attempt
from interviewer.memory.noise import Direction, direction

if TYPE_CHECKING:
    # Importing it for real would import numpy, and `history` is to be quick.
    from audio.ports import Language

SHOWN = 12
"""Values in a sparkline: what fits beside a question's id in 80 columns."""

_BLOCKS = "▁▂▃▄▅▆▇█"


@dataclass(frozen=True)
class Trend:
    """Scored attempts at one thing, oldest first, all judged by the rubric that counts today.

    Attributes:
        name: of the question, bank, dimension or point.
        language: of the answers.
        values: 0..100 (for a point its strength, 0..1).
        attempts: how many attempts there were in all: unscored ones and those under an older rubric too.
        last_at: ISO time of the last attempt.
        change: the last value against the one before; None while there is only one.
    """

    name: str
    language: Language
    values: tuple[float, ...]
    attempts: int
    last_at: str
    change: Direction | None = None


def sparkline(values: Sequence[float], top: float = 100.0) -> str:
    """Draw values from 0 to `top` as blocks, the last SHOWN of them."""
    last = len(_BLOCKS) - 1
    return "".join(_BLOCKS[min(last, max(0, int(value / top * len(_BLOCKS))))] for value in values[-SHOWN:])


def current(attempts: Iterable[Attempt]) -> list[Attempt]:
    """Return the attempts judged by the newest rubric version of their question: the others cannot be compared."""
    kept = list(attempts)
    newest = {(one.question, one.language): one.rubric_version for one in kept}
    return [one for one in kept if one.rubric_version == newest[one.question, one.language]]


def question_trends(attempts: Sequence[Attempt]) -> list[Trend]:
    """Return one trend of totals for each question and language, the one practised last first.

    Args:
        attempts: oldest first.
    """
    totals: dict[tuple[str, Language], list[float]] = defaultdict(list)
    counts = Counter((one.question, one.language) for one in attempts)
    last_at = {(one.question, one.language): one.recorded_at for one in attempts}
    for one in current(attempts):
        if one.total is not None:
            totals[one.question, one.language].append(one.total)
    trends = [
        _trend("total", *key, values=totals[key], attempts=count, last_at=last_at[key]) for key, count in counts.items()
    ]
    return sorted(trends, key=lambda trend: trend.last_at, reverse=True)


def bank_trends(attempts: Sequence[Attempt]) -> list[Trend]:
    """Return one trend for each bank and language: the mean total of each session, the bank practised last first."""
    groups: dict[tuple[str, Language], list[Attempt]] = defaultdict(list)
    for one in current(attempts):
        groups[one.bank, one.language].append(one)
    trends = []
    for (bank, language), members in groups.items():
        values = _session_means(members, "total")
        last = members[-1].recorded_at
        trends.append(_trend("total", bank, language, values=values, attempts=len(members), last_at=last))
    return sorted(trends, key=lambda trend: trend.last_at, reverse=True)


def dimension_trends(attempts: Sequence[Attempt]) -> list[Trend]:
    """Return one trend for each dimension, in each language: its mean over each session."""
    groups: dict[Language, list[Attempt]] = defaultdict(list)
    for one in current(attempts):
        groups[one.language].append(one)
    trends = []
    for language, members in groups.items():
        last = members[-1].recorded_at
        for name in DIMENSIONS:
            values = _session_means(members, name)
            trends.append(_trend(name, name, language, values=values, attempts=len(members), last_at=last))
    return trends


def point_trends(attempts: Sequence[Attempt]) -> list[Trend]:
    """Return one trend for each point of one question: its strength in each scored attempt.

    Args:
        attempts: at one question, oldest first.
    """
    trends = []
    for language in sorted({one.language for one in attempts}):
        members = [one for one in current(attempts) if one.language == language and one.total is not None]
        for name in members[-1].points if members else ():
            values = tuple(one.points.get(name, 0.0) for one in members)
            trends.append(Trend(name, language, values, len(members), members[-1].recorded_at, _step(values)))
    return trends


def _trend(
    measure: str, name: str, language: Language, *, values: Sequence[float], attempts: int, last_at: str
) -> Trend:
    change = direction(measure, values[-2], values[-1]) if len(values) > 1 else None
    return Trend(name, language, tuple(values), attempts, last_at, change)


def _step(values: Sequence[float]) -> Direction | None:
    """Tell where a point went: its strength has three steps, each of which says something."""
    if len(values) < 2:
        return None
    return "same" if values[-1] == values[-2] else "up" if values[-1] > values[-2] else "down"


def _session_means(attempts: Iterable[Attempt], measure: str) -> list[float]:
    """Return the mean of a measure over each session that has any, in the order of the sessions."""
    groups: dict[str, list[float]] = defaultdict(list)
    value_of = attrgetter(measure)
    for one in attempts:
        value = value_of(one)
        if value is not None:
            groups[one.session].append(value)
    return [round(sum(values) / len(values), 1) for values in groups.values()]
