"""The language model in the commands that score: who judges a second time, and the word about where answers go."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Literal

import click

from interviewer.messages import text
from interviewer.settings import Settings

if TYPE_CHECKING:
    from interviewer.banks.schema import Question
    from interviewer.llm.client import LlmClient
    from interviewer.records import Answer
    from interviewer.scoring.lexicon import Lexicon

LIVE_BUDGET_S = 30.0
"""Seconds a person at the microphone waits for the model at most: then the offline feedback is spoken."""


def announced_llm(settings: Settings, sent: Literal["answers", "job"] = "answers") -> LlmClient | None:
    """Return the language model's client, having said what goes where; None when none was asked for.

    Args:
        settings: of this run.
        sent: what the command sends, the answers' transcripts or a job description.
    """
    if settings.llm is None:
        return None
    from interviewer.wiring import make_llm

    client = make_llm(settings)
    if client is not None and not settings.quiet:
        click.echo(text(f"llm.sent_to.{sent}", settings.language, host=client.host, model=client.model), err=True)
    return client


def second_judge(
    client: LlmClient | None, question: Question, settings: Settings, lexicon: Lexicon, *, live: bool = False
) -> Callable[[Answer], Answer] | None:
    """Return what adds the model's view to an answer, None without a model.

    Args:
        client: of the model.
        question: that is answered.
        settings: of this run.
        lexicon: the concepts of the question's bank.
        live: whether a person waits for the feedback.
    """
    if client is None:
        return None
    from interviewer.llm.add import add_llm

    budget_s = LIVE_BUDGET_S if live else None
    return lambda answer: add_llm(
        answer, question, client, votes=settings.llm_votes, budget_s=budget_s, lexicon=lexicon
    )
