import pytest

from interviewer.scoring.cues import CueError, compile_cue
from interviewer.scoring.lexicon import Lexicon, shipped_lexicon
from interviewer.scoring.tokens import document

LEXICON = Lexicon(
    {
        "human_review": {"zh": ["人工|专人 审核|把关", "有人 看|审"], "en": ["human|person|nurse check|look|read"]},
        "loop_a": {"zh": ["{loop_b}"]},
        "loop_b": {"zh": ["{loop_a}"]},
    }
)


def fires(cue, text, language="zh", purpose="point"):
    return bool(compile_cue(cue, language, LEXICON).find(document(text, language), purpose))


@pytest.mark.parametrize(
    ("cue", "text", "language"),
    [
        ("人工审核", "最后都要人工审核一遍", "zh"),
        ("人工|专人 审核|把关", "发之前由专人来把关", "zh"),
        ("转化率", "轉化率提高了", "zh"),
        ("转化率", "赚华率提高了", "zh"),
        ("转化率", "转换率提高了", "zh"),
        ("review step", "we added a reviewing step", "en"),
        ("check facts", "a nurse checked all the facts", "en"),
        ("A/B test", "then we ran an AB test", "en"),
        ("template answers", "we reuse tamplate answers", "en"),
        ("every week & sample", "a sample every weak", "en"),
        ("first ... then", "First I ask what is wrong, and only then I answer", "en"),
        ("{percent} & 转化", "转化从百分之四十涨到六成", "zh"),
        ("{change}", "从百分之三十一涨到百分之六十八", "zh"),
        ("{change}", "it went from 6.1 percent to 3.8", "en"),
        ("{money} & call", "every call costs us nine cents", "en"),
        ("{duration}", "只用了两个小时", "zh"),
        ("prompt &2 wrong", "The prompt was long. We changed it. It went wrong.", "en"),
        ("(two words|another thing) & cost", "another thing is the cost", "en"),
        ('"exact words"', "those exact words", "en"),
        ("不只|不仅 ... 工具", "我觉得不只是会用工具", "zh"),
        ("not only|just ... tool", "it is not just about the tools", "en"),
        ("{human_review}", "发之前还是得有人看", "zh"),
        ("~人工审核", "我们没有人工审核", "zh"),
    ],
)
def test_fires(cue, text, language):
    assert fires(cue, text, language)


@pytest.mark.parametrize(
    ("cue", "text", "language"),
    [
        ("人工审核", "人工的那种慢慢来的最后审核", "zh"),
        ("骂我", "改嘛我不会", "zh"),
        ("contract terms", "contact terms", "en"),
        ('"exact word"', "those exact words", "en"),
        ("check ... facts", "We check it. Facts matter.", "en"),
        ("prompt & !template", "the prompt is a template", "en"),
        ("{number}", "one of them is a person", "en"),
        ("{number}", "有一个人说过一次", "zh"),
    ],
)
def test_does_not_fire(cue, text, language):
    assert not fires(cue, text, language)


@pytest.mark.parametrize(
    ("cue", "text", "language"),
    [
        ("人工审核", "我们没有人工审核这一步", "zh"),
        ("人工审核", "人工审核我们没做过", "zh"),
        ("质量抽检", "质量抽检提过一次，没人手，黄了", "zh"),
        ("拆任务", "拆任务、写提示词、留记录，这些我们一样都没上", "zh"),
        ("多轮提示", "理论上应该做多轮提示", "zh"),
        ("A/B test", "we never ran an A/B test", "en"),
        ("review step", "There's no review step; we took it out", "en"),
        ("keep a log", "Structured prompts, keep a log, rule checks. In our case we did none of it.", "en"),
        ("structured prompt", "People always tell me to write structured prompts", "en"),
    ],
)
def test_what_is_denied_is_not_said(cue, text, language):
    assert not fires(cue, text, language)


@pytest.mark.parametrize(
    ("cue", "text", "language"),
    [
        ("人工审核", "不能没有人工审核", "zh"),
        ("人工审核", "没有想到的是客户多，但是人工审核一直在", "zh"),
        ("人审", "没有人审就不能发", "zh"),
        ("看效果", "我不只看数量，还看效果", "zh"),
        ("human check", "nothing goes out without a human check", "en"),
        ("review step", "it was not easy but we kept the review step", "en"),
    ],
)
def test_affirmed_after_all(cue, text, language):
    assert fires(cue, text, language)


@pytest.mark.parametrize(
    ("cue", "text", "language"),
    [
        ("算法的问题", "我绝对不会说这是算法的问题", "zh"),
        ("质量好", "有的同事张嘴就是一句质量好，这等于没说", "zh"),
        ("try again", "Some people just try again and hope", "en"),
    ],
)
def test_a_rejected_pitfall_is_not_stepped_into(cue, text, language):
    assert not fires(cue, text, language, "pitfall")


@pytest.mark.parametrize(
    ("cue", "position"),
    [
        ("(人工|专人", 6),
        ("{nowhere} & 审核", 1),
        ('"审核', 3),
        ("人工审核 &", 5),
        ("数据", 0),
        ("{loop_a}", 1),
        ("", 0),
    ],
)
def test_a_wrong_cue_says_where(cue, position):
    with pytest.raises(CueError) as caught:
        compile_cue(cue, "zh", LEXICON)
    assert caught.value.message
    assert 0 <= caught.value.position <= max(len(cue), 1)


def test_every_shipped_concept_compiles_and_is_no_everyday_talk():
    lexicon = shipped_lexicon()
    small_talk = {
        "zh": "今天天气不错，我吃过饭了，晚上想去公园走走。",
        "en": "Nice weather today, shall we walk the dog?",
    }
    for language, text in small_talk.items():
        doc = document(text, language)
        for name in lexicon.names:
            pattern = lexicon.pattern(name, language)
            assert pattern is not None, (name, language)
            if name not in ("first_person_action", "long_term"):
                assert not pattern.find(doc), (name, language)


def test_quality_tells_how_sure_a_match_is():
    cue = compile_cue("转化率", "zh", LEXICON)
    exact, sound, near = (cue.find(document(text, "zh"))[0].quality for text in ("转化率", "赚华率", "转换率"))
    assert exact == 1 > sound > near
