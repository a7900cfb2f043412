"""`interviewer review`: somebody else marks an answer, offline."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from interviewer.cli.options import say, with_settings
from interviewer.cli.report import page_language
from interviewer.settings import Settings

if TYPE_CHECKING:
    from interviewer.review.beside import Beside
    from interviewer.store import SavedAnswer, Store


@click.group("review", help=say("cli.review.long"))
def command() -> None:
    """Hold the two halves of a review."""


@command.command("export", short_help=say("cli.review.export"), help=say("cli.review.export.long"))
@click.argument("answer", default="last", metavar="[ANSWER]")
@click.option("--out", type=click.Path(path_type=Path, dir_okay=False), metavar="FILE", help=say("cli.option.out_page"))
@click.option("--link-audio", is_flag=True, help=say("cli.option.link_audio"))
@with_settings("banks")
def export_page(settings: Settings, answer: str, out: Path | None, link_audio: bool) -> None:
    """Write the page of one answer for a reviewer."""
    from interviewer.answer_json import one_line
    from interviewer.messages import text
    from interviewer.report import write_page
    from interviewer.report.build import PageOptions
    from interviewer.review.page import build_review_page
    from interviewer.store import open_store

    with open_store(settings.data_dir) as store:
        saved = _find(store, answer)
        language = page_language(settings, store.session(saved.session))
        path = out or settings.data_dir / "reports" / f"review-{saved.id}.html"
        options = PageOptions(language, path, settings.banks, settings.data_dir, link_audio)
        html, sound = build_review_page(saved, options)
    write_page(path, html)
    if settings.json:
        audio = "embedded" if sound.embedded else sound.problem or "linked"
        click.echo(one_line({"page": str(path), "answer": saved.id, "uid": saved.uid, "audio": audio}))
        return
    key = "exported" if sound.embedded else "exported_linked" if sound.src else "exported_silent"
    click.echo(text(f"review.{key}", settings.language, path=path))


@command.command("import", short_help=say("cli.review.import"), help=say("cli.review.import.long"))
@click.argument("file", type=click.Path(path_type=Path), metavar="FILE")
@click.option("--own", is_flag=True, help=say("cli.option.own"))
@with_settings("banks")
def import_file(settings: Settings, file: Path, own: bool) -> None:
    """Keep a reviewer's marks and show them beside the program's and one's own."""
    from interviewer.answer_json import one_line
    from interviewer.messages import text
    from interviewer.report.asked import Catalogue
    from interviewer.review.beside import put_beside
    from interviewer.review.records import read_review
    from interviewer.review.saved import reviews_of, save_review
    from interviewer.review.table import show_beside
    from interviewer.store import open_store

    review = read_review(file)
    with open_store(settings.data_dir) as store:
        saved = save_review(store, review, own=own)
        asked = Catalogue(settings.language, settings.banks, settings.data_dir).find(saved.answer.question)
        found = put_beside(saved.answer, asked, reviews_of(store, saved.id))
    if settings.json:
        click.echo(one_line(_as_dict(saved, found)))
        return
    if not settings.quiet:
        click.echo(text("review.imported", settings.language, id=saved.id, question=saved.answer.question), err=True)
    show_beside(found, asked, settings.language)


def _find(store: Store, answer: str) -> SavedAnswer:
    """Return the answer of that number; `last` is the last one of the last session.

    Raises:
        StoreError: there is no such answer.
    """
    if answer.isdigit():
        return store.answer(int(answer))
    if answer == "last":
        answers = store.session_answers(store.session("last").id)
        if answers:
            return answers[-1]
    from interviewer.errors import StoreError

    raise StoreError(f"there is no answer {answer}; `interviewer history` lists them", id=answer, problem="answer")


def _as_dict(saved: SavedAnswer, found: Beside) -> dict[str, Any]:
    return {
        "answer": saved.id,
        "uid": saved.uid,
        "question": saved.answer.question,
        "columns": [
            {
                "kind": column.kind,
                "name": column.name,
                "total": column.total,
                "comments": [{"at_s": remark.at_s, "text": remark.text} for remark in column.remarks],
            }
            for column in found.columns
        ],
        "rows": [
            {
                "id": row.id,
                "kind": "pitfall" if row.pitfall else "point",
                "marks": list(row.marks),
                "differs": row.differs,
            }
            for row in found.rows
        ],
        "differing": found.differing,
        "shared": found.shared,
        "total_differs": found.total_differs,
    }
