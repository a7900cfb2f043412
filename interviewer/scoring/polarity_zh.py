"""Negation, hearsay and rejection in Mandarin, where half of all transcripts have no punctuation to end a scope."""

from __future__ import annotations

import re

from interviewer.scoring.scopes import (
    Layer,
    Polarity,
    clause_end,
    clause_start,
    mark,
    mark_ahead,
    mark_pointed_to,
    sentence_bounds,
    unmarked,
)
from interviewer.scoring.taken_back import take_back
from interviewer.scoring.tokens import Document

REACH = 8
"""Characters a negation reaches at most."""

_NEGATION = re.compile(
    r"从来没有|从来没|从来不|从没有|从没|从不|没有|没怎么|不是|并非|不会|不能|不想|不用|不需要|不打算|不必|不要|不许|不得|"
    r"谈不上|算不上|说不上|不让|不敢|不肯|不愿意|不可能|没法|无法|没|不|别|未曾|未|无|拒绝|避免|省得|懒得|很少|"
    r"(?<!不)(?:只是|只不过)(?=(?:比较|挺|还算|稍微|略)?(?:擅长|会用|会点|熟悉|善于|懂点))"
)
# Words that hold 不, 没, 别, 无, 未 and deny nothing, and questions of the form 有没有.
_HARMLESS = re.compile(
    r"不只|不仅|不光|不但|不单|不止|不一样|不同|不断|不错|不过|不少|不然|不如|不管|不论|不好意思|不得不|不可避免|不久|"
    r"不停|不由|不满|不知|差不多|要不|没问题|没想到|没准|没错|没关系|没事|无非|无论|未来|未必|不定|不确定|不合适|"
    r"不达标|不合格|不清楚|不懂|不够|不到|不行|不了|不起|不对|不足|不着|不急|不动|不出|不住|不上|不下|不来|不清|不佳|不良|"
    r"不稳|别人|别的|特别|区别|分别|类别|级别|识别|个别|告别|辨别|性别|差别|无人|无缝|无形|无聊|不能只|不会只|不是只|"
    r"(.)[不没]\1|有没有|不如说|不可少|少不了|免不了|不见得|不一会|恨不得|巴不得|不愧|不便|不妨|不舒服|不满意|不高兴|"
    r"不耐烦|不好(?:说|办|受|找|过|打发)|不准确"
)
# A quality that is missing: nothing but the quality itself is denied (效果不好我就先问清楚).
_QUALITY = re.compile(
    r"不(?:太|够|怎么|大|那么)?(?:好|高|低|多|少|快|慢|大|严|全|细|精|难|贵|累|复杂|麻烦|明显|理想|及时)|"
    r"不(?:太|够|怎么|大|那么)准|(?<=[得答说算测估听])不准|不准(?=[的了就我先]|所以|但)"
)
_BREAK = re.compile(r"但|可是|而|不过|所以|然后|后来|接着|结果|最后|就|才|因为|的时候|的话|之前|以前")
# What starts the next thing somebody does; right behind the negation it still belongs to it (没有先问).
# 不是它笨是我们以为它聪明: what it is instead is meant.
_INSTEAD = re.compile(r"(?<![还不只但可总要都就也])是")
_NEXT = re.compile(r"先|再|马上|立刻|立马|赶紧|直接|反而|倒是|还是|也")
_NEXT_FROM = 3
# A new subject ends a scope where no punctuation does (我没有急着反驳客户我先道歉); an object does not (没有让他先等).
_SUBJECT = re.compile(
    r"(?<![跟给让对向帮找问叫和与由替被怪比骂说等听管催请逼看诉要有把像为])(?:我们?|咱们?|他们?|她们?|大家|客户|用户)"
    r"(?=先|就|会|还|也|再|才|都|又|直接|马上|立刻|立马|赶紧|后来|当时|一般|自己|主动|通常|每|一直|首先|第一|把|去|给|跟|来|"
    r"拿|做|是|觉得|说|不|没|现在|最后|只|问|道|一[看查问听想]|第一)"
)
# Two negations that make a plain statement: 不能没有, 没有一次不, 不得不. Any other pair stays unsaid.
_DOUBLE = re.compile(
    r"(?:不能|不可能|不会|不得|不许|不该|不应该|不可以)(?:不|没有?)(?!仅|只|光|断|同|过|错|少)|"
    r"(?:没有|没|无)(?:哪|任何|一)?[一个次条天篇份单通回件家位张句处批轮周月版]{1,2}[^没不]{0,4}(?:不|没有?)"
    r"(?!仅|只|光|断|同|过|错|少|行|可)|"
    r"(?:没有|没)(?:谁|人)(?:会|能|敢)?不|(?:没有|没|不)[^没不也还都]{1,8}(?:不行|不可以|可不行|不成)"
)
# 没有人审就不能发, 不看完不发: the first negation states what must be.
_MUST = re.compile(
    r"^[^也还]{1,8}?(?:就|都|一律|坚决|一个都|谁都)?(?:不能|不许|不让|不准|不得|不可以|不敢|不发|不上|不出|不放|别发|别上|过不了)|"
    r"^[^也还]{1,8}?(?:就|都|一律|坚决)(?:不会|不给)"
)
_CONDITION = re.compile(r"如果|要是|万一|一旦|只要|凡是")
_AFTER = re.compile(
    r"^(?:[也都就还]|我们?|这个|这些|那块|以?前|现在|全|一直|根本|其实|可惜|后来){0,3}"
    r"(?:没(?:有)?(?:做|试|用|上|定|搞|弄|设|建|记|跟|看|查|测|比|管|写|开|人|时间|精力|耐心|条件|落|搭|接|必要|成|干)|"
    r"不(?:做|搞|用|设|查|管|弄|归我|关我)|做不到|看不到|管不了|(?:个人)?(?:觉得|认为)这?(?:不(?:靠谱|靠普|行|"
    r"好|对|值|划算|需要)|没(?:必要|用|意思|意义))|懒得|拒绝|黄了|取消了|算了|没有$|没有[,])"
)
# "审核我们没做过", "技术那边打交道不多": what stands before it in the clause was not done.
_NOT_DONE = re.compile(
    r"(?<!用)没(?:有)?(?:怎么)?(?:做|试|用|上|定|搞|弄|设|建|比|落实|干|注意|关注|在意|研究|了解|考虑)(?:过|成)?(?![的就才出到了完上清线])|"
    r"(?:用得|做得|打交道|接触|了解|涉及)(?:并|也)?(?:不多|很少|不深)"
)
_ALL_DENIED = re.compile(
    r"(?:[都全]|一[样个条项]|哪[样个])[也都]?没(?:有)?(?:怎么)?(?:做|上|用|试|搞|弄|干|落实|执行|碰|提|写|定|管|试过)|"
    r"(?:一样|一个|一条|一项)都?不(?:做|用|搞)|都是空话|都没这么"
)
_ALL_MISSING = re.compile(r"(?:[都全]|一样也?|一个也?)没有")
_NO_SUBJECT = re.compile(r"(?:我们?|这边|这里|那边|目前|现在|其实|基本|通通|统统|真的|也|这些|那些|这几样|以上)*")
_AGAIN = re.compile(r"这些|那些|这几|以上")
OWN_WORDS = 8
"""Characters before "一样都没做" that are no list yet."""
_THEORY = re.compile(
    r"理论上|按理说?|按说|书上|教程里|照理|标准答案|本来应该|本该|原本应该|我知道(?:有|大家|应该|要|别人)"
)
_HEARSAY = re.compile(r"听说|网上说|据说|(?<!老)人家说|有人说|都说(?:要|应该|得)|(?:常|老|总)(?:听人|有人)说")
_PEERS = re.compile(
    r"(?:有些|有的|某些|个别)(?:(?:客服|同事|同行|运营|编辑|候选人|产品经理)(?=.{0,4}?(?:光|只|老是|总是|喜欢|爱|一味|就)(?!是))|"
    r"(?:客服|同事|同行|运营|编辑|候选人|产品经理|人)(?=.{0,4}?(?:一上来|上来就|动不动|张口|张嘴|只会)))"
)
_OTHERS = re.compile(
    r"(?<![要得须是让由给找没还])(?:有的?人(?!看|审|管|盯|负|把|来|在|去|工|力)|有些人|有些?的?(?:同事|客服|候选|运营|公司|团队)|"
    r"某些人|很多人|不少人|好多人|别的(?:同事|公司|团队)|以前的?(?:组长|领导|同事|主管|老板)|我?(?:同事|组长)以?前)"
)
_REJECTED = re.compile(
    r"(?:绝对|从来|一定|坚决|千万|肯定|最)(?:不会?|不要|不能|别|忌讳)|最忌|最怕|不(?:应该|该)|没(?:有)?必要|"
    r"我觉得(?:这)?不(?:对|行|好|靠谱)|我不(?:赞成|认同|同意|觉得|认为)"
)
_REJECTED_BEFORE = re.compile(
    r"要不得|等于没说|是不对的|是错的|大忌|我(?:就|可|也)?不(?:这么|这样)|不应该|不该|没(?:有)?必要$"
)
_BACKWARDS = re.compile(r"不(?:这么|这样)(?:弄|做|干|说|想|看|认为)|这等于没说|这样不行|这是不对的|我不(?:赞成|认同)这")
_CONTRAST = re.compile(r"但|可是|可我|不过|所以")

