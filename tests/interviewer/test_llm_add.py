"""The model's view beside the offline one: kept, marked, billed, and never in the way."""

import io
import json
import re
import threading
import time
from dataclasses import replace

import pytest
from rich.cells import cell_len
from rich.console import Console

from audio.ports import Language, Transcript
from interviewer.answer import judge_text
from interviewer.answer_json import answer_from_dict, answer_to_dict, answer_to_json
from interviewer.llm.add import add_llm
from interviewer.llm.client import LlmClient
from interviewer.llm.follow_up import llm_follow_up
from interviewer.llm.in_order import in_order
from interviewer.llm.rewrite import better_version
from interviewer.practice.result_view import show_answer
from interviewer.records import Answer
from tests.interviewer.doubles import small_question
from tests.llm_server import Request, Say, Script, data_of, in_turn, serve_llm

SAID: dict[Language, str] = {
    "en": "My name is Ann and for six years I have led a support team of twelve people at a parcel company. Thank you.",
    "zh": "我叫林可，在一家电商公司做了三年客服主管，带十二个人，投诉率从百分之六降到百分之三。谢谢您。",
}
NAME: dict[Language, str] = {"en": "My name is Ann", "zh": "我叫林可"}
QUESTION: dict[Language, str] = {"en": "What did you change yourself?", "zh": "投诉率下降里你自己做了什么？"}


def model(language: Language, better: str = "", follow_up: str | None = None, quote: str | None = None) -> Script:
    """A model that finds the first point and writes what it is given."""
    question = QUESTION[language] if follow_up is None else follow_up

    def script(request: Request) -> Say:
        wanted = request["response_format"]["json_schema"]["name"]
        if wanted == "Verdict":
            ids = re.findall(r"^(point|pitfall) (\w+):", data_of(request, "RUBRIC"), re.M)
            first = {"id": "p1", "level": "explained", "quotes": [quote or NAME[language]]}
            points = [
                {"id": id, "level": "not_said", "quotes": []} for kind, id in ids if kind == "point" and id != "p1"
            ]
            pitfalls = [{"id": id, "triggered": False, "quotes": []} for kind, id in ids if kind == "pitfall"]
            return Say({"points": [first, *points], "pitfalls": pitfalls})
        return Say({"answer": better}) if wanted == "_Rewrite" else Say({"question": question})

    return script


def offline(language: Language) -> Answer:
    return judge_text(Transcript(SAID[language], (), language, "text"), small_question())


def with_llm(script: Script, language: Language = "en", **options: object) -> Answer:
    with serve_llm(script) as server:
        client = LlmClient("m", base_url=server.base_url, sleep=lambda seconds: None)
        return add_llm(offline(language), small_question(), client, **options)  # type: ignore[arg-type]


def page(answer: Answer) -> str:
    console = Console(width=80, file=io.StringIO(), highlight=False)
    show_answer(answer, small_question(), console)
    assert isinstance(console.file, io.StringIO)
    return console.file.getvalue()


@pytest.mark.parametrize("language", ["en", "zh"])
def test_both_scores_are_kept_and_the_report_says_what_it_cost(language: Language) -> None:
    answer = with_llm(model(language, better=SAID[language]), language)
    plain = offline(language)
    assert replace(answer, llm=None, llm_score=None) == plain
    assert answer.llm_score is not None and answer.llm is not None
    assert [point.strength for point in answer.llm_score.points] == [1.0, 0.0]
    assert (answer.llm.calls, answer.llm.tokens_in, answer.llm.tokens_out) == (3, 300, 60)
    assert answer.llm.problem is None
    assert answer.llm.follow_up == QUESTION[language] and answer.llm.better_version == SAID[language]
    again = answer_from_dict(json.loads(answer_to_json(answer)))
    assert answer_to_dict(again) == answer_to_dict(answer)
    shown = page(answer)
    assert max(cell_len(line) for line in shown.splitlines()) <= 80
    for expected in ("m", NAME[language], QUESTION[language], "300"):
        assert expected in shown


