"""`interviewer roleplay`: a talk of several turns."""

from __future__ import annotations

import contextlib
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from interviewer.cli.interview import microphones
from interviewer.cli.options import answer_audio_option, say, with_settings
from interviewer.errors import UsageProblem
from interviewer.messages import text
from interviewer.settings import Settings

if TYPE_CHECKING:
    from interviewer.banks.schema import RolePlay
    from interviewer.practice.desk import Desk
    from interviewer.practice.talk import Talk
    from interviewer.store import Store

PERSONA = 2
"""The voice of the other side; the interviewer's is 0, the demo's candidate's 1."""


@click.command("roleplay", help=say("cli.roleplay.long"))
@click.argument("identity", required=False, metavar="[ID]")
@click.option("--resume", is_flag=True, help=say("cli.option.resume_roleplay"))
@answer_audio_option("cli.option.answer_audios")
@with_settings("recognition", "speaking", "listening", "banks", "llm")
def command(settings: Settings, identity: str | None, resume: bool, answer_audio: tuple[Path, ...], **_: Any) -> int:
    """Play a role-play; exit code 1 when it was broken off."""
    from interviewer.answer_json import answer_to_json
    from interviewer.banks.loader import find_roleplay, lexicon
    from interviewer.cli.second_judge import announced_llm
    from interviewer.cli.session import open_desk
    from interviewer.practice.roleplay import Exchange, RolePlayPlan
    from interviewer.practice.roleplay_view import talk_dict
    from interviewer.store import open_store

    if identity is None:
        return _list(settings)
    bank, roleplay = find_roleplay(identity, settings.banks, settings.data_dir)
    live, language = not answer_audio, settings.language
    next_microphone = microphones(settings, answer_audio)
    with contextlib.ExitStack() as stack:
        store = stack.enter_context(open_store(settings.data_dir))
        session = _session(store, settings, bank.id, roleplay.id, resume)
        desk = stack.enter_context(open_desk(settings, live=live, persona=PERSONA))
        desk.panel.note(_introduction(roleplay, desk))
        plan = RolePlayPlan(roleplay, session, live, lexicon(bank), announced_llm(settings))

        def show(answer: Any) -> None:
            if settings.json:
                click.echo(answer_to_json(answer))

        talk = Exchange(desk, store, plan, next_microphone, show).run()
        _tell(desk, session, roleplay, talk)
        if talk.left:
            desk.panel.note(text("roleplay.left", language, roleplay=roleplay.id))
        else:
            store.end_session(session, talk_dict(session, roleplay, talk, language))
    return 0 if talk.outcome is not None else 1


def _session(store: Store, settings: Settings, bank: str, roleplay: str, resume: bool) -> str:
    """Return a new session, or the one of the talk that was broken off.

    Raises:
        UsageProblem: there is nothing to resume.
    """
    plan = {"roleplay": roleplay}
    if not resume:
        return store.new_session("roleplay", settings.language, bank=bank, plan=plan)
    for session in store.sessions(kind="roleplay", bank=bank, language=settings.language):
        if session.ended_at is None and session.plan == plan:
            return session.id
    raise UsageProblem(
        f"There is no unfinished role-play {roleplay}. Start one without --resume.",
        problem="no_roleplay_to_resume",
        roleplay=roleplay,
    )


def _list(settings: Settings) -> int:
    """Print the role-plays there are."""
    from interviewer.banks.loader import find_bank, shipped_bank_ids, user_banks

    banks = [find_bank(identity) for identity in shipped_bank_ids()]
    banks += [find_bank(str(path)) for path in settings.banks]
    banks += [entry.bank for entry in user_banks(settings.data_dir) if entry.bank is not None]
    for bank in banks:
        for roleplay in bank.roleplays:
            click.echo(f"{roleplay.id}  {roleplay.title.get(settings.language)}")
    return 0


def _introduction(roleplay: RolePlay, desk: Desk) -> str:
    language = desk.language
    tip = roleplay.tip.get(language) if roleplay.tip is not None else ""
    fields = {"title": roleplay.title.get(language), "role": roleplay.voice_role.get(language), "tip": tip}
    return text("roleplay.intro", language, **fields)


def _tell(desk: Desk, session: str, roleplay: RolePlay, talk: Talk) -> None:
    """Show and speak what the role-play came to."""
    from interviewer.answer_json import one_line
    from interviewer.practice.result_view import result_console
    from interviewer.practice.roleplay_view import show_talk, spoken_verdict, talk_dict

    desk.panel.close()
    if desk.settings.json:
        click.echo(one_line(talk_dict(session, roleplay, talk, desk.language)))
    else:
        show_talk(roleplay, talk, desk.language, result_console())
    desk.say("\n".join(spoken_verdict(roleplay, talk, desk.language)))
