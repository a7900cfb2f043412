"""The whole program over many recordings with the mini Whisper: cost per file, and what a cluster costs."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from audio.wav import write_wav
from scripts.batch_bench.speed import ROOT
from tests.audio.espeak import spoken

QUESTION = "hr-faq/02-self-intro"
_SENTENCE = "Good morning. My name is Emma, and I have five years of experience in data analysis at a bank in London."


def by_count(counts: Sequence[int], workers: int) -> Iterator[dict[str, Any]]:
    """Yield what a file costs in runs of these many files."""
    with tempfile.TemporaryDirectory() as place:
        before: tuple[int, float] | None = None
        for count in counts:
            figures = _run(Path(place) / str(count), count, ["--workers", str(workers)])
            took_s = figures["took_s"]
            row = {"files": count, "took_s": round(took_s, 1), "ms_per_file": round(1000 * took_s / count, 1)}
            if before is not None:  # without what starting costs
                row["ms_per_further_file"] = round(1000 * (took_s - before[1]) / (count - before[0]), 1)
            before = count, took_s
            yield {**row, "cpu_ms_per_file": round(1000 * figures["cpu_s"] / count, 1), "peak_mb": figures["peak_mb"]}


def with_cluster(count: int, workers: int) -> Iterator[dict[str, Any]]:
    """Yield the cost of a file and of the start, in this process and on a local Ray cluster of as many actors.

    Both come from two runs, of `count` and three times as many files.
    """
    with tempfile.TemporaryDirectory() as place:
        for name, more in (("in process", []), ("ray local", ["--cluster", "local"])):
            options = ["--workers", str(workers), *more]
            few, many = (_run(Path(place) / f"{name}{size}", size, options)["took_s"] for size in (count, 3 * count))
            each_s = (many - few) / (2 * count)
            yield {
                "engine": name, "workers": workers, "files": f"{count} and {3 * count}",
                "ms_per_file": round(1000 * each_s, 1), "start_s": round(few - count * each_s, 1),
            }  # fmt: skip


def _run(folder: Path, count: int, options: list[str]) -> dict[str, Any]:
    """Score that many recordings of ten seconds; return seconds, processor seconds and the peak of memory."""
    source = folder / "in"
    source.mkdir(parents=True)
    write_wav(folder / "one.wav", spoken("en", _SENTENCE))
    content = (folder / "one.wav").read_bytes()
    for index in range(count):  # the same sound would be heard once: bytes after the sound make each file another one
        (source / f"{index:05}.wav").write_bytes(content + index.to_bytes(4, "big"))
    command = [
        sys.executable, "-m", "interviewer", "batch", str(source), "--out", str(folder / "out"), "--model", "mini",
        "--question", QUESTION, "--lang", "en", "--json", "--quiet", "--data-dir", str(folder / "data"), *options,
    ]  # fmt: skip
    began_s = time.monotonic()
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        report = json.loads(process.stdout.read())
        _, status, used = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
    if report["scored"] != count:
        raise SystemExit(f"only {report['scored']} of {count} were scored")
    took_s = time.monotonic() - began_s
    return {"took_s": took_s, "cpu_s": used.ru_utime + used.ru_stime, "peak_mb": round(used.ru_maxrss / 1024)}
