"""What may be asked for aloud, in both languages; a pure function.

A command counts only when it is the whole utterance: "next question" between two pauses is one, "the next question was
how to pay for it" is part of an answer.
"""

from __future__ import annotations

import re
import unicodedata
from typing import Literal

VoiceCommand = Literal["repeat", "next", "pause", "continue", "time", "finish"]

LONGEST = 48
"""Characters: no command is longer, and nothing longer needs to be looked at."""

_POLITE_EN = r"(?:(?:um|uh|sorry|excuse me|ok|okay|please|(?:can|could|would|will) (?:you|we|i)(?: please)?) )*"
_POLITE_ZH = r"(?:嗯|呃|那个|不好意思|抱歉|对不起|好|请问|请|麻烦|你|您|我|能不能|可不可以|可以|能|想|先)*"
_END_EN = r"(?: please| now| thank you| thanks)*"
_END_ZH = r"(?:好吗|可以吗|行吗|吗|吧|了|呢|啊|谢谢)*"

_EN: dict[VoiceCommand, str] = {
    "repeat": r"(?:repeat|say) (?:the question|that|it)(?: again| once more)?|repeat|once more|pardon(?: me)?"
    r"|what(?: is| was|'s) the question(?: again)?|i did(?: not|n't) (?:hear|catch) (?:that|the question)",
    "next": r"(?:the )?next(?: question)?|skip(?: (?:it|this|that|this one|(?:this|the) question))?|move on"
    r"|let's move on|go to the next question",
    "pause": r"pause|wait|hold on|(?:just |give me |wait )*(?:a|one) (?:moment|minute|second)",
    "continue": r"continue|resume|go on|(?:i am|i'm) (?:back|ready)|let's (?:continue|go on)|yes i am ready",
    "time": r"how much time (?:is|do i have|have i|have i got)(?: left)?"
    r"|how long (?:do i have|have i)(?: got)?(?: left)?|(?:what is the )?(?:time left|remaining time)",
    "finish": r"(?:finish|end|stop|quit)(?: (?:the |this )?interview)?|let's (?:finish|stop|end)(?: here)?",
}
_ZH: dict[VoiceCommand, str] = {
    "repeat": r"(?:再|重新)(?:说|念|问|讲|重复)(?:一遍|一次|一下)?(?:刚才的)?(?:这个)?(?:问题|题目|题)?(?:一遍|一次)?"
    r"|重复(?:一下|一遍|一次)?(?:刚才的|这个)?(?:问题|题目)?|问题是什么|题目是什么|没听清楚?|没听见|没听到",
    "next": r"(?:说|问|进入|来|换)?下一?(?:题|道题|个问题|个)|跳过(?:去)?(?:这道题|这题|这个问题|这个|这一题)?"
    r"|换一?(?:题|道题|个问题)",
    "pause": r"暂停(?:一下)?|等一下|等一等|等等|等会儿|稍等(?:一下)?|停一下",
    "continue": r"继续|接着来|准备好|(?:已经)?回来",
    "time": r"(?:现在)?还(?:有|剩)(?:下)?(?:多少|多长|多久)(?:时间|分钟|秒)?"
    r"|剩(?:下|余)(?:的)?(?:时间)?(?:还有)?(?:多少|多久)?|时间还(?:有|剩)(?:多少|多久)|剩多少时间",
    "finish": r"(?:结束|停止|终止|退出)(?:这次|这场)?(?:面试|练习)?|面试(?:到此)?结束",
}
_PATTERNS: dict[str, dict[VoiceCommand, re.Pattern[str]]] = {
    "en": {
        name: re.compile(rf"{_POLITE_EN}(?:{core})(?: please| now| thank you| thanks)*") for name, core in _EN.items()
    },
    "zh": {name: re.compile(rf"{_POLITE_ZH}(?:{core}){_END_ZH}") for name, core in _ZH.items()},
}


def spoken_command(text: str) -> VoiceCommand | None:
    """Return the command that a whole utterance is, None for anything else.

    Args:
        text: transcript of the utterance, in either language; capitals and punctuation do not matter.
    """
    if not text.strip() or len(text) > LONGEST:
        return None
    bare = _bare(text)
    for name, pattern in _PATTERNS["zh" if any("\u4e00" <= c <= "\u9fff" for c in bare) else "en"].items():
        if pattern.fullmatch(bare):
            return name
    return None


def _bare(text: str) -> str:
    """Lower case, apostrophes plain, punctuation gone; no spaces within Mandarin."""
    folded = unicodedata.normalize("NFKC", text).replace("\u2019", "'").casefold()
    words = "".join(c if c.isalnum() or c == "'" else " " for c in folded).split()
    chinese = any("\u4e00" <= c <= "\u9fff" for c in folded)
    return ("" if chinese else " ").join(words)
