"""`interviewer models`: what can recognise speech here, and how to get more."""

from __future__ import annotations

import json
import os
import sys
from typing import TYPE_CHECKING

import click

from interviewer.cli.options import say, with_settings
from interviewer.messages import text
from interviewer.settings import Settings

if TYPE_CHECKING:
    from audio.models import FoundModel

_MB = 1_000_000


@click.group("models", help=say("cli.models"))
def command() -> None:
    """Group the model commands."""


@command.command("list", help=say("cli.models.list"))
@with_settings()
def list_models(settings: Settings) -> None:
    """List installed and downloadable models."""
    from audio.models import KNOWN_MODELS, RECOMMENDED, installed_models

    language = settings.language
    installed = installed_models(models_dir=settings.models_dir, env=os.environ)
    if settings.json:
        entries = [
            {
                "name": model.name,
                "path": str(model.path),
                "size_bytes": model.size_bytes,
                "kind": model.kind,
                "usable": model.problem is None,
                "problem": None if model.problem is None else str(model.problem),
            }
            for model in installed
        ]
        known = [
            {"name": model.name, "size_bytes": model.size_mb * _MB, "languages": list(model.languages)}
            for model in KNOWN_MODELS.values()
        ]
        click.echo(json.dumps({"installed": entries, "downloadable": known}, ensure_ascii=False))
        return
    click.echo(text("models.installed", language))
    for model in installed:
        state = "" if model.problem is None else f"  ✗ {model.problem}"
        note = f"  {text('models.mini_note', language)}" if model.kind == "shipped" else ""
        click.echo(f"  {model.name:<18}{model.size_bytes / _MB:>7.0f} MB  {model.path}{note}{state}")
    click.echo(text("models.downloadable", language))
    have = {model.name for model in installed if model.problem is None}
    for known_model in KNOWN_MODELS.values():
        marks = [
            *([text("models.recommended", language)] if known_model.name == RECOMMENDED else []),
            *([text("models.english_only", language)] if known_model.languages == ("en",) else []),
            *([text("models.have", language)] if known_model.name in have else []),
        ]
        click.echo(f"  {known_model.name:<18}{known_model.size_mb:>7} MB  {', '.join(marks)}".rstrip())


@command.command("path", help=say("cli.models.path"))
@click.argument("name", required=False)
@with_settings()
def model_path(settings: Settings, name: str | None) -> None:
    """Print the folder of the model that would be used."""
    from audio.models import find_model

    found = find_model(name, models_dir=settings.models_dir, env=os.environ, language=settings.language)
    if settings.json:
        click.echo(json.dumps({"name": found.name, "path": str(found.path)}, ensure_ascii=False))
    else:
        click.echo(str(found.path))


@command.command("download", help=say("cli.models.download"))
@click.argument("name", default="small")
@click.option("--yes", "-y", is_flag=True, help=say("cli.option.yes"))
@with_settings()
def download_model(settings: Settings, name: str, yes: bool) -> int:
    """Fetch a model after saying where from and how much."""
    found = fetch(name, settings, agreed=yes)
    if found is None:
        return 1
    if settings.json:
        click.echo(json.dumps({"name": found.name, "path": str(found.path), "size_bytes": found.size_bytes}))
    else:
        click.echo(text("models.done", settings.language, name=found.name, path=found.path))
    return 0


def fetch(name: str, settings: Settings, *, agreed: bool) -> FoundModel | None:
    """Say where from and how much, ask unless agreed already, then download with a progress bar.

    Returns:
        The model; None when the person did not agree.

    Raises:
        ModelError: it cannot be had.
    """
    from audio.hub import DEFAULT_ENDPOINT
    from audio.model_download import Progress, download
    from audio.models import KNOWN_MODELS, canonical_name

    known = KNOWN_MODELS.get(canonical_name(name))
    if known is not None:
        endpoint = os.environ.get("HF_ENDPOINT") or DEFAULT_ENDPOINT
        plan = say("models.plan", name=known.name, size=known.size_mb, endpoint=endpoint, folder=settings.models_dir)
        click.echo(plan, err=True)
        if not agreed and not _agreed():
            return None

    from rich.console import Console
    from rich.progress import BarColumn, DownloadColumn, TimeRemainingColumn, TransferSpeedColumn
    from rich.progress import Progress as Bar

    columns = (BarColumn(), DownloadColumn(), TransferSpeedColumn(), TimeRemainingColumn())
    with Bar(*columns, console=Console(stderr=True), disable=settings.quiet) as bar:
        task = bar.add_task(name, total=None)

        def show(progress: Progress) -> None:
            bar.update(task, completed=progress.done_bytes, total=progress.total_bytes)

        return download(name, models_dir=settings.models_dir, env=os.environ, progress=show)


def offer_download(settings: Settings) -> bool:
    """Offer the recommended model to a person at a terminal; return whether it is here now."""
    from audio.errors import ModelError
    from audio.models import RECOMMENDED
    from interviewer.messages import error_text

    if settings.quiet or settings.json or not sys.stdin.isatty():
        return False
    try:
        return fetch(RECOMMENDED, settings, agreed=False) is not None
    except ModelError as error:
        click.echo(error_text(error, settings.language), err=True)
        return False


def _agreed() -> bool:
    """Ask on a terminal; without one nobody can agree, so nothing is downloaded."""
    if not sys.stdin.isatty():
        click.echo(say("models.need_yes"), err=True)
        return False
    return click.confirm(say("models.ask"), default=True, err=True)
