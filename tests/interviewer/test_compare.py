"""Two attempts side by side: what changed, with both quotes, and what is only noise."""

import json
from dataclasses import replace
from pathlib import Path

import pytest

from interviewer.cli import main
from interviewer.memory.comparison import compare
from interviewer.memory.noise import NOISE
from interviewer.records import Answer, Evidence, PitfallResult, PointResult
from interviewer.store import open_store
from tests.interviewer.answers import sample_answer

QUESTION = "hr-faq/02-self-intro"


def judged(total: float, points: dict[str, tuple[float, str]], pitfalls: tuple[str, ...] = ()) -> Answer:
    """Return an answer whose points were made with these strengths and words."""
    answer = sample_answer(total=total)
    text = "".join(words for _, words in points.values()) + "就是会用工具"
    results = tuple(
        PointResult(name, strength > 0, strength, evidence(text, words)) for name, (strength, words) in points.items()
    )
    stepped = (PitfallResult("x2", "x2" in pitfalls, 1.0, evidence(text, "就是会用工具") if "x2" in pitfalls else ()),)
    assert answer.transcript is not None
    transcript = replace(answer.transcript, text=text, words=())
    return replace(answer, transcript=transcript, score=replace(answer.score, points=results, pitfalls=stepped))


def evidence(text: str, words: str) -> tuple[Evidence, ...]:
    start = text.find(words)
    return (Evidence(words, start, start + len(words)),) if words else ()


BEFORE = judged(50.0, {"p1": (1.0, "我叫林可"), "p2": (0.0, ""), "p3": (0.5, "做过项目")}, ("x2",))
AFTER = judged(75.0, {"p1": (0.0, ""), "p2": (1.0, "在云帆做运营"), "p3": (1.0, "答错率降到百分之七")})


def test_gains_losses_and_both_quotes() -> None:
    comparison = compare(BEFORE, AFTER)
    assert comparison.comparable and comparison.total is not None and comparison.total.direction == "up"
    assert [one.id for one in comparison.gained] == ["p2"] and [one.id for one in comparison.lost] == ["p1"]
    assert [(one.id, one.before, one.after) for one in comparison.points] == [
        ("p2", 0.0, 1.0),
        ("p3", 0.5, 1.0),
        ("p1", 1.0, 0.0),
    ]
    deeper = comparison.points[1]
    assert deeper.before_evidence[0].quote == "做过项目" and deeper.after_evidence[0].quote == "答错率降到百分之七"
    assert [(one.id, one.after) for one in comparison.pitfalls] == [("x2", 0.0)]


def test_the_other_way_round_is_the_opposite() -> None:
    there, back = compare(BEFORE, AFTER), compare(AFTER, BEFORE)
    assert {one.id for one in there.gained} == {one.id for one in back.lost}
    assert back.total is not None and back.total.direction == "down"


def test_an_attempt_is_the_same_as_itself() -> None:
    comparison = compare(AFTER, AFTER)
    assert not comparison.points and not comparison.pitfalls
    changes = [*comparison.dimensions, *comparison.delivery, comparison.total]
    assert {change.direction for change in changes if change is not None} == {"same"}


def test_differences_within_the_noise_are_no_change() -> None:
    before = sample_answer(total=60.0, speaking_s=80.0)
    after = sample_answer(total=60.0 + NOISE["total"], speaking_s=80.0 + NOISE["speaking_s"])
    comparison = compare(before, after)
    assert comparison.total is not None and comparison.total.direction == "same"
    assert comparison.delivery[0].direction == "same"
    assert compare(before, sample_answer(total=90.0, speaking_s=99.0)).delivery[0].direction == "up"


@pytest.mark.parametrize("change", [{"rubric_version": "other"}, {"scorer": "llm:other"}])
def test_other_rubrics_are_not_compared_point_by_point(change: dict[str, str]) -> None:
    other = replace(AFTER, score=replace(AFTER.score, **change))
    comparison = compare(BEFORE, other)
    assert not comparison.comparable and comparison.total is None
    assert comparison.points == comparison.pitfalls == comparison.dimensions == ()
    assert [measure.name for measure in comparison.delivery][:1] == ["speaking_s"]


@pytest.fixture(autouse=True)
def errors_in_chinese(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("INTERVIEWER_LANG", "zh")


@pytest.fixture
def data(tmp_path: Path) -> Path:
    with open_store(tmp_path) as store:
        session = store.new_session("drill", "zh")
        for answer in (AFTER, BEFORE, replace(BEFORE, attempt=3), replace(AFTER, attempt=4)):
            store.save(session, answer)
        store.save(session, replace(BEFORE, question="hr-faq/05-career-plan"))
        store.save(session, sample_answer(total=None, rubric_version="old", question="hr-faq/05-career-plan"))
    return tmp_path


def run(data: Path, *arguments: str, lang: str = "zh") -> int:
    return main(["compare", *arguments, "--data-dir", str(data), "--lang", lang])


def test_two_answers_by_number(data: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(data, "3", "4") == 0
    shown = capsys.readouterr().out
    for expected in (
        "▲ +25",
        "新讲到：",
        "“在云帆做运营”",
        "这次没讲：",
        "“我叫林可”",
        "讲得更实：",
        "避开了",
        "没有变化",
    ):
        assert expected in shown
    assert run(data, "3", "4", lang="en") == 0
    shown = capsys.readouterr().out
    for expected in ("New: ", "Dropped: ", "Explained better: ", "Avoided: ", "no change"):
        assert expected in shown


def test_a_question_stands_for_its_last_two(data: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(data, QUESTION, "--json") == 0
    record = json.loads(capsys.readouterr().out)
    assert (record["before"]["id"], record["after"]["id"]) == (3, 4)
    assert record["total"] == {"name": "total", "before": 50.0, "after": 75.0, "direction": "up"}
    assert [point["id"] for point in record["points"]] == ["p2", "p3", "p1"]
    assert run(data, QUESTION, "--best", "--json") == 0
    assert json.loads(capsys.readouterr().out)["before"]["id"] == 1


def test_another_rubric_is_said_plainly(data: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(data, "5", "6") == 0
    shown = capsys.readouterr().out
    assert "不是同一版评分标准" in shown and "新讲到" not in shown and "总分" not in shown


def test_words_that_name_no_two_answers(data: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(data, "1", "5") == 2  # two questions
    assert "没法比" in capsys.readouterr().err
    assert run(data, "1", "99") == 1 and "99" in capsys.readouterr().err
    assert run(data, "1") == run(data, "1", "2", "3") == run(data, "a", "b") == run(data, "9" * 30, "1") == 2
    assert run(data, "hr-faq/01-motivation") == 1
    assert "只练过 0 次" in capsys.readouterr().err


def test_hostile_words_reach_no_terminal(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    hostile = judged(75.0, {"p1": (1.0, "红\x1b[31m[bold]字")})
    with open_store(tmp_path) as store:
        session = store.new_session("drill", "zh")
        store.save(session, judged(50.0, {"p1": (0.0, "")}))
        store.save(session, hostile)
    assert run(tmp_path, "1", "2") == 0
    shown = capsys.readouterr().out
    assert "\x1b" not in shown and "[bold]字" in shown
