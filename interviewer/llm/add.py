"""The model's view beside the offline one: both scores are kept, and the offline one never depends on the model."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from interviewer.banks.schema import Question
from interviewer.errors import LlmError
from interviewer.llm.client import LlmClient
from interviewer.messages import error_text
from interviewer.records import Answer, LlmProblem, LlmReport, Score
from interviewer.scoring.lexicon import Lexicon

_GONE = ("llm_unreachable", "llm_auth", "llm_rate_limit", "llm_timeout")
"""After these there is no use in asking for anything else."""

_NOT_ASKED = ("llm_nothing_to_judge", "llm_steered", "llm_too_long")
"""Nothing of such an answer is sent at all."""


def add_llm(
    answer: Answer,
    question: Question,
    client: LlmClient,
    *,
    votes: int = 1,
    coach: bool = True,
    budget_s: float | None = None,
    lexicon: Lexicon | None = None,
) -> Answer:
    """Return the answer with the model's score and report beside the offline score, which is not touched.

    It never raises: whatever fails, `answer.llm.problem` says so in the answer's language.

    Args:
        answer: judged offline.
        question: that it answers.
        client: of the model; the calls are billed to the answer and to the client.
        votes: how often the model judges; the median counts.
        coach: also ask for a better version of the answer and a follow-up question (one request each).
        budget_s: seconds for everything together; None leaves it to the client's time-out of each call.
        lexicon: the concepts of the question's bank; the program's own by default.
    """
    from interviewer.llm.judge import llm_score

    account = client.on_account(budget_s)
    score: Score | None = None
    problem: LlmError | None = None
    try:
        if answer.transcript is None:
            raise account.error("llm_nothing_to_judge")
        score = llm_score(account, question, answer.transcript, answer.score, votes=votes, lexicon=lexicon)
    except LlmError as error:
        problem = error
    better = follow_up = None
    if coach and (problem is None or problem.code not in _GONE + _NOT_ASKED):
        better, follow_up = _coached(account, answer, question)
    usage = account.bill.usage
    told = not usage.untold or usage.tokens_in or usage.tokens_out
    report = LlmReport(
        model=client.model,
        base_url_host=client.host,
        votes=votes,
        calls=usage.calls,
        tokens_in=usage.tokens_in if told else None,
        tokens_out=usage.tokens_out if told else None,
        calls_untold=usage.untold,
        problem=LlmProblem(problem.code, error_text(problem, answer.lang)) if problem else None,
        follow_up=follow_up,
        better_version=better,
    )
    return replace(answer, llm_score=score, llm=report)


def _coached(client: LlmClient, answer: Answer, question: Question) -> tuple[str | None, str | None]:
    """Return a better version and a follow-up question; without the model they are simply missing."""
    from interviewer.llm.follow_up import llm_follow_up
    from interviewer.llm.in_order import in_order
    from interviewer.llm.rewrite import better_version

    assert answer.transcript is not None
    ask, said = question.ask.get(answer.lang), answer.transcript.text
    known = [follow_up.get(answer.lang) for follow_up in question.follow_ups]
    wishes: tuple[Callable[[], str | None], ...] = (
        lambda: better_version(client, ask, said, answer.lang),
        lambda: llm_follow_up(client, ask, said, answer.lang, known),
    )
    better, follow_up = in_order(lambda wish: wish(), wishes)
    return better, follow_up
