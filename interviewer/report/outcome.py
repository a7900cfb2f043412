"""What a session came to, as whoever ended it wrote it down (schema `interviewer.summary/1`)."""

from __future__ import annotations

from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, ValidationError


class _Part(BaseModel):
    model_config = ConfigDict(extra="ignore", frozen=True, allow_inf_nan=False)


class QuestionLine(_Part):
    """One question of an interview; total counts its follow-ups in."""

    question: str
    status: Literal["judged", "not_judged", "skipped", "not_reached"]
    total: float | None


class AdviceLine(_Part):
    """One thing to practise."""

    question: str
    advice: str


class InterviewOutcome(_Part):
    """What an interview came to."""

    kind: Literal["interview"]
    questions: tuple[QuestionLine, ...]
    total: float | None
    pass_mark: float
    practise: tuple[AdviceLine, ...]


class MoveLine(_Part):
    """One move of a role-play, and the words that made it."""

    step: str
    made: bool
    quote: str | None = None


class SpokenLine(_Part):
    """One line of the exchange."""

    who: Literal["other", "you"]
    text: str


class RolePlayOutcome(_Part):
    """What a role-play came to."""

    kind: Literal["roleplay"]
    roleplay: str
    outcome: Literal["agreed", "partly", "not_agreed", "broken_off"]
    moves: tuple[MoveLine, ...]
    exchange: tuple[SpokenLine, ...]


def read_outcome(summary: dict[str, Any] | None) -> InterviewOutcome | RolePlayOutcome | None:
    """Read a session's summary; None where there is none, or one of another kind or shape."""
    shapes: dict[Any, type[InterviewOutcome] | type[RolePlayOutcome]]
    shapes = {"interview": InterviewOutcome, "roleplay": RolePlayOutcome}
    shape = shapes.get((summary or {}).get("kind"))
    if shape is None:
        return None
    try:
        return shape.model_validate(summary)
    except ValidationError:
        return None  # written by another version: the page then shows what the answers themselves say
