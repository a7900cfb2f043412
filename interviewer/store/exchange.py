"""Everything in the database as JSON Lines, and back: to keep, to move, to merge.

One record a line: `{"schema": "interviewer.export/1"}` first, then sessions, recordings (by path and hash; the sound
itself stays where it is), answers, parents before what follows up on them, and reviews.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from interviewer.errors import InputError
from interviewer.store.saved import SESSION_COLUMNS
from interviewer.store.store import Store, add_answer, add_recording, to_json

if TYPE_CHECKING:
    # Importing it for real takes longer than `export` itself.
    from interviewer.store.exchange_records import AnswerLine, ReviewLine, SessionLine

SCHEMA = "interviewer.export/1"

LINE_LIMIT = 64 * 1024 * 1024
"""Bytes; ten hours of speech with a time for each word are 8 MB."""


@dataclass
class Imported:
    """What came of an import: counts of what was new and of what was here already."""

    sessions: int = 0
    answers: int = 0
    reviews: int = 0
    duplicates: int = 0


def export_lines(store: Store) -> Iterator[str]:
    """Yield the whole database, one record a line, without line ends; the same database gives the same lines."""
    from interviewer.answer_json import one_line

    db = store.connection
    db.execute("BEGIN")  # one moment of the database, whatever another program saves meanwhile
    try:
        yield one_line({"schema": SCHEMA})
        for row in db.execute(f"SELECT {SESSION_COLUMNS} FROM session ORDER BY started_at, id"):
            record = dict(zip(SESSION_COLUMNS.split(", "), row, strict=True))
            record["simulated"] = bool(record["simulated"])
            for name in ("plan", "summary"):
                record[name] = json.loads(record[name]) if record[name] else None
            yield one_line({"type": "session", **record})
        for sha256, path, duration_s in db.execute("SELECT sha256, path, duration_s FROM recording ORDER BY 1, 2"):
            yield one_line({"type": "recording", "sha256": sha256, "path": path, "duration_s": duration_s})
        rows = db.execute(
            "SELECT answer.uid, answer.session, answer.part, parent.uid, answer.recorded_at, answer.json FROM answer"
            " LEFT JOIN answer AS parent ON parent.id = answer.parent ORDER BY answer.id"
        )
        for uid, session, part, parent, recorded_at, text in rows:
            yield one_line(
                {
                    "type": "answer",
                    "uid": uid,
                    "session": session,
                    "part": part,
                    "parent": parent,
                    "recorded_at": recorded_at,
                    "answer": json.loads(text),
                }
            )
        rows = db.execute(
            "SELECT uid, own, imported_at, review.json FROM review JOIN answer ON answer.id = review.answer"
            " ORDER BY review.id"
        )
        for uid, own, imported_at, text in rows:
            record = {"answer": uid, "own": bool(own), "imported_at": imported_at, "review": json.loads(text)}
            yield one_line({"type": "review", **record})
    finally:
        db.execute("ROLLBACK")


def import_lines(store: Store, lines: Iterable[bytes], source: str) -> Imported:
    """Merge exported records into the database: all of them, or none when one is wrong.

    A session or an answer that is here already is left as it is; a session that had not ended yet takes over its end.

    Args:
        store: where to.
        lines: as `export_lines` wrote them.
        source: name of the file, for messages.

    Raises:
        InputError: a line is not what `export` writes; `facts["line"]` and `facts["reason"]` say which and why.
        StoreError: it could not be saved.
    """
    from interviewer.store.exchange_records import AnswerLine, RecordingLine, ReviewLine, SessionLine, read_line

    done = Imported()
    with store.transaction():
        merge = _Merge(store, done)
        number = 0
        for number, line in enumerate(lines, 1):
            try:
                if len(line) > LINE_LIMIT:
                    raise ValueError("the line is too long")
                record = read_line(line, first=number == 1)
                if isinstance(record, SessionLine):
                    merge.session(record)
                elif isinstance(record, RecordingLine):
                    add_recording(store.connection, record.sha256, record.path, record.duration_s)
                elif isinstance(record, AnswerLine):
                    merge.answer(record)
                elif isinstance(record, ReviewLine):
                    merge.review(record)
            except ValueError as error:
                raise _wrong_line(source, number, str(error)) from error
        if not number:
            raise _wrong_line(source, 1, "the file is empty")
    return done


def _wrong_line(source: str, number: int, reason: str) -> InputError:
    return InputError(
        f"{source}, line {number}: {reason}; nothing was imported",
        path=source,
        line=number,
        detail=reason,
        problem="export" if number > 1 else "not_export",
    )


class _Merge:
    """Adds records to a database that may hold them already."""

    def __init__(self, store: Store, done: Imported) -> None:
        self._db = store.connection
        self._done = done

    def session(self, new: SessionLine) -> None:
        old = self._db.execute("SELECT kind, language, started_at FROM session WHERE id = ?", (new.id,)).fetchone()
        end = (new.ended_at, to_json(new.summary))
        if old is None:
            values: tuple[Any, ...] = (new.id, new.kind, new.language, new.started_at, int(new.simulated), new.bank)
            self._db.execute(
                f"INSERT INTO session ({SESSION_COLUMNS}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
                (*values, to_json(new.plan), *end),
            )
            self._done.sessions += 1
            return
        if tuple(old) != (new.kind, new.language, new.started_at):
            raise ValueError(f"another session is already called {new.id}")
        self._db.execute(
            "UPDATE session SET ended_at = ?, summary = ? WHERE id = ? AND ended_at IS NULL", (*end, new.id)
        )

    def answer(self, new: AnswerLine) -> None:
        if self._answer_id(new.uid) is not None:
            self._done.duplicates += 1
            return
        if self._db.execute("SELECT 1 FROM session WHERE id = ?", (new.session,)).fetchone() is None:
            raise ValueError(f"its session {new.session} is in neither the file nor the database")
        parent = None if new.parent is None else self._answer_id(new.parent)
        if new.parent is not None and parent is None:
            raise ValueError(f"it follows up on {new.parent}, which is in neither the file nor the database")
        answer = new.answer
        audio = answer.audio
        if audio is not None:
            add_recording(self._db, audio.sha256, audio.path, audio.duration_s)
        add_answer(
            self._db,
            {
                "session": new.session,
                "question": answer.question,
                "language": answer.lang,
                "attempt": answer.attempt,
                "recorded_at": new.recorded_at,
                "rubric_version": answer.score.rubric_version,
                "scorer": answer.score.scorer,
                "total": answer.score.total,
                "recording_sha256": audio.sha256 if audio else None,
                "recording_path": audio.path if audio else None,
                "json": new.answer_json,
                "part": new.part,
                "parent": parent,
                "uid": new.uid,
            },
        )
        self._done.answers += 1

    def review(self, new: ReviewLine) -> None:
        answer = self._answer_id(new.answer)
        if answer is None:
            raise ValueError(f"it reviews {new.answer}, which is in neither the file nor the database")
        values = (answer, new.review.reviewer, int(new.own), new.imported_at, new.review_json)
        added = self._db.execute(
            "INSERT OR IGNORE INTO review (answer, reviewer, own, imported_at, json) VALUES (?, ?, ?, ?, ?)", values
        )
        self._done.reviews += added.rowcount
        self._done.duplicates += 1 - added.rowcount

    def _answer_id(self, uid: str) -> int | None:
        row = self._db.execute("SELECT id FROM answer WHERE uid = ?", (uid,)).fetchone()
        return None if row is None else int(row[0])
