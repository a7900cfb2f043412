"""The words of cues as patterns; equal ones are one object, so that a transcript is searched for it once."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from audio.ports import Language
from interviewer.scoring.atoms import EnglishWord, Run
from interviewer.scoring.confusion import register
from interviewer.scoring.patterns import MAX_GAP, NEGATIONS, Following, Pattern
from interviewer.scoring.tokens import nears_of, sounds_of, words_and_codes


@dataclass
class PatternTable:
    """Patterns already built, so that the same words in many cues are one object and are searched once.

    Attributes:
        known: patterns by what they are made of.
        atoms: per language the patterns of words, quotations and {names}, as they stand in cues.
    """

    known: dict[tuple[object, ...], Pattern] = field(default_factory=dict)
    atoms: dict[Language, dict[str, Pattern]] = field(default_factory=lambda: {"zh": {}, "en": {}})

    def get(self, key: tuple[object, ...], build: Callable[[], Pattern]) -> Pattern:
        """Return the pattern of a key, built at most once."""
        pattern = self.known.get(key)
        if pattern is None:
            pattern = self.known[key] = build()
        return pattern

    def following(self, parts: list[Pattern], gap: int | None) -> Pattern:
        """Return the pattern of parts one after the other (see `Following`)."""
        if len(parts) == 1:
            return parts[0]
        return self.get(("following", gap, *map(id, parts)), lambda: Following(parts, gap))


def literal(words: str, language: Language, table: PatternTable, *, exact: bool) -> Pattern | None:
    """Return the pattern of words of a cue, None where no word is among them.

    Args:
        words: as they stand in the cue, folded.
        language: of the cue.
        table: shared patterns.
        exact: the cue has them in quotation marks.
    """
    written, codes = words_and_codes(words, language)
    if not written:
        return None
    if language == "zh":
        return _run(codes, table, exact)
    parts = [_word(word, code, table, exact) for word, code in zip(written, codes, strict=True)]
    return table.following(parts, 0 if exact or len(parts) > 1 else MAX_GAP["en"])


def _run(codes: str, table: PatternTable, exact: bool) -> Pattern:
    def build() -> Pattern:
        meant = NEGATIONS["zh"].search(codes) is not None
        return Run(codes, sounds_of(codes), nears_of(codes), exact=exact, meant=meant)

    return table.get(("run", codes, exact), build)


def _word(word: str, code: str, table: PatternTable, exact: bool) -> Pattern:
    if not exact:
        register(word)
    meant = NEGATIONS["en"].match(word) is not None
    return table.get(("word", word, exact), lambda: EnglishWord(word, code, exact=exact, meant=meant))
