"""`interviewer banks`: list, show, validate, write and import question banks."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from interviewer.cli.options import say, with_settings
from interviewer.messages import text
from interviewer.settings import Settings

if TYPE_CHECKING:
    from interviewer.banks.loader import BankEntry
    from interviewer.banks.problems import Problem
    from interviewer.banks.schema import Bank


@click.group("banks", help=say("cli.banks"), no_args_is_help=True)
@click.option("--lang", type=click.Choice(["zh", "en"]), help=say("cli.option.lang"))
def command(lang: str | None) -> None:
    """Hold the commands below (`--lang` before one of them counts for it, as it does for the whole program)."""


@command.command("list", help=say("banks.list"))
@click.argument("bank_id", required=False)
@with_settings("banks")
def list_banks(settings: Settings, bank_id: str | None) -> None:
    """List banks, questions and role-plays."""
    banks, entries = _all_banks(settings)
    if bank_id is not None:
        from interviewer.banks.loader import find_bank

        banks = [find_bank(bank_id, settings.banks, settings.data_dir)]
    broken = [entry for entry in entries if entry.bank is None]
    if settings.json:
        from interviewer.cli.banks_view import bank_json

        listing: dict[str, Any] = {"banks": [bank_json(bank) for bank in banks]}
        listing["broken"] = [{"path": str(entry.path), "problems": _problems_json(entry)} for entry in broken]
        click.echo(json.dumps(listing, ensure_ascii=False))
        return
    from interviewer.cli.banks_view import print_banks

    print_banks(banks, settings.language)
    for entry in broken:
        count = len(_problems_json(entry))
        click.echo(text("banks.broken", settings.language, path=entry.path, count=count), err=True)


def _all_banks(settings: Settings) -> tuple[list[Bank], list[BankEntry]]:
    from interviewer.banks.loader import load_bank, shipped_banks, user_banks

    entries = list(user_banks(settings.data_dir))
    own = [load_bank(path) for path in settings.banks] + [entry.bank for entry in entries if entry.bank]
    return [*shipped_banks(), *own], entries


def _problems_json(entry: BankEntry) -> list[dict[str, Any]]:
    problems: Any = entry.error.facts["problems"] if entry.error else ()
    return [_problem_json(problem) for problem in problems]


def _problem_json(problem: Problem) -> dict[str, Any]:
    return {
        "path": str(problem.path),
        "line": problem.line,
        "column": problem.column,
        "code": problem.code,
        "level": "warning" if problem.is_warning else "error",
        "en": problem.text("en"),
        "zh": problem.text("zh"),
    }


@command.command("show", help=say("banks.show"))
@click.argument("identifier", metavar="ID")
@click.option("--speak", type=click.Choice(["question", "tip", "model"]), help=say("banks.show.speak"))
@click.option("--cues", "with_cues", is_flag=True, help=say("banks.show.cues"))
@with_settings("banks", "speaking")
def show(settings: Settings, identifier: str, speak: str | None, with_cues: bool) -> None:
    """Show a question, a role-play or a bank."""
    from interviewer.cli import banks_view as view

    item = _find(settings, identifier)
    if settings.json:
        click.echo(json.dumps(view.as_json(item), ensure_ascii=False))
    else:
        view.print_item(item, settings.language, with_cues=with_cues)
    if speak is not None:
        line = view.spoken_text(item, speak, settings.language)
        if line is None:
            raise click.UsageError(text("banks.no_such_text", settings.language, id=identifier))
        from interviewer.wiring import speak_text

        speak_text(*line, settings)


def _find(settings: Settings, identifier: str) -> Any:
    """Return the bank, question or role-play of that id.

    Raises:
        UnknownQuestion: there is none; near ids of all three kinds are suggested.
    """
    from interviewer.banks.loader import find_bank, find_question, find_roleplay
    from interviewer.errors import UnknownBank, UnknownQuestion

    if "/" in identifier and not identifier.endswith((".yaml", ".yml")):
        return find_question(identifier, settings.banks, settings.data_dir)[1]
    suggestions: list[str] = []
    for find in (find_bank, find_roleplay, find_question):
        try:
            found: Any = find(identifier, settings.banks, settings.data_dir)
            return found[1] if isinstance(found, tuple) else found
        except (UnknownBank, UnknownQuestion) as error:
            near: Any = error.facts["suggestions"]
            suggestions += near
    hint = " / ".join(suggestions) + "? " if suggestions else ""
    message = f"There is nothing called {identifier}. {hint}"
    raise UnknownQuestion(message, id=identifier, hint=hint, suggestions=tuple(suggestions))


@command.command("validate", help=say("banks.validate"))
@click.argument("paths", nargs=-1, required=True, type=click.Path(path_type=Path), metavar="PATH...")
@click.option("--deep", is_flag=True, help=say("banks.validate.deep"))
@click.option("--complete", is_flag=True, help=say("banks.validate.complete"))
@with_settings()
def validate(settings: Settings, paths: tuple[Path, ...], deep: bool, complete: bool) -> int:
    """Check bank files; exit code 1 when any has a problem."""
    from interviewer.banks.loader import is_shipped
    from interviewer.banks.validate import check_file

    files, problems = _files(paths)
    banks: list[Bank] = []
    for path in files:
        bank, found = check_file(path, complete=complete or is_shipped(path))
        problems += found
        if bank is not None:
            banks.append(bank)
    report = None
    if deep and banks:
        from interviewer.banks.deep import check_deep

        report = check_deep(banks, complete=complete)
        problems += report.problems
    failed = any(not problem.is_warning for problem in problems)
    if settings.json:
        listing: dict[str, Any] = {"valid": not failed, "files": [str(path) for path in files]}
        listing["problems"] = [_problem_json(problem) for problem in problems]
        if report is not None:
            listing["checks"] = report.checks_json()
        click.echo(json.dumps(listing, ensure_ascii=False))
    else:
        from interviewer.cli.banks_view import print_check

        print_check(files, banks, problems, report, settings.language, quiet=settings.quiet)
    return 1 if failed else 0


def _files(paths: tuple[Path, ...]) -> tuple[list[Path], list[Problem]]:
    """Return the files meant: a folder stands for the bank files in it."""
    from interviewer.banks.problems import Problem

    files: list[Path] = []
    problems: list[Problem] = []
    for path in paths:
        if not path.is_dir():
            files.append(path)
        elif found := sorted(path.glob("*.y*ml")):
            files += found
        else:
            problems.append(Problem(path, 1, 1, "no_banks_in_folder"))
    return files, problems


@command.command("new", help=say("banks.new"))
@click.argument("path", required=False, type=click.Path(path_type=Path))
@click.option("--id", "bank_id", default="mine", metavar="ID", help=say("banks.new.id"))
@with_settings()
def new(settings: Settings, path: Path | None, bank_id: str) -> int:
    """Write the starter file; without a path it goes into the user's data folder."""
    from interviewer.banks.starter import starter

    try:
        content = starter(bank_id)
    except ValueError as error:
        raise click.UsageError(text("banks.bad_id", settings.language, id=bank_id)) from error
    return _write(path or settings.banks_dir / f"{bank_id}.yaml", content, settings)


