"""What comes out of the database: sessions and answers as they were saved."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    # Importing them for real would import numpy, and `history` is to be quick.
    from audio.ports import Language
    from interviewer.records import Answer

SESSION_COLUMNS = "id, kind, language, started_at, simulated, bank, plan, ended_at, summary"
ANSWER_COLUMNS = "answer.id, answer.session, answer.recorded_at, answer.part, answer.parent, answer.json, answer.uid"


@dataclass(frozen=True)
class SavedAnswer:
    """One answer as it was saved.

    Attributes:
        id: number in this database.
        session: id of its session.
        recorded_at: ISO time in UTC.
        part: "main", or what else of a question it answers (a follow-up, a turn).
        parent: id of the answer it follows up on.
        answer: with everything known about it.
        uid: the same in every database it is imported into.
    """

    id: int
    session: str
    recorded_at: str
    part: str
    parent: int | None
    answer: Answer
    uid: str


@dataclass(frozen=True)
class SavedSession:
    """One session as it was saved.

    Attributes:
        id: sorts by time.
        kind: "drill", "interview", "roleplay", "demo", ...
        language: "zh" or "en".
        started_at: ISO time in UTC.
        simulated: True for the demo's synthetic candidate.
        bank: id of the bank, None where there is none.
        plan: what was going to be asked, in the words of whoever began the session.
        ended_at: ISO time in UTC; None when it was broken off.
        summary: what came out of it, in the words of whoever ended it.
    """

    id: str
    kind: str
    language: Language
    started_at: str
    simulated: bool
    bank: str | None = None
    plan: dict[str, Any] | None = None
    ended_at: str | None = None
    summary: dict[str, Any] | None = None


def saved_answer(row: Sequence[Any]) -> SavedAnswer:
    """Return an answer from its columns, in the order of ANSWER_COLUMNS."""
    from interviewer.answer_json import answer_from_dict

    identity, session, recorded_at, part, parent, text, uid = row
    return SavedAnswer(identity, session, recorded_at, part, parent, answer_from_dict(json.loads(text)), uid)


def saved_session(row: Sequence[Any]) -> SavedSession:
    """Return a session from its columns, in the order of SESSION_COLUMNS."""
    identity, kind, language, started_at, simulated, bank, plan, ended_at, summary = row
    return SavedSession(
        id=identity,
        kind=kind,
        language=language,
        started_at=started_at,
        simulated=bool(simulated),
        bank=bank,
        plan=json.loads(plan) if plan else None,
        ended_at=ended_at,
        summary=json.loads(summary) if summary else None,
    )
