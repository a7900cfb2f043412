"""`interviewer history`: what was practised, and how it went."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import click

from interviewer.cli.options import say, with_settings
from interviewer.settings import Settings

if TYPE_CHECKING:
    # Importing it for real would import numpy.
    from audio.ports import Language

_SESSIONS_SHOWN = 5


@click.command("history", help=say("cli.history.long"))
@click.option("--question", metavar="ID", help=say("cli.option.history_question"))
@click.option("--bank", metavar="ID", help=say("cli.option.history_bank"))
@click.option("--limit", type=click.IntRange(1), default=15, show_default=True, help=say("cli.option.history_limit"))
@with_settings()
def command(settings: Settings, question: str | None, bank: str | None, limit: int) -> None:
    """List attempts, trends and sessions."""
    from interviewer.memory.attempts import read_attempts
    from interviewer.memory.history_view import History, history_json, history_lines
    from interviewer.store import open_store

    language: Language | None = click.get_current_context().params.get("lang")
    with open_store(settings.data_dir) as store:
        attempts = read_attempts(store, question=question, bank=bank, language=language)
        if question is None:
            sessions = store.sessions(_SESSIONS_SHOWN, bank=bank, language=language)
        else:
            sessions = []  # the attempts say it all
    names = _point_names(question, settings) if question and attempts and not settings.json else {}
    history = History(attempts, sessions, limit, question, names)
    if settings.json:
        click.echo(json.dumps(history_json(history), ensure_ascii=False))
        return
    for line in history_lines(history, settings.language):
        click.echo(line)


def _point_names(question: str, settings: Settings) -> dict[str, str]:
    """Return the sentences of a question's points; nothing when its bank is gone: the ids still tell."""
    from interviewer.banks.loader import find_question
    from interviewer.errors import InterviewerError

    try:
        _, found = find_question(question, data_dir=settings.data_dir)
    except InterviewerError:
        return {}
    return {point.id: f"{point.id} {point.get(settings.language)}" for point in found.points}
