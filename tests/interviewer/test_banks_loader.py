"""Finding and loading banks, and the errors when there is none."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

from interviewer.banks import loader, source
from interviewer.banks.loader import (
    find_bank,
    find_question,
    find_roleplay,
    lexicon,
    load_bank,
    shipped_banks,
    user_banks,
)
from interviewer.banks.schema import Text
from interviewer.errors import BankError, UnknownBank, UnknownQuestion
from interviewer.scoring.cues import compile_cue
from interviewer.scoring.rubric import compile_rubric
from interviewer.scoring.tokens import document
from tests.interviewer.bank_texts import RICH, SMALLEST


@pytest.fixture
def data_dir(tmp_path: Path) -> Path:
    (tmp_path / "banks").mkdir()
    return tmp_path


def keep(data_dir: Path, name: str, content: str) -> Path:
    path = data_dir / "banks" / name
    path.write_text(content, "utf-8")
    return path


def test_every_field_arrives(data_dir: Path) -> None:
    bank = load_bank(keep(data_dir, "rich.yaml", RICH))
    question, reference = bank.questions
    point, plain = question.points
    assert (bank.pass_mark, bank.groups[0].id, question.group) == (65, "checks", "checks")
    assert (question.target_s, question.structure, question.tags) == ((30, 60), "steps", ("quality",))
    assert (point.weight, plain.weight) == (2, 1)
    assert point.cues.get("zh") == ("{second_reader}", "人工|专人 审核|把关")
    assert point.samples.get("en").fires == ("An editor checks it.", "A second reader checks it.")
    assert point.anchors is not None and point.anchors.explained == Text(zh="说了怎么查", en="Says how")
    assert [pitfall.cost for pitfall in question.pitfalls] == [15, 10, 10]
    assert question.pitfalls[2].outside_target and question.pitfalls[0].missing == ("p1", "p2")
    assert reference.reference.get("en") == ("I like what you build.", "I want to learn.")
    assert reference.reference.get("zh") == ("我想做这件事。",)
    assert reference.target_s == (60, 120)
    play = bank.roleplays[0]
    first, second = play.turns
    assert (first.branches[0].goto, first.branches[0].when.none, first.branches[1].outcome) == (
        "repeat",
        ("s1",),
        "yields",
    )
    assert (first.max_repeats, first.target_s, second.branches) == (1, (5, 45), ())
    assert play.ending[0].when is not None and play.ending[0].when.avoid == ("t1/x1",)
    assert (play.ending[1].when, play.ending[1].outcome) == (None, "agreed")


def test_a_text_falls_back_to_the_other_language_but_cues_do_not() -> None:
    assert Text(zh="你好").get("en") == "你好" and not Text(zh="你好").has("en")
    assert Text(zh="你好", en="hello").get("en") == "hello"


def test_a_broken_bank_names_every_problem(data_dir: Path) -> None:
    path = keep(data_dir, "bad.yaml", SMALLEST.replace("id: mine\n", "id: MINE\n").replace("questions", "question"))
    with pytest.raises(BankError) as caught:
        load_bank(path)
    problems: Any = caught.value.facts["problems"]
    assert [problem.line for problem in problems] == [1, 1, 3]
    assert f"{path}:3:1: " in str(caught.value)


def test_a_changed_file_is_read_again(data_dir: Path) -> None:
    path = keep(data_dir, "mine.yaml", SMALLEST)
    assert load_bank(path) is load_bank(path)
    path.write_text(SMALLEST.replace("难题", "大难题"), "utf-8")
    assert "大难题" in load_bank(path).questions[0].ask.get("zh")


def test_own_banks_are_found_in_the_data_folder_and_by_path(data_dir: Path) -> None:
    path = keep(data_dir, "mine.yaml", SMALLEST)
    assert find_question("mine/01", data_dir=data_dir)[1].id == "mine/01"
    assert find_question("mine/01", extra_paths=[path])[0].path == path
    assert find_bank(str(path)).id == "mine"


def test_a_broken_own_bank_does_not_hide_the_others(data_dir: Path) -> None:
    keep(data_dir, "a-broken.yaml", "id: broken\nquestions: 5\n")
    keep(data_dir, "mine.yaml", SMALLEST)
    assert [(entry.path.stem, entry.bank is not None) for entry in user_banks(data_dir)] == [
        ("a-broken", False),
        ("mine", True),
    ]
    assert find_bank("mine", data_dir=data_dir).id == "mine"
    with pytest.raises(BankError):
        find_bank("broken", data_dir=data_dir)


def test_two_own_banks_of_one_id_are_not_mixed(data_dir: Path) -> None:
    keep(data_dir, "a.yaml", SMALLEST)
    keep(data_dir, "b.yaml", SMALLEST)
    first, second = user_banks(data_dir)
    assert first.bank is not None and second.bank is None and second.error is not None
    assert "a.yaml" in str(second.error)


def test_a_near_id_is_suggested(data_dir: Path) -> None:
    keep(data_dir, "rich.yaml", RICH)
    with pytest.raises(UnknownQuestion) as caught:
        find_question("mine/01-reveiw", data_dir=data_dir)
    assert caught.value.facts["suggestions"] == ("mine/01-review",)
    with pytest.raises(UnknownQuestion) as caught:
        find_question("review", data_dir=data_dir)
    assert caught.value.facts["suggestions"] == ("mine/01-review",)
    with pytest.raises(UnknownBank) as bank_error:
        find_bank("mime", data_dir=data_dir)
    assert bank_error.value.facts["suggestions"] == ("mine",)
    with pytest.raises(UnknownQuestion) as caught:
        find_roleplay("mine-tlk", data_dir=data_dir)
    assert caught.value.facts["suggestions"] == ("mine-talk",)
    assert find_roleplay("mine-talk", data_dir=data_dir)[1].id == "mine-talk"


@pytest.mark.parametrize("wanted", ["../../etc/passwd", "/etc/passwd", "mine/../x", "", "/", "mine/01\0"])
def test_an_id_is_never_a_path(data_dir: Path, wanted: str) -> None:
    with pytest.raises(UnknownQuestion):
        find_question(wanted, data_dir=data_dir)


def test_a_copy_of_a_shipped_bank_needs_a_name_of_its_own(data_dir: Path) -> None:
    shipped = loader.shipped_bank_files()[0]
    path = keep(data_dir, shipped.name, shipped.read_text("utf-8"))
    with pytest.raises(BankError, match=f"my-{shipped.stem}"):
        load_bank(path)
    assert find_bank(shipped.stem, data_dir=data_dir).path == shipped


def test_a_bank_brings_concepts_of_its_own(data_dir: Path) -> None:
    bank = load_bank(keep(data_dir, "rich.yaml", RICH))
    cue = compile_cue("{second_reader}", "en", lexicon(bank))
    assert cue.find(document("A second person reads every draft.", "en"))
    assert not cue.find(document("We publish it right away.", "en"))
    assert "second_reader" not in lexicon().names


@pytest.mark.parametrize("name", [path.name for path in loader.shipped_bank_files()])
def test_both_yaml_parsers_read_the_shipped_banks_alike(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    fast = source.read_source(loader.SHIPPED_DIR / name)
    monkeypatch.setattr(source, "_LOADER", yaml.SafeLoader)
    slow = source.read_source(loader.SHIPPED_DIR / name)
    assert fast.problems == slow.problems == []
    assert fast.root == slow.root


def test_loading_imports_no_speech_packages_and_no_cue_engine() -> None:
    code = (
        "import sys; from interviewer.banks.loader import shipped_banks; shipped_banks();"
        "print([name for name in ('faster_whisper', 'pyttsx3', 'sounddevice', 'pypinyin', 'pydantic', 'numpy',"
        " 'interviewer.scoring.cues') if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_a_question_read_alone_is_the_same() -> None:
    for bank in shipped_banks():
        for question in bank.questions:
            part, found = find_question(question.id, alone=True)
            assert found == question and part.questions == (question,)
            assert (part.id, part.title, part.pass_mark, part.concepts) == (
                bank.id, bank.title, bank.pass_mark, bank.concepts
            )  # fmt: skip
            rubrics = [compile_rubric(asked, "en", lexicon(home)) for asked, home in ((question, bank), (found, part))]
            assert rubrics[0].version == rubrics[1].version


def test_an_unknown_question_read_alone_is_told_like_any_other() -> None:
    with pytest.raises(UnknownQuestion) as caught:
        find_question("hr-faq/02-self-intr", alone=True)
    assert "hr-faq/02-self-intro" in caught.value.facts["suggestions"]
