"""The shipped banks: complete in both languages, with the ids that are promised, proved by their own samples."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pytest

from interviewer.banks.deep import check_deep
from interviewer.banks.deep_report import DeepReport
from interviewer.banks.loader import SHIPPED_DIR, load_bank
from interviewer.banks.schema import Bank
from interviewer.banks.validate import check_file

PROMISED = [
    line.split()
    for line in (Path(__file__).parents[1] / "data" / "bank_ids.txt").read_text("utf-8").splitlines()
    if not line.startswith("#")
]
BANKS = sorted({words[0].partition("/")[0] for words in PROMISED if ":" not in words[0]})


def shipped(bank_id: str) -> Path:
    return SHIPPED_DIR / f"{bank_id}.yaml"


@cache
def deep_report(path: Path) -> DeepReport:
    return check_deep([load_bank(path)])


def described(bank: Bank) -> dict[str, list[str]]:
    """Return id -> ids of its parts, as in the list of promised ids."""
    parts = {question.id: [item.id for item in (*question.points, *question.pitfalls)] for question in bank.questions}
    for play in bank.roleplays:
        parts[f"roleplay:{play.id}"] = [step.id for step in play.steps]
        for turn in play.turns:
            parts[f"turn:{play.id}/{turn.id}"] = [item.id for item in (*turn.contains, *turn.avoid)]
    return parts


@pytest.mark.parametrize("bank_id", BANKS)
def test_a_shipped_bank_is_complete_in_both_languages(bank_id: str) -> None:
    _, problems = check_file(shipped(bank_id), complete=True)
    assert [problem.line_text("en") for problem in problems] == []


@pytest.mark.parametrize("bank_id", BANKS)
def test_a_shipped_bank_proves_its_cues(bank_id: str) -> None:
    assert [problem.line_text("en") for problem in deep_report(shipped(bank_id)).problems] == []


@pytest.mark.parametrize("words", PROMISED, ids=[words[0] for words in PROMISED])
def test_promised_ids_are_there(words: list[str]) -> None:
    name, *parts = words
    banks = [load_bank(path) for path in SHIPPED_DIR.glob("*.yaml") if path.stem in BANKS]
    found = {key: value for bank in banks for key, value in described(bank).items()}
    assert name in found
    assert set(parts) <= set(found[name])


def test_no_shipped_question_goes_beyond_the_promised_ones() -> None:
    promised = {words[0] for words in PROMISED}
    banks = [load_bank(path) for path in SHIPPED_DIR.glob("*.yaml") if path.stem in BANKS]
    assert {name for bank in banks for name in described(bank)} <= promised
