"""Parsed YAML to the records of `schema`, guided by their type hints; every misfit is reported, nothing is raised.

A value that does not fit is replaced by an empty one, so that one mistake hides no other; the result is only to be used
when the source has no problems.
"""

from __future__ import annotations

import re
import types
import typing
from collections.abc import Mapping
from dataclasses import MISSING, Field, fields, is_dataclass
from functools import cache
from typing import Any, Literal

from interviewer.banks.problems import closest
from interviewer.banks.schema import Bank, LexiconFile, Text, Texts
from interviewer.banks.source import Map, Seq, Source

Keys = tuple[Any, ...]

_WIDE = "\u2e80-\u9fff\uff00-\uffef\u201c\u201d\u2018\u2019"
_FOLD = re.compile(rf"(?<=[{_WIDE}]) +(?=[{_WIDE}])")

_EMPTY: dict[Any, Any] = {str: "", float: 0.0, int: 0, bool: False}


def read_bank(source: Source) -> Bank:
    """Make the bank a source holds; look at `source.problems` before using it."""
    if not isinstance(source.root, Map):
        if source.root is not None or not source.problems:
            source.report("not_a_bank", ())
        return typing.cast(Bank, _empty(Bank))
    return typing.cast(Bank, _record(source, Bank, source.root, ()))


def read_lexicon(source: Source) -> LexiconFile:
    """Make the lexicon a source holds; look at `source.problems` before using it."""
    return typing.cast(LexiconFile, _record(source, LexiconFile, source.root, ()))


@cache
def _hints(kind: type) -> dict[str, tuple[Any, Field[Any]]]:
    """Return name -> (type, dataclass field) of what may stand in the file."""
    hints = typing.get_type_hints(kind)
    return {item.name: (hints[item.name], item) for item in fields(kind) if not item.metadata.get("internal")}


def _required(item: Field[Any]) -> bool:
    return item.default is MISSING and item.default_factory is MISSING


@cache
def _empty(kind: Any) -> Any:
    """Return the emptiest value of a type."""
    if is_dataclass(kind) and isinstance(kind, type):
        return kind(**{name: _empty(hint) for name, (hint, item) in _hints(kind).items() if _required(item)})
    origin = typing.get_origin(kind)
    if origin is tuple:
        inner = typing.get_args(kind)
        return () if inner[-1] is ... else tuple(_empty(part) for part in inner)
    if origin is Literal:
        return typing.get_args(kind)[0]
    return _EMPTY.get(kind)


def _record(source: Source, kind: Any, node: Map, keys: Keys) -> Any:
    """Read one mapping into one dataclass."""
    hints = _hints(kind)
    for name in node:
        if name not in hints and "：" in str(name):
            source.report("yaml_full_width", (*keys, name), found="：")
        elif name not in hints:
            known = ", ".join(hints)
            suggestion = closest(name, list(hints))
            source.report("unknown_field", (*keys, name), field=name, known=known, suggestion=suggestion)
    values = {}
    for name, (hint, item) in hints.items():
        # An optional field left blank (`tip:`) is the same as no field.
        if node.get(name) is not None:
            values[name] = _value(source, hint, node[name], (*keys, name), item.metadata)
        elif _required(item):
            code = "blank" if name in node else "missing_field"
            source.report(code, (*keys, name), field=name, wanted=_kind_name(hint))
            values[name] = _empty(hint)
    result = kind(**values)
    if isinstance(result, Text) and not (result.zh or result.en) and not ({"zh", "en"} & set(node)):
        source.report("no_language", keys, field=_field_name(keys))
    return result


def _value(source: Source, hint: Any, node: Any, keys: Keys, checks: Mapping[str, Any]) -> Any:
    """Read one value of the type `hint`."""
    origin = typing.get_origin(hint)
    if origin is types.UnionType or origin is typing.Union:
        (hint,) = (part for part in typing.get_args(hint) if part is not type(None))
        origin = typing.get_origin(hint)
    if origin is Literal:
        choices = typing.get_args(hint)
        if node in choices:
            return node
        facts = {"value": node, "known": ", ".join(choices), "suggestion": closest(node, choices)}
        source.report("choice", keys, field=_field_name(keys), **facts)
        return choices[0]
    if origin is tuple:
        return _tuple(source, hint, node, keys, checks)
    if isinstance(origin, type) and issubclass(origin, Mapping):
        return _mapping(source, typing.get_args(hint)[1], node, keys, checks)
    if is_dataclass(hint):
        if isinstance(node, Map):
            return _record(source, hint, node, keys)
        return _wrong_type(source, hint, node, keys)
    return _scalar(source, hint, node, keys, checks)