_ADVICE = re.compile(
    r"培训(?:的?时候?|里|班|课|老师|[上讲教])|老师[们都]?[讲教说]|(?:手册|书|教程|教材|课本|制度|规范|课)[上里]?[都也]?是?这?么?[写说讲教]|"
    r"(?:标准|规范|正规|正确)的?(?:答案|做法|流程|话术|步骤)|(?:大家|别人|人家|网上|一般人|专家|同行|前辈).{0,6}?[说讲教]|"
    r"我也?(?:知道|晓得|清楚|懂)(?:标准|大家|一般|要|应该|该|得|你|您|流程|别人)|(?:这个|这套|这些|流程).{0,6}我是?(?:清楚|知道|晓得|懂)|"
    r"按(?:理|道理|规定|要求|流程)|想听(?:的|什么)|别人汇报|都说要|攻略|理论|讲一堆|背得?(?:出|下|过|熟)"
)
_TAKEN_BACK = re.compile(
    r"[一哪](?:样|条|个|项|步|点|件|句)[也都](?:没(?!落下|[漏少丢错断耽超差拖敢能肯])|不[做弄干用搞管看问碰懂记查])|"
    r"(?:这些|那些|这几样|这几条|以上|统统|通通|上面).{0,4}?[都全也]?[没不]有?怎?么?[做弄干准照搞用试落建写管执上]|"
    r"我们?[都全]没有?(?:[做弄干准照这我]|$)|都是空话|没有?(?:这么|这样|照着?)(?:弄|做|干|搞|处理)|但是?我们?(?:这个|这边|这儿|那边|那个)?(?:真|确实|根本|压根)没有|"
    r"但是?我们?(?:从来)?(?:没有?|不会?)(?:这么|这样|照着)?(?:做|弄|干|说)(?:过|的)?(?![好完成到出])"
)