@command.command("import", help=say("banks.import"))
@click.argument("path", type=click.Path(path_type=Path), metavar="FILE")
@click.option("--out", type=click.Path(path_type=Path), metavar="FILE", help=say("banks.import.out"))
@click.option("--id", "bank_id", metavar="ID", help=say("banks.import.id"))
@with_settings()
def import_file(settings: Settings, path: Path, out: Path | None, bank_id: str | None) -> int:
    """Turn a list of questions into a bank."""
    from interviewer.banks.importers import import_bank

    try:
        content = import_bank(path, bank_id)
    except ValueError as error:
        raise click.UsageError(text("banks.bad_id", settings.language, id=bank_id)) from error
    if out is not None:
        return _write(out, content, settings)
    click.echo(content, nl=False)
    return 0


def _write(path: Path, content: str, settings: Settings) -> int:
    """Write a new file that the user alone can read, never over an old one."""
    from interviewer.errors import InputError
    from interviewer.store.opening import make_private_folder

    path = path.expanduser()
    if path.parent == settings.banks_dir:
        make_private_folder(settings.data_dir)
    try:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with open(descriptor, "w", encoding="utf-8", newline="\n") as file:
            file.write(content)
    except FileExistsError:
        raise InputError(text("banks.exists", settings.language, path=path), path=str(path)) from None
    except OSError as error:
        reason = error.strerror or str(error)
        message = text("banks.cannot_write", settings.language, path=path, reason=reason)
        raise InputError(message, path=str(path)) from error
    if settings.json:
        click.echo(json.dumps({"written": str(path)}, ensure_ascii=False))
    else:
        click.echo(text("banks.written", settings.language, path=path))
        if not settings.quiet:
            bank = path.stem if path.parent == settings.banks_dir else path
            click.echo(text("banks.next", settings.language, path=path, bank=bank), err=True)
    return 0
