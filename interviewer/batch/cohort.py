"""What a whole group's answers have in common: pure figures over answer records."""

from __future__ import annotations

import statistics
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from interviewer.batch.summary import is_unsure

FEWEST = 3
"""Answers to a question below which a share says more of chance than of the group."""

_BIN = 10  # points per column of the distribution
_FENCE = 1.5  # interquartile ranges beyond which a value is an outlier (J. W. Tukey, Exploratory Data Analysis, 1977)


@dataclass(frozen=True)
class Brief:
    """The little that is kept of every answer.

    Attributes:
        id: of the recording.
        question: id.
        total: None when it was not judged.
        hits: ids of the points made; None when it was not judged.
        unsure: whether the recogniser doubts what it heard.
        confidence: 0..1.
        candidate: who spoke; None when nobody said.
        missed: ids of the points not made, the farthest from it first.
    """

    id: str
    question: str
    total: float | None
    hits: frozenset[str] | None
    unsure: bool
    confidence: float | None
    candidate: str | None = None
    missed: tuple[str, ...] = ()

    @classmethod
    def of(cls, record: Mapping[str, Any]) -> Brief:
        """Read an answer's JSON."""
        score = record["score"]
        judged = score["total"] is not None
        return cls(
            record["id"],
            record["question"],
            score["total"],
            frozenset(point["id"] for point in score["points"] if point["hit"]) if judged else None,
            is_unsure(record),
            (record["transcript"] or {}).get("confidence"),
            record.get("candidate"),
            _missed(score["points"]) if judged else (),
        )


def _missed(points: Iterable[Mapping[str, Any]]) -> tuple[str, ...]:
    return tuple(point["id"] for point in sorted(points, key=lambda one: one["strength"]) if not point["hit"])


@dataclass(frozen=True)
class QuestionFigures:
    """One question over all who answered it.

    Attributes:
        question: id.
        answers: all of them.
        judged: those with a score.
        mean: of the scores; None without any.
        median: likewise.
        hits: point id -> how many made it.
    """

    question: str
    answers: int
    judged: int
    mean: float | None
    median: float | None
    hits: dict[str, int]


@dataclass(frozen=True)
class CandidateFigures:
    """One candidate over all that was recorded of them.

    Attributes:
        name: of the candidate; the recording's id where nobody said.
        answers: those that were heard, in their order.
        failed: recordings without a result.
        mean: of the scores; None without any.
    """

    name: str
    answers: tuple[Brief, ...]
    failed: int
    mean: float | None


@dataclass(frozen=True)
class Outlier:
    """An answer far from the others to its question."""

    id: str
    question: str
    total: float
    median: float


def distribution(briefs: Iterable[Brief]) -> list[int]:
    """Return how many totals lie in 0-9, 10-19, ..., 90-100."""
    counts = [0] * (100 // _BIN)
    for brief in briefs:
        if brief.total is not None:
            counts[min(int(brief.total // _BIN), len(counts) - 1)] += 1
    return counts


def by_question(briefs: Iterable[Brief]) -> list[QuestionFigures]:
    """Return the figures of every question, in the order of their ids."""
    groups: dict[str, list[Brief]] = defaultdict(list)
    for brief in briefs:
        groups[brief.question].append(brief)
    found = []
    for question, group in sorted(groups.items()):
        totals = [brief.total for brief in group if brief.total is not None]
        hits: dict[str, int] = defaultdict(int)
        for brief in group:
            for point in brief.hits or ():
                hits[point] += 1
        mean, median = (statistics.fmean(totals), statistics.median(totals)) if totals else (None, None)
        found.append(QuestionFigures(question, len(group), len(totals), mean, median, dict(hits)))
    return found


def by_candidate(briefs: Iterable[Brief], failed: Iterable[str]) -> list[CandidateFigures]:
    """Return the figures of every candidate, in the order of their first recording.

    Args:
        briefs: all answers.
        failed: the candidate's name for every recording without a result.
    """
    answers: dict[str, list[Brief]] = defaultdict(list)
    for brief in briefs:
        answers[brief.candidate or brief.id].append(brief)
    failures = Counter(failed)
    found = []
    for name in {**answers, **failures}:
        totals = [brief.total for brief in answers[name] if brief.total is not None]
        mean = statistics.fmean(totals) if totals else None
        found.append(CandidateFigures(name, tuple(answers[name]), failures[name], mean))
    return found


def outliers(briefs: Sequence[Brief]) -> list[Outlier]:
    """Return the answers beyond Tukey's fences of their question, the farthest first."""
    found = []
    groups: dict[str, list[tuple[float, str]]] = defaultdict(list)
    for brief in briefs:
        if brief.total is not None:
            groups[brief.question].append((brief.total, brief.id))
    for question, group in groups.items():
        if len(group) < 2 * FEWEST:
            continue
        totals = [total for total, _ in group]
        low, median, high = statistics.quantiles(totals, n=4, method="inclusive")
        reach = _FENCE * (high - low)
        found += [
            Outlier(identity, question, total, median)
            for total, identity in group
            if not low - reach <= total <= high + reach
        ]
    return sorted(found, key=lambda one: -abs(one.total - one.median))


def to_listen(briefs: Iterable[Brief]) -> list[Brief]:
    """Return the answers a person should hear, the least sure first."""
    queue = [brief for brief in briefs if brief.total is None or brief.unsure]
    return sorted(queue, key=lambda brief: (brief.confidence is None, brief.confidence or 0.0, brief.id))
