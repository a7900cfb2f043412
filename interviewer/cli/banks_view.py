"""How banks, questions and check results look on the screen and as JSON."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

from rich.cells import cell_len
from rich.console import Console
from rich.table import Table
from rich.text import Text as Styled

from interviewer.banks.problems import Problem
from interviewer.banks.schema import Bank, Pitfall, Point, Question, RolePlay, Text
from interviewer.messages import text
from interviewer.wrapping import wrap

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
        console.print(Styled(f"{bank.title.get(language)} ({bank.id})", style="bold"))
        for question in bank.questions:
            low, high = question.target_s
            seconds = text("banks.seconds", language, low=f"{low:g}", high=f"{high:g}")
            # The id stands alone and whole on its line: ids are copied from here.
            console.print(Styled.assemble("  ", (question.id, "cyan"), (f"  {seconds}", "dim")), soft_wrap=True)
            _lines(console, question.ask.get(language), indent=6)
        for play in bank.roleplays:
            label = text("banks.roleplay", language)
            console.print(Styled.assemble("  ", (play.id, "cyan"), (f"  {label}", "dim")), soft_wrap=True)
            _lines(console, play.title.get(language), indent=6)
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
    console.print(Styled(question.id, style="cyan"), soft_wrap=True)
    _lines(console, question.ask.get(language), style="bold")
    low, high = question.target_s
    console.print(text("banks.target", language, low=f"{low:g}", high=f"{high:g}"))
    _section(console, "banks.intent", question.intent, language)
    _items(console, "banks.points", question.points, language, with_cues)
    _items(console, "banks.pitfalls", question.pitfalls, language, with_cues)
    if question.follow_ups:
        _heading(console, "banks.follow_ups", language)
        for follow_up in question.follow_ups:
            _lines(console, follow_up.get(language), indent=4, first="  - ")
    _section(console, "banks.tip", question.tip, language)
    _section(console, "banks.model", question.model_answer, language)
    for reference in question.reference.get(language):
        _section(console, "banks.reference", Text(zh=reference, en=reference), language)


def _print_roleplay(play: RolePlay, language: Language, with_cues: bool) -> None:
    console = _console()
    console.print(Styled.assemble((play.id, "cyan"), "  ", (play.title.get(language), "bold")), soft_wrap=True)
    _lines(console, text("banks.other_side", language, who=play.voice_role.get(language)))
    if play.note is not None:
        _lines(console, play.note.get(language), style="italic")
    _items(console, "banks.steps", play.steps, language, with_cues)
    _heading(console, "banks.turns", language)
    _lines(console, play.opening.get(language), indent=2)
    for turn in play.turns:
        _lines(console, turn.say.get(language), indent=6, first=f"  {turn.id}  ")


def _heading(console: Console, key: str, language: Language) -> None:
    console.print("\n" + text(key, language), style="bold")


def _section(console: Console, key: str, content: Text | None, language: Language) -> None:
    if content is not None:
        _heading(console, key, language)
        _lines(console, content.get(language), indent=2)


def _items(
    console: Console, key: str, items: Sequence[Point] | Sequence[Pitfall], language: Language, with_cues: bool
) -> None:
    """Print points or pitfalls with their weight or cost, and on request the cues behind them."""
    if not items:
        return
    _heading(console, key, language)
    for item in items:
        marks = f"-{item.cost:g}" if isinstance(item, Pitfall) else f"×{item.weight:g}"
        _lines(console, item.get(language), indent=11, first=f"  {item.id:3} {marks:4} ")
        if with_cues:
            for cue in item.cues.get(language):
                _lines(console, cue, indent=13, first=" " * 11 + "· ", style="dim")
            for cue in item.unless.get(language) if isinstance(item, Pitfall) else ():
                first = " " * 11 + text("banks.unless", language) + " "
                _lines(console, cue, indent=13, first=first, style="dim")


def _lines(console: Console, content: str, *, indent: int = 0, first: str | None = None, style: str = "") -> None:
    """Print a text in lines that begin under each other; `first` stands before the first of them."""
    start = " " * indent if first is None else first
    room = max(20, console.width - max(indent, cell_len(start)))
    for number, line in enumerate(wrap(content, room)):
        console.print(Styled((start if number == 0 else " " * indent) + line, style=style), soft_wrap=True)


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
    errors = [problem.path for problem in problems if not problem.is_warning]
    warnings = [problem.path for problem in problems if problem.is_warning]
    by_path = {bank.path: bank for bank in banks}
    for path in dict.fromkeys([*files, *errors]):
        if path in errors:
            line = text("banks.problems", language, path=path, count=errors.count(path))
        elif path in by_path:
            bank = by_path[path]
            facts = {"path": path, "questions": len(bank.questions), "roleplays": len(bank.roleplays)}
            line = text("banks.valid", language, **facts)
        else:
            line = text("banks.valid_lexicon", language, path=path)
        if path in warnings:
            line += text("banks.warnings", language, count=warnings.count(path))
        console.print(line, soft_wrap=True)
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
