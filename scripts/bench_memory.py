"""Measure history, plan, export and import over many attempts: `python scripts/bench_memory.py [--attempts 10000]`.

Every command runs as a process of its own on a database filled with plausible answers; shown are the best and the
median of several runs, wall clock and processor seconds.
"""

from __future__ import annotations

import argparse
import filecmp
import os
import random
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from interviewer.banks.loader import shipped_banks  # noqa: E402
from interviewer.records import PointResult  # noqa: E402
from interviewer.store import open_store  # noqa: E402
from tests.interviewer.answers import sample_answer  # noqa: E402

_START = datetime(2025, 1, 1, tzinfo=UTC)


def fill(data_dir: Path, attempts: int) -> None:
    """Write a database with that many attempts, ten a session, over all shipped questions."""
    draw = random.Random(1)
    clock = iter(_START + timedelta(minutes=40 * step) for step in range(10 * attempts))
    questions = [question for bank in shipped_banks() for question in bank.questions]
    with open_store(data_dir, now=lambda: next(clock)) as store:
        store.connection.execute("PRAGMA synchronous=OFF")  # the filling is not what is measured
        session = ""
        for number in range(attempts):
            if number % 10 == 0:
                session = store.new_session("interview", "zh", bank="hr-faq")
            question = draw.choice(questions)
            answer = sample_answer(question=question.id, attempt=number + 1, total=draw.uniform(30, 95))
            points = tuple(
                PointResult(point.id, strength > 0, strength)
                for point in question.points
                for strength in [draw.choice([0.0, 0.5, 1.0])]
            )
            store.save(session, replace(answer, score=replace(answer.score, points=points)))


def measure(arguments: list[str], data_dir: Path, runs: int) -> tuple[list[float], list[float]]:
    """Run a command several times; return wall-clock and processor seconds of each run."""
    environment = {**os.environ, "INTERVIEWER_DATA_DIR": str(data_dir)}
    wall, cpu = [], []
    for _ in range(runs):
        before, start = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
        command = [sys.executable, "-m", "interviewer", *arguments]
        subprocess.run(command, check=True, env=environment, cwd=ROOT, stdout=subprocess.DEVNULL)
        wall.append(time.perf_counter() - start)
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        cpu.append(after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime)
    return wall, cpu


def main() -> None:
    """Fill, measure, print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--attempts", type=int, default=10_000)
    parser.add_argument("--runs", type=int, default=5)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        one, two = Path(folder) / "one", Path(folder) / "two"
        fill(one, options.attempts)
        size_mb = (one / "interviewer.sqlite3").stat().st_size / 1e6
        print(f"{options.attempts} attempts, database {size_mb:.1f} MB")
        first, second = Path(folder) / "first.jsonl", Path(folder) / "second.jsonl"
        steps = [
            ("history", ["history"], one, options.runs),
            ("history --json", ["history", "--json"], one, options.runs),
            ("history --question", ["history", "--question", "hr-faq/02-self-intro"], one, options.runs),
            ("plan", ["plan"], one, options.runs),
            ("plan --json", ["plan", "--json"], one, options.runs),
            ("export", ["export", str(first)], one, 1),
            ("import", ["import", str(first)], two, 1),
            ("export again", ["export", str(second)], two, 1),
        ]
        for name, arguments, data_dir, runs in steps:
            wall, cpu = measure(arguments, data_dir, runs)
            print(
                f"{name:<20} wall best {min(wall):.3f} s, median {statistics.median(wall):.3f} s; "
                f"processor best {min(cpu):.3f} s"
            )
        equal = filecmp.cmp(first, second, shallow=False)
        print(f"export -> import -> export equal: {equal} ({first.stat().st_size / 1e6:.1f} MB)")


if __name__ == "__main__":
    main()
