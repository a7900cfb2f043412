"""A run over a list with an engine that answers at once: what is kept, what is told, what is never repeated."""

import csv
import io
import json
import threading
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from audio.errors import RecognitionError
from audio.ports import SpeechSpan, Transcript
from interviewer.batch.cohort import Brief, by_candidate, by_question, distribution, outliers, to_listen
from interviewer.batch.engine import Hearing, Task
from interviewer.batch.heard import HeardRecording
from interviewer.batch.manifest import read_folder, read_manifest
from interviewer.batch.marks import agreement, grade, read_marks, weighted_kappa
from interviewer.batch.output import open_output, read_index
from interviewer.batch.run import BatchRun
from interviewer.batch.summary import COLUMNS, summary_csv
from interviewer.errors import BatchBusy, InputError
from interviewer.settings import Settings

QUESTION = "hr-faq/02-self-intro"
WORDS = "Good morning, my name is Emma, and I have five years of experience in data analysis at a bank in London."


class ReadyEngine:
    """Says the same of every recording, or fails, or does something first."""

    model, identity, short_windows = "ready", "ready:1", False

    def __init__(self, text: str = WORDS, before: Callable[[Task], None] = lambda task: None) -> None:
        self.text = text
        self.before = before
        self.heard: list[str] = []

    def hear(self, tasks: Iterator[Task], stop: threading.Event) -> Iterator[Hearing]:
        for task in tasks:
            self.before(task)
            self.heard.append(task.path)
            if self.text == "fails":
                yield Hearing(task, None, "recognise", RecognitionError("it fell over", detail="it fell over"))
                continue
            transcript = Transcript(self.text, (), task.language, "ready", self.model, 0.9)
            sha256 = task.source.sha256
            yield Hearing(task, HeardRecording(sha256, 30.0, (SpeechSpan(1.0, 28.0),), -20.0, 0.0, transcript))

    def measure(self, task: Task) -> float:
        return 0.1


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "in"
    made.mkdir()
    for name in "abc":
        (made / f"{name}.wav").write_bytes(name.encode())
    return made


def run(folder: Path, engine: ReadyEngine) -> BatchRun:
    settings = Settings(language="en", data_dir=folder.parent / "data")
    items = read_folder(folder, settings, QUESTION, [], folder.parent / "out").items
    with open_output(folder.parent / "out") as output:
        done = BatchRun(items, output, engine, settings)
        done.run(threading.Event())
        output.arrange([item.id for item in items])
    return done


def lines(folder: Path, name: str = "results.jsonl") -> list[dict[str, Any]]:
    return [json.loads(line) for line in (folder.parent / "out" / name).read_text().splitlines()]


def test_the_same_sound_is_heard_once(folder: Path) -> None:
    (folder / "copy.wav").write_bytes(b"a")
    engine = ReadyEngine()
    done = run(folder, engine)
    assert (len(engine.heard), done.tally.scored, done.tally.rescored) == (3, 4, 1)
    assert [record["id"] for record in lines(folder)] == ["a.wav", "b.wav", "c.wav", "copy.wav"]


def test_another_model_or_language_hears_again(folder: Path) -> None:
    run(folder, ReadyEngine())
    other = ReadyEngine()
    other.model, other.identity = "better", "better:1"
    assert run(folder, other).tally.scored == 3 and len(other.heard) == 3
    back = ReadyEngine()
    assert run(folder, back).tally.rescored == 3 and not back.heard  # what was heard then is still there


def test_a_file_replaced_while_it_is_heard_is_a_failure_that_says_so(folder: Path) -> None:
    engine = ReadyEngine(before=lambda task: task.source.path.write_bytes(b"something else"))
    done = run(folder, engine)
    assert (done.tally.scored, done.tally.failed) == (0, 3)
    assert {failure.code for failure in done.failures} == {"changed"} and "Run the command again" in done.failures[
        0
    ].advice
    assert run(folder, ReadyEngine()).tally.scored == 3


def test_failures_are_tried_again_and_never_become_answers(folder: Path) -> None:
    done = run(folder, ReadyEngine("fails"))
    assert done.tally.failed == 3 and not lines(folder)
    assert {(record["stage"], record["code"]) for record in lines(folder, "failures.jsonl")} == {
        ("recognise", "recognition")
    }
    assert run(folder, ReadyEngine()).tally.scored == 3 and not lines(folder, "failures.jsonl")


@pytest.mark.parametrize("damage", [b'{"id": "b.wa', b"\xff\xfe\n", b"null\n", b'{"id": "x"}\n'])
def test_damaged_results_are_repaired(folder: Path, damage: bytes) -> None:
    run(folder, ReadyEngine())
    with (folder.parent / "out" / "results.jsonl").open("ab") as file:
        file.write(damage)
    assert run(folder, ReadyEngine()).tally.kept == 3
    assert len(lines(folder)) == 3


def test_damaged_transcripts_are_heard_again(folder: Path) -> None:
    run(folder, ReadyEngine())
    for path in (folder.parent / "out" / "transcripts").iterdir():
        path.write_text("{")
    (folder.parent / "out" / "results.jsonl").unlink()
    engine = ReadyEngine()
    assert run(folder, engine).tally.scored == 3 and len(engine.heard) == 3


def test_the_lock_is_free_after_a_run_and_held_within(folder: Path) -> None:
    with open_output(folder.parent / "out"):
        with pytest.raises(BatchBusy), open_output(folder.parent / "out"):
            pass
    assert run(folder, ReadyEngine()).tally.scored == 3