def test_without_coaching_there_is_one_request() -> None:
    answer = with_llm(model("en"), coach=False)
    assert answer.llm is not None and answer.llm.calls == 1 and answer.llm.follow_up is None


@pytest.mark.parametrize(
    ("script", "code", "calls"),
    [
        (in_turn(Say("boom", 500)), "llm_server", None),
        (in_turn(Say("no", 401)), "llm_auth", 1),
        (in_turn(Say("slow down", 429, {"Retry-After": "7200"})), "llm_rate_limit", 1),
        (in_turn(Say({"score": 100})), "llm_bad_reply", None),
        (in_turn(Say(refusal="no")), "llm_refused", 3),
    ],
)
def test_whatever_fails_the_offline_score_stands_and_says_why(script: Script, code: str, calls: int | None) -> None:
    for language in ("en", "zh"):
        answer = with_llm(script, language)  # type: ignore[arg-type]
        assert answer.llm_score is None and answer.llm is not None and answer.llm.problem is not None
        assert answer.llm.problem.code == code and answer.score == offline(language).score  # type: ignore[arg-type]
        assert calls is None or answer.llm.calls == calls
        shown = " ".join(page(answer).split())
        assert "".join(answer.llm.problem.message.split()) in "".join(shown.split())
        assert (language == "zh") == any("\u4e00" <= c <= "\u9fff" for c in answer.llm.problem.message)


def test_invented_quotes_leave_the_offline_result() -> None:
    answer = with_llm(model("en", quote="I am the queen of support"), coach=False)
    assert answer.llm_score is not None and answer.llm is not None
    assert answer.llm_score.points[0] == answer.score.points[0]
    assert "llm_offline_points" in answer.llm_score.notes and answer.llm.calls == 2
    assert "queen" not in answer_to_json(answer)


def test_nothing_is_sent_about_an_answer_that_cannot_be_judged() -> None:
    with serve_llm(model("en")) as server:
        client = LlmClient("m", base_url=server.base_url)
        for transcript in (None, Transcript("Hello.", (), "en", "text")):
            plain = replace(offline("en"), transcript=transcript)
            plain = replace(plain, score=replace(plain.score, total=None, abstained="too_short"))
            answer = add_llm(plain, small_question(), client)
            assert answer.llm is not None and answer.llm.problem is not None
            assert answer.llm.problem.code == "llm_nothing_to_judge"
            assert (answer.llm.calls, answer.llm.tokens_in) == (0, 0)
        assert server.requests == []


def test_everything_together_keeps_to_the_budget() -> None:
    start = time.monotonic()
    answer = with_llm(lambda request: Say(wait_s=60), budget_s=0.3)
    assert answer.llm is not None and answer.llm.problem is not None and answer.llm.problem.code == "llm_timeout"
    script = model("en")

    def slow_coach(request: Request) -> Say:
        judging = request["response_format"]["json_schema"]["name"] == "Verdict"
        return script(request) if judging else Say(wait_s=60)

    answer = with_llm(slow_coach, budget_s=2.0)
    assert answer.llm_score is not None and answer.llm is not None and answer.llm.follow_up is None
    assert answer.llm.calls_untold == 2 and time.monotonic() - start < 20


def test_usage_that_is_not_told_is_unknown() -> None:
    script = model("en")
    answer = with_llm(lambda request: replace(script(request), usage=None), coach=False)
    assert answer.llm is not None and answer.llm.tokens_in is None and answer.llm.calls_untold == 1
    assert "unknown" in page(answer)


def test_what_a_model_writes_is_only_text_on_the_screen() -> None:
    hostile = (
        "I [bold]led[/bold] a team of twelve people. \x1b[2J\x1b]0;x\x07 <script>alert(1)</script> \u202e Thank you."
    )
    answer = with_llm(model("en", better=hostile))
    shown = page(answer)
    assert "[bold]led[/bold]" in shown and "\x1b" not in shown and "\x07" not in shown and "\u202e" not in shown


