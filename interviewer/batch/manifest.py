"""The list of recordings: a CSV or JSON Lines file, or a folder; everything wrong with it is found before the run."""

from __future__ import annotations

import csv
import io
import json
import os
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, cast

from audio.ports import Language
from interviewer.banks.loader import find_question
from interviewer.batch.records import Item, Problem, printable
from interviewer.errors import BankError, InputError, UnknownQuestion
from interviewer.settings import Settings

CLUTTER = {"thumbs.db", "desktop.ini"}
"""What operating systems leave in folders; hidden files are left out as well, everything else is tried."""

_REQUIRED = ("path", "question")
_MOST_BYTES = 500_000_000


@dataclass(frozen=True)
class Manifest:
    """What is to be done.

    Attributes:
        items: in their order, each id once.
        problems: why the run cannot start; empty when it can.
        unreadable: folders that could not be looked into: (path, reason).
        repeated: lines that say again what another one says; they are left out.
    """

    items: tuple[Item, ...]
    problems: tuple[Problem, ...] = ()
    unreadable: tuple[tuple[str, str], ...] = ()
    repeated: int = 0


def is_url(path: str) -> bool:
    """Tell whether a path names another file system (an fsspec URL)."""
    return re.match(r"[a-z][a-z0-9+.-]+://", path) is not None


def read_manifest(path: Path, settings: Settings, question: str | None) -> Manifest:
    """Read a manifest and check every line.

    Args:
        path: CSV with a header line, or JSON Lines; UTF-8, or the GB18030 that Excel writes in Chinese.
        settings: language and banks.
        question: for lines that name none.

    Raises:
        InputError: the file cannot be read at all.
    """
    content = _text(path)
    rows = _json_rows(content) if content.lstrip().startswith("{") else _csv_rows(content)
    base = path.absolute().parent
    check = _Checker(settings, question, lambda name: name if is_url(name) else str(base / name))
    for line, row in rows:
        check.row(line, row)
    if not check.items and not check.problems:
        check.problems.append(Problem("empty", None, {"path": printable(str(path))}))
    return Manifest(tuple(check.items), tuple(check.problems), repeated=check.repeated)


def read_folder(
    folder: Path, settings: Settings, question: str | None, rules: Sequence[tuple[str, str]], skip: Path
) -> Manifest:
    """List the recordings of a folder and its sub-folders.

    Args:
        folder: where they lie.
        settings: language and banks.
        question: for files that no rule names.
        rules: (pattern, question id): `*` stands for any part of a name, `**` for any folders, `{candidate}` and
            `{lang}` for names that are kept. The first that fits counts.
        skip: a folder that is left out (the output, where it lies within).
    """
    check = _Checker(settings, question, lambda name: str(folder / name))
    compiled = [(_pattern(pattern), wanted) for pattern, wanted in rules]
    unreadable: list[tuple[str, str]] = []
    for name in _files(folder, skip, unreadable):
        fit = next(((match, wanted) for rule, wanted in compiled if (match := rule.fullmatch(name))), None)
        named = {key: value for key, value in fit[0].groupdict().items() if value} if fit else {}
        row = {"candidate": Path(name).stem, **named, "path": name, "id": name}
        check.row(None, {**row, "question": fit[1]} if fit else row)
    if not check.items and not check.problems:
        check.problems.append(Problem("empty", None, {"path": printable(str(folder))}))
    return Manifest(tuple(check.items), tuple(check.problems), tuple(unreadable))


def _files(folder: Path, skip: Path, unreadable: list[tuple[str, str]]) -> Iterator[str]:
    """Yield the files below a folder, as paths below it with `/`, in the order of their names."""

    def note(error: OSError) -> None:
        unreadable.append((printable(str(error.filename)), error.strerror or str(error)))

    for place, folders, names in os.walk(folder, onerror=note):
        folders[:] = sorted(
            name for name in folders if not name.startswith(".") and (Path(place) / name).absolute() != skip.absolute()
        )
        for name in sorted(names):
            if not name.startswith(".") and name.lower() not in CLUTTER:
                yield (Path(place) / name).relative_to(folder).as_posix()


def _pattern(pattern: str) -> re.Pattern[str]:
    """Turn a rule's pattern into a regular expression over paths below the folder."""
    known = {"**": ".*", "*": "[^/]*", "?": "[^/]", "{candidate}": "(?P<candidate>[^/]+?)", "{lang}": "(?P<lang>zh|en)"}
    parts = re.split(r"(\*\*|\*|\?|\{candidate\}|\{lang\})", pattern)
    return re.compile("".join(known.get(part, re.escape(part)) for part in parts), re.DOTALL)


