"""How well the offline scorer agrees with labelled answers.

    python scripts/eval_scoring.py answers.jsonl ... [--bank FILE ...] [--json] [--details]
        [--fillers MARKED.tsv ...] [--graded GRADED.jsonl]

Each line holds {id, question, lang, level, kind, text, points, mentioned, pitfalls, score}. Printed per language:
Cohen's kappa and F1 over all decisions on points and on pitfalls, Spearman with the labelled score (beside what length
alone gives), mean absolute error, ranking within a question, traps, what misheard words cost, and speed. --fillers and
--graded add what eval_fillers.py and eval_references.py print.
"""

from __future__ import annotations

import argparse
import json
import random
import sys
import time
from collections import defaultdict
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

import eval_fillers
import eval_references
from agreement import kappa, spearman

from audio.ports import Transcript
from interviewer.banks.loader import lexicon, shipped_banks
from interviewer.banks.reader import read_bank
from interviewer.banks.source import read_source
from interviewer.records import PitfallResult, PointResult, Score
from interviewer.scoring.normalise import is_hanzi
from interviewer.scoring.pinyin import syllable
from interviewer.scoring.rules import score_answer
from interviewer.scoring.stems import sound_key

LEVELS = {"strong": 3, "solid": 2, "thin": 1, "poor": 0}
HOMOPHONE_SHARE = {"zh": 0.12, "en": 0.08}


def misheard(text: str, lang: str, words: dict[str, list[str]], key: str) -> str:
    """Replace 12 % of the characters by homophones, or 8 % of the English words by ones that sound near.

    Args:
        text: the transcript.
        lang: "zh" or "en".
        words: what may stand for a character (by syllable) or a word (by sound).
        key: seeds the choice, so that the same answer is always misheard in the same way.
    """
    chance = random.Random(key)
    share = HOMOPHONE_SHARE[lang]
    if lang == "zh":
        return "".join(
            chance.choice(words.get(syllable(c), [c])) if is_hanzi(c) and chance.random() < share else c for c in text
        )
    parts = text.split(" ")
    for index, part in enumerate(parts):
        if chance.random() < share:
            parts[index] = _near(part, words, chance)
    return " ".join(parts)


def _near(word: str, words: dict[str, list[str]], chance: random.Random) -> str:
    bare = word.strip(".,?!;:\"'").lower()
    others = [other for other in words.get(sound_key(bare), []) if other != bare]
    if others:
        return word.lower().replace(bare, chance.choice(others))
    for old, new in (
        ("c", "k"),
        ("ph", "f"),
        ("ee", "ea"),
        ("ea", "ee"),
        ("ss", "s"),
        ("ti", "shi"),
        ("er", "or"),
        ("i", "y"),
    ):
        if len(bare) > 4 and old in bare[1:]:
            return word.lower().replace(bare, bare[0] + bare[1:].replace(old, new, 1))
    return word


def sound_table(answers: Sequence[dict[str, Any]], lang: str) -> dict[str, list[str]]:
    """Return the characters (or words) of all answers by their sound: homophones that really occur."""
    table: dict[str, set[str]] = defaultdict(set)
    for answer in answers:
        if lang == "zh":
            for character in answer["text"]:
                if is_hanzi(character):
                    table[syllable(character)].add(character)
        else:
            for word in answer["text"].lower().split():
                bare = word.strip(".,?!;:\"'")
                if bare.isalpha():
                    table[sound_key(bare)].add(bare)
    return {sound: sorted(members) for sound, members in table.items()}


class Judged:
    """One set of answers with their scores."""

    def __init__(self, answers: Sequence[dict[str, Any]], questions: dict[str, Any], edit: Callable[..., str]) -> None:
        """Score every answer."""
        self.answers = [answer for answer in answers if answer["question"] in questions]
        start = time.perf_counter()
        self.scores: list[Score] = [
            score_answer(question, Transcript(edit(answer), (), answer["lang"], engine="text"), lexicon=words)
            for answer in self.answers
            for question, words in (questions[answer["question"]],)
        ]
        self.seconds = time.perf_counter() - start

    def decisions(self, part: str) -> list[tuple[bool, bool]]:
        """Return (labelled, judged) over all points or pitfalls."""
        pairs = []
        for answer, score in zip(self.answers, self.scores, strict=True):
            if part == "points":
                pairs += [(point.id in answer["points"], point.hit) for point in score.points]
            else:
                pairs += [(pitfall.id in answer["pitfalls"], pitfall.triggered) for pitfall in score.pitfalls]
        return pairs

    def totals(self) -> list[float]:
        """Return the totals; an abstention counts as 0 here."""
        return [score.total or 0.0 for score in self.scores]


def ranking(judged: Judged) -> tuple[int, int, list[str]]:
    """Return (pairs in the right order, pairs, the wrong ones) of levels within a question."""
    right = pairs = 0
    wrong = []
    by_question = defaultdict(list)
    for answer, total in zip(judged.answers, judged.totals(), strict=True):
        if answer["level"] in LEVELS:
            by_question[answer["question"]].append((LEVELS[answer["level"]], total, answer["id"]))
    for items in by_question.values():
        for level, total, name in items:
            for other_level, other_total, other in items:
                if level > other_level:
                    pairs += 1
                    right += total > other_total
                    if total <= other_total:
                        wrong.append(f"{name} {total} <= {other} {other_total}")
    return right, pairs, wrong


