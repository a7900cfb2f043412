"""Deleting: asked for, confirmed, and then really gone."""

import json
import os
import sqlite3
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from audio.ports import Transcript
from interviewer.cli import main
from interviewer.errors import StoreError
from interviewer.records import Answer, AudioInfo, Evidence, PointResult
from interviewer.store import Store, open_store
from interviewer.store.erase import Eraser
from tests.interviewer.answers import sample_answer

SECRET = "口令是蓝色长颈鹿"


def secret_answer(path: Path, words: str) -> Answer:
    answer = sample_answer()
    return replace(
        answer,
        audio=AudioInfo(str(path), 3.0, path.name[0] * 64),
        transcript=Transcript(words, (), "zh", "text"),
        score=replace(answer.score, points=(PointResult("p1", True, 1.0, (Evidence(words, 0, len(words)),)),)),
    )


@pytest.fixture
def data(tmp_path: Path) -> Iterator[Path]:
    """A data folder with two sessions; the first holds the secret, in sound and in words, twenty times."""
    folder = tmp_path / "data"
    with open_store(folder) as store:
        for kind, words in (("interview", SECRET), ("drill", "别的内容")):
            session = store.new_session(kind, "zh", plan={"note": words})
            recordings = folder / "recordings" / session
            recordings.mkdir(parents=True)
            for number in range(20):
                path = recordings / f"{number % 10}{number}.wav"
                path.write_bytes(words.encode() * 10)
                store.save(session, secret_answer(path, words))
    (folder / "cache" / "speech").mkdir(parents=True)
    (folder / "cache" / "speech" / "x.wav").write_bytes(SECRET.encode())
    (folder / "interviewer.v1-20250101-000000.backup").write_bytes(SECRET.encode())
    (folder / "reports").mkdir()
    with open_store(folder) as store:
        interview = next(one.id for one in store.sessions() if one.kind == "interview")
        first = store.session_answers(interview)[0].id
        for name in (interview, f"review-{first}"):
            (folder / "reports" / f"{name}.html").write_bytes(SECRET.encode())
    (folder / "reports" / "of-another-session.html").write_bytes(b"keep")
    (folder / "models").mkdir()
    (folder / "models" / "keep").write_bytes(b"model")
    yield folder


def traces(folder: Path) -> list[Path]:
    """Return the files in which the secret can still be found, as text or as JSON escapes."""
    forms = (SECRET.encode(), json.dumps(SECRET)[1:-1].encode())
    files = [path for path in folder.rglob("*") if path.is_file()]
    return [path for path in files if any(form in path.read_bytes() for form in forms)]


def sessions(folder: Path) -> dict[str, str]:
    with open_store(folder) as store:
        return {session.kind: session.id for session in store.sessions()}


def count(store: Store, table: str) -> int:
    return int(store.connection.execute(f"SELECT count(*) FROM {table}").fetchone()[0])


def test_a_session_leaves_no_trace(data: Path) -> None:
    assert traces(data)
    ids = sessions(data)
    assert main(["delete", ids["interview"], "--yes", "--data-dir", str(data)]) == 0
    assert traces(data) == []
    assert not (data / "recordings" / ids["interview"]).exists()
    with open_store(data) as store:
        assert [session.id for session in store.sessions()] == [ids["drill"]]
        assert [count(store, table) for table in ("answer", "result", "recording")] == [20, 20, 20]
        assert all(
            Path(saved.answer.audio.path).exists()
            for saved in store.session_answers(ids["drill"])
            if saved.answer.audio
        )
    assert (data / "models" / "keep").exists() and (data / "reports" / "of-another-session.html").exists()


def test_it_is_gone_while_another_program_reads(data: Path) -> None:
    ids = sessions(data)
    other = sqlite3.connect(data / "interviewer.sqlite3", isolation_level=None)
    try:
        other.execute("BEGIN")
        other.execute("SELECT count(*) FROM answer").fetchone()
        with open_store(data) as store:
            store.connection.execute("PRAGMA busy_timeout=50")
            with pytest.raises(StoreError) as caught:
                Eraser(store, data).erase_session(ids["interview"])
        assert caught.value.facts["problem"] == "scrub"
    finally:
        other.close()
    with open_store(data) as store:
        Eraser(store, data).erase_session("last")
    assert traces(data) == []


