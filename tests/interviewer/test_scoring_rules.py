from dataclasses import replace

import pytest

from audio.ports import Transcript, Word
from interviewer.banks.schema import Pitfall, Point, Question, Text, Texts
from interviewer.records import Timing
from interviewer.scoring.rules import score_answer

QUESTION = Question(
    id="test/unstable",
    ask=Text(zh="AI 的输出时好时坏，你怎么处理？", en="The AI's output is unstable. What do you do?"),
    points=(
        Point(id="p1", zh="把提示词写清楚", cues=Texts(zh=("{prompt_structure}",), en=("{prompt_structure}",))),
        Point(id="p2", zh="拆任务", cues=Texts(zh=("{split_task}",), en=("{split_task}",))),
        Point(id="p3", zh="有人审", weight=2, cues=Texts(zh=("{human_review}",), en=("{human_review}",))),
        Point(id="p4", zh="记下失败", cues=Texts(zh=("{failure_log}",), en=("{failure_log}",))),
    ),
    pitfalls=(
        Pitfall(id="x1", zh="只说多试几次", missing=("p1", "p2", "p3"), cues=Texts(zh=("多 试|生成 几次",))),
        Pitfall(id="x2", zh="没有兜底", missing=("p3",)),
        Pitfall(id="x3", zh="超时", outside_target=True),
    ),
)

STRONG = (
    "我会分三步来处理。第一，把提示词写清楚，角色、背景、格式都固定成模板，以前是一大段话，"
    "改了以后跑偏从百分之十八降到百分之七。"
    "第二，拆成几个小任务，先列提纲再写正文，每一步都短，所以不容易乱。"
    "第三，发出去之前一定有人审核，去年我们漏过一次价格，"
    "赔了七千多，后来我就排了班，每天两个人看，看完才能发。最后，错的每一条我都记在一张表里，写清楚原因，每周五拿出来改提示词，到现在攒了六百多条。"
)
STUFFED = (
    "提示词结构化模板化拆分任务人工审核规则校验失败案例记录闭环迭代质量监控体系化标准化流程化精细化运营全链路赋能" * 2
)
DENIED = (
    "说实话写清楚提示词、拆任务、人工审核、记录失败案例，这些我们一样都没做。提示词就是一句话，也没有人工审核。"
    "我觉得没必要花这个时间，反正用户会来说的。"
)
OTHER = (
    "我上家公司在郊区，通勤要一个半小时，家里老人身体不太好，所以想换一个离家近的地方，"
    "平时喜欢跑步和羽毛球，周末会去爬山。"
)


def said(text, language="zh", **more):
    return Transcript(text, (), language, engine="text", **more)


def test_a_strong_answer_makes_every_point_with_evidence_that_was_said():
    score = score_answer(QUESTION, said(STRONG))
    assert score.total is not None and score.total > 85
    assert [point.strength for point in score.points] == [1, 1, 1, 1]
    assert not any(pitfall.triggered for pitfall in score.pitfalls)
    for point in score.points:
        for evidence in point.evidence:
            assert STRONG[evidence.start_char : evidence.end_char] == evidence.quote
            assert evidence.start_s is None


def test_the_total_is_the_written_formula():
    score = score_answer(QUESTION, said(STRONG))
    dimensions = score.dimensions
    assert dimensions.content == 100
    craft = 0.6 * dimensions.specificity + 0.4 * dimensions.structure
    assert score.total == pytest.approx(18 + 0.8 * (0.94 * 100 + 0.06 * min(craft, 120)), abs=0.1)


def test_order_of_answers_by_quality():
    thin = "先把提示词写得详细一点，把要求列成一二三，一般会好很多，然后换个模型比一下看看谁更稳，实在不行就自己改。"
    totals = [score_answer(QUESTION, said(text)).total for text in (STRONG, thin, DENIED, OTHER)]
    assert totals[0] > totals[1] > max(totals[2:])
    assert totals[2] < 20 and totals[3] < 20


def test_a_list_of_terms_is_no_answer():
    score = score_answer(QUESTION, said(STUFFED))
    assert score.total is not None and score.total <= 20
    assert "listing" in score.notes


