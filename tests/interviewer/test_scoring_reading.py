"""How an answer is read: strictly at first, freely where it clearly speaks of its question."""

from dataclasses import replace

from interviewer.banks.loader import find_question, lexicon
from interviewer.banks.schema import Point, Question, Text, Texts
from interviewer.scoring.cues import compile_cue
from interviewer.scoring.lexicon import Lexicon
from interviewer.scoring.patterns import freely
from interviewer.scoring.points import places_of, read
from interviewer.scoring.relevance import LEAST, profile, relevance
from interviewer.scoring.rubric import compile_rubric
from interviewer.scoring.tokens import document

LEXICON = Lexicon({})
PARCEL = (
    "Whenever a parcel is late I ring the customer before he rings me, I tell him where his parcel is and when the van "
    "will come. Then I ask the depot to send the late parcel first, and I write the delay down in the log so that we "
    "see which depot is slow. The log is read out on Fridays."
)
PARCEL_ZH = (
    "快递晚到的时候，我会在客户打来之前先打给他，告诉他包裹到了哪里、什么时候送到。然后我请仓库先发晚到的包裹，"
    "再把延误的原因写进台账，这样才看得出哪个仓库慢。台账每周五大家一起看。"
)
QUESTION = Question(
    id="test/parcel",
    ask=Text(zh="快递晚到了，你怎么处理？", en="A parcel is late. What do you do?"),
    model_answer=Text(zh=PARCEL_ZH * 2, en=PARCEL),
    points=(
        Point(id="p1", zh="先打给客户", en="rings first", cues=Texts(zh=("打来 之前 打给",), en=("ring customer",))),
        Point(id="p2", zh="告诉到哪了", en="says where", cues=Texts(zh=("告诉他 ... 哪里",), en=("tell where",))),
        Point(id="p3", zh="记下原因", en="logs it", cues=Texts(zh=("写进|记进 ... 延误",), en=("log ... delay",))),
    ),
)


def fires(cue: str, text: str, language: str = "en") -> tuple[bool, bool]:
    doc = document(text, language)
    compiled = compile_cue(cue, language, LEXICON)
    return bool(compiled.find(doc)), bool(compiled.find(freely(doc)))


def test_read_freely_the_parts_of_a_cue_stand_in_any_order_and_farther_apart() -> None:
    assert fires("log ... delay", "I write every delay into the log") == (False, True)
    assert fires("wrote note", "the note about his broken kettle I wrote") == (False, True)
    assert fires("checked meter", "I checked it. Then the meter was fine.") == (False, True)
    assert fires("写进 ... 延误", "延误的原因我都写进台账", "zh") == (False, True)


def test_read_freely_what_is_denied_or_far_away_is_still_not_said() -> None:
    assert fires("log ... delay", "we never wrote a delay into the log") == (False, False)
    far = "The log is blue. " + "There was a long talk about many other things that day. " * 3 + "The delay was short."
    assert fires("log ... delay", far) == (False, False)
    assert fires('"log delay"', "the delay log") == (False, False)


def test_an_answer_to_the_question_is_read_freely() -> None:
    for language, text in (("en", PARCEL), ("zh", PARCEL_ZH)):
        rubric = compile_rubric(QUESTION, language, LEXICON)
        reading = read(rubric, document(text, language))
        assert reading.relevance == 1
        assert all(reading.places), language


def test_an_answer_to_another_question_keeps_little_and_is_read_strictly() -> None:
    bank, question = find_question("ai-customer-service/09-late-delivery")
    rubric = compile_rubric(question, "en", lexicon(bank))
    assert read(rubric, document(PARCEL, "en")).relevance == 1
    _, leaving = find_question("hr-faq/03-reason-for-leaving")
    assert leaving.model_answer is not None
    other = leaving.model_answer.get("en")
    doc = document(other, "en")
    reading = read(rubric, doc)
    assert reading.relevance < 0.5
    assert reading.places == [places_of(point.cues, doc, "point") for point in rubric.points]


def test_relevance_grows_with_each_of_its_signs() -> None:
    known = profile([PARCEL * 3, PARCEL_ZH, QUESTION.ask.get("en")], "en")
    wide = profile([PARCEL, *(f"word{a}{b} other{b}{a}" for a in "abcdefgh" for b in "abcdefghijk")], "en")
    assert known is None and wide is not None
    doc = document("A parcel is late and I tell him when the van will come before he rings the shop about it", "en")
    nothing, some, more = (relevance(doc, wide, cues, made) for cues, made in (([0, 0], 0), ([1, 0], 0.5), ([3, 2], 1)))
    assert LEAST <= nothing <= some <= more == 1
    assert relevance(doc, None, [0, 0], 0) == 1


def test_a_single_cue_is_chance_where_the_answer_makes_no_other_point() -> None:
    ways = (
        "ring customer",
        "say sorry",
        "calm voice",
        "coffee voucher",
        "blue form",
        "night shift",
        "spare key",
        "tidy desk",
    )
    cues = [Texts(en=tuple(f"{way} {number}" for way in ways)) for number in ("one", "two", "three")]
    points = tuple(
        Point(id=f"p{n}", zh="点", en="a point", cues=Texts(en=ways if n == 1 else found.en))
        for n, found in enumerate(cues, 1)
    )

    def made(text: str, few: bool = False) -> list[bool]:
        asked = points if not few else (replace(points[0], cues=Texts(en=ways[:3])), *points[1:])
        rubric = compile_rubric(replace(QUESTION, points=asked), "en", LEXICON)
        return [bool(found) for found in read(rubric, document(text, "en")).places]

    talk = "well I would ring the customer when there is time for it and then we will see what comes of it"
    assert made(talk) == [False, False, False]
    assert made(f"{talk}. I keep a calm voice.") == [True, False, False]
    assert made(f"{talk}. There is a blue form two.") == [True, True, False]
    assert made(talk, few=True) == [True, False, False]  # who wrote few ways down knows no more than one
