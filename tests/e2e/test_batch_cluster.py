"""A real local Ray cluster: the same answers, also when a worker is killed in the middle of its work."""

import importlib.util
import os
import signal
import subprocess
import sys
import uuid
from pathlib import Path

import pytest

from tests.e2e.test_bad_input import interviewer, wait_for
from tests.e2e.test_batch_run import QUESTION, answers, check_same, results, told

__all__ = ["answers"]

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(importlib.util.find_spec("ray") is None, reason="needs the extra [cluster]"),
    pytest.mark.skipif(not Path("/proc/self/environ").exists(), reason="finds the workers in /proc"),
]


def workers_of(mark: str) -> list[int]:
    """Return the processes that hear, of the run with this mark in its environment."""
    found = []
    for process in Path("/proc").iterdir():
        try:
            name = (process / "cmdline").read_bytes()
            if name.startswith(b"ray::Ears") and mark.encode() in (process / "environ").read_bytes():
                found.append(int(process.name))
        except (OSError, ValueError):
            continue
    return found


def test_a_killed_worker_loses_nothing(answers: Path, tmp_path: Path) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    for copy in range(20):  # another byte at the end is another recording
        (folder / f"{copy:02}.wav").write_bytes((answers / "en1.wav").read_bytes() + bytes([copy]))
    (folder / "broken.wav").write_text("no sound")
    mark = f"INTERVIEWER_TEST={uuid.uuid4()}"
    arguments = ["batch", str(folder), "--model", "mini", "--lang", "en", "--json", "--question", QUESTION]
    local = ["--cluster", "local", "--workers", "2"]
    run = subprocess.Popen(
        [sys.executable, "-m", "interviewer", *arguments, "--out", str(tmp_path / "ray"), *local],
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
        env={**os.environ, "INTERVIEWER_LANG": "en", **dict([mark.split("=")])},
    )  # fmt: skip
    try:
        out = tmp_path / "ray" / "results.jsonl"
        wait_for(lambda: run.poll() is not None or (out.exists() and out.read_bytes()), timeout_s=150)
        killed = workers_of(mark)
        assert killed, run.communicate()[1] if run.poll() is not None else "no worker was found"
        os.kill(killed[0], signal.SIGKILL)
        stdout, stderr = run.communicate(timeout=240)
    finally:
        run.kill()
    assert run.returncode == 1, stderr  # the broken one
    here = interviewer(*arguments, "--out", str(tmp_path / "here"))
    assert told(here)["failed"] == 1
    there, alone = results(tmp_path / "ray"), results(tmp_path / "here")
    assert list(there) == list(alone)
    for identity, record in there.items():
        check_same(record, alone[identity])
    failures = [(tmp_path / place / "failures.jsonl").read_text() for place in ("ray", "here")]
    assert failures[0] == failures[1]


def test_a_cluster_that_is_not_there_is_told(answers: Path, tmp_path: Path) -> None:
    arguments = ["--out", str(tmp_path / "out"), "--model", "mini", "--question", QUESTION]
    done = interviewer("batch", str(answers), *arguments, "--cluster", "127.0.0.1:1")
    assert done.returncode == 1 and "127.0.0.1:1" in done.stderr and "Traceback" not in done.stderr
