"""Compare the sentences of question banks with a folder of source texts and print what they have in common.

    python scripts/check_originality.py SOURCES_FOLDER [BANK.yaml ...]

A run of 12 or more Chinese characters, or of 8 or more English words, that stands in both is printed with its place;
the exit code is then 1. Without bank files the shipped banks are compared. Used while banks are written: their
sentences are to be their own.
"""

from __future__ import annotations

import argparse
import re
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from interviewer.banks.loader import shipped_bank_files
from interviewer.banks.source import Map, Seq, Source, read_source

LONGEST_SHARED = {"zh": 11, "en": 7}
"""Longest run of characters or words that may be shared by chance: set phrases stay below it."""

Units = list[str]


def units(text: str, language: str) -> Units:
    """Return the characters (zh) or words (en) of a text without punctuation, in lower case."""
    pattern = r"[\u3400-\u9fff]" if language == "zh" else r"[a-z0-9]+(?:'[a-z]+)?"
    return re.findall(pattern, text.lower().replace("’", "'"))


def runs(text: str, language: str) -> Iterator[tuple[int, tuple[str, ...]]]:
    """Yield every run of the shortest length that is too long, with its place."""
    size = LONGEST_SHARED[language] + 1
    found = units(text, language)
    for start in range(len(found) - size + 1):
        yield start, tuple(found[start : start + size])


def sentences(source: Source) -> Iterator[tuple[int, str]]:
    """Yield (line, text) for every text of a bank, cues left out: they are patterns, not sentences."""

    def walk(node: Any, line: int, name: str) -> Iterator[tuple[int, str]]:
        if isinstance(node, Map):
            for key, value in node.items():
                if key not in ("cues", "concepts", "id"):
                    yield from walk(value, node.places[key][0], str(key))
        elif isinstance(node, Seq):
            for place, value in zip(node.places, node, strict=True):
                yield from walk(value, place[0], name)
        elif isinstance(node, str):
            yield line, node

    return walk(source.root, 1, "")


def shared(text: str, known: dict[str, set[tuple[str, ...]]]) -> Iterator[str]:
    """Yield the longest runs of a text that stand in the sources."""
    for language, runs_known in known.items():
        found = units(text, language)
        size = LONGEST_SHARED[language] + 1
        end = -1
        begin = 0
        for start, run in runs(text, language):
            if run not in runs_known:
                continue
            if start > end:
                if end >= 0:
                    yield _join(found[begin:end], language)
                begin = start
            end = start + size
        if end >= 0:
            yield _join(found[begin:end], language)


def _join(parts: Units, language: str) -> str:
    return ("" if language == "zh" else " ").join(parts)


def main() -> int:
    """Compare and print; return 1 when anything is shared."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("sources", type=Path, help="folder of source texts")
    parser.add_argument("banks", type=Path, nargs="*", help="bank files (default: the shipped ones)")
    arguments = parser.parse_args()
    files = [path for path in sorted(arguments.sources.rglob("*")) if path.is_file()]
    if not files:
        parser.error(f"there are no files in {arguments.sources}")
    known: dict[str, set[tuple[str, ...]]] = {"zh": set(), "en": set()}
    for path in files:
        text = path.read_text("utf-8", errors="replace")
        for language, runs_known in known.items():
            runs_known.update(run for _, run in runs(text, language))
    count = 0
    for path in arguments.banks or shipped_bank_files():
        for line, text in sentences(read_source(path)):
            for piece in shared(text, known):
                print(f"{path}:{line}: {piece}")
                count += 1
    print(f"{count} shared runs with {len(files)} files", file=sys.stderr)
    return 1 if count else 0


if __name__ == "__main__":
    sys.exit(main())