def mandarin_layers(doc: Document) -> Polarity:
    """Return the layers of a Mandarin document."""
    codes = doc.tokens.codes
    subjects = {match.start() for match in _SUBJECT.finditer(codes)}
    negated, reported, others, rejected = (unmarked(doc) for _ in range(4))
    _negate(doc, negated, subjects)
    _deny_before(doc, negated)

    def contrast(index: int) -> bool:
        return doc.clause[index] != doc.clause[index - 1] and _CONTRAST.match(codes[index : index + 2]) is not None

    def own_way(index: int) -> bool:
        return contrast(index) or (index in subjects and codes[index] in "我咱")

    for pattern, layer, turns_back in (
        (_THEORY, reported, contrast),
        (_HEARSAY, reported, own_way),
        (_PEERS, others, own_way),
        (_OTHERS, rejected, own_way),
        (_REJECTED, rejected, contrast),
    ):
        for match in pattern.finditer(codes):
            mark_ahead(doc, layer, match.span(), turns_back)
    _reject_before(doc, rejected)
    taken_back, advice = take_back(doc, _ADVICE, _TAKEN_BACK)
    return Polarity(negated, reported, others, rejected, taken_back, advice)


def _negate(doc: Document, negated: Layer, subjects: set[int]) -> None:
    """Mark what stands in the scope of a negation."""
    codes = doc.tokens.codes
    harmless = [False] * len(doc)
    for match in _HARMLESS.finditer(codes):
        harmless[match.start() : match.end()] = [True] * len(match.group())
    for match in _DOUBLE.finditer(codes):
        if doc.clause[match.start()] == doc.clause[match.end() - 1]:
            harmless[match.start() : match.end()] = [True] * len(match.group())
    for match in _NEGATION.finditer(codes):
        start, end = match.span()
        if any(harmless[start:end]):
            continue
        quality = _QUALITY.match(codes, start)
        if quality:
            mark(negated, start, quality.end(), start)
        elif not _MUST.match(codes[end : end + REACH]) and not _conditional(codes, start):
            mark(negated, start, _scope_end(doc, start, end, subjects), start)


