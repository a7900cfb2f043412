"""What a question bank holds: frozen records, one class per part of FORMAT.md.

The field names, types and defaults below are the format. `reader.read` turns a parsed file into these records and
reports every misfit with its line; a check that needs only one value stands in the field's metadata:
`pattern` (regular expression the text must match), `low` and `high` (inclusive limits of a number), `single` (one text
may stand for a list of one). Plain dataclasses, not pydantic: importing it and building a single model takes as much
processor time as loading the largest bank from cold does without it, and `score-text` starts a process for one answer.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

if TYPE_CHECKING:
    from audio.ports import Language


Structure = Literal["three_parts", "star", "self_intro", "salary", "horizons", "empathy_solution", "steps", "free"]
Outcome = Literal["agreed", "partly", "not_agreed"]

LANGUAGES: tuple[Language, Language] = ("zh", "en")

BANK_ID = r"[a-z0-9][a-z0-9-]{0,63}"
QUESTION_ID = rf"{BANK_ID}/[a-z0-9][a-z0-9_-]{{0,63}}"
LOCAL_ID = r"[A-Za-z0-9][A-Za-z0-9_-]{0,31}"
CONCEPT_ID = r"[a-z][a-z0-9_]{0,47}"


def _bounded(default: float, low: float, high: float) -> Any:
    return field(default=default, metadata={"low": low, "high": high})


def _named(pattern: str) -> Any:
    return field(metadata={"pattern": pattern})


@dataclass(frozen=True, kw_only=True)
class Text:
    """A sentence in one or both languages; the reader guarantees at least one of the two."""

    zh: str | None = None
    en: str | None = None

    def get(self, language: Language) -> str:
        """Return the text in a language, or in the other one where this one is missing."""
        first, second = (self.zh, self.en) if language == "zh" else (self.en, self.zh)
        return first or second or ""

    def has(self, language: Language) -> bool:
        """Tell whether the text exists in a language."""
        return bool(self.zh if language == "zh" else self.en)


@dataclass(frozen=True, kw_only=True)
class Texts:
    """Zero or more texts per language (cues, references); one text may stand for a list of one."""

    zh: tuple[str, ...] = field(default=(), metadata={"single": True})
    en: tuple[str, ...] = field(default=(), metadata={"single": True})

    def get(self, language: Language) -> tuple[str, ...]:
        """Return the texts of exactly this language (there is no fallback: a cue belongs to its language)."""
        return self.zh if language == "zh" else self.en

    def __bool__(self) -> bool:
        """Tell whether there is any text at all."""
        return bool(self.zh or self.en)


@dataclass(frozen=True, kw_only=True)
class SampleSet:
    """Sentences that prove the cues of one language.

    Attributes:
        fires: sentences that must fire.
        misses: sentences that sound close and must not.
    """

    fires: tuple[str, ...] = ()
    misses: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Samples:
    """Proof sentences per language."""

    zh: SampleSet = SampleSet()
    en: SampleSet = SampleSet()

    def get(self, language: Language) -> SampleSet:
        """Return the sentences of exactly this language."""
        return self.zh if language == "zh" else self.en


@dataclass(frozen=True, kw_only=True)
class Anchors:
    """What strength .5 (`mentioned`) and 1 (`explained`) mean for one point."""

    mentioned: Text | None = None
    explained: Text | None = None


@dataclass(frozen=True, kw_only=True)
class Point(Text):
    """What earns marks.

    Attributes:
        id: unique within its question or turn.
        weight: relative to the other points of the question.
        cues: how people say it.
        samples: proof sentences of the cues.
        anchors: what strength .5 and 1 mean here.
        ask_for: the concrete advice when it is missing.
        broad: many good answers to other questions make this point as well (it asks for a figure, an example).
        same_figure: a move of a role-play that only counts with the sum the person named first.
    """

    id: str = _named(LOCAL_ID)
    weight: float = _bounded(1, 0.1, 10)
    cues: Texts = Texts()
    samples: Samples = Samples()
    anchors: Anchors | None = None
    ask_for: Text | None = None
    broad: bool = False
    same_figure: bool = False


@dataclass(frozen=True, kw_only=True)
class Pitfall(Text):
    """What costs marks.

    Attributes:
        id: unique within its question or turn.
        cost: marks out of 100.
        cues: said, and not denied, they trigger it.
        samples: proof sentences of the cues.
        missing: ids of points; it is triggered only while all of them are missing.
        min_cues: that many different places must match.
        outside_target: triggered when the answer is shorter or longer than the question's `target_s`.
        unless: said, and not denied, they keep it from being triggered.
        broad: many answers to other questions say such things as well.
    """

    id: str = _named(LOCAL_ID)
    cost: float = _bounded(10, 0, 100)
    cues: Texts = Texts()
    samples: Samples = Samples()
    missing: tuple[str, ...] = ()
    min_cues: int = _bounded(1, 1, 20)
    outside_target: bool = False
    unless: Texts = Texts()
    broad: bool = False


@dataclass(frozen=True, kw_only=True)
class FollowUp(Text):
    """A further question, asked when the point `when` was missing (or at will, without one)."""

    when: str | None = None


@dataclass(frozen=True, kw_only=True)
class Question:
    """One question. `target_s` is (lower, upper) in seconds of speech."""

    id: str = _named(QUESTION_ID)
    ask: Text
    intent: Text | None = None
    target_s: tuple[float, float] = (60.0, 120.0)
    structure: Structure = "free"
    tip: Text | None = None
    model_answer: Text | None = None
    points: tuple[Point, ...] = ()
    pitfalls: tuple[Pitfall, ...] = ()
    follow_ups: tuple[FollowUp, ...] = ()
    reference: Texts = Texts()
    tags: tuple[str, ...] = ()
    group: str | None = None


@dataclass(frozen=True, kw_only=True)
class Condition:
    """When a branch or an ending holds: every part that is given must hold.

    Attributes:
        all: steps that must all have been made.
        any: steps of which at least one must have been made.
        none: steps of which none may have been made.
        avoid: pitfalls of which at least one was triggered (in an ending written `TURN_ID/PITFALL_ID`).
    """

    all: tuple[str, ...] = ()
    any: tuple[str, ...] = ()
    none: tuple[str, ...] = ()
    avoid: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Branch:
    """What the other side says next when `when` holds; `goto` is a turn id, `end`, `repeat`, or None (next turn)."""

    when: Condition
    say: Text | None = None
    goto: str | None = None
    outcome: Literal["yields"] | None = None


@dataclass(frozen=True, kw_only=True)
class Turn:
    """One line of the other side and what the reply should hold."""

    id: str = _named(LOCAL_ID)
    say: Text
    tests: Text | None = None
    expects: tuple[str, ...] = ()
    contains: tuple[Point, ...] = ()
    avoid: tuple[Pitfall, ...] = ()
    branches: tuple[Branch, ...] = ()
    target_s: tuple[float, float] = (5.0, 45.0)
    max_repeats: int = _bounded(1, 0, 5)
    model_reply: Text | None = None
    tip: Text | None = None


@dataclass(frozen=True, kw_only=True)
class Ending:
    """How an exchange closes; the last one of a role-play has no `when`."""

    when: Condition | None = None
    say: Text
    outcome: Outcome


@dataclass(frozen=True, kw_only=True)
class RolePlay:
    """An exchange of several turns."""

    id: str = _named(BANK_ID)
    title: Text
    voice_role: Text
    note: Text | None = None
    opening: Text
    steps: tuple[Point, ...]
    turns: tuple[Turn, ...]
    ending: tuple[Ending, ...] = ()
    tip: Text | None = None


@dataclass(frozen=True, kw_only=True)
class Group(Text):
    """A part or competency the questions of a bank are sorted by."""

    id: str = _named(LOCAL_ID)


@dataclass(frozen=True, kw_only=True)
class Concept:
    """An idea with the many ways of saying it; `{name}` in a cue stands for it.

    A `generic` one (a figure, a first-person story) fits every answer: it never stands in for a point that has no cues.
    """

    about: str | None = None
    zh: tuple[str, ...] = ()
    en: tuple[str, ...] = ()
    generic: bool = False

    def get(self, language: Language) -> tuple[str, ...]:
        """Return the cues of a language."""
        return self.zh if language == "zh" else self.en


@dataclass(frozen=True, kw_only=True, eq=False)
class Bank:
    """A whole bank. `path` is where it was read from, not part of the file."""

    id: str = _named(BANK_ID)
    title: Text
    description: Text | None = None
    pass_mark: float = _bounded(70, 0, 100)
    groups: tuple[Group, ...] = ()
    questions: tuple[Question, ...]
    roleplays: tuple[RolePlay, ...] = ()
    concepts: Mapping[str, Concept] = field(default_factory=dict, metadata={"pattern": CONCEPT_ID})
    path: Path | None = field(default=None, metadata={"internal": True})

    def question(self, question_id: str) -> Question | None:
        """Return the question of that id, None when the bank has none."""
        return next((question for question in self.questions if question.id == question_id), None)

    def roleplay(self, roleplay_id: str) -> RolePlay | None:
        """Return the role-play of that id, None when the bank has none."""
        return next((roleplay for roleplay in self.roleplays if roleplay.id == roleplay_id), None)


@dataclass(frozen=True, kw_only=True)
class LexiconFile:
    """The program's own lexicon: nothing but concepts."""

    concepts: Mapping[str, Concept] = field(metadata={"pattern": CONCEPT_ID})
