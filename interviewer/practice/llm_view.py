"""The language model's view as people read it: marked as the model's, beside the offline score, never instead of it."""

from __future__ import annotations

from rich.console import Console
from rich.table import Table
from rich.text import Text

from audio.ports import Language
from interviewer.banks.schema import Question
from interviewer.feedback import quote_of
from interviewer.llm.task import one_visible_line, visible_text
from interviewer.messages import text
from interviewer.records import Answer, LlmReport, PitfallResult, PointResult, Score

MARKS = {"missing": "✗", "mentioned": "◐", "hit": "✓", "pitfall": "!", "cleared": "○"}


def show_llm(answer: Answer, question: Question, console: Console) -> None:
    """Print what the model says of an answer, or why it says nothing; nothing at all when it was not asked for."""
    report, language = answer.llm, answer.lang
    if report is None:
        return
    title = text("llm.title", language, model=one_visible_line(report.model))
    console.print(Text.assemble((f"── {title} ", "bold cyan"), (text("llm.of_model", language), "dim")))
    if report.problem is not None:
        console.print(Text(one_visible_line(report.problem.message), style="yellow"))
    if answer.llm_score is not None:
        _show_score(answer.llm_score, answer.score, question, console, language)
    for key, written in (("llm.follow_up", report.follow_up), ("llm.better", report.better_version)):
        if written:
            console.print(Text.assemble((f"{text(key, language)}: ", "bold"), visible_text(written)))
    if report.calls:
        console.print(Text(_cost(report, language), style="dim"))


def _show_score(score: Score, offline: Score, question: Question, console: Console, language: Language) -> None:
    if score.total is not None:
        console.print(Text(f"{text('result.score', language)} {score.total:.0f}/100", style="bold"))
    table = Table(box=None, padding=(0, 1), pad_edge=False, show_header=False)
    table.add_column(width=1)
    table.add_column(ratio=2, overflow="fold")
    table.add_column(ratio=3, overflow="fold")
    names = {point.id: point.get(language) for point in question.points}
    names |= {pitfall.id: pitfall.get(language) for pitfall in question.pitfalls}
    for kind, result in _differences(score, offline):
        if result.id in names:
            table.add_row(MARKS[kind], Text(names[result.id]), Text(_said(kind, result, language)))
    if table.row_count:
        console.print(Text(text("llm.differs", language), style="bold"))
        console.print(table)
    else:
        console.print(Text(text("llm.agrees", language)))
    for note in score.notes:
        console.print(Text(text(f"note.{note}", language), style="yellow"))


def _said(kind: str, result: PointResult | PitfallResult, language: Language) -> str:
    if result.evidence:
        return f"“{quote_of(result.evidence, language)}”"
    return text("llm.cleared" if kind == "cleared" else "result.missing", language)


def _differences(score: Score, offline: Score) -> list[tuple[str, PointResult | PitfallResult]]:
    """Return the points of another strength and the pitfalls that only one of the two sees, each with its mark."""
    strengths = {point.id: point.strength for point in offline.points}
    fallen = {pitfall.id: pitfall.triggered for pitfall in offline.pitfalls}
    found: list[tuple[str, PointResult | PitfallResult]] = [
        ("missing" if not point.hit else "hit" if point.strength >= 1 else "mentioned", point)
        for point in score.points
        if point.strength != strengths.get(point.id)
    ]
    found += [
        ("pitfall" if pitfall.triggered else "cleared", pitfall)
        for pitfall in score.pitfalls
        if pitfall.triggered != fallen.get(pitfall.id, pitfall.triggered)
    ]
    return found


def _cost(report: LlmReport, language: Language) -> str:
    unknown = text("llm.cost_unknown", language)
    line = text(
        "llm.cost",
        language,
        calls=report.calls,
        tokens_in=unknown if report.tokens_in is None else report.tokens_in,
        tokens_out=unknown if report.tokens_out is None else report.tokens_out,
    )
    return line + (text("llm.cost_untold", language, untold=report.calls_untold) if report.calls_untold else "")
