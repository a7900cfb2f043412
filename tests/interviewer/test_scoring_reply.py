from audio.ports import Transcript
from interviewer.banks.schema import Pitfall, Point, Text, Texts
from interviewer.scoring.reply import TurnRubric, judge_reply

TURN = TurnRubric(
    id="angry/t1",
    ask=Text(zh="我的快递晚了三天！", en="My parcel is three days late!"),
    points=(
        Point(id="s1", zh="道歉", cues=Texts(zh=("{apologise}",), en=("{apologise}",))),
        Point(id="s2", zh="给时间", cues=Texts(zh=("{deadline_promise}",), en=("{deadline_promise}",))),
    ),
    pitfalls=(Pitfall(id="x1", zh="怪客户", cues=Texts(zh=("您自己 填|写|没",), en=("your own fault",))),),
)


def judged(text, language):
    points, pitfalls = judge_reply(TURN, Transcript(text, (), language, "text"))
    return {point.id for point in points if point.hit}, {pitfall.id for pitfall in pitfalls if pitfall.triggered}


def test_one_sentence_is_enough_for_a_reply():
    assert judged("实在抱歉，今天下午五点前我给您回电话。", "zh") == ({"s1", "s2"}, set())
    assert judged("I'm so sorry, I'll call you back by tomorrow.", "en") == ({"s1", "s2"}, set())


def test_what_must_be_avoided():
    assert judged("那是您自己没填对地址。", "zh") == (set(), {"x1"})


def test_silence_says_nothing():
    assert judged("", "zh") == (set(), set())