def test_a_fluent_answer_to_another_question_earns_little():
    question = replace(QUESTION, model_answer=Text(zh=STRONG * 2 + DENIED + STUFFED))
    foreign = (
        "我最得意的是给一家连锁眼镜店做的预约。每周六电话都占线，我一月份写了方案，二月份批了四万块，五月份顾客就能在手机上约验光了。"
        "三十一家门店的培训都是我一家一家跑的，到夏天结束的时候，六成的预约都走这条路，排队从十一分钟降到三分钟以内。"
    )
    score = score_answer(question, said(foreign))
    assert score.total is not None and score.total < 20 and "off_topic" in score.notes
    assert "off_topic" not in score_answer(question, said(STRONG)).notes


def test_going_round_in_circles_costs_something():
    circles = "这个怎么说呢，反正就是不要慌，我们主管也说不要慌，" * 6
    plain, rambling = score_answer(QUESTION, said(STRONG)), score_answer(QUESTION, said(STRONG + circles))
    assert "rambling" in rambling.notes and rambling.total < plain.total


def test_practices_named_only_to_be_denied_make_no_point():
    score = score_answer(QUESTION, said(DENIED))
    assert not any(point.hit for point in score.points)
    missing = {pitfall.id: pitfall for pitfall in score.pitfalls}["x2"]
    assert missing.triggered and missing.reason == "missing:p3" and missing.evidence == ()


def test_a_pitfall_with_cues_and_missing_points_needs_both():
    lazy = score_answer(QUESTION, said("那就多生成几次呗，多试几次总有一个好的，我一般点五六次挑一个顺眼的。"))
    assert {pitfall.id for pitfall in lazy.pitfalls if pitfall.triggered} == {"x1", "x2", "x3"}
    careful = score_answer(QUESTION, said("我会多试几次，不过发之前一定有人审核，看完才能发出去，这个是规定。"))
    assert {pitfall.id for pitfall in careful.pitfalls if pitfall.triggered} == {"x3"}


def test_a_text_without_times_is_short_only_where_no_rate_could_make_it_fit():
    short = score_answer(QUESTION, said("发之前一定有人审核，看完才能发出去，这个是规定。")).pitfalls[2]
    assert short.triggered and short.reason == "time:short"
    assert not score_answer(QUESTION, said(STRONG)).pitfalls[2].triggered


def test_time_outside_the_target_is_a_pitfall_where_the_bank_says_so():
    timing = Timing(0.5, 30.5, 30.0, (60, 120), "short", "file")
    score = score_answer(QUESTION, said(STRONG), timing=timing)
    triggered = [pitfall for pitfall in score.pitfalls if pitfall.triggered]
    assert [(pitfall.id, pitfall.reason) for pitfall in triggered] == [("x3", "time:short")]
    assert score.dimensions.timing == 50


@pytest.mark.parametrize(
    ("transcript", "reason"),
    [
        (None, "no_transcript"),
        (said("   "), "silence"),
        (said("嗯，不知道。"), "too_short"),
        (said("I do not really know what to say", "en"), "too_short"),
        (said("I would check everything with a person before it goes out of the door"), "wrong_language"),
        (said("我会先把提示词写清楚然后再让人审核一遍最后发", "en"), "wrong_language"),
        (said(STRONG, confidence=0.2), "unsure_transcript"),
    ],
)
def test_nothing_is_invented_where_nothing_can_be_judged(transcript, reason):
    score = score_answer(QUESTION, transcript)
    assert score.total is None and score.abstained == reason
    assert score.points == () and score.dimensions.content is None


def test_times_come_from_the_words():
    text = "发之前一定有人审核，看完才能发出去，这个是规定，谁都不能例外。"
    words = tuple(Word(character, index * 0.2, index * 0.2 + 0.2, 0.9) for index, character in enumerate(text))
    score = score_answer(QUESTION, Transcript(text, words, "zh", "test", "mini", 0.9))
    evidence = next(point for point in score.points if point.id == "p3").evidence[0]
    assert evidence.start_s == pytest.approx(evidence.start_char * 0.2)
    assert evidence.end_s == pytest.approx(evidence.end_char * 0.2)


def test_the_same_answer_always_gets_the_same_score():
    assert score_answer(QUESTION, said(STRONG)) == score_answer(replace(QUESTION), said(STRONG))


