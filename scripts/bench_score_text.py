"""How long does scoring text take, as whole processes: one transcript, many lines, and the banks from cold.

Every transcript is another one: the sentences of the banks' own model answers, in an order of their own. Wall and
processor seconds are the least of several runs, since anything else on the machine only ever adds to them.

    python scripts/bench_score_text.py [--runs 5] [--lines 1000] [--json]
"""

from __future__ import annotations

import argparse
import json
import random
import re
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

from interviewer.banks.loader import shipped_banks
from interviewer.banks.schema import LANGUAGES

LOAD_ONE = "from interviewer.banks.loader import find_bank; find_bank('aigc-product-manager')"
LOAD_ALL = "from interviewer.banks.loader import shipped_banks; shipped_banks()"


def answers(count: int, seed: int = 0) -> list[dict[str, str]]:
    """Return records of `score-text --jsonl`, no two with the same text, about as long as real answers."""
    chance = random.Random(seed)
    models = [
        (question.id, language, re.split(r"(?<=[。！？.!?])", question.model_answer.get(language)))
        for bank in shipped_banks()
        for question in bank.questions
        for language in LANGUAGES
        if question.model_answer is not None
    ]
    records = []
    for number in range(count):
        question, language, sentences = models[number % len(models)]
        order = chance.sample(sentences, len(sentences))
        records.append({"id": str(number), "question": question, "lang": language, "text": "".join(order)})
    return records


def least_s(command: Sequence[str], runs: int) -> tuple[float, float]:
    """Return the least (wall, processor) seconds of a command over several runs.

    Raises:
        subprocess.CalledProcessError: it failed.
    """
    walls, processors = [], []
    for _ in range(runs):
        before, start = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
        walls.append(time.perf_counter() - start)
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        processors.append(after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime)
    return min(walls), min(processors)


def measure(runs: int, lines: int) -> dict[str, dict[str, float]]:
    """Return name -> {wall_s, cpu_s} of each case; the many lines also get their rate per processor second."""
    records = answers(lines)
    figures = {}
    with tempfile.TemporaryDirectory() as name:
        one, many = Path(name) / "one.txt", Path(name) / "many.jsonl"
        one.write_text(records[0]["text"], "utf-8")
        many.write_text("\n".join(json.dumps(record, ensure_ascii=False) for record in records), "utf-8")
        score = [sys.executable, "-m", "interviewer", "score-text", "--data-dir", name]
        single = [*score, str(one), "--question", records[0]["question"], "--lang", records[0]["lang"]]
        for case, command in {
            "python alone": [sys.executable, "-c", "pass"],
            "one bank": [sys.executable, "-c", LOAD_ONE],
            "all banks": [sys.executable, "-c", LOAD_ALL],
            "score-text --json": [*single, "--json"],
            "score-text": single,
            f"score-text --jsonl, {lines} lines": [*score, str(many), "--jsonl"],
        }.items():
            wall_s, cpu_s = least_s(command, runs)
            figures[case] = {"wall_s": round(wall_s, 3), "cpu_s": round(cpu_s, 3)}
    figures[case]["lines_per_s"] = round(lines / cpu_s, 1)
    return figures


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--lines", type=int, default=1000)
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    figures = measure(options.runs, options.lines)
    if options.json:
        print(json.dumps(figures))
        return
    for case, found in figures.items():
        rate = f"  {found['lines_per_s']:.0f} lines/s" if "lines_per_s" in found else ""
        print(f"{case:36} {found['wall_s']:6.3f} s  {found['cpu_s']:6.3f} s of processor{rate}")


if __name__ == "__main__":
    main()
