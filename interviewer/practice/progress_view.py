"""An attempt beside the last and the best one."""

from __future__ import annotations

from collections.abc import Sequence

from audio.ports import Language
from interviewer.banks.schema import Question
from interviewer.memory.comparison import Change, Comparison, compare
from interviewer.messages import spoken_duration, text
from interviewer.records import Answer

_WORTH_SAYING_S = 3.0
"""A difference in time below this is real, but not worth a sentence."""


def comparison(answer: Answer, earlier: Sequence[Answer], question: Question, language: Language) -> list[str]:
    """Return the sentences that compare an attempt with the last and the best of the earlier ones.

    Args:
        answer: the attempt just judged.
        earlier: attempts at the same question in the same language, oldest first.
        question: for the names of its points.
        language: of the sentences.

    Scores of another rubric version are never compared.
    """
    if not earlier:
        return [text("compare.first", language)]
    last = earlier[-1]
    lines = []
    if answer.score.total is not None:
        measured = compare(last, answer)
        if not measured.comparable:
            lines.append(text("compare.other_rubric", language))
        elif measured.total is not None:
            lines.append(
                _against_last(measured, measured.total, question, language, _time_change(answer, last, language))
            )
        lines += _against_best(answer, earlier, language)
    elif (change := _time_change(answer, last, language)) is not None:
        lines.append(text("compare.last", language, change=change))
    return lines


def _against_last(
    measured: Comparison, total: Change, question: Question, language: Language, time_change: str | None
) -> str:
    delta = abs(round(total.after or 0.0) - round(total.before or 0.0))
    changes = [text(f"compare.{total.direction}", language, delta=delta)]
    for key, said in (("gained", measured.gained), ("lost", measured.lost)):
        ids = {one.id for one in said}
        names = [point.get(language) for point in question.points if point.id in ids]
        if names:
            joined = ("、" if language == "zh" else ", ").join(names[:2])
            changes.append(text(f"compare.{key}", language, points=joined))
    if time_change is not None:
        changes.append(time_change)
    return text("compare.last", language, change=("，" if language == "zh" else "; ").join(changes))


def _time_change(answer: Answer, last: Answer, language: Language) -> str | None:
    now, before = answer.timing.speaking_s, last.timing.speaking_s
    if now is None or before is None or abs(now - before) < _WORTH_SAYING_S:
        return None
    direction = text("compare.longer" if now > before else "compare.shorter", language)
    return text("compare.time", language, delta=spoken_duration(abs(now - before), language), direction=direction)


def _against_best(answer: Answer, earlier: Sequence[Answer], language: Language) -> list[str]:
    assert answer.score.total is not None
    version = answer.score.rubric_version
    totals = [e.score.total for e in earlier if e.score.total is not None and e.score.rubric_version == version]
    if not totals:
        return []
    best = max(totals)
    if answer.score.total > best:
        return [text("compare.new_best", language)]
    return [text("compare.best", language, total=round(best))]
