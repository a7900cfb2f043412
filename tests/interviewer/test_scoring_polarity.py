"""What is denied, doubled, reported or told of others, in speech that mostly has no punctuation."""

import pytest

from interviewer.scoring.cues import compile_cue
from interviewer.scoring.lexicon import Lexicon
from interviewer.scoring.tokens import document

LEXICON = Lexicon({})


def fires(cue: str, text: str, language: str = "zh", purpose: str = "point") -> bool:
    return bool(compile_cue(cue, language, LEXICON).find(document(text, language), purpose))


@pytest.mark.parametrize(
    ("cue", "text"),
    [
        ("先 道歉", "我没有急着反驳客户我先道歉"),
        ("先 道歉", "客户说道歉没用，我还是先道歉"),
        ("先 道歉", "客户说道歉没用我还是先道歉"),
        ("问清楚", "他没等我开口就骂我先问清楚他哪里不满意"),
        ("转人工", "答得不准转人工"),
        ("问清楚", "效果不好我先问清楚是哪一块"),
        ("问清楚", "没必要跟客户争，先问清楚"),
        ("让他说完", "我不会一上来就解释先让他说完"),
        ("运营 发现", "系统也没提示后来是运营的同事发现的"),
        ("以为 聪明", "最大的风险不是它笨是我们以为它很聪明"),
        ("明确 对错", "适合的是那种步骤多但是不难又有明确对错的"),
        ("一个 按钮", "反馈嘛一个按钮有用没用按的人不多"),
        ("记录", "我从来不靠脑子记所以每条都有记录"),
    ],
)
def test_a_negation_ends_where_the_next_thing_begins(cue: str, text: str) -> None:
    assert fires(cue, text)


@pytest.mark.parametrize(
    ("cue", "text"),
    [
        ("道歉", "道歉没用"),
        ("道歉", "我没有道歉"),
        ("先 道歉", "我没有先跟他道歉"),
        ("效果 好", "最近效果不好"),
        ("直接发", "不准直接发"),
        ("人工审核", "没有审核也没有人工审核"),
        ("人工审核", "我不觉得我们需要人工审核"),
        ("抽检", "没有人跟我说过要抽检"),
        ("审核", "没有让他们做审核"),
    ],
)
def test_what_a_negation_holds_is_not_said(cue: str, text: str) -> None:
    assert not fires(cue, text)


@pytest.mark.parametrize(
    ("cue", "text", "said"),
    [
        ("复核", "没有一次不复核", True),
        ("复核", "没有一条不经过复核的", True),
        ("审核", "不能没有审核", True),
        ("审核", "不得不加一道审核", True),
        ("审核", "没有审核不行", True),
        ("复核", "没有谁不复核", True),
        ("记录", "没有做审核也不记录", False),
        ("审核", "没有做审核也不记录", False),
        ("审核", "不是不想做审核", False),
        ("审核", "没有审核也照样不会出事", False),
    ],
)
def test_a_plain_double_negation_affirms_and_any_other_stays_unsaid(cue: str, text: str, said: bool) -> None:
    assert fires(cue, text) is said


def test_a_safeguard_stated_with_a_strong_no_is_meant_as_it_is_said() -> None:
    assert fires("不会 自己 发", "没有人点头系统绝对不会自己发出去")
    assert fires("绝对不会 再 错", "我跟客户保证以后绝对不会再错", purpose="pitfall")
    assert not fires("算法的问题", "有两句话我是绝对不会说的，一句是这是算法的问题", purpose="pitfall")


@pytest.mark.parametrize("purpose", ["point", "pitfall"])
@pytest.mark.parametrize(
    ("cue", "text", "language"),
    [
        ("先 道歉", "有些客服一上来就先道歉，我不是这样", "zh"),
        ("先 道歉", "有的同事动不动就先道歉我一般先查单子", "zh"),
        ("直接 发", "有的运营只会直接发，我不这么干", "zh"),
        ("人工审核", "经常听人说要人工审核", "zh"),
        ("apologise", "Some agents just apologise and hang up, I look at the order first", "en"),
        ("apologise", "people often say you should apologise i start with the facts", "en"),
        ("A/B test", "I know you should run an A/B test", "en"),
    ],
)
def test_what_others_do_or_say_is_not_the_own_way(cue: str, text: str, language: str, purpose: str) -> None:
    assert not fires(cue, text, language, purpose)


