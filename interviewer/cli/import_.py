"""`interviewer import FILE|-`: bring back, or merge, what `export` wrote."""

from __future__ import annotations

import contextlib
import json
import sys
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path
from typing import BinaryIO

import click

from interviewer.cli.options import say, with_settings
from interviewer.messages import text
from interviewer.settings import Settings


@click.command("import", help=say("cli.import.long"))
@click.argument("file", type=click.Path(path_type=Path, allow_dash=True), metavar="FILE|-")
@with_settings()
def command(settings: Settings, file: Path) -> None:
    """Merge an export into the database; nothing changes when a line of it is wrong."""
    from interviewer.store import open_store
    from interviewer.store.exchange import LINE_LIMIT, import_lines

    with _reading(file) as source, open_store(settings.data_dir) as store:
        done = import_lines(store, iter(lambda: source.readline(LINE_LIMIT + 1), b""), str(file))
    if settings.json:
        click.echo(json.dumps(asdict(done)))
    else:
        click.echo(text("import.done", settings.language, **asdict(done)))


@contextlib.contextmanager
def _reading(path: Path) -> Iterator[BinaryIO]:
    """Open what is read.

    Raises:
        InputError: there is no such file, or it cannot be read.
    """
    from interviewer.errors import InputError

    if str(path) == "-":
        yield sys.stdin.buffer
        return
    try:
        source = path.open("rb")
    except OSError as error:
        problem = "missing" if isinstance(error, FileNotFoundError) else "unreadable"
        reason = error.strerror or str(error)
        raise InputError(f"{path} cannot be read: {reason}", path=str(path), reason=reason, problem=problem) from error
    with source:
        yield source
