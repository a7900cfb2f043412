"""Attempts as narrow rows: enough for lists, trends and plans, without reading a single answer's JSON."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    # Importing it for real would import numpy, and `history` is to be quick.
    from audio.ports import Language
    from interviewer.store import Store

DIMENSIONS = ("content", "structure", "specificity", "delivery", "timing")

_COLUMNS = (
    "answer, session, question, result.language, attempt, recorded_at, rubric_version, total, abstained, content,"
    " structure, specificity, delivery, timing, speaking_s, rate_per_min, fillers_per_min, longest_pause_s, points,"
    " pitfalls"
)


class Attempt(NamedTuple):
    """One attempt at a question.

    A named tuple, because a list of ten thousand is made five times as fast as one of frozen dataclasses.

    Attributes:
        id: number of the answer.
        session: id of its session.
        question: question id.
        language: "zh" or "en".
        attempt: its number among the attempts at the question, from 1.
        recorded_at: ISO time in UTC.
        rubric_version: scores of different versions are never compared.
        total: 0..100; None when it was not scored.
        abstained: why not.
        content: the dimensions, each 0..100 or None.
        structure: see content.
        specificity: see content.
        delivery: see content.
        timing: see content.
        speaking_s: seconds from the first word to the last.
        rate_per_min: characters or words a minute.
        fillers_per_min: fillers a minute.
        longest_pause_s: seconds.
        points_json: point id -> strength 0..1, as JSON.
        pitfalls_json: ids of the pitfalls stepped into, as JSON.
    """

    id: int
    session: str
    question: str
    language: Language
    attempt: int
    recorded_at: str
    rubric_version: str
    total: float | None
    abstained: str | None
    content: float | None
    structure: float | None
    specificity: float | None
    delivery: float | None
    timing: float | None
    speaking_s: float | None
    rate_per_min: float | None
    fillers_per_min: float | None
    longest_pause_s: float | None
    points_json: str
    pitfalls_json: str

    @property
    def bank(self) -> str:
        """Id of the bank its question belongs to."""
        return self.question.partition("/")[0]

    @property
    def points(self) -> dict[str, float]:
        """Point id -> strength, 0 not said, .5 mentioned, 1 explained."""
        strengths: dict[str, float] = json.loads(self.points_json)
        return strengths

    @property
    def pitfalls(self) -> list[str]:
        """Ids of the pitfalls stepped into."""
        ids: list[str] = json.loads(self.pitfalls_json)
        return ids

    def as_dict(self) -> dict[str, Any]:
        """Return plain JSON values."""
        return {
            "id": self.id,
            "session": self.session,
            "question": self.question,
            "lang": self.language,
            "attempt": self.attempt,
            "recorded_at": self.recorded_at,
            "rubric_version": self.rubric_version,
            "total": self.total,
            "abstained": self.abstained,
            "dimensions": {name: getattr(self, name) for name in DIMENSIONS},
            "speaking_s": self.speaking_s,
            "rate_per_min": self.rate_per_min,
            "fillers_per_min": self.fillers_per_min,
            "longest_pause_s": self.longest_pause_s,
            "points": self.points,
            "pitfalls": self.pitfalls,
        }


def read_attempts(
    store: Store,
    *,
    question: str | None = None,
    bank: str | None = None,
    language: Language | None = None,
    simulated: bool = False,
) -> list[Attempt]:
    """Return attempts (main parts only), oldest first.

    Args:
        store: the open store.
        question: only attempts at this question.
        bank: only attempts at questions of this bank.
        language: only attempts in this language.
        simulated: the demo's synthetic candidate instead of the person.
    """
    conditions: list[str] = ["simulated = ?", "part = 'main'"]
    given: list[Any] = [int(simulated)]
    if question is not None:
        conditions.append("question = ?")
        given.append(question)
    if bank is not None:
        conditions.append("substr(question, 1, length(?)) = ?")
        given += [f"{bank}/", f"{bank}/"]
    if language is not None:
        conditions.append("result.language = ?")
        given.append(language)
    rows = store.connection.execute(
        f"SELECT {_COLUMNS} FROM result JOIN session ON session.id = result.session"
        f" WHERE {' AND '.join(conditions)} ORDER BY recorded_at, answer",
        given,
    )
    return list(map(Attempt._make, rows))
