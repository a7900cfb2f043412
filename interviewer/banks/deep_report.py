"""What `banks validate --deep` found: problems with their lines, counts, and the loosest cues."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from interviewer.banks.problems import Problem
from interviewer.banks.schema import LANGUAGES

if TYPE_CHECKING:
    from audio.ports import Language

CHECKS = ("fires", "misses", "cues", "samples", "model", "score", "length", "ask", "crosstalk")
"""The checks, in the order to show them."""


@dataclass
class Tally:
    """How many of a kind of check passed."""

    passed: int = 0
    total: int = 0


@dataclass(frozen=True)
class LooseCue:
    """A cue and the share of foreign model answers it fires on."""

    id: str
    language: Language
    cue: str
    share: float


@dataclass
class DeepReport:
    """The outcome: problems with their lines, counts per check and language, and the loosest cues."""

    problems: list[Problem] = field(default_factory=list)
    tallies: dict[tuple[str, Language], Tally] = field(default_factory=dict)
    loosest: list[LooseCue] = field(default_factory=list)

    def names(self) -> tuple[str, ...]:
        """Return the checks that were made, in the order to show them."""
        return tuple(name for name in CHECKS if any((name, language) in self.tallies for language in LANGUAGES))

    def tally(self, name: str, language: Language) -> Tally:
        """Return the count of a check."""
        return self.tallies.get((name, language), Tally())

    def checks_json(self) -> dict[str, Any]:
        """Return the counts and the loosest cues for programs."""
        counts = {
            name: {
                language: {"passed": self.tally(name, language).passed, "total": self.tally(name, language).total}
                for language in LANGUAGES
            }
            for name in self.names()
        }
        loosest = [
            {"id": loose.id, "lang": loose.language, "cue": loose.cue, "share": round(loose.share, 3)}
            for loose in self.loosest
        ]
        return {"counts": counts, "loosest": loosest}
