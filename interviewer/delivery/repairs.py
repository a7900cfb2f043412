"""Repeats ("I I think", 我们我们) and self-corrections ("no, I mean", 不对)."""

from __future__ import annotations

import re

from audio.ports import Language, Transcript
from interviewer.records import Repair

_EN_REPEAT = re.compile(r"\b([a-z']++(?: [a-z']++)?)(?:[,\s]+\1)+\b", re.IGNORECASE)
_EN_MEANT = {"very", "really", "so", "many", "more", "no", "yes", "bye", "ha", "that", "had", "far", "long", "had had"}
"""Words people double for emphasis, or that English doubles by grammar."""

_EN_CORRECTION = re.compile(
    r"\b(?:no,? (?:wait|i mean|sorry)|sorry,? (?:i mean|no)|i mean,? (?:no|not)|or rather|let me rephrase|"
    r"wait,? no|correction)\b",
    re.IGNORECASE,
)
_ZH_REPEAT = re.compile(r"([\u4e00-\u9fff]{2,4})[，、\s]*\1")
_ZH_STAMMER = re.compile(r"([我你他她这那有在就但])[，、\s]*\1(?!们|个|些|样|边|里)")
_ZH_MEANT = re.compile(
    r"^(?:谢谢|慢慢|常常|刚刚|天天|好好|看看|试试|想想|说说|聊聊|问问|多多|大大|仅仅|渐渐|往往|一个|一条|一步|一遍|一次|非常|很多)"
)
"""Words that Mandarin doubles by grammar or for emphasis."""
_ZH_CORRECTION = re.compile(r"(?:不对|说错了|我是说|我的意思是|应该说|更正一下|准确地说|不好意思[，,]?(?:是|应该))")


def find_repairs(transcript: Transcript, language: Language) -> tuple[Repair, ...]:
    """Return repeats and self-corrections in the order they were said, with their character offsets."""
    text = transcript.text
    found = []
    for pattern in (_EN_REPEAT,) if language == "en" else (_ZH_REPEAT, _ZH_STAMMER):
        for match in pattern.finditer(text):
            said = match.group(1)
            meant = said.lower() in _EN_MEANT if language == "en" else bool(_ZH_MEANT.match(said))
            if not meant:
                found.append(Repair(match.group(), match.start(), match.end(), "repeat"))
    for match in (_EN_CORRECTION if language == "en" else _ZH_CORRECTION).finditer(text):
        found.append(Repair(match.group(), match.start(), match.end(), "correction"))
    return tuple(sorted(found, key=lambda repair: repair.start_char))
