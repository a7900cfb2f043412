"""The cohort's page: how a whole group did, and where a person should look."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import quote

from audio.ports import Language
from interviewer.banks.loader import find_question
from interviewer.banks.schema import Question
from interviewer.batch.cohort import (
    FEWEST,
    Brief,
    CandidateFigures,
    QuestionFigures,
    by_candidate,
    by_question,
    distribution,
    outliers,
    to_listen,
)
from interviewer.batch.manifest import is_url
from interviewer.batch.marks import Agreement
from interviewer.batch.output import Output
from interviewer.batch.records import Failure, Item
from interviewer.batch.summary import abstained_text, needs_listening
from interviewer.messages import duration_text, text
from interviewer.report import environment
from interviewer.report.answer_view import Row
from interviewer.settings import Settings

_WEAKEST = 8  # points shown as the weakest of the group
_OUTLIERS = 20
_WEAK_SHARE, _GOOD_SHARE = 0.34, 0.67  # of the group that make a point, for its colour


@dataclass(frozen=True)
class Column:
    """A column of the distribution."""

    label: str
    count: int


@dataclass(frozen=True)
class QuestionView:
    """One question of the page: its figures, and how many made each point."""

    id: str
    ask: str
    figures: QuestionFigures
    points: tuple[Row, ...]


@dataclass(frozen=True)
class CandidateView:
    """One candidate of the page: the figures, the most valuable point they missed, and whom to listen to."""

    figures: CandidateFigures
    weakest: str | None
    listen: bool


def cohort_page(
    items: Sequence[Item], output: Output, failures: Sequence[Failure], agreed: Agreement | None, settings: Settings
) -> str:
    """Return the page as HTML.

    Args:
        items: those with a result.
        output: where the results lie; read one by one.
        failures: what has none.
        agreed: with people's marks, where there are any.
        settings: language and banks.
    """
    language = settings.language
    paths = {item.id: item.path for item in items}
    anchors = {item.id: f"r{number}" for number, item in enumerate(items, start=1)}
    briefs = [Brief.of(record) for item in items if (record := output.record(item.id)) is not None]
    asked = {brief.question: find_question(brief.question, settings.banks, settings.data_dir)[1] for brief in briefs}
    views = [_question(figures, asked[figures.question], language) for figures in by_question(briefs)]
    totals = [brief.total for brief in briefs if brief.total is not None]

    def rows() -> Iterator[dict[str, Any]]:
        for item in items:
            record = output.record(item.id)
            if record is not None:
                yield _row(record, asked[record["question"]], anchors[item.id], paths[item.id], output.folder, language)

    template = environment(Path(__file__).parent).get_template("cohort.html.j2")
    return template.render(
        language=language,
        title=text("cohort.title", language),
        media="data: 'self' file:",
        recordings=len(briefs) + len(failures),
        judged=len(totals),
        mean=sum(totals) / len(totals) if totals else None,
        columns=[_column(index, count) for index, count in enumerate(distribution(briefs))],
        questions=views,
        weakest=_weakest(views),
        outliers=outliers(briefs)[:_OUTLIERS],
        listen=to_listen(briefs),
        candidates=_candidates(briefs, failures, asked, language),
        rows=rows(),
        anchors=anchors,
        failures=failures,
        agreed=agreed.shown() if agreed else None,
    )


def _column(index: int, count: int) -> Column:
    return Column("90–100" if index == 9 else f"{index * 10}–{index * 10 + 9}", count)


def _question(figures: QuestionFigures, question: Question, language: Language) -> QuestionView:
    bars = []
    for point in question.points:
        made = figures.hits.get(point.id, 0)
        share = made / figures.judged if figures.judged else None
        tone = "" if share is None else "bad" if share < _WEAK_SHARE else "good" if share >= _GOOD_SHARE else "warn"
        shown = "–" if share is None else f"{share:.0%} ({made}/{figures.judged})"
        bars.append(Row(point.get(language), None if share is None else 100 * share, shown, tone))
    return QuestionView(question.id, question.ask.get(language), figures, tuple(bars))


def _candidates(
    briefs: Sequence[Brief], failures: Sequence[Failure], asked: dict[str, Question], language: Language
) -> list[CandidateView]:
    """Return the candidates, or nobody where each has one recording: the list of recordings says it all then."""
    figures = by_candidate(briefs, (failure.item.candidate or failure.item.id for failure in failures))
    if len(figures) == len(briefs) + len(failures):
        return []
    return [
        CandidateView(
            one,
            _most_valuable_missed(one.answers, asked, language),
            any(brief.total is None or brief.unsure for brief in one.answers),
        )
        for one in figures
    ]


def _most_valuable_missed(answers: Sequence[Brief], asked: dict[str, Question], language: Language) -> str | None:
    """Return the heaviest point missed; of equally heavy ones, the one they were farthest from."""
    points = [
        point
        for brief in answers
        for missed in brief.missed
        for point in asked[brief.question].points
        if point.id == missed
    ]
    return max(points, key=lambda point: point.weight).get(language) if points else None


def _weakest(views: Sequence[QuestionView]) -> list[tuple[Row, str]]:
    """Return the points fewest made, with their questions; questions with too few answers are left out."""
    points = [(bar, view.id) for view in views if view.figures.judged >= FEWEST for bar in view.points]
    missed = [(bar, question) for bar, question in points if bar.value is not None and bar.value < 100 * _GOOD_SHARE]
    return sorted(missed, key=lambda one: one[0].value or 0.0)[:_WEAKEST]


def _row(
    record: dict[str, Any], question: Question, anchor: str, path: str, folder: Path, language: Language
) -> dict[str, Any]:
    """Return what the table and the details show of one recording."""
    score, names = record["score"], {point.id: point.get(language) for point in question.points}
    pitfalls = {pitfall.id: pitfall.get(language) for pitfall in question.pitfalls}
    spoken_s = record["timing"]["speaking_s"]
    confidence = (record["transcript"] or {}).get("confidence")
    return {
        "anchor": anchor,
        "id": record["id"],
        "candidate": record.get("candidate") or record["id"],
        "question": record["question"],
        "total": score["total"],
        "reason": abstained_text(score["abstained"], language) if score["abstained"] else None,
        "spoken": duration_text(spoken_s, language) if spoken_s is not None else "–",
        "points": [{"name": names.get(point["id"], point["id"]), **point} for point in score["points"]],
        "pitfalls": [pitfalls.get(one["id"], one["id"]) for one in score["pitfalls"] if one["triggered"]],
        "made": sum(point["hit"] for point in score["points"]),
        "listen": needs_listening(record),
        "confidence": confidence,
        "transcript": (record["transcript"] or {}).get("text"),
        "improvements": record["feedback"]["improvements"],
        "sound": None if is_url(path) else _link(Path(path), folder),
    }


def _link(path: Path, folder: Path) -> str:
    """Return a link from the page to a recording: relative where both lie on one drive."""
    try:
        return quote(os.fsencode(Path(os.path.relpath(path.absolute(), folder.absolute())).as_posix()))
    except ValueError:  # another drive on Windows
        return path.absolute().as_uri()
