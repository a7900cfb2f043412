"""One judged answer as people read it: on stdout, in 80 columns, wide characters aligned."""

from __future__ import annotations

import sys

from rich.console import Console
from rich.table import Table
from rich.text import Text

from audio.ports import Language
from interviewer.banks.schema import Question
from interviewer.feedback import QUIET_DBFS, quote_of
from interviewer.messages import duration_text, text
from interviewer.practice.panel import clock
from interviewer.records import Answer, Delivery, Rate, Timing

_STYLE = {"hit": "green", "mentioned": "yellow", "missing": "dim", "pitfall": "red"}


def result_console() -> Console:
    """Return a console on stdout that keeps to 80 columns where nobody knows the width (pipes)."""
    width = None if sys.stdout.isatty() else 80
    return Console(width=width, highlight=False)


def show_answer(answer: Answer, question: Question, console: Console) -> None:
    """Print one answer: measures, points with the words that made them, pitfalls, feedback."""
    language = answer.lang
    console.print(_measures(answer, language))
    score = answer.score
    if score.abstained is not None:
        console.print(Text(f"{text('result.score', language)}: {text('result.no_score', language)}", style="bold"))
        console.print(Text(text(f"abstain.{score.abstained}", language)))
    else:
        console.print(_score_line(answer, language))
        console.print(_points(answer, question, language))
        _show_pitfalls(answer, question, console, language)
        for note in score.notes:
            console.print(Text(text(f"note.{note}", language), style="yellow"))
    _show_list(console, text("result.strengths", language), answer.feedback.strengths, "green")
    _show_list(console, text("result.improvements", language), answer.feedback.improvements, "yellow")
    if answer.feedback.suggestion:
        label = text("result.suggestion", language)
        console.print(Text.assemble((f"{label}: ", "bold"), answer.feedback.suggestion))
    if answer.llm is not None:
        from interviewer.practice.llm_view import show_llm  # with the model's task and limits, which few results need

        show_llm(answer, question, console)
    if answer.transcript is not None and answer.transcript.text:
        label = text("result.transcript", language)
        console.print(Text.assemble((f"{label}: ", "dim"), (answer.transcript.text, "dim")))


def _grid() -> Table:
    table = Table.grid(padding=(0, 2))
    table.add_column(style="dim", no_wrap=True)
    table.add_column(overflow="fold")  # Mandarin has no spaces to wrap at, and would be cut off
    return table


def _measures(answer: Answer, language: Language) -> Table:
    table, delivery = _grid(), answer.delivery
    table.add_row(text("result.time", language), _time(answer.timing, language))
    if delivery.rate is not None:
        table.add_row(text("result.pace", language), _pace(delivery, language))
    table.add_row(text("result.fillers", language), _fillers(delivery, language))
    if delivery.pauses is not None:
        table.add_row(text("result.pauses", language), _pauses(delivery, language))
    if delivery.response_latency_s is not None:
        table.add_row(text("result.latency", language), duration_text(delivery.response_latency_s, language))
    if delivery.level_dbfs is not None and delivery.level_dbfs < QUIET_DBFS:
        table.add_row(text("result.level", language), Text(text("live.too_quiet", language), style="red"))
    if delivery.untranscribed_voiced_s:
        seconds = f"{delivery.untranscribed_voiced_s:.1f}"
        table.add_row("", text("result.untranscribed", language, seconds=seconds))
    if answer.transcript is not None and answer.transcript.confidence is not None:
        table.add_row(text("result.confidence", language), f"{answer.transcript.confidence:.0%}")
    return table


def _time(timing: Timing, language: Language) -> Text:
    low, high = timing.target_s
    target = text("live.target", language, low=clock(low), high=clock(high))
    if timing.speaking_s is None or timing.verdict is None:
        return Text(f"– ({target})")
    style = "green" if timing.verdict == "on_target" else "yellow"
    verdict = text(f"verdict.{timing.verdict}", language)
    ended = f", {text(f'end.{timing.end_reason}', language)}" if timing.end_reason else ""
    return Text(f"{duration_text(timing.speaking_s, language)} – {verdict} ({target}{ended})", style=style)


