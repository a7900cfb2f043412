"""Reviews in the database."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from interviewer.errors import InputError
from interviewer.store import SavedAnswer, Store

if TYPE_CHECKING:
    # Importing it for real would import pydantic, which a page without reviews has no use for.
    from interviewer.review.records import Review


@dataclass(frozen=True)
class SavedReview:
    """One review of an answer; `own` tells one's own marks from another person's."""

    own: bool
    review: Review


def save_review(store: Store, review: Review, *, own: bool) -> SavedAnswer:
    """Keep a review beside its answer and return the answer; an earlier one by the same person is replaced.

    Raises:
        InputError: the answer is not in this database, is not the one that was reviewed, or lacks a marked point.
        StoreError: it could not be saved.
    """
    answer = _answer_of(store, review)
    score = answer.answer.score
    known = {point.id for point in score.points} | {pitfall.id for pitfall in score.pitfalls}
    marked = [mark.id for mark in review.points] + [mark.id for mark in review.pitfalls]
    strange = [identity for identity in marked if identity not in known]
    # An answer that was not judged lists no points; the form took them from the bank.
    if strange and known:
        raise _refused("points", f"the answer has no point called {strange[0]}", id=strange[0])
    from interviewer.review.records import to_json

    with store.transaction() as db:
        db.execute(
            "INSERT INTO review (answer, reviewer, own, imported_at, json) VALUES (?, ?, ?, ?, ?)"
            " ON CONFLICT (answer, reviewer, own)"
            " DO UPDATE SET imported_at = excluded.imported_at, json = excluded.json",
            (answer.id, review.reviewer, int(own), datetime.now(UTC).isoformat(timespec="seconds"), to_json(review)),
        )
    return answer


def reviews_of(store: Store, answer: int) -> list[SavedReview]:
    """Return the reviews of an answer: one's own first, then the others in the order they came."""
    rows = store.connection.execute(
        "SELECT own, json FROM review WHERE answer = ? ORDER BY own DESC, id", (answer,)
    ).fetchall()
    if not rows:
        return []
    from interviewer.review.records import Review

    return [SavedReview(bool(own), Review.model_validate_json(text)) for own, text in rows]


def _answer_of(store: Store, review: Review) -> SavedAnswer:
    row = store.connection.execute("SELECT id FROM answer WHERE uid = ?", (review.answer.uid,)).fetchone()
    if row is None:
        raise _refused("answer", "its answer is not in this database")
    answer = store.answer(row[0])
    audio = answer.answer.audio
    recording = audio.sha256 if audio else None
    if (answer.answer.question, recording) != (review.answer.question, review.answer.recording_sha256):
        raise _refused("answer", "it is about another recording than the one in this database")
    return answer


def _refused(problem: str, reason: str, **facts: object) -> InputError:
    sentence = f"The review cannot be used: {reason}."
    return InputError(sentence, problem=f"review_{problem}", reason=reason, **facts)
