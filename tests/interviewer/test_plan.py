"""The plan: the same attempts and the same day give the same plan, and every line has its reason."""

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from interviewer.banks.loader import find_bank, shipped_banks
from interviewer.cli import main
from interviewer.errors import LlmError
from interviewer.memory.attempts import Attempt, read_attempts
from interviewer.planning.job import job_needs
from interviewer.planning.llm_requirements import ask_for_requirements
from interviewer.planning.plan import make_plan
from interviewer.planning.requirements import read_job_description
from interviewer.planning.schedule import rating, schedule
from interviewer.records import PointResult
from interviewer.store import open_store
from tests.interviewer.answers import sample_answer
from tests.interviewer.test_documents import JD_EN, JD_ZH, RESUME_ZH
from tests.llm_server import Say, serve_llm

INTRO, CAREER = "hr-faq/02-self-intro", "hr-faq/05-career-plan"
DAY = date(2026, 3, 1)


def attempt(day: date, total: float | None, question: str = INTRO, **points: float) -> Attempt:
    moment = datetime.combine(day, datetime.min.time()).astimezone() + timedelta(hours=12)
    return Attempt(
        id=1, session="s", question=question, language="zh", attempt=1, recorded_at=moment.isoformat(),
        rubric_version="v", total=total, abstained=None, content=None, structure=None, specificity=None,
        delivery=None, timing=None, speaking_s=None, rate_per_min=None, fillers_per_min=None,
        longest_pause_s=None, points_json=json.dumps(points), pitfalls_json="[]",
    )  # fmt: skip


def test_scores_become_ratings() -> None:
    assert [rating(total, 70) for total in (0, 54.9, 55, 69.9, 70, 84.9, 85, 100)] == [1, 1, 2, 2, 3, 3, 4, 4]


def test_better_answers_come_back_later() -> None:
    due = []
    for total in (40.0, 75.0, 95.0):
        planned = schedule([attempt(DAY, total)], 70, DAY)
        assert planned is not None and planned.last == DAY and planned.reviews == 1
        due.append(planned.due)
    assert DAY < due[0] < due[1] < due[2]


def test_practice_stretches_the_interval_and_failing_shrinks_it() -> None:
    days = [DAY, DAY + timedelta(days=2), DAY + timedelta(days=8)]
    good = schedule([attempt(day, 75.0) for day in days], 70, days[-1])
    bad = schedule([*(attempt(day, 75.0) for day in days[:-1]), attempt(days[-1], 30.0)], 70, days[-1])
    assert good is not None and bad is not None
    assert good.due - days[-1] > timedelta(days=6) > bad.due - days[-1]


def test_a_day_is_one_review_and_its_last_score_counts() -> None:
    many = schedule([attempt(DAY, 20.0), attempt(DAY, None), attempt(DAY, 90.0)], 70, DAY)
    assert many == schedule([attempt(DAY, 90.0)], 70, DAY)


def test_what_was_never_scored_has_no_schedule() -> None:
    assert schedule([], 70, DAY) is None
    assert schedule([attempt(DAY, None)], 70, DAY) is None
    assert schedule([attempt(DAY + timedelta(days=1), 80.0)], 70, DAY) is None  # the plan is for an earlier day


@given(st.lists(st.tuples(st.integers(0, 400), st.floats(0, 100)), min_size=1, max_size=20))
def test_schedules_are_sound_whatever_was_practised(practice: list[tuple[int, float]]) -> None:
    attempts = [attempt(DAY + timedelta(days=day), total) for day, total in sorted(practice)]
    today = DAY + timedelta(days=500)
    planned = schedule(attempts, 70, today)
    assert planned is not None and planned == schedule(attempts, 70, today)
    assert planned.due > planned.last and 0 <= planned.recall <= 1


def test_weak_and_due_questions_come_first() -> None:
    bank = find_bank("hr-faq")
    later = DAY + timedelta(days=60)
    strong = {point.id: 1.0 for point in bank.questions[4].points}
    attempts = [
        attempt(DAY, 80.0, CAREER, **strong),
        attempt(DAY, 60.0, INTRO, p1=1.0, p2=0.0, p3=0.5),
        attempt(later, 50.0, "hr-faq/03-reason-for-leaving", p1=1.0),
    ]
    plan = make_plan([bank], attempts, "zh", later)
    order = [(step.standing.question.id, step.reason) for step in plan.practice]
    assert order[0] == (INTRO, "due") and order[1] == (CAREER, "due")
    assert order[2] == ("hr-faq/03-reason-for-leaving", "below_pass")
    assert order[3][1] == "next"
    weak = plan.practice[0].standing
    assert [point.id for point in weak.points] == ["p2", "p4", "p5"] and all(point.never for point in weak.points)
    assert [standing.question.id for standing in plan.preparation] == ["hr-faq/03-reason-for-leaving", INTRO]


