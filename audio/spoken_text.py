"""Text as a simple formant synthesiser needs it: figures in Chinese words, one language at a time, pinyin.

Measured on espeak-ng 1.51: its Mandarin voice says "40%" as "四十 percent", drops the point of 3.5, reads the
year 2023 as a quantity, knows one reading for 行, 长, 重 and 了, and reads Latin words as pinyin or, in the voice that
claims to read them as English, spells most Chinese words as English letters. So its text is prepared here.
Voices of macOS and Windows do all of this themselves and are given the text as it stands.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from audio.ports import Language

_DIGITS = "零一二三四五六七八九"
_PLACES = ("千", "百", "十", "")
_GROUPS = ("", "万", "亿", "万亿")
_LONGEST_QUANTITY = 12
"""Digits of the longest figure read as a quantity; longer ones, and ones led by 0, are read digit by digit."""

_NUMBER = r"(?:\d{1,3}(?:,\d{3})+(?!\d)|\d+)(?:\.\d+)?"
_FREE_BEFORE = r"(?<![A-Za-z\d.])(?<![A-Za-z]-)"
_FREE_AFTER = r"(?![A-Za-z\d])"
_FIGURE = re.compile(
    rf"{_FREE_BEFORE}(?:"
    rf"(?P<year>\d{{4}})(?=\s*年)"
    rf"|(?P<hour>[012]?\d)[:\uff1a](?P<minute>[0-5]\d){_FREE_AFTER}"
    rf"|(?P<money>[\u00a5\uffe5])?(?P<number>{_NUMBER})(?P<percent>\s*[%\uff05])?{_FREE_AFTER}"
    rf")"
)
_RANGE = re.compile(rf"(?<=[\d%\uff05])\s*[-\u2013\u2014~\uff5e]\s*(?={_NUMBER}\s*[^\dA-Za-z\s-])")
_TWO_OF = re.compile(
    r"(?<![一二三四五六七八九零十百千万亿点第])二(?=\s*(?:[个位名件家种条项组轮遍倍次天周年万千亿]|分钟|小时))"
)

_LATIN_WORD = r"\d*[A-Za-z](?:[\w'&+#./-]*[\w+#])?"
_LATIN = re.compile(rf"{_LATIN_WORD}(?:\s+{_LATIN_WORD})*", re.ASCII)
_HAN_RUN = re.compile(r"[\u3400-\u9fff]+")
_HAN = re.compile(r"[\u3400-\u9fff]+(?:[\uff0c\u3001\u3002\uff1b\uff1a\uff1f\uff01]*[\u3400-\u9fff]+)*")
_MUST = re.compile(r"(?<=[我你您他她们还又就总都只先也])得(?![了到出不]|知(?!道))")
_COUNTED_LINE = re.compile(r"(?<=[一两三四五六七八九十百千几每])行(?!人|为|业|程)")
_TOLD_APART = ("dei3", "hang2")
_ASCII_MARKS = str.maketrans(
    "\uff0c\u3001\u3002\uff1b\uff1a\uff1f\uff01\uff08\uff09\u201c\u201d/",  # Chinese marks, and the slash of A/B
    ',,.;:?!()"" ',
)


@dataclass(frozen=True)
class SpokenPart:
    """A stretch of text to be spoken by one voice."""

    language: Language
    text: str


def has_words(text: str) -> bool:
    """Return whether there is anything in the text that can be said (a letter, a character, a digit)."""
    return any(character.isalnum() for character in text)


def split_languages(text: str, language: Language) -> list[SpokenPart]:
    """Split mixed text so that every part is read by a voice of its own language.

    Args:
        text: one sentence.
        language: what the sentence is in; Latin words in Chinese and Chinese characters in English are split off.

    Returns:
        The parts in order, none without words; empty when the text has none. Chinese parts have their figures
        in words.
    """
    other: Language = "en" if language == "zh" else "zh"
    pattern = _LATIN if language == "zh" else _HAN
    prepared = chinese_figures(text) if language == "zh" else text
    parts: list[SpokenPart] = []
    position = 0
    for match in pattern.finditer(prepared):
        _append(parts, language, prepared[position : match.start()])
        _append(parts, other, match.group())
        position = match.end()
    _append(parts, language, prepared[position:])
    return parts


def _append(parts: list[SpokenPart], language: Language, text: str) -> None:
    """Add a stretch; marks alone belong to what came before, and neighbours of one language are joined."""
    if not has_words(text):
        if parts and text.strip():
            parts[-1] = SpokenPart(parts[-1].language, _plain(parts[-1].text + text, parts[-1].language))
        return
    if parts and parts[-1].language == language:
        text = f"{parts.pop().text} {text}"
    parts.append(SpokenPart(language, _plain(text, language)))


def _plain(text: str, language: Language) -> str:
    return text.translate(_ASCII_MARKS).strip() if language == "en" else text.strip()


def chinese_figures(text: str) -> str:
    """Write the figures of a Chinese sentence as they are said: 25% as 百分之二十五, 2023年 as 二零二三年.

    Figures that are part of a Latin word (GPT4, 20k) stay as they are.
    """
    text = _RANGE.sub("到", text)
    text = _FIGURE.sub(_said, text)
    return _TWO_OF.sub("两", text)


def _said(match: re.Match[str]) -> str:
    if match["year"]:
        return "".join(_DIGITS[int(digit)] for digit in match["year"])
    if match["hour"]:
        minute = int(match["minute"])
        return f"{_quantity(match['hour'])}点{_integer(minute) + '分' if minute else '整'}"
    return ("百分之" if match["percent"] else "") + _quantity(match["number"]) + ("元" if match["money"] else "")


def _quantity(figure: str) -> str:
    """Say a figure such as 1,200 or 3.5 or 007."""
    whole, _, fraction = figure.replace(",", "").partition(".")
    if len(whole) > _LONGEST_QUANTITY or (len(whole) > 1 and whole[0] == "0"):
        said = "".join(_DIGITS[int(digit)] for digit in whole)
    else:
        said = _integer(int(whole))
    return said + ("点" + "".join(_DIGITS[int(digit)] for digit in fraction) if fraction else "")


def _integer(value: int) -> str:
    """Say a whole number of up to twelve digits."""
    if value == 0:
        return _DIGITS[0]
    groups = []
    while value:
        value, group = divmod(value, 10_000)
        groups.append(group)
    said = ""
    for index in range(len(groups) - 1, -1, -1):
        group = groups[index]
        if group == 0:
            continue
        lower_zero = said and (group < 1000 or groups[index + 1] == 0)
        said += (_DIGITS[0] if lower_zero else "") + _below_ten_thousand(group) + _GROUPS[index]
    return said.removeprefix("一") if said.startswith("一十") else said


def _below_ten_thousand(value: int) -> str:
    said, gap = "", False
    for digit, place in zip(f"{value:04d}", _PLACES, strict=True):
        if digit == "0":
            gap = bool(said)
            continue
        said += (_DIGITS[0] if gap else "") + _DIGITS[int(digit)] + place
        gap = False
    return said


def toned_pinyin(text: str) -> str:
    """Replace the Chinese words whose reading depends on the word by pinyin with tone digits.

    Words come from pypinyin's phrase dictionary (银行 -> yin2 hang2), and so does the changing tone of 一 and 不.
    Single characters stay: as particles (地, 得, 了) the synthesiser reads them better. Two of them are told from their
    neighbours: 得 that means "must" (我还得说), and 行 that is counted (一行代码).
    """
    return _HAN_RUN.sub(lambda match: _pinyin_run(match.group()), text)


def _pinyin_run(run: str) -> str:
    from pypinyin import Style, lazy_pinyin
    from pypinyin.seg.mmseg import seg

    syllables = lazy_pinyin(run, style=Style.TONE3, neutral_tone_with_five=True, tone_sandhi=True, v_to_u=False)
    if len(syllables) != len(run):
        return run
    for must in _MUST.finditer(run):
        syllables[must.start()] = "dei3"
    for line in _COUNTED_LINE.finditer(run):
        syllables[line.start()] = "hang2"
    said, position = "", 0
    for word in seg.cut(run):
        spoken = syllables[position : position + len(word)]
        position += len(word)
        said += f" {' '.join(spoken)} " if len(word) > 1 or word in "一不" or spoken[0] in _TOLD_APART else word
    return said.strip()
