"""A better version of the person's own answer, written by the model and checked for things nobody said."""

from __future__ import annotations

import re
from collections.abc import Iterable

from audio.ports import Language
from interviewer.errors import LlmError
from interviewer.llm.client import LlmClient
from interviewer.llm.reply import StrictReply
from interviewer.llm.task import Task, visible_text
from interviewer.scoring.normalise import is_hanzi
from interviewer.scoring.tokens import tokenise

MOST_GAPS = 4
"""Invented figures and names that are cut out; a text with more of them is not the person's answer any more."""

MARKS = {"zh": ("【你的数字】", "【名称】"), "en": ("[your figure]", "[name]")}

_LONGEST_FACTOR = 3  # a rewrite may be so many times as long as the answer

_INSTRUCTIONS = """\
You coach job seekers. The data holds the QUESTION of an interviewer and the candidate's ANSWER as a speech recogniser
heard it. Rewrite the answer in {language} as the same person could say it, in the first person, in spoken sentences,
clearly ordered, without fillers and repetition, hardly longer than it was.
Use only facts of ANSWER. Invent no figure, name, company, tool, date, place or result. Where a figure or a name would
help and ANSWER has none, write {figure} or {name} in its place. No heading, no list, no markup, no comment."""

_LANGUAGES = {"zh": "Mandarin Chinese (simplified characters)", "en": "English"}

_ORDER_WORDS = frozenset({"2", "3"})
"""Figures that also put things in order ("two reasons") and are no claim."""

_COUNT_ZH = re.compile(
    r"(?<![零一二两三四五六七八九十百千万亿第点\d])([两二三四五六七八九十])(?:个月|个人|个亿|年|天|周|人|倍|成|次|家|轮|万|千|百)"
)

_NAME_EN = re.compile(r"(?<![.!?:]\s)(?<!^)(?<![\w\[\"“'])[A-Z][A-Za-z]+(?:[A-Z0-9][A-Za-z0-9]*)*", re.MULTILINE)
_NAME_ZH = re.compile(r"[A-Za-z][A-Za-z0-9.+#-]*|《[^》]{1,20}》|[\u4e00-\u9fff]{2}(?:大学|学院|集团|银行|科技)")


_LATIN = re.compile(r"[a-z]+")


class _Rewrite(StrictReply):
    answer: str


def better_version(client: LlmClient, question: str, answer: str, language: Language) -> str | None:
    """Return the answer told better, with what the person did not say cut out, or None when the model has none.

    Figures and names that are not in the answer are replaced by a mark; with more than MOST_GAPS of them the text is
    refused. Names are recognised by capitals inside a sentence in English, in Mandarin by Latin letters, book marks and
    the endings of schools and firms; others may pass, so the text is shown as the model's, to be checked.

    It never raises: a better version is a gift, not a promise.

    Args:
        client: of the model.
        question: what was asked.
        answer: transcript of the answer.
        language: of both.
    """
    figure, name = MARKS[language]
    instructions = _INSTRUCTIONS.format(language=_LANGUAGES[language], figure=figure, name=name)
    task = Task(instructions, {"QUESTION": question, "ANSWER": answer}, max_tokens=2000 + 2 * len(answer))
    try:
        written = visible_text(client.ask(task, _Rewrite).answer).strip()
    except LlmError:
        return None
    if not written or len(written) > _LONGEST_FACTOR * len(answer) or _chinese(written) != (language == "zh"):
        return None
    text, gaps = _without_inventions(written, answer, language)
    return text if gaps <= MOST_GAPS else None


def _without_inventions(written: str, answer: str, language: Language) -> tuple[str, int]:
    """Return the text with figures and names that were not said replaced by marks, and how many there were."""
    figure, name = MARKS[language]
    said = tokenise(answer, language).words
    tokens = tokenise(written, language)
    cuts = [
        (start, end, figure)
        for word, start, end in zip(tokens.words, tokens.starts, tokens.ends, strict=True)
        if (word[0].isdigit() or written[start].isdigit()) and word not in (*said, *_ORDER_WORDS)
    ]
    if language == "zh":
        spoken = "".join(said).replace("两", "二")  # 3年 and 三年 are written the same in tokens
        cuts += [
            (match.start(1), match.end(1), figure)
            for match in _COUNT_ZH.finditer(written)
            if match.group().replace("两", "二") not in spoken
        ]
    pattern = _NAME_ZH if language == "zh" else _NAME_EN
    cuts += [
        (match.start(), match.end(), name)
        for match in pattern.finditer(written)
        if not _was_named(match.group(), answer)
    ]
    kept = _apart(sorted(cuts), _marked(written, language))
    for start, end, mark in reversed(kept):
        written = written[:start] + mark + written[end:]
    return written, len(kept)


def _apart(cuts: Iterable[tuple[int, int, str]], taken: list[tuple[int, int]]) -> list[tuple[int, int, str]]:
    """Leave out cuts that overlap an earlier one or a mark the model set itself."""
    kept: list[tuple[int, int, str]] = []
    for start, end, mark in cuts:
        if all(end <= first or start >= last for first, last in taken):
            kept.append((start, end, mark))
            taken.append((start, end))
    return kept


def _marked(written: str, language: Language) -> list[tuple[int, int]]:
    return [match.span() for mark in MARKS[language] for match in re.finditer(re.escape(mark), written)]


def _was_named(name: str, answer: str) -> bool:
    """Tell whether a name was said: every word of a Latin one, the very characters of a Mandarin one."""
    words = _LATIN.findall(name.lower())
    if words:
        return set(words) <= set(_LATIN.findall(answer.lower()))
    return name.strip("《》") in answer


def _chinese(text: str) -> bool:
    return sum(map(is_hanzi, text)) > len(text) / 3