def _rate(rate: Rate, language: Language) -> str:
    return text(f"rate.{rate.unit}", language, value=round(rate.value))


def _pace(delivery: Delivery, language: Language) -> str:
    assert delivery.rate is not None
    line = f"{_rate(delivery.rate, language)} – {text(f'band.{delivery.rate.band}', language)}"
    if delivery.articulation_rate is not None:
        value = f"{delivery.articulation_rate.value:.0f}"
        line += f" ({text('result.articulation', language, value=value)})"
    return line


def _fillers(delivery: Delivery, language: Language) -> str:
    if delivery.fillers is None:
        return text("result.fillers_unknown", language)
    if not delivery.fillers:
        return text("result.fillers_none", language)
    said: dict[str, int] = {}
    for filler in delivery.fillers:
        word = filler.text.strip().lower()
        said[word] = said.get(word, 0) + 1
    listed = ", ".join(f"{word} ×{count}" for word, count in sorted(said.items(), key=lambda item: -item[1]))
    return f"{len(delivery.fillers)} ({listed})"


def _pauses(delivery: Delivery, language: Language) -> str:
    if not delivery.pauses:
        return text("result.pauses_none", language)
    longest = max(delivery.pauses, key=lambda pause: pause.duration_s)
    fields = {"longest": f"{longest.duration_s:.1f}", "at": clock(longest.start_s)}
    return text("result.pauses_some", language, count=len(delivery.pauses), **fields)


def _score_line(answer: Answer, language: Language) -> Text:
    assert answer.score.total is not None
    parts = answer.score.dimensions
    values = {
        name: "–" if value is None else f"{value:.0f}"
        for name, value in (
            ("content", parts.content),
            ("structure", parts.structure),
            ("specificity", parts.specificity),
            ("delivery", parts.delivery),
            ("timing", parts.timing),
        )
    }
    label = text("result.score", language)
    return Text.assemble(
        (f"{label} {answer.score.total:.0f}/100", "bold"),
        ("  " + text("result.dimensions", language, **values), "dim"),
    )


def _points(answer: Answer, question: Question, language: Language) -> Table:
    """List the rubric's points with the words that made them."""
    points = {point.id: point for point in question.points}
    table = Table(box=None, padding=(0, 1), title=text("result.points", language), title_justify="left", pad_edge=False)
    table.show_header = False
    table.add_column(width=1)
    table.add_column(ratio=2, overflow="fold")
    table.add_column(ratio=3, overflow="fold")
    for result in answer.score.points:
        kind = "missing" if not result.hit else "hit" if result.strength >= 1 else "mentioned"
        mark = {"missing": "✗", "mentioned": "◐", "hit": "✓"}[kind]
        name = points[result.id].get(language) if result.id in points else result.id
        said = f"“{quote_of(result.evidence, language)}”" if result.evidence else text("result.missing", language)
        if result.evidence and result.evidence[0].start_s is not None:
            said = f"{clock(result.evidence[0].start_s)} {said}"
        table.add_row(Text(mark, style=_STYLE[kind]), Text(name), Text(said, style=_STYLE[kind]))
    return table


def _show_pitfalls(answer: Answer, question: Question, console: Console, language: Language) -> None:
    names = {pitfall.id: pitfall.get(language) for pitfall in question.pitfalls}
    lines = []
    for result in answer.score.pitfalls:
        if result.triggered:
            quote = quote_of(result.evidence, language)
            lines.append(names.get(result.id, result.id) + (f": “{quote}”" if quote else ""))
    _show_list(console, text("result.pitfalls", language), lines, _STYLE["pitfall"])


def _show_list(console: Console, title: str, lines: list[str] | tuple[str, ...], style: str) -> None:
    if not lines:
        return
    console.print(Text(title, style="bold"))
    table = Table.grid(padding=(0, 1))
    for line in lines:
        table.add_row(Text(" •", style=style), Text(line))
    console.print(table)
