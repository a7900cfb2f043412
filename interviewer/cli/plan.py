"""`interviewer plan`: what to practise next, and why."""

from __future__ import annotations

import json
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from interviewer.cli.options import say, with_settings
from interviewer.settings import Settings

if TYPE_CHECKING:
    from interviewer.banks.schema import Bank
    from interviewer.memory.attempts import Attempt
    from interviewer.planning.introduction import Draft
    from interviewer.planning.job import JobNeeds
    from interviewer.planning.requirements import JobDescription
    from interviewer.planning.resume import Resume

_ALWAYS = "hr-faq"  # every interview asks from it


@click.command("plan", help=say("cli.plan.long"))
@click.argument("bank", required=False, metavar="[BANK]")
@click.option("--jd", type=click.Path(path_type=Path), metavar="FILE", help=say("cli.option.plan_jd"))
@click.option("--resume", type=click.Path(path_type=Path), metavar="FILE", help=say("cli.option.plan_resume"))
@click.option("--date", "day", type=click.DateTime(["%Y-%m-%d"]), help=say("cli.option.plan_date"))
@click.option("--limit", type=click.IntRange(1, 100), default=5, show_default=True, help=say("cli.option.plan_limit"))
@with_settings("banks", "llm")
def command(
    settings: Settings, bank: str | None, jd: Path | None, resume: Path | None, day: datetime | None, limit: int
) -> None:
    """Plan the next practice."""
    from interviewer.memory.attempts import read_attempts
    from interviewer.planning.plan import make_plan
    from interviewer.store import open_store

    with open_store(settings.data_dir) as store:
        attempts = read_attempts(store, language=settings.language)
    banks = _banks(settings, attempts, bank, everything=jd is not None)
    job, draft = _documents(settings, jd, resume, banks, attempts)
    today = day.date() if day is not None else date.today()
    wanted = job.wanted() if job is not None else {}
    if job is not None:
        banks = [one for one in banks if one.id == _ALWAYS or bank or _is_wanted(one, wanted, attempts)]
    plan = make_plan(banks, attempts, settings.language, today, wanted=wanted, limit=limit)
    if settings.json:
        from interviewer.planning.job_view import draft_json, job_json
        from interviewer.planning.plan_view import plan_json

        result: dict[str, Any] = plan_json(plan)
        result["job"] = job_json(job) if job is not None else None
        result["introduction"] = draft_json(draft) if draft is not None else None
        click.echo(json.dumps(result, ensure_ascii=False))
        return
    from interviewer.planning.job_view import show_draft, show_job
    from interviewer.planning.plan_view import show_plan
    from interviewer.practice.result_view import result_console

    console = result_console()
    if job is not None:
        show_job(job, console, settings.language)
    if draft is not None:
        show_draft(draft, console, settings.language)
    show_plan(plan, console, settings.language)


def _is_wanted(bank: Bank, wanted: dict[str, int], attempts: list[Attempt]) -> bool:
    """Tell whether the job asks for a bank, or the person practises it already."""
    return any(question.id in wanted for question in bank.questions) or any(one.bank == bank.id for one in attempts)


def _documents(
    settings: Settings, jd: Path | None, resume_path: Path | None, banks: list[Bank], attempts: list[Attempt]
) -> tuple[JobNeeds | None, Draft | None]:
    """Read what was given; a resume alone gives a draft, a job description alone gives its requirements.

    Raises:
        InputError: a document cannot be used.
    """
    if jd is None and resume_path is None:
        return None, None
    from interviewer.planning.documents import read_document
    from interviewer.planning.introduction import draft_introduction
    from interviewer.planning.job import job_needs
    from interviewer.planning.resume import read_resume

    resume: Resume | None = read_resume(read_document(resume_path)) if resume_path is not None else None
    job = None
    if jd is not None:
        job = job_needs(_job_description(read_document(jd), settings), banks, attempts, resume)
    if resume is None:
        return job, None
    return job, draft_introduction(resume, job.job.role if job else None, job.fit() if job else None)


def _job_description(content: str, settings: Settings) -> JobDescription:
    """Find the requirements by rules, and better with the language model when one was asked for."""
    from interviewer.cli.second_judge import announced_llm
    from interviewer.errors import LlmError
    from interviewer.messages import error_text, text
    from interviewer.planning.requirements import read_job_description

    offline = read_job_description(content)
    client = announced_llm(settings, "job")
    if client is None:
        return offline
    from interviewer.planning.llm_requirements import ask_for_requirements

    if not settings.quiet:
        click.echo(text("plan.llm_asked", settings.language, host=client.host), err=True)
    try:
        return ask_for_requirements(client, content, offline)
    except LlmError as error:
        click.echo(error_text(error, settings.language), err=True)
        return offline


def _banks(settings: Settings, attempts: list[Attempt], only: str | None, *, everything: bool) -> list[Bank]:
    """Return the banks a plan draws on: the one that is named, else those practised, the latest first.

    Args:
        settings: of this run.
        attempts: the person's, oldest first.
        only: id or file of the one bank.
        everything: the other shipped and own banks as well (a job may ask for any of them).
    """
    from interviewer.banks.loader import find_bank, load_bank, shipped_banks, user_banks
    from interviewer.errors import InterviewerError

    if only is not None:
        return [find_bank(only, settings.banks, settings.data_dir)]
    banks = [load_bank(path) for path in settings.banks]
    practised = dict.fromkeys([*(one.bank for one in reversed(attempts)), _ALWAYS])
    for name in practised:
        try:
            banks.append(find_bank(name, settings.banks, settings.data_dir))
        except InterviewerError:
            continue  # its file is gone: what was practised with it cannot be planned any more
    if everything:
        banks += [*shipped_banks(), *(entry.bank for entry in user_banks(settings.data_dir) if entry.bank)]
    return list({bank.id: bank for bank in banks}.values())
