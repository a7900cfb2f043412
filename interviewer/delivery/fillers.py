"""Fillers: those that are nothing else (um, 嗯), and words that are fillers only where they carry no meaning.

How often a word is one was counted in hand-marked speech. English telephone talk: um and uh .99, "you know" .97, "well"
.93, "I mean" .90, "like" .25, "so" .05. Mandarin: 嗯 and 呃 .99, 那个 .79, 这个 .64, 就是 .57, 然后 .56, 其实 .04.
So the ambiguous ones count only in places where they hold nothing up: set off by commas or pauses, or in a row.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence

from audio.ports import Language, Transcript, Word
from interviewer.records import Filler

_EN_CERTAIN = re.compile(r"\b(?:u+m+|u+h+m*|e+r+m*|h+m+|mm+|a+h+|o+h+)\b(?!-)", re.IGNORECASE)
_EN_NOT_AFTER = re.compile(r"(?:-|\buh[- ])$", re.IGNORECASE)  # the "huh" of "uh-huh" is an answer

_EN_PHRASES = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        # A filler unless it has an object or a subject of its own ("do you know", "you know what").
        r"(?=you know)(?<!do )(?<!did )(?<!if )(?<!as )(?<!that )(?<!let )(?<!should )(?<!would )"
        r"\byou know\b(?! (?:what|how|who|why|where|when|that|him|them|about|of|anything|if|any)\b)",
        r"(?=I mean)(?<!what )(?<!that )(?<!if )\bI mean\b(?! (?:by|that|it|to)\b)",
        # Alone between commas, or doubled.
        r"(?<=, )like(?=,)|\blike,? (?=like\b)",
        # Set off by a comma at the start of a sentence or after another pause.
        r"(?:(?<=^)|(?<=[.!?] )|(?<=, ))well(?=,)",
        r"(?<=, )(?:so|actually|basically|okay)(?=,)",
    )
)

_ZH_CERTAIN = re.compile(
    r"嗯+|呃+|恩(?=[，,。、\s]|$)|额(?=[，,。、\s]|$)|唔|(?:(?<=^)|(?<=[，。！？、\s]))(?:啊+|哎|唉|诶|欸)(?=[，,。、\s]|$)"
)

_ZH_AMBIGUOUS = re.compile(r"就是说|那个|这个|就是|然后|那么|怎么说呢|对吧")
_ZH_STRINGS = ("那个", "就是", "然后", "这个")  # one of them beside another holds nothing up
_ZH_BREAK = "，,、。！？!?…\n "
_ZH_CERTAIN_CHARACTERS = "嗯呃"
_NEAR = 12
"""Characters around a word that can tell what it does there."""
_ZH_NOUN_AFTER = re.compile(
    r"^(?:老|新|大|小|旧)?(?:人|时候|事|问题|项目|岗位|东西|公司|产品|客户|用户|模型|方案|行业|方向|过程|部分|阶段|月|星期|季度|年|数|词|字|点|"
    r"地方|团队|系统|流程|工具|活动|业务|数据|指标|原因|结果|比例|价格|机会|工作|职位|领域|平台|功能|需求|场景|错误|案例)"
)


def find_fillers(transcript: Transcript, language: Language) -> tuple[Filler, ...]:
    """Return the fillers in the order they were said, with offsets, and times where the words have them."""
    text = transcript.text
    places = _english(text) if language == "en" else _mandarin(text)
    clock = _word_starts(transcript.words, text)
    return tuple(
        Filler(text[start:end], _time_at(clock, start), start, end, certain) for start, end, certain in sorted(places)
    )


def _english(text: str) -> list[tuple[int, int, bool]]:
    certain = [
        (match.start(), match.end(), True)
        for match in _EN_CERTAIN.finditer(text)
        if not _EN_NOT_AFTER.search(text, max(0, match.start() - _NEAR), match.start())
    ]
    likely = [(match.start(), match.end(), False) for pattern in _EN_PHRASES for match in pattern.finditer(text)]
    covered = _covered(certain)
    return certain + [place for place in likely if covered.isdisjoint(range(*place[:2]))]


def _mandarin(text: str) -> list[tuple[int, int, bool]]:
    certain = [(match.start(), match.end(), True) for match in _ZH_CERTAIN.finditer(text)]
    covered = _covered(certain)
    likely = []
    for match in _ZH_AMBIGUOUS.finditer(text):
        place = (match.start(), match.end(), False)
        if covered.isdisjoint(range(*match.span())) and _empty_in_mandarin(text, match.start(), match.end()):
            likely.append(place)
    return certain + likely


def _empty_in_mandarin(text: str, start: int, end: int) -> bool:
    """Tell whether an ambiguous word holds nothing up: alone between pauses, beside a hesitation, or doubled."""
    before, after = text[max(0, start - _NEAR) : start].rstrip(), text[end : end + _NEAR]
    word = text[start:end]
    pause_before = not before or text[start - 1] in _ZH_BREAK or before[-1] in _ZH_CERTAIN_CHARACTERS
    pause_after = not after or after[0] in _ZH_BREAK or after[0] in _ZH_CERTAIN_CHARACTERS
    if pause_before and pause_after:
        return True
    following = after.lstrip(_ZH_BREAK)
    if following.startswith((word, *_ZH_CERTAIN_CHARACTERS)):
        return True
    if _ZH_NOUN_AFTER.match(after):
        return False
    if before.endswith((*_ZH_CERTAIN_CHARACTERS, word)):
        return True
    return before.endswith(_ZH_STRINGS) or after.startswith(_ZH_STRINGS)


def _covered(places: Sequence[tuple[int, int, bool]]) -> set[int]:
    return {index for start, end, _ in places for index in range(start, end)}


def _word_starts(words: Sequence[Word], text: str) -> list[tuple[int, float]]:
    """Return (offset in the text, start of the word in seconds) for words with times."""
    joined = "".join(word.text for word in words)
    position = -(len(joined) - len(joined.lstrip()))
    starts = []
    for word in words:
        if word.start_s is not None:
            lead = len(word.text) - len(word.text.lstrip())
            starts.append((position + lead, word.start_s))
        position += len(word.text)
    return starts if joined.strip() == text else []


def _time_at(starts: Sequence[tuple[int, float]], offset: int) -> float | None:
    position = bisect_right(starts, offset, key=lambda start: start[0]) - 1
    return starts[position][1] if position >= 0 else None
