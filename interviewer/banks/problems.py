"""What can be wrong with a bank file, as data, and the sentences for it in both languages."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from interviewer.banks.messages import CUE_REASONS, KINDS, MESSAGES
from interviewer.errors import BankError

if TYPE_CHECKING:
    from audio.ports import Language


WARNINGS = frozenset({"cue_torn"})
"""Codes of what is probably a slip, but may be meant: the bank can be used as it is."""


@dataclass(frozen=True)
class Problem:
    """One thing to change in a file.

    Attributes:
        path: the file.
        line: from 1.
        column: from 1.
        code: key of MESSAGES.
        facts: the values in the message.
    """

    path: Path
    line: int
    column: int
    code: str
    facts: Mapping[str, Any] = field(default_factory=dict)

    @property
    def is_warning(self) -> bool:
        """Whether the bank can be used all the same."""
        return self.code in WARNINGS

    def text(self, language: Language) -> str:
        """Return what is wrong and what to change, without the place."""
        english, chinese = MESSAGES[self.code]
        facts = {name: _word(value, language) for name, value in self.facts.items()}
        if self.code == "cue" and language == "zh":
            facts["reason"] = _cue_reason(str(facts["reason"]))
        sentence = (chinese if language == "zh" else english).format(**facts)
        if suggestion := self.facts.get("suggestion"):
            sentence += f"（是不是 `{suggestion}`？）" if language == "zh" else f" Did you mean `{suggestion}`?"
        return sentence

    def line_text(self, language: Language) -> str:
        """Return the message with its place in front, as compilers write it."""
        kind = {"zh": "提醒：", "en": "warning: "}[language] if self.is_warning else ""
        return f"{self.path}:{self.line}:{self.column}: {kind}{self.text(language)}"


def bank_error(problems: Sequence[Problem]) -> BankError:
    """Make the error that carries every problem of a file, in the order of its lines."""
    ordered = tuple(sorted(problems, key=lambda problem: (str(problem.path), problem.line, problem.column)))
    lines = "\n".join(problem.line_text("en") for problem in ordered)
    return BankError(
        lines,
        path=str(ordered[0].path),
        problems=ordered,
        count=len(ordered),
        lines=lines,
        lines_zh="\n".join(problem.line_text("zh") for problem in ordered),
    )


def closest(word: object, choices: Sequence[str]) -> str | None:
    """Return the choice that `word` was probably meant to be, None when none is near."""
    # Imported late: difflib costs more than loading a bank, and is wanted only when something is wrong.
    from difflib import get_close_matches

    found = get_close_matches(str(word), choices, n=1, cutoff=0.6)
    return found[0] if found else None


def _word(value: Any, language: Language) -> Any:
    if isinstance(value, str) and value in KINDS:
        return KINDS[value][1 if language == "zh" else 0]
    return value


def _cue_reason(reason: str) -> str:
    """Return the cue engine's English reason in Chinese; as it is where it is a new one."""
    for pattern, chinese in CUE_REASONS:
        if match := re.search(pattern, reason):
            return chinese.format(*match.groups())
    return reason
