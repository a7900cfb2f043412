"""How a job description's requirements and the draft introduction look on the screen and as JSON."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from rich.console import Console
from rich.padding import Padding
from rich.text import Text

from interviewer.messages import text
from interviewer.planning.introduction import Draft
from interviewer.planning.job import JobNeeds, RequirementNeed
from interviewer.planning.matching import Match

if TYPE_CHECKING:
    # Importing it for real would import numpy.
    from audio.ports import Language


def job_json(job: JobNeeds) -> dict[str, Any]:
    """Return a job description's requirements for programs."""
    return {
        "lang": job.job.language,
        "role": job.job.role,
        "company": job.job.company,
        "requirements": [
            {
                **asdict(need.requirement),
                "status": _status(need),
                "matches": [_match_json(match) for match in need.matches],
                "shown": asdict(need.shown) if need.shown else None,
                "resume_line": need.resume_line,
            }
            for need in job.needs
        ],
    }


def _match_json(match: Match) -> dict[str, Any]:
    return {
        "question": match.question.id,
        "bank": match.bank.id,
        "competency": match.question.group,
        "point": match.point.id,
        "share": match.share,
        "words": list(match.words),
    }


def draft_json(draft: Draft) -> dict[str, Any]:
    """Return a draft for programs."""
    return {"draft": True, "sentences": list(draft.sentences), "blanks": list(draft.blanks)}


def _status(need: RequirementNeed) -> str:
    if need.requirement.weight == "formal":
        return "formal"
    if not need.matches:
        return "no_question"
    return "shown" if need.shown else "not_shown"


def show_job(job: JobNeeds, console: Console, language: Language) -> None:
    """Print the requirements: what is not shown yet first, then what is, then what no question asks for."""
    name = " – ".join(part for part in (job.job.role, job.job.company) if part)
    console.print(Text(text("job.title", language, name=name or text("job.unnamed", language)), style="bold"))
    if not job.needs:
        console.print(text("job.nothing_found", language))
    for status in ("not_shown", "shown", "no_question", "formal"):
        needs = [need for need in job.needs if _status(need) == status]
        if needs:
            console.print()
            console.print(Text(text(f"job.{status}", language, count=len(needs)), style="bold"))
        for need in needs:
            _show_need(need, console, language)
    console.print()


def _show_need(need: RequirementNeed, console: Console, language: Language) -> None:
    weight = text(f"job.weight.{need.requirement.weight}", language)
    mark = {"shown": "✓", "not_shown": "✗"}.get(_status(need), "•")
    console.print(Text(f"{mark} [{weight}] {need.requirement.text}"))
    if need.shown is not None:
        facts = {"answer": need.shown.answer, "question": need.shown.question}
        console.print(_indented(text("job.shown_by", language, **facts)))
    elif need.matches:
        match = need.matches[0]
        words = ("、" if language == "zh" else ", ").join(f"“{word}”" for word in match.words)
        facts = {"question": match.question.id, "competency": _competency(match, language)}
        facts |= {"point": match.point.get(language), "words": words}
        console.print(_indented(text("job.practise", language, **facts)))
    if need.resume_line is not None:
        console.print(_indented(text("job.resume_line", language, line=need.resume_line)))


def _competency(match: Match, language: Language) -> str:
    """Name the competency a question tests; its bank where that has none."""
    groups = {group.id: group.get(language) for group in match.bank.groups}
    return groups.get(match.question.group or "") or match.bank.title.get(language)


def show_draft(draft: Draft, console: Console, language: Language) -> None:
    """Print the draft, marked as one."""
    console.print(Text(text("draft.title", language), style="bold"))
    for sentence in draft.sentences:
        console.print(Padding(Text(sentence), (0, 0, 0, 2)))
    if draft.blanks:
        blanks = ("、" if language == "zh" else ", ").join(draft.blanks)
        console.print(Text(text("draft.missing", language, blanks=blanks), style="yellow"))
    console.print(text("draft.note", language))
    console.print()


def _indented(line: str) -> Padding:
    return Padding(Text(line), (0, 0, 0, 2))