def test_passed_and_not_yet_due_is_left_alone() -> None:
    bank = find_bank("hr-faq")
    attempts = [attempt(DAY, 95.0, question.id) for question in bank.questions]
    plan = make_plan([bank], attempts, "zh", DAY, limit=100)
    assert plan.practice == () and len(plan.coming) == len(bank.questions)
    assert [need.bank.id for need in plan.evaluation] == ["hr-faq"]


def test_the_first_plan_begins_with_the_introduction() -> None:
    plan = make_plan([find_bank("hr-faq")], [], "zh", DAY)
    assert (plan.practice[0].standing.question.id, plan.practice[0].reason) == (INTRO, "first")


def test_requirements_that_were_shown_and_those_that_were_not() -> None:
    job = read_job_description(JD_ZH)
    nothing = job_needs(job, shipped_banks(), [])
    assert all(need.shown is None for need in nothing.needs)
    open_needs = [need for need in nothing.needs if need.open]
    assert len(open_needs) == 4 and sum(nothing.wanted().values()) >= 4
    best = open_needs[0].matches[0]
    made = attempt(DAY, 80.0, best.question.id, **{best.point.id: 0.5})
    needs = job_needs(job, shipped_banks(), [made])
    assert needs.needs[0].shown is not None and needs.needs[0].shown.answer == made.id
    missed = attempt(DAY, 80.0, best.question.id, **{best.point.id: 0.0})
    assert job_needs(job, shipped_banks(), [made, missed, missed, missed]).needs[0].shown is None  # long ago


class Reply:
    """Stands in for the client of a language model: answers with what it was given, or fails."""

    def __init__(self, reply: dict[str, object] | LlmError) -> None:
        self.reply = reply

    def ask(self, task: object, form: type, *, timeout_s: float | None = None) -> object:
        if isinstance(self.reply, LlmError):
            raise self.reply
        return form.model_validate(self.reply)


def test_a_language_model_may_only_name_what_stands_there() -> None:
    offline = read_job_description(JD_EN)
    demands = [
        {"text": "set up alerts and roll back bad releases", "weight": "must"},
        {"text": "Ten years in nuclear physics", "weight": "must"},
    ]
    client = Reply({"role": "AI Operations Manager", "company": "Evil Corp", "requirements": demands})
    job = ask_for_requirements(client, JD_EN, offline)  # type: ignore[arg-type]
    assert [one.text for one in job.requirements] == ["set up alerts and roll back bad releases"]
    assert (job.role, job.company) == ("AI Operations Manager", "Northwind Labs")
    nothing = Reply({"role": "", "company": "", "requirements": demands[1:]})
    assert ask_for_requirements(nothing, JD_EN, offline) == offline  # type: ignore[arg-type]


@pytest.fixture
def data(tmp_path: Path) -> Path:
    clock = ticking()
    with open_store(tmp_path / "data", now=lambda: next(clock)) as store:
        session = store.new_session("drill", "zh")
        for total, strength in ((40.0, 0.0), (60.0, 0.5)):
            answer = sample_answer(total=total)
            points = (PointResult("p1", True, 1.0), PointResult("p2", strength > 0, strength))
            store.save(session, replace(answer, score=replace(answer.score, points=points)))
    return tmp_path / "data"


def ticking() -> Iterator[datetime]:
    moment = datetime(2026, 3, 1, 9, tzinfo=UTC)
    while True:
        yield moment
        moment += timedelta(days=1)


def plan(data: Path, *arguments: str, lang: str = "zh") -> int:
    return main(["plan", "--data-dir", str(data), "--date", "2026-04-01", "--lang", lang, *arguments])


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_screen_shows_the_whole_loop(data: Path, capsys: pytest.CaptureFixture[str], language: str) -> None:
    assert plan(data, lang=language) == 0
    shown = capsys.readouterr().out
    steps = ("看需求", "开口练", "看效果") if language == "zh" else ("Needs", "Practice", "Evaluation")
    assert [step in shown for step in steps] == [True] * 3
    assert max(map(cell_len, shown.splitlines())) <= 80
    if language == "zh":
        assert "得分60分" in shown and "做准备" in shown and f"interviewer drill {INTRO}" in shown