def traps(judged: Judged) -> dict[str, Any]:
    """Return how traps fare: below the thin answer of their question, or passing where they are labelled so."""
    thin = {
        a["question"]: total for a, total in zip(judged.answers, judged.totals(), strict=True) if a["level"] == "thin"
    }
    low, passing, failures = [], [], []
    for answer, total in zip(judged.answers, judged.totals(), strict=True):
        if answer["level"] != "trap":
            continue
        if answer["score"] < 30:
            low.append(total < thin.get(answer["question"], 101))
            if not low[-1]:
                failures.append(f"{answer['id']} {answer['kind']} {total} >= thin {thin[answer['question']]}")
        elif answer["score"] >= 70:
            passing.append(total >= 70)
            if not passing[-1]:
                failures.append(f"{answer['id']} {answer['kind']} {total} < 70")
    return {"low": f"{sum(low)}/{len(low)}", "passing": f"{sum(passing)}/{len(passing)}", "failures": failures}


def evaluate(answers: Sequence[dict[str, Any]], questions: dict[str, Any], lang: str) -> dict[str, Any]:
    """Return all measures of one language."""
    chosen = [answer for answer in answers if answer["lang"] == lang and answer["question"] in questions]
    Judged(chosen, questions, lambda answer: answer["text"])  # compiles the cues, so that the next run is warm
    judged = Judged(chosen, questions, lambda answer: answer["text"])
    table = sound_table(chosen, lang)
    heard = Judged(chosen, questions, lambda answer: misheard(answer["text"], lang, table, answer["id"]))
    labels, totals = [float(answer["score"]) for answer in judged.answers], judged.totals()
    lengths = [float(len(answer["text"]) if lang == "zh" else len(answer["text"].split())) for answer in judged.answers]
    right, pairs, wrong = ranking(judged)
    trap = traps(judged)
    point_kappa, point_f1 = kappa(judged.decisions("points"))
    pitfall_kappa, pitfall_f1 = kappa(judged.decisions("pitfalls"))
    return {
        "answers": len(judged.answers),
        "point_kappa": point_kappa,
        "point_f1": point_f1,
        "point_kappa_misheard": kappa(heard.decisions("points"))[0],
        "pitfall_kappa": pitfall_kappa,
        "pitfall_f1": pitfall_f1,
        "spearman": spearman(totals, labels),
        "spearman_length": spearman(lengths, labels),
        "mae": sum(abs(a - b) for a, b in zip(totals, labels, strict=True)) / len(labels),
        "ranking": right / pairs if pairs else float("nan"),
        "traps_low": trap["low"],
        "traps_passing": trap["passing"],
        "abstained": sum(score.total is None for score in judged.scores),
        "ms_per_answer": 1000 * judged.seconds / len(judged.answers),
        "wrong": wrong + trap["failures"],
    }


def details(answers: Sequence[dict[str, Any]], questions: dict[str, Any]) -> None:
    """Print every disagreement on points and pitfalls."""
    judged = Judged(answers, questions, lambda answer: answer["text"])
    for answer, score in zip(judged.answers, judged.scores, strict=True):
        hits = {point.id for point in score.points if point.hit}
        fired = {pitfall.id for pitfall in score.pitfalls if pitfall.triggered}
        labelled, stepped = set(answer["points"]), set(answer["pitfalls"])
        print(
            f"{answer['id']:58} {answer['level']:6} {answer['kind'] or '':10} {answer['score']:3} {score.total} "
            f"missed {sorted(labelled - hits)} false {sorted(hits - labelled)} "
            f"pitfalls missed {sorted(stepped - fired)} false {sorted(fired - stepped)}"
        )
        results: list[PointResult | PitfallResult] = [*score.points, *score.pitfalls]
        for result in results:
            if result.id in (hits - labelled) | (fired - stepped):
                print(f"      {result.id}: {[evidence.quote for evidence in result.evidence]}")


def main() -> int:
    """Run the evaluation."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("answers", type=Path, nargs="+")
    parser.add_argument("--bank", type=Path, nargs="*")
    parser.add_argument("--fillers", type=Path, nargs="*", default=[], metavar="TSV")
    parser.add_argument("--graded", type=Path, metavar="JSONL")
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--details", action="store_true", help="every disagreement, answer by answer")
    arguments = parser.parse_args()
    banks = [read_bank(read_source(path)) for path in arguments.bank] if arguments.bank else list(shipped_banks())
    questions = {question.id: (question, lexicon(bank)) for bank in banks for question in bank.questions}
    lines = [line for path in arguments.answers for line in path.read_text(encoding="utf-8").splitlines()]
    answers = [json.loads(line) for line in lines if line.strip()]
    if arguments.details:
        details(answers, questions)
        return 0
    present = [lang for lang in ("zh", "en") if any(answer["lang"] == lang for answer in answers)]
    results = {lang: evaluate(answers, questions, lang) for lang in present}
    others: dict[str, Any] = {path.name: eval_fillers.evaluate(path) for path in arguments.fillers}
    if arguments.graded:
        others[arguments.graded.name] = eval_references.evaluate(arguments.graded)
    if arguments.json:
        print(json.dumps({**results, **others}, ensure_ascii=False))
        return 0
    show(results)
    for name, rows in others.items():
        print(f"\n{name}")
        for label, values in rows.items():
            print(f"{label:22}" + "  ".join(f"{key} {value:g}" for key, value in values.items()))
    return 0


def show(results: dict[str, dict[str, Any]]) -> None:
    """Print the measures side by side, and below them what went wrong."""
    print(f"{'':22}" + "".join(f"{lang:>12}" for lang in results))
    for name in next(iter(results.values()), {}):
        if name == "wrong":
            continue
        shown = [measures[name] for measures in results.values()]
        print(
            f"{name:22}" + "".join(f"{value:>12.3f}" if isinstance(value, float) else f"{value:>12}" for value in shown)
        )
    for lang, measures in results.items():
        for line in measures["wrong"]:
            print(f"{lang}: {line}")


if __name__ == "__main__":
    raise SystemExit(main())
