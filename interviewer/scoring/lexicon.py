"""The concept lexicon: recurring ideas with the many ways people say them, usable in every cue as {name}."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from functools import cache, cached_property
from pathlib import Path
from typing import Any

from audio.ports import Language
from interviewer.scoring.cue_syntax import CueError, CueParser
from interviewer.scoring.literals import PatternTable
from interviewer.scoring.patterns import Either, Pattern
from interviewer.scoring.tokens import document

LEXICON_PATH = Path(__file__).parent.parent / "banks" / "lexicon.yaml"


class Lexicon:
    """Concepts, compiled when first used."""

    def __init__(self, concepts: Mapping[str, Mapping[str, Any]]) -> None:
        """Keep the concepts.

        Args:
            concepts: name -> {about, generic, zh: [cue, ...], en: [cue, ...]}.
        """
        self._concepts = concepts
        self._compiled: dict[tuple[str, Language], Pattern] = {}
        self._open: list[str] = []
        self.table = PatternTable()

    @property
    def names(self) -> tuple[str, ...]:
        """The names of all concepts."""
        return tuple(self._concepts)

    def extended(self, concepts: Mapping[str, Mapping[str, Any]]) -> Lexicon:
        """Return a lexicon that holds these concepts as well (a bank may bring its own)."""
        return Lexicon({**self._concepts, **concepts})

    @cached_property
    def version(self) -> str:
        """A short hash of everything written in the lexicon."""
        written = json.dumps(self._concepts, ensure_ascii=False, sort_keys=True)
        return hashlib.sha256(written.encode()).hexdigest()[:12]

    def ideas_in(self, text: str, language: Language) -> tuple[str, ...]:
        """Return the concepts, generic ones left out, that a sentence of a rubric speaks of."""
        doc = document(text, language)
        found = []
        for name, concept in self._concepts.items():
            pattern = None if concept.get("generic") else self.pattern(name, language)
            if pattern is not None and pattern.find(doc):
                found.append(name)
        return tuple(found)

    def pattern(self, name: str, language: Language) -> Pattern | None:
        """Return the pattern of a concept, None where there is no such concept or it has no cues in the language.

        Raises:
            CueError: a cue of the concept is wrong, or the concept uses itself.
        """
        key = (name, language)
        if key in self._compiled:
            return self._compiled[key]
        cues = self._concepts.get(name, {}).get(language) or ()
        if not cues:
            return None
        if name in self._open:
            raise CueError(f"the concept {name!r} uses itself ({' -> '.join([*self._open, name])})", 0)
        self._open.append(name)
        try:
            parts = [self._compile(name, cue, language) for cue in cues]
        finally:
            self._open.pop()
        pattern = self._compiled[key] = parts[0] if len(parts) == 1 else Either(parts)
        return pattern

    def _compile(self, name: str, cue: str, language: Language) -> Pattern:
        try:
            parser = CueParser(cue, language, lambda other: self.pattern(other, language), self.table)
            return parser.parse()[0]
        except CueError as error:
            raise CueError(f"concept {name!r}, cue {cue!r}: {error.message}", error.position) from error


def read_lexicon(path: Path) -> Lexicon:
    """Read a lexicon file.

    Raises:
        OSError: the file cannot be read.
        yaml.YAMLError: it is not YAML.
    """
    import yaml

    with path.open(encoding="utf-8") as file:
        content = yaml.load(file, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))
    return Lexicon(content["concepts"])


@cache
def shipped_lexicon() -> Lexicon:
    """Return the lexicon that comes with the program."""
    return read_lexicon(LEXICON_PATH)
