"""Reading and writing the database."""

from __future__ import annotations

import json
import secrets
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from interviewer.errors import StoreError
from interviewer.store.saved import (
    ANSWER_COLUMNS,
    SESSION_COLUMNS,
    SavedAnswer,
    SavedSession,
    saved_answer,
    saved_session,
)

if TYPE_CHECKING:
    # Importing them for real would import numpy, and `history` is to be quick.
    from audio.ports import Language
    from interviewer.records import Answer

LAST = "last"
"""In place of a session's id: the newest one."""

MAIN = "main"
"""The part of an answer to the question itself; follow-ups and turns have parts of their own."""

_DAMAGE = {sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB}


def is_damage(error: sqlite3.Error) -> bool:
    """Tell whether SQLite says that the file itself is broken (not busy, full or forbidden)."""
    return getattr(error, "sqlite_errorcode", 0) & 0xFF in _DAMAGE


def to_json(value: dict[str, Any] | None) -> str | None:
    """Write a plan or a summary for its column."""
    return None if value is None else json.dumps(value, ensure_ascii=False, allow_nan=False)


class Store:
    """The open database."""

    def __init__(self, connection: sqlite3.Connection, path: Path, now: Callable[[], datetime]) -> None:
        """Wrap a migrated connection.

        Args:
            connection: to the database.
            path: of its file.
            now: the time in UTC.
        """
        self.connection = connection
        self.path = path
        self._now = now

    @contextmanager
    def transaction(self) -> Iterator[sqlite3.Connection]:
        """Do everything inside or nothing.

        Raises:
            StoreError: the disk is full or the database is locked for too long.
        """
        try:
            self.connection.execute("BEGIN IMMEDIATE")
            try:
                yield self.connection
                self.connection.execute("COMMIT")
            except BaseException:
                if self.connection.in_transaction:
                    self.connection.execute("ROLLBACK")
                raise
        except sqlite3.Error as error:
            if is_damage(error):
                raise
            raise StoreError(
                f"saving to {self.path} failed ({error}); free some disk space and try again",
                path=str(self.path),
                reason=str(error),
                problem="write",
            ) from error

    def _timestamp(self) -> str:
        return self._now().isoformat(timespec="seconds")

    def new_session(
        self,
        kind: str,
        language: Language,
        *,
        simulated: bool = False,
        bank: str | None = None,
        plan: dict[str, Any] | None = None,
    ) -> str:
        """Record that a session began and return its id, which sorts by time.

        Args:
            kind: "drill", "interview", "roleplay", ...
            language: of the session.
            simulated: True for the demo's synthetic candidate.
            bank: id of the bank that is asked from.
            plan: what is going to be asked, as plain JSON; it comes back as it was given.

        Raises:
            StoreError: the disk is full or the database is locked for too long.
        """
        session = f"{self._now():%Y%m%d-%H%M%S}-{secrets.token_hex(2)}"
        with self.transaction() as db:
            db.execute(
                "INSERT INTO session (id, kind, language, started_at, simulated, bank, plan)"
                " VALUES (?, ?, ?, ?, ?, ?, ?)",
                (session, kind, language, self._timestamp(), int(simulated), bank, to_json(plan)),
            )
        return session

    def save_plan(self, session: str, plan: dict[str, Any]) -> None:
        """Replace what a session is going to ask.

        Raises:
            StoreError: there is no such session, or it could not be saved.
        """
        with self.transaction() as db:
            if not db.execute("UPDATE session SET plan = ? WHERE id = ?", (to_json(plan), session)).rowcount:
                raise self._unknown("session", session)

    def end_session(self, session: str, summary: dict[str, Any]) -> None:
        """Record that a session came to its end, and what came out of it.

        Raises:
            StoreError: there is no such session, or it could not be saved.
        """
        with self.transaction() as db:
            done = db.execute(
                "UPDATE session SET ended_at = ?, summary = ? WHERE id = ?",
                (self._timestamp(), to_json(summary), session),
            )
            if not done.rowcount:
                raise self._unknown("session", session)

    def session(self, session: str) -> SavedSession:
        """Return one session; `last` is the newest of the person, or the newest demo where there is none.

        Raises:
            StoreError: there is no such session.
        """
        where, order = "id = ?", ""
        if session == LAST:
            where, order = "? = 'last'", " ORDER BY simulated, started_at DESC, rowid DESC LIMIT 1"
        row = self.connection.execute(
            f"SELECT {SESSION_COLUMNS} FROM session WHERE {where}{order}", (session,)
        ).fetchone()
        if row is None:
            raise self._unknown("nothing_yet" if session == LAST else "session", session)
        return saved_session(row)

    def sessions(
        self,
        limit: int | None = None,
        *,
        kind: str | None = None,
        bank: str | None = None,
        language: Language | None = None,
        simulated: bool | None = False,
    ) -> list[SavedSession]:
        """Return sessions, newest first.

        Args:
            limit: that many at most.
            kind: only those of a kind.
            bank: only those over a bank.
            language: only those in a language.
            simulated: False for the person's, True for the demo's, None for both.
        """
        wanted = {"kind": kind, "bank": bank, "language": language, "simulated": simulated}
        given = {column: value for column, value in wanted.items() if value is not None}
        where = " AND ".join(["1", *(f"{column} = ?" for column in given)])
        rows = self.connection.execute(
            f"SELECT {SESSION_COLUMNS} FROM session WHERE {where} ORDER BY started_at DESC, rowid DESC LIMIT ?",
            (*given.values(), -1 if limit is None else limit),
        )
        return [saved_session(row) for row in rows]

    def last_unfinished(self, kind: str, bank: str | None = None) -> SavedSession | None:
        """Return the person's newest session of a kind (and bank) that never came to its end, None without one."""
        return next((one for one in self.sessions(kind=kind, bank=bank) if one.ended_at is None), None)

    def save(self, session: str, answer: Answer, part: str = MAIN, parent: int | None = None) -> int:
        """Save one answer of a session and return its id.

        Args:
            session: id of the session.
            answer: what is saved.
            part: "main" for the answer to the question itself; only those count as attempts.
            parent: id of the answer this one follows up on.

        Raises:
            StoreError: the disk is full or the database is locked for too long.
        """
        from interviewer.answer_json import answer_to_dict

        audio = answer.audio
        row = {
            "session": session,
            "question": answer.question,
            "language": answer.lang,
            "attempt": answer.attempt,
            "recorded_at": self._timestamp(),
            "rubric_version": answer.score.rubric_version,
            "scorer": answer.score.scorer,
            "total": answer.score.total,
            "recording_sha256": audio.sha256 if audio else None,
            "recording_path": audio.path if audio else None,
            "json": json.dumps(answer_to_dict(answer), ensure_ascii=False, allow_nan=False),
            "part": part,
            "parent": parent,
            "uid": secrets.token_hex(8),
        }
        with self.transaction() as db:
            if audio:
                add_recording(db, audio.sha256, audio.path, audio.duration_s)
            return add_answer(db, row)

    def answer(self, identity: int) -> SavedAnswer:
        """Return one answer.

        Raises:
            StoreError: there is no such answer.
        """
        row = self.connection.execute(f"SELECT {ANSWER_COLUMNS} FROM answer WHERE id = ?", (identity,)).fetchone()
        if row is None:
            raise self._unknown("answer", str(identity))
        return saved_answer(row)

    def answers(self, question: str, language: Language, *, simulated: bool = False) -> list[SavedAnswer]:
        """Return the attempts at one question in one language (main parts only), oldest first.

        Args:
            question: question id.
            language: answers in another language are never compared.
            simulated: True for the demo's synthetic candidate, whose answers are kept apart from the person's.
        """
        rows = self.connection.execute(
            f"SELECT {ANSWER_COLUMNS} FROM answer JOIN session ON session.id = answer.session"
            " WHERE question = ? AND answer.language = ? AND simulated = ? AND part = 'main'"
            " ORDER BY recorded_at, answer.id",
            (question, language, int(simulated)),
        )
        return [saved_answer(row) for row in rows]

    def session_answers(self, session: str) -> list[SavedAnswer]:
        """Return all answers of a session, follow-ups and turns included, in the order they were saved."""
        rows = self.connection.execute(f"SELECT {ANSWER_COLUMNS} FROM answer WHERE session = ? ORDER BY id", (session,))
        return [saved_answer(row) for row in rows]

    def next_attempt(self, question: str, language: Language, *, simulated: bool = False) -> int:
        """Return the number of the attempt that comes next, counted from 1."""
        row = self.connection.execute(
            "SELECT COALESCE(MAX(attempt), 0) FROM result JOIN session ON session.id = result.session"
            " WHERE question = ? AND result.language = ? AND simulated = ? AND part = 'main'",
            (question, language, int(simulated)),
        ).fetchone()
        return int(row[0]) + 1

    def _unknown(self, problem: str, identity: str) -> StoreError:
        sentence = f"there is no {problem} {identity}; `interviewer history` lists what there is"
        if problem == "nothing_yet":
            sentence = "nothing has been practised yet; start with `interviewer drill`, or look at `interviewer demo`"
        return StoreError(
            sentence,
            id=identity,
            path=str(self.path),
            problem=problem,
        )


def add_recording(db: sqlite3.Connection, sha256: str, path: str, duration_s: float) -> None:
    """Note a recording unless it is known."""
    db.execute(
        "INSERT OR IGNORE INTO recording (sha256, path, duration_s) VALUES (?, ?, ?)", (sha256, path, duration_s)
    )


def add_answer(db: sqlite3.Connection, row: dict[str, Any]) -> int:
    """Insert an answer given by its columns and return its id; a trigger adds its row of `result`."""
    columns = ", ".join(row)
    cursor = db.execute(
        f"INSERT INTO answer ({columns}) VALUES ({', '.join('?' * len(row))})",
        tuple(row.values()),
    )
    assert cursor.lastrowid is not None  # an INSERT always has one
    return cursor.lastrowid