@pytest.mark.parametrize(
    ("cue", "text", "language"),
    [
        ("先 查 单子", "有的同事动不动就先道歉我一般先查单子", "zh"),
        ("问清楚", "有些客服一上来就道歉，但我会先问清楚", "zh"),
        ("start ... facts", "people often say you should apologise i start with the facts", "en"),
        ("you upset", "I know you are upset, and I would be too", "en"),
        ("you waited", "I know you've waited three days", "en"),
        ("方言 听不懂", "老人家说方言它听不懂", "zh"),
        ("it knows everything", "a lot of people trust it because they think it knows everything", "en"),
    ],
)
def test_what_is_told_beside_or_to_a_customer_is_said(cue: str, text: str, language: str) -> None:
    assert fires(cue, text, language)


@pytest.mark.parametrize(
    ("cue", "text", "language"),
    [
        ("每天 抽检", "我每天抽检三十条。看板、报警、灰度，这些我们都没做。", "zh"),
        ("记 表格", "错的我都记在表格里但是什么灰度什么看板这些我们都没做", "zh"),
        ("check every", "We check every reply by hand. Alerts, budgets, dashboards: none of that exists.", "en"),
        ("keep a log", "I keep a log of failures. We sample weekly. Canary, flags, alerts, none of that.", "en"),
        ("抽检", "监控是绿的，一个报警都没有，是我抽检看到的", "zh"),
    ],
)
def test_none_of_that_reaches_only_what_it_points_to(cue: str, text: str, language: str) -> None:
    assert fires(cue, text, language)


@pytest.mark.parametrize(
    ("cue", "text", "language"),
    [
        ("灰度", "我每天抽检三十条。看板、报警、灰度，这些我们都没做。", "zh"),
        ("看板", "看板、报警、灰度，都没有。", "zh"),
        ("alerts", "We check every reply by hand. Alerts, budgets, dashboards: none of that exists.", "en"),
        ("set threshold", "Pick a number, set a threshold. We talked about all that, and we decided against it.", "en"),
    ],
)
def test_none_of_that_denies_the_list_before(cue: str, text: str, language: str) -> None:
    assert not fires(cue, text, language)


@pytest.mark.parametrize(
    ("cue", "text", "said"),
    [
        ("apologise first", "i didnt argue with her i apologise first", True),
        ("edit rate", "our no-edit rate went up", True),
        ("technical people", "it is read by non-technical people", True),
        ("edit", "there was no edit at all", False),
        ("sample", "we never sample what we called the tail", False),
        ("review", "no-one would review it", False),
        ("check sheet", "no what i do is check the product sheet", True),
        ("read comment", "i use it every week not more first i read the comments", True),
        ("write it again", "it isnt a rule and i write it again each week", True),
        ("write prompt", "people dont tell me to write prompts", False),
    ],
)
def test_english_negation(cue: str, text: str, said: bool) -> None:
    assert fires(cue, text, "en") is said


@pytest.mark.parametrize(
    ("cue", "text", "language", "said"),
    [
        ("good at", "I am just good at using tools", "en", False),
        ("good at", "I'm only good at using tools", "en", False),
        ("good at", "I'm very good at using tools", "en", True),
        ("擅长", "我只是比较擅长用工具", "zh", False),
        ("擅长", "我不只是擅长用工具", "zh", True),
        ("擅长", "我比较擅长跟人打交道", "zh", True),
    ],
)
def test_no_more_than_a_little_is_no_strength(cue: str, text: str, language: str, said: bool) -> None:
    assert fires(cue, text, language) is said


