"""History: what the list, the trends and the JSON say, and that they stand in line."""

import json
import os
import subprocess
import sys
import unicodedata
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from interviewer.cli import main
from interviewer.memory.attempts import read_attempts
from interviewer.memory.noise import NOISE, direction
from interviewer.memory.table import clip, table
from interviewer.memory.trends import (
    bank_trends,
    dimension_trends,
    point_trends,
    question_trends,
    sparkline,
)
from interviewer.records import Answer, PointResult
from interviewer.store import Store, open_store
from tests.interviewer.answers import sample_answer

INTRO, CAREER, OPERATIONS = "hr-faq/02-self-intro", "hr-faq/05-career-plan", "ai-operations/01-self-intro"


def cells(line: str) -> int:
    """Count screen cells, independently of the code under test."""
    return sum(2 if unicodedata.east_asian_width(character) in "WF" else 1 for character in line)


def ticking() -> Iterator[datetime]:
    moment = datetime(2026, 3, 1, 9, tzinfo=UTC)
    while True:
        yield moment
        moment += timedelta(minutes=10)


def with_points(answer: Answer, **strengths: float) -> Answer:
    points = tuple(PointResult(name, value > 0, value) for name, value in strengths.items())
    return replace(answer, score=replace(answer.score, points=points))


@pytest.fixture
def data(tmp_path: Path) -> Path:
    clock = ticking()
    with open_store(tmp_path, now=lambda: next(clock)) as store:
        first = store.new_session("drill", "zh")
        store.save(first, with_points(sample_answer(total=40.0, rubric_version="old"), p1=1.0))
        store.save(first, with_points(sample_answer(total=50.0, attempt=2), p1=0.5, p2=0.0))
        second = store.new_session("interview", "zh", bank="hr-faq")
        main_part = store.save(second, with_points(sample_answer(total=70.0, attempt=3), p1=1.0, p2=0.5))
        store.save(second, sample_answer(total=5.0), part="follow_up", parent=main_part)
        store.save(second, sample_answer(total=None, attempt=4))
        store.save(second, sample_answer(total=71.0, question=CAREER))
        english = store.new_session("drill", "en")
        store.save(english, replace(sample_answer(total=88.0, question=OPERATIONS), lang="en"))
        demo = store.new_session("demo", "zh", simulated=True)
        store.save(demo, sample_answer(total=99.0))
    return tmp_path


@pytest.fixture
def store(data: Path) -> Iterator[Store]:
    with open_store(data) as store:
        yield store


def test_attempts_are_read_from_narrow_rows(store: Store) -> None:
    attempts = read_attempts(store)
    assert [one.total for one in attempts] == [40.0, 50.0, 70.0, None, 71.0, 88.0]  # no follow-up, no demo
    assert attempts[1].points == {"p1": 0.5, "p2": 0.0} and attempts[3].abstained == "too_short"
    assert (attempts[0].speaking_s, attempts[0].rate_per_min, attempts[0].longest_pause_s) == (81.0, 215.0, 2.0)
    assert [one.total for one in read_attempts(store, question=CAREER)] == [71.0]
    assert [one.question for one in read_attempts(store, bank="ai-operations")] == [OPERATIONS]
    assert read_attempts(store, bank="ai-operation") == read_attempts(store, bank="%") == []
    assert [one.total for one in read_attempts(store, language="en")] == [88.0]
    assert [one.total for one in read_attempts(store, simulated=True)] == [99.0]


def test_trends_leave_older_rubrics_out(store: Store) -> None:
    trends = {trend.name: trend for trend in question_trends(read_attempts(store))}
    assert trends[INTRO].values == (50.0, 70.0)
    assert trends[INTRO].attempts == 4 and trends[INTRO].change == "up"
    assert trends[CAREER].change is None
    assert [trend.name for trend in question_trends(read_attempts(store))] == [OPERATIONS, CAREER, INTRO]


def test_a_bank_goes_session_by_session(store: Store) -> None:
    trends = {(trend.name, trend.language): trend for trend in bank_trends(read_attempts(store))}
    assert trends["hr-faq", "zh"].values == (50.0, 70.5)
    assert trends["ai-operations", "en"].values == (88.0,)
    dimensions = [trend for trend in dimension_trends(read_attempts(store)) if trend.language == "zh"]
    assert [trend.name for trend in dimensions] == ["content", "structure", "specificity", "delivery", "timing"]
    assert dimensions[0].values == (70.0, 70.0) and dimensions[0].change == "same"