def test_the_version_follows_the_rubric():
    version = score_answer(QUESTION, said(STRONG)).rubric_version
    heavier = replace(QUESTION, points=(replace(QUESTION.points[0], weight=3.0), *QUESTION.points[1:]))
    assert score_answer(heavier, said(STRONG)).rubric_version != version


def test_plain_points_are_judged_by_the_ideas_they_name():
    plain = Question(
        id="mine/01",
        ask=Text(zh="你怎么保证质量？"),
        points=(Point(id="p1", zh="提到有人审核把关"), Point(id="p2", zh="说说窗台上的绿萝怎么浇水")),
    )
    score = score_answer(plain, said("每一条发出去之前，都由编辑看一遍，价格和日期再对一次后台，点头了才能推。"))
    assert [point.hit for point in score.points] == [True, False]
    score = score_answer(plain, said("窗台上的绿萝我三天浇一次水，叶子黄了就少浇一点，盆底要能漏水才行。"))
    assert [point.hit for point in score.points] == [False, True]


def test_a_reference_answer_is_enough():
    plain = Question(
        id="mine/02",
        ask=Text(zh="为什么用链表？"),
        reference=Texts(zh=("正确。链表插入和删除不需要移动元素，只需修改指针，效率更高。",)),
    )
    good = score_answer(plain, said("正确，因为链表在插入和删除的时候不用移动元素，改一下指针就可以了，所以效率高。"))
    other = score_answer(plain, said("我平时喜欢跑步和羽毛球，周末会去爬山，最近在学做饭，觉得挺有意思的。"))
    against = score_answer(plain, said("错误，因为链表在插入和删除的时候要移动元素，改指针也没有用，所以效率不高。"))
    assert good.total > 75 > against.total > other.total
    assert (
        good.points[0].evidence[0].quote
        in "正确，因为链表在插入和删除的时候不用移动元素，改一下指针就可以了，所以效率高。"
    )


def test_hearing_errors_cost_little():
    heard = STRONG.replace("审核", "审合").replace("提示词", "题示词").replace("拆成", "拆程")
    assert score_answer(QUESTION, said(heard)).total > 75


def test_a_short_answer_to_a_short_question_is_judged():
    brief = replace(QUESTION, id="test/start", target_s=(15, 45))
    assert score_answer(brief, said("我还在职，三周以后能来。")).abstained is None
    assert score_answer(brief, said("不知道。")).abstained == "too_short"
    assert score_answer(QUESTION, said("我还在职，三周以后能来。")).abstained == "too_short"


def test_what_a_pitfall_excuses_keeps_it_from_triggering():
    excused = replace(QUESTION.pitfalls[0], missing=(), unless=Texts(zh=("多 试 ... 挑|比",)))
    question = replace(QUESTION, pitfalls=(excused,))
    text = "我会多试几次，{}，然后发之前一定有人审核，看完才能发出去。"
    assert not score_answer(question, said(text.format("每次只改一处再比一比"))).pitfalls[0].triggered
    assert score_answer(question, said(text.format("撞上一个好的为止"))).pitfalls[0].triggered
    assert (
        score_answer(question, said(STRONG)).rubric_version
        != score_answer(replace(QUESTION, pitfalls=(replace(excused, unless=Texts()),)), said(STRONG)).rubric_version
    )


def test_less_time_asks_for_less_to_count_as_explained():
    text = "发之前一定有人审核，看完才能发出去，上个月拦下来三条写错价格的，这个是规定，谁都不能例外。"
    long = {point.id: point.strength for point in score_answer(QUESTION, said(text)).points}
    short = {p.id: p.strength for p in score_answer(replace(QUESTION, target_s=(15, 45)), said(text)).points}
    assert long["p3"] == 0.5 and short["p3"] == 1


def test_names_beside_each_other_are_several_places():
    listing = Pitfall(id="x1", zh="只报工具名", min_cues=2, cues=Texts(zh=("用 ... 写", "文心|豆包|千问")))
    question = replace(QUESTION, pitfalls=(listing,))
    several = "我平时用文心、豆包这些写东西，反正都开着，哪个快就用哪个，差不多就是这样子。"
    assert score_answer(question, said(several)).pitfalls[0].triggered
    assert not score_answer(question, said(several.replace("文心、豆包这些写", "豆包查"))).pitfalls[0].triggered
