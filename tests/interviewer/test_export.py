"""Export and import: everything comes back, nothing comes in unchecked."""

import json
import os
import stat
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from interviewer.cli import main
from interviewer.errors import InputError
from interviewer.review.records import Review
from interviewer.review.saved import save_review
from interviewer.store import Store, open_store
from interviewer.store.exchange import export_lines, import_lines
from tests.interviewer.answers import sample_answer


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with open_store(tmp_path / "one") as store:
        fill(store)
        yield store


def fill(store: Store) -> None:
    session = store.new_session("interview", "zh", bank="hr-faq", plan={"questions": ["a"], "n": 1.5})
    first = store.save(session, sample_answer(attempt=1))
    store.save(session, sample_answer(total=None), part="follow_up", parent=first)
    store.end_session(session, {"passed": True, "line\u2028end": "☺"})
    save_review(store, review_of(store, first), own=False)
    demo = store.new_session("demo", "en", simulated=True)
    store.save(demo, replace(sample_answer(), audio=None))


def review_of(store: Store, answer: int) -> Review:
    audio = store.answer(answer).answer.audio
    return Review.model_validate_json(
        json.dumps(
            {
                "schema": "interviewer.review/1",
                "answer": {
                    "uid": store.answer(answer).uid,
                    "question": store.answer(answer).answer.question,
                    "recording_sha256": audio.sha256 if audio else None,
                },
                "reviewer": "小王",
                "reviewed_at": "2026-01-01T00:00:00Z",
                "total": 80,
                "points": [{"id": "p1", "strength": 0.5}],
                "comments": [{"at_s": 1.5, "text": "好"}],
            }
        )
    )


def records(lines: list[str]) -> list[dict[str, Any]]:
    return [json.loads(line) for line in lines]


def as_bytes(items: list[dict[str, Any]]) -> list[bytes]:
    return [json.dumps(item).encode() + b"\n" for item in items]


def test_everything_comes_back_equal(store: Store, tmp_path: Path) -> None:
    lines = list(export_lines(store))
    assert [record.get("type") for record in records(lines)] == [
        None, "session", "session", "recording", "answer", "answer", "answer", "review",
    ]  # fmt: skip
    with open_store(tmp_path / "two") as other:
        done = import_lines(other, [line.encode() + b"\n" for line in lines], "file")
        assert (done.sessions, done.answers, done.reviews, done.duplicates) == (2, 3, 1, 0)
        assert list(export_lines(other)) == lines
        assert other.sessions() == store.sessions()
        for session in store.sessions(simulated=None):
            assert other.session_answers(session.id) == store.session_answers(session.id)
        assert other.connection.execute("SELECT * FROM result").fetchall() == (
            store.connection.execute("SELECT * FROM result").fetchall()
        )


def test_importing_twice_changes_nothing(store: Store) -> None:
    lines = list(export_lines(store))
    done = import_lines(store, [line.encode() for line in lines], "file")
    assert (done.sessions, done.answers, done.reviews, done.duplicates) == (0, 0, 0, 4)
    assert list(export_lines(store)) == lines


def test_two_computers_are_merged(store: Store, tmp_path: Path) -> None:
    with open_store(tmp_path / "two") as other:
        session = other.new_session("drill", "zh")
        other.save(session, sample_answer(attempt=9))
        done = import_lines(other, [line.encode() for line in export_lines(store)], "file")
        assert (done.sessions, done.answers) == (2, 3)
        assert len(other.sessions()) == 2
        follow = [saved for saved in other.session_answers(store.session("last").id) if saved.parent is not None]
        assert [other.answer(saved.parent).part for saved in follow if saved.parent] == ["main"]


def test_a_session_takes_over_its_end(store: Store) -> None:
    lines = records(list(export_lines(store)))
    session = lines[1]["id"]
    with store.transaction() as db:
        db.execute("UPDATE session SET ended_at = NULL, summary = NULL WHERE id = ?", (session,))
    import_lines(store, as_bytes(lines), "file")
    assert store.session(session).summary == lines[1]["summary"]


def broken(index: int, **changes: Any) -> Any:
    def change(items: list[dict[str, Any]]) -> None:
        items[index].update(changes)

    return change


