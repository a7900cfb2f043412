"""How two attempts side by side look on the screen and as JSON."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import Any

from rich.console import Console
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from audio.ports import Language
from interviewer.feedback import quote_of
from interviewer.llm.task import one_visible_line
from interviewer.memory.comparison import Change, Comparison, Said
from interviewer.memory.history_view import local_time, time_text
from interviewer.messages import text
from interviewer.records import Evidence
from interviewer.store import SavedAnswer

_STYLE = {"up": "green", "down": "red"}
_DELIVERY_STYLE = "yellow"  # more pauses are worse, more words are not better: no judgement in the colour


def comparison_json(before: SavedAnswer, after: SavedAnswer, comparison: Comparison) -> dict[str, Any]:
    """Return everything for programs."""
    return {
        "question": after.answer.question,
        "lang": after.answer.lang,
        "before": _answer_json(before),
        "after": _answer_json(after),
        "comparable": comparison.comparable,
        "total": asdict(comparison.total) if comparison.total else None,
        "dimensions": [asdict(change) for change in comparison.dimensions],
        "points": [asdict(said) for said in comparison.points],
        "pitfalls": [asdict(said) for said in comparison.pitfalls],
        "delivery": [asdict(change) for change in comparison.delivery],
    }


def _answer_json(saved: SavedAnswer) -> dict[str, Any]:
    score = saved.answer.score
    return {
        "id": saved.id,
        "session": saved.session,
        "attempt": saved.answer.attempt,
        "recorded_at": saved.recorded_at,
        "rubric_version": score.rubric_version,
        "scorer": score.scorer,
        "total": score.total,
        "abstained": score.abstained,
    }


def show_comparison(
    before: SavedAnswer,
    after: SavedAnswer,
    comparison: Comparison,
    names: Mapping[str, str],
    console: Console,
    language: Language,
) -> None:
    """Print two attempts side by side.

    Args:
        before: the earlier one.
        after: the later one.
        comparison: of the two.
        names: id of a point or pitfall -> its sentence.
        console: where to.
        language: of the sentences.
    """
    console.print(Text(one_visible_line(after.answer.question), style="bold cyan"))
    for key, saved in (("before", before), ("after", after)):
        when = local_time(saved.recorded_at)
        console.print(Text(text(f"comparison.{key}", language, id=saved.id, attempt=saved.answer.attempt, when=when)))
    console.print()
    if not comparison.comparable:
        console.print(Text(text("comparison.other_rubric", language), style="yellow"))
    elif comparison.total is None:
        console.print(Text(text("comparison.unscored", language), style="yellow"))
    console.print(_measures(comparison, language))
    _show_said("points", comparison.points, names, console, language)
    _show_said("pitfalls", comparison.pitfalls, names, console, language)
    if comparison.total is not None and not comparison.points and not comparison.pitfalls:
        console.print("\n" + text("comparison.same_points", language))


def _measures(comparison: Comparison, language: Language) -> Table:
    table = Table(box=None, padding=(0, 2, 0, 0), pad_edge=False)
    table.add_column("")
    for name in ("before", "after"):
        table.add_column(text(f"comparison.column.{name}", language), justify="right")
    table.add_column("")
    judged = [*([comparison.total] if comparison.total else []), *comparison.dimensions]
    for change in judged:
        table.add_row(*_row(change, language), style="bold" if change.name == "total" else "")
    for change in comparison.delivery:
        table.add_row(*_row(change, language))
    return table


def _row(change: Change, language: Language) -> list[Text]:
    name = text(f"comparison.measure.{change.name}", language)
    style = _STYLE.get(change.direction or "", "dim")
    if change.name in ("speaking_s", "rate_per_min", "fillers_per_min", "longest_pause_s") and style != "dim":
        style = _DELIVERY_STYLE
    return [
        Text(name),
        Text(_value(change.name, change.before)),
        Text(_value(change.name, change.after)),
        Text(_verdict(change, language), style=style),
    ]


def _value(name: str, value: float | None) -> str:
    if value is None:
        return "–"
    if name == "speaking_s":
        return time_text(value)
    return f"{value:.1f}" if name in ("fillers_per_min", "longest_pause_s") else f"{value:.0f}"


def _verdict(change: Change, language: Language) -> str:
    """Say where a measure went, or that it went nowhere."""
    if change.direction is None:
        return text("comparison.unknown", language)
    if change.direction == "same":
        return text("comparison.same", language)
    assert change.before is not None and change.after is not None
    digits = 1 if change.name in ("fillers_per_min", "longest_pause_s") else 0
    return f"{'▲' if change.direction == 'up' else '▼'} {change.after - change.before:+.{digits}f}"


def _show_said(kind: str, said: Sequence[Said], names: Mapping[str, str], console: Console, language: Language) -> None:
    """Print points or pitfalls that changed, with the words of both attempts."""
    for one in said:
        up = one.after > one.before
        step = ("gained" if up else "lost") if min(one.before, one.after) == 0 else ("more" if up else "less")
        good = up == (kind == "points")
        title = text(f"comparison.{kind}.{step}", language, name=names.get(one.id, one.id))
        console.print()
        console.print(Text.assemble(("✓ " if good else "✗ ", "green" if good else "red"), (title, "bold")))
        if not one.before_evidence and not one.after_evidence:
            continue  # a pitfall of omission: there are no words to show
        for key, evidence in (("before", one.before_evidence), ("after", one.after_evidence)):
            label = text(f"comparison.column.{key}", language)
            console.print(Padding(Text(f"{label}: {_words(evidence, language)}"), (0, 0, 0, 2)))


def _words(evidence: tuple[Evidence, ...], language: Language) -> str:
    quote = one_visible_line(quote_of(evidence, language))
    return f"“{quote}”" if quote else text("comparison.not_said", language)
