"""The database: what is saved comes back, privately, and trouble loses nothing."""

import json
import os
import sqlite3
import stat
import subprocess
import sys
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest

from interviewer.answer_json import answer_from_dict, answer_to_dict, answer_to_json
from interviewer.errors import StoreError
from interviewer.store import open_store
from interviewer.store.schema import MIGRATIONS
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


def test_a_damaged_database_is_set_aside_and_a_new_one_begins(tmp_path: Path) -> None:
    damaged = b"this is no database, but somebody may want it" * 100
    (tmp_path / "interviewer.sqlite3").write_bytes(damaged)
    notices: list[StoreError] = []
    with open_store(tmp_path, notice=notices.append) as store:
        store.save(store.new_session("drill", "zh"), sample_answer())
    assert [notice.facts["problem"] for notice in notices] == ["damaged"]
    kept = Path(str(notices[0].facts["path"]))
    assert kept.parent == tmp_path and kept.read_bytes() == damaged
    with open_store(tmp_path, notice=notices.append) as store:
        assert len(store.answers(QUESTION, "zh")) == 1
    assert len(notices) == 1


def test_two_programs_find_the_damage_at_once(tmp_path: Path) -> None:
    (tmp_path / "interviewer.sqlite3").write_bytes(b"no database" * 1000)
    script = (
        "import sys; from pathlib import Path; from interviewer.store import open_store\n"
        "with open_store(Path(sys.argv[1])) as store: store.new_session('drill', 'zh')\n"
    )
    root = Path(__file__).parents[2]
    programs = [
        subprocess.Popen([sys.executable, "-c", script, str(tmp_path)], cwd=root, stderr=subprocess.DEVNULL)
        for _ in range(3)
    ]
    assert [program.wait(timeout=60) for program in programs] == [0, 0, 0]
    assert len(list(tmp_path.glob("interviewer.damaged-*.sqlite3"))) == 1
    with open_store(tmp_path) as store:
        assert len(store.sessions()) == 3


def test_damage_met_later_sets_the_database_aside(tmp_path: Path) -> None:
    with open_store(tmp_path) as store:
        session = store.new_session("drill", "zh")
        for _ in range(30):
            store.save(session, sample_answer())
    path = tmp_path / "interviewer.sqlite3"
    content = path.read_bytes()
    half = len(content) // 2  # the schema is whole: it opens
    damaged = content[:half] + b"\xff" * (len(content) - half)
    path.write_bytes(damaged)
    with pytest.raises(StoreError) as caught, open_store(tmp_path) as store:
        store.answers(QUESTION, "zh")
        store.session_answers(session)
    assert caught.value.facts["problem"] == "damaged"
    assert Path(str(caught.value.facts["path"])).read_bytes() == damaged
    with open_store(tmp_path) as store:
        assert store.sessions() == []


def test_a_database_of_a_newer_program_is_left_alone(tmp_path: Path) -> None:
    with open_store(tmp_path):
        pass
    with closing(sqlite3.connect(tmp_path / "interviewer.sqlite3")) as database:
        database.execute("PRAGMA user_version=99")
    with pytest.raises(StoreError) as caught, open_store(tmp_path):
        pass
    assert caught.value.facts["problem"] == "newer"


def old_database(path: Path) -> list[str]:
    """Write a database of version 1 with two answers and return their JSON."""
    texts = [answer_to_json(sample_answer(attempt=n, total=total)) for n, total in ((1, 61.5), (2, None))]
    with closing(sqlite3.connect(path)) as database, database:
        database.executescript(MIGRATIONS[0])
        database.execute("PRAGMA user_version=1")
        database.execute(
            "INSERT INTO session VALUES ('20250101-000000-aaaa', 'drill', 'zh', '2025-01-01T00:00:00+00:00', 0)"
        )
        for number, text in enumerate(texts, 1):
            database.execute(
                "INSERT INTO answer (session, question, language, attempt, recorded_at, rubric_version, scorer, json)"
                " VALUES ('20250101-000000-aaaa', ?, 'zh', ?, ?, 'abc123', 'rules', ?)",
                (QUESTION, number, f"2025-01-01T00:0{number}:00+00:00", text),
            )
    return texts


def test_an_older_database_is_copied_and_migrated(tmp_path: Path) -> None:
    path = tmp_path / "interviewer.sqlite3"
    texts = old_database(path)
    with open_store(tmp_path) as store:
        assert [answer_to_json(saved.answer) for saved in store.answers(QUESTION, "zh")] == texts
        session = store.session("20250101-000000-aaaa")
        assert (session.kind, session.bank, session.plan, session.ended_at) == ("drill", None, None, None)
        # A row that the migration filled is the row that saving the same answer writes.
        store.save(session.id, sample_answer(attempt=1, total=61.5))
        rows = store.connection.execute("SELECT * FROM result ORDER BY answer").fetchall()
    names = [0, 6, 8]  # id, time and total differ: the old row was inserted without its total
    assert [v for i, v in enumerate(rows[0]) if i not in names] == [v for i, v in enumerate(rows[2]) if i not in names]
    assert json.loads(rows[0][-2]) == {"p1": 1.0, "p2": 0, "p3": 0}
    (copy,) = tmp_path.glob("*.backup")
    assert ".v1-" in copy.name
    with closing(sqlite3.connect(copy)) as database:
        assert database.execute("PRAGMA user_version").fetchone() == (1,)
        assert [row[0] for row in database.execute("SELECT json FROM answer")] == texts
    if sys.platform != "win32":
        assert stat.S_IMODE(copy.stat().st_mode) == 0o600