def broken_answer(path: str, value: Any) -> Any:
    def change(items: list[dict[str, Any]]) -> None:
        place: Any = items[6]["answer"]
        *parents, last = path.split(".")
        for name in parents:
            place = place[int(name)] if name.isdigit() else place[name]
        place[last] = value

    return change


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        (broken(0, schema="interviewer.export/9"), "no export"),
        (broken(1, id="../../etc"), "id"),
        (broken(1, started_at="yesterday"), "started_at"),
        (broken(1, started_at="2026-01-01T00:00:00"), "zone"),
        (broken(1, surprise=1), "surprise"),
        (broken(1, type="virus"), "virus"),
        (broken(2, kind=7), "kind"),
        (broken(3, path="a\x1b[2Jb"), "control"),
        (broken(3, duration_s=-1.0), "duration_s"),
        (broken(4, session="20200101-000000-none"), "neither"),
        (broken(5, parent="none"), "neither"),
        (broken(6, uid="a b"), "uid"),
        (broken(7, answer="none"), "another answer"),
        (broken(7, own="yes"), "own"),
        (broken(7, review={}), "schema"),
        (broken_answer("schema", "x"), "schema"),
        (broken_answer("attempt", 0), "attempt"),
        (broken_answer("attempt", 10**30), "attempt"),
        (broken_answer("lang", "fr"), "lang"),
        (broken_answer("score.total", 140.0), "total"),
        (broken_answer("score.total", "high"), "total"),
        (broken_answer("score.points.0.evidence.0.quote", "我叫李雷"), "not in the transcript"),
        (broken_answer("transcript.words", "none"), "words"),
        (broken_answer("feedback", None), "feedback"),
    ],
)
def test_a_wrong_line_is_named_and_nothing_comes_in(store: Store, tmp_path: Path, change: Any, reason: str) -> None:
    items = records(list(export_lines(store)))
    change(items)
    with open_store(tmp_path / "two") as other:
        with pytest.raises(InputError, match=reason) as caught:
            import_lines(other, as_bytes(items), "file.jsonl")
        assert caught.value.facts["problem"] == ("not_export" if reason == "no export" else "export")
        assert len(list(export_lines(other))) == 1


@pytest.mark.parametrize("line", [b"{", b"[]", b'"x"', b"\xff\xfe", b'{"type": NaN}', b"[" * 100_000, b"null"])
def test_rubbish_is_refused(store: Store, line: bytes) -> None:
    before = list(export_lines(store))
    for lines in ([line], [before[0].encode(), line], []):
        with pytest.raises(InputError):
            import_lines(store, lines, "-")
    assert list(export_lines(store)) == before


@settings(max_examples=30, deadline=None)
@given(text=st.text(st.characters(codec="utf-8"), min_size=1, max_size=40), total=st.none() | st.floats(0, 100))
def test_any_words_make_the_round_trip(
    tmp_path_factory: pytest.TempPathFactory, text: str, total: float | None
) -> None:
    folder = tmp_path_factory.mktemp("round")
    answer = sample_answer(total=total)
    assert answer.transcript is not None
    transcript = replace(answer.transcript, text=answer.transcript.text + text)
    with open_store(folder / "a") as one, open_store(folder / "b") as two:
        one.save(one.new_session("drill", "zh", plan={"said": text}), replace(answer, transcript=transcript))
        lines = list(export_lines(one))
        import_lines(two, ("\n".join(lines)).encode().splitlines(keepends=True), "file")
        assert list(export_lines(two)) == lines


def run(tmp_path: Path, *arguments: str, data: bytes = b"") -> subprocess.CompletedProcess[bytes]:
    environment = {**os.environ, "INTERVIEWER_DATA_DIR": str(tmp_path), "LANG": "C.UTF-8", "PYTHONUTF8": "1"}
    command = [sys.executable, "-m", "interviewer", *arguments]
    root = Path(__file__).parents[2]
    return subprocess.run(command, input=data, capture_output=True, env=environment, cwd=root, check=False)


def test_the_commands_work_through_files_and_pipes(store: Store, tmp_path: Path) -> None:
    target = tmp_path / "all.jsonl"
    assert main(["export", str(target), "--data-dir", str(tmp_path / "one"), "--lang", "zh"]) == 0
    if sys.platform != "win32":
        assert stat.S_IMODE(target.stat().st_mode) == 0o600
    piped = run(tmp_path / "one", "export", "-")
    assert piped.returncode == 0 and piped.stdout == target.read_bytes() and piped.stderr == b""
    imported = run(tmp_path / "two", "import", "-", "--json", data=piped.stdout)
    assert json.loads(imported.stdout) == {"sessions": 2, "answers": 3, "reviews": 1, "duplicates": 0}
    assert run(tmp_path / "two", "export", "-").stdout == piped.stdout
    again = run(tmp_path / "one", "export", str(target))
    assert again.returncode == 1 and b"exists already" in again.stderr
    assert target.read_bytes() == piped.stdout
    missing = run(tmp_path / "two", "import", str(tmp_path / "nothing.jsonl"))
    assert missing.returncode == 1 and b"There is no file" in missing.stderr