def test_what_should_be_done_but_is_not_stays_unsaid() -> None:
    assert not fires("keep notes", "we should really keep better notes of what changed but we don't", "en")
    assert fires("keep notes", "we should keep notes and we do", "en")
    assert fires("sorry", "oh no I'm really sorry, that's the last thing you want", "en"), "oh no denies nothing"


@pytest.mark.parametrize("filler", ["um", "uh", "er", "erm", "hmm", "ah", "mm"])
def test_english_fillers_do_not_part_a_cue(filler: str) -> None:
    assert fires('"human review"', f"there is a human {filler}, {filler} review at the end".replace(",", ""), "en")


@pytest.mark.parametrize("filler", ["嗯", "呃", "唔", "嗯嗯"])
def test_mandarin_fillers_do_not_part_a_cue(filler: str) -> None:
    assert fires("人工审核", f"最后有人工{filler}审{filler}核")


NAMED_AND_DENIED = (
    "说到上线，别人都会先做人工审核，再分批放量，我们没放过。回滚那套我也知道，旧版本留着，出事就切回去，我们没留。"
    "抽检也没安排，失败案例没人记，预警更没有。"
)
DONE_WITH_ONE_NO = (
    "上线之前我先做人工审核，再分批放量，每一批看两天。旧版本一直留着，出事五分钟就切回去。抽检每周一次，失败案例都记在表里，"
    "只有预警没来得及接，那是后来补上的。"
)


@pytest.mark.parametrize("cue", ["人工审核", "旧版本 留", "切回去"])
def test_an_answer_full_of_denials_denies_what_it_names_beside_them(cue: str) -> None:
    assert not fires(cue, NAMED_AND_DENIED)
    assert fires(cue, DONE_WITH_ONE_NO)


def test_the_same_in_english() -> None:
    named = (
        "everybody tells you sample some replies every week and we never sampled anything, keep the old version around "
        "and we did not keep it, nobody wrote a rollback note and there was no owner"
    )
    done = (
        "we sample some replies every week and keep the old version around, and I never went home without a rollback "
        "note beside it"
    )
    assert not fires("old version", named, "en") and not fires("sample replies", named, "en")
    assert fires("old version", done, "en") and fires("sample replies", done, "en")


@pytest.mark.parametrize(
    ("cue", "text", "language"),
    [
        (
            "先 问 型号",
            "培训的时候老师讲过，要先问型号。条目也要核对，讲完还要确认。说实话这些我一样都没照做过。",
            "zh",
        ),
        ("先 问 型号", "标准答案我知道先问型号然后核对条目最后确认一下但是我没弄过", "zh"),
        ("不一样", "面试官想听什么我知道要讲用工具和做运营不一样要讲数据这些我一样都没做过", "zh"),
        ("问问 难处", "我知道一般人这时候都得掏个小本子问问难处几个人怎么分以后怎么升这些我都没准备", "zh"),
        (
            "review & step",
            "The manual says have a review step. Then keep a log. It's on a poster. Honestly, we don't do any of that.",
            "en",
        ),
        (
            "label & data",
            "what you're meant to do is label the data and then hold some back and then test it we skipped all that",
            "en",
        ),
        (
            "big picture",
            "I know what you'd like to hear, a big picture first, then the steps. I can't give you that.",
            "en",
        ),
    ],
)
def test_advice_that_is_taken_back_as_a_whole_is_not_said(cue: str, text: str, language: str) -> None:
    assert not fires(cue, text, language)


@pytest.mark.parametrize(
    ("cue", "text", "language"),
    [
        ("先 问 型号", "培训的时候老师讲过，要先问型号。我每次都先问型号，一条都没漏过。", "zh"),
        ("先 问 型号", "我每次都先问型号，这一步花不了一分钟，出错一条没有。", "zh"),
        ("退 换 修", "培训的时候教过怎么说，我会说退全款换新机上门修哪条都不收钱", "zh"),
        ("review step", "The manual says have a review step. So I added a review step, and none of it was hard.", "en"),
    ],
)
def test_advice_that_was_followed_is_said(cue: str, text: str, language: str) -> None:
    assert fires(cue, text, language)
