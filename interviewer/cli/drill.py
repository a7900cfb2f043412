"""`interviewer drill`: one question, again and again."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import click

from interviewer.cli.options import REPLAY_LIMIT_S, answer_audio_option, say, with_settings
from interviewer.settings import Settings

if TYPE_CHECKING:
    from audio.ports import Microphone
    from interviewer.practice.desk import Desk

DEFAULT_QUESTION = "hr-faq/02-self-intro"


@click.command("drill", help=say("cli.drill.long"))
@click.argument("question", default=DEFAULT_QUESTION, metavar="[QUESTION_ID]")
@answer_audio_option("cli.option.answer_audio")
@click.option("--limit", "limit_s", type=click.FloatRange(5, 3600), metavar="S", help=say("cli.option.limit"))
@click.option("--attempts", type=click.IntRange(1), metavar="N", help=say("cli.option.attempts"))
@with_settings("recognition", "speaking", "listening", "banks", "llm")
def command(
    settings: Settings, question: str, answer_audio: tuple[Path, ...], limit_s: float | None, attempts: int | None
) -> int:
    """Practise one question; exit code 1 when the last attempt could not be heard to its end."""
    from interviewer.banks.loader import find_question, lexicon
    from interviewer.cli.second_judge import announced_llm, second_judge
    from interviewer.cli.session import exit_code, open_desk, show_answer_for
    from interviewer.practice.drill import DrillPlan, run_drill
    from interviewer.store import open_store
    from interviewer.wiring import make_microphone, replay_microphone

    bank, found = find_question(question, settings.banks, settings.data_dir, alone=True)
    replays = [replay_microphone(path, REPLAY_LIMIT_S) for path in answer_audio]
    live = not replays
    judge_again = second_judge(announced_llm(settings), found, settings, lexicon(bank), live=live)
    with open_store(settings.data_dir) as store, open_desk(settings, live=live) as desk:
        session = store.new_session("drill", settings.language)
        plan = DrillPlan(found, session, limit_s, live, lexicon=lexicon(bank), second_judge=judge_again)
        if live:
            # Without a terminal nobody can be asked whether to go on: one attempt, as promised.
            rounds = attempts or (None if sys.stdin.isatty() and not settings.json else 1)
            microphones = _again_and_again(desk, lambda: make_microphone(settings), rounds)
        else:
            microphones = iter(replays)
        answers = run_drill(desk, store, plan, microphones, show_answer_for(found, settings))
    return exit_code(answers[-1]) if answers else 0


def _again_and_again(desk: Desk, make: Callable[[], Microphone], rounds: int | None) -> Iterator[Microphone]:
    """Yield a microphone for each attempt, asking before every further one."""
    done = 0
    while rounds is None or done < rounds:
        if done:
            desk.keyboard.clear()  # before the question is shown: a quick answer to it must count
            desk.panel.note("\n" + desk.text("live.retry"))
            while (key := desk.keyboard.wait()) not in ("enter", "r", "q", "escape"):
                pass
            if key in ("q", "escape"):
                return
        yield make()
        done += 1
