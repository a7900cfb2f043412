"""What the last words of an answer say about whether it is over; pure, Mandarin and English alike."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

Trailing = Literal["closer", "continuing", "none"]


@dataclass(frozen=True)
class TrailingText:
    """What has been recognised so far.

    Attributes:
        text: the end of the transcript (a sentence or two is enough); punctuation is optional.
        until_s: time up to which the sound was transcribed, in seconds from the start of the recording.
    """

    text: str
    until_s: float


_CLOSER_EN = re.compile(
    r"""(?:^|[\s.])(?:
        that(?:\ i|')?s\ (?:all|it|about\ it|everything)(?:\ from\ me|\ from\ my\ side|\ i\ have|\ for\ now)?
      | that(?:\ would\ be|\ will\ be|'ll\ be)\ all
      | (?:that|this)\ (?:concludes|is\ the\ end\ of)\ my\ (?:answer|introduction|response)
      | (?:so\ )?that(?:\ i|')?s\ my\ (?:answer|story|introduction|response)
      | i'?m\ (?:done|finished)
      | i\ am\ (?:done|finished)
      | (?:i\ )?(?:have\ )?nothing\ (?:else|more)\ to\ add
      | end\ of\ (?:my\ )?answer
    )$""",
    re.VERBOSE,
)
_THANKS_EN = re.compile(
    r"""(?:^|(?P<before>\S+)\s+)(?:many\ thanks|thanks|thank\ you)
        (?:\ a\ lot|\ (?:so|very)\ much)?(?:\ again|\ everyone)?
        (?:\ for\ (?:listening|your\ time|your\ attention|the\ opportunity|having\ me))?(?:\ (?:so|very)\ much)?$""",
    re.VERBOSE,
)
_REPORTED_EN = frozenset("a big say says said saying to me him her them us no my with of their your".split())
"""Words after which "thank you" is told about, not said: "they sent me a thank you"."""

_CONTINUING_EN = re.compile(
    r"""(?:^|[\s.])(?:
        and | so | because | but | or | then | also | plus | if | when | while | although | since | unless | whereas
      | which | whose | like | such\ as | for\ example | for\ instance | you\ know | i\ mean | let\ me\ (?:think|see)
      | the | an | a | my | our | their | his | of | from | into | than | including | firstly | secondly | basically
      | u[hm]+ | e[hr]+m? | h?mm+ | ah+
    )$""",
    re.VERBOSE,
)
_NOT_CONTINUING_EN = re.compile(
    r"(?:^|\s)(?:(?:think|thought|say|said|hope|believe|guess|told|even|do|did|or) so|(?:by|since|back|until) then)$"
)

_CLOSER_ZH = re.compile(
    r"(?:(?:^|(?<=\.))(?:以上|(?:回答|介绍|陈述)完(?:毕|了))|(?:就|大概|差不多|主要|基本)(?:是)?(?:这样|这些|这么多)(?:了|吧|啦)?|我(?:的)?(?:回答|介绍|自我介绍|分享|陈述)?"
    r"(?:就)?(?:说|讲|回答|介绍|陈述)?(?:完|结束)(?:了|毕)|就到这(?:里|儿)?(?:了|吧)?|到此(?:结束|为止)"
    r"|(?:没有|没)(?:什么|别的|其他)?(?:要)?(?:补充|说)(?:的)?了|以上(?:就)?是我(?:的|对|关于|全部).{0,16}"
    r"|这就是我(?:的)?(?:回答|答案|自我介绍|全部回答))$"
)
_THANKS_ZH = re.compile(
    r"(?P<before>\S?)(?:非常|十分|多)?(?:感谢|谢谢|多谢)"
    r"(?:您|你|大家|各位|面试官|老师|各位面试官|各位老师|面试官们|聆听|倾听|的聆听|的倾听|的时间|您的时间)*$"
)
_REPORTED_ZH = frozenset("说道声句了的是对向我他她们很示达个表客户")
"""Characters after which thanks are told about, not said: 客户跟我说谢谢."""

_CONTINUING_ZH = re.compile(
    r"(?:然后(?:呢|就)?|因为(?:呢)?|所以(?:呢|说)?|但是(?:呢)?|可是|而且|并且|不过|或者|还有(?:就是|一个)?|以及|比如(?:说)?|例如|譬如"
    r"|如果|虽然|尽管|即使|由于|包括|关于|通过|另外|此外|其次|首先|第[一二三四五]|接着|那么|就是(?:说|呢)?|也就是(?:说)?|其实"
    r"|那个|这个|怎么说(?:呢)?|让我想想|我想想|(?:^|(?<=\.))(?:[嗯呃额啊哦唔]+|那|和|跟|在|把|被|对)|[嗯呃]+)$"
)
_NOT_CONTINUING_ZH = re.compile(
    r"(?:再好不过|之所以|(?:大|小|总)不过|(?:选|选择|喜欢|要|是|做|用)(?:了)?[这那]个|[是拿得名](?:了)?第一|[不也]是因为)$"
)

_APOSTROPHES = str.maketrans({"’": "'", "‘": "'", "`": "'"})


@lru_cache(maxsize=64)
def classify_trailing(text: str) -> Trailing:
    """Say whether the last words close an answer, promise more, or neither.

    Both languages are looked for at once: their scripts do not overlap, and candidates mix them. Punctuation only
    separates clauses, since recognisers end every piece with a full stop, even after "because".

    Args:
        text: the end of the transcript.

    Returns:
        "closer", "continuing" (a filler, a conjunction or a word that cannot end a sentence) or "none".
    """
    clean = _normalise(text)
    if not clean:
        return "none"
    if _CLOSER_EN.search(clean) or _CLOSER_ZH.search(clean) or _said_thanks(clean):
        return "closer"
    if _NOT_CONTINUING_EN.search(clean) or _NOT_CONTINUING_ZH.search(clean):
        return "none"
    return "continuing" if _CONTINUING_EN.search(clean) or _CONTINUING_ZH.search(clean) else "none"


def _said_thanks(clean: str) -> bool:
    """Tell thanks given to the interviewer from thanks reported in a story."""
    english = _THANKS_EN.search(clean)
    if english is not None:
        before = english["before"]
        return before is None or before.endswith(".") or before not in _REPORTED_EN
    mandarin = _THANKS_ZH.search(clean)
    return mandarin is not None and mandarin["before"] not in _REPORTED_ZH


def _normalise(text: str) -> str:
    """Lower case, half width, every run of punctuation one full stop, none at the end, no spaces within Mandarin."""
    folded = unicodedata.normalize("NFKC", text).translate(_APOSTROPHES).casefold()
    dotted = "".join("." if unicodedata.category(mark)[0] in "PSZC" and mark not in "' " else mark for mark in folded)
    dotted = re.sub(r"\s*\.[.\s]*", ". ", dotted)
    dotted = re.sub(r"(?<=[\u4e00-\u9fff])\s+(?=[\u4e00-\u9fff])", "", dotted)
    dotted = re.sub(r"(?<=[\u4e00-\u9fff]\.)\s+", "", dotted)
    return dotted.strip(" .")