def rewritten(written: str, language: Language) -> str | None:
    with serve_llm(in_turn(Say({"answer": written}))) as server:
        return better_version(LlmClient("m", base_url=server.base_url), "?", SAID[language], language)


@pytest.mark.parametrize(
    ("language", "written", "kept"),
    [
        ("en", "I led 12 people for six years.", "I led 12 people for six years."),
        ("en", "I led 15 people, it took 40 days.", "I led [your figure] people, it took [your figure] days."),
        ("en", "For two reasons: I led a team at Google.", "For two reasons: I led a team at [name]."),
        ("en", "I cut waiting by [your figure] minutes.", "I cut waiting by [your figure] minutes."),
        ("zh", "我带12个人，做了3年。", "我带12个人，做了3年。"),
        ("zh", "我带十二个人，做了九年，降到百分之三。", "我带十二个人，做了【你的数字】年，降到百分之三。"),
        ("zh", "我带了9个人，把成本降了40%。", "我带了【你的数字】个人，把成本降了【你的数字】%。"),
        ("zh", "我毕业于浙江大学，用Python做分析。", "我毕业于【名称】，用【名称】做分析。"),
        ("zh", "我有两点优势：一是细心，二是耐心。", "我有两点优势：一是细心，二是耐心。"),
    ],
)  # fmt: skip
def test_a_better_version_claims_nothing_that_was_not_said(language: Language, written: str, kept: str) -> None:
    assert rewritten(written, language) == kept


@pytest.mark.parametrize(
    ("language", "written"),
    [
        ("en", ""),
        ("en", "我叫林可，做了三年客服。"),
        ("zh", "My name is Lin and I led support for three years."),
        ("en", "I saved 11, 22, 33, 44 and 55 dollars."),
        ("en", "I led a team. " * 60),
    ],
)
def test_a_better_version_that_is_none(language: Language, written: str) -> None:
    assert rewritten(written, language) is None


def asked(written: str, language: Language, known: tuple[str, ...] = ()) -> str | None:
    with serve_llm(in_turn(Say({"question": written}))) as server:
        client = LlmClient("m", base_url=server.base_url)
        return llm_follow_up(client, "Please introduce yourself.", SAID[language], language, known)


@pytest.mark.parametrize("language", ["en", "zh"])
def test_a_follow_up_is_one_new_question(language: Language) -> None:
    good = QUESTION[language]
    assert asked(f" {good}\n", language) == good
    assert asked(good, language, (good,)) is None
    assert asked(good, "zh" if language == "en" else "en") is None
    assert asked("", language) is None
    assert asked(good + good, language) is None
    assert asked(good.rstrip("?？") + ".", language) is None
    assert asked(good.rstrip("?？") * 20 + "?", language) is None


def test_the_question_itself_is_not_asked_again() -> None:
    assert asked("Please introduce yourself?", "en") is None


def test_a_follow_up_that_comes_too_late_is_none() -> None:
    with serve_llm(in_turn(Say({"question": "Why?"}, wait_s=60))) as server:
        client = LlmClient("m", base_url=server.base_url)
        assert llm_follow_up(client, "?", "I did things.", "en", (), timeout_s=0.2) is None


def test_results_come_in_order_few_at_once() -> None:
    running, most, lock = 0, 0, threading.Lock()
    released = threading.Event()

    def work(number: int) -> int:
        nonlocal running, most
        with lock:
            running += 1
            most = max(most, running)
            if running == 3:
                released.set()
        assert released.wait(10), "three run at once"
        with lock:
            running -= 1
        return number * number

    assert list(in_order(work, range(9), at_once=3)) == [number * number for number in range(9)]
    assert most == 3


def test_an_error_comes_in_its_place() -> None:
    results = in_order(lambda number: 1 // number, [1, 0, 1])
    assert next(results) == 1
    with pytest.raises(ZeroDivisionError):
        next(results)
