"""The database, as numbered steps that are only ever added to."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator

_RESULT_2 = """
    INSERT INTO result
    SELECT answer.id, session, question, language, attempt, part, recorded_at, rubric_version, total,
        json_extract(json, '$.score.abstained'),
        json_extract(json, '$.score.dimensions.content'),
        json_extract(json, '$.score.dimensions.structure'),
        json_extract(json, '$.score.dimensions.specificity'),
        json_extract(json, '$.score.dimensions.delivery'),
        json_extract(json, '$.score.dimensions.timing'),
        json_extract(json, '$.timing.speaking_s'),
        json_extract(json, '$.delivery.rate.value'),
        json_extract(json, '$.delivery.fillers_per_min'),
        json_extract(json, '$.delivery.longest_pause_s'),
        (SELECT json_group_object(json_extract(value, '$.id'),
                CASE WHEN json_extract(value, '$.hit') THEN json_extract(value, '$.strength') ELSE 0 END)
            FROM json_each(answer.json, '$.score.points')),
        (SELECT json_group_array(json_extract(value, '$.id'))
            FROM json_each(answer.json, '$.score.pitfalls') WHERE json_extract(value, '$.triggered'))
    FROM answer WHERE json_valid(json)
"""
"""All that lists, trends and plans ask of an answer, in one narrow row: the whole JSON is read for one answer alone."""

MIGRATIONS: tuple[str, ...] = (
    """
    CREATE TABLE session (
        id TEXT PRIMARY KEY,
        kind TEXT NOT NULL,
        language TEXT NOT NULL,
        started_at TEXT NOT NULL,
        simulated INTEGER NOT NULL DEFAULT 0
    );
    CREATE TABLE recording (
        sha256 TEXT NOT NULL,
        path TEXT NOT NULL,
        duration_s REAL NOT NULL,
        PRIMARY KEY (sha256, path)
    );
    CREATE TABLE answer (
        id INTEGER PRIMARY KEY,
        session TEXT NOT NULL REFERENCES session(id) ON DELETE CASCADE,
        question TEXT NOT NULL,
        language TEXT NOT NULL,
        attempt INTEGER NOT NULL,
        recorded_at TEXT NOT NULL,
        rubric_version TEXT NOT NULL,
        scorer TEXT NOT NULL,
        total REAL,
        recording_sha256 TEXT,
        recording_path TEXT,
        json TEXT NOT NULL,
        FOREIGN KEY (recording_sha256, recording_path) REFERENCES recording(sha256, path)
    );
    CREATE INDEX answer_by_question ON answer(question, language, id);
    CREATE INDEX answer_by_session ON answer(session, id);
    """,
    f"""
    ALTER TABLE session ADD COLUMN bank TEXT;
    ALTER TABLE session ADD COLUMN plan TEXT;
    ALTER TABLE session ADD COLUMN ended_at TEXT;
    ALTER TABLE session ADD COLUMN summary TEXT;
    ALTER TABLE answer ADD COLUMN part TEXT NOT NULL DEFAULT 'main';
    ALTER TABLE answer ADD COLUMN parent INTEGER REFERENCES answer(id) ON DELETE CASCADE;
    ALTER TABLE answer ADD COLUMN uid TEXT NOT NULL DEFAULT '';
    UPDATE answer SET uid = lower(hex(randomblob(8)));
    CREATE UNIQUE INDEX answer_by_uid ON answer(uid);
    CREATE INDEX answer_by_parent ON answer(parent);
    CREATE INDEX answer_by_recording ON answer(recording_sha256, recording_path);
    CREATE TABLE result (
        answer INTEGER PRIMARY KEY REFERENCES answer(id) ON DELETE CASCADE,
        session TEXT NOT NULL,
        question TEXT NOT NULL,
        language TEXT NOT NULL,
        attempt INTEGER NOT NULL,
        part TEXT NOT NULL,
        recorded_at TEXT NOT NULL,
        rubric_version TEXT NOT NULL,
        total REAL,
        abstained TEXT,
        content REAL,
        structure REAL,
        specificity REAL,
        delivery REAL,
        timing REAL,
        speaking_s REAL,
        rate_per_min REAL,
        fillers_per_min REAL,
        longest_pause_s REAL,
        points TEXT NOT NULL,
        pitfalls TEXT NOT NULL
    );
    CREATE INDEX result_by_question ON result(question, language, recorded_at);
    {_RESULT_2};
    CREATE TRIGGER answer_result AFTER INSERT ON answer BEGIN {_RESULT_2} AND answer.id = NEW.id; END;
    """,
    """
    CREATE TABLE review (
        id INTEGER PRIMARY KEY,
        answer INTEGER NOT NULL REFERENCES answer(id) ON DELETE CASCADE,
        reviewer TEXT NOT NULL,
        own INTEGER NOT NULL,
        imported_at TEXT NOT NULL,
        json TEXT NOT NULL,
        UNIQUE (answer, reviewer, own)
    );
    """,
)
"""Step n brings a database from version n to n + 1; the version is SQLite's user_version."""


def statements(script: str) -> Iterator[str]:
    """Split a migration into statements; the semicolons inside a trigger end none."""
    statement = ""
    for piece in script.split(";"):
        statement += piece + ";"
        if sqlite3.complete_statement(statement):
            if statement.strip(" \n;"):
                yield statement
            statement = ""
