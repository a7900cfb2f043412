"""What an interviewer asks after an answer: about what was missing, in the bank's words or a model's."""

from __future__ import annotations

from collections.abc import Sequence

from audio.ports import Language
from interviewer.banks.schema import FollowUp, Question, Text
from interviewer.llm.client import LlmClient
from interviewer.practice.results import QuestionResult

FOLLOW_UP_TARGET_S = (10.0, 60.0)
LLM_PATIENCE_S = 1.8
"""The bank's question is asked within 2 s, whatever the model does."""


def choose_follow_up(result: QuestionResult, asked: Sequence[FollowUp]) -> FollowUp | None:
    """Return what to ask next: about the heaviest point that is missing, else one that is asked at will, once.

    Nothing is asked when nothing could be judged: what is missing is then not known.
    """
    if result.whole is None or result.whole.abstained is not None:
        return None
    left = [follow_up for follow_up in result.question.follow_ups if follow_up not in asked]
    for point in result.missing():
        for follow_up in left:
            if follow_up.when == point:
                return follow_up
    return next((follow_up for follow_up in left if follow_up.when is None), None) if not asked else None


def follow_up_question(result: QuestionResult, follow_up: FollowUp) -> Question:
    """Return what a follow-up's answer is held against: the point it asks for, else all that were missing."""
    question = result.question
    wanted = [follow_up.when] if follow_up.when else result.missing()
    points = tuple(point for point in question.points if point.id in wanted) or question.points
    return Question(
        id=question.id,
        ask=Text(zh=follow_up.zh, en=follow_up.en),
        target_s=FOLLOW_UP_TARGET_S,
        points=points,
        tags=question.tags,
        group=question.group,
    )


def worded(
    llm: LlmClient | None, result: QuestionResult, follow_up: FollowUp, asked: Sequence[str], language: Language
) -> str:
    """Return the model's question when there is a model and it is in time, else the bank's.

    Args:
        llm: the model, None without one.
        result: the question and what was said to it.
        follow_up: the bank's question.
        asked: follow-ups asked before.
        language: of the interview.
    """
    if llm is not None and result.main is not None and result.main.transcript is not None:
        from interviewer.llm.follow_up import llm_follow_up

        said = (result.main, *result.follow_ups)[-1].transcript
        ask, text = result.question.ask.get(language), said.text if said else ""
        written = llm_follow_up(llm, ask, text, language, asked, LLM_PATIENCE_S)
        if written is not None:
            return written
    return follow_up.get(language)
