"""Question lists from elsewhere, turned into a bank file: a JSON list of questions with answers, or a CSV table."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import yaml

from interviewer.banks.schema import BANK_ID
from interviewer.errors import InputError
from interviewer.messages import text as message

if TYPE_CHECKING:
    from audio.ports import Language

MAX_IMPORT_BYTES = 20_000_000

_COLUMNS: Mapping[str, tuple[str, ...]] = {
    "question": ("question", "ask", "问题", "题目", "面试题", "面试问题"),
    "answer": ("reference answer", "reference", "answer", "参考答案", "参考回答", "答案", "回答"),
    "points": ("key points", "points", "keypoints", "goodtohear", "要点", "关键点", "得分点", "评分要点"),
}
"""Heading of a CSV column -> what it holds; compared without case, spaces or underscores."""

_HAN = re.compile(r"[\u4e00-\u9fff]")


@dataclass(frozen=True)
class ImportedItem:
    """One question from elsewhere."""

    name: str
    question: str
    answer: str
    points: tuple[str, ...]
    tags: tuple[str, ...] = ()


def import_bank(path: Path, bank_id: str | None = None) -> str:
    """Return the text of a bank made from a file.

    A `.json` file is a list of objects with `question`, `answer` and, if there are any, `goodToHear`, `tags` and
    `name` (the layout of 30-seconds-of-interviews). Anything else is read as CSV with a heading line: question,
    reference answer, key points (separated by `;` or line breaks), in UTF-8 or GBK.

    Args:
        path: the file.
        bank_id: id of the new bank; made from the file name when not given.

    Raises:
        InputError: the file cannot be read or holds no questions; `facts` has path, problem and line.
        ValueError: `bank_id` is not lower-case letters, digits and `-`.
    """
    if bank_id is not None and not re.fullmatch(BANK_ID, bank_id):
        raise ValueError(f"{bank_id!r} cannot be a bank id: lower-case letters, digits and - only")
    text = _read(path)
    items = _from_json(path, text) if path.suffix.lower() == ".json" else _from_csv(path, text)
    if not items:
        raise _refuse(path, "import_no_questions")
    return _write_bank(bank_id or _slug(path.stem, "imported"), _plain(path.stem) or "imported", items)


def _refuse(path: Path, problem: str, line: int = 1, reason: str = "") -> InputError:
    facts = {"path": str(path), "line": line, "reason": reason}
    return InputError(message(f"error.input.{problem}", "en", **facts), problem=problem, **facts)


def _read(path: Path) -> str:
    try:
        with path.open("rb") as file:
            data = file.read(MAX_IMPORT_BYTES + 1)
    except OSError as error:
        problem = "missing" if isinstance(error, FileNotFoundError) else "unreadable"
        raise _refuse(path, problem, reason=error.strerror or str(error)) from error
    if len(data) > MAX_IMPORT_BYTES:
        raise _refuse(path, "import_size")
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise _refuse(path, "import_encoding")


def _from_json(path: Path, text: str) -> list[ImportedItem]:
    try:
        content = json.loads(text)
    except (json.JSONDecodeError, RecursionError) as error:
        raise _refuse(path, "import_json", line=getattr(error, "lineno", 1)) from error
    if isinstance(content, dict):
        content = next((value for value in content.values() if isinstance(value, list)), [])
    if not isinstance(content, list):
        raise _refuse(path, "import_list")
    items = []
    for entry in content:
        if not isinstance(entry, dict) or not isinstance(entry.get("question"), str):
            continue
        question = _speakable(entry["question"])
        if question:
            name = Path(str(entry.get("name", ""))).stem
            answer = entry.get("answer")
            answer = _speakable(answer) if isinstance(answer, str) else ""
            items.append(
                ImportedItem(name, question, answer, _texts(entry.get("goodToHear")), _tags(entry.get("tags")))
            )
    return items


def _texts(value: Any) -> tuple[str, ...]:
    texts = [value] if isinstance(value, str) else value if isinstance(value, list) else []
    spoken = [_speakable(text) for text in texts if isinstance(text, str)]
    return tuple(text for text in spoken if text)


def _tags(value: Any) -> tuple[str, ...]:
    tags = [_plain(tag) for tag in value if isinstance(tag, str)] if isinstance(value, list) else []
    return tuple(tag for tag in tags if tag)


def _from_csv(path: Path, text: str) -> list[ImportedItem]:
    first_line = text.split("\n", 1)[0]
    delimiter = max(",\t;", key=first_line.count)
    # A key-points cell may be separated by ";", so ";" only separates columns where there is no comma at all.
    if delimiter == ";" and "," in first_line:
        delimiter = ","
    try:
        rows = list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter))
    except csv.Error as error:
        raise _refuse(path, "import_csv", reason=str(error)) from error
    if not rows:
        return []
    columns = _columns(rows[0])
    if "question" not in columns:
        raise _refuse(path, "import_columns")
    items = []
    for row in rows[1:]:
        cells = {name: row[index].strip() if index < len(row) else "" for name, index in columns.items()}
        if _plain(cells["question"]):
            points = tuple(filter(None, map(_plain, re.split(r"[;；\n]", cells.get("points", "")))))
            items.append(ImportedItem("", _plain(cells["question"]), _plain(cells.get("answer", "")), points))
    return items


def _columns(heading: Sequence[str]) -> dict[str, int]:
    def plain(name: str) -> str:
        return re.sub(r"[\s_]", "", name).lower()

    found: dict[str, int] = {}
    for index, name in enumerate(heading):
        for meaning, names in _COLUMNS.items():
            if plain(name) in [plain(known) for known in names]:
                found.setdefault(meaning, index)
    return found


def _speakable(text: str) -> str:
    """Drop what cannot be said aloud: code blocks, tables, link targets, markup."""
    text = re.sub(r"```.*?(```|\Z)", " ", text, flags=re.DOTALL)
    text = re.sub(r"^\s*\|.*$", " ", text, flags=re.MULTILINE)
    text = re.sub(r"!?\[([^\]]*)\]\([^)]*\)", r"\1", text)
    text = re.sub(r"^\s*(#+|[*-])\s+", "", text, flags=re.MULTILINE)
    text = re.sub(r"(\*\*|__|`)", "", text)
    return _plain(text)


def _plain(text: str) -> str:
    """Join the lines of a text and drop what a bank file refuses: control characters, half of a surrogate pair."""
    kept = "".join(c if c.isprintable() or c.isspace() else "" for c in text)
    return re.sub(r"\s+", " ", kept).strip()


def _slug(text: str, fallback: str) -> str:
    slug = re.sub(r"[^a-z0-9]+", "-", text.lower()).strip("-")[:48].strip("-")
    return slug if re.fullmatch(BANK_ID, slug) else fallback


def _language(text: str) -> Language:
    return "zh" if _HAN.search(text) else "en"


def _write_bank(bank_id: str, title: str, items: Sequence[ImportedItem]) -> str:
    questions = []
    for number, item in enumerate(items, 1):
        question: dict[str, Any] = {
            "id": f"{bank_id}/{number:02d}" + (f"-{_slug(item.name, '')}" if _slug(item.name, "") else ""),
            "ask": {_language(item.question): item.question},
        }
        if item.points:
            question["points"] = [
                {"id": f"p{index}", _language(point): point} for index, point in enumerate(item.points, 1)
            ]
        if item.answer or not item.points:
            # Without answer or points the question itself is all there is to compare with.
            answer = item.answer or item.question
            question["reference"] = {_language(answer): answer}
        if item.tags:
            question["tags"] = list(item.tags)
        questions.append(question)
    bank = {"id": bank_id, "title": {_language(title): title}, "questions": questions}
    return yaml.dump(bank, Dumper=_Dumper, allow_unicode=True, sort_keys=False, width=110)


class _Dumper(yaml.SafeDumper):
    """Writes no aliases: the bank format refuses them."""

    def ignore_aliases(self, data: Any) -> bool:
        return True
