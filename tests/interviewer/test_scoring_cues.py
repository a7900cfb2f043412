import pytest

from audio.ports import Word
from interviewer.scoring.cues import CueError, compile_cue
from interviewer.scoring.figures import figures
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
        ("should have checked", "we should've checked it", "en"),
        ("cost ... month", "the cost is on my desk at the end of every single month", "en"),
        (
            "cost ... month ... call",
            "cost for the month is what I read each month so that we all know what a single call is",
            "en",
        ),
    ],
)
def test_fires(cue, text, language):
    assert fires(cue, text, language)


@pytest.mark.parametrize(
    ("cue", "text", "language"),
    [
        ("人工审核", "人工的那种慢慢来的最后审核", "zh"),
        (
            "cost ... month",
            "the cost is fine and my gran says the sea was warm and we all went to the beach for a whole month",
            "en",
        ),
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


@pytest.mark.parametrize("said", ["set up", "setup", "set-up", "setting up", "sets up"])
@pytest.mark.parametrize("cue", ["set up", "setup", "set-up", "(set|put) up"])
def test_a_verb_and_its_particle_match_however_they_are_written(cue, said):
    assert fires(cue, f"{said} a log of failures", "en")


@pytest.mark.parametrize(
    ("cue", "said"),
    [
        ("follow up", "followups every friday"),
        ("sign off", "a manager's signoff"),
        ("fallback", "it falls back to a form"),
    ],
)
def test_particles_in_all_their_forms(cue, said):
    assert fires(cue, said, "en")


@pytest.mark.parametrize(
    ("cue", "text"),
    [
        ("提前 上线", "提前说好上限"),
        ("权利", "给他权力"),
        ("形式", "按照形势来"),
        ("先 测试", "这个先不测，试试就好"),
        ("人工审核", "找人工，审核的人不在"),
    ],
)
def test_a_word_of_its_own_is_no_misheard_one_and_nothing_spans_punctuation(cue, text):
    assert not fires(cue, text)


def test_a_doubted_word_is_read_more_loosely():
    words = tuple(Word(character, i * 0.2, i * 0.2 + 0.2, 0.3) for i, character in enumerate("提前上限"))
    cue = compile_cue("提前 上线", "zh", LEXICON)
    assert cue.find(document("提前上限", "zh", words))
    assert not cue.find(document("提前上限", "zh"))


@pytest.mark.parametrize(
    ("kind", "text", "language"),
    [
        ("duration", "等了一分半", "zh"),
        ("duration", "半个小时", "zh"),
        ("duration", "前后两个半月", "zh"),
        ("duration", "要七八个月", "zh"),
        ("duration", "一刻钟就好", "zh"),
        ("duration", "十来分钟", "zh"),
        ("duration", "一分来钟", "zh"),
        ("number", "降到五起", "zh"),
        ("clock", "下午五点前给您回电话", "zh"),
        ("clock", "明天上午十点", "zh"),
        ("percent", "多了一倍", "zh"),
        ("percent", "有三成的人", "zh"),
        ("percent", "三分之一的单子", "zh"),
        ("change", "涨了一倍", "zh"),
        ("change", "翻了一番", "zh"),
        ("change", "从一分半降到二十秒", "zh"),
        ("number", "七八个人", "zh"),
        ("duration", "half an hour", "en"),
        ("duration", "a couple of weeks", "en"),
        ("duration", "within a day", "en"),
        ("duration", "an hour and a half", "en"),
        ("number", "twice a week", "en"),
        ("number", "a dozen people", "en"),
        ("percent", "one in five callers", "en"),
        ("percent", "three times faster", "en"),
        ("clock", "by 5 pm", "en"),
        ("change", "cut it in half", "en"),
    ],
)
def test_figures_as_people_say_them(kind, text, language):
    assert figures(document(text, language))[kind]


@pytest.mark.parametrize(
    ("kind", "text", "language"),
    [
        ("clock", "我分三点说", "zh"),
        ("number", "下午五点", "zh"),
        ("duration", "第一天", "zh"),
        ("duration", "有一天他来了", "zh"),
        ("percent", "说到一半他走了", "zh"),
        ("percent", "成本太高", "zh"),
        ("duration", "once a week", "en"),
        ("percent", "half an hour", "en"),
        ("change", "做过系统升级的项目，二二年", "zh"),
        ("change", "I worked there from 2012 to 2015", "en"),
    ],
)
def test_what_is_no_figure_of_a_kind(kind, text, language):
    assert not figures(document(text, language))[kind]


@pytest.mark.parametrize(
    ("name", "language", "fires_on", "misses"),
    [
        ("sampling", "zh", "每周抽三十条来看", "我看了三个人"),
        ("sampling", "en", "every Friday I read twenty replies", "it takes two weeks to read a book"),
        ("latency", "zh", "模型太慢，要等四秒", "这个流程太慢，三天内要办完"),
        ("latency", "en", "the reply takes four seconds", "it takes two weeks to hire a person"),
        ("rollback", "zh", "一个命令就能切回上一版", "先小范围灰度看看"),
        ("rollback", "en", "we went back to the old version", "the last one was better"),
        ("split_task", "zh", "我会拆成几个小任务", "我们分成三组去吃饭"),
        ("split_task", "en", "break it into smaller steps", "first the soup, then the fish"),
        ("deadline_promise", "zh", "下午五点前给您回电话", "我们用了三天才解决"),
        ("deadline_promise", "en", "I'll call you back by tomorrow noon", "in two weeks we cut it"),
        ("iterate", "zh", "前后改了十几版", "我试了几次"),
        ("iterate", "en", "we kept tweaking it", "I have never done that"),
        ("fallback", "zh", "答不上来就转人工，还有兜底的模板", "我可以切换到另一首歌"),
        ("fallback", "en", "if it breaks, a person takes over", "I took some time off"),
        ("edit_output", "zh", "编辑再改一遍才能发", "我改了一下流程"),
        ("edit_output", "en", "I rewrite half of the draft", "we fixed it and used a few of them"),
        ("staged_plan", "zh", "先做一个门店，再往外铺", "先把手机拿来，再到楼下"),
        ("staged_plan", "en", "start with one branch, then roll it out", "first I called, then I waited"),
    ],
)
def test_concepts_mean_one_thing(name, language, fires_on, misses):
    pattern = shipped_lexicon().pattern(name, language)
    assert pattern.find(document(fires_on, language))
    assert not pattern.find(document(misses, language))


def test_what_a_cue_mishears_does_not_depend_on_other_cues_compiled_before():
    heard = "a coarse we paid for"  # sounds like course, which shares its stem with courses
    assert not fires("courses & paid", heard, "en")
    assert fires("course & paid", heard, "en")
    assert not fires("courses & paid", heard, "en")
