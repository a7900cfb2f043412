"""Which points of the banks a requirement belongs to: by shared ideas of the lexicon and by shared wording.

A unit of wording (a pair of Mandarin characters, an English word stem) or an idea counts the more the fewer points
speak of it (inverse document frequency). What is returned names the words it rests on, so that a person can disagree.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache

from audio.ports import Language
from interviewer.banks.loader import lexicon
from interviewer.banks.schema import Bank, Point, Question
from interviewer.scoring.lexicon import Lexicon
from interviewer.scoring.normalise import is_hanzi
from interviewer.scoring.substance import SMALL
from interviewer.scoring.tokens import document, tokenise

ENOUGH = 0.22
"""Share of a requirement's weight that a point must share to be named; below it matches are chance."""

LONG = 5.0
"""Rare units that fill the weight of a requirement: one that lists ten things belongs to the points of each of them."""

ASKED, PROVEN = 0.8, 0.4
"""What words of a point's question, and of its proof sentences, count beside those of the point itself."""

IDEA = 2.0
"""An idea of the lexicon counts as much as so many of its units."""

MATCHES = 3
"""Points named for one requirement."""

_PHRASES = {
    "zh": "负责 熟悉 精通 掌握 了解 具备 拥有 擅长 良好 较强 优秀 相关 经验 能力 优先考虑 优先 工作 岗位 职责 以上 能够"
    " 进行 参与 主导 至少 一定 处理 制定 公司 意识 日常 者 的 与 和",
    "en": "experience experienced ability able strong good excellent solid skill skills knowledge understanding"
    " familiar familiarity proficient proficiency responsible work working field related keep keeping role job team"
    " teams company plus preferred minimum required including etc own up",
}
"""Words of every job description; they tell nothing about the job."""

_IDEA_IN_CUE = re.compile(r"\{([a-z][a-z0-9_]*)\}")


@dataclass(frozen=True)
class Match:
    """A point that a requirement belongs to.

    Attributes:
        question: its question.
        bank: its bank.
        point: the point.
        share: of the requirement's weight that both share, 0..1.
        words: the requirement's words it rests on.
    """

    question: Question
    bank: Bank
    point: Point
    share: float
    words: tuple[str, ...]


@dataclass(frozen=True)
class _Target:
    bank: Bank
    question: Question
    point: Point
    units: dict[str, float]


class Matcher:
    """Finds points for sentences of one language."""

    def __init__(self, banks: Sequence[Bank], language: Language) -> None:
        """Prepare all points of some banks."""
        self._language = language
        self._lexicon: Lexicon = lexicon()
        self._targets = [target for bank in banks for target in _targets(bank, language)]
        self._counts = Counter(unit for target in self._targets for unit in target.units)
        rarest = math.log(1 + len(self._targets))
        self._full = LONG * rarest

    def matches(self, sentence: str) -> tuple[Match, ...]:
        """Return the points a sentence belongs to, the closest first; at most one of each question."""
        units = units_of(sentence, self._language)
        said = {
            f"{{{name}}}": _said(self._lexicon, name, sentence, self._language)
            for name in self._lexicon.ideas_in(sentence, self._language)
        }
        ideas = {idea: words for idea, words in said.items() if words}
        weights = {unit: self._rarity(unit) for unit in units} | {idea: IDEA * self._rarity(idea) for idea in ideas}
        total = min(sum(weights.values()), self._full)
        if not total:
            return ()
        found: dict[str, Match] = {}
        for target in self._targets:
            shared = {unit: weights[unit] * target.units[unit] for unit in weights if unit in target.units}
            if not _says_something(shared):
                continue
            share = round(min(1.0, sum(shared.values()) / total), 4)
            known = found.get(target.question.id)
            if share >= ENOUGH and (known is None or share > known.share):
                best = sorted(shared, key=lambda unit: -shared[unit])
                words = tuple(dict.fromkeys(_joined(best, units, ideas, sentence)))[:4]
                found[target.question.id] = Match(target.question, target.bank, target.point, share, words)
        return tuple(sorted(found.values(), key=lambda match: -match.share)[:MATCHES])

    def _rarity(self, unit: str) -> float:
        return math.log(1 + len(self._targets) / (1 + self._counts[unit]))