def test_points_go_attempt_by_attempt(store: Store) -> None:
    trends = {trend.name: trend for trend in point_trends(read_attempts(store, question=INTRO))}
    assert trends["p1"].values == (0.5, 1.0) and trends["p1"].change == "up"
    assert trends["p2"].values == (0.0, 0.5)


@pytest.mark.parametrize("name", sorted(NOISE))
def test_a_change_within_the_noise_is_none(name: str) -> None:
    noise = NOISE[name]
    assert direction(name, 50.0, 50.0 + noise) == direction(name, 50.0, 50.0 - noise) == "same"
    assert direction(name, 50.0, 50.1 + noise) == "up"
    assert direction(name, 50.0, 49.9 - noise) == "down"
    assert direction(name, None, 50.0) is None


def test_a_sparkline_keeps_to_its_scale() -> None:
    assert sparkline([0.0, 50.0, 100.0, 130.0, -5.0]) == "▁▅██▁"
    assert sparkline([0.0, 0.5, 1.0], 1.0) == "▁▅█"
    assert len(sparkline([50.0] * 100)) == 12


def test_a_table_stands_in_line_whatever_is_in_it() -> None:
    lines = table(["编号", "题目"], [("1", "自我介绍" * 30), ("12345", "short")], right="rl")
    assert max(map(cells, lines)) <= 80
    assert lines[1].startswith("    1  自我") and lines[2] == "12345  short" and lines[1].endswith("…")
    assert clip("自我介绍", 5) == "自我…" and clip("abc", 3) == "abc"


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("arguments", [[], ["--question", INTRO], ["--bank", "hr-faq"], ["--limit", "1"]])
def test_everything_fits_in_80_columns(
    data: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, language: str, arguments: list[str]
) -> None:
    monkeypatch.setenv("INTERVIEWER_LANG", language)
    assert main(["history", *arguments, "--data-dir", str(data)]) == 0
    shown = capsys.readouterr().out
    assert max(map(cells, shown.splitlines())) <= 80
    assert INTRO in shown or arguments == ["--limit", "1"]
    assert ("走势" in shown) == (language == "zh")
    if "--question" in arguments:
        assert "p1 " in shown and ("报出自己是谁" in shown) == (language == "zh")


def test_json_holds_it_all(data: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["history", "--json", "--limit", "2", "--data-dir", str(data)]) == 0
    record = json.loads(capsys.readouterr().out)
    assert [attempt["total"] for attempt in record["attempts"]] == [88.0, 71.0]
    assert [session["kind"] for session in record["sessions"]] == ["drill", "interview", "drill"]
    assert record["sessions"][1]["bank"] == "hr-faq" and record["sessions"][1]["mean"] == 70.5
    assert {trend["name"] for trend in record["trends"]["banks"]} == {"hr-faq", "ai-operations"}


def test_nothing_practised_yet(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["history", "--data-dir", str(tmp_path)]) == 0
    assert "interviewer drill" in capsys.readouterr().out
    assert main(["history", "--json", "--data-dir", str(tmp_path)]) == 0
    assert json.loads(capsys.readouterr().out)["attempts"] == []


def test_it_stays_light(data: Path) -> None:
    """The whole process keeps clear of what takes longer to import than the history to show."""
    code = (
        "import sys; from interviewer.cli import main; sys.argv = ['interviewer', 'history']; main(sys.argv[1:]);"
        "heavy = {'numpy', 'pydantic', 'yaml', 'rich.console', 'jinja2', 'fsrs'} & set(sys.modules);"
        "print('heavy:', sorted(heavy))"
    )
    environment = {**os.environ, "INTERVIEWER_DATA_DIR": str(data), "PYTHONUTF8": "1"}
    root = Path(__file__).parents[2]
    command = [sys.executable, "-c", code]
    done = subprocess.run(command, capture_output=True, text=True, env=environment, cwd=root, check=True)
    assert done.stdout.splitlines()[-1] == "heavy: []"
