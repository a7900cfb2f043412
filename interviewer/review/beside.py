"""The marks of program and people side by side, and where they differ."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from audio.ports import Language
from interviewer.messages import text
from interviewer.records import Answer, Score
from interviewer.report.asked import Asked
from interviewer.report.marks import pitfall_label, point_label
from interviewer.review.saved import SavedReview

SAME_TOTAL = 10
"""Totals nearer than that are not called different: two people marking one answer are seldom nearer themselves."""

Kind = Literal["program", "llm", "own", "reviewer"]


@dataclass(frozen=True)
class Remark:
    """A comment; at_s is None for one on the whole answer."""

    at_s: float | None
    text: str


@dataclass(frozen=True)
class Column:
    """Whose marks: the program's, the language model's (`name` is its), one's own or a reviewer's."""

    kind: Kind
    name: str
    total: float | None
    remarks: tuple[Remark, ...] = ()


@dataclass(frozen=True)
class MarkRow:
    """One point or pitfall under all columns.

    Attributes:
        id: of the point or pitfall.
        label: number or letter on the page.
        name: in words.
        pitfall: whether it is one.
        marks: strength of a point (0, .5, 1), or 1 for a pitfall stepped into and 0 for one avoided; None = open.
        differs: whether two of the marks differ.
    """

    id: str
    label: str
    name: str
    pitfall: bool
    marks: tuple[float | None, ...]
    differs: bool


@dataclass(frozen=True)
class Beside:
    """All marks of one answer.

    Attributes:
        columns: the program first.
        rows: points, then pitfalls.
        total_differs: whether two of the totals lie `SAME_TOTAL` or more apart.
    """

    columns: tuple[Column, ...]
    rows: tuple[MarkRow, ...]
    total_differs: bool

    @property
    def differing(self) -> int:
        """How many points and pitfalls are marked differently."""
        return sum(row.differs for row in self.rows)

    @property
    def shared(self) -> int:
        """How many points and pitfalls are marked by more than one."""
        return sum(sum(mark is not None for mark in row.marks) > 1 for row in self.rows)


def put_beside(answer: Answer, asked: Asked, reviews: Sequence[SavedReview]) -> Beside:
    """Put the marks of program and people side by side.

    Args:
        answer: with the program's marks, and the language model's where it was asked.
        asked: the names of points and pitfalls.
        reviews: one's own and other people's.
    """
    columns = [Column("program", answer.score.scorer, answer.score.total)]
    points = [_program_points(answer.score)]
    pitfalls = [_program_pitfalls(answer.score)]
    if answer.llm_score is not None:
        columns.append(Column("llm", answer.llm_score.scorer, answer.llm_score.total))
        points.append(_program_points(answer.llm_score))
        pitfalls.append(_program_pitfalls(answer.llm_score))
    for saved in reviews:
        review = saved.review
        remarks = tuple(Remark(comment.at_s, comment.text) for comment in review.comments)
        columns.append(Column("own" if saved.own else "reviewer", review.reviewer, review.total, remarks))
        points.append({mark.id: float(mark.strength) for mark in review.points})
        pitfalls.append({mark.id: float(mark.triggered) for mark in review.pitfalls})
    rows = [
        _row(point_id, point_label(index), asked.points, points, pitfall=False)
        for index, point_id in enumerate(rubric_ids([point.id for point in answer.score.points], asked.points))
    ]
    rows += [
        _row(pitfall_id, pitfall_label(index), asked.pitfalls, pitfalls, pitfall=True)
        for index, pitfall_id in enumerate(rubric_ids([item.id for item in answer.score.pitfalls], asked.pitfalls))
    ]
    totals = [column.total for column in columns if column.total is not None]
    apart = bool(totals) and max(totals) - min(totals) >= SAME_TOTAL
    return Beside(tuple(columns), tuple(rows), apart)


def rubric_ids(judged: Sequence[str], names: dict[str, str]) -> list[str]:
    """Return the ids the answer was judged by; of one that was not judged, those of the bank."""
    return list(judged) or list(names)


def summary_lines(found: Beside, language: Language) -> list[str]:
    """Say in words how far the marks agree."""
    key = "nothing_shared" if not found.shared else "differ_some" if found.differing else "agree_all"
    lines = [text(f"review.{key}", language, shared=found.shared, differing=found.differing)]
    totals = [column.total for column in found.columns if column.total is not None]
    if found.total_differs:
        lines.append(text("review.totals_apart", language, apart=round(max(totals) - min(totals))))
    return lines


def _program_points(score: Score) -> dict[str, float]:
    """Return the strengths in the steps people mark in."""
    return {point.id: 0.0 if not point.hit else 1.0 if point.strength >= 1 else 0.5 for point in score.points}


def _program_pitfalls(score: Score) -> dict[str, float]:
    return {pitfall.id: float(pitfall.triggered) for pitfall in score.pitfalls}


def _row(
    identity: str, label: str, names: dict[str, str], columns: Sequence[dict[str, float]], *, pitfall: bool
) -> MarkRow:
    marks = tuple(column.get(identity) for column in columns)
    differs = len({mark for mark in marks if mark is not None}) > 1
    return MarkRow(identity, label, names.get(identity, identity), pitfall, marks, differs)
