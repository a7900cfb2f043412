"""An attempt beside the last and the best one."""

from __future__ import annotations

from collections.abc import Sequence

from audio.ports import Language
from interviewer.banks.schema import Question
from interviewer.messages import spoken_duration, text
from interviewer.records import Answer

SAME_SCORE = 3.0
"""A difference in total below this is said to be none: two readings of one recording differ by about as much."""


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
        if last.score.rubric_version != answer.score.rubric_version:
            lines.append(text("compare.other_rubric", language))
        elif last.score.total is not None:
            lines.append(_against_last(answer, last, question, language))
        lines += _against_best(answer, earlier, language)
    elif (change := _time_change(answer, last, language)) is not None:
        lines.append(text("compare.last", language, change=change))
    return lines


def _against_last(answer: Answer, last: Answer, question: Question, language: Language) -> str:
    assert answer.score.total is not None and last.score.total is not None
    difference = round(answer.score.total) - round(last.score.total)
    kind = "same" if abs(difference) < SAME_SCORE else "up" if difference > 0 else "down"
    changes = [text(f"compare.{kind}", language, delta=abs(difference))]
    now = {point.id for point in answer.score.points if point.hit}
    before = {point.id for point in last.score.points if point.hit}
    for key, ids in (("gained", now - before), ("lost", before - now)):
        names = [point.get(language) for point in question.points if point.id in ids]
        if names:
            joined = ("、" if language == "zh" else ", ").join(names[:2])
            changes.append(text(f"compare.{key}", language, points=joined))
    if (change := _time_change(answer, last, language)) is not None:
        changes.append(change)
    return text("compare.last", language, change=("，" if language == "zh" else "; ").join(changes))


def _time_change(answer: Answer, last: Answer, language: Language) -> str | None:
    now, before = answer.timing.speaking_s, last.timing.speaking_s
    if now is None or before is None or abs(now - before) < 3:
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