def _tuple(source: Source, hint: Any, node: Any, keys: Keys, checks: Mapping[str, Any]) -> Any:
    inner = typing.get_args(hint)
    if checks.get("single") and isinstance(node, str):
        return (_value(source, inner[0], node, keys, {}),)
    if not isinstance(node, Seq) or (inner[-1] is not ... and len(node) != len(inner)):
        return _wrong_type(source, hint, node, keys)
    return tuple(_item(source, inner[0], item, (*keys, index)) for index, item in enumerate(node))


def _item(source: Source, hint: Any, node: Any, keys: Keys) -> Any:
    if node is None:
        source.report("blank", keys, field=_field_name(keys))
        return _empty(hint)
    return _value(source, hint, node, keys, {})


def _mapping(source: Source, hint: Any, node: Any, keys: Keys, checks: Mapping[str, Any]) -> Any:
    if not isinstance(node, Map):
        return _wrong_type(source, Mapping, node, keys)
    for name in node:
        if not re.fullmatch(checks["pattern"], str(name)):
            source.report("pattern", (*keys, name), value=name, example="human_review")
    return {str(name): _item(source, hint, value, (*keys, name)) for name, value in node.items()}


def _scalar(source: Source, hint: Any, node: Any, keys: Keys, checks: Mapping[str, Any]) -> Any:
    number = isinstance(node, (int, float)) and not isinstance(node, bool)
    if hint is str and number:
        source.report("quote_number", keys, field=_field_name(keys), value=node)
        return str(node)
    fits = number and (hint is float or isinstance(node, int)) if hint in (int, float) else isinstance(node, hint)
    if hint is str and isinstance(node, Map):
        source.report("quote_braces", keys, field=_field_name(keys))
        return ""
    if not fits:
        return _wrong_type(source, hint, node, keys)
    if hint is str:
        if not node.strip():
            source.report("blank", keys, field=_field_name(keys))
        elif (pattern := checks.get("pattern")) and not re.fullmatch(pattern, node):
            example = _example(pattern)
            source.report("pattern", keys, value=node[:80], example=example)
            return ""
        return _prose(node, keys)
    low, high = checks.get("low"), checks.get("high")
    if low is not None and high is not None and not low <= node <= high:
        source.report("range", keys, field=_field_name(keys), value=node, low=low, high=high)
        return low
    return hint(node)


def _prose(text: str, keys: Keys) -> str:
    """Take out the spaces that YAML puts where a folded Mandarin text continues on the next line."""
    if "zh" in keys and not {"cues", "unless", "concepts"} & set(keys):
        text = _FOLD.sub("", text)
    return text.strip()


def _example(pattern: str) -> str:
    if "/" in pattern:
        return "my-bank/01-first-question"
    return "p1" if "A-Z" in pattern else "my-bank"


def _wrong_type(source: Source, hint: Any, node: Any, keys: Keys) -> Any:
    field = _field_name(keys)
    source.report("type", keys, field=field, wanted=_kind_name(hint), found=_found_name(node))
    return _empty(hint) if hint is not Mapping else {}


def _field_name(keys: Keys) -> str:
    """Return a readable name for a path: the innermost field, with its number in a list."""
    names = [key for key in keys if isinstance(key, str)]
    if not names:
        return "bank"
    index = next((key for key in reversed(keys) if isinstance(key, int)), None)
    last = names[-1]
    if last in ("zh", "en") and len(names) > 1:
        last = f"{names[-2]}.{last}"
    return f"{last}[{index + 1}]" if keys and isinstance(keys[-1], int) and index is not None else last


def _kind_name(hint: Any) -> str:
    origin = typing.get_origin(hint)
    if origin is types.UnionType:
        return _kind_name(typing.get_args(hint)[0])
    if origin is tuple:
        return "@list" if typing.get_args(hint)[-1] is ... else "@pair"
    if origin is Literal:
        return " | ".join(typing.get_args(hint))
    if isinstance(hint, type) and (hint in (Text, Texts)):
        return "@zh_en"
    return {str: "@text", float: "@number", int: "@whole", bool: "@flag"}.get(hint, "@mapping")


def _found_name(node: Any) -> str:
    if isinstance(node, Map):
        return "@mapping"
    if isinstance(node, Seq):
        return "@list"
    if isinstance(node, bool):
        return "@flag"
    if node is None:
        return "@nothing"
    return "@number" if isinstance(node, (int, float)) else "@text"
