"""How well it is told: structure, specificity, and what delivery and timing add; each 0..100."""

from __future__ import annotations

import re

from interviewer.records import Delivery, Timing
from interviewer.scoring.figures import figures
from interviewer.scoring.substance import substance
from interviewer.scoring.tokens import Document

_ORDER = {
    "zh": re.compile(
        r"首先|其次|最后|第[一二三四五][个点步样条段层]?|一是|二是|一方面|先.{1,20}(?:再|然后)|然后|另外|接下来|一个是|头一|"
        r"后来|结果|接着|[两三四][样件点个块段层条](?:事|方面|地方|原因)?"
    ),
    "en": re.compile(
        r"\b(?:first|second|third|finally|lastly|next|then|after that|to start|on the one hand|another|"
        r"the other|one is|"
        r"[234] (?:things|parts|places|steps|points|reasons|sides|measures|numbers)|so that|in the end|"
        r"since then|now)\b"
    ),
}
_STAR = {
    "zh": (
        re.compile(r"当时|那会儿|有一次|有一回|去年|前年|上个?月|刚|之前|以前|背景|那时|原来"),
        re.compile(r"负责|需要|要解决|目标|任务|问题是|得把|难的是|要求"),
        re.compile(r"我(?:先|就|把|去|给|跟|做|写|改|问|拉|找|带|搭|定|后来|当时)|我们(?:先|就|把|做|改|定|加|设)"),
        re.compile(r"结果|最后|后来|降到|涨到|从.{1,12}到|提高|减少|省|多了|少了|做到|现在"),
    ),
    "en": (
        re.compile(r"\b(?:last|when i|at the time|there was|used to|once|ago|i was at|we had|back then|"
            r"inherited|started)\b"),
        re.compile(r"\b(?:had to|needed|goal|task|responsible|asked me|my job|problem was|wanted|the challenge)\b"),
        re.compile(r"\b(?:i|we) (?!wanted|needed|used|worked)(?:\w+ed|built|made|wrote|rewrote|set|cut|put|sat|"
            r"ran|led|took|did|went|told|gave|sent|found|brought|kept|drew|rang|drove|spoke|held|met|sold|got|bought|taught)\b"),
        re.compile(r"\b(?:result|went from|ended|dropped|rose|fell|now|since then|in the end|from \S+(?: %)? to|"
            r"down to|up to|halved|doubled|saved)\b"),
    ),
}  # fmt: skip


def structure_score(doc: Document, structure: str) -> float:
    """Judge the order of the telling: ordering words, and the four parts of a story where a story is told.

    Args:
        doc: the transcript.
        structure: what the question expects; for "star" the story counts fully, elsewhere the better of the two does.
    """
    text = doc.tokens.codes if doc.language == "zh" else " ".join(doc.tokens.words)
    marks = len({match.group() for match in _ORDER[doc.language].finditer(text)})
    order = min(1.0, marks / 4)
    story = sum(bool(part.search(text)) for part in _STAR[doc.language]) / 4
    value = story if structure == "star" else max(order, story, (order + story) / 1.5 if order and story else 0.0)
    return round(100 * min(1.0, value) * (1 - substance(doc).listing), 1)


def specificity_score(doc: Document) -> float:
    """Judge how concrete it is: figures with units, before and after, examples, own actions."""
    found, signs = figures(doc), substance(doc)
    count = min(1.0, len(found["number"]) / 6)
    units = min(1.0, len({*found["percent"], *found["money"], *found["duration"]}) / 3)
    change = 1.0 if found["change"] else 0.0
    action = min(1.0, signs.share("action") * 2)
    example = min(1.0, signs.share("example") * 3)
    value = 0.3 * count + 0.15 * units + 0.15 * change + 0.25 * action + 0.15 * example
    return round(100 * value * (1 - signs.listing), 1)


def delivery_score(delivery: Delivery | None) -> float | None:
    """Judge rate, fillers and pauses by their bands; None where none of them is known."""
    if delivery is None:
        return None
    parts = []
    if delivery.rate is not None:
        parts.append(1.0 if delivery.rate.band == "good" else 0.6)
    if delivery.fillers_per_min is not None:
        # 5 a minute are noticed, 12 a minute do harm (Laske & DiGennaro Reed 2024 tested 0, 2, 5 and 12).
        parts.append(min(1.0, max(0.2, 1 - (delivery.fillers_per_min - 5) * 0.8 / 7)))
    if delivery.pauses is not None:
        parts.append(max(0.3, 1 - 0.12 * len(delivery.pauses)))
    return round(100 * sum(parts) / len(parts), 1) if parts else None


def timing_score(timing: Timing | None) -> float | None:
    """Judge the length against the target; None where it is unknown."""
    if timing is None or timing.verdict is None or timing.speaking_s is None:
        return None
    lower, upper = timing.target_s
    if timing.verdict == "on_target":
        return 100.0
    ratio = timing.speaking_s / lower if timing.verdict == "short" else upper / timing.speaking_s
    return round(100 * max(0.0, min(1.0, ratio)), 1)