def test_nothing_is_migrated_without_its_copy(tmp_path: Path) -> None:
    path = tmp_path / "interviewer.sqlite3"
    old_database(path)
    before = path.read_bytes()
    clock = datetime(2026, 1, 2, tzinfo=UTC)
    (tmp_path / "interviewer.v1-20260102-000000.backup.part").mkdir()  # where the copy would be written
    with pytest.raises(StoreError), open_store(tmp_path, now=lambda: clock):
        pass
    with closing(sqlite3.connect(path)) as database:
        assert database.execute("PRAGMA user_version").fetchone() == (1,)
        assert database.execute("SELECT count(*) FROM answer").fetchone() == (2,)
    assert path.read_bytes()[100:] == before[100:]


def test_two_programs_migrate_at_once(tmp_path: Path) -> None:
    old_database(tmp_path / "interviewer.sqlite3")
    script = (
        "import sys; from pathlib import Path; from interviewer.store import open_store\n"
        "with open_store(Path(sys.argv[1])) as store: assert len(store.sessions()) == 1\n"
    )
    root = Path(__file__).parents[2]
    programs = [subprocess.Popen([sys.executable, "-c", script, str(tmp_path)], cwd=root) for _ in range(3)]
    assert [program.wait(timeout=60) for program in programs] == [0, 0, 0]
    assert len(list(tmp_path.glob("*.backup"))) == 1


def test_a_session_is_begun_found_and_ended(tmp_path: Path) -> None:
    clock = iter(datetime(2026, 1, day, tzinfo=UTC) for day in range(1, 28))
    with open_store(tmp_path, now=lambda: next(clock)) as store:
        plan = {"questions": ["hr-faq/02-self-intro"], "seed": 3, "名": "题"}
        first = store.new_session("interview", "zh", bank="hr-faq", plan=plan)
        second = store.new_session("interview", "en", bank="ai-operations")
        demo = store.new_session("demo", "zh", simulated=True)
        store.end_session(second, {"mean": 71.5})
        assert store.session(first).plan == plan and store.session(first).ended_at is None
        assert store.session(second).summary == {"mean": 71.5} and store.session(second).ended_at is not None
        assert [one.id for one in store.sessions()] == [second, first]
        assert [one.id for one in store.sessions(1)] == [second]
        assert [one.id for one in store.sessions(simulated=None)] == [demo, second, first]
        assert [one.id for one in store.sessions(bank="hr-faq")] == [first]
        assert store.session("last").id == second
        unfinished = store.last_unfinished("interview")
        assert unfinished is not None and unfinished.id == first
        assert store.last_unfinished("interview", "ai-operations") is None


def test_last_is_the_demo_while_there_is_nothing_else(tmp_path: Path) -> None:
    with open_store(tmp_path) as store:
        with pytest.raises(StoreError) as caught:
            store.session("last")
        assert caught.value.facts["problem"] == "nothing_yet"
        demo = store.new_session("demo", "zh", simulated=True)
        assert store.session("last").id == demo


def test_follow_ups_hang_on_their_answer_and_are_no_attempts(tmp_path: Path) -> None:
    with open_store(tmp_path) as store:
        session = store.new_session("interview", "zh", bank="hr-faq")
        main = store.save(session, sample_answer(attempt=1))
        follow = store.save(session, sample_answer(attempt=7, total=50.0), part="follow_up", parent=main)
        assert [saved.id for saved in store.session_answers(session)] == [main, follow]
        saved = store.answer(follow)
        assert (saved.part, saved.parent, saved.session, saved.answer.score.total) == ("follow_up", main, session, 50.0)
        assert [one.id for one in store.answers(QUESTION, "zh")] == [main]
        assert store.next_attempt(QUESTION, "zh") == 2
        with pytest.raises(StoreError) as caught:
            store.answer(99)
        assert caught.value.facts["problem"] == "answer"
        with pytest.raises(StoreError):
            store.end_session("no-such-session", {})


def test_a_full_disk_costs_no_saved_answer(tmp_path: Path) -> None:
    disk = tmp_path / "disk"
    disk.mkdir()
    mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", disk], capture_output=True, check=False)
    if mounted.returncode:
        pytest.skip("a small disk needs the right to mount one")
    try:
        saved = 0
        with open_store(disk / "data") as store:
            session = store.new_session("drill", "zh")
            with pytest.raises(StoreError) as caught:
                for number in range(2000):
                    store.save(session, sample_answer(attempt=number))
                    saved = number + 1
            assert caught.value.facts["problem"] == "write"
            assert len(store.answers(QUESTION, "zh")) == saved > 0
        with open_store(disk / "data") as store:
            assert len(store.answers(QUESTION, "zh")) == saved
    finally:
        subprocess.run(["umount", disk], check=True)


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


def test_programs_begin_the_same_new_database_at_once(tmp_path: Path) -> None:
    script = (
        "import sys; from pathlib import Path; from interviewer.store import open_store\n"
        "for line in sys.stdin:\n"
        "    with open_store(Path(line.strip())) as store: store.new_session('drill', 'zh')\n"
        "    print('opened', flush=True)\n"
    )
    root = Path(__file__).parents[2]
    programs = [
        subprocess.Popen(
            [sys.executable, "-c", script], cwd=root, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )
        for _ in range(3)
    ]
    for number in range(150):
        for program in programs:
            assert program.stdin is not None
            program.stdin.write(f"{tmp_path / str(number)}\n")
            program.stdin.flush()
        for program in programs:
            assert program.stdout is not None and program.stdout.readline() == "opened\n"
    for program in programs:
        program.communicate(timeout=60)
    assert [program.returncode for program in programs] == [0, 0, 0]


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
