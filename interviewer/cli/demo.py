"""`interviewer demo`: the whole loop with a synthetic candidate."""

from __future__ import annotations

import sys
from dataclasses import replace
from typing import TYPE_CHECKING

import click

from interviewer.cli.drill import DEFAULT_QUESTION
from interviewer.cli.options import say, with_settings
from interviewer.messages import text
from interviewer.settings import Settings

if TYPE_CHECKING:
    from audio.ports import Language


@click.command("demo", help=say("cli.demo.long"))
@click.option("--silent", is_flag=True, help=say("cli.option.silent"))
@with_settings("speaking")
def command(settings: Settings, silent: bool) -> None:
    """Run the demo in one language, or in both when none is named."""
    from audio.models import MINI

    settings = replace(settings, model=MINI)
    silent = silent or not _can_play(settings)
    languages: list[Language] = [settings.language]
    if click.get_current_context().params.get("lang") is None:
        languages.append("en" if settings.language == "zh" else "zh")
    for language in languages:
        _run(replace(settings, language=language), silent)


def _can_play(settings: Settings) -> bool:
    """Tell whether there is a loudspeaker; say so when there is none, and go on without."""
    from audio.errors import DeviceError
    from interviewer.messages import error_text
    from interviewer.wiring import check_output

    try:
        check_output(settings)
    except DeviceError as error:
        click.echo(error_text(error, settings.language), err=True)
        return False
    return True


def _run(settings: Settings, silent: bool) -> None:
    from interviewer.banks.loader import find_question, lexicon
    from interviewer.cli.report import write_report
    from interviewer.cli.session import open_desk, show_answer_for
    from interviewer.practice.candidate import KINDS, candidate_answer, candidate_microphone
    from interviewer.practice.drill import DrillPlan, run_attempt
    from interviewer.store import open_store

    language = settings.language
    bank, question = find_question(DEFAULT_QUESTION)
    with open_store(settings.data_dir) as store, open_desk(settings, live=False, silent=silent) as desk:
        desk.panel.note(text("live.simulated", language))
        if silent:
            desk.panel.note(text("live.silent_card", language))
        session = store.new_session("demo", language, simulated=True)
        plan = DrillPlan(question, session, live=False, simulated=True, lexicon=lexicon(bank))
        show = show_answer_for(question, settings)
        for kind in KINDS:
            label = text(f"live.candidate_{kind}", language)
            desk.panel.note(f"\n{text('live.candidate', language, kind=label)}")
            clip = candidate_answer(kind, language, settings)
            microphone = candidate_microphone(clip, settings, aloud=not silent)
            _, leaving = run_attempt(desk, store, plan, microphone, show)
            if leaving:
                return
        page, _ = write_report(store, store.session(session), settings, language)
        if not settings.json:
            click.echo(text("live.saved", language, path=settings.data_dir), file=sys.stderr)
            click.echo(text("report.written", language, path=page), file=sys.stderr)
