"""Deleting for good: rows, recordings, and the copies of both that the program made."""

from __future__ import annotations

import json
import shutil
import sqlite3
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from interviewer.errors import StoreError
from interviewer.store.opening import backups
from interviewer.store.store import Store

_REFERENCED = "SELECT 1 FROM answer WHERE recording_sha256 = recording.sha256 AND recording_path = recording.path"


@dataclass(frozen=True)
class Erasure:
    """What is to go, or is gone.

    Attributes:
        sessions: how many.
        answers: how many.
        files: recordings, pages and copies of the database that are deleted.
        left: recordings that lie outside of the program's folder and are therefore left to the person.
    """

    sessions: int = 0
    answers: int = 0
    files: tuple[Path, ...] = ()
    left: tuple[Path, ...] = ()


class Eraser:
    """Deletes sessions, recordings or everything from one data folder."""

    def __init__(self, store: Store, data_dir: Path) -> None:
        """Work on an open store.

        Args:
            store: the database.
            data_dir: the user's data folder; no file outside of it is ever deleted.
        """
        self._store = store
        self._db = store.connection
        self._data_dir = data_dir
        self._recordings = data_dir / "recordings"
        self._pages = data_dir / "reports"

    def plan_session(self, session: str) -> Erasure:
        """Return what deleting a session takes away.

        Raises:
            StoreError: there is no such session.
        """
        identity = self._store.session(session).id
        rows = self._db.execute(
            "SELECT DISTINCT recording_path FROM answer WHERE session = ? AND recording_path IS NOT NULL"
            " AND recording_path NOT IN (SELECT recording_path FROM answer WHERE session != ?"
            "                            AND recording_path IS NOT NULL)",
            (identity, identity),
        )
        named = [Path(path) for (path,) in rows]
        folder = self._recordings / identity
        found = [path for path in folder.rglob("*") if path.is_file()] if folder.is_dir() else []
        (answers,) = self._db.execute("SELECT count(*) FROM answer WHERE session = ?", (identity,)).fetchone()
        pages = self._pages_of("session = ?", identity)
        return self._with_copies(self._erasure(1, answers, [*named, *found], pages))

    def plan_recording(self, path: Path) -> Erasure:
        """Return what deleting one recording takes away: the file; what was heard in it and the score stay.

        Raises:
            StoreError: it is no recording of the program.
        """
        known = self._paths_of(path)
        # A page may hold the sound itself.
        pages = [page for name in known for page in self._pages_of("recording_path = ?", name)]
        erasure = self._erasure(0, 0, [path], pages)
        if not known and not erasure.files:
            raise StoreError(
                f"{path} is no recording of this program; `interviewer history --json` names them",
                path=str(path),
                problem="recording",
            )
        return erasure

    def plan_all(self) -> Erasure:
        """Return what deleting everything takes away; models and the person's own banks stay."""
        named = [Path(path) for (path,) in self._db.execute("SELECT path FROM recording")]
        found = [path for path in self._recordings.rglob("*") if path.is_file()]
        (sessions,) = self._db.execute("SELECT count(*) FROM session").fetchone()
        (answers,) = self._db.execute("SELECT count(*) FROM answer").fetchone()
        pages = [path for path in self._pages.rglob("*") if path.is_file()]
        return self._with_copies(self._erasure(sessions, answers, [*named, *found], pages))

    def erase_session(self, session: str) -> Erasure:
        """Delete a session with its answers, recordings and every copy of them.

        Raises:
            StoreError: there is no such session, or something could not be deleted (the rows are all still there then).
        """
        identity = self._store.session(session).id
        erasure = self.plan_session(identity)
        self._unlink(erasure.files)
        with self._store.transaction() as db:
            _forget_securely(db)
            db.execute("DELETE FROM session WHERE id = ?", (identity,))
            db.execute(f"DELETE FROM recording WHERE NOT EXISTS ({_REFERENCED})")
        shutil.rmtree(self._recordings / identity, ignore_errors=True)
        self._scrub()
        return erasure

    def erase_recording(self, path: Path) -> Erasure:
        """Delete one recording; the answers given in it lose their sound and keep the rest.

        Raises:
            StoreError: it is no recording of the program, or could not be deleted.
        """
        erasure = self.plan_recording(path)
        self._unlink(erasure.files)
        with self._store.transaction() as db:
            _forget_securely(db)
            for known in self._paths_of(path):
                rows = db.execute("SELECT id, json FROM answer WHERE recording_path = ?", (known,)).fetchall()
                for identity, text in rows:
                    silent = json.dumps({**json.loads(text), "audio": None}, ensure_ascii=False, allow_nan=False)
                    db.execute(
                        "UPDATE answer SET json = ?, recording_path = NULL, recording_sha256 = NULL WHERE id = ?",
                        (silent, identity),
                    )
                db.execute("DELETE FROM recording WHERE path = ?", (known,))
        self._scrub()
        return erasure

    def erase_all(self) -> Erasure:
        """Delete all sessions, answers and recordings and every copy of them.

        Raises:
            StoreError: something could not be deleted.
        """
        erasure = self.plan_all()
        self._unlink(erasure.files)
        with self._store.transaction() as db:
            _forget_securely(db)
            db.execute("DELETE FROM session")
            db.execute("DELETE FROM recording")
        for folder in (self._recordings, self._pages):
            shutil.rmtree(folder, ignore_errors=True)
        self._scrub()
        return erasure

    def _erasure(self, sessions: int, answers: int, recordings: Iterable[Path], pages: Iterable[Path]) -> Erasure:
        """Sort recordings into those the program may delete and those it leaves; pages are its own."""
        root = self._recordings.resolve()
        files: dict[Path, None] = {}
        left: dict[Path, None] = {}
        for path in recordings:
            place = path.resolve()
            if place.is_relative_to(root):
                if place.is_file():
                    files[place] = None
            elif place.exists():
                left[path] = None
        return Erasure(sessions, answers, tuple(dict.fromkeys((*files, *pages))), tuple(left))

    def _with_copies(self, erasure: Erasure) -> Erasure:
        """Add the copies of the database: they hold the same rows."""
        return replace(erasure, files=(*erasure.files, *backups(self._data_dir)))

    def _pages_of(self, condition: str, value: str) -> list[Path]:
        """Return the pages in the program's folder that were made of some answers or their sessions."""
        rows = self._db.execute(f"SELECT session, id FROM answer WHERE {condition}", (value,)).fetchall()
        names = [f"{session}.html" for session, _ in rows] + [f"review-{identity}.html" for _, identity in rows]
        return [path for name in dict.fromkeys(names) if (path := self._pages / name).is_file()]

    def _paths_of(self, path: Path) -> list[str]:
        """Return the names under which the database knows a file."""
        place = path.resolve()
        names = [name for (name,) in self._db.execute("SELECT DISTINCT path FROM recording")]
        return [name for name in names if Path(name).resolve() == place]

    def _unlink(self, files: Sequence[Path]) -> None:
        for path in files:
            try:
                path.unlink(missing_ok=True)
            except OSError as error:
                raise StoreError(
                    f"{path} cannot be deleted ({error.strerror or error}); close what uses it and try again",
                    path=str(path),
                    reason=error.strerror or str(error),
                    problem="file",
                ) from error

    def _scrub(self) -> None:
        """Leave no trace between the rows, in the log beside the database, or in the voice's memory of feedback."""
        shutil.rmtree(self._data_dir / "cache" / "speech", ignore_errors=True)
        try:
            self._db.execute("VACUUM")
            (busy, _, _) = self._db.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
        except sqlite3.OperationalError as error:
            raise self._still_in_use(str(error)) from error
        if busy:
            raise self._still_in_use("another program reads it")

    def _still_in_use(self, reason: str) -> StoreError:
        return StoreError(
            f"what was asked for is deleted, but {self._store.path} could not be cleaned ({reason}); close the other "
            "programs that use it and delete again",
            path=str(self._store.path),
            reason=reason,
            problem="scrub",
        )


def _forget_securely(db: sqlite3.Connection) -> None:
    """Let SQLite write zeros over what is deleted."""
    db.execute("PRAGMA secure_delete=ON")
