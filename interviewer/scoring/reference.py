"""Judging by words alone: for points without cues and for questions that only have reference answers.

What counts is how much of the reference's own content (not the words of the question, not small words) comes back:

- overall: share of its content words found, full from KEY_FULL on (nobody repeats a text word for word);
- clause by clause: words and pairs of words found, full from CLAUSE_FULL on, so that no idea can stand in for another;
- a verdict that contradicts the reference's (正确 against 错误, yes against no) leaves little of it.

The length of an answer plays no part. The constants were set on 1,107 graded answers to 15 questions in Mandarin.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

from audio.ports import Language
from interviewer.scoring.polarity import polarity
from interviewer.scoring.substance import SMALL
from interviewer.scoring.tokens import Document, Tokens, tokenise

POINT_SHARE = 0.25
"""Share of a point's own key words that two neighbouring sentences must hold for the point to count as made."""

KEY_FULL, CLAUSE_FULL = 0.4, 0.5
CONTRADICTION = 0.7
"""Share of the value that a contradicting verdict takes away."""

_YES = {
    "zh": re.compile(r"(?<!不)(?:正确|可以|能够|对的|成立)|^(?:对|是|能)"),
    "en": re.compile(r"\b(?:yes|true|correct|right)\b"),
}
_NO = {
    "zh": re.compile(r"错误|不正确|不对|不可以|不能|错的|不成立|不是|不一定|^(?:错|否|不)"),
    "en": re.compile(r"\b(?:no|not|false|incorrect|wrong|cannot|cant|isnt)\b"),
}
_VERDICT_TOKENS = {"zh": 14, "en": 8}


@dataclass(frozen=True)
class Reference:
    """A text cut into what can be found again.

    Attributes:
        keys: codes of its content words that are not words of the question.
        clauses: for each clause (codes of content words, pairs of codes).
        verdict: 1 yes, -1 no, 0 none in its first words.
    """

    keys: frozenset[str]
    clauses: tuple[tuple[frozenset[str], frozenset[str]], ...]
    verdict: int


@lru_cache(maxsize=512)
def reference(text: str, ask: str, language: Language) -> Reference:
    """Prepare a reference text.

    Args:
        text: the reference.
        ask: the question; its words are given, so they prove nothing.
        language: of both.
    """
    tokens, question = tokenise(text, language), tokenise(ask, language)
    asked = content_codes(question, range(len(question.words)))
    clauses = []
    begin = 0
    for end in [*(i for i in range(1, len(tokens.words)) if tokens.breaks[i]), len(tokens.words)]:
        content = content_codes(tokens, range(begin, end))
        if content:
            clauses.append((content, pair_codes(tokens, begin, end)))
        begin = end
    keys = content_codes(tokens, range(len(tokens.words)))
    return Reference((keys - asked) or keys, tuple(clauses), _verdict(tokens, language))


def similarity(doc: Document, known: Reference) -> float:
    """Return how much of a reference an answer gives, 0..1; denied words do not count."""
    tokens, negated = doc.tokens, polarity(doc).negated
    said = frozenset(tokens.codes[index] for index in range(len(doc)) if negated[index] < 0) or frozenset(tokens.codes)
    pairs = pair_codes(tokens, 0, len(doc))
    if not known.keys or not said:
        return 0.0
    key_share = min(1.0, len(known.keys & said) / len(known.keys) / KEY_FULL)
    weight = value = 0.0
    for words, couples in known.clauses:
        found = len(words & said) / len(words)
        coupled = len(couples & pairs) / len(couples) if couples else 0.0
        value += len(words) * min(1.0, (found + coupled) / 2 / CLAUSE_FULL)
        weight += len(words)
    against = known.verdict * _verdict(tokens, doc.language) < 0
    return (0.5 * key_share + 0.5 * value / weight) * (1 - CONTRADICTION * against)


def best_sentence(doc: Document, known: Reference) -> tuple[int, int, float]:
    """Return (first token, one after the last, share of key words) of the two sentences that give most of a text."""
    best = (0, len(doc), 0.0)
    negated = polarity(doc).negated
    starts = [index for index in range(len(doc)) if index == 0 or doc.sentence[index] != doc.sentence[index - 1]]
    for position, start in enumerate(starts):
        end = starts[position + 2] if position + 2 < len(starts) else len(doc)
        said = {doc.tokens.codes[index] for index in range(start, end) if negated[index] < 0}
        share = len(known.keys & said) / len(known.keys) if known.keys else 0.0
        if share > best[2]:
            best = (start, end, share)
    return best


def content_codes(tokens: Tokens, indices: Iterable[int]) -> frozenset[str]:
    """Return the codes of the content words among some tokens."""
    return frozenset(tokens.codes[index] for index in indices if tokens.words[index] not in SMALL)


def pair_codes(tokens: Tokens, begin: int, end: int) -> frozenset[str]:
    """Return the codes of neighbouring tokens, pairs of small words left out."""
    codes, breaks = tokens.codes, tokens.breaks
    small = [word in SMALL for word in tokens.words[begin:end]]
    return frozenset(
        codes[index : index + 2]
        for index, (one, other) in enumerate(pairwise(small), start=begin)
        if not breaks[index + 1] and not (one and other)
    )


def _verdict(tokens: Tokens, language: Language) -> int:
    first = tokens.words[: _VERDICT_TOKENS[language]]
    head = "".join(first) if language == "zh" else " ".join(first)
    yes, no = _YES[language].search(head), _NO[language].search(head)
    if yes and no:
        return -1 if no.start() <= yes.start() else 1
    return 1 if yes else -1 if no else 0
