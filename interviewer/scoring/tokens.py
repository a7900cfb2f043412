"""A transcript as tokens that cues are matched against: Mandarin characters, English words, figures.

Every token is also one character of three parallel strings (`codes`, `sounds`, `nears`), so that a run of tokens is
found with `str.find`: fast, and the same for both languages.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import cache, cached_property, lru_cache
from itertools import count
from typing import Any

from audio.ports import Language, Word
from interviewer.scoring.normalise import fold, is_hanzi
from interviewer.scoring.numerals import EN_NUMBER_WORDS, ZH_NUMERAL, with_en_figures, with_zh_figures, written
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
    rf"(?P<hanzi>[\u3400-\u4dbf\u4e00-\u9fff〇]+)|(?P<joined>{_JOINED})|(?P<arabic>\d+(?:[.,]\d+)*)|(?P<word>[a-z\u00c0-\u024f]+(?:'[a-z]+)*)"
    r"|(?P<symbol>[%$£€¥])"
)


def _contractions() -> dict[str, tuple[str, str]]:
    """Return what contractions stand for, with and without an apostrophe: half of all transcripts have none."""
    ends = {"m": ("am", "i"), "re": ("are", "you we they"),
            "ve": ("have", "i you we they should would could might must who"),
            "ll": ("will", "i you we they he she it that"), "d": ("would", "i you we they he she it that"),
            "s": ("is", "he she it that there what who")}  # fmt: skip
    whole = {f"{word}'{end}": (word, verb) for end, (verb, words) in ends.items() for word in words.split()}
    plain = {form.replace("'", ""): parts for form, parts in whole.items()}
    for other in "ill id were well wed hell shell shed".split():  # words of their own
        del plain[other]
    return whole | plain


_CONTRACTIONS = _contractions()
_FILLERS = {"zh": frozenset("嗯呃唔"), "en": frozenset("um umm uh uhh uhm er erm ah hm hmm mm mmm".split())}
_HARD_STOP = re.compile(r"[.!?;。!?;…\n](?!\d)")
_COMMA = re.compile(r"[,:,:—–()\"“”「」]|\s-\s")

NEIGHBOURS: dict[bool, dict[Language, int]] = {False: {"zh": 14, "en": 10}, True: {"zh": 16, "en": 11}}
"""Tokens from one to another that still are neighbours, read as cues are written and read freely."""

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


class _SoundTable(dict[int, str]):
    """For `str.translate`: from a token's code to the code of how it sounds, looked up when first met."""

    def __init__(self, sound: Callable[[str], str]) -> None:
        """Keep what tells the sound of a character."""
        self._sound = sound

    def __missing__(self, number: int) -> str:
        """Look up one character."""
        found = self[number] = code(self._sound(chr(number)))
        return found


_SOUNDS, _NEARS = _SoundTable(syllable), _SoundTable(near_syllable)


def sounds_of(codes: str) -> str:
    """Return one code per token for its pinyin."""
    return codes.translate(_SOUNDS)


def nears_of(codes: str) -> str:
    """Return one code per token for its class of confusable syllables."""
    return codes.translate(_NEARS)


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
        word, kind = match.group(), match.lastgroup
        start, end = match.span()
        if kind == "hanzi":
            raw += zip(word, range(start, end), range(start + 1, end + 1), strict=True)
            continue
        if kind == "word":
            word, second = _bare_word(word)
            if second:
                middle = start + len(word)
                raw += ((word, start, middle), (second, middle, end))
                continue
        elif kind == "joined":
            word = re.sub(r"[^a-z]", "", word)
        elif kind == "arabic":
            word = _arabic(word)
        raw.append((word, start, end))
    raw = with_zh_figures(raw, folded.text) if language == "zh" else with_en_figures(raw, folded.text)
    if not keep_fillers:
        fillers = _FILLERS[language]
        raw = [item for item in raw if item[0] not in fillers]
    words, starts, ends = zip(*raw, strict=True) if raw else ((), (), ())
    breaks = _breaks(starts, ends, folded.text)
    if len(folded.text) != len(text):
        starts = tuple(folded.origin[start] for start in starts)
        ends = tuple(folded.origin[end - 1] + 1 for end in ends)
    return Tokens(words, starts, ends, "".join(map(_code_of, words)), breaks)


