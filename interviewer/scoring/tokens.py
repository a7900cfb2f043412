"""A transcript as tokens that cues are matched against: Mandarin characters, English words, figures.

Every token is also one character of three parallel strings (`codes`, `sounds`, `nears`), so that a run of tokens is
found with `str.find`: fast, and the same for both languages.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cache
from itertools import count, pairwise
from typing import Any

from audio.ports import Language, Word
from interviewer.scoring.normalise import fold, is_hanzi
from interviewer.scoring.numerals import EN_NUMBER_WORDS, ZH_NUMERAL, en_number, written, zh_value
from interviewer.scoring.pinyin import near_syllable, syllable
from interviewer.scoring.stems import stem

# Names that recognisers write joined, hyphenated or apart are one token; a verb and its particle are always two, so
# that "setup" meets "set up" and "setting up".
_JOINED = (
    r"(?<![a-z])a/b(?![a-z])|(?<![a-z])a\s?[&-]?\s?b(?=\s?-?\s?(?:test|测|实验|对比|experiment|split))|wi\s?-?\s?fi(?![a-z])|e\s?-?mail|"
    r"chat\s?-?gpt|deep\s?-?seek|know-how|check\s?-?list(?![a-z])"
)
_COMPOUND = re.compile(
    r"(back|break|check|clean|cut|drop|fall|follow|hand|kick|lock|log|look|mark|pay|push|roll|set|shut|sign|speed|start|take|"
    r"trade|walk|work|wrap)(around|away|back|down|in|off|on|out|over|through|up)s?"
)
_TOKEN = re.compile(
    rf"(?P<joined>{_JOINED})|(?P<arabic>\d+(?:[.,]\d+)*)|(?P<word>[a-z\u00c0-\u024f]+(?:'[a-z]+)*)"
    r"|(?P<symbol>[%$£€¥])|(?P<hanzi>[\u3400-\u4dbf\u4e00-\u9fff〇])"
)
_FILLERS = {"zh": frozenset("嗯呃"), "en": frozenset({"um", "uh", "uhm", "erm", "er", "hmm", "mm", "umm", "uhh"})}
_HARD_STOP = re.compile(r"[.!?;。!?;…\n](?!\d)")
_COMMA = re.compile(r"[,:,:—–()\"“”「」]|\s-\s")

_symbols: dict[str, str] = {}
_next_symbol = count(0xF0000)


def code(word: str) -> str:
    """Return the one character that stands for a word in the parallel strings (the same for the whole process)."""
    if len(word) == 1:
        return word
    known = _symbols.get(word)
    if known is None:
        known = _symbols.setdefault(word, chr(next(_next_symbol)))  # in one step: another thread may be here too
    return known


@dataclass(frozen=True)
class Tokens:
    """A text cut into tokens.

    Attributes:
        words: the tokens in one way of writing (figures as digits).
        starts: index of each token's first character in the original text.
        ends: index after each token's last character.
        codes: one character per token: the Mandarin character itself, or the code of an English stem.
        breaks: before each token 0 nothing, 1 a comma, 2 the end of a sentence.
    """

    words: tuple[str, ...]
    starts: tuple[int, ...]
    ends: tuple[int, ...]
    codes: str
    breaks: tuple[int, ...]


def tokenise(text: str, language: Language, *, keep_fillers: bool = False) -> Tokens:
    """Cut a text into tokens; pure fillers (um, 嗯) are left out unless asked for."""
    folded = fold(text)
    raw: list[tuple[str, int, int]] = []
    for match in _TOKEN.finditer(folded.text):
        word = match.group()
        if match.lastgroup == "joined":
            word = re.sub(r"[^a-z]", "", word)
        elif match.lastgroup == "arabic":
            word = _arabic(word)
        elif match.lastgroup == "word":
            word = _bare_word(word)
            compound = _COMPOUND.fullmatch(word)
            if compound:
                middle = match.start() + len(compound[1])
                raw.append((compound[1], match.start(), middle))
                raw.append((compound[2], middle, match.end()))
                continue
        raw.append((word, match.start(), match.end()))
    raw = _with_zh_figures(raw, folded.text) if language == "zh" else _with_en_figures(raw, folded.text)
    if not keep_fillers:
        raw = [item for item in raw if item[0] not in _FILLERS[language]]
    breaks = _breaks(raw, folded.text)
    origin = folded.origin
    return Tokens(
        words=tuple(word for word, _, _ in raw),
        starts=tuple(origin[start] for _, start, _ in raw),
        ends=tuple(origin[end - 1] + 1 for _, _, end in raw),
        codes="".join(_code_of(word) for word, _, _ in raw),
        breaks=tuple(breaks),
    )


@cache
def _code_of(word: str) -> str:
    return code(word if is_hanzi(word) or not word.isalpha() else stem(word))


def _arabic(word: str) -> str:
    plain = re.sub(r",(?=\d{3})", "", word).replace(",", ".")
    try:
        return written(float(plain))
    except ValueError:  # a date or a version such as 1.2.3
        return plain


def _bare_word(word: str) -> str:
    """Drop clitics ("user's", "we're"), keep negations in one piece ("don't" -> "dont")."""
    if word.endswith("n't"):
        return word[:-3] + "nt"
    return word.partition("'")[0] if "'" in word else word


def _with_zh_figures(raw: list[tuple[str, int, int]], text: str) -> list[tuple[str, int, int]]:
    """Join the characters of a numeral to one figure and write 百分之 as %."""
    spans: dict[int, tuple[int, list[str]]] = {}
    for match in ZH_NUMERAL.finditer(text):
        start, end, numeral = match.start(), match.end(), match.group()
        percent = text[max(0, start - 3) : start] == "百分之"
        single_digit = len(numeral) == 1 and numeral.isdigit()
        if not percent and (len(numeral) < 2 and not single_digit):
            continue
        if start and text[start - 1].isascii() and text[start - 1].isalnum():
            continue
        value = zh_value(numeral)
        if value is None:
            continue
        figure = "零一二三四五六七八九"[int(value)] if single_digit else written(value)
        spans[start - 3 if percent else start] = (end, [figure, "%"] if percent else [figure])
    joined: list[tuple[str, int, int]] = []
    until = 0
    for word, start, end in raw:
        if start < until:
            continue
        if start in spans:
            until, figures = spans[start]
            joined += [(figure, start, until) for figure in figures]
        else:
            joined.append((word, start, end))
    return joined


def _with_en_figures(raw: list[tuple[str, int, int]], text: str) -> list[tuple[str, int, int]]:
    """Join number words to one figure and write percent as %."""
    joined: list[tuple[str, int, int]] = []
    words = [word for word, _, _ in raw]
    index = 0
    while index < len(raw):
        word, start, end = raw[index]
        number = en_number(words, index) if word in EN_NUMBER_WORDS or word == "a" else None
        if number:
            value, used = number
            joined.append((written(value), start, raw[index + used - 1][2]))
            index += used
            continue
        if word == "percent" or (word == "per" and words[index + 1 : index + 2] == ["cent"]):
            used = 1 if word == "percent" else 2
            joined.append(("%", start, raw[index + used - 1][2]))
            index += used
            continue
        if word in _SCALES and joined and joined[-1][0].replace(".", "").isdigit():
            joined[-1] = (written(float(joined[-1][0]) * _SCALES[word]), joined[-1][1], end)
        else:
            joined.append((word, start, end))
        index += 1
    return joined


_SCALES = {"thousand": 1e3, "k": 1e3, "grand": 1e3, "million": 1e6, "billion": 1e9}


def _breaks(raw: Sequence[tuple[str, int, int]], text: str) -> list[int]:
    breaks = [2] if raw else []
    for (_, _, end), (_, start, _) in pairwise(raw):
        between = text[end:start]
        if not between or between == " ":
            breaks.append(0)
        else:
            breaks.append(2 if _HARD_STOP.search(between) else 1 if _COMMA.search(between) else 0)
    return breaks


@dataclass(eq=False)
class Document:
    """One transcript prepared for matching; hits are remembered in `memo` so that a shared pattern is searched once.

    Attributes:
        text: the transcript as it was said; every place in it is a character index of this text.
        language: "zh" or "en".
        tokens: its tokens.
        sounds: one code per token for its pinyin (Mandarin only).
        nears: one code per token for its class of confusable syllables (Mandarin only).
        sentence: index of the sentence of each token.
        clause: index of the clause of each token.
        soft: for every sentence, whether it ends where the program split it and not at punctuation.
        probability: recogniser's probability of each token, None where unknown.
        memo: what has been found so far, by pattern.
    """

    text: str
    language: Language
    tokens: Tokens
    sounds: str
    nears: str
    sentence: list[int]
    clause: list[int]
    soft: list[bool]
    probability: list[float | None]
    memo: dict[Any, Any] = field(default_factory=dict)

    def __len__(self) -> int:
        """Return the number of tokens."""
        return len(self.tokens.words)

    def together(self, first: int, second: int) -> bool:
        """Tell whether two tokens stand in one sentence; a split of our own does not part close neighbours."""
        apart = abs(self.sentence[first] - self.sentence[second])
        if apart == 0:
            return True
        near = abs(first - second) <= (14 if self.language == "zh" else 10)
        return apart == 1 and near and self.soft[min(self.sentence[first], self.sentence[second])]


def document(text: str, language: Language, words: Sequence[Word] = ()) -> Document:
    """Prepare a transcript for matching.

    Args:
        text: the transcript.
        language: "zh" or "en".
        words: with times and probabilities where the recogniser gave them; joined they are the text.
    """
    from interviewer.scoring.clauses import split

    tokens = tokenise(text, language)
    timed = word_places(text, words)
    pauses = _pauses(tokens, timed)
    sentence, clause, soft = split(tokens, language, pauses)
    zh = language == "zh"
    return Document(
        text=text,
        language=language,
        tokens=tokens,
        sounds="".join(code(syllable(c)) for c in tokens.codes) if zh else "",
        nears="".join(code(near_syllable(c)) for c in tokens.codes) if zh else "",
        sentence=sentence,
        clause=clause,
        soft=soft,
        probability=_probabilities(tokens, timed),
    )


def word_places(text: str, words: Sequence[Word]) -> list[tuple[int, int, Word]]:
    """Return (start, end, word) for each word with its place in the text."""
    places = []
    at = 0
    for word in words:
        bare = word.text.strip()
        found = text.find(bare, at) if bare else -1
        if found < 0:
            continue
        at = found + len(bare)
        places.append((found, at, word))
    return places


def word_at(places: Sequence[tuple[int, int, Word]], index: int) -> int | None:
    """Return the position in `places` of the word that covers a character, or None."""
    position = bisect_right(places, index, key=lambda place: place[0]) - 1
    return position if position >= 0 and index < places[position][1] else None


def _probabilities(tokens: Tokens, places: Sequence[tuple[int, int, Word]]) -> list[float | None]:
    if not places:
        return [None] * len(tokens.words)
    found = (word_at(places, start) for start in tokens.starts)
    return [None if position is None else places[position][2].probability for position in found]


def _pauses(tokens: Tokens, places: Sequence[tuple[int, int, Word]]) -> list[float]:
    """Return the silence before each token in seconds, 0 where unknown."""
    pauses = [0.0] * len(tokens.words)
    if not places:
        return pauses
    for index in range(1, len(pauses)):
        before, after = word_at(places, tokens.starts[index - 1]), word_at(places, tokens.starts[index])
        if before is None or after is None or before == after:
            continue
        end_s, start_s = places[before][2].end_s, places[after][2].start_s
        if end_s is not None and start_s is not None:
            pauses[index] = max(0.0, start_s - end_s)
    return pauses
