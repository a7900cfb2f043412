"""When a question is due again: spaced repetition over its scored attempts (FSRS, through the package `fsrs`).

A day of practice is one review, with the last score of that day; days are counted on the person's own calendar. The
scheduler draws nothing at random, so the same attempts give the same dates.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time

from interviewer.memory.attempts import Attempt

EASY_ABOVE_PASS = 15.0
FORGOTTEN_BELOW_PASS = 15.0
"""Marks from the pass mark: at least so much above is easy, more than so much below has to be learnt again."""


@dataclass(frozen=True)
class Schedule:
    """Where a question stands.

    Attributes:
        due: the day it should be practised again.
        last: the day it was last practised and scored.
        reviews: days on which it was practised.
        recall: probability 0..1 that it would still go well on the day the plan is for (FSRS retrievability).
    """

    due: date
    last: date
    reviews: int
    recall: float


def schedule(attempts: Iterable[Attempt], pass_mark: float, today: date) -> Schedule | None:
    """Return when a question is due; None when none of its attempts was scored.

    Args:
        attempts: at one question in one language, oldest first.
        pass_mark: of its bank, 0..100.
        today: the day the plan is for; later attempts do not count.
    """
    import fsrs

    scores: dict[date, float] = {}
    for one in attempts:
        day = local_day(one.recorded_at)
        if one.total is not None and day <= today:
            scores[day] = one.total
    if not scores:
        return None
    # Without steps of minutes: an interview answer is practised again on another day.
    scheduler = fsrs.Scheduler(enable_fuzzing=False, learning_steps=(), relearning_steps=())
    card = fsrs.Card(card_id=1)
    for day, total in scores.items():
        card, _ = scheduler.review_card(card, fsrs.Rating(rating(total, pass_mark)), _noon(day))
    recall = scheduler.get_card_retrievability(card, _noon(today))
    return Schedule(card.due.date(), day, len(scores), round(recall, 3))


def rating(total: float, pass_mark: float) -> int:
    """Turn a score into FSRS's answer: 1 again, 2 hard, 3 good, 4 easy."""
    if total >= pass_mark:
        return 4 if total >= pass_mark + EASY_ABOVE_PASS else 3
    return 2 if total >= pass_mark - FORGOTTEN_BELOW_PASS else 1


def local_day(stamp: str) -> date:
    """Return the day of a stored time on this machine's calendar."""
    return datetime.fromisoformat(stamp).astimezone().date()


def _noon(day: date) -> datetime:
    return datetime.combine(day, time(12), tzinfo=UTC)