def _text(path: Path) -> str:
    try:
        if path.stat().st_size > _MOST_BYTES:
            raise InputError(f"{path} is too large to be a manifest", path=str(path), problem="manifest_size")
        data = path.read_bytes()
    except OSError as error:
        raise InputError(
            f"{path}: {error.strerror}", path=str(path), problem="missing", reason=error.strerror
        ) from error
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise InputError(f"{path} is neither UTF-8 nor GB18030 text", path=str(path), problem="manifest_encoding")


Row = dict[str, Any]


def _json_rows(content: str) -> Iterator[tuple[int, Row | Problem]]:
    for number, line in enumerate(content.split("\n"), start=1):
        if not line.strip():
            continue
        try:
            row = json.loads(line)
            if not isinstance(row, dict):
                raise ValueError("not an object")
        except ValueError as error:
            yield number, Problem("json", number, {"reason": str(error)})
            continue
        yield number, row


def _csv_rows(content: str) -> Iterator[tuple[int, Row | Problem]]:
    first = content.split("\n", 1)[0]
    delimiter = max(",;\t", key=first.count)  # Excel writes what the system's region says
    reader = csv.reader(io.StringIO(content, newline=""), delimiter=delimiter)
    try:
        header = [name.strip().lower() for name in next(reader, [])]
        if "path" not in header:
            yield 1, Problem("no_path_column", 1, {"columns": ", ".join(printable(name) for name in header) or "-"})
            return
        start = reader.line_num + 1
        for cells in reader:
            if any(cell.strip() for cell in cells):
                yield start, dict(zip(header, cells, strict=False))
            start = reader.line_num + 1
    except csv.Error as error:
        yield reader.line_num, Problem("csv", reader.line_num, {"reason": str(error)})


class _Checker:
    """Turns rows into items and notes everything that is wrong."""

    def __init__(self, settings: Settings, question: str | None, locate: Callable[[str], str]) -> None:
        self.items: list[Item] = []
        self.problems: list[Problem] = []
        self._settings = settings
        self._question = question
        self._locate = locate
        self.repeated = 0
        self._seen: dict[str, Item] = {}
        self._known = cache(self._find)

    def row(self, line: int | None, row: Row | Problem) -> None:
        """Take in one row."""
        if isinstance(row, Problem):
            self.problems.append(row)
            return
        values = {
            key: str(row[key]).strip("\r\n\t ") for key in (*_REQUIRED, "candidate", "lang", "id") if row.get(key)
        }
        before = len(self.problems)
        name = values.get("path")
        question = values.get("question") or self._question
        if not name or "\0" in name:
            self._report("no_path", line)
        if not question:
            if line is None and any(problem.code == "no_question_folder" for problem in self.problems):
                return  # told once, not for a thousand files
            code = "no_question_folder" if line is None else "no_question"
            self._report(code, line, path=printable(name or ""))
        elif (problem := self._known(question)) is not None:
            self._report(problem[0], line, **dict(problem[1]))
        lang = values.get("lang") or self._settings.language
        if lang not in ("zh", "en"):
            self._report("lang", line, lang=printable(lang))
        if len(self.problems) > before or not name or not question:
            return
        identity = printable(values.get("id") or name)
        if not values.get("id") and identity in self._seen and self._seen[identity].question != question:
            identity = f"{identity} ({question})"  # one recording may answer two questions
        candidate = printable(values["candidate"]) if "candidate" in values else None
        item = Item(identity, self._locate(name), question, cast(Language, lang), candidate, line)
        known = self._seen.setdefault(identity, item)
        if known is item:
            self.items.append(item)
        elif (known.path, known.question, known.lang) == (item.path, item.question, item.lang):
            self.repeated += 1  # the same work twice is done once
        else:
            self._report("twice", line, id=identity, other=known.line or "-")

    def _find(self, question: str) -> tuple[str, tuple[tuple[str, object], ...]] | None:
        try:
            find_question(question, self._settings.banks, self._settings.data_dir)
        except UnknownQuestion as error:
            near = cast(Sequence[str], error.facts.get("suggestions") or ())
            facts = (("id", printable(question)), ("near", " / ".join(near)))
            return ("question_near", facts) if near else ("question", facts[:1])
        except BankError as error:
            return "bank", (("id", printable(question)), ("reason", str(error)))
        return None

    def _report(self, code: str, line: int | None, **facts: object) -> None:
        if not any(one.code == code and one.line is None and one.facts == facts for one in self.problems):
            self.problems.append(Problem(code, line, facts))