def words_and_codes(words: str, language: Language) -> tuple[tuple[str, ...], str]:
    """Cut the words of a cue, already folded, into tokens; most are plain characters or one plain word."""
    if language == "zh":
        if _HANZI.fullmatch(words) and not ZH_NUMERAL.search(words):
            return tuple(words), words
    elif _is_plain(words):
        return (words,), _code_of(words)
    tokens = tokenise(words, language, keep_fillers=True)
    return tokens.words, tokens.codes


_HANZI = re.compile(r"[\u4e00-\u9fff]+")


def _is_plain(word: str) -> bool:
    """Tell whether an English word is one token as it stands."""
    match = _TOKEN.match(word)
    plain = match is not None and match.lastgroup == "word" and match.end() == len(word) and word.isalpha()
    if not plain or word in EN_NUMBER_WORDS or word in _CONTRACTIONS or word == "percent":
        return False
    return _COMPOUND.fullmatch(word) is None


@cache
def _code_of(word: str) -> str:
    return code(word if is_hanzi(word) or not word.isalpha() else stem(word))


def _arabic(word: str) -> str:
    plain = re.sub(r",(?=\d{3})", "", word).replace(",", ".")
    try:
        return written(float(plain))
    except ValueError:  # a date or a version such as 1.2.3
        return plain


@cache
def _bare_word(word: str) -> tuple[str, str]:
    """Part "we're" and "setup" in two, drop other clitics ("user's"), keep "don't" in one piece ("dont")."""
    if word in _CONTRACTIONS:
        return _CONTRACTIONS[word]
    bare = word[:-3] + "nt" if word.endswith("n't") else word.partition("'")[0]
    compound = _COMPOUND.fullmatch(bare)
    return (compound[1], compound[2]) if compound else (bare, "")


def _breaks(starts: Sequence[int], ends: Sequence[int], text: str) -> tuple[int, ...]:
    """Return what stands before each token (see `Tokens.breaks`)."""
    inner = [0 if end == start else _break(text[end:start]) for end, start in zip(ends, starts[1:], strict=False)]
    return (2, *inner) if starts else ()


@lru_cache(maxsize=1024)
def _break(between: str) -> int:
    return 2 if _HARD_STOP.search(between) else 1 if _COMMA.search(between) else 0


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
        freely: the parts of a cue may stand in any order and farther apart (see `patterns.freely`).
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
    freely: bool = False
    memo: dict[Any, Any] = field(default_factory=dict)

    def __len__(self) -> int:
        """Return the number of tokens."""
        return len(self.tokens.words)

    @cached_property
    def keys(self) -> frozenset[str]:
        """What tells at once that a pattern cannot match (see `presence`)."""
        from interviewer.scoring.presence import keys_of

        known: frozenset[str] | None = self.memo.get("keys")
        if known is None:
            known = self.memo["keys"] = keys_of(self)
        return known

    def together(self, first: int, second: int) -> bool:
        """Tell whether two tokens stand in one sentence; a split of our own does not part close neighbours.

        Read freely, no end of a sentence parts close neighbours.
        """
        apart = abs(self.sentence[first] - self.sentence[second])
        near = abs(first - second) <= NEIGHBOURS[self.freely][self.language]
        if self.freely:
            return apart <= 1 and near
        return apart == 0 or (apart == 1 and near and self.soft[min(self.sentence[first], self.sentence[second])])


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
        sounds=sounds_of(tokens.codes) if zh else "",
        nears=nears_of(tokens.codes) if zh else "",
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
