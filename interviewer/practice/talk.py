"""What a role-play comes to: the exchange, the moves made in it, and the rules of its branches; pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Literal

from audio.ports import Transcript
from interviewer.banks.schema import Branch, Condition, Ending, Outcome, Turn
from interviewer.scoring.tokens import document

_LEAST_SUM = 1_000  # smaller numbers are years of experience, people, percent
_YEARS = (1_900, 2_100)


@dataclass(frozen=True)
class Line:
    """One line of the exchange; `turn` is the person's reply to that turn, None for the other side."""

    text: str
    turn: str | None = None


@dataclass(frozen=True)
class Made:
    """A move or a mistake, with the reply it stood in."""

    id: str
    turn: str
    quote: str


@dataclass
class Talk:
    """The exchange so far.

    Attributes:
        lines: what was said, in order.
        moves: step -> where it was made first.
        mistakes: the pitfalls stepped into, `TURN_ID/PITFALL_ID` -> where.
        figure: the sum the person named first.
        other_figures: later sums that were another one.
        outcome: how it ended; None when it was broken off.
        left: whether the person left, to resume later.
    """

    lines: list[Line] = field(default_factory=list)
    moves: dict[str, Made] = field(default_factory=dict)
    mistakes: dict[str, Made] = field(default_factory=dict)
    figure: float | None = None
    other_figures: list[float] = field(default_factory=list)
    outcome: Outcome | None = None
    left: bool = False


def holds(condition: Condition, made: Sequence[str], avoided: Sequence[str]) -> bool:
    """Tell whether a condition holds.

    Args:
        condition: every part that is given must hold.
        made: steps made so far in the whole talk.
        avoided: pitfalls triggered, named as the condition names them.
    """
    return (
        all(step in made for step in condition.all)
        and (not condition.any or any(step in made for step in condition.any))
        and not any(step in made for step in condition.none)
        and (not condition.avoid or any(pitfall in avoided for pitfall in condition.avoid))
    )


def choose_branch(turn: Turn, made: Sequence[str], triggered: Sequence[str], repeats: int) -> Branch | None:
    """Return the first branch that holds; one that repeats the turn is passed over when it has been repeated enough."""
    for branch in turn.branches:
        if branch.goto == "repeat" and repeats >= turn.max_repeats:
            continue
        if holds(branch.when, made, triggered):
            return branch
    return None


def choose_ending(endings: Sequence[Ending], made: Sequence[str], mistakes: Sequence[str]) -> Ending | None:
    """Return the first ending that holds."""
    return next((end for end in endings if end.when is None or holds(end.when, made, mistakes)), None)


def sums(transcript: Transcript) -> list[float]:
    """Return the sums of money somebody names, in the order of saying: numbers from a thousand that are no years."""
    found = []
    for word in document(transcript.text, transcript.language, transcript.words).tokens.words:
        try:
            value = float(word)
        except ValueError:
            continue
        if value >= _LEAST_SUM and not _YEARS[0] <= value <= _YEARS[1]:
            found.append(value)
    return found


def outcome_of(talk: Talk) -> Literal["agreed", "partly", "not_agreed", "broken_off"]:
    """Return how a talk ended."""
    return talk.outcome or "broken_off"
