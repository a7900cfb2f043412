"""Numbers in words: 百分之四十, 二十万, "forty percent", "one point five million" as plain figures."""

from __future__ import annotations

import re
from bisect import bisect_left

ZH_NUMERAL = re.compile(
    r"(?:[一二两三四五六七八九]|十|零(?=点[零〇一二三四五六七八九\d])|\d+(?:\.\d+)?)(?:[零〇一二两三四五六七八九十百千万亿\d]|点(?=[零〇一二三四五六七八九\d]))*"
)

_DIGIT = {c: i for i, c in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2} | {str(i): i for i in range(10)}
_UNIT = {"十": 10, "百": 100, "千": 1000}
_LARGE = {"万": 10_000, "亿": 100_000_000}

_ONES = {
    w: i
    for i, w in enumerate(
        "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen "
        "seventeen eighteen nineteen".split()
    )
}
_TENS = {w: 10 * i for i, w in enumerate("twenty thirty forty fifty sixty seventy eighty ninety".split(), start=2)}
_SCALE = {"thousand": 1000, "million": 1_000_000, "billion": 1_000_000_000}
EN_NUMBER_WORDS = frozenset(_ONES) | frozenset(_TENS) | frozenset(_SCALE) | {"hundred"}


def written(value: float) -> str:
    """Write a number in the one way all numbers are compared in."""
    return f"{value:.6f}".rstrip("0").rstrip(".")


def zh_value(numeral: str) -> float | None:
    """Return the value of a Mandarin numeral, or None where it is none (approximations such as 三四, single words)."""
    if re.fullmatch(r"[一二三四五六七八九两]{2}", numeral) and _DIGIT[numeral[1]] - _DIGIT[numeral[0]] in (1, 2):
        return None  # 三四个 means "three or four"
    whole, _, decimals = numeral.partition("点")
    match = re.fullmatch(r"(\d+(?:\.\d+)?)([十百千万亿]*)", whole)
    if match:
        value = float(match[1])
        for unit in match[2]:
            value *= _UNIT.get(unit) or _LARGE[unit]
    elif not any(c in _UNIT or c in _LARGE for c in whole):
        value = float("".join(str(_DIGIT[c]) for c in whole))
    else:
        value = _with_units(whole)
    if decimals:
        tail = "".join(str(_DIGIT[c]) for c in decimals if c in _DIGIT)
        scale = 1.0
        for c in decimals:
            scale *= _LARGE.get(c) or _UNIT.get(c) or 1
        value = (value + float(f"0.{tail or 0}")) * scale
    return value


def _with_units(whole: str) -> float:
    total = section = digit = 0.0
    last_unit = 1.0
    for character in whole:
        if character in _DIGIT:
            digit = float(_DIGIT[character])
            last_unit = 10.0 if character in "零〇" else last_unit
        elif character in _UNIT:
            last_unit = _UNIT[character]
            section += (digit or 1) * last_unit
            digit = 0
        else:
            last_unit = _LARGE[character]
            total = (total + section + digit) * last_unit
            section = digit = 0
    # 两万三 is 23,000 and 一百五 is 150: a last digit counts tenths of the unit before it.
    return total + section + (digit * last_unit / 10 if last_unit >= 100 else digit)


def en_number(words: list[str], start: int) -> tuple[float, int] | None:
    """Read an English number at `words[start:]`.

    Returns:
        (value, number of words used), or None where no number starts; "one" and "a" alone are words, not figures.
    """
    total = current = 0.0
    used = 0
    last: str | None = None
    index = start
    if words[start] == "a" and start + 1 < len(words) and words[start + 1] in ("hundred", "thousand", "million"):
        current, index, last = 1.0, start + 1, "one"
    while index < len(words):
        word = words[index]
        if word in _ONES and last in (None, "tens", "hundred", "scale") and not (last == "tens" and _ONES[word] > 9):
            current, last = current + _ONES[word], "one"
        elif word in _TENS and last in (None, "hundred", "scale"):
            current, last = current + _TENS[word], "tens"
        elif word == "hundred" and last in ("one", "tens"):
            current, last = current * 100, "hundred"
        elif word in _SCALE and last is not None and last != "scale":
            total, current, last = total + current * _SCALE[word], 0.0, "scale"
        elif word == "and" and last in ("hundred", "scale") and _follows(words, index + 1):
            index += 1
            continue
        elif word == "point" and last is not None and index + 1 < len(words) and words[index + 1] in _ONES:
            index, fraction = _decimals(words, index + 1)
            current += fraction
            last = "tens"
            used = index - start
            if index < len(words) and words[index] in _SCALE:
                continue
            break
        else:
            break
        index += 1
        used = index - start
    if used == 0 or (used == 1 and words[start] in ("one", "a", "hundred", "zero")):
        return None
    return total + current, used


def _follows(words: list[str], index: int) -> bool:
    return index < len(words) and (words[index] in _ONES or words[index] in _TENS)


def _decimals(words: list[str], index: int) -> tuple[int, float]:
    digits = ""
    while index < len(words) and words[index] in _ONES and _ONES[words[index]] < 10:
        digits += str(_ONES[words[index]])
        index += 1
    return index, float(f"0.{digits}") if digits else 0.0


_SCALES = {"thousand": 1e3, "k": 1e3, "grand": 1e3, "million": 1e6, "billion": 1e9}


def with_zh_figures(raw: list[tuple[str, int, int]], text: str) -> list[tuple[str, int, int]]:
    """Join the characters of a numeral to one figure and write 百分之 as %."""
    spans: dict[int, tuple[int, list[str]]] = {}
    for match in ZH_NUMERAL.finditer(text):
        start, end, numeral = match.start(), match.end(), match.group()
        percent = text[max(0, start - 3) : start] == "百分之"
        share = percent or text[end : end + 2].lstrip()[:1] == "%"
        single_digit = len(numeral) == 1 and numeral.isdigit()
        if not share and (len(numeral) < 2 and not single_digit):
            continue
        if start and text[start - 1].isascii() and text[start - 1].isalnum():
            continue
        value = zh_value(numeral)
        if value is None:
            continue
        figure = "零一二三四五六七八九"[int(value)] if single_digit and not share else written(value)
        spans[start - 3 if percent else start] = (end, [figure, "%"] if percent else [figure])
    joined: list[tuple[str, int, int]] = []
    starts = [start for _, start, _ in raw]
    at = 0
    for start in sorted(spans):
        index = bisect_left(starts, start, at)
        if index < len(starts) and starts[index] == start:
            end, figures = spans[start]
            joined += raw[at:index]
            joined += [(figure, start, end) for figure in figures]
            at = bisect_left(starts, end, index)
    return joined + raw[at:]


def with_en_figures(raw: list[tuple[str, int, int]], text: str) -> list[tuple[str, int, int]]:
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
