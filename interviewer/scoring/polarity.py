"""What a transcript denies, reports from others or rejects: words there do not count as said.

Three layers over the tokens of a document:

- `negated`: inside the scope of a negation ("we never ran ...", 没有做过...), or denied afterwards
  ("... we did none of it", ...我们一样都没上).
- `reported`: advice of others, or theory, not the speaker's own ("people always tell me to ...", 理论上应该...).
- `rejected`: what others do or say, or what the speaker says one must not do; it triggers no pitfall.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass

from interviewer.scoring.tokens import Document

_ZH_NEGATION = re.compile(
    r"从来没有|从来没|从来不|从没有|从没|从不|没有|没怎么|不是|并非|不会|不能|不想|不用|不需要|不打算|不必|不要|不许|不得|"
    r"不让|不敢|不肯|不愿意|不可能|没法|无法|没|不|别|未曾|未|无|拒绝|避免|省得|懒得|很少"
)
# Words that hold 不, 没, 别, 无, 未 and deny nothing, and questions of the form 有没有.
_ZH_HARMLESS = re.compile(
    r"不只|不仅|不光|不但|不单|不止|不一样|不同|不断|不错|不过|不少|不然|不如|不管|不论|不好意思|不得不|不可避免|不久|"
    r"不停|不由|不满|不知|差不多|要不|没问题|没想到|没准|没错|没关系|没事|无非|无论|未来|未必|不定|不准确|不确定|不合适|"
    r"不达标|不合格|不清楚|不懂|不够|不到|不行|不了|不起|不对|不足|不着|不急|不动|不出|不住|不上|不下|不来|不清|不佳|不良|"
    r"不稳|别人|别的|特别|区别|分别|类别|级别|识别|个别|告别|辨别|性别|差别|无人|无缝|无形|无聊|不能只|不会只|不是只|"
    r"(.)[不没]\1|有没有|不如说|不可少|少不了|免不了|不见得|不一会|不但|恨不得|巴不得|不愧|不便|不妨|不舒服|不满意|不高兴|不耐烦"
)
_ZH_BREAK = re.compile(r"但|可是|而|不过|所以|然后|就|才|因为|的时候|的话|之前|以前")
_ZH_DOUBLE = re.compile(r"(?:没有|没|不能|不可能|不会|不得|不许)[^没不]{0,6}(?:不|没)(?!仅|只|光|断|同|过|错|少)")
# 没有人审就不能发, 不看完不发: the first negation states what must be.
_ZH_MUST = re.compile(
    r"^.{1,8}?(?:就|都|也|一律|坚决)?(?:不能|不许|不让|不准|不得|不可以|不会|不敢|不给|不发|不上|不出|别发|别上)"
)
_ZH_CONDITION = re.compile(r"如果|要是|万一|一旦|只要|凡是")
_ZH_AFTER = re.compile(
    r"^(?:[也都就还]|我们?|这个|这些|那块|以?前|现在|全|一直|根本|其实|可惜|后来){0,3}"
    r"(?:没(?:有)?(?:做|试|用|上|定|搞|弄|设|建|记|跟|看|查|测|比|管|写|开|人|时间|精力|耐心|条件|落|搭|接|必要|成|干)|"
    r"不(?:做|搞|用|设|查|管|弄|归我|关我)|做不到|看不到|管不了|(?:个人)?(?:觉得|认为)这?(?:不(?:靠谱|靠普|行|好|对|值|划算|需要)|没(?:必要|用|意思|意义))|懒得|拒绝|黄了|取消了|算了|没有$|没有[,])"
)
# "审核我们没做过", "技术那边打交道不多": what stands before it in the clause was not done.
_ZH_NOT_DONE = re.compile(
    r"没(?:有)?(?:怎么)?(?:做|试|用|上|定|搞|弄|设|建|比|落实|干|注意|关注|在意|研究|了解|考虑)(?:过|成)?(?![的就才出到了完上清线])|"
    r"(?:用得|做得|打交道|接触|了解|涉及)(?:并|也)?(?:不多|很少|不深)"
)
_ZH_ALL_DENIED = re.compile(
    r"(?:[都全]|一[样个条项]|哪[样个])[也都]?没(?:有)?(?:怎么)?(?:做|上|用|试|搞|弄|干|落实|执行|碰|提|写|定|管|试过)|"
    r"(?:一样|一个|一条|一项)都?不(?:做|用|搞)|都是空话|都没这么"
)
_ZH_REPORTED = re.compile(
    r"听说|理论上|按理说?|按说|书上|网上说|教程里|我知道(?:有|大家|应该|要|别人)|都说(?:要|应该)|照理|标准答案|"
    r"据说|本来应该|本该|原本应该"
)
_ZH_OTHERS = re.compile(
    r"(?<![要得须是让由给找没还])(?:有的?人(?!看|审|管|盯|负|把|来|在|去|工|力)|有些人|有的同事|有些同事|很多人|不少人|好多人|"
    r"有的(?:候选|客服|运营|公司|团队)|别的(?:同事|公司|团队)|以前的?(?:组长|领导|同事|主管|老板)|我?(?:同事|组长)以?前)"
)
_ZH_REJECTED = re.compile(
    r"(?:绝对|从来|一定|坚决|千万|肯定|最)(?:不会?|不要|不能|别|忌讳|要不得)|要不得|最忌|等于没说|是不对的|是错的|大忌|"
    r"最怕|我(?:就|可|也)?不(?:这么|这样)|不(?:应该|该)|没(?:有)?必要|我觉得(?:这)?不(?:对|行|好|靠谱)|我不(?:赞成|认同|同意|觉得|认为)"
)
_ZH_BACKWARDS = re.compile(
    r"不(?:这么|这样)(?:弄|做|干|说|想|看|认为)|这等于没说|这样不行|这是不对的|我不(?:赞成|认同)这"
)

_EN_NEGATION = re.compile(
    r"\b(?:not|never|no|without|none|nobody|neither|nor|hardly|barely|rarely|cannot|refused?|avoid(?:ed|ing)?|nothing|"
    r"instead of|rather than|no one|stopped|"
    r"dont|doesnt|didnt|cant|couldnt|wont|wouldnt|shouldnt|isnt|arent|wasnt|werent|hasnt|havent|hadnt|mustnt|neednt|aint)\b"
)
_EN_HARMLESS = re.compile(
    r"\b(?:not (?:only|just|simply|merely|bad|until|to mention|sure)|"
    r"no (?:matter|doubt|problem|wonder)|never mind|dont get me wrong|"
    r"(?:cant|couldnt) wait|why not|or not|if not|(?:dont|didnt) (?:just|only|simply|know|mind|worry|forget|think)|"
    r"(?:isnt|wasnt|its not|is not|are not|arent) (?:just|only|simply)|wouldnt (?:just|only|simply)|"
    r"not everyone|nothing but|"
    r"cant (?:just|only|simply)|no surprise)\b"
)
_EN_BREAK = frozenset("but because so until unless if when although though then instead rather therefore".split())
_EN_CANCELS = frozenset({"without", "unless", "until", "except"})
_EN_AFTER = re.compile(
    r"\b(?:turned (?:it|that|them|this) down|went nowhere|never happened|gave up|decided against|(?:we|i) skipped|"
    r"got rejected|was rejected|took it out|nobody (?:did|does|had time)|never got (?:done|round|around)|"
    r"i dont (?:really )?(?:believe (?:in )?(?:that|it|you|any|this)|"
    r"think (?:that|its|it) (?:helps|works|worth|is worth)|see the point))\b"
)
_EN_ALL_DENIED = re.compile(
    r"\b(?:none of (?:it|that|this|them|those|these)|(?:didnt|dont|havent|never) "
    r"(?:do|did|done|use|used|have|had)? ?any of|"
    r"decided against (?:it|that|all|them)|nothing of the (?:sort|kind)|not one of (?:those|these|them))\b"
)
_EN_REPORTED = re.compile(
    r"\b(?:supposed to (?:say|do|answer)|people (?:always |often |keep )?(?:tell|told|telling) (?:me|you|us)|"
    r"(?:i|ive) (?:know|heard|read) (?:that )?(?:you|people|some|others|teams|in theory)|in theory|the textbook|"
    r"textbooks? says?|they (?:always )?say you should|i know i should|should have but|ought to have)\b"
)
_EN_OTHERS = re.compile(
    r"\b(?:some (?:people|colleagues|candidates|teams|agents|companies|folks)|(?:many|most|other) people|"
    r"a lot of (?:people|candidates|teams)|lots of people|others (?:just|say|would|will)|"
    r"people (?:just|say|think|expect))\b"
)
_EN_REJECTED = re.compile(
    r"\b(?:wrong answer|worst thing|big mistake|is a mistake|would be a mistake|(?:wouldnt|wont|never|dont) (?:ever )?"
    r"(?:say|do that|tell (?:them|him|her)|promise|blame)|you cant just|thats not (?:how|what|my|the)|not how (?:i|we)|"
    r"i disagree|i dont (?:believe|buy|agree))\b"
)
_EN_BACKWARDS = re.compile(r"\b(?:i (?:dont|wouldnt|never|wont) do that|thats not (?:how|what) i|wrong answer)\b")


_CONTRAST = {
    "zh": re.compile(r"但|可是|可我|不过|所以"),
    "en": re.compile(r"(?:but|however|so|instead)$"),
}
"""How a clause begins in which the speaker turns back to the own practice."""


@dataclass(frozen=True)
class Polarity:
    """The three layers; lists as long as the tokens.

    Attributes:
        negated: first token of the negation in whose scope a token stands, -1 outside.
        reported: whether the token belongs to advice of others.
        rejected: whether the token belongs to what others do, or to what the speaker rejects.
    """

    negated: list[int]
    reported: list[bool]
    rejected: list[bool]


def polarity(doc: Document) -> Polarity:
    """Return the layers of a document (computed once per document)."""
    known = doc.memo.get("polarity")
    if known is None:
        known = doc.memo["polarity"] = _zh_layers(doc) if doc.language == "zh" else _en_layers(doc)
    assert isinstance(known, Polarity)
    return known


def _clause_end(doc: Document, index: int) -> int:
    clause, end = doc.clause[index], index
    while end < len(doc) and doc.clause[end] == clause:
        end += 1
    return end


def _sentence_bounds(doc: Document, index: int) -> tuple[int, int]:
    sentence = doc.sentence[index]
    start = end = index
    while start > 0 and doc.sentence[start - 1] == sentence:
        start -= 1
    while end < len(doc) and doc.sentence[end] == sentence:
        end += 1
    return start, end


def _zh_layers(doc: Document) -> Polarity:
    codes, total = doc.tokens.codes, len(doc)
    negated = [-1] * total
    harmless = [False] * total
    for match in _ZH_HARMLESS.finditer(codes):
        for index in range(match.start(), match.end()):
            harmless[index] = True
    for match in _ZH_DOUBLE.finditer(codes):
        if doc.clause[match.start()] == doc.clause[match.end() - 1]:
            harmless[match.start()] = harmless[match.end() - 1] = True
    for match in _ZH_NEGATION.finditer(codes):
        if any(harmless[match.start() : match.end()]):
            continue
        end = min(_clause_end(doc, match.start()), match.end() + 14)
        stretch = codes[match.end() : end]
        if _ZH_MUST.match(codes[match.end() : match.end() + 14]):
            continue
        stop = _ZH_BREAK.search(stretch)
        begin = max(0, match.start() - 8)
        conditional = _ZH_CONDITION.search(codes[begin : match.start()]) is not None
        if stop and stop.group() in ("的时候", "的话", "之前", "以前"):
            conditional = True
        if conditional:
            continue
        limit = match.end() + (stop.start() if stop else len(stretch))
        for index in range(match.start(), limit):
            negated[index] = match.start()
    _deny_before(doc, negated)
    reported, rejected = [False] * total, [False] * total
    for match in _ZH_REPORTED.finditer(codes):
        _paint(doc, reported, match.start(), match.start())
    for match in _ZH_OTHERS.finditer(codes):
        _paint(doc, rejected, match.start(), match.start())
    for match in _ZH_REJECTED.finditer(codes):
        _paint(doc, rejected, match.start(), _sentence_bounds(doc, match.start())[0])
    for match in _ZH_BACKWARDS.finditer(codes):
        _paint_before(doc, rejected, match.start(), 2)
    return Polarity(negated, reported, rejected)


def _deny_before(doc: Document, negated: list[int]) -> None:
    """Deny what stands before "没做过" at the start of the next clause, and lists followed by "一样都没上"."""
    codes, total = doc.tokens.codes, len(doc)
    for index in range(1, total):
        if doc.clause[index] == doc.clause[index - 1]:
            continue
        if doc.sentence[index] - doc.sentence[index - 1] > 1 or not _ZH_AFTER.match(codes[index : index + 12]):
            continue
        clause = doc.clause[index - 1]
        back = index - 1
        while back >= 0 and doc.clause[back] == clause and negated[back] < 0:
            negated[back] = index
            back -= 1
    for match in _ZH_NOT_DONE.finditer(codes):
        for index in range(max(0, match.start() - 8), match.start()):
            if doc.clause[index] == doc.clause[match.start()]:
                negated[index] = match.start()
    for match in _ZH_ALL_DENIED.finditer(codes):
        first = match.start()
        start, _ = _sentence_bounds(doc, first)
        if start:
            start, _ = _sentence_bounds(doc, start - 1)
        for index in range(start, first):
            negated[index] = first


def _en_layers(doc: Document) -> Polarity:
    words, total = doc.tokens.words, len(doc)
    text, places = _joined(words)
    negated = [-1] * total
    harmless = [False] * total
    for start, end in _spans(_EN_HARMLESS, text, places):
        for index in range(start, end):
            harmless[index] = True
    for start, end in _spans(_EN_NEGATION, text, places):
        word = words[start]
        if harmless[start]:
            continue
        limit = min(_clause_end(doc, start), end + 9)
        cancels = word in _EN_CANCELS
        for index in range(start, limit):
            if index > start and words[index] in _EN_BREAK:
                break
            negated[index] = -1 if cancels and negated[index] >= 0 else start
    for start, _ in _spans(_EN_AFTER, text, places):
        for index in range(_sentence_bounds(doc, start)[0], start):
            negated[index] = start
    for start, _ in _spans(_EN_ALL_DENIED, text, places):
        first = _sentence_bounds(doc, start)[0]
        for _step in range(2):
            first = _sentence_bounds(doc, first - 1)[0] if first else 0
        for index in range(first, start):
            negated[index] = start
    reported, rejected = [False] * total, [False] * total
    for start, _ in _spans(_EN_REPORTED, text, places):
        _paint(doc, reported, start, start)
    for start, _ in _spans(_EN_OTHERS, text, places):
        _paint(doc, rejected, start, start)
    for start, _ in _spans(_EN_REJECTED, text, places):
        _paint(doc, rejected, start, _sentence_bounds(doc, start)[0])
    for start, _ in _spans(_EN_BACKWARDS, text, places):
        _paint_before(doc, rejected, start, 2)
    return Polarity(negated, reported, rejected)


def _joined(words: tuple[str, ...]) -> tuple[str, list[int]]:
    places, at = [], 0
    for word in words:
        places.append(at)
        at += len(word) + 1
    return " ".join(words), places


def _spans(pattern: re.Pattern[str], text: str, places: list[int]) -> list[tuple[int, int]]:
    return [
        (bisect_right(places, match.start()) - 1, bisect_right(places, match.end() - 1))
        for match in pattern.finditer(text)
    ]


def _paint(doc: Document, layer: list[bool], index: int, start: int) -> None:
    for position in range(start, _sentence_bounds(doc, index)[1]):
        new_clause = position > index and doc.clause[position] != doc.clause[position - 1]
        head = doc.tokens.codes[position : position + 2] if doc.language == "zh" else doc.tokens.words[position]
        if new_clause and _CONTRAST[doc.language].match(head):
            break
        layer[position] = True


def _paint_before(doc: Document, layer: list[bool], index: int, sentences: int) -> None:
    start = _sentence_bounds(doc, index)[0]
    for _step in range(sentences):
        start = _sentence_bounds(doc, start - 1)[0] if start else 0
    for position in range(start, index):
        layer[position] = True
