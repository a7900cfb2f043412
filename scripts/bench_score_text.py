"""How long does scoring text take: whole processes from cold, one answer in a warm one, and the banks alone.

Every transcript is another one: the sentences of the banks' own model answers, in an order of their own. The least of
several runs is what the machine can do, since anything else on it only ever adds; the median is what it did. Pin it to
one core to compare: `taskset -c 1 python scripts/bench_score_text.py`.

    python scripts/bench_score_text.py [--runs 5] [--lines 1000] [--json]
"""

from __future__ import annotations

import argparse
import gc
import json
import random
import re
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path

from audio.ports import Language, Transcript
from interviewer.answer import judge_text
from interviewer.answer_json import answer_to_json
from interviewer.banks.loader import find_question, lexicon, shipped_banks
from interviewer.banks.schema import LANGUAGES, Bank, Question

LOAD_ONE = "from interviewer.banks.loader import find_bank; find_bank('aigc-product-manager')"
LOAD_ALL = "from interviewer.banks.loader import shipped_banks; shipped_banks()"

LONG = {"en": 300, "zh": 500}
"""Words (English) or characters (Mandarin) of two minutes of speech."""

Figures = dict[str, dict[str, float]]
Seconds = tuple[float, float]
"""(wall, processor)."""


def sentences(question_id: str, language: Language) -> list[str]:
    """Return the sentences of a question's model answer."""
    _, question = find_question(question_id)
    answer = question.model_answer.get(language) if question.model_answer else ""
    return re.split(r"(?<=[。！？.!?])", answer)


def questions() -> list[tuple[str, Language]]:
    """Return every question of the shipped banks in every language: one rubric each."""
    return [
        (question.id, language) for bank in shipped_banks() for question in bank.questions for language in LANGUAGES
    ]


def answers(count: int, asked: Sequence[tuple[str, Language]], seed: int = 0) -> list[dict[str, str]]:
    """Return records of `score-text --jsonl`, hardly two with the same text, about as long as real answers.

    Args:
        count: how many.
        asked: the questions, taken in turn.
        seed: of the order of sentences.
    """
    chance = random.Random(seed)
    records = []
    for number in range(count):
        question, language = asked[number % len(asked)]
        order = sentences(question, language)
        chance.shuffle(order)
        records.append({"id": str(number), "question": question, "lang": language, "text": "".join(order)})
    return records


def long_answer(question: str, language: Language) -> Transcript:
    """Return an answer of two minutes: the model answer, and sentences of the bank's other ones to fill it up."""
    others = [other for other, spoken in questions() if spoken == language and other != question]
    near = [other for other in others if other.partition("/")[0] == question.partition("/")[0]]
    text, size = "", 0
    for sentence in (sentence for name in (question, *near) for sentence in sentences(name, language)):
        text += sentence
        size += len(sentence.split()) if language == "en" else len(sentence)
        if size >= LONG[language]:
            break
    return Transcript(text=text, words=(), language=language, engine="text")


def timed(work: Callable[[], object], whose: int) -> Seconds:
    """Return how long some work takes.

    Args:
        work: what to do.
        whose: processor time of this process or of its children (`resource.RUSAGE_...`).
    """
    before, start = resource.getrusage(whose), time.perf_counter()
    work()
    wall_s, after = time.perf_counter() - start, resource.getrusage(whose)
    return wall_s, after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def summed_up(found: Sequence[Seconds]) -> dict[str, float]:
    """Return the least and the median of wall and processor seconds."""
    walls, processors = zip(*found, strict=True)
    return {
        "wall_s": round(min(walls), 4),
        "wall_median_s": round(statistics.median(walls), 4),
        "cpu_s": round(min(processors), 4),
        "cpu_median_s": round(statistics.median(processors), 4),
    }


def of_processes(command: Sequence[str], runs: int) -> dict[str, float]:
    """Measure a command from cold.

    Raises:
        subprocess.CalledProcessError: it failed.
    """

    def run() -> None:
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL)

    return summed_up([timed(run, resource.RUSAGE_CHILDREN) for _ in range(runs)])


def of_warm_answers(runs: int) -> Figures:
    """Measure one answer of two minutes after another in this process, the rubrics being compiled."""
    figures: Figures = {}
    gc.set_threshold(100_000, 50, 50)  # as `score-text` does
    for language in LANGUAGES:
        asked = [name for name, spoken in questions() if spoken == language]
        work = [(long_answer(name, language), *find_question(name)) for name in asked]

        def judge_all(work: list[tuple[Transcript, Bank, Question]] = work) -> None:
            for transcript, bank, question in work:
                answer_to_json(judge_text(transcript, question, lexicon(bank)))

        judge_all()
        found = [timed(judge_all, resource.RUSAGE_SELF) for _ in range(runs)]
        figures[f"warm, one answer of {LONG[language]} ({language})"] = summed_up(
            [(wall_s / len(work), cpu_s / len(work)) for wall_s, cpu_s in found]
        )
    return figures


def measure(runs: int, lines: int) -> Figures:
    """Return case -> least and median seconds; many lines also with their rate."""
    asked = questions()
    mixes = {f"--jsonl, {len(asked)} rubrics": asked, "--jsonl, one question": asked[:2]}
    figures: Figures = {}
    with tempfile.TemporaryDirectory() as name:
        one = Path(name) / "one.txt"
        record = answers(1, asked)[0]
        one.write_text(record["text"], "utf-8")
        score = [sys.executable, "-m", "interviewer", "score-text", "--data-dir", name]
        single = [*score, str(one), "--question", record["question"], "--lang", record["lang"]]
        for case, command in {
            "python alone": [sys.executable, "-c", "pass"],
            "one bank": [sys.executable, "-c", LOAD_ONE],
            "all banks": [sys.executable, "-c", LOAD_ALL],
            "score-text --json": [*single, "--json"],
            "score-text, the page": single,
        }.items():
            figures[case] = of_processes(command, runs)
        for case, mix in mixes.items():
            many = Path(name) / "many.jsonl"
            records = answers(lines, mix)
            many.write_text("\n".join(json.dumps(record, ensure_ascii=False) for record in records), "utf-8")
            found = of_processes([*score, str(many), "--jsonl"], runs)
            rates = {"lines_per_s": lines / found["cpu_s"], "lines_per_s_median": lines / found["cpu_median_s"]}
            figures[f"{case}, {lines} lines"] = found | {key: round(rate, 1) for key, rate in rates.items()}
    return figures | of_warm_answers(runs)


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
    print(f"{'seconds':36} {'wall':>8} {'median':>8} {'cpu':>8} {'median':>8}")
    for case, found in figures.items():
        row = " ".join(f"{found[key]:8.4f}" for key in ("wall_s", "wall_median_s", "cpu_s", "cpu_median_s"))
        least, median = found.get("lines_per_s"), found.get("lines_per_s_median")
        rate = f"  {least:.0f} ({median:.0f}) lines/s" if least else ""
        print(f"{case:36} {row}{rate}")


if __name__ == "__main__":
    main()
