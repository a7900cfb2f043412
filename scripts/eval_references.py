"""How well scoring by reference answers or plain points alone agrees with teachers' grades.

    python scripts/eval_references.py GRADED.jsonl

Each line holds {q_id, question, answer, score, reference1, reference2, reference3}: short written answers in Mandarin
with a grade from 0 to 10. Printed is Pearson's correlation with the grade, once with the references given as reference
answers and once with their sentences given as plain points, beside what length alone and the share of the reference's
characters found in the answer would give. Answers too short to judge count as 0. The total also weighs how an answer is
told and caps what looks like a list of terms, which suits speech better than these written answers.
"""

from __future__ import annotations

import argparse
import json
import math
import re
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from agreement import pearson

from audio.ports import Transcript
from interviewer.banks.schema import Point, Question, Text, Texts
from interviewer.scoring.rules import score_answer

TARGET_S = (5.0, 60.0)
"""Written answers are short; the shortest of them would not do as a spoken one."""


def by_references(record: dict[str, Any], texts: tuple[str, ...]) -> Question:
    """Return a question that only has reference answers."""
    return Question(
        id=f"graded/{record['q_id']}", ask=Text(zh=record["question"]), target_s=TARGET_S, reference=Texts(zh=texts)
    )


def by_points(record: dict[str, Any], texts: tuple[str, ...]) -> Question:
    """Return a question with one plain point for each sentence of the first reference answer."""
    parts = [part.strip() for part in re.split(r"[。；;!?！？\n]", texts[0]) if len(part.strip()) >= 4] or [texts[0]]
    points = tuple(Point(id=f"p{number}", zh=part) for number, part in enumerate(parts, start=1))
    return Question(id=f"graded/{record['q_id']}", ask=Text(zh=record["question"]), target_s=TARGET_S, points=points)


def found_share(answer: str, text: str) -> float:
    """Return the share of a reference's characters that an answer holds."""
    wanted = set(re.findall(r"\w", text))
    return len(wanted & set(answer)) / len(wanted) if wanted else 0.0


def evaluate(path: Path) -> dict[str, dict[str, float]]:
    """Return Pearson's correlation with the grades, way by way."""
    records = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]
    records = [record for record in records if record["reference1"].strip()]
    grades = [float(record["score"]) for record in records]
    made: dict[tuple[Any, ...], Question] = {}

    def judged(build: Callable[[dict[str, Any], tuple[str, ...]], Question]) -> tuple[list[float], list[float]]:
        totals, contents = [], []
        for record in records:
            texts = tuple(record[f"reference{number}"] for number in (1, 2, 3) if record[f"reference{number}"].strip())
            key = (build, record["question"], texts)
            question = made.setdefault(key, build(record, texts))
            score = score_answer(question, Transcript(record["answer"], (), "zh", engine="text"))
            totals.append(score.total or 0.0)
            contents.append(score.dimensions.content or 0.0)
        return totals, contents

    references, points = judged(by_references), judged(by_points)
    ways = {
        "references, total": references[0],
        "references, content": references[1],
        "plain points, total": points[0],
        "plain points, content": points[1],
        "length alone": [float(len(record["answer"].strip())) for record in records],
        "characters found": [found_share(record["answer"], record["reference1"]) for record in records],
    }
    asked = [record["q_id"] for record in records]
    return {name: correlations(values, grades, asked) for name, values in ways.items()}


def correlations(values: list[float], grades: list[float], asked: list[str]) -> dict[str, float]:
    """Return Pearson's correlation within questions (mean, weighted by their answers) and over all answers."""
    within = 0.0
    for name in sorted(set(asked)):
        chosen = [index for index, other in enumerate(asked) if other == name]
        value = pearson([values[index] for index in chosen], [grades[index] for index in chosen])
        within += len(chosen) * (0.0 if math.isnan(value) else value)
    overall = pearson(values, grades)
    return {"within questions": round(within / len(asked), 3), "over all": round(overall, 3), "answers": len(asked)}


def main() -> int:
    """Run the evaluation."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("graded", type=Path)
    for name, values in evaluate(parser.parse_args().graded).items():
        print(f"{name:22}" + "  ".join(f"{key} {value:g}" for key, value in values.items()))
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
