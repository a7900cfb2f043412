"""A follow-up question written by the model, from the words of the answer just given."""

from __future__ import annotations

from collections.abc import Sequence
from difflib import SequenceMatcher

from audio.ports import Language
from interviewer.errors import LlmError
from interviewer.llm.client import LlmClient
from interviewer.llm.reply import StrictReply
from interviewer.llm.task import Task, one_visible_line
from interviewer.scoring.normalise import fold, is_hanzi

LONGEST = {"zh": 60, "en": 200}
"""Characters of a follow-up question: more cannot be kept in mind when it is only heard."""

SAME_QUESTION = 0.8
"""Likeness (Ratcliff/Obershelp) from which a question counts as asked before."""

_INSTRUCTIONS = """\
You are an experienced interviewer. The data holds the QUESTION that was asked, the candidate's ANSWER as a speech
recogniser heard it, and the questions ALREADY_ASKED. Write one short follow-up question, to be spoken aloud, in
{language}:
- about something the candidate really said that is still vague: the own part, a figure, a reason, a result;
- one question only, one sentence, at most {longest}; no praise, no advice, no list, no markup;
- not a question that was asked already.
If the answer gives nothing to ask about, leave the question empty."""

_LANGUAGES = {"zh": "Mandarin Chinese (simplified characters)", "en": "English"}
_LENGTHS = {"zh": "40 characters", "en": "25 words"}


class _FollowUp(StrictReply):
    question: str


def llm_follow_up(
    client: LlmClient,
    question: str,
    answer: str,
    language: Language,
    asked: Sequence[str] = (),
    timeout_s: float | None = None,
) -> str | None:
    """Return one short follow-up question in the language of the interview, or None when the model has none in time.

    It never raises: an interview goes on with the bank's own question.

    Args:
        client: of the model.
        question: what was asked.
        answer: transcript of the answer.
        language: of the interview.
        asked: questions asked before, which are not asked again.
        timeout_s: seconds until the model's question is no longer wanted.
    """
    if not answer.strip():
        return None
    instructions = _INSTRUCTIONS.format(language=_LANGUAGES[language], longest=_LENGTHS[language])
    data = {"QUESTION": question, "ANSWER": answer, "ALREADY_ASKED": "\n".join(asked) or "-"}
    try:
        reply = client.ask(Task(instructions, data), _FollowUp, timeout_s=timeout_s)
    except LlmError:
        return None
    return _fit(one_visible_line(reply.question), language, [question, *asked])


def _fit(line: str, language: Language, asked: Sequence[str]) -> str | None:
    """Return the line when it is one short question in the language that nobody asked yet."""
    chinese = sum(map(is_hanzi, line)) > len(line) / 3
    if chinese != (language == "zh") or len(line) > LONGEST[language]:
        return None
    if not line.endswith(("?", "？")) or line.count("?") + line.count("？") > 1:
        return None
    same = any(SequenceMatcher(None, _bare(line), _bare(known)).ratio() >= SAME_QUESTION for known in asked)
    return None if same else line


def _bare(question: str) -> str:
    return "".join(character for character in fold(question).text if character.isalnum())
