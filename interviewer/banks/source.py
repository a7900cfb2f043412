"""YAML text to plain data that remembers its lines; refuses what a question bank has no use for.

The parser's events are consumed one at a time: an alias, a tag, a duplicate key or too much depth stops the file right
where it stands, before anything can expand or recurse (libyaml's own composer overflows the C stack on deep nesting).
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from interviewer.banks.problems import Problem

MAX_BYTES = 2_000_000
MAX_DEPTH = 24
"""Deepest nesting of lists and mappings; FORMAT.md needs 11."""
MAX_NODES = 200_000
"""Most keys and values in one file; a shipped bank has about 10,000."""

_LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_NUMBER = re.compile(r"[-+]?(\d+|(\d+\.\d*|\.\d+)([eE][-+]\d+)?)")  # as YAML 1.1 reads them: 1E5 is a text
_FULL_WIDTH = re.compile(
    r"(?:^|[\s{,，｛-])[A-Za-z_]+\s*(：)|[:：-]\s*([｛【［“‘])|([｝】］])\s*$|(，)(?=\s*[A-Za-z_]+\s*[:：])"
)
"""Full-width signs where YAML wants its own: after a field name, around a list, between two fields."""
_NEEDS_QUOTES = re.compile(
    r"\s*(?:- +|[A-Za-z_]+: +)(?:(\{)[^{}]*\}\s*[^\s#,}\]]|(\")[^\"]*\"\s*[^\s#,}\]]|([&*!|>%@`]).*\S)"
)
"""A line whose text begins with a sign that YAML takes for itself."""

_CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")
"""Characters that command a terminal or turn the direction of what follows."""

Place = tuple[int, int]
"""Line and column, from 1."""


class Map(dict[Any, Any]):
    """A mapping with the place of each key."""

    def __init__(self, place: Place) -> None:
        """Start empty at a place in the file."""
        super().__init__()
        self.place = place
        self.places: dict[Any, Place] = {}


class Seq(list[Any]):
    """A list with the place of each item."""

    def __init__(self, place: Place) -> None:
        """Start empty at a place in the file."""
        super().__init__()
        self.place = place
        self.places: list[Place] = []


@dataclass
class Source:
    """A file as read.

    Attributes:
        path: the file.
        root: Map, Seq or a scalar; None when the file could not be parsed.
        problems: what was wrong with it, with places.
        bare_questions: unquoted texts inside { } or [ ] that hold a `?`; libyaml reads them, other parsers do not.
    """

    path: Path
    root: Any = None
    problems: list[Problem] = field(default_factory=list)
    bare_questions: list[Place] = field(default_factory=list)

    def place(self, keys: tuple[Any, ...]) -> Place:
        """Return the place of the value under `keys`, or of the innermost part of the path that exists."""
        node, place = self.root, getattr(self.root, "place", (1, 1))
        for key in keys:
            if isinstance(node, Map) and key in node:
                place, node = node.places[key], node[key]
            elif isinstance(node, Seq) and isinstance(key, int) and key < len(node):
                place, node = node.places[key], node[key]
            else:
                break
        return place

    def report(self, code: str, keys: tuple[Any, ...], **facts: object) -> None:
        """Note a problem with the value under `keys`."""
        line, column = self.place(keys)
        self.problems.append(Problem(self.path, line, column, code, facts))


def read_source(path: Path) -> Source:
    """Read and parse a file; whatever is wrong with it stands in `problems`, nothing is raised."""
    source = Source(path)
    try:
        _parse(source, _decode(path))
    except _StoppedError as stop:
        source.problems.append(Problem(path, *stop.place, stop.code, stop.facts))
    return source


def read_one_question(path: Path, question_id: str) -> Source | None:
    """Read the head of a shipped bank and one of its questions, every line in its place.

    None where the question is not there, or the file not laid out as the shipped banks are.
    """
    source = Source(path)
    lines = _decode(path).split("\n")
    try:
        head = lines.index("questions:") + 1
        start = lines.index(f"  - id: {question_id}", head)
    except ValueError:
        return None
    behind = (number for number in range(start + 1, len(lines)) if lines[number][:3] != "   " and lines[number].strip())
    _parse(source, "\n".join([*lines[:head], *[""] * (start - head), *lines[start : next(behind, len(lines))]]))
    return source


def _parse(source: Source, text: str) -> None:
    """Parse YAML into `source.root`, or note the syntax error that stops it."""
    try:
        loader = _LOADER(text)
        try:
            source.root = _Builder(source).build(loader)
        finally:
            loader.dispose()
    except yaml.YAMLError as error:
        source.problems.append(_yaml_problem(source.path, error, text))


class _StoppedError(Exception):
    """The file is refused here."""

    def __init__(self, code: str, place: Place = (1, 1), **facts: object) -> None:
        super().__init__(code)
        self.code, self.place, self.facts = code, place, facts


def _decode(path: Path) -> str:
    if path.is_dir():
        raise _StoppedError("folder")
    try:
        with path.open("rb") as file:
            data = file.read(MAX_BYTES + 1)
    except FileNotFoundError:
        raise _StoppedError("no_file") from None
    except OSError as error:
        raise _StoppedError("unreadable", reason=error.strerror or str(error)) from error
    if len(data) > MAX_BYTES:
        raise _StoppedError("too_big", limit=f"{MAX_BYTES // 1_000_000} MB")
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise _StoppedError("encoding", encoding="UTF-16", name=path.name)
    if b"\0" in data:
        raise _StoppedError("binary", (data[: data.index(b"\0")].count(b"\n") + 1, 1))
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
        encoding = _other_encoding(data)
        code = "encoding" if encoding else "not_utf8"
        raise _StoppedError(code, (line, 1), encoding=encoding, name=path.name) from error
    if not text.strip():
        raise _StoppedError("empty_file")
    return text


def _other_encoding(data: bytes) -> str | None:
    """Name the encoding a file that is not UTF-8 seems to have: GBK when it decodes to Chinese characters."""
    try:
        text = data.decode("gb18030")
    except UnicodeDecodeError:
        return None
    foreign = [character for character in text if ord(character) > 127]
    chinese = sum("\u4e00" <= c <= "\u9fff" or "\u3000" <= c <= "\u303f" or "\uff00" <= c <= "\uffef" for c in foreign)
    return "GB18030" if foreign and chinese >= 0.8 * len(foreign) else None


def _yaml_problem(path: Path, error: yaml.YAMLError, text: str) -> Problem:
    mark = getattr(error, "problem_mark", None) or getattr(error, "context_mark", None)
    line, column = (mark.line + 1, mark.column + 1) if mark else (1, 1)
    reason = str(getattr(error, "problem", None) or getattr(error, "reason", None) or error).strip()
    position = getattr(error, "position", None)
    if mark is None and isinstance(position, int):
        line = text[:position].count("\n") + 1
    lines = text.split("\n")
    # The parser often notices a slip one line late; the previous line is the likelier culprit.
    nearby = [number for number in (line, line - 1) if 1 <= number <= len(lines)]
    for number in nearby:
        if found := _full_width(lines[number - 1]):
            return Problem(path, number, 1, "yaml_full_width", {"found": found})
    for number in nearby:
        if begins := _NEEDS_QUOTES.match(lines[number - 1]):
            return Problem(
                path,
                number,
                begins.start(begins.lastindex or 0) + 1,
                "yaml_quote",
                {"found": begins.group(begins.lastindex or 0)},
            )
    if "\t" in reason or any(re.match(r" *\t", lines[number - 1]) for number in nearby):
        return Problem(path, line, column, "yaml_tab", {})
    for fragment, code in (
        ("mapping values are not allowed", "yaml_colon"),
        ("could not find expected ':'", "yaml_no_colon"),
        ("unexpected end of stream", "yaml_unclosed"),
        ("did not find expected ',' or", "yaml_unclosed"),
        ("did not find expected '-' indicator", "yaml_indent"),
        ("did not find expected key", "yaml_indent"),
        ("control characters are not allowed", "yaml_control"),
        ("special characters are not allowed", "yaml_control"),
    ):
        if fragment in reason:
            return Problem(path, line, column, code, {})
    return Problem(path, line, column, "yaml", {"reason": reason})


def _full_width(line: str) -> str:
    """Return the full-width signs of a line that stand where YAML wants its own."""
    bare = re.sub(r"\"[^\"]*\"|'[^']*'|#.*", "", line)
    return " ".join(dict.fromkeys(match.group(match.lastindex or 0) for match in _FULL_WIDTH.finditer(bare)))


class _Builder:
    """Turns events into Map, Seq and scalars with an explicit stack."""

    def __init__(self, source: Source) -> None:
        self.source = source
        self.stack: list[tuple[Map | Seq, list[Any]]] = []
        self.flow = 0
        self.nodes = 0
        self.root: Any = None

    def build(self, loader: Any) -> Any:
        documents = 0
        while loader.check_event():
            event = loader.get_event()
            kind = type(event)
            if kind is yaml.ScalarEvent:
                self._add(self._scalar(event), event)
            elif kind is yaml.MappingStartEvent:
                self._open(Map(_place(event)), event)
            elif kind is yaml.SequenceStartEvent:
                self._open(Seq(_place(event)), event)
            elif kind is yaml.MappingEndEvent or kind is yaml.SequenceEndEvent:
                self.stack.pop()
                self.flow = max(0, self.flow - 1)
            elif kind is yaml.AliasEvent:
                raise _StoppedError("alias", _place(event), name=event.anchor)
            elif kind is yaml.DocumentStartEvent:
                documents += 1
                if documents > 1:
                    raise _StoppedError("documents", _place(event))
        return self.root

    def _scalar(self, event: Any) -> Any:
        _refuse_tag(event)
        text: str = event.value
        # libyaml lets escapes such as "\e" through, and a bank from elsewhere is shown on terminals.
        if not text.isprintable() and _CONTROL.search(text):
            raise _StoppedError("yaml_control", _place(event))
        if event.style:  # quoted or a block: "" and None both mean plain
            return text
        if self.flow and "?" in text:
            self.source.bare_questions.append(_place(event))
        if text in ("", "~", "null", "Null", "NULL"):
            return None
        if text in ("true", "false", "True", "False", "TRUE", "FALSE"):
            return text.lower() == "true"
        # Thirty digits are no number of this format, and int() of a million digits would take minutes.
        if len(text) <= 30 and _NUMBER.fullmatch(text):
            return int(text) if text.lstrip("+-").isdigit() else float(text)
        return text

    def _open(self, container: Map | Seq, event: Any) -> None:
        _refuse_tag(event)
        if len(self.stack) >= MAX_DEPTH:
            raise _StoppedError("too_deep", container.place, limit=MAX_DEPTH)
        self._add(container, event)
        self.stack.append((container, []))
        # Inside a flow collection everything is flow, so counting down from its depth is enough.
        self.flow += bool(event.flow_style or self.flow)

    def _add(self, value: Any, event: Any) -> None:
        self.nodes += 1
        if self.nodes > MAX_NODES:
            raise _StoppedError("too_many_nodes", _place(event), limit=MAX_NODES)
        if not self.stack:
            self.root = value
            return
        container, pending = self.stack[-1]
        place = _place(event)
        if isinstance(container, Seq):
            container.append(value)
            container.places.append(place)
        elif not pending:
            if isinstance(value, (Map, Seq)):
                raise _StoppedError("key_not_text", place)
            pending.append((value, place))
        else:
            key, key_place = pending.pop()
            if key in container:
                first = container.places[key][0]
                facts = {"key": key, "first": first}
                line, column = key_place
                self.source.problems.append(Problem(self.source.path, line, column, "duplicate_key", facts))
                return
            container[key] = value
            container.places[key] = key_place


def _refuse_tag(event: Any) -> None:
    if event.tag not in (None, "!"):
        raise _StoppedError("tag", _place(event), tag=event.tag)
    if event.anchor is not None:
        raise _StoppedError("alias", _place(event), name=event.anchor)


def _place(event: Any) -> Place:
    return event.start_mark.line + 1, event.start_mark.column + 1
