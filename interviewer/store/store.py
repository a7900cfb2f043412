"""Reading and writing the database."""

from __future__ import annotations

import json
import os
import secrets
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from audio.ports import Language
from interviewer.answer_json import answer_from_dict, answer_to_dict
from interviewer.errors import StoreError
from interviewer.records import Answer
from interviewer.store.schema import MIGRATIONS

DATABASE_NAME = "interviewer.sqlite3"

_BUSY_TIMEOUT_S = 10.0  # another program of ours may be saving: wait, do not fail


@dataclass(frozen=True)
class SavedAnswer:
    """One answer as it was saved."""

    id: int
    session: str
    recorded_at: str
    answer: Answer


def make_private_folder(path: Path) -> None:
    """Create a folder readable by the user alone.

    Raises:
        StoreError: it cannot be created or written to.
    """
    try:
        path.mkdir(parents=True, exist_ok=True, mode=0o700)
        if not os.access(path, os.W_OK | os.X_OK):
            raise PermissionError(13, "not writable", str(path))
    except OSError as error:
        raise StoreError(
            f"the data folder {path} cannot be used ({error.strerror or error}); choose another one with --data-dir",
            path=str(path),
            reason=error.strerror or str(error),
            problem="folder",
        ) from error


def _open_database(path: Path) -> sqlite3.Connection:
    # The file must exist with the right mode before SQLite makes it with the umask's.
    os.close(os.open(path, os.O_RDWR | os.O_CREAT, 0o600))
    connection = sqlite3.connect(path, timeout=_BUSY_TIMEOUT_S, isolation_level=None)
    try:
        connection.execute("PRAGMA journal_mode=WAL")
        connection.execute("PRAGMA foreign_keys=ON")
        _migrate(connection)
    except BaseException:
        connection.close()
        raise
    return connection


def _migrate(connection: sqlite3.Connection) -> None:
    """Bring the database to the newest version, each step with its record in one transaction."""
    for number, script in enumerate(MIGRATIONS):
        if connection.execute("PRAGMA user_version").fetchone()[0] > number:
            continue
        connection.execute("BEGIN IMMEDIATE")
        try:
            # Another process may have done this step while we waited for the lock.
            if connection.execute("PRAGMA user_version").fetchone()[0] == number:
                for statement in filter(str.strip, script.split(";")):
                    connection.execute(statement)
                connection.execute(f"PRAGMA user_version={number + 1}")
            connection.execute("COMMIT")
        except BaseException:
            connection.execute("ROLLBACK")
            raise


@contextmanager
def open_store(data_dir: Path) -> Iterator[Store]:
    """Open the database in the data folder, making both when they are not there yet.

    Raises:
        StoreError: the folder cannot be written to, or the file is not a database of ours.
    """
    make_private_folder(data_dir)
    path = data_dir / DATABASE_NAME
    try:
        connection = _open_database(path)
    except (sqlite3.Error, OSError) as error:
        raise StoreError(
            f"the database {path} cannot be opened ({error}); move it away and start again, nothing was changed",
            path=str(path),
            reason=str(error),
            problem="database",
        ) from error
    try:
        yield Store(connection, path)
    finally:
        connection.close()


class Store:
    """The open database."""

    def __init__(self, connection: sqlite3.Connection, path: Path) -> None:
        """Wrap a migrated connection."""
        self._connection = connection
        self.path = path

    @contextmanager
    def _transaction(self) -> Iterator[sqlite3.Connection]:
        try:
            self._connection.execute("BEGIN IMMEDIATE")
            try:
                yield self._connection
                self._connection.execute("COMMIT")
            except BaseException:
                if self._connection.in_transaction:
                    self._connection.execute("ROLLBACK")
                raise
        except sqlite3.Error as error:
            raise StoreError(
                f"saving to {self.path} failed ({error}); free some disk space and try again",
                path=str(self.path),
                reason=str(error),
                problem="write",
            ) from error

    def new_session(self, kind: str, language: Language, *, simulated: bool = False) -> str:
        """Record that a session began and return its id, which sorts by time."""
        now = datetime.now(UTC)
        session = f"{now:%Y%m%d-%H%M%S}-{secrets.token_hex(2)}"
        with self._transaction() as db:
            db.execute(
                "INSERT INTO session (id, kind, language, started_at, simulated) VALUES (?, ?, ?, ?, ?)",
                (session, kind, language, now.isoformat(timespec="seconds"), int(simulated)),
            )
        return session

    def save(self, session: str, answer: Answer) -> int:
        """Save one answer of a session and return its id.

        Raises:
            StoreError: the disk is full or the database is locked for too long.
        """
        audio = answer.audio
        with self._transaction() as db:
            if audio:
                db.execute(
                    "INSERT OR IGNORE INTO recording (sha256, path, duration_s) VALUES (?, ?, ?)",
                    (audio.sha256, audio.path, audio.duration_s),
                )
            cursor = db.execute(
                "INSERT INTO answer (session, question, language, attempt, recorded_at, rubric_version, scorer, total,"
                " recording_sha256, recording_path, json) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                (
                    session,
                    answer.question,
                    answer.lang,
                    answer.attempt,
                    datetime.now(UTC).isoformat(timespec="seconds"),
                    answer.score.rubric_version,
                    answer.score.scorer,
                    answer.score.total,
                    audio.sha256 if audio else None,
                    audio.path if audio else None,
                    json.dumps(answer_to_dict(answer), ensure_ascii=False, allow_nan=False),
                ),
            )
            identity = cursor.lastrowid
        assert identity is not None  # an INSERT always has one
        return identity

    def answers(self, question: str, language: Language, *, simulated: bool = False) -> list[SavedAnswer]:
        """Return the answers to one question in one language, oldest first.

        Args:
            question: question id.
            language: answers in another language are never compared.
            simulated: True for the demo's synthetic candidate, whose answers are kept apart from the person's.
        """
        rows = self._connection.execute(
            "SELECT answer.id, session, recorded_at, json FROM answer JOIN session ON session.id = answer.session"
            " WHERE question = ? AND answer.language = ? AND simulated = ? ORDER BY answer.id",
            (question, language, int(simulated)),
        )
        return [SavedAnswer(id, session, at, answer_from_dict(json.loads(text))) for id, session, at, text in rows]

    def next_attempt(self, question: str, language: Language, *, simulated: bool = False) -> int:
        """Return the number of the attempt that comes next, counted from 1."""
        row = self._connection.execute(
            "SELECT COALESCE(MAX(attempt), 0) FROM answer JOIN session ON session.id = answer.session"
            " WHERE question = ? AND answer.language = ? AND simulated = ?",
            (question, language, int(simulated)),
        ).fetchone()
        return int(row[0]) + 1