def test_results_of_other_lists_stay(folder: Path) -> None:
    run(folder, ReadyEngine())
    for path in folder.iterdir():
        path.rename(path.with_name(f"new-{path.name}"))
    run(folder, ReadyEngine())
    assert [record["id"] for record in lines(folder)] == [
        "new-a.wav",
        "new-b.wav",
        "new-c.wav",
        "a.wav",
        "b.wav",
        "c.wav",
    ]
    assert len(read_index(folder.parent / "out" / "results.jsonl").keys) == 6


def test_the_table_is_safe_and_readable(folder: Path) -> None:
    (folder / "=1+1.wav").write_bytes(b"formula")
    (folder / "王芳.wav").write_bytes("名".encode())
    run(folder, ReadyEngine())
    content = summary_csv(lines(folder), [], "zh")
    assert content.startswith("\ufeff") and "\r\n" in content
    header, *rows = csv.reader(io.StringIO(content[1:]))
    assert len(header) == len(COLUMNS) and "总分" in header
    first = dict(zip(COLUMNS, rows[0], strict=True))
    assert first["id"] == "'=1+1.wav" and float(first["total"]) > 0
    assert any("王芳.wav" in row for row in rows)


def brief(number: int, total: float | None, *, question: str = "q", hits: tuple[str, ...] = ()) -> Brief:
    return Brief(str(number), question, total, frozenset(hits) if total is not None else None, False, 0.9)


def test_the_group_in_figures() -> None:
    briefs = [brief(i, 50.0 + i, hits=("p1",) if i % 2 else ()) for i in range(8)]
    briefs += [brief(8, 100.0), brief(9, None), replace(brief(10, 0.0, question="r"), unsure=True, confidence=0.3)]
    assert distribution(briefs) == [1, 0, 0, 0, 0, 8, 0, 0, 0, 1]
    first, second = by_question(briefs)
    assert (first.answers, first.judged, first.hits) == (10, 9, {"p1": 4}) and second.mean == 0
    assert [one.id for one in outliers(briefs)] == ["8"]
    assert [one.id for one in to_listen(briefs)] == ["10", "9"]


def test_every_candidate_in_figures() -> None:
    briefs = [
        replace(brief(1, 40.0), candidate="Emma"), brief(2, 70.0),
        replace(brief(3, 60.0), candidate="Emma"), replace(brief(4, None), candidate="Emma"),
    ]  # fmt: skip
    emma, nameless, wang = by_candidate(briefs, ["Wang", "Emma"])
    assert (emma.name, emma.mean, emma.failed, len(emma.answers)) == ("Emma", 50.0, 1, 3)
    assert (nameless.name, nameless.mean, nameless.failed) == ("2", 70.0, 0)
    assert (wang.name, wang.mean, wang.failed, wang.answers) == ("Wang", None, 1, ())


def test_agreement_with_people(tmp_path: Path) -> None:
    (tmp_path / "marks.csv").write_text("\ufeffid,mark,by\na,50,x\nb,80,x\nnobody,10,x\n")
    marks = read_marks(tmp_path / "marks.csv")
    records = [
        {"id": "a", "score": {"total": 55.0}},
        {"id": "b", "score": {"total": 70.0}},
        {"id": "c", "score": {"total": 1.0}},
    ]
    found = agreement(marks, records)
    assert found is not None and (found.count, found.difference, found.bias) == (2, 7.5, -2.5)
    single = agreement({"a": 90.0}, records)
    assert single is not None and single.kappa is None and single.shown()["kappa"] == "–"
    assert agreement({}, records) is None
    assert weighted_kappa([(0, 0), (1, 1), (4, 4)], 5) == 1.0
    assert weighted_kappa([(0, 4), (4, 0)], 5) == -1.0
    assert weighted_kappa([(2, 2)], 5) is None
    # Cohen's own kind of example, by hand: observed 2 of 4 pairs one apart, expected from the margins.
    assert weighted_kappa([(0, 0), (0, 1), (1, 0), (1, 1)], 2) == pytest.approx(0.0)
    assert [grade(points) for points in (0, 39.9, 40, 75, 90, 100)] == [0, 0, 1, 3, 4, 4]


@pytest.mark.parametrize("content", ["id,score\na,1\n", "id,mark\na,A\n", "id,mark\na,101\n", "id,mark\na,nan\n"])
def test_wrong_marks_name_the_line(tmp_path: Path, content: str) -> None:
    (tmp_path / "marks.csv").write_text(content)
    with pytest.raises(InputError) as caught:
        read_marks(tmp_path / "marks.csv")
    assert caught.value.facts["line"] == 2


def test_recordings_at_an_address(tmp_path: Path) -> None:
    fsspec = pytest.importorskip("fsspec")
    fsspec.filesystem("memory").pipe("/there.wav", b"sound")
    path = tmp_path / "list.csv"
    path.write_text(
        f"path,question\nmemory://there.wav,{QUESTION}\nmemory://gone.wav,{QUESTION}\nno-such-fs://x,{QUESTION}\n"
    )
    settings = Settings(language="en", data_dir=tmp_path / "data")
    engine = ReadyEngine()
    copies: list[Path] = []
    engine.before = lambda task: copies.append(task.source.path)
    with open_output(tmp_path / "out") as output:
        done = BatchRun(read_manifest(path, settings, None).items, output, engine, settings)
        done.run(threading.Event())
    assert engine.heard == ["memory://there.wav"] and done.tally.scored == 1
    assert [failure.item.id for failure in done.failures] == ["memory://gone.wav", "no-such-fs://x"]
    assert all("/interviewer-" not in failure.reason for failure in done.failures)
    assert not copies[0].exists()
