"""Question lists from elsewhere become banks that validate."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from interviewer.banks.importers import import_bank
from interviewer.banks.schema import Bank
from interviewer.banks.validate import check_file
from interviewer.errors import InputError


def imported(folder: Path, name: str, data: bytes, bank_id: str | None = None) -> Bank:
    path = folder / name
    path.write_bytes(data)
    out = folder / "out.yaml"
    out.write_text(import_bank(path, bank_id), "utf-8")
    bank, problems = check_file(out, cues=False)
    assert bank is not None, [problem.text("en") for problem in problems]
    return bank


def test_a_json_list_of_questions(tmp_path: Path) -> None:
    entries = [
        {
            "name": "event-loop.md",
            "question": "What does the `loop` do?\n\n```js\nloop()\n```",
            "answer": "It runs [callbacks](https://example.org) in order.\n\n| a | b |\n|---|---|",
            "goodToHear": ["It never **blocks**", ""],
            "links": ["ignored"],
            "tags": ["runtime"],
        },
        {"question": "Why?", "answer": "", "goodToHear": []},
        {"answer": "no question"},
        "noise",
    ]
    bank = imported(tmp_path, "Some Questions.json", json.dumps(entries).encode())
    first, second = bank.questions
    assert bank.id == "some-questions"
    assert (first.id, first.ask.en) == ("some-questions/01-event-loop", "What does the loop do?")
    assert first.reference.en == ("It runs callbacks in order.",)
    assert [point.en for point in first.points] == ["It never blocks"]
    assert first.tags == ("runtime",)
    assert second.reference.en == ("Why?",)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gbk"])
def test_a_csv_table_in_either_encoding(tmp_path: Path, encoding: str) -> None:
    table = '问题,参考答案,要点\n怎么审稿？,"先看事实，再看语气",核对事实；看语气\n,没有问题,\n'
    table += '"为什么来？",,"第一点\n第二点"\n'
    bank = imported(tmp_path, "题库.csv", table.encode(encoding))
    first, second = bank.questions
    assert bank.id == "imported"
    assert first.ask.zh == "怎么审稿？" and first.reference.zh == ("先看事实，再看语气",)
    assert [point.zh for point in first.points] == ["核对事实", "看语气"]
    assert [point.zh for point in second.points] == ["第一点", "第二点"]


def test_english_headings_and_other_separators(tmp_path: Path) -> None:
    table = "Question\tKey Points\tReference Answer\nWhy us?\tmission; people\tI like the mission.\n"
    (question,) = imported(tmp_path, "q.tsv", table.encode(), "own").questions
    assert (question.id, len(question.points), question.reference.en) == ("own/01", 2, ("I like the mission.",))


@pytest.mark.parametrize(
    ("name", "data", "reason"),
    [
        ("a.json", b"{", "not valid JSON"),
        ("a.json", b"[" * 100_000, "not valid JSON"),
        ("a.json", b"5", "no list of questions"),
        ("a.json", b"[]", "no questions"),
        ("a.csv", b"one,two\n1,2\n", "name the columns"),
        ("a.csv", b"", "no questions"),
        ("a.csv", b"question\n", "no questions"),
        ("a.csv", b"\xff\xfe\xff", "neither UTF-8 nor GBK"),
    ],
)
def test_what_cannot_be_imported_is_explained(tmp_path: Path, name: str, data: bytes, reason: str) -> None:
    path = tmp_path / name
    path.write_bytes(data)
    with pytest.raises(InputError, match=reason):
        import_bank(path)


def test_the_name_of_the_new_bank_is_checked(tmp_path: Path) -> None:
    path = tmp_path / "q.csv"
    path.write_text("question\nWhy us?\n", "utf-8")
    for name in ("Bad!", "../x", "", "a b"):
        with pytest.raises(ValueError, match="lower-case"):
            import_bank(path, name)


def test_what_commands_a_terminal_is_left_out(tmp_path: Path) -> None:
    entries = [{"question": "Why\x1b]0;x\x07 us\u202e?", "answer": "a\x9bb", "tags": ["t\x1b[31m"]}]
    (question,) = imported(tmp_path, "q.json", json.dumps(entries).encode()).questions
    assert (question.ask.en, question.reference.en, question.tags) == ("Why]0;x us?", ("ab",), ("t[31m",))
    (question,) = imported(tmp_path, "q.csv", b"question,answer\nWhy\x1b[2J?,b\x7f\n").questions
    assert (question.ask.en, question.reference.en) == ("Why[2J?", ("b",))


def test_a_missing_file_is_explained(tmp_path: Path) -> None:
    with pytest.raises(InputError):
        import_bank(tmp_path / "none.csv")


_CELL = st.text(max_size=30)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.fixed_dictionaries({"question": _CELL, "answer": _CELL, "goodToHear": st.lists(_CELL, max_size=3)})))
def test_whatever_is_imported_validates(tmp_path: Path, entries: list[dict[str, object]]) -> None:
    path = tmp_path / "x.json"
    path.write_text(json.dumps(entries), "utf-8")
    try:
        content = import_bank(path)
    except InputError:
        return
    out = tmp_path / "out.yaml"
    out.write_text(content, "utf-8", newline="")
    assert [problem.text("en") for problem in check_file(out)[1]] == []
