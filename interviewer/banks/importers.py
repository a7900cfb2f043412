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

if TYPE_CHECKING:
    # Importing it for real would import numpy.
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
        InputError: the file cannot be read or holds no questions; `facts` has path, problem, line and reason.
    """
    text = _read(path)
    items = _from_json(path, text) if path.suffix.lower() == ".json" else _from_csv(path, text)
    if not items:
        raise _refuse(path, 1, "there are no questions in it", "里面没有题目")
    return _write_bank(bank_id or _slug(path.stem, "imported"), path.stem, items)


def _refuse(path: Path, line: int, english: str, chinese: str) -> InputError:
    return InputError(
        f"{path}, line {line}: {english}", path=str(path), problem="line", line=line, reason=f"{chinese} / {english}"
    )


def _read(path: Path) -> str:
    try:
        with path.open("rb") as file:
            data = file.read(MAX_IMPORT_BYTES + 1)
    except OSError as error:
        reason = error.strerror or str(error)
        raise _refuse(path, 1, reason, "文件读不了") from error
    if len(data) > MAX_IMPORT_BYTES:
        raise _refuse(path, 1, "the file is larger than 20 MB", "文件超过 20 MB")
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise _refuse(path, 1, "the text is neither UTF-8 nor GBK", "文字既不是 UTF-8 也不是 GBK 编码")


def _from_json(path: Path, text: str) -> list[ImportedItem]:
    try:
        content = json.loads(text)
    except (json.JSONDecodeError, RecursionError) as error:
        line = getattr(error, "lineno", 1)
        raise _refuse(path, line, "this is not valid JSON", "不是合法的 JSON") from error
    if isinstance(content, dict):
        content = next((value for value in content.values() if isinstance(value, list)), [])
    if not isinstance(content, list):
        raise _refuse(path, 1, "a list of questions is expected", "应该是一个题目列表")
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
    return tuple(str(tag) for tag in value if isinstance(tag, str) and tag.strip()) if isinstance(value, list) else ()


def _from_csv(path: Path, text: str) -> list[ImportedItem]:
    first_line = text.split("\n", 1)[0]
    delimiter = max(",\t;", key=first_line.count)
    # A key-points cell may be separated by ";", so ";" only separates columns where there is no comma at all.
    if delimiter == ";" and "," in first_line:
        delimiter = ","
    try:
        rows = list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter))
    except csv.Error as error:
        raise _refuse(path, 1, f"this is not a CSV table ({error})", "不是合法的 CSV 表格") from error
    if not rows:
        return []
    columns = _columns(rows[0])
    if "question" not in columns:
        raise _refuse(
            path,
            1,
            "the first line must name the columns: question, reference answer, key points",
            "第一行要写列名：问题、参考答案、要点",
        )
    items = []
    for row in rows[1:]:
        cells = {name: row[index].strip() if index < len(row) else "" for name, index in columns.items()}
        if cells["question"]:
            points = tuple(part.strip() for part in re.split(r"[;；\n]", cells.get("points", "")) if part.strip())
            items.append(ImportedItem("", cells["question"], cells.get("answer", ""), points))
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
    return re.sub(r"\s+", " ", text).strip()


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
