"""`interviewer delete`: a session, a recording or everything, gone for good."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from interviewer.cli.options import say, with_settings
from interviewer.messages import text
from interviewer.settings import Settings

if TYPE_CHECKING:
    from interviewer.store.erase import Eraser, Erasure


@click.command("delete", help=say("cli.delete.long"))
@click.argument("session", required=False)
@click.option("--recording", type=click.Path(path_type=Path), metavar="PATH", help=say("cli.option.delete_recording"))
@click.option("--all", "everything", is_flag=True, help=say("cli.option.delete_all"))
@click.option("--yes", "-y", is_flag=True, help=say("cli.option.delete_yes"))
@with_settings()
def command(settings: Settings, session: str | None, recording: Path | None, everything: bool, yes: bool) -> int:
    """Say what will go, ask, delete; exit code 1 when the person did not agree."""
    from interviewer.store import open_store
    from interviewer.store.erase import Eraser

    if (session is not None) + (recording is not None) + everything != 1:
        raise click.UsageError(text("delete.what", settings.language))
    with open_store(settings.data_dir) as store:
        eraser = Eraser(store, settings.data_dir)
        if session is not None:
            session = store.session(session).id  # "last" must not become another one while the person thinks
        _announce(_planned(eraser, session, recording), session, recording, settings)
        if not yes and not _agreed(settings):
            return 1
        if session is not None:
            gone = eraser.erase_session(session)
        elif recording is not None:
            gone = eraser.erase_recording(recording)
        else:
            gone = eraser.erase_all()
    if settings.json:
        result = {"sessions": gone.sessions, "answers": gone.answers}
        files = {"files": [str(path) for path in gone.files], "left": [str(path) for path in gone.left]}
        click.echo(json.dumps({**result, **files}, ensure_ascii=False))
    else:
        click.echo(text("delete.done", settings.language))
    return 0


def _planned(eraser: Eraser, session: str | None, recording: Path | None) -> Erasure:
    if session is not None:
        return eraser.plan_session(session)
    return eraser.plan_recording(recording) if recording is not None else eraser.plan_all()


def _announce(planned: Erasure, session: str | None, recording: Path | None, settings: Settings) -> None:
    """Say on stderr what is about to go, and what is left."""
    language = settings.language
    if settings.quiet:
        return
    facts = {"answers": planned.answers, "files": len(planned.files)}
    if session is not None:
        line = text("delete.session", language, session=session, **facts)
    elif recording is not None:
        line = text("delete.recording", language, path=recording)
    else:
        line = text("delete.all", language, sessions=planned.sessions, folder=settings.data_dir, **facts)
    click.echo(line, err=True)
    for path in planned.left:
        click.echo(text("delete.left", language, path=path), err=True)


def _agreed(settings: Settings) -> bool:
    """Ask on a terminal; without one nobody can agree, so nothing is deleted."""
    if not sys.stdin.isatty():
        click.echo(text("delete.need_yes", settings.language), err=True)
        return False
    return click.confirm(text("delete.ask", settings.language), default=False, err=True)
