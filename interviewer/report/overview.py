"""The top of a session's page: the verdict, the scores, and what to practise."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from audio.ports import Language
from interviewer.messages import duration_text, text
from interviewer.report.answer_view import AnswerView, Row, tone
from interviewer.report.asked import Catalogue
from interviewer.report.outcome import InterviewOutcome, RolePlayOutcome
from interviewer.store.store import MAIN

THINGS_TO_PRACTISE = 3


@dataclass(frozen=True)
class Practice:
    """One thing to practise: the advice, and the section it comes from (None where there is none)."""

    advice: str
    anchor: str | None
    question: str


@dataclass(frozen=True)
class Overview:
    """What stands above the answers.

    Attributes:
        total: of the session, rounded; None when nothing was judged.
        pass_mark: of the bank; None where unknown or where several banks differ.
        verdict: a sentence; "" where there is nothing to judge by.
        passed: whether the verdict is good; None without one.
        notes: sentences on what the total is made of.
        practise: at most three things, most useful first.
        rows: a bar for every question or attempt.
        several: whether these are several questions.
    """

    total: int | None
    pass_mark: float | None
    verdict: str
    passed: bool | None
    notes: tuple[str, ...]
    practise: tuple[Practice, ...]
    rows: tuple[Row, ...]
    several: bool


def overview_of_answers(answers: Sequence[AnswerView], language: Language) -> Overview:
    """Judge a session by the last attempt at each of its questions."""
    last = last_attempts(answers)
    totals = [view.answer.score.total for view in last if view.answer.score.total is not None]
    marks = {view.asked.pass_mark for view in last}
    mark = marks.pop() if len(marks) == 1 else None
    total = sum(totals) / len(totals) if totals else None
    several = len(last) > 1
    notes = []
    if not last:
        notes.append(text("report.no_outcome", language))
    elif total is None:
        notes.append(text("report.nothing_judged", language))
    elif several:
        notes.append(text("report.mean_of", language, judged=len(totals)))
    elif len(answers) > 1:
        notes.append(text("report.last_of", language))
    if total is not None and len(totals) < len(last):
        notes.append(text("report.not_all", language, missing=len(last) - len(totals), questions=len(last)))
    shown = [view for view in answers if view.saved.part == MAIN]
    rows = [
        _row(
            view.asked.ask if several else text("report.attempt", language, number=view.answer.attempt),
            view.answer.score.total,
            mark,
            language,
        )
        for view in shown
    ]
    return _overview(total, mark, notes, things_to_practise(last or answers), rows, several, language)


def overview_of_interview(
    outcome: InterviewOutcome, answers: Sequence[AnswerView], catalogue: Catalogue, language: Language
) -> Overview:
    """Show an interview as it was judged when it ended: follow-ups counted in, skipped questions as zero."""
    anchors = {view.answer.question: view.anchor for view in last_attempts(answers)}
    rows = []
    for line in outcome.questions:
        status = "" if line.status == "judged" else text(f"summary.status_{line.status}", language)
        rows.append(_row(catalogue.find(line.question).ask, line.total, outcome.pass_mark, language, status))
    judged = sum(line.status == "judged" for line in outcome.questions)
    skipped = sum(line.status == "skipped" for line in outcome.questions)
    if outcome.total is None:
        notes = [text("summary.undecided", language, judged=judged, count=len(outcome.questions))]
    else:
        notes = [text("report.mean_of", language, judged=judged)]
        if skipped:
            notes.append(text("summary.skipped", language, skipped=skipped))
    practise = [
        Practice(line.advice, anchors.get(line.question), catalogue.find(line.question).ask)
        for line in outcome.practise
    ]
    return _overview(outcome.total, outcome.pass_mark, notes, practise, rows, len(rows) > 1, language)


def overview_of_roleplay(outcome: RolePlayOutcome, catalogue: Catalogue, language: Language) -> Overview:
    """Show how a role-play ended; moves are made or not, so there is no total."""
    names = catalogue.find(outcome.roleplay).points
    made = sum(move.made for move in outcome.moves)
    practise = [Practice(names.get(move.step, move.step), None, "") for move in outcome.moves if not move.made]
    return Overview(
        total=None,
        pass_mark=None,
        verdict=text(f"roleplay.end_{outcome.outcome}", language),
        passed=outcome.outcome == "agreed",
        notes=(text("roleplay.made", language, made=made, count=len(outcome.moves)),),
        practise=tuple(practise[:THINGS_TO_PRACTISE]),
        rows=(),
        several=False,
    )


def last_attempts(answers: Sequence[AnswerView]) -> list[AnswerView]:
    """Return the last attempt at every question; follow-ups are no attempts of their own."""
    return list({view.answer.question: view for view in answers if view.saved.part == MAIN}.values())


def things_to_practise(last: Sequence[AnswerView]) -> list[Practice]:
    """Take the first advice of the weakest answer, of the next weakest, ..., then their second ones."""
    weakest = sorted(last, key=lambda view: (view.answer.score.total is None, view.answer.score.total or 0.0))
    found: dict[str, Practice] = {}
    for rank in range(max((len(view.answer.feedback.improvements) for view in weakest), default=0)):
        for view in weakest:
            for sentence in view.answer.feedback.improvements[rank : rank + 1]:
                found.setdefault(sentence, Practice(sentence, view.anchor, view.asked.ask))
    return list(found.values())[:THINGS_TO_PRACTISE]


def session_facts(answers: Sequence[AnswerView], language: Language) -> list[tuple[str, str, str]]:
    """Return label, value and remark of what was measured over all answers."""
    spoken = [view.answer.timing.speaking_s for view in answers if view.answer.timing.speaking_s is not None]
    facts = [(text("report.answers", language), str(len(answers)), "")]
    if spoken:
        facts.append((text("report.spoken", language), duration_text(sum(spoken), language), ""))
    timed = [view.answer.timing.verdict for view in answers if view.answer.timing.verdict is not None]
    if timed:
        facts.append((text("report.on_target", language), f"{timed.count('on_target')} / {len(timed)}", ""))
    counted = [len(view.answer.delivery.fillers) for view in answers if view.answer.delivery.fillers is not None]
    if counted and sum(spoken) > 0:
        remark = text("report.per_min", language, value=f"{sum(counted) * 60 / sum(spoken):.1f}")
        facts.append((text("result.fillers", language), str(sum(counted)), remark))
    paused = [len(view.answer.delivery.pauses) for view in answers if view.answer.delivery.pauses is not None]
    if paused:
        facts.append((text("result.pauses", language), str(sum(paused)), text("report.pauses_least", language)))
    return facts


def _overview(
    total: float | None,
    mark: float | None,
    notes: Sequence[str],
    practise: Sequence[Practice],
    rows: Sequence[Row],
    several: bool,
    language: Language,
) -> Overview:
    passed = None if total is None or mark is None else total >= mark
    verdict = ""
    if passed is not None and mark is not None:
        verdict = text("report.passed" if passed else "report.failed", language, mark=round(mark))
    shown = None if total is None else round(total)
    return Overview(shown, mark, verdict, passed, tuple(notes), tuple(practise), tuple(rows), several)


def _row(label: str, total: float | None, mark: float | None, language: Language, status: str = "") -> Row:
    shown = status or (text("result.no_score", language) if total is None else f"{total:.0f}")
    return Row(label, total, shown, tone(total, mark))
