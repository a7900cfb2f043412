"""Cues: one line each, compiled once, matched with polarity against a prepared transcript."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, NamedTuple

from audio.ports import Language
from interviewer.scoring.cue_syntax import CueError, CueParser, refuse_everyday
from interviewer.scoring.lexicon import Lexicon
from interviewer.scoring.patterns import Hit, Pattern, denied
from interviewer.scoring.polarity import marked, polarity
from interviewer.scoring.tokens import Document

__all__ = ["Cue", "CueError", "CueMatch", "Purpose", "compile_cue"]

Purpose = Literal["point", "pitfall"]


class CueMatch(NamedTuple):
    """A place where a cue fires.

    Attributes:
        cue: the cue's text.
        start: first token of the place.
        end: one after its last token.
        quality: 1 exact, less where only sound or spelling was close.
        spans: the tokens really matched, as (start, end) pairs.
    """

    cue: str
    start: int
    end: int
    quality: float
    spans: tuple[tuple[int, int], ...]


@dataclass(frozen=True, eq=False)
class Cue:
    """A compiled cue.

    Attributes:
        text: as written in the bank.
        language: "zh" or "en".
        pattern: what it looks for.
        any_polarity: it began with ~.
    """

    text: str
    language: Language
    pattern: Pattern
    any_polarity: bool

    def find(self, doc: Document, purpose: Purpose = "point") -> list[CueMatch]:
        """Return the places where the cue is said and meant.

        Args:
            doc: the transcript, in the cue's language.
            purpose: "point" leaves out what is denied, reported as advice or told of colleagues; "pitfall" also leaves
                out what the speaker tells of anybody else or rejects.
        """
        return [
            CueMatch(self.text, hit.start, hit.end, hit.quality, hit.spans)
            for hit in self.pattern.find(doc)
            if self.any_polarity or self._is_meant(doc, hit, purpose)
        ]

    @staticmethod
    def _is_meant(doc: Document, hit: Hit, purpose: Purpose) -> bool:
        if denied(doc, hit):
            return False
        layers = polarity(doc)
        if any(marked(layer, hit.start, hit.spans) for layer in (layers.reported, layers.others)):
            return False
        return purpose == "point" or not any(marked(layers.rejected, start, hit.spans) for start, _ in hit.spans)


def compile_cue(text: str, language: Language, lexicon: Lexicon) -> Cue:
    """Compile one cue.

    Args:
        text: the cue as written in a bank.
        language: "zh" or "en".
        lexicon: gives the concepts; patterns are shared among all cues compiled with one lexicon.

    Raises:
        CueError: what to change, and where.
    """
    parser = CueParser(text, language, lambda name: lexicon.pattern(name, language), lexicon.table)
    if not text.strip():
        raise CueError("the cue is empty", 0)
    pattern, any_polarity = parser.parse()
    refuse_everyday(parser, pattern, language)
    return Cue(text, language, pattern, any_polarity)
