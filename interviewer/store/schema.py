"""The database, as numbered steps that are only ever added to."""

from __future__ import annotations

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
)
"""Step n brings a database from version n to n + 1; the version is SQLite's user_version."""