def test_json_is_the_same_every_time(data: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert plan(data, "--json") == plan(data, "--json") == 0
    first, second = capsys.readouterr().out.splitlines()
    assert first == second
    record = json.loads(first)
    assert record["day"] == "2026-04-01" and record["job"] is None
    assert record["practice"][0]["question"] == INTRO and record["practice"][0]["reason"] == "due"
    assert record["practice"][0]["points"][0]["never"] is True


@pytest.mark.parametrize("language", ["zh", "en"])
def test_a_job_and_a_resume_from_files(
    data: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], language: str
) -> None:
    jd, resume = tmp_path / "jd.txt", tmp_path / "cv.md"
    jd.write_bytes(JD_ZH.encode("gbk"))
    resume.write_text(RESUME_ZH, encoding="utf-8")
    assert plan(data, "--jd", str(jd), "--resume", str(resume), lang=language) == 0
    shown = capsys.readouterr().out
    assert max(map(cell_len, shown.splitlines())) <= 80
    headings = ("还没有展示", "草稿", "备好证明") if language == "zh" else ("Not shown", "DRAFT", "papers")
    for expected in (*headings, "您好，我叫林可", "星河智能"):
        assert expected in shown
    assert plan(data, "--jd", str(jd), "--resume", str(resume), "--json") == 0
    record = json.loads(capsys.readouterr().out)
    assert record["job"]["role"] == "AI 运营专员" and record["introduction"]["draft"] is True
    statuses = {one["text"]: one["status"] for one in record["job"]["requirements"]}
    assert statuses["会弹钢琴者优先"] == "no_question" and statuses["熟悉大模型和提示词工程"] == "not_shown"
    wanted = [step for step in record["practice"] if step["reason"] == "wanted"]
    asked = {match["question"] for one in record["job"]["requirements"] for match in one["matches"]}
    assert wanted and all(step["question"] in asked for step in wanted)


def test_a_model_that_cannot_be_reached_leaves_the_offline_result(
    data: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OPENAI_BASE_URL", "http://127.0.0.1:9/v1")  # the discard port: nobody listens
    monkeypatch.setenv("OPENAI_API_KEY", "none")
    jd = tmp_path / "jd.txt"
    jd.write_text(JD_ZH, encoding="utf-8")
    assert plan(data, "--jd", str(jd), "--json") == 0
    offline = capsys.readouterr().out
    assert plan(data, "--jd", str(jd), "--json", "--llm", "any") == 0
    shown = capsys.readouterr()
    assert shown.out == offline and "127.0.0.1" in shown.err


def test_a_model_reads_the_description_and_never_the_resume(
    data: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    jd, cv = tmp_path / "jd.txt", tmp_path / "cv.txt"
    jd.write_text(JD_EN, encoding="utf-8")
    cv.write_text("Jane Doe\nSecret project Bluebird", encoding="utf-8")
    demands = [
        {"text": "set up alerts and roll back bad releases", "weight": "must"},
        {"text": "Ten years in nuclear physics", "weight": "must"},
    ]
    reply = Say({"role": "", "company": "", "requirements": demands})
    with serve_llm(lambda request: reply) as server:
        monkeypatch.setenv("OPENAI_BASE_URL", server.base_url)
        monkeypatch.setenv("OPENAI_API_KEY", "key")
        assert plan(data, "--jd", str(jd), "--resume", str(cv), "--json", "--llm", "any") == 0
    shown = capsys.readouterr()
    asked = json.loads(shown.out)["job"]["requirements"]
    assert [one["text"] for one in asked] == ["set up alerts and roll back bad releases"]
    sent = json.dumps(server.requests, ensure_ascii=False)
    assert "roll back bad releases" in sent and "Bluebird" not in sent


def test_a_document_that_cannot_be_read_is_a_clear_error(
    data: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("INTERVIEWER_LANG", "zh")
    (tmp_path / "cv.doc").write_bytes(b"old")
    assert plan(data, "--resume", str(tmp_path / "cv.doc")) == 1
    assert "另存为" in capsys.readouterr().err


def test_attempts_of_the_other_language_do_not_count(data: Path) -> None:
    with open_store(data) as store:
        assert len(read_attempts(store, language="zh")) == 2 and read_attempts(store, language="en") == []
