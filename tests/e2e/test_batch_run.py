"""The real `batch`: the same answers as `score`, stopped and killed and resumed, full disks and hostile files."""

import csv
import json
import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from audio.wav import write_wav
from tests.audio.espeak import spoken
from tests.audio.test_whisper import SENTENCES
from tests.e2e.test_bad_input import SPEECH, interviewer, wait_for

QUESTION = "hr-faq/02-self-intro"
RUNNING = 36  # recordings of a run that is stopped in the middle
ENGLISH = [text for language, text in SENTENCES if language == "en"]
MANDARIN = [text for language, text in SENTENCES if language == "zh"]


@pytest.fixture(scope="module")
def answers(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("answers")
    for index in range(3):
        write_wav(folder / f"en{index}.wav", spoken("en", *ENGLISH[: 1 + index % 3] * 2, gap_s=0.5 + index / 10))
        write_wav(folder / f"zh{index}.wav", spoken("zh", *MANDARIN[: 1 + index % 3] * 2, gap_s=0.5 + index / 10))
    return folder


def batch(source: Path, out: Path, *more: str) -> subprocess.CompletedProcess[str]:
    return interviewer("batch", str(source), "--out", str(out), "--model", "mini", "--json", *options(), *more)


def options() -> list[str]:
    return ["--question", QUESTION, "--map", "{lang}*.wav=" + QUESTION]


def results(out: Path) -> dict[str, dict[str, Any]]:
    lines = (out / "results.jsonl").read_text(encoding="utf-8").splitlines()
    records = [json.loads(line) for line in lines]
    assert len({record["id"] for record in records}) == len(records)
    return {record["id"]: record for record in records}


def check_same(one: dict[str, Any], other: dict[str, Any]) -> None:
    """The same answer: words and their times to the last digit, however the recordings were put together."""
    words, others = one["transcript"].pop("words"), other["transcript"].pop("words")
    assert [word["text"] for word in words] == [word["text"] for word in others]
    for name in ("start_s", "end_s", "probability"):
        assert [word[name] for word in words] == pytest.approx([word[name] for word in others], abs=0.001)
    assert one["transcript"].pop("confidence") == pytest.approx(other["transcript"].pop("confidence"), abs=0.001)
    for name in ("transcript", "timing", "audio", "question", "lang"):
        assert one[name] == other[name], name
    assert one["score"]["total"] == other["score"]["total"]
    assert [(point["id"], point["strength"]) for point in one["score"]["points"]] == [
        (point["id"], point["strength"]) for point in other["score"]["points"]
    ]
    assert one["delivery"]["pauses"] == other["delivery"]["pauses"]


def told(done: subprocess.CompletedProcess[str]) -> dict[str, Any]:
    assert "Traceback" not in done.stderr, done.stderr
    record: dict[str, Any] = json.loads(done.stdout)
    return record


@pytest.mark.slow
def test_the_same_answers_as_score(answers: Path, tmp_path: Path) -> None:
    done = batch(answers, tmp_path / "out")
    assert done.returncode == 0 and told(done)["scored"] == 6
    found = results(tmp_path / "out")
    assert list(found) == sorted(found)  # the list's order, however they got ready
    for language in ("en", "zh"):
        files = sorted(answers.glob(f"{language}*.wav"))
        alone = interviewer(
            "score", *map(str, files), "--model", "mini", "--json", "--question", QUESTION, "--lang", language
        )
        for path, line in zip(files, alone.stdout.splitlines(), strict=True):
            record = found[path.name]
            assert record.pop("id") == path.name and record.pop("candidate")
            check_same(record, json.loads(line))
    assert {path.stat().st_mode & 0o777 for path in (tmp_path / "out").glob("*.*")} == {0o600}


def test_done_work_is_not_repeated_and_changes_are_noticed(answers: Path, tmp_path: Path) -> None:
    folder = shutil.copytree(answers, tmp_path / "in")
    batch(folder, tmp_path / "out")
    again = told(batch(folder, tmp_path / "out"))
    assert (again["scored"], again["kept"]) == (0, 6)
    shutil.copyfile(folder / "en0.wav", folder / "en1.wav")
    os.utime(folder / "en1.wav", (1, 1))  # neither name nor time gives the change away
    changed = told(batch(folder, tmp_path / "out"))
    assert (changed["scored"], changed["rescored"], changed["kept"]) == (1, 1, 5)
    found = results(tmp_path / "out")
    assert found["en1.wav"]["audio"]["sha256"] == found["en0.wav"]["audio"]["sha256"]


def test_a_changed_rubric_needs_no_second_recognition(answers: Path, tmp_path: Path) -> None:
    bank = tmp_path / "mine.yaml"
    body = (
        "{{id: mine, title: {{en: Mine}}, questions: [{{id: mine/01, ask: {{en: Who are you?}}, points: [{points}]}}]}}"
    )
    bank.write_text(body.format(points="{id: p1, en: has experience in data analysis}"))
    arguments = ["--question", "mine/01", "--bank", str(bank), "--model", "mini", "--json", "--lang", "en"]
    first = interviewer("batch", str(answers), "--out", str(tmp_path / "out"), *arguments)
    assert told(first)["scored"] == 6
    bank.write_text(body.format(points="{id: p1, en: has experience}, {id: p2, en: names a risk}"))
    second = interviewer("batch", str(answers), "--out", str(tmp_path / "out"), *arguments)
    assert (told(second)["scored"], told(second)["rescored"]) == (6, 6)
    judged = [record for record in results(tmp_path / "out").values() if record["score"]["total"] is not None]
    assert judged and all(len(record["score"]["points"]) == 2 for record in judged)


@pytest.fixture
def running(answers: Path, tmp_path: Path) -> Iterator[subprocess.Popen[str]]:
    """A run over many recordings, in the middle of its work."""
    folder = tmp_path / "in"
    folder.mkdir()
    for copy in range(RUNNING):  # another byte at the end is another recording
        (folder / f"{copy:02}.wav").write_bytes((answers / "en0.wav").read_bytes() + bytes([copy]))
    command = [sys.executable, "-m", "interviewer", "batch", str(folder), "--out", str(tmp_path / "out")]
    process = subprocess.Popen(
        [*command, "--model", "mini", "--lang", "en", "--json", "--question", QUESTION, "--workers", "1"],
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env={**os.environ, "INTERVIEWER_LANG": "en"},
    )  # fmt: skip
    try:
        out = tmp_path / "out" / "results.jsonl"
        wait_for(lambda: process.poll() is not None or (out.exists() and out.read_bytes().count(b"\n") >= 2))
        yield process
    finally:
        process.kill()
        process.communicate()


def resume(tmp_path: Path) -> dict[str, Any]:
    arguments = ["--model", "mini", "--lang", "en", "--json", "--question", QUESTION]
    return told(interviewer("batch", str(tmp_path / "in"), "--out", str(tmp_path / "out"), *arguments))


@pytest.mark.slow
def test_killed_at_any_moment_and_resumed(running: subprocess.Popen[str], tmp_path: Path) -> None:
    running.kill()
    running.wait()
    out = tmp_path / "out" / "results.jsonl"
    before = out.read_bytes()
    whole = before.count(b"\n")
    with out.open("ab") as file:
        file.write(before[: before.index(b"\n") // 2])  # what a power cut leaves
    rest = resume(tmp_path)
    assert rest["kept"] == whole and rest["kept"] + rest["scored"] == RUNNING
    assert len(results(tmp_path / "out")) == RUNNING
    assert b"".join(sorted(before.splitlines(True))[:1]) in out.read_bytes()


@pytest.mark.slow
def test_ctrl_c_finishes_what_is_in_hand(running: subprocess.Popen[str], tmp_path: Path) -> None:
    running.send_signal(signal.SIGINT)
    stdout, stderr = running.communicate(timeout=180)
    assert running.returncode == 130, stderr
    assert "Finishing" in stderr and "Traceback" not in stderr
    stopped = json.loads(stdout)
    assert stopped["stopped"] and stopped["left"] > 0 and len(results(tmp_path / "out")) == stopped["scored"]
    assert resume(tmp_path)["kept"] == stopped["scored"]


@pytest.mark.slow
def test_two_runs_refuse_each_other(running: subprocess.Popen[str], tmp_path: Path) -> None:
    second = interviewer(
        "batch", str(tmp_path / "in"), "--out", str(tmp_path / "out"), "--model", "mini", "--question", QUESTION
    )
    assert second.returncode == 1 and "Another run" in second.stderr
    assert running.poll() is None


def test_bad_files_cost_nobody_else(answers: Path, tmp_path: Path) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    good = ["-rf.wav", "two\nlines.wav", "😀 表情.wav", "x" * 250 + ".wav", "=cmd|' -C calc'!A0.wav", "<script>.wav"]
    for name in good:
        (folder / name).write_bytes((answers / "en0.wav").read_bytes())
    (folder / "empty.wav").write_bytes(b"")
    (folder / "text.mp3").write_text("not a sound")
    (folder / "pipe.wav").symlink_to("/dev/zero")
    (folder / "gone.wav").symlink_to(folder / "nowhere")
    done = batch(folder, tmp_path / "out", "--lang", "en")
    assert done.returncode == 1
    assert (told(done)["scored"], told(done)["failed"]) == (len(good), 4)
    failures = [json.loads(line) for line in (tmp_path / "out" / "failures.jsonl").read_text().splitlines()]
    assert {failure["id"] for failure in failures} == {"empty.wav", "text.mp3", "pipe.wav", "gone.wav"}
    assert all(failure["reason"] and failure["advice"] and failure["stage"] for failure in failures)
    raw = (tmp_path / "out" / "summary.csv").read_bytes()
    assert raw.startswith(b"\xef\xbb\xbf")
    rows = list(csv.reader(raw.decode("utf-8-sig").splitlines()))
    assert len(rows) == 1 + len(good) + 4
    assert not [cell for row in rows for cell in row if cell.startswith(("=", "+", "@")) or cell == "-rf.wav"]
    page = (tmp_path / "out" / "report.html").read_text(encoding="utf-8")
    assert "&lt;script&gt;" in page and "<script>.wav" not in page


def test_a_wrong_list_starts_nothing(tmp_path: Path) -> None:
    (tmp_path / "list.csv").write_text(f"path,question\na.wav,{QUESTION}x\nb.wav,nowhere/01\n")
    done = interviewer("batch", str(tmp_path / "list.csv"), "--out", str(tmp_path / "out"), "--model", "mini")
    assert done.returncode == 1 and not (tmp_path / "out").exists()
    assert "line 2" in done.stderr and "line 3" in done.stderr and QUESTION in done.stderr
    done = interviewer("batch", str(tmp_path / "nowhere"), "--out", str(tmp_path / "out"))
    assert done.returncode == 1 and "nowhere" in done.stderr


def test_a_missing_second_model_is_told_before_the_work(answers: Path, tmp_path: Path) -> None:
    done = batch(answers, tmp_path / "out", "--recheck", "nowhere")
    assert done.returncode == 1 and "nowhere" in done.stderr and not (tmp_path / "out").exists()


def test_a_dry_run_writes_nothing(answers: Path, tmp_path: Path) -> None:
    plan = told(batch(answers, tmp_path / "out", "--dry-run"))
    assert plan["items"] == plan["to_hear"] == 6 and plan["to_hear_s"] > 20 and plan["may_take_s"] > 0
    assert not (tmp_path / "out").exists()


def test_a_full_disk_keeps_what_was_written(answers: Path, tmp_path: Path) -> None:
    disk = tmp_path / "disk"
    disk.mkdir()
    mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=32k", "tmpfs", str(disk)], capture_output=True)
    if mounted.returncode != 0:
        pytest.skip("mounting a small file system needs root")
    try:
        done = batch(answers, disk / "out")
        assert done.returncode == 1 and "disk space" in done.stderr and "Traceback" not in done.stderr
        content = (disk / "out" / "results.jsonl").read_bytes()
        assert not content or content.endswith(b"\n")
        subprocess.run(["mount", "-o", "remount,size=10m", str(disk)], check=True)
        rest = told(batch(answers, disk / "out"))
        assert rest["kept"] == content.count(b"\n") and len(results(disk / "out")) == 6
    finally:
        subprocess.run(["umount", str(disk)], check=True)


def test_marks_and_a_second_opinion(answers: Path, tmp_path: Path) -> None:
    (tmp_path / "marks.csv").write_text("id,mark\n" + "".join(f"zh{i}.wav,{20 + i * 20}\n" for i in range(3)))
    shutil.copytree(Path(__file__).parents[2] / "audio" / "mini_whisper" / "weights", tmp_path / "second")
    more = ["--marks", str(tmp_path / "marks.csv"), "--recheck", str(tmp_path / "second")]
    shutil.copyfile(SPEECH, answers / "jfk.ogg")  # a person: the mini model is unsure
    try:
        done = batch(answers, tmp_path / "out", *more, "--lang", "en")
    finally:
        (answers / "jfk.ogg").unlink()
    assert done.returncode == 0, done.stderr
    assert "Listened again to" in done.stderr
    assert 0 < told(done)["agreement"]["count"] <= 3
    assert results(tmp_path / "out")["jfk.ogg"]["transcript"]["model"] == "mini"  # no surer: the first one stands


def test_it_speaks_chinese(answers: Path, tmp_path: Path) -> None:
    done = interviewer(
        "batch", str(answers), "--out", str(tmp_path / "out"), "--model", "mini", "--question", QUESTION, "--lang", "zh"
    )
    assert "评分 6 个" in done.stdout, done.stderr
    header = (tmp_path / "out" / "summary.csv").read_text(encoding="utf-8-sig").splitlines()[0]
    assert "候选人" in header and "总分" in header
