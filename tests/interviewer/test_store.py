"""The database: what is saved comes back, privately, and trouble loses nothing."""

import json
import os
import sqlite3
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from interviewer.answer_json import answer_from_dict, answer_to_dict, answer_to_json
from interviewer.errors import StoreError
from interviewer.store import open_store
from tests.interviewer.answers import sample_answer

QUESTION = "hr-faq/02-self-intro"


def test_what_is_saved_comes_back(tmp_path: Path) -> None:
    first, second = sample_answer(total=61.5), sample_answer(total=None)
    with open_store(tmp_path / "data") as store:
        session = store.new_session("drill", "zh")
        store.save(session, first)
        store.save(session, second)
    with open_store(tmp_path / "data") as store:
        saved = store.answers(QUESTION, "zh")
    assert [entry.answer for entry in saved] == [first, second]
    assert [entry.session for entry in saved] == [session, session]


def test_attempts_count_by_question_language_and_kind(tmp_path: Path) -> None:
    with open_store(tmp_path) as store:
        session = store.new_session("drill", "zh")
        store.save(session, sample_answer(attempt=4))
        assert store.next_attempt(QUESTION, "zh") == 5
        assert store.next_attempt(QUESTION, "en") == 1
        assert store.next_attempt(QUESTION, "zh", simulated=True) == 1
        assert store.next_attempt("hr-faq/05-career-plan", "zh") == 1


def test_the_demo_is_kept_apart(tmp_path: Path) -> None:
    with open_store(tmp_path) as store:
        store.save(store.new_session("demo", "zh", simulated=True), sample_answer())
        assert store.answers(QUESTION, "zh") == []
        assert len(store.answers(QUESTION, "zh", simulated=True)) == 1


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such modes")
def test_only_the_user_can_read_it(tmp_path: Path) -> None:
    with open_store(tmp_path / "data") as store:
        store.new_session("drill", "en")
        assert stat.S_IMODE(os.stat(tmp_path / "data").st_mode) == 0o700
        for path in (tmp_path / "data").iterdir():
            assert stat.S_IMODE(path.stat().st_mode) == 0o600, path


def test_a_folder_that_is_a_file_is_a_clear_error(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    with pytest.raises(StoreError) as caught, open_store(tmp_path / "file"):
        pass
    assert caught.value.facts["problem"] == "folder"


def test_a_damaged_database_is_reported_and_left_alone(tmp_path: Path) -> None:
    damaged = b"this is no database, but somebody may want it" * 100
    (tmp_path / "interviewer.sqlite3").write_bytes(damaged)
    with pytest.raises(StoreError) as caught, open_store(tmp_path):
        pass
    assert caught.value.facts["problem"] == "database"
    assert (tmp_path / "interviewer.sqlite3").read_bytes() == damaged


def test_an_unknown_session_cannot_own_an_answer(tmp_path: Path) -> None:
    with open_store(tmp_path) as store, pytest.raises(StoreError):
        store.save("no-such-session", sample_answer())


def test_two_programs_save_at_once(tmp_path: Path) -> None:
    script = (
        "import sys; from pathlib import Path; from interviewer.store import open_store\n"
        "from tests.interviewer.answers import sample_answer\n"
        "with open_store(Path(sys.argv[1])) as store:\n"
        "    session = store.new_session('drill', 'zh')\n"
        "    for number in range(20): store.save(session, sample_answer(attempt=number))\n"
    )
    root = Path(__file__).parents[2]
    programs = [subprocess.Popen([sys.executable, "-c", script, str(tmp_path)], cwd=root) for _ in range(2)]
    assert [program.wait(timeout=60) for program in programs] == [0, 0]
    with open_store(tmp_path) as store:
        assert len(store.answers(QUESTION, "zh")) == 40


def test_a_killed_program_leaves_a_whole_database(tmp_path: Path) -> None:
    script = (
        "import sys; from pathlib import Path; from interviewer.store import open_store\n"
        "from tests.interviewer.answers import sample_answer\n"
        "with open_store(Path(sys.argv[1])) as store:\n"
        "    session = store.new_session('drill', 'zh')\n"
        "    while True:\n"
        "        store.save(session, sample_answer()); print('saved', flush=True)\n"
    )
    root = Path(__file__).parents[2]
    with subprocess.Popen([sys.executable, "-c", script, str(tmp_path)], cwd=root, stdout=subprocess.PIPE) as program:
        assert program.stdout is not None
        saved = [program.stdout.readline() for _ in range(5)]
        program.kill()
        saved += program.stdout.readlines()
    with open_store(tmp_path) as store:
        assert len(store.answers(QUESTION, "zh")) >= len([line for line in saved if line.endswith(b"\n")])
    integrity = sqlite3.connect(tmp_path / "interviewer.sqlite3")
    try:
        assert integrity.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    finally:
        integrity.close()


def test_json_is_one_line_of_finite_numbers_and_comes_back() -> None:
    answer = sample_answer(level_dbfs=float("-inf"))
    line = answer_to_json(answer)
    assert "\n" not in line and "Infinity" not in line and "NaN" not in line
    record = json.loads(line)
    assert record["schema"] == "interviewer.answer/1"
    assert record["delivery"]["level_dbfs"] is None
    assert answer_to_dict(answer_from_dict(record)) == record


def test_another_schema_is_refused() -> None:
    record = answer_to_dict(sample_answer())
    with pytest.raises(ValueError, match="interviewer.answer/1"):
        answer_from_dict({**record, "schema": "interviewer.answer/9"})
