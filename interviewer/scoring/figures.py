"""Figures in a transcript: numbers, percentages, sums, lengths of time, and changes from one figure to another."""

from __future__ import annotations

import re

from interviewer.scoring.names import own_names
from interviewer.scoring.phrases import Span, token_spans
from interviewer.scoring.tokens import Document

FIGURE_KINDS = ("number", "percent", "money", "duration", "clock", "change", "own_name")

_ZH_DIGITS = "零一二两三四五六七八九十几半百千万"
_ZH_COUNTED = re.compile(
    r"[二两三四五六七八九十几]{1,3}[多来]?(?:[百千万]|[个条次家名人位款项类种步轮版篇张件台单天周月年遍组层点样倍成折番起例宗笔封句回间场桌])|"
    r"一[百千万年天周倍番成]|上[百千万]|半年|半天|一个(?:月|季度|星期|礼拜|小时)"
)
_ZH_SHARE = re.compile(
    r"[一二两三四五六七八九十]分之[一二两三四五六七八九十几]|(?:#|[一两三四五六七八九十几]{1,2})(?:[多来])?倍|"
    r"[一两三四五六七八九](?=成(?:[以左多的,]|$))成|翻倍|翻了?[一两]番|"
    r"(?:少|降|减|省|砍|缩|压|掉|跌|近|快|差不多|大概|约|超过|将近)了?(?:差不多|将?近|快|一)?(一(?:大|多)?半)|一大?半(?=的|以上|左右|客|用|人)"
)
_ZH_PERCENT_AFTER = re.compile(r"个?百分点|个点|成(?!本|长|功|交|员|立|为|果|都|绩|熟|品|套|人|旧|就)")
_ZH_MONEY = re.compile(r"万?[多来]?(?:块钱?|元|美元|美金|刀|港币|欧元|毛钱?|分钱|人民币)")
_ZH_DURATION = re.compile(
    r"(?<!第)(?:#|(?<![有那某同])一|[二两三四五六七八九十几]{1,3}|[一二两三四五六七八九][一二两三四五六七八九]|好几|半)[多来几]?"
    r"(?:(?:个(?:[半多来]|把)?)?(?:小时|钟头|星期|礼拜|月|季度|工作日|晚上)|分钟|分[半来]钟?|秒半?钟?|毫秒|天半?|日|周半?|年半?|夜|刻钟)[多半]?"
)
_ZH_CLOCK = re.compile(
    r"(?:(?<=[上中下]午)|(?<=早上|晚上|凌晨)|(?<=[今明后当每]天)|(?<=周[一二三四五六日])|(?<=[早晚到]))(?:#|"
    r"十?[一二两三四五六七八九十])点(?:半|钟|整|[一三]刻|#分?)?|"
    r"(?:#|十?[一二两三四五六七八九十])点(?:半|钟|整|[一三]刻|(?=之?前|以前|左右|多|到))"
)
_ZH_GROWN = re.compile(
    r"(?:[涨升增翻多提降减少省掉缩跌快高低]|缩短|提高|降低|减少|增加)(?:高|低|加|短)?(?:了|到|出)?(?:差不多|将?近|快|约|大概|整整)?"
    r"(?:(?:#|[一两三四五六七八九十几]{1,2})(?:倍|番|成)|一大?半|[一二两三四五六七八九]分之[一二三四])|翻倍|翻了?[一两]番"
)
_ZH_UP_DOWN = re.compile(r"升(?!级)|[涨降提减增加跌掉缩压翻省少多高低快]")
_YEAR = re.compile(r"(?:19|20)\d\d")
_ZH_YEAR = re.compile(r"(?:19|20)\d\d年|[12]\d年")
_ZH_FROM_TO = re.compile(r"从|由|以前|原来|之前|原先|过去|当初|本来|开始")
_ZH_TO = re.compile(r"到|成|变|现在|后来|如今|之后|以后|至|就")

