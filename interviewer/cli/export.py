"""`interviewer export FILE|-`: everything that was practised, as JSON Lines."""

from __future__ import annotations

import contextlib
import json
import os
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

import click

from interviewer.cli.options import say, with_settings
from interviewer.messages import text
from interviewer.settings import Settings


@click.command("export", help=say("cli.export.long"))
@click.argument("file", type=click.Path(path_type=Path, allow_dash=True), metavar="FILE|-")
@with_settings()
def command(settings: Settings, file: Path) -> None:
    """Write the whole database, one record a line."""
    from interviewer.store import open_store
    from interviewer.store.exchange import export_lines

    lines = 0
    to_stdout = str(file) == "-"
    with open_store(settings.data_dir) as store, _writing(file, to_stdout) as out:
        for line in export_lines(store):
            out.write(line.encode() + b"\n")
            lines += 1
    if to_stdout:
        return
    if settings.json:
        click.echo(json.dumps({"written": str(file), "records": lines - 1}, ensure_ascii=False))
    else:
        click.echo(text("export.done", settings.language, path=file, count=lines - 1))


@contextlib.contextmanager
def _writing(path: Path, to_stdout: bool) -> Iterator[BinaryIO]:
    """Open what is written to: stdout, or a new file that only appears when it is whole, readable by the user alone.

    Raises:
        OutputError: the file exists already, or cannot be written.
    """
    from interviewer.errors import OutputError

    if to_stdout:
        yield sys.stdout.buffer
        sys.stdout.buffer.flush()
        return
    if path.exists():
        raise OutputError(f"{path} exists already; choose another name", path=str(path), problem="exists")
    partial = path.with_name(path.name + ".part")
    try:
        descriptor = os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        try:
            with open(descriptor, "wb") as out:
                yield out
            os.replace(partial, path)
        except BaseException:
            partial.unlink(missing_ok=True)
            raise
    except OSError as error:
        reason = error.strerror or str(error)
        raise OutputError(f"{path} cannot be written: {reason}", path=str(path), reason=reason) from error
