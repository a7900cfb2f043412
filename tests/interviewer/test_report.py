"""The report of a session, built from real judged answers and real sound."""

import json
import os
import resource
import stat
import sys
import wave
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from audio.preview import encode_opus, read_peaks
from interviewer.banks.loader import find_bank
from interviewer.banks.schema import Bank, Question
from interviewer.cli import main, program
from interviewer.errors import OutputError
from interviewer.records import AudioInfo
from interviewer.report import write_page
from interviewer.report.build import PageOptions, build_report
from interviewer.report.session_view import SessionView, in_order
from interviewer.report.sound import SoundShelf
from interviewer.report.waveform import BARS, draw_wave
from interviewer.store import SavedAnswer, Store, open_store
from tests.interviewer.answers import sample_answer
from tests.interviewer.practised import fill_session, practised, said

QUESTION = "hr-faq/02-self-intro"


def page(
    store: Store, session: str, folder: Path, *, link: bool = False, language: Any = "en"
) -> tuple[str, SessionView]:
    options = PageOptions(language, folder / "page.html", data_dir=folder, link_audio=link)
    return build_report(store, store.session(session), options)


def test_ten_questions_fit_in_400_kilobytes_without_their_sound(tmp_path: Path) -> None:
    with open_store(tmp_path) as store:
        session = fill_session(store, tmp_path / "recordings", "en")
        html, view = page(store, session, tmp_path, link=True)
    assert len(view.answers) == 10 and all(one.runs and one.wave for one in view.answers)
    assert len(html.encode()) <= 400_000
    assert "http://" not in html and "https://" not in html


def test_the_page_shows_what_was_judged(tmp_path: Path) -> None:
    with open_store(tmp_path) as store:
        session = fill_session(store, tmp_path / "recordings", "zh", questions=2)
        html, view = page(store, session, tmp_path, language="zh")
    for one in view.answers:
        assert one.asked.ask in html and one.answer.score.rubric_version in html
        assert one.sound.src is not None and one.sound.src in html
        for sentence in one.answer.feedback.improvements:
            assert sentence in html
    totals = [one.answer.score.total or 0 for one in view.answers]
    assert view.overview.total == round(sum(totals) / 2)
    assert view.overview.passed == (sum(totals) / 2 >= 70)


def test_the_last_attempt_counts_and_all_are_drawn(tmp_path: Path) -> None:
    with open_store(tmp_path) as store:
        session = store.new_session("drill", "zh")
        for attempt, total in enumerate((40.0, 55.0, 80.0), start=1):
            store.save(session, replace(sample_answer(total=total, attempt=attempt), audio=None))
        other = replace(sample_answer(total=90.0, attempt=4, rubric_version="new"), audio=None)
        store.save(store.new_session("drill", "zh"), other)
        _, view = page(store, session, tmp_path, language="zh")
    assert view.overview.total == 80 and not view.overview.several
    shown = [(row.label, row.value) for row in view.answers[-1].attempts]
    assert shown == [("#1", 40.0), ("#2", 55.0), ("#3 · 这一次", 80.0), ("#4", None)]


def test_where_nothing_was_judged_no_number_is_shown(tmp_path: Path) -> None:
    with open_store(tmp_path) as store:
        session = store.new_session("drill", "zh")
        store.save(session, replace(sample_answer(total=None), audio=None))
        html, view = page(store, session, tmp_path)
    assert view.overview.total is None and view.overview.passed is None
    assert "so there is no score" in html and "too short to judge" in html


def test_a_session_without_answers_says_so(tmp_path: Path) -> None:
    with open_store(tmp_path) as store:
        html, _ = page(store, store.new_session("interview", "en"), tmp_path)
    assert "Nothing was answered" in html


def test_a_question_whose_bank_is_gone_is_named_by_its_id(tmp_path: Path) -> None:
    with open_store(tmp_path) as store:
        session = store.new_session("drill", "zh")
        store.save(session, replace(sample_answer(question="gone/01"), audio=None))
        html, view = page(store, session, tmp_path)
    assert not view.answers[0].asked.known
    assert "No bank holds this question any more" in html and view.overview.pass_mark is None


def test_an_interview_shows_the_verdict_it_ended_with(tmp_path: Path) -> None:
    summary = {
        "schema": "interviewer.summary/1",
        "kind": "interview",
        "questions": [
            {"question": QUESTION, "status": "judged", "total": 66.0, "more": 1},
            {"question": "hr-faq/05-career-plan", "status": "skipped", "total": None},
        ],
        "total": 33.0,
        "pass_mark": 70.0,
        "practise": [{"question": QUESTION, "advice": "Say <b>more</b>."}],
    }
    with open_store(tmp_path) as store:
        session = store.new_session("interview", "en", bank="hr-faq")
        store.save(session, replace(sample_answer(total=60.0), audio=None))
        store.end_session(session, summary)
        html, view = page(store, session, tmp_path)
        assert (view.overview.total, view.overview.passed) == (33, False)
        assert [row.text for row in view.overview.rows] == ["66", "skipped"]
        assert "Say &lt;b&gt;more&lt;/b&gt;." in html
        store.end_session(session, {**summary, "total": "high"})  # a damaged one is not believed
        _, view = page(store, session, tmp_path)
        assert view.overview.total == 60


