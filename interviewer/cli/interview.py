"""`interviewer interview`: a mock interview over a bank."""

from __future__ import annotations

import random
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from interviewer.cli.options import REPLAY_LIMIT_S, answer_audio_option, say, with_settings
from interviewer.errors import UnknownQuestion, UsageProblem
from interviewer.messages import text
from interviewer.settings import Settings

if TYPE_CHECKING:
    from audio.ports import Microphone
    from interviewer.banks.schema import Bank, Question
    from interviewer.practice.interview import InterviewPlan
    from interviewer.store import Store


@click.command("interview", help=say("cli.interview.long"))
@click.argument("bank", metavar="BANK")
@click.option("--questions", "count", type=click.IntRange(1), metavar="N", help=say("cli.option.questions"))
@click.option("--only", metavar="ID,...", help=say("cli.option.only"))
@click.option("--seed", "draw", type=int, metavar="N", help=say("cli.option.seed"))
@click.option(
    "--prepare", "prepare_s", type=click.FloatRange(0, 600), default=0, metavar="S", help=say("cli.option.prepare")
)
@click.option("--follow-ups", type=click.IntRange(0, 2), default=2, metavar="0-2", help=say("cli.option.follow_ups"))
@click.option(
    "--feedback", type=click.Choice(["after-each", "at-end"]), default="at-end", help=say("cli.option.feedback")
)
@click.option("--limit", "limit_s", type=click.FloatRange(5, 3600), metavar="S", help=say("cli.option.limit"))
@click.option("--resume", is_flag=True, help=say("cli.option.resume"))
@answer_audio_option("cli.option.answer_audios")
@with_settings("recognition", "speaking", "listening", "banks", "llm")
def command(settings: Settings, bank: str, answer_audio: tuple[Path, ...], **chosen: Any) -> int:
    """Hold an interview; exit code 1 when the microphone was lost or nothing could be scored."""
    from interviewer.banks.loader import find_bank
    from interviewer.cli.session import open_desk, show_answer_for
    from interviewer.practice.interview import Interview
    from interviewer.store import open_store

    found = find_bank(bank, settings.banks, settings.data_dir)
    next_microphone = microphones(settings, answer_audio)
    with open_store(settings.data_dir) as store:
        plan = _plan(settings, store, found, live=not answer_audio, **chosen)
        with open_desk(settings, live=plan.live) as desk:

            def show(answer: Any, question: Question) -> None:
                if settings.json or plan.feedback == "after-each":
                    desk.panel.close()
                    show_answer_for(question, settings)(answer, [])

            interview = Interview(desk, store, plan, next_microphone, show)
            summary = interview.run()
            if summary is None:
                if interview.lost:
                    desk.panel.note(text("interview.lost", settings.language, bank=found.id))
                return 1 if interview.lost else 0
            _tell(desk, summary)
    return 0 if summary.count("judged") else 1


def microphones(settings: Settings, files: tuple[Path, ...]) -> Callable[[], Microphone | None]:
    """Return what hands out a microphone for each answer: the machine's own, or the recordings one after another.

    Raises:
        DecodeError: a recording cannot be read as sound.
    """
    from interviewer.wiring import make_microphone, replay_microphone

    if not files:
        return lambda: make_microphone(settings)
    replays = iter([replay_microphone(path, REPLAY_LIMIT_S) for path in files])
    return lambda: next(replays, None)


def _tell(desk: Any, summary: Any) -> None:
    """Show and speak what the interview came to."""
    from interviewer.answer_json import one_line
    from interviewer.practice.result_view import result_console
    from interviewer.practice.summary_view import show_summary, spoken_summary

    desk.panel.close()
    if desk.settings.json:
        click.echo(one_line(summary.to_dict()))
    else:
        show_summary(summary, result_console())
    desk.say("\n".join(spoken_summary(summary)))


def _plan(
    settings: Settings,
    store: Store,
    bank: Bank,
    *,
    live: bool,
    resume: bool,
    count: int | None,
    only: str | None,
    draw: int | None,
    **chosen: Any,
) -> InterviewPlan:
    """Return a new plan, saved with its session, or the one of the interview that was broken off."""
    from interviewer.banks.loader import lexicon
    from interviewer.cli.second_judge import announced_llm
    from interviewer.practice.interview import InterviewPlan

    kept = {"feedback": chosen["feedback"], "prepare_s": chosen["prepare_s"], "follow_ups": chosen["follow_ups"]}
    if resume:
        session, ids, kept = unfinished(settings, store, bank)
        questions = tuple(question for identity in ids if (question := bank.question(identity)) is not None)
    else:
        questions = choose_questions(bank, count, only, draw)
        plan = {"questions": [question.id for question in questions], **kept}
        session = store.new_session("interview", settings.language, bank=bank.id, plan=plan)
    return InterviewPlan(
        bank=bank,
        questions=questions,
        session=session,
        live=live,
        limit_s=chosen["limit_s"],
        lexicon=lexicon(bank),
        llm=announced_llm(settings),
        **kept,
    )


def unfinished(settings: Settings, store: Store, bank: Bank) -> tuple[str, list[str], dict[str, Any]]:
    """Return the newest interview over a bank that was broken off: its session, its questions, how it is held.

    Raises:
        UsageProblem: there is none.
    """
    sessions = store.sessions(kind="interview", bank=bank.id, language=settings.language)
    for session in sessions:
        if session.ended_at is None and session.plan:
            plan = dict(session.plan)
            return session.id, plan.pop("questions"), {**plan, "skipped": tuple(plan.get("skipped", ()))}
    raise UsageProblem(
        f"There is no unfinished interview over {bank.id}. Start one without --resume.",
        problem="nothing_to_resume",
        bank=bank.id,
    )


def choose_questions(bank: Bank, count: int | None, only: str | None, seed: int | None) -> tuple[Question, ...]:
    """Return the questions of an interview.

    Args:
        bank: the bank.
        count: how many; None for all.
        only: ids separated by commas, with or without the bank's name; their order is the order of asking.
        seed: draws `count` of them at random, the same ones for the same seed; None takes the first in order.

    Raises:
        UnknownQuestion: the bank has no such question.
    """
    if only is not None:
        return tuple(_find(bank, identity.strip()) for identity in only.split(",") if identity.strip())
    questions = list(bank.questions)
    if seed is not None:
        random.Random(seed).shuffle(questions)
    return tuple(questions[:count])


def _find(bank: Bank, identity: str) -> Question:
    full = identity if "/" in identity else f"{bank.id}/{identity}"
    known = [question for question in bank.questions if question.id == full or question.id.startswith(f"{full}-")]
    if len(known) != 1:
        near = ", ".join(question.id for question in bank.questions[:5])
        raise UnknownQuestion(
            f"{bank.id} has no question {identity}. `interviewer banks show {bank.id}` lists them: {near}, ...",
            id=identity,
            hint="",
            suggestions=(),
        )
    return known[0]
