"""How it has gone so far, for the page: bank and dimensions session by session, points attempt by attempt."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from audio.ports import Language
from interviewer.memory.attempts import Attempt, read_attempts
from interviewer.memory.trends import SHOWN, Trend, bank_trends, dimension_trends, point_trends, sparkline
from interviewer.messages import text
from interviewer.report.answer_view import Row
from interviewer.report.asked import Catalogue
from interviewer.store import SavedSession, Store

MOST_VALUES = 20
"""Values in one chart; older ones are left out."""


@dataclass(frozen=True)
class Chart:
    """One line chart; pass_mark is drawn where there is one."""

    label: str
    rows: tuple[Row, ...]
    pass_mark: float | None = None


@dataclass(frozen=True)
class PointHistory:
    """The points of one question: (words, strengths drawn as blocks, the same as text) of each."""

    question: str
    points: tuple[tuple[str, str, str], ...]


@dataclass(frozen=True)
class Trends:
    """Everything drawn about the past; parts with fewer than two values are left out."""

    charts: tuple[Chart, ...] = ()
    points: tuple[PointHistory, ...] = ()

    def __bool__(self) -> bool:
        """Tell whether there is anything to draw."""
        return bool(self.charts or self.points)


def view_trends(
    store: Store, session: SavedSession, questions: Iterable[str], catalogue: Catalogue, language: Language
) -> Trends:
    """Draw what led up to a session and came after it, judged by today's rubric.

    Args:
        store: where the attempts lie.
        session: its language is that of the attempts.
        questions: ids of the questions on the page; role-play turns have no attempts.
        catalogue: where the questions' words are found.
        language: of the page.
    """
    asked = list(dict.fromkeys(questions))
    attempts: list[Attempt] = []
    for bank in dict.fromkeys(question.partition("/")[0] for question in asked):
        attempts += read_attempts(store, bank=bank, language=session.language, simulated=session.simulated)
    attempts.sort(key=lambda one: (one.recorded_at, one.id))
    charts = []
    for trend in bank_trends(attempts):
        known = next(catalogue.find(question) for question in asked if question.startswith(f"{trend.name}/"))
        charts.append(_chart(known.bank or trend.name, trend, known.pass_mark))
    charts += [_chart(text(f"report.dimension.{one.name}", language), one) for one in dimension_trends(attempts)]
    return Trends(
        charts=tuple(chart for chart in charts if sum(row.value is not None for row in chart.rows) > 1),
        points=tuple(found for question in asked if (found := _points(attempts, question, catalogue)).points),
    )


def _chart(label: str, trend: Trend, pass_mark: float | None = None) -> Chart:
    first = max(0, len(trend.values) - MOST_VALUES)
    rows = [Row(f"{first + n}", value, f"{value:.0f}") for n, value in enumerate(trend.values[first:], 1)]
    return Chart(label, tuple(rows), pass_mark)


def _points(attempts: Sequence[Attempt], question: str, catalogue: Catalogue) -> PointHistory:
    """Return the points of a question that was scored at least twice."""
    asked = catalogue.find(question)
    trends = point_trends([one for one in attempts if one.question == question])
    rows = [
        (
            asked.points.get(one.name, one.name),
            sparkline(one.values, 1.0),
            " ".join(f"{v:g}" for v in one.values[-SHOWN:]),
        )
        for one in trends
        if len(one.values) > 1
    ]
    return PointHistory(asked.ask, tuple(rows))