_EN_MONEY_BEFORE = frozenset("$£€¥")
_EN_MONEY = frozenset("dollar dollars euro euros pound pounds cent cents buck bucks quid usd rmb yuan pence".split())
_EN_UNIT = (
    r"(?:seconds?|minutes?|hours?|days?|weeks?|months?|quarters?|years?|fortnights?|milliseconds?|ms|secs?|mins?|"
    r"weekends?|nights?)"
)
_EN_DURATION = re.compile(
    rf"\b(?:(?:\d[\d.]*|half|one|several|(?:a )?few|(?:a )?couple of|a couple|a quarter of|"
    rf"\d quarters of)(?: and a half)?(?: or (?:so|\d+))?"
    rf"(?: an?)?(?: (?:more|full|whole|working|business))? {_EN_UNIT}(?: and a half)?|"
    rf"(?:(?:within|in|after|under|for|took|takes?|than|about|over|nearly|almost|spent|spend|to|from|"
    rf"down to) )?an? {_EN_UNIT} and a half)\b"
)
_EN_ONE_UNIT = re.compile(
    rf"\b(?:within|in|after|under|for|took|takes?|than|about|over|nearly|almost|spent|spend|"
    rf"down to) (an? {_EN_UNIT})\b(?! (?:and a half|or))"
)
_EN_SHARE = re.compile(
    r"\b(?:twice as|\d[\d.]* times (?:as|more|faster|higher|lower|cheaper|the|less|better)|(?:one|\d+) (?:in|"
    r"out of) (?:every )?\d+|"
    r"(?:a|one|by|\d) (?:third|quarter|fifth|tenth)s?(?! of an?)|doubled|halved|tripled|double(?= the| what)|"
    r"half(?! an?\b)(?! (?:hour|day|year|past)))\b"
)
_EN_COUNTED = re.compile(
    r"\b(?:twice|(?:a|\d+|half a) dozen|(?:a )?(?:few|couple of) (?:hundred|thousand)|(?:hundreds|thousands|"
    r"dozens) of)\b"
)
_EN_CLOCK = re.compile(
    r"\b\d{1,2}(?: \d\d)? (?:o|am|pm|a m|p m)\b|\b(?:by|at|before|until|around) \d{1,2}(?: \d\d)?(?= (?:today|"
    r"tomorrow|tonight|this|on|every|sharp)\b|$)|"
    r"\b(?:noon|midday|midnight)\b"
)
_EN_GROWN = re.compile(r"\b(?:halved|doubled|tripled|twice as|in half|by (?:half|an? (?:third|quarter|fifth)))\b")
_EN_MOVE = frozenset(
    "from down up drop drops dropped fell fall rise rose went go goes cut increase increased decrease decreased "
    "reduce reduced grew grow improve improved jumped climbed to by saved saving faster slower fewer more less "
    "lower higher".split()
)


def figures(doc: Document) -> dict[str, list[Span]]:
    """Return the token spans of each kind of figure (and of the own name), ordered; computed once per document."""
    known: dict[str, list[Span]] | None = doc.memo.get("figures")
    if known is None:
        known = doc.memo["figures"] = _zh(doc) if doc.language == "zh" else _en(doc)
    return known


def _is_number(word: str) -> bool:
    return word[0].isdigit()


def _zh(doc: Document) -> dict[str, list[Span]]:
    words, codes = doc.tokens.words, doc.tokens.codes
    clock = token_spans(doc, _ZH_CLOCK)
    share = token_spans(doc, _ZH_SHARE)
    numbers = [(index, index + 1) for index, word in enumerate(words) if _is_number(word)]
    numbers += [span for span in token_spans(doc, _ZH_COUNTED) if not _overlaps(span, clock)]
    found: dict[str, list[Span]] = {kind: [] for kind in FIGURE_KINDS}
    found["number"] = sorted({*numbers, *(span for span in share if not _overlaps(span, numbers))})
    found["percent"] = share
    for start, end in found["number"]:
        unit = end if _is_number(words[start]) else _digits_end(codes, start)
        after = codes[unit : unit + 6]
        if words[unit : unit + 1] == ("%",) or _ZH_PERCENT_AFTER.match(after):
            found["percent"].append((start, unit + 1))
        if _ZH_MONEY.match(after) or (start and words[start - 1] in _EN_MONEY_BEFORE):
            found["money"].append((start, min(unit + 2, len(doc))))
    found["percent"] = sorted(set(found["percent"]))
    found["duration"], found["clock"] = token_spans(doc, _ZH_DURATION), clock
    figures_said = sorted({*found["number"], *(span for span in found["duration"] if not _overlaps(span, numbers))})
    found["change"] = sorted({*_zh_changes(doc, figures_said), *token_spans(doc, _ZH_GROWN)})
    return found


def _overlaps(span: Span, others: list[Span]) -> bool:
    return any(span[0] < end and start < span[1] for start, end in others)


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
        if _ZH_YEAR.fullmatch("".join(doc.tokens.words[start : start + 2])):
            continue  # 二二年, 2019年: no amount that rises or falls
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
    found: dict[str, list[Span]] = {kind: [] for kind in FIGURE_KINDS}
    for index, word in enumerate(words):
        if not _is_number(word):
            continue
        after = words[index + 1] if index + 1 < len(words) else ""
        found["number"].append((index, index + 1))
        if after in ("%", "percentage", "points", "point"):
            found["percent"].append((index, index + 2))
        if after in _EN_MONEY or (index and words[index - 1] in _EN_MONEY_BEFORE):
            found["money"].append((index, min(index + 2, len(words))))
    found["duration"] = sorted(token_spans(doc, _EN_DURATION) + token_spans(doc, _EN_ONE_UNIT, 1))
    found["clock"] = token_spans(doc, _EN_CLOCK)
    found["own_name"] = own_names(doc)
    share = [span for span in token_spans(doc, _EN_SHARE) if not _overlaps(span, found["duration"])]
    found["percent"] = sorted({*found["percent"], *share})
    counted = [span for span in token_spans(doc, _EN_COUNTED) if not _overlaps(span, found["number"])]
    found["change"] = _en_changes(
        doc, found["number"] + [span for span in found["percent"] if not _overlaps(span, found["number"])]
    )
    found["number"] = sorted(found["number"] + counted)
    return found


def _en_changes(doc: Document, numbers: list[Span]) -> list[Span]:
    words = doc.tokens.words
    numbers = sorted(numbers)
    changes = []
    for position, (start, end) in enumerate(numbers):
        if _YEAR.fullmatch(words[start]):
            continue  # from 2012 to 2015
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
    return sorted({*changes, *token_spans(doc, _EN_GROWN)})
