"""What an interview came to, as it is spoken and as it stands on the screen."""

from __future__ import annotations

from rich.console import Console
from rich.table import Table
from rich.text import Text

from audio.ports import Language
from interviewer.messages import text
from interviewer.practice.results import InterviewSummary, QuestionResult

_ASK = 48  # characters of a question in the table


def spoken_summary(summary: InterviewSummary) -> list[str]:
    """Return the sentences that close the interview: the result, the verdict, what to practise first."""
    language = summary.language
    count, judged = len(summary.results), summary.count("judged")
    lines = [text("summary.closing", language)]
    if summary.total is None:
        lines.append(text("summary.undecided", language, judged=judged, count=count))
    else:
        fields = {"total": round(summary.total), "mark": round(summary.bank.pass_mark)}
        lines.append(text("summary.total", language, judged=judged, count=count, **fields))
        if skipped := summary.count("skipped"):
            lines.append(text("summary.skipped", language, skipped=skipped))
        lines.append(text(f"summary.{summary.verdict}", language))
    if summary.practise:
        lines.append(text("summary.practise", language))
        lines += [advice.sentence for advice in summary.practise]
    return lines


def show_summary(summary: InterviewSummary, console: Console) -> None:
    """Print a line for every question, then what was said in closing."""
    language = summary.language
    table = Table(box=None, padding=(0, 1), title=text("summary.table", language), title_justify="left", pad_edge=False)
    table.show_header = False
    for _ in range(3):
        table.add_column(overflow="fold")
    for number, result in enumerate(summary.results, 1):
        ask = result.question.ask.get(language)
        short = ask if len(ask) <= _ASK else ask[: _ASK - 1] + "…"
        table.add_row(f"{number}.", Text(short), Text(_outcome(result, language), style=_style(result, summary)))
    console.print(table)
    for line in spoken_summary(summary)[1:]:
        console.print(Text(line))
    console.print(Text(text("summary.report", language, session=summary.session), style="dim"))


def _outcome(result: QuestionResult, language: Language) -> str:
    if result.total is None:
        return text(f"summary.status_{result.status}", language)
    extra = f"  {text('summary.follow_ups', language, count=len(result.follow_ups))}" if result.follow_ups else ""
    return f"{result.total:.0f}{extra}"


def _style(result: QuestionResult, summary: InterviewSummary) -> str:
    if result.total is None:
        return "dim"
    return "green" if result.total >= summary.bank.pass_mark else "yellow"
