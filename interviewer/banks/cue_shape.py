"""Cues that mean something else than they seem to.

`|` binds tighter than a space, so `person|editor review|check` is one of two people and then one of two verbs. In
`call|find out|ask` the same rule tears `find out` apart. Both are written alike; what tells them apart is the words.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from interviewer.banks.loader import LEXICON_PATH, shipped_bank_files

if TYPE_CHECKING:
    from audio.ports import Language

_PARTICLES = frozenset("up off out over back down through away on in into to".split())
_PREPOSITIONS = frozenset("by with at from for of about".split())
_FUNCTION_WORDS = (
    _PARTICLES
    | _PREPOSITIONS
    | frozenset(
        "a an the this that these those my your our their his her its each every per another other one two three "
        "some any all no i we you they it he she is are was were be do did have has had would could can may will as "
        "who what which where when how and or not never didnt dont because like behind around somewhere again before "
        "after within last next doing".split()
    )
)
_LATIN = re.compile(r"[A-Za-z][A-Za-z'-]*")
_GROUP = re.compile(r"\([^()]*\)|\{[^{}]*\}|\"[^\"]*\"")
_JOINT = re.compile(r"&\d?\s*!?|\.\.\.")


@dataclass(frozen=True)
class TornPhrase:
    """Two words that look like one alternative, with the alternatives on both sides of them."""

    words: str
    before: str
    after: str


def torn_phrases(cue: str, language: Language) -> list[TornPhrase]:
    """Return the pairs of words in a cue that look like one alternative and are read as two parts.

    Three signs, found by reading every pair in the shipped banks: the same word begins several alternatives
    (`i think|i guess|...`), a particle begins a list of content words (`find out|ask`), or the pair is known from
    round brackets elsewhere (`call|help desk|chat`). In Mandarin, a Latin term of two words between alternatives.
    """
    found = []
    for chain in _chains(cue):
        gaps = [(one, two) for one, two in zip(chain, chain[1:], strict=False) if len(one) > 1 and len(two) > 1]
        ends = Counter(part[-1].lower() for part in chain[:-1])
        for one, two in gaps:
            first, second = one[-1].lower(), two[0].lower()
            if not (_LATIN.fullmatch(first) and _LATIN.fullmatch(second)):
                continue
            if language == "zh" or ends[first] > 1 or (first not in _FUNCTION_WORDS and _is_phrase(first, two)):
                found.append(TornPhrase(f"{one[-1]} {two[0]}", _shown(one[-2]), _shown(two[1])))
    return found


def _is_phrase(first: str, rest: list[str]) -> bool:
    second = rest[0].lower()
    if second not in _FUNCTION_WORDS:
        return (first, second) in _known_phrases()
    if all(word.lower() in _FUNCTION_WORDS for word in rest):
        return False
    return second in _PARTICLES or (second in _PREPOSITIONS and (first, second) in _known_phrases())


def _shown(alternative: str) -> str:
    return "..." if alternative.startswith("_") else alternative


def _chains(cue: str) -> Iterator[list[list[str]]]:
    """Yield the parts that follow each other, each a list of alternatives; groups are opaque."""
    masked, count = cue, 1
    while count:
        masked, count = _GROUP.subn(lambda match: "_" * len(match.group()), masked)
    for piece in _JOINT.split(masked):
        yield [part.split("|") for part in re.sub(r"\s*\|\s*", "|", piece.strip(" ~")).split()]


@cache
def _known_phrases() -> frozenset[tuple[str, str]]:
    """Return the phrases of two words that stand as one alternative in the brackets of the shipped cues."""
    phrases = set()
    for path in (*shipped_bank_files(), LEXICON_PATH):
        for group in re.findall(r"\(([^()\n]*)\)", path.read_text("utf-8")):
            for alternative in group.lower().split("|"):
                words = alternative.split()
                if len(words) == 2 and all(map(_LATIN.fullmatch, words)):
                    phrases.add((words[0], words[1]))
    return frozenset(phrases)