def test_one_recording_goes_and_the_words_stay(data: Path) -> None:
    ids = sessions(data)
    with open_store(data) as store:
        saved = store.session_answers(ids["drill"])[0]
    assert saved.answer.audio is not None
    path = Path(saved.answer.audio.path)
    assert main(["delete", "--recording", os.path.relpath(path), "--yes", "--data-dir", str(data)]) == 0
    assert not path.exists()
    with open_store(data) as store:
        after = store.answer(saved.id)
        assert after.answer == replace(saved.answer, audio=None)
        assert count(store, "recording") == 39
        with pytest.raises(StoreError) as caught:
            Eraser(store, data).erase_recording(path)
        assert caught.value.facts["problem"] == "recording"


def test_pages_that_hold_the_recording_go_with_it(data: Path) -> None:
    ids = sessions(data)
    with open_store(data) as store:
        audio = store.session_answers(ids["interview"])[0].answer.audio
        assert audio is not None
        Eraser(store, data).erase_recording(Path(audio.path))
    assert [path.name for path in (data / "reports").iterdir()] == ["of-another-session.html"]


def test_all_is_all(data: Path) -> None:
    (data / "interviewer.damaged-20250101-000000.sqlite3").write_bytes(SECRET.encode())
    (data / "recordings" / "never-saved.wav").write_bytes(SECRET.encode())
    assert main(["delete", "--all", "--yes", "--data-dir", str(data)]) == 0
    left = sorted(path.relative_to(data).as_posix() for path in data.rglob("*") if path.is_file())
    assert left == ["interviewer.sqlite3", "models/keep"]
    assert traces(data) == []
    with open_store(data) as store:
        assert [count(store, table) for table in ("session", "answer", "result", "recording")] == [0, 0, 0, 0]


def test_files_elsewhere_are_left_alone(tmp_path: Path) -> None:
    mine = tmp_path / "my-talk.wav"
    mine.write_bytes(b"mine")
    folder = tmp_path / "data"
    with open_store(folder) as store:
        session = store.new_session("drill", "zh")
        store.save(session, secret_answer(mine, SECRET))
        escape = folder / "recordings" / session / ".." / ".." / ".." / "my-talk.wav"
        store.save(session, secret_answer(escape, SECRET))
        (folder / "recordings").mkdir()
        (folder / "recordings" / "link.wav").symlink_to(mine)
        store.save(session, secret_answer(folder / "recordings" / "link.wav", SECRET))
        gone = Eraser(store, folder).erase_session(session)
        assert gone.files == () and mine in gone.left
    assert mine.read_bytes() == b"mine"
    assert traces(folder) == []


def test_a_recording_shared_by_two_sessions_stays_for_the_other(tmp_path: Path) -> None:
    path = tmp_path / "recordings" / "shared.wav"
    path.parent.mkdir()
    path.write_bytes(b"sound")
    with open_store(tmp_path) as store:
        first, second = (store.new_session("drill", "zh") for _ in range(2))
        for session in (first, second):
            store.save(session, secret_answer(path, SECRET))
        Eraser(store, tmp_path).erase_session(first)
        assert path.exists() and count(store, "recording") == 1
        Eraser(store, tmp_path).erase_session(second)
        assert not path.exists() and count(store, "recording") == 0


def test_nobody_agreed_nothing_is_deleted(data: Path, capsys: pytest.CaptureFixture[str]) -> None:
    before = {path: path.stat().st_size for path in (data / "recordings").rglob("*")}
    for what in (["last"], ["--all"]):
        assert main(["delete", *what, "--data-dir", str(data), "--lang", "en"]) == 1
    assert "--yes" in capsys.readouterr().err
    assert {path: path.stat().st_size for path in (data / "recordings").rglob("*")} == before
    assert len(sessions(data)) == 2


@pytest.mark.parametrize("arguments", [[], ["last", "--all"], ["--recording", "x.wav", "--all"]])
def test_exactly_one_thing_is_deleted_at_a_time(data: Path, arguments: list[str]) -> None:
    assert main(["delete", *arguments, "--yes", "--data-dir", str(data)]) == 2
    assert len(sessions(data)) == 2


def test_unknown_things_are_clear_errors(data: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["delete", "20200101-000000-beef", "--yes", "--data-dir", str(data), "--lang", "en"]) == 1
    assert "20200101-000000-beef" in capsys.readouterr().err
    assert main(["delete", "--recording", str(data / "models" / "keep"), "--yes", "--data-dir", str(data)]) == 1
    assert (data / "models" / "keep").exists()