def test_a_roleplay_shows_moves_and_exchange(tmp_path: Path) -> None:
    summary = {
        "kind": "roleplay",
        "roleplay": "angry-customer",
        "outcome": "partly",
        "moves": [{"step": "s1", "made": True, "quote": "I am sorry"}, {"step": "s2", "made": False}],
        "exchange": [{"who": "other", "text": "Where is it?"}, {"who": "you", "text": "I am sorry"}],
    }
    with open_store(tmp_path) as store:
        session = store.new_session("roleplay", "en")
        answer = replace(sample_answer(question="angry-customer/t1"), audio=None)
        store.save(session, answer, part="turn:1")
        store.end_session(session, summary)
        html, view = page(store, session, tmp_path)
    assert view.talk is not None and view.talk.lines == (("other", "Where is it?"), ("you", "I am sorry"))
    assert view.overview.verdict == "Outcome: partly agreed." and view.overview.total is None
    assert view.answers[0].asked.known and view.answers[0].part == "Turn 1"
    assert "You made 1 of 2 moves." in html


def test_follow_ups_stand_behind_their_answer() -> None:
    answer = sample_answer()
    saved = [
        SavedAnswer(1, "s", "", "main", None, answer, "a"),
        SavedAnswer(2, "s", "", "main", None, answer, "b"),
        SavedAnswer(3, "s", "", "follow_up:1", 1, answer, "c"),
        SavedAnswer(4, "s", "", "follow_up:2", 1, answer, "d"),
        SavedAnswer(5, "s", "", "follow_up:1", 99, answer, "e"),
    ]
    assert [one.id for one in in_order(saved)] == [1, 3, 4, 2, 5]


# Sound


@pytest.fixture
def recorded(tmp_path: Path) -> AudioInfo:
    bank = find_bank("hr-faq")
    question = bank.question(QUESTION)
    assert question is not None
    answer = practised(question, bank, said("I am Emma and I work in London", "en"), tmp_path)
    assert answer.audio is not None
    return answer.audio


def test_sound_is_embedded_in_few_bytes_and_seekable(recorded: AudioInfo, tmp_path: Path) -> None:
    import io

    import av

    sound = SoundShelf(tmp_path, link=False).take(recorded)
    assert sound.embedded and sound.src is not None and sound.src.startswith("data:audio/webm;codecs=opus;base64,")
    coded = encode_opus(recorded.path, limit_s=60)
    assert len(coded) < recorded.duration_s * 4000
    with av.open(io.BytesIO(coded)) as container:
        assert abs((container.duration or 0) / 1e6 - recorded.duration_s) < 0.1


def test_sound_is_linked_relative_to_the_page(recorded: AudioInfo, tmp_path: Path) -> None:
    odd = tmp_path / 'a "b" #1?.wav'
    Path(recorded.path).rename(odd)
    sound = SoundShelf(tmp_path / "pages", link=True).take(replace(recorded, path=str(odd)))
    assert sound.src == "../a%20%22b%22%20%231%3F.wav" and not sound.embedded


def test_what_happened_to_a_recording_is_said(recorded: AudioInfo, tmp_path: Path) -> None:
    shelf = SoundShelf(tmp_path, link=False)
    assert shelf.take(None).problem == "none"
    assert shelf.take(replace(recorded, path=str(tmp_path / "gone.wav"))).problem == "missing"
    assert shelf.take(replace(recorded, duration_s=99.0)).problem == "changed"
    (tmp_path / "text.wav").write_text("no sound at all" * 99)
    assert shelf.take(replace(recorded, path=str(tmp_path / "text.wav"))).problem == "unreadable"


