"""The list of recordings: everything wrong with it is found, with its line, before anything starts."""

import os
import string
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from interviewer.batch.manifest import Manifest, read_folder, read_manifest
from interviewer.batch.records import printable
from interviewer.errors import InputError
from interviewer.settings import Settings

QUESTION = "hr-faq/02-self-intro"


def settings_in(folder: Path) -> Settings:
    return Settings(language="zh", data_dir=folder / "data")


def manifest(folder: Path, content: str | bytes, question: str | None = None) -> Manifest:
    path = folder / "list.csv"
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return read_manifest(path, settings_in(folder), question)


def problems(found: Manifest) -> list[tuple[int | None, str]]:
    return [(problem.line, problem.code) for problem in found.problems]


def test_every_problem_is_told_with_its_line(tmp_path: Path) -> None:
    found = manifest(
        tmp_path,
        f'path,question,lang,id\na.wav,{QUESTION},zh,1\n"b\nreak.wav",{QUESTION},fr,2\n,{QUESTION},,3\n'
        f"c.wav,hr-faq/02-self-intr,en,4\nd.wav,,en,5\n\ne.wav,{QUESTION},en,1\nf.wav,,xx,6\n",
    )
    assert problems(found) == [
        (3, "lang"), (5, "no_path"), (6, "question_near"), (7, "no_question"), (9, "twice"),
        (10, "no_question"), (10, "lang"),
    ]  # fmt: skip
    assert QUESTION in str(next(problem.facts["near"] for problem in found.problems if problem.line == 6))


def test_a_good_list(tmp_path: Path) -> None:
    found = manifest(tmp_path, f"candidate,path,question,lang\n王芳,a.wav,{QUESTION},\n,/b.wav,{QUESTION},en\n")
    first, second = found.items
    assert (first.id, first.path, first.candidate, first.lang, first.line) == (
        "a.wav", str(tmp_path / "a.wav"), "王芳", "zh", 2,
    )  # fmt: skip
    assert (second.path, second.candidate, second.lang) == ("/b.wav", None, "en")


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_what_excel_writes_is_read(tmp_path: Path, encoding: str, delimiter: str) -> None:
    lines = [
        ["path", "question", "candidate"],
        ["录音,一.wav" if delimiter != "," else '"录音,一.wav"', QUESTION, "李雷"],
    ]
    found = manifest(tmp_path, "\r\n".join(delimiter.join(line) for line in lines).encode(encoding))
    assert [(item.id, item.candidate) for item in found.items] == [("录音,一.wav", "李雷")]


def test_json_lines(tmp_path: Path) -> None:
    found = manifest(tmp_path, f'{{"path": "a.wav", "question": "{QUESTION}", "id": 7}}\n\n[1]\n{{"path": \n')
    assert [item.id for item in found.items] == ["7"]
    assert problems(found) == [(3, "json"), (4, "json")]


def test_the_same_line_twice_counts_once_and_another_question_is_another_answer(tmp_path: Path) -> None:
    found = manifest(tmp_path, f"path,question\na.wav,{QUESTION}\na.wav,{QUESTION}\na.wav,hr-faq/05-career-plan\n")
    assert [item.id for item in found.items] == ["a.wav", "a.wav (hr-faq/05-career-plan)"]
    assert found.repeated == 1 and not found.problems


@pytest.mark.parametrize("content", ["", "path,question\n", "file,question\na.wav,x\n"])
def test_nothing_to_do_is_said(tmp_path: Path, content: str) -> None:
    assert problems(manifest(tmp_path, content))


def test_what_is_no_text_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError):
        manifest(tmp_path, b"\xff\xfe\x00\x81")
    with pytest.raises(InputError):
        read_manifest(tmp_path / "none.csv", settings_in(tmp_path), None)


def folder(tmp_path: Path, *names: str) -> Path:
    root = tmp_path / "in"
    for name in names:
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_bytes(b"")
    return root


def test_a_folder_with_rules(tmp_path: Path) -> None:
    root = folder(
        tmp_path, "王芳/intro.wav", "li/plan.m4a", "other/x.mp3", ".hidden/a.wav", "Thumbs.db", ".DS_Store", "out/y.wav"
    )
    rules = [
        ("{candidate}/intro.*", "ai-operations/01-self-intro"),
        ("{candidate}/plan.*", "hr-faq/05-career-plan"),
    ]
    found = read_folder(root, settings_in(tmp_path), QUESTION, rules, root / "out")
    assert [(item.id, item.candidate, item.question) for item in found.items] == [
        ("li/plan.m4a", "li", "hr-faq/05-career-plan"),
        ("other/x.mp3", "x", QUESTION),
        ("王芳/intro.wav", "王芳", "ai-operations/01-self-intro"),
    ]
    assert problems(read_folder(root, settings_in(tmp_path), None, rules, root / "out")) == [
        (None, "no_question_folder")
    ]


def test_odd_names_and_unreadable_folders(tmp_path: Path) -> None:
    names = ["-rf.wav", "line\nbreak.wav", "😀.wav", "a" * 240 + ".wav", "=1+1.wav", "‮gpj.wav"]
    root = folder(tmp_path, *names)
    Path(os.fsdecode(os.fsencode(root) + b"/\xff\xfe.wav")).write_bytes(b"")
    found = read_folder(root, settings_in(tmp_path), QUESTION, [], tmp_path / "out")
    assert len(found.items) == len(names) + 1
    assert all(Path(item.path).exists() for item in found.items)
    for item in found.items:
        item.id.encode()
        assert "\n" not in item.id and "\u202e" not in item.id


@given(st.text(alphabet=string.ascii_letters + "*?{}[]().\\/+^$", max_size=20))
@settings(max_examples=60, deadline=None)
def test_no_pattern_is_too_odd(pattern: str) -> None:
    from interviewer.batch.manifest import _pattern

    literal = pattern.replace("*", "x").replace("?", "x")
    if "{candidate}" not in pattern and "{lang}" not in pattern:
        assert _pattern(pattern).fullmatch(literal)


@given(st.text())
@settings(max_examples=100, deadline=None)
def test_what_is_shown_is_printable(text: str) -> None:
    shown = printable(text)
    shown.encode()
    assert not any(ord(character) < 32 or 0x7F <= ord(character) < 0xA0 for character in shown)
