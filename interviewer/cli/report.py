"""`interviewer report`: the page of a session."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from interviewer.cli.options import say, with_settings
from interviewer.settings import Settings

if TYPE_CHECKING:
    from audio.ports import Language
    from interviewer.report.session_view import SessionView
    from interviewer.store import SavedSession, Store


@click.command("report", help=say("cli.report.long"))
@click.argument("session", default="last", metavar="[SESSION]")
@click.option("--out", type=click.Path(path_type=Path, dir_okay=False), metavar="FILE", help=say("cli.option.out_page"))
@click.option("--link-audio", is_flag=True, help=say("cli.option.link_audio"))
@with_settings("banks")
def command(settings: Settings, session: str, out: Path | None, link_audio: bool) -> None:
    """Write the page of a session (default: the last one) and say where it lies."""
    from interviewer.answer_json import one_line
    from interviewer.messages import text
    from interviewer.store import open_store

    with open_store(settings.data_dir) as store:
        found = store.session(session)
        path, view = write_report(store, found, settings, page_language(settings, found), out, link_audio=link_audio)
    absent = [one.sound.name for one in view.answers if one.sound.problem not in (None, "none")]
    if settings.json:
        click.echo(one_line(_as_dict(path, view)))
        return
    if absent and not settings.quiet:
        click.echo(text("report.missing_audio", settings.language, count=len(absent)), err=True)
    click.echo(text("report.written", settings.language, path=path))


def page_language(settings: Settings, session: SavedSession) -> Language:
    """Return the language that was asked for with --lang, else the session's own."""
    named = click.get_current_context().params.get("lang") is not None
    return settings.language if named else session.language


def write_report(
    store: Store,
    session: SavedSession,
    settings: Settings,
    language: Language,
    out: Path | None = None,
    *,
    link_audio: bool = False,
) -> tuple[Path, SessionView]:
    """Write the page of a session and return its path and what it shows.

    Raises:
        OutputError: the page cannot be written.
    """
    from interviewer.report import write_page
    from interviewer.report.build import PageOptions, build_report, default_place

    path = out or default_place(settings.data_dir, session)
    html, view = build_report(
        store, session, PageOptions(language, path, settings.banks, settings.data_dir, link_audio=link_audio)
    )
    write_page(path, html)
    return path, view


def _as_dict(path: Path, view: SessionView) -> dict[str, Any]:
    return {
        "report": str(path),
        "session": view.saved.id,
        "kind": view.saved.kind,
        "total": view.overview.total,
        "pass_mark": view.overview.pass_mark,
        "passed": view.overview.passed,
        "practise": [item.advice for item in view.overview.practise],
        "answers": [
            {
                "id": one.saved.id,
                "question": one.answer.question,
                "part": one.saved.part,
                "total": one.answer.score.total,
                "abstained": one.answer.score.abstained,
                "audio": "embedded" if one.sound.embedded else one.sound.problem or "linked",
            }
            for one in view.answers
        ],
    }
