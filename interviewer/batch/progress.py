"""How far a run is, on stderr: a bar on a terminal, a line now and then elsewhere."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Protocol

import click

from audio.ports import Language
from interviewer.batch.run import Tally
from interviewer.messages import duration_text, text

_LINE_EVERY_S = 15.0


class Progress(Protocol):
    """Shows a tally."""

    def __call__(self, tally: Tally) -> None:
        """Show how far the run is."""
        ...

    def note(self, message: str) -> None:
        """Leave a line on the screen."""
        ...


def progress_text(tally: Tally, language: Language) -> str:
    """Return one line: done, failed, rate and time left.

    What earlier runs had done is no guide to the rate, so it is left out of it.
    """
    elapsed_s = max(time.monotonic() - tally.started_s, 0.001)
    worked = tally.scored + tally.failed
    left_s = (tally.items - tally.done) * elapsed_s / worked if worked else None
    left = text("batch.left", language, time=duration_text(left_s, language)) if left_s else ""
    return text(
        "batch.progress",
        language,
        done=tally.done,
        items=tally.items,
        failed=tally.failed,
        rate=f"{worked / elapsed_s * 60:.1f}",
        left=left,
    )


class _Lines:
    """A line every quarter of a minute."""

    def __init__(self, language: Language) -> None:
        self._language = language
        self._shown_s = time.monotonic()

    def __call__(self, tally: Tally) -> None:
        if time.monotonic() - self._shown_s >= _LINE_EVERY_S:
            self._shown_s = time.monotonic()
            self.note(progress_text(tally, self._language))

    def note(self, message: str) -> None:
        click.echo(message, err=True)


class _Silence:
    def __call__(self, tally: Tally) -> None:
        pass

    def note(self, message: str) -> None:
        pass


@contextmanager
def show_progress(items: int, language: Language, *, quiet: bool) -> Iterator[Progress]:
    """Yield what shows the progress, and tidy the screen afterwards."""
    if quiet:
        yield _Silence()
    elif not sys.stderr.isatty():
        yield _Lines(language)
    else:
        with _bar(items, language) as bar:
            yield bar


@contextmanager
def _bar(items: int, language: Language) -> Iterator[Progress]:
    from rich.console import Console
    from rich.progress import BarColumn, TextColumn
    from rich.progress import Progress as RichProgress

    columns = (BarColumn(bar_width=30), TextColumn("{task.description}", markup=False))
    with RichProgress(*columns, console=Console(stderr=True), refresh_per_second=4) as rich:
        task = rich.add_task("", total=items)

        class Bar:
            def __call__(self, tally: Tally) -> None:
                rich.update(task, completed=tally.done, description=progress_text(tally, language))

            def note(self, message: str) -> None:
                rich.console.print(message, markup=False, highlight=False)

        yield Bar()
