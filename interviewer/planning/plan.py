"""The plan: the training loop needs -> preparation -> practice -> evaluation, filled from the saved attempts.

Needs: what the job, or the bank, asks for, and how far one is. Preparation: points that were never made. Practice: the
questions to answer next, weakest first. Evaluation: what shows whether it worked.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from statistics import fmean
from typing import TYPE_CHECKING, Literal, get_args

from interviewer.banks.schema import Bank, Point, Question
from interviewer.memory.attempts import Attempt
from interviewer.memory.trends import current
from interviewer.planning.schedule import Schedule, schedule

if TYPE_CHECKING:
    # Importing it for real would import numpy.
    from audio.ports import Language

Reason = Literal["wanted", "due", "below_pass", "first", "next"]

FIRST_QUESTION = "hr-faq/02-self-intro"
"""Where everyone begins: nearly every interview does."""

_RECENT = 3
"""Attempts a point is judged by: what was said once long ago is not known to be there still."""

_POINTS_SHOWN = 3


@dataclass(frozen=True)
class PointNeed:
    """A point that is weak: `strength` is its mean over the last attempts, `never` that no attempt ever made it."""

    id: str
    text: str
    strength: float
    never: bool


@dataclass(frozen=True)
class Standing:
    """Where a question stands.

    Attributes:
        question: the question.
        bank: its bank.
        attempts: how many there were.
        last: the last scored total; None without one.
        weakness: share 0..1 of its points' weight that the last attempts did not earn; 1 when it was never answered.
        points: the weakest points, weakest first.
        schedule: when it is due; None while it was never scored.
        wanted: how many requirements of the job description, not yet shown, it could show.
    """

    question: Question
    bank: Bank
    attempts: int
    last: float | None
    weakness: float
    points: tuple[PointNeed, ...]
    schedule: Schedule | None
    wanted: int = 0

    @property
    def passed(self) -> bool:
        """Whether the last scored attempt reached the pass mark."""
        return self.last is not None and self.last >= self.bank.pass_mark


@dataclass(frozen=True)
class Step:
    """A question to practise, and why."""

    standing: Standing
    reason: Reason


@dataclass(frozen=True)
class BankNeed:
    """How far one is in a bank: `mean` of the last scores of its practised questions, None without one."""

    bank: Bank
    practised: int
    mean: float | None


@dataclass(frozen=True)
class Plan:
    """What to do next.

    Attributes:
        day: the day it is for.
        needs: the banks it draws on.
        preparation: questions with points that were never made, weakest first.
        practice: questions to answer next, most useful first.
        evaluation: banks of which enough is practised for a mock interview.
        coming: questions that are due later, soonest first.
    """

    day: date
    needs: tuple[BankNeed, ...]
    preparation: tuple[Standing, ...]
    practice: tuple[Step, ...]
    evaluation: tuple[BankNeed, ...]
    coming: tuple[Standing, ...] = field(default=())


def make_plan(
    banks: Sequence[Bank],
    attempts: Sequence[Attempt],
    language: Language,
    today: date,
    *,
    wanted: Mapping[str, int] | None = None,
    limit: int = 5,
) -> Plan:
    """Plan the next practice.

    Args:
        banks: to draw questions from.
        attempts: the person's, in one language, oldest first.
        language: of the sentences.
        today: the day the plan is for.
        wanted: question id -> how many requirements of a job description, not yet shown, it could show.
        limit: questions to practise.
    """
    by_question: dict[str, list[Attempt]] = defaultdict(list)
    for one in attempts:
        by_question[one.question].append(one)
    standings = [
        _standing(question, bank, by_question[question.id], language, today, (wanted or {}).get(question.id, 0))
        for bank in banks
        for question in bank.questions
    ]
    needs = tuple(_bank_need(bank, standings) for bank in banks)
    tried = [one for one in standings if one.attempts]
    later = [one for one in tried if one.schedule is not None and one.schedule.due > today]
    return Plan(
        day=today,
        needs=needs,
        preparation=tuple(
            sorted(
                (one for one in tried if any(p.never for p in one.points)), key=lambda one: (-one.wanted, -one.weakness)
            )
        )[:limit],
        practice=tuple(_steps(standings, today)[:limit]),
        evaluation=tuple(need for need in needs if need.practised >= min(5, len(need.bank.questions))),
        coming=tuple(sorted(later, key=lambda one: (one.schedule.due, one.question.id) if one.schedule else ()))[
            :limit
        ],
    )


def _standing(
    question: Question, bank: Bank, attempts: Sequence[Attempt], language: Language, today: date, wanted: int
) -> Standing:
    scored = [one for one in current(attempts) if one.total is not None]
    strengths = [one.points for one in scored]
    needs = [_point_need(point, strengths, language) for point in question.points]
    total = sum(point.weight for point in question.points)
    missing = sum(point.weight * (1 - need.strength) for point, need in zip(question.points, needs, strict=True))
    weak = sorted((need for need in needs if need.strength < 1), key=lambda need: need.strength)
    return Standing(
        question=question,
        bank=bank,
        attempts=len(attempts),
        last=scored[-1].total if scored else None,
        weakness=round(missing / total, 3) if scored and total else 1.0,
        points=tuple(weak[:_POINTS_SHOWN]),
        schedule=schedule(attempts, bank.pass_mark, today),
        wanted=wanted,
    )


def _point_need(point: Point, strengths: Sequence[Mapping[str, float]], language: Language) -> PointNeed:
    """Return where a point stands, given the strengths of all points in every scored attempt."""
    values = [of_points.get(point.id, 0.0) for of_points in strengths]
    recent = values[-_RECENT:]
    strength = round(fmean(recent), 3) if recent else 0.0
    return PointNeed(point.id, point.get(language), strength, never=not any(values))


def _bank_need(bank: Bank, standings: Sequence[Standing]) -> BankNeed:
    last = [one.last for one in standings if one.bank is bank and one.last is not None]
    return BankNeed(bank, len(last), round(fmean(last), 1) if last else None)


def _steps(standings: Sequence[Standing], today: date) -> list[Step]:
    """Order the questions worth practising now by how much it helps; ties keep the order of the banks."""
    reasons = [(one, _reason(one, today)) for one in standings]
    steps = [Step(one, reason) for one, reason in reasons if reason is not None]
    rank = get_args(Reason)
    return sorted(steps, key=lambda step: (rank.index(step.reason), -step.standing.wanted, -step.standing.weakness))


def _reason(standing: Standing, today: date) -> Reason | None:
    """Say why a question is practised, the strongest of the reasons that hold; None when it can wait."""
    due = standing.schedule is None or standing.schedule.due <= today
    if standing.wanted and due:
        return "wanted"
    if standing.schedule is None:
        return "first" if standing.question.id == FIRST_QUESTION else "next"
    if due:
        return "due"
    return None if standing.passed else "below_pass"
