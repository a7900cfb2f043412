"""What the commands that practise have in common: the desk, and how answers are shown.

Imports are late on purpose: showing the score of a transcript needs neither a desk nor a screen that is drawn live.
"""

from __future__ import annotations

import contextlib
import sys
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

import click

from interviewer.answer_json import answer_to_json
from interviewer.messages import error_text
from interviewer.settings import Settings

if TYPE_CHECKING:
    from interviewer.banks.schema import Question
    from interviewer.practice.desk import Desk
    from interviewer.practice.panel import Panel
    from interviewer.records import Answer


def choose_panel(settings: Settings) -> Panel:
    """Return a live panel on a terminal, plain lines elsewhere, nothing with --quiet."""
    from interviewer.practice.panel import LivePanel, PlainPanel, QuietPanel

    if settings.quiet:
        return QuietPanel()
    if sys.stderr.isatty():
        return LivePanel(settings.language)
    return PlainPanel(settings.language)


@contextlib.contextmanager
def open_desk(settings: Settings, *, live: bool, silent: bool = False, persona: int = 0) -> Iterator[Desk]:
    """Put voice, recogniser, screen and keys together, and tidy up whatever happens.

    Args:
        settings: of this run.
        live: whether a real microphone is used (keys count, the room rings after the voice).
        silent: render speech but play it nowhere.
        persona: whose voice speaks (see `make_speaker`).

    Raises:
        ModelError: the model that was asked for cannot be used.
    """
    from interviewer.cli.models import offer_download
    from interviewer.practice.desk import Desk
    from interviewer.practice.keys import read_keys
    from interviewer.wiring import load_ahead, make_recogniser, make_speaker

    recogniser = make_recogniser(settings)
    panel = choose_panel(settings)
    if recogniser.problem is not None:
        panel.note(error_text(recogniser.problem, settings.language))
        if live and offer_download(settings):
            recogniser = make_recogniser(settings)
    load_ahead(recogniser)
    with make_speaker(settings, silent=silent, persona=persona) as speaker, read_keys() as keyboard:
        desk = Desk(settings, speaker, recogniser, panel, keyboard, settings.recordings_dir)
        desk.headphones = settings.headphones
        if not settings.speak or not live or settings.headphones:
            desk.gate_s = 0.0  # nothing rings in the room
        try:
            yield desk
        finally:
            panel.close()


def show_answer_for(question: Question, settings: Settings) -> Callable[[Answer, list[str]], None]:
    """Return what puts an answer on stdout: one line of JSON, or a page for people."""

    def as_json(answer: Answer, lines: list[str]) -> None:
        click.echo(answer_to_json(answer))

    def as_page(answer: Answer, lines: list[str]) -> None:
        from interviewer.practice.result_view import result_console, show_answer

        console = result_console()
        show_answer(answer, question, console)
        for line in lines:
            console.print(line, markup=False)

    return as_json if settings.json else as_page


def exit_code(answer: Answer) -> int:
    """Return 1 for an answer that could not be heard: nobody spoke, or the microphone vanished."""
    lost = answer.timing.end_reason in ("device_lost", "no_answer")
    return 1 if lost or answer.score.abstained == "silence" else 0
