"""What the commands that practise have in common: the desk, and how answers are shown."""

from __future__ import annotations

import contextlib
import sys
from collections.abc import Callable, Iterator

import click

from interviewer.answer_json import answer_to_json
from interviewer.banks.schema import Question
from interviewer.cli.models import offer_download
from interviewer.messages import error_text
from interviewer.practice.desk import Desk
from interviewer.practice.keys import read_keys
from interviewer.practice.panel import LivePanel, Panel, PlainPanel, QuietPanel
from interviewer.practice.result_view import result_console, show_answer
from interviewer.records import Answer
from interviewer.settings import Settings
from interviewer.wiring import load_ahead, make_recogniser, make_speaker


def choose_panel(settings: Settings) -> Panel:
    """Return a live panel on a terminal, plain lines elsewhere, nothing with --quiet."""
    if settings.quiet:
        return QuietPanel()
    if sys.stderr.isatty():
        return LivePanel(settings.language)
    return PlainPanel(settings.language)


@contextlib.contextmanager
def open_desk(settings: Settings, *, live: bool, silent: bool = False) -> Iterator[Desk]:
    """Put voice, recogniser, screen and keys together, and tidy up whatever happens.

    Args:
        settings: of this run.
        live: whether a real microphone is used (keys count, the room rings after the voice).
        silent: render speech but play it nowhere.

    Raises:
        ModelError: the model that was asked for cannot be used.
    """
    recogniser = make_recogniser(settings)
    panel = choose_panel(settings)
    if recogniser.problem is not None:
        panel.note(error_text(recogniser.problem, settings.language))
        if live and offer_download(settings):
            recogniser = make_recogniser(settings)
    load_ahead(recogniser)
    with make_speaker(settings, silent=silent) as speaker, read_keys() as keyboard:
        desk = Desk(settings, speaker, recogniser, panel, keyboard, settings.recordings_dir)
        if not settings.speak or not live:
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
        console = result_console()
        show_answer(answer, question, console)
        for line in lines:
            console.print(line, markup=False)

    return as_json if settings.json else as_page


def exit_code(answer: Answer) -> int:
    """Return 1 for an answer that could not be heard: nobody spoke, or the microphone vanished."""
    lost = answer.timing.end_reason in ("device_lost", "no_answer")
    return 1 if lost or answer.score.abstained == "silence" else 0