def _conditional(codes: str, start: int) -> bool:
    return _CONDITION.search(codes[max(0, start - 8) : start]) is not None


def _scope_end(doc: Document, start: int, end: int, subjects: set[int]) -> int:
    """Return where the scope of the negation `start:end` ends; right behind it where it states a condition."""
    codes = doc.tokens.codes
    last = min(clause_end(doc, start), end + REACH)
    stop = _BREAK.search(codes, end, last)
    if stop:
        if stop.group() in ("的时候", "的话", "之前", "以前"):
            return start
        last = stop.start()
    if codes[end - 1] == "是":
        instead = _INSTEAD.search(codes, min(end + 1, last), last)
        last = instead.start() if instead else last
    following = _NEXT.search(codes, min(end + _NEXT_FROM, last), last)
    if following:
        last = following.start()
    return min((subject for subject in subjects if end < subject < last), default=last)


def _deny_before(doc: Document, negated: Layer) -> None:
    """Deny what stands before "没做过" at the start of the next clause, and lists followed by "一样都没上"."""
    codes, total = doc.tokens.codes, len(doc)
    for index in range(1, total):
        if doc.clause[index] == doc.clause[index - 1]:
            continue
        if doc.sentence[index] - doc.sentence[index - 1] > 1 or not _AFTER.match(codes[index : index + 12]):
            continue
        back = index - 1
        while back >= 0 and doc.clause[back] == doc.clause[index - 1] and negated[back] < 0:
            negated[back] = index
            back -= 1
    for match in _NOT_DONE.finditer(codes):
        begin = max(match.start() - 8, clause_start(doc, match.start()))
        mark(negated, begin, match.start(), match.start())
    for match in _ALL_DENIED.finditer(codes):
        mark_pointed_to(doc, negated, match.start(), OWN_WORDS, (_CONTRAST, _AGAIN))
    for match in _ALL_MISSING.finditer(codes):
        said = codes[clause_start(doc, match.start()) : match.start()]
        if match.end() == clause_end(doc, match.start()) and _NO_SUBJECT.fullmatch(said):
            mark_pointed_to(doc, negated, match.start(), OWN_WORDS, (_CONTRAST, _AGAIN))


def _reject_before(doc: Document, rejected: Layer) -> None:
    """Reject what was named first and turned down afterwards (张嘴就是一句质量好，这等于没说)."""
    codes = doc.tokens.codes
    for match in _REJECTED_BEFORE.finditer(codes):
        mark(rejected, sentence_bounds(doc, match.start())[0], match.start(), match.end() - 1)
    for match in _BACKWARDS.finditer(codes):
        begin = sentence_bounds(doc, match.start())[0]
        for _step in range(2):
            begin = sentence_bounds(doc, begin - 1)[0] if begin else 0
        mark(rejected, begin, match.start(), match.end() - 1)
