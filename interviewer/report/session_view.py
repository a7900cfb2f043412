"""A whole session as its page shows it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from audio.ports import Language
from interviewer.messages import CATALOGUE, text
from interviewer.report.answer_view import AnswerView, Row, view_answer
from interviewer.report.asked import Catalogue
from interviewer.report.outcome import InterviewOutcome, RolePlayOutcome, read_outcome
from interviewer.report.overview import (
    Overview,
    overview_of_answers,
    overview_of_interview,
    overview_of_roleplay,
    session_facts,
)
from interviewer.report.sound import SoundShelf
from interviewer.report.trends_view import Trends, view_trends
from interviewer.review.saved import reviews_of
from interviewer.store import SavedAnswer, SavedSession, Store
from interviewer.store.store import MAIN

MOST_ATTEMPTS = 20
"""Attempts in one chart; older ones are left out."""


@dataclass(frozen=True)
class MoveView:
    """One move of a role-play; quote is "" where it was not made."""

    name: str
    made: bool
    quote: str


@dataclass(frozen=True)
class TalkView:
    """A role-play to read again: the moves, and (who, text) of every line, where who is "other" or "you"."""

    moves: tuple[MoveView, ...]
    lines: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class SessionView:
    """Everything about one session.

    Attributes:
        saved: as it lies in the store.
        title: of the page.
        kind: of the session, in words.
        began: local date and time.
        overview: verdict, scores, what to practise.
        answers: main answers with their follow-ups behind them, in order.
        facts: (label, value, remark) over all answers.
        talk: the exchange of a role-play that came to its end, else None.
        trends: how it has gone from session to session.
    """

    saved: SavedSession
    title: str
    kind: str
    began: str
    overview: Overview
    answers: tuple[AnswerView, ...]
    facts: tuple[tuple[str, str, str], ...]
    talk: TalkView | None
    trends: Trends


def view_session(
    store: Store, session: SavedSession, catalogue: Catalogue, shelf: SoundShelf, language: Language
) -> SessionView:
    """Put together what the page of a session shows.

    Args:
        store: where the session and the earlier attempts lie.
        session: the session.
        catalogue: where the questions' words are found.
        shelf: brings the recordings.
        language: of the page.
    """
    answers = [
        view_answer(
            saved,
            catalogue.find(saved.answer.question),
            shelf.take(saved.answer.audio),
            language,
            attempts=attempts(store, saved, simulated=session.simulated, language=language),
            reviews=reviews_of(store, saved.id),
        )
        for saved in in_order(store.session_answers(session.id))
    ]
    titles = {view.asked.bank for view in answers if view.asked.bank}
    kind = f"report.kind.{session.kind}"
    outcome = read_outcome(session.summary)
    if isinstance(outcome, InterviewOutcome):
        overview = overview_of_interview(outcome, answers, catalogue, language)
    elif isinstance(outcome, RolePlayOutcome):
        overview = overview_of_roleplay(outcome, catalogue, language)
    else:
        overview = overview_of_answers(answers, language)
    return SessionView(
        saved=session,
        title=titles.pop() if len(titles) == 1 else text("report.title", language),
        kind=text(kind, language) if kind in CATALOGUE else session.kind,
        began=local_time(session.started_at),
        overview=overview,
        answers=tuple(answers),
        facts=tuple(session_facts(answers, language)),
        talk=_talk(outcome, catalogue) if isinstance(outcome, RolePlayOutcome) else None,
        trends=view_trends(
            store, session, (one.answer.question for one in answers if one.saved.part == MAIN), catalogue, language
        ),
    )


def _talk(outcome: RolePlayOutcome, catalogue: Catalogue) -> TalkView:
    names = catalogue.find(outcome.roleplay).points
    moves = [MoveView(names.get(move.step, move.step), move.made, move.quote or "") for move in outcome.moves]
    return TalkView(tuple(moves), tuple((line.who, line.text) for line in outcome.exchange))


def in_order(saved: Sequence[SavedAnswer]) -> list[SavedAnswer]:
    """Put follow-ups behind the answer they follow up on."""
    known = {one.id for one in saved}
    behind: dict[int, list[SavedAnswer]] = {}
    first = []
    for one in saved:
        if one.parent in known and one.parent is not None:
            behind.setdefault(one.parent, []).append(one)
        else:
            first.append(one)
    ordered: list[SavedAnswer] = []
    waiting = list(reversed(first))
    while waiting:
        one = waiting.pop()
        ordered.append(one)
        waiting.extend(reversed(behind.get(one.id, [])))
    return ordered


def attempts(store: Store, saved: SavedAnswer, *, simulated: bool, language: Language) -> list[Row]:
    """Return the totals of the attempts at an answer's question, oldest first; [] for a part that is no attempt.

    Attempts judged by another version of the rubric are in the list, without a value: they cannot be compared.
    """
    if saved.part != MAIN:
        return []
    rows = store.connection.execute(
        "SELECT result.answer, attempt, rubric_version, total FROM result JOIN session ON session.id = result.session"
        " WHERE question = ? AND result.language = ? AND simulated = ? AND part = ?"
        " ORDER BY recorded_at DESC, answer DESC LIMIT ?",
        (saved.answer.question, saved.answer.lang, int(simulated), MAIN, MOST_ATTEMPTS),
    ).fetchall()
    points = []
    for identity, attempt, version, total in reversed(rows):
        comparable = version == saved.answer.score.rubric_version
        shown = f"{total:.0f}" if total is not None else text("result.no_score", language)
        if not comparable:
            shown = text("report.other_rubric", language)
        here = f" · {text('report.attempts_here', language)}" if identity == saved.id else ""
        points.append(Row(f"#{attempt}{here}", total if comparable else None, shown))
    return points


def local_time(timestamp: str) -> str:
    """Write an ISO time as the reader's clock and calendar do; what is no ISO time is returned as it is."""
    try:
        return datetime.fromisoformat(timestamp).astimezone().strftime("%Y-%m-%d %H:%M")
    except ValueError:
        return timestamp
