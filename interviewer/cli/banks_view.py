"""How banks, questions and check results look on the screen and as JSON."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

from rich.console import Console
from rich.padding import Padding
from rich.table import Table
from rich.text import Text as Styled

from interviewer.banks.problems import Problem
from interviewer.banks.schema import Bank, Pitfall, Point, Question, RolePlay, Text
from interviewer.messages import text

if TYPE_CHECKING:
    from audio.ports import Language
    from interviewer.banks.deep_report import DeepReport


def _console() -> Console:
    return Console(highlight=False, markup=False, emoji=False)


def bank_json(bank: Bank) -> dict[str, Any]:
    """Return a short listing of a bank for programs."""
    return {
        "id": bank.id,
        "title": _plain(asdict(bank.title)),
        "path": str(bank.path),
        "pass_mark": bank.pass_mark,
        "questions": [
            {"id": question.id, "ask": _plain(asdict(question.ask)), "target_s": list(question.target_s)}
            for question in bank.questions
        ],
        "roleplays": [{"id": play.id, "title": _plain(asdict(play.title))} for play in bank.roleplays],
    }


def as_json(item: Bank | Question | RolePlay) -> dict[str, Any]:
    """Return everything a bank, question or role-play holds, without the empty fields."""
    result: dict[str, Any] = _plain(asdict(item))
    return result


def _plain(value: Any) -> Any:
    if isinstance(value, dict):
        kept = {name: _plain(part) for name, part in value.items() if name != "path"}
        return {name: part for name, part in kept.items() if part not in (None, {}, [])}
    if isinstance(value, (list, tuple)):
        return [_plain(part) for part in value]
    return value


def print_banks(banks: Sequence[Bank], language: Language) -> None:
    """Print every bank with its questions and role-plays."""
    console = _console()
    if not banks:
        console.print(text("banks.none", language))
    for bank in banks:
        # The id column is never wrapped or shortened: ids are copied from here.
        table = Table(title=f"{bank.title.get(language)} ({bank.id})", title_justify="left", box=None, pad_edge=False)
        table.add_column(text("banks.column.id", language), no_wrap=True, style="cyan")
        table.add_column(text("banks.column.target", language), no_wrap=True)
        table.add_column(text("banks.column.ask", language), overflow="fold")
        for question in bank.questions:
            low, high = question.target_s
            table.add_row(question.id, f"{low:g}-{high:g}", question.ask.get(language))
        for play in bank.roleplays:
            table.add_row(play.id, "", f"{text('banks.roleplays', language)}: {play.title.get(language)}")
        console.print(table)
        console.print()


def print_item(item: Bank | Question | RolePlay, language: Language, *, with_cues: bool) -> None:
    """Print a bank, a question or a role-play."""
    if isinstance(item, Bank):
        print_banks([item], language)
    elif isinstance(item, RolePlay):
        _print_roleplay(item, language, with_cues)
    else:
        _print_question(item, language, with_cues)


def _print_question(question: Question, language: Language, with_cues: bool) -> None:
    console = _console()
    console.print(Styled(question.id, style="cyan"))
    console.print(Styled(question.ask.get(language), style="bold"))
    low, high = question.target_s
    console.print(text("banks.target", language, low=f"{low:g}", high=f"{high:g}"))
    _section(console, "banks.intent", question.intent, language)
    _items(console, "banks.points", question.points, language, with_cues)
    _items(console, "banks.pitfalls", question.pitfalls, language, with_cues)
    if question.follow_ups:
        console.print("\n" + text("banks.follow_ups", language), style="bold")
        for follow_up in question.follow_ups:
            console.print(_indented(f"- {follow_up.get(language)}"))
    _section(console, "banks.tip", question.tip, language)
    _section(console, "banks.model", question.model_answer, language)
    for reference in question.reference.get(language):
        _section(console, "banks.reference", Text(zh=reference, en=reference), language)


def _print_roleplay(play: RolePlay, language: Language, with_cues: bool) -> None:
    console = _console()
    console.print(Styled(play.id, style="cyan"), Styled(play.title.get(language), style="bold"))
    console.print(play.voice_role.get(language))
    if play.note is not None:
        console.print(Styled(play.note.get(language), style="italic"))
    _items(console, "banks.steps", play.steps, language, with_cues)
    console.print("\n" + text("banks.turns", language), style="bold")
    console.print(_indented(play.opening.get(language)))
    for turn in play.turns:
        console.print(_indented(f"{turn.id}  {turn.say.get(language)}"))


def _section(console: Console, key: str, content: Text | None, language: Language) -> None:
    if content is not None:
        console.print("\n" + text(key, language), style="bold")
        console.print(_indented(content.get(language)))


def _items(
    console: Console, key: str, items: Sequence[Point] | Sequence[Pitfall], language: Language, with_cues: bool
) -> None:
    if not items:
        return
    console.print("\n" + text(key, language), style="bold")
    table = Table.grid(padding=(0, 1))
    table.add_column(width=1)
    for _ in ("id", "marks"):
        table.add_column(no_wrap=True)
    table.add_column(overflow="fold")
    for item in items:
        marks = f"-{item.cost:g}" if isinstance(item, Pitfall) else f"×{item.weight:g}"
        table.add_row("", item.id, marks, item.get(language))
        for cue in item.cues.get(language) if with_cues else ():
            table.add_row("", "", "", Styled(cue, style="dim"))
    console.print(table)


def _indented(content: str) -> Padding:
    return Padding(content, (0, 0, 0, 2))


def spoken_text(item: Bank | Question | RolePlay, part: str, language: Language) -> tuple[str, Language] | None:
    """Return what is to be spoken and its language (the other one where this one is missing), None without a text."""
    if isinstance(item, Bank):
        return None
    if isinstance(item, RolePlay):
        content = {"question": item.opening, "tip": item.tip}.get(part)
    else:
        content = {"question": item.ask, "tip": item.tip, "model": item.model_answer}[part]
    if content is None:
        return None
    other: Language = "en" if language == "zh" else "zh"
    return content.get(language), language if content.has(language) else other


def print_check(
    files: Sequence[Path],
    banks: Sequence[Bank],
    problems: Sequence[Problem],
    report: DeepReport | None,
    language: Language,
    *,
    quiet: bool,
) -> None:
    """Print the result of `banks validate`: problems one a line, then what was fine, then the deep checks."""
    console = _console()
    for problem in problems:
        # Not wrapped: editors jump to FILE:LINE:COLUMN.
        console.print(problem.line_text(language), soft_wrap=True)
    if quiet:
        return
    bad = {problem.path for problem in problems}
    for path in sorted(bad):
        count = sum(problem.path == path for problem in problems)
        console.print(text("banks.problems", language, path=path, count=count), soft_wrap=True)
    by_path = {bank.path: bank for bank in banks}
    for path in files:
        if path in by_path and path not in bad:
            bank = by_path[path]
            facts = {"path": path, "questions": len(bank.questions), "roleplays": len(bank.roleplays)}
            console.print(text("banks.valid", language, **facts), soft_wrap=True)
        elif path not in bad:
            console.print(text("banks.valid_lexicon", language, path=path), soft_wrap=True)
    if report is not None:
        _print_report(console, report, language)


def _print_report(console: Console, report: DeepReport, language: Language) -> None:
    table = Table(title=text("banks.deep.title", language), title_justify="left", box=None, pad_edge=False)
    table.add_column(text("banks.deep.check", language), overflow="fold")
    table.add_column("zh", justify="right", no_wrap=True)
    table.add_column("en", justify="right", no_wrap=True)
    for name in report.names():
        tallies = [report.tally(name, "zh"), report.tally(name, "en")]
        table.add_row(text(f"banks.deep.{name}", language), *(f"{tally.passed}/{tally.total}" for tally in tallies))
    console.print()
    console.print(table)
    if report.loosest:
        console.print("\n" + text("banks.deep.loosest", language), style="bold")
        for loose in report.loosest:
            console.print(f"  {loose.share:4.0%}  {loose.id} ({loose.language})  {loose.cue}", soft_wrap=True)
