"""What a role-play came to: the outcome, a verdict per move with quotes, and the exchange to read again."""

from __future__ import annotations

from typing import Any

from rich.console import Console
from rich.table import Table
from rich.text import Text

from audio.ports import Language
from interviewer.banks.schema import Pitfall, RolePlay
from interviewer.messages import text
from interviewer.practice.results import SCHEMA
from interviewer.practice.talk import Talk, outcome_of

_ADVICE = 2  # missing moves that are spoken about


def spoken_verdict(roleplay: RolePlay, talk: Talk, language: Language) -> list[str]:
    """Return the sentences that close a role-play."""
    steps = roleplay.steps
    lines = [text(f"roleplay.end_{outcome_of(talk)}", language)]
    lines.append(text("roleplay.made", language, made=len(talk.moves), count=len(steps)))
    missing = sorted((step for step in steps if step.id not in talk.moves), key=lambda step: -step.weight)
    for step in missing[:_ADVICE]:
        advice = (step.ask_for or step).get(language).rstrip(".。")
        lines.append(text("roleplay.next", language, advice=advice))
    for key in list(talk.mistakes)[:1]:
        lines.append(text("roleplay.avoid", language, pitfall=_pitfall(roleplay, key).get(language)))
    if talk.figure is not None and talk.other_figures:
        first, later = (f"{value:,.0f}" for value in (talk.figure, talk.other_figures[-1]))
        lines.append(text("roleplay.figures", language, first=first, later=later))
    return lines


def show_talk(roleplay: RolePlay, talk: Talk, language: Language, console: Console) -> None:
    """Print the exchange, the verdict per move, and what was said in closing."""
    console.print(_replay(talk, language))
    console.print(_moves(roleplay, talk, language))
    for key, made in talk.mistakes.items():
        pitfall = _pitfall(roleplay, key).get(language)
        quote = f": “{made.quote}”" if made.quote else ""
        console.print(Text(text("roleplay.avoid", language, pitfall=pitfall) + quote, style="red"))
    for line in spoken_verdict(roleplay, talk, language):
        console.print(Text(line))


def talk_dict(session: str, roleplay: RolePlay, talk: Talk, language: Language) -> dict[str, Any]:
    """Return plain JSON values, schema `interviewer.summary/1`, kind "roleplay"."""
    return {
        "schema": SCHEMA,
        "kind": "roleplay",
        "session": session,
        "roleplay": roleplay.id,
        "lang": language,
        "outcome": outcome_of(talk),
        "moves": [{"step": step.id, "made": step.id in talk.moves, **_where(talk, step.id)} for step in roleplay.steps],
        "mistakes": [
            {"turn": made.turn, "pitfall": made.id, "quote": made.quote or None} for made in talk.mistakes.values()
        ],
        "exchange": [
            {"who": "other" if line.turn is None else "you", "turn": line.turn, "text": line.text}
            for line in talk.lines
        ],
    }


def _where(talk: Talk, step: str) -> dict[str, str | None]:
    made = talk.moves.get(step)
    return {"turn": made.turn if made else None, "quote": made.quote if made else None}


def _pitfall(roleplay: RolePlay, key: str) -> Pitfall:
    turn_id, _, pitfall_id = key.partition("/")
    return next(
        pitfall for turn in roleplay.turns if turn.id == turn_id for pitfall in turn.avoid if pitfall.id == pitfall_id
    )


def _replay(talk: Talk, language: Language) -> Table:
    table = _table(text("roleplay.replay", language), 2)
    for line in talk.lines:
        who = text("roleplay.them" if line.turn is None else "roleplay.you", language)
        style = "dim" if line.turn is None else ""
        table.add_row(Text(who, style="bold"), Text(line.text, style=style))
    return table


def _moves(roleplay: RolePlay, talk: Talk, language: Language) -> Table:
    table = _table(text("roleplay.moves", language), 3)
    for step in roleplay.steps:
        made = talk.moves.get(step.id)
        said = Text(f"“{made.quote}”", style="green") if made else Text(text("result.missing", language), style="dim")
        table.add_row(Text("✓" if made else "✗", style="green" if made else "dim"), Text(step.get(language)), said)
    return table


def _table(title: str, columns: int) -> Table:
    table = Table(box=None, padding=(0, 1), title=title, title_justify="left", pad_edge=False, show_header=False)
    table.add_column(no_wrap=True)
    for _ in range(columns - 1):
        table.add_column(overflow="fold")  # Mandarin has no spaces to wrap at, and would be cut off
    return table
