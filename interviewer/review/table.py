"""The marks side by side on the terminal."""

from __future__ import annotations

from rich.table import Table
from rich.text import Text

from audio.ports import Language
from interviewer.messages import text
from interviewer.practice.panel import clock
from interviewer.practice.result_view import result_console
from interviewer.report.asked import Asked
from interviewer.report.pages import clean
from interviewer.review.beside import Beside, Column, summary_lines


def show_beside(found: Beside, asked: Asked, language: Language) -> None:
    """Print who marked what, where the marks differ, and the comments."""
    console = result_console()
    console.print(Text(asked.ask, style="bold"))
    table = Table(box=None, padding=(0, 1), pad_edge=False)
    table.add_column("", ratio=1)
    for column in found.columns:
        table.add_column(Text(column_name(column, language)), justify="right", max_width=16)
    table.add_column("")
    for row in found.rows:
        marks = [Text(mark_text(mark, pitfall=row.pitfall)) for mark in row.marks]
        table.add_row(Text(f"{row.label} {row.name}"), *marks, _difference(row.differs, language))
    totals = [Text("–" if column.total is None else f"{column.total:.0f}", style="bold") for column in found.columns]
    table.add_row(Text(text("review.total_row", language)), *totals, _difference(found.total_differs, language))
    console.print(table)
    for line in summary_lines(found, language):
        console.print(Text(line))
    for column in found.columns:
        for remark in column.remarks:
            at = text("review.whole", language) if remark.at_s is None else clock(remark.at_s)
            console.print(Text(f"{at} {column_name(column, language)}: {clean(remark.text)}"))


def column_name(column: Column, language: Language) -> str:
    """Return the heading of a column."""
    if column.kind == "program":
        return text("review.column.program", language)
    name = str(clean(column.name))
    return text("review.column.own", language, name=name) if column.kind == "own" else name


def mark_text(mark: float | None, *, pitfall: bool) -> str:
    """Write one mark as the screen and the page show it: ✓ ◐ ✗ of a point, ⚠ of a pitfall."""
    if mark is None:
        return "–"
    if pitfall:
        return "⚠" if mark else "·"
    return {0.0: "✗", 0.5: "◐", 1.0: "✓"}[mark]


def _difference(differs: bool, language: Language) -> Text:
    return Text(text("review.differs", language) if differs else "", style="yellow")