def test_a_recording_of_three_hours_is_drawn_and_linked(tmp_path: Path) -> None:
    path, hours_s = tmp_path / "long.wav", 3 * 3600
    with wave.open(str(path), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(16_000)
        file.setnframes(hours_s * 16_000)
        file.writeframesraw(b"\0\0" * 16_000)
    with path.open("r+b") as raw:  # a hole in the file: three hours of silence that fill no disk
        raw.seek(4)
        raw.write((36 + hours_s * 32_000).to_bytes(4, "little"))
        raw.seek(40)
        raw.write((hours_s * 32_000).to_bytes(4, "little"))
        raw.truncate(44 + hours_s * 32_000)
    sound = SoundShelf(tmp_path, link=False).take(AudioInfo(str(path), float(hours_s), "0" * 64))
    assert sound.src == "long.wav" and not sound.embedded and sound.problem is None
    assert sound.peaks is not None and len(sound.peaks) == hours_s * 20


def test_other_formats_are_drawn_too() -> None:
    path = Path(__file__).parents[1] / "data" / "jfk.ogg"
    peaks, duration_s = read_peaks(path, limit_s=60)
    assert 10 < duration_s < 12 and len(peaks) == pytest.approx(duration_s * 20, abs=1)
    assert 0.1 < peaks.max() <= 1


def test_a_recording_that_is_gone_leaves_a_flat_line_with_its_marks() -> None:
    wave_view = draw_wave(sample_answer(), None)
    assert wave_view is not None and not wave_view.known
    assert wave_view.voiced.count("M") + wave_view.quiet.count("M") == BARS
    assert len(wave_view.pauses) == 1 and len(wave_view.fillers) == 1


# Saving


def test_only_the_user_can_read_a_page(tmp_path: Path) -> None:
    write_page(tmp_path / "new" / "page.html", "x")
    assert stat.S_IMODE(os.stat(tmp_path / "new").st_mode) == 0o700
    assert stat.S_IMODE(os.stat(tmp_path / "new" / "page.html").st_mode) == 0o600


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such limit")
def test_a_disk_that_is_full_leaves_the_old_page(tmp_path: Path) -> None:
    target = tmp_path / "page.html"
    write_page(target, "old")
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (1000, hard))  # the kernel refuses more, as a full disk does
    try:
        with pytest.raises(OutputError) as caught:
            write_page(target, "new" * 9999)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    assert caught.value.facts["path"] == str(target)
    assert target.read_text() == "old" and list(tmp_path.iterdir()) == [target]


# The command


def test_the_command_writes_the_last_session(tmp_path: Path) -> None:
    with open_store(tmp_path) as store:
        session = fill_session(store, tmp_path / "recordings", "en", questions=1)
    done = CliRunner().invoke(program, ["report", "--json", "--lang", "zh", "--data-dir", str(tmp_path)])
    record = json.loads(done.stdout)
    assert record["session"] == session and record["answers"][0]["audio"] == "embedded"
    html = Path(record["report"]).read_text(encoding="utf-8")
    assert Path(record["report"]).parent == tmp_path / "reports" and 'lang="zh-CN"' in html


def test_a_deleted_recording_is_told(tmp_path: Path) -> None:
    with open_store(tmp_path) as store:
        fill_session(store, tmp_path / "recordings", "en", questions=1)
    for path in (tmp_path / "recordings").iterdir():
        path.unlink()
    done = CliRunner().invoke(
        program, ["report", "--lang", "en", "--data-dir", str(tmp_path), "--out", str(tmp_path / "p.html")]
    )
    assert done.exit_code == 0 and "onto the page: 1." in done.stderr
    assert "no longer where it was saved" in (tmp_path / "p.html").read_text(encoding="utf-8")


def test_nothing_practised_yet_is_said_kindly(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["report", "--data-dir", str(tmp_path)]) == 1
    assert "interviewer d" in capsys.readouterr().err
    assert main(["report", "20260101-nosuch", "--data-dir", str(tmp_path)]) == 1
    assert "20260101-nosuch" in capsys.readouterr().err


def test_trends_are_drawn_once_there_is_a_past(tmp_path: Path) -> None:
    bank = find_bank("hr-faq")
    question = bank.questions[1]
    assert question.model_answer is not None
    good = question.model_answer.get("en")
    with open_store(tmp_path) as store:
        first = one_drill(store, tmp_path, bank, question, " ".join(good.split()[:50]))
        assert not page(store, first, tmp_path)[1].trends
        second = one_drill(store, tmp_path, bank, question, good, attempt=2)
        html, view = page(store, second, tmp_path)
    (total, *dimensions) = view.trends.charts
    assert total.label == bank.title.get("en") and total.pass_mark == bank.pass_mark
    low, high = (row.value for row in total.rows)
    assert low is not None and high is not None and low < high
    assert "Content" in {chart.label for chart in dimensions}
    ((asked, points),) = [(one.question, one.points) for one in view.trends.points]
    assert asked == question.ask.get("en") and len(points) == len(question.points)
    assert any(told.startswith("0 ") for _, _, told in points)
    assert "From session to session" in html and points[0][1] in html


def one_drill(store: Store, folder: Path, bank: Bank, question: Question, words: str, attempt: int = 1) -> str:
    session = store.new_session("drill", "en")
    store.save(session, practised(question, bank, said(words, "en"), folder, name=f"a{attempt}", attempt=attempt))
    return session
