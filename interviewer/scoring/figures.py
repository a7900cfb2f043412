"""Figures in a transcript: numbers, percentages, sums, lengths of time, and changes from one figure to another."""

from __future__ import annotations

import re

from interviewer.scoring.tokens import Document

Span = tuple[int, int]
FIGURE_KINDS = ("number", "percent", "money", "duration", "change")

_ZH_DIGITS = "零一二两三四五六七八九十几半百千万"
_ZH_COUNTED = re.compile(
    r"[二两三四五六七八九十几]{1,3}[多来]?(?:[百千万]|[个条次家名人位款项类种步轮版篇张件台单天周月年遍组层点样])|一[百千万年天周]|半年|半天|一个(?:月|季度|星期|礼拜|小时)|[一二两三四五六七八九]成"
)
_ZH_PERCENT_AFTER = re.compile(r"个?百分点|个点|成(?!本|长|功|交|员|立|为|果|都|绩|熟|品|套|人|旧|就)|分之")
_ZH_MONEY = re.compile(r"万?[多来]?(?:块钱?|元|美元|美金|刀|港币|欧元|毛钱?|分钱|人民币)")
_ZH_DURATION = re.compile(
    r"[多来几]?(?:个(?:多)?)?(?:分钟|秒钟?|毫秒|小时|钟头|天|日|周|星期|礼拜|月|年|季度|晚上|夜|工作日)"
)
_ZH_UP_DOWN = re.compile(r"[涨升降提减增加跌掉缩压翻省少多高低快]")
_ZH_FROM_TO = re.compile(r"从|由|以前|原来|之前|原先|过去|当初|本来|开始")
_ZH_TO = re.compile(r"到|成|变|现在|后来|如今|之后|以后|至|就")

_EN_MONEY_BEFORE = frozenset("$£€¥")
_EN_MONEY = frozenset("dollar dollars euro euros pound pounds cent cents buck bucks quid usd rmb yuan pence".split())
_EN_DURATION = frozenset(
    "second seconds minute minutes hour hours day days week weeks month months quarter quarters year years "
    "fortnight milliseconds ms sec secs min mins".split()
)
_EN_SHARE = frozenset("half third quarter double doubled tripled halved twice".split())
_EN_MOVE = frozenset(
    "from down up drop drops dropped fell fall rise rose went go goes goes cut increase increased decrease decreased "
    "reduce reduced grew grow improve improved jumped climbed to by saved saving faster slower fewer more less "
    "lower higher".split()
)


def figures(doc: Document) -> dict[str, list[Span]]:
    """Return the token spans of each kind of figure, ordered; computed once per document."""
    known: dict[str, list[Span]] | None = doc.memo.get("figures")
    if known is None:
        known = doc.memo["figures"] = _zh(doc) if doc.language == "zh" else _en(doc)
    return known


def _is_number(word: str) -> bool:
    return word[0].isdigit()


def _zh(doc: Document) -> dict[str, list[Span]]:
    words, codes = doc.tokens.words, doc.tokens.codes
    found: dict[str, list[Span]] = {kind: [] for kind in FIGURE_KINDS}
    numbers = [(index, index + 1) for index, word in enumerate(words) if _is_number(word)]
    numbers += [match.span() for match in _ZH_COUNTED.finditer(codes)]
    numbers.sort()
    found["number"] = numbers
    for start, end in numbers:
        unit = end if _is_number(words[start]) else _digits_end(codes, start)
        after = codes[unit : unit + 6]
        if words[unit : unit + 1] == ("%",) or _ZH_PERCENT_AFTER.match(after) or codes[start:end].endswith("成"):
            found["percent"].append((start, unit + 1))
        if _ZH_MONEY.match(after) or (start and words[start - 1] in _EN_MONEY_BEFORE):
            found["money"].append((start, min(unit + 2, len(doc))))
        duration = _ZH_DURATION.match(after)
        if duration:
            found["duration"].append((start, min(unit + duration.end(), len(doc))))
    for match in re.finditer(
        r"半年|半天|半个(?:月|小时)|一个多?(?:月|季度|星期|礼拜|小时)|[一两三四五六七八九十几](?:天|年|周|分钟|秒|小时)",
        codes,
    ):
        found["duration"].append(match.span())
    found["duration"] = sorted(set(found["duration"]))
    found["change"] = _zh_changes(doc, numbers)
    return found


def _digits_end(codes: str, start: int) -> int:
    end = start
    while end < len(codes) and codes[end] in _ZH_DIGITS + "多来":
        end += 1
    return max(end, start + 1)


def _zh_changes(doc: Document, numbers: list[Span]) -> list[Span]:
    codes = doc.tokens.codes
    changes = []
    for position, (start, end) in enumerate(numbers):
        before = codes[max(0, start - 6) : start]
        if _ZH_UP_DOWN.search(before) and _is_number(doc.tokens.words[start]):
            changes.append((start, end))
            continue
        for later, later_end in numbers[position + 1 : position + 5]:
            if later - end > 26 or not doc.together(start, later):
                break
            between = codes[end:later]
            opened = _ZH_FROM_TO.search(codes[max(0, start - 16) : start])
            if later > end and _ZH_TO.search(between) and (opened or _ZH_UP_DOWN.search(between)):
                changes.append((start, later_end))
                break
    return changes


def _en(doc: Document) -> dict[str, list[Span]]:
    words = doc.tokens.words
    total = len(words)
    found: dict[str, list[Span]] = {kind: [] for kind in FIGURE_KINDS}
    for index, word in enumerate(words):
        after = words[index + 1] if index + 1 < total else ""
        if _is_number(word):
            found["number"].append((index, index + 1))
            if after == "%" or (after == "percentage" or after in ("points", "point")):
                found["percent"].append((index, index + 2))
            if after in _EN_MONEY or (index and words[index - 1] in _EN_MONEY_BEFORE):
                found["money"].append((index, index + 2))
        elif word in _EN_SHARE and (word.endswith("d") or words[max(0, index - 2) : index]):
            if word not in ("third", "quarter") or words[index - 1] in ("a", "one", "by", "2"):
                found["percent"].append((index, index + 1))
        counted = _is_number(word) or word in ("a", "an", "one", "half", "few", "couple", "several")
        if counted and (
            after in _EN_DURATION
            or (after in ("a", "of") and words[index + 2 : index + 3] and words[index + 2] in _EN_DURATION)
        ):
            if _is_number(word) or word not in ("a", "an"):
                found["duration"].append((index, min(index + 2, total)))
    found["change"] = _en_changes(
        doc, found["number"] + [span for span in found["percent"] if span not in found["number"]]
    )
    return found


def _en_changes(doc: Document, numbers: list[Span]) -> list[Span]:
    words = doc.tokens.words
    numbers = sorted(numbers)
    changes = []
    for position, (start, end) in enumerate(numbers):
        before = words[max(0, start - 5) : start]
        if any(word in ("by", "to", "from", "down", "up") for word in before) and any(
            word in _EN_MOVE and word not in ("to", "by", "from", "more", "less", "go", "goes") for word in before
        ):
            changes.append((start, end))
            continue
        for later, later_end in numbers[position + 1 : position + 4]:
            if later - end > 14 or not doc.together(start, later):
                break
            if "to" in words[end:later] and ("from" in words[max(0, start - 4) : start] or later - end <= 3):
                changes.append((start, later_end))
                break
    changes += [(i, i + 1) for i, word in enumerate(words) if word in ("halved", "doubled", "tripled")]
    return sorted(changes)