def _says_something(shared: Iterable[str]) -> bool:
    """Tell whether what is shared is more than one pair of characters, which may cross the border of two words."""
    units = list(shared)
    return len(units) > 1 or any(unit.startswith("{") or not is_hanzi(unit[0]) for unit in units)


def units_of(sentence: str, language: Language) -> dict[str, str]:
    """Return the units of wording of a sentence, each with the words it stands for.

    Mandarin: pairs of neighbouring characters and single Latin words; English: the stems of content words.
    """
    if language == "zh":
        # Commas of the same length keep every place where it is, and let no pair of characters cross.
        return _all_units(_zh_phrases().sub(lambda phrase: "，" * len(phrase[0]), sentence), language)
    return {unit: words for unit, words in _all_units(sentence, language).items() if unit not in _en_phrases()}


@cache
def _zh_phrases() -> re.Pattern[str]:
    return re.compile("|".join(_PHRASES["zh"].split()))


@cache
def _en_phrases() -> frozenset[str]:
    """Return the stems of the words that stand in every job description."""
    return frozenset(_all_units(_PHRASES["en"], "en"))


def _all_units(sentence: str, language: Language) -> dict[str, str]:
    tokens = tokenise(sentence, language)
    surface = [sentence[start:end] for start, end in zip(tokens.starts, tokens.ends, strict=True)]
    units = {
        code: surface[index]
        for index, code in enumerate(tokens.codes)
        if surface[index].isascii() and len(surface[index]) > 1 and tokens.words[index] not in SMALL
    }
    if language == "zh":
        for index in range(len(tokens.codes) - 1):
            pair = surface[index : index + 2]
            if not tokens.breaks[index + 1] and not any(
                character in SMALL or character.isascii() for character in pair
            ):
                units[tokens.codes[index : index + 2]] = "".join(pair)
    return units


def _targets(bank: Bank, language: Language) -> Iterator[_Target]:
    for question in bank.questions:
        group = next((group.get(language) for group in bank.groups if group.id == question.group), "")
        intent = question.intent.get(language) if question.intent else ""
        ask = _union([question.ask.get(language), intent, group], language)
        for point in question.points:
            units = dict.fromkeys(_union(point.samples.get(language).fires, language), PROVEN)
            units |= dict.fromkeys(ask, ASKED)
            # Tags are named like the lexicon's ideas where there is one.
            units |= dict.fromkeys((f"{{{tag.replace('-', '_')}}}" for tag in question.tags), ASKED)
            units |= dict.fromkeys(units_of(point.get(language), language), 1.0)
            ideas = _IDEA_IN_CUE.findall(" ".join(point.cues.get(language)))
            units |= dict.fromkeys((f"{{{name}}}" for name in ideas), 1.0)
            yield _Target(bank, question, point, units)


def _union(sentences: Iterable[str], language: Language) -> frozenset[str]:
    return frozenset(unit for sentence in sentences for unit in units_of(sentence, language))


def _said(lexicon: Lexicon, name: str, sentence: str, language: Language) -> str:
    """Return the words of a written sentence that speak of an idea; what only sounds like it does not."""
    pattern = lexicon.pattern(name, language)
    doc = document(sentence, language)
    hits = [hit for hit in pattern.find(doc) if hit.quality == 1] if pattern is not None else []
    if not hits:
        return ""
    first = min(hits, key=lambda hit: hit.end - hit.start)
    return sentence[doc.tokens.starts[first.start] : doc.tokens.ends[first.end - 1]]


def _joined(best: Sequence[str], units: dict[str, str], ideas: dict[str, str], sentence: str) -> Iterator[str]:
    """Yield the words shared units stand for; neighbouring pairs are written as one word."""
    words = [ideas.get(unit) or units.get(unit, "") for unit in best]
    spans = sorted(
        (sentence.find(word), sentence.find(word) + len(word)) for word in words if word and word in sentence
    )
    merged: list[tuple[int, int]] = []
    for start, end in spans:
        if merged and start < merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    for start, end in merged:
        yield sentence[start:end]
