"""How a plan looks on the screen and as JSON."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from rich.console import Console
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from interviewer.memory.history_view import score_text
from interviewer.messages import text
from interviewer.planning.plan import Plan, Standing, Step

if TYPE_CHECKING:
    # Importing it for real would import numpy.
    from audio.ports import Language


def plan_json(plan: Plan) -> dict[str, Any]:
    """Return everything for programs."""
    return {
        "day": plan.day.isoformat(),
        "needs": [
            {"bank": need.bank.id, "practised": need.practised, "questions": len(need.bank.questions)}
            | {"mean": need.mean, "pass_mark": need.bank.pass_mark}
            for need in plan.needs
        ],
        "preparation": [_standing_json(standing) for standing in plan.preparation],
        "practice": [{"reason": step.reason, **_standing_json(step.standing)} for step in plan.practice],
        "evaluation": [need.bank.id for need in plan.evaluation],
        "coming": [_standing_json(standing) for standing in plan.coming],
    }


def _standing_json(standing: Standing) -> dict[str, Any]:
    return {
        "question": standing.question.id,
        "attempts": standing.attempts,
        "last": standing.last,
        "weakness": standing.weakness,
        "points": [
            {"id": point.id, "text": point.text, "strength": point.strength, "never": point.never}
            for point in standing.points
        ],
        "due": standing.schedule.due.isoformat() if standing.schedule else None,
        "recall": standing.schedule.recall if standing.schedule else None,
        "wanted": standing.wanted,
    }


def show_plan(plan: Plan, console: Console, language: Language) -> None:
    """Print the plan in the order of the training loop."""

    def say(key: str, **fields: object) -> str:
        return text(f"plan.{key}", language, **fields)

    def heading(key: str) -> None:
        console.print()
        console.print(Text(say(key), style="bold"))

    console.print(Text(say("title", day=plan.day.isoformat()), style="bold"))
    heading("needs")
    for need in plan.needs:
        facts = {"bank": need.bank.title.get(language), "pass_mark": f"{need.bank.pass_mark:.0f}"}
        counts = {"practised": need.practised, "count": len(need.bank.questions), "mean": score_text(need.mean)}
        _item(console, say("need" if need.practised else "need_new", **facts, **counts))
    if plan.preparation:
        heading("preparation")
        for standing in plan.preparation:
            never = [point.text for point in standing.points if point.never]
            _item(console, say("prepare", id=standing.question.id, points=_joined(never, language)))
    heading("practice")
    for number, step in enumerate(plan.practice, 1):
        console.print(Text.assemble(f"{number}. ", (step.standing.question.id, "cyan")))
        console.print(_indented(step.standing.question.ask.get(language)))
        console.print(_indented(_why(step, plan.day, language)))
    if plan.practice:
        console.print(Text(say("do", id=plan.practice[0].standing.question.id), style="green"))
    else:
        console.print(say("nothing_due"))
    heading("evaluation")
    for need in plan.evaluation:
        _item(console, say("evaluate", bank=need.bank.id))
    if not plan.evaluation:
        _item(console, say("evaluate_later"))
    for standing in plan.coming:
        if standing.schedule is not None:
            _item(console, say("coming", id=standing.question.id, day=standing.schedule.due.isoformat()))


def _why(step: Step, day: date, language: Language) -> str:
    """Say why a question is practised, and what to bring in."""
    standing = step.standing
    facts: dict[str, object] = {"wanted": standing.wanted, "last": score_text(standing.last)}
    if standing.schedule is not None:
        facts |= {"due": standing.schedule.due.isoformat(), "days": (day - standing.schedule.last).days}
    facts["pass_mark"] = f"{standing.bank.pass_mark:.0f}"
    why = [text(f"plan.why.{step.reason}", language, **facts)]
    if standing.attempts and standing.points:
        points = _joined([point.text for point in standing.points], language)
        why.append(text("plan.bring", language, points=points))
    return ("" if language == "zh" else " ").join(why)


def _joined(texts: list[str], language: Language) -> str:
    return ("；" if language == "zh" else "; ").join(texts)


def _item(console: Console, line: str) -> None:
    grid = Table.grid(padding=(0, 1))
    grid.add_row(Text(" •"), Text(line))
    console.print(grid)


def _indented(line: str) -> Padding:
    return Padding(Text(line), (0, 0, 0, 3))
