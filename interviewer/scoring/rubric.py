"""A question's rubric, compiled for one language: what earns marks, what costs marks, and its version."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from audio.ports import Language
from interviewer.scoring.cues import Cue, compile_cue
from interviewer.scoring.lexicon import Lexicon
from interviewer.scoring.reference import Reference, reference
from interviewer.scoring.relevance import profile
from interviewer.scoring.substance import substance
from interviewer.scoring.tokens import document

ENGINE_VERSION = "5"
"""Raised whenever the same words under the same rubric would get another score."""


class TextLike(Protocol):
    """A sentence in one or both languages."""

    def get(self, language: Language) -> str:
        """Return the sentence, in the other language where this one is missing."""
        ...


class TextsLike(Protocol):
    """Texts per language."""

    def get(self, language: Language) -> Sequence[str]:
        """Return the texts of exactly this language."""
        ...


class SampleSetLike(Protocol):
    """Sentences that prove the cues of one language."""

    @property
    def fires(self) -> Sequence[str]:
        """Sentences that must fire."""


class SamplesLike(Protocol):
    """Proof sentences per language."""

    def get(self, language: Language) -> SampleSetLike:
        """Return the sentences of exactly this language."""
        ...


class PointLike(TextLike, Protocol):
    """What the scorer reads of a point of a bank."""

    @property
    def id(self) -> str:
        """Stable id."""

    @property
    def weight(self) -> float:
        """Relative weight."""

    @property
    def cues(self) -> TextsLike:
        """How people say it."""

    @property
    def samples(self) -> SamplesLike:
        """Proof sentences."""


class PitfallLike(TextLike, Protocol):
    """What the scorer reads of a pitfall of a bank."""

    @property
    def id(self) -> str:
        """Stable id."""

    @property
    def cost(self) -> float:
        """Marks out of 100."""

    @property
    def cues(self) -> TextsLike:
        """How people step into it."""

    @property
    def samples(self) -> SamplesLike:
        """Proof sentences."""

    @property
    def missing(self) -> Sequence[str]:
        """Ids of points that must all be missing."""

    @property
    def min_cues(self) -> int:
        """How many different places must match."""

    @property
    def outside_target(self) -> bool:
        """Whether an answer outside the target time triggers it."""

    @property
    def unless(self) -> TextsLike:
        """What, said and meant, keeps it from being triggered."""


class RubricQuestion(Protocol):
    """What the scorer reads of a question; `interviewer.banks.schema.Question` is one."""

    @property
    def id(self) -> str:
        """Stable id."""

    @property
    def ask(self) -> TextLike:
        """The spoken line."""

    @property
    def model_answer(self) -> TextLike | None:
        """What a strong candidate would say."""

    @property
    def target_s(self) -> tuple[float, float]:
        """Target length of the answer, (lower, upper) seconds."""

    @property
    def structure(self) -> str:
        """The structure expected."""

    @property
    def points(self) -> Sequence[PointLike]:
        """What earns marks."""

    @property
    def pitfalls(self) -> Sequence[PitfallLike]:
        """What costs marks."""

    @property
    def reference(self) -> TextsLike:
        """Reference answers."""


@dataclass(frozen=True)
class CompiledPoint:
    """A point with its cues ready.

    A point written without cues is judged by the ideas its sentence speaks of (their cues stand in `cues`), and where
    the lexicon knows none, by its `words`.
    """

    id: str
    weight: float
    text: str
    cues: tuple[Cue, ...]
    words: Reference | None = None


@dataclass(frozen=True)
class CompiledPitfall:
    """A pitfall with its cues ready."""

    id: str
    cost: float
    text: str
    cues: tuple[Cue, ...]
    missing: tuple[str, ...]
    min_cues: int
    outside_target: bool
    unless: tuple[Cue, ...]


@dataclass(frozen=True)
class Style:
    """How far the texts an answer is compared with list terms and repeat themselves, 0..1: so far it is no fault."""

    listing: float = 0.0
    rambling: float = 0.0


@dataclass(frozen=True, eq=False)
class Rubric:
    """Everything the scorer needs for one question in one language."""

    question: str
    language: Language
    target_s: tuple[float, float]
    structure: str
    points: tuple[CompiledPoint, ...]
    pitfalls: tuple[CompiledPitfall, ...]
    references: tuple[Reference, ...]
    style: Style
    wording: frozenset[str] | None
    version: str


_compiled: dict[tuple[int, str, int], tuple[Rubric, RubricQuestion, Lexicon]] = {}


def compile_rubric(question: RubricQuestion, language: Language, lexicon: Lexicon) -> Rubric:
    """Compile a question's rubric once per question, language and lexicon.

    Raises:
        CueError: a cue of the question is wrong (a validated bank has none).
    """
    key = (id(question), language, id(lexicon))
    known = _compiled.get(key)
    if known is None:
        # Question and lexicon are kept beside the rubric, so that their ids stay theirs.
        known = _compiled[key] = (_compile(question, language, lexicon), question, lexicon)
    return known[0]


def _compile(question: RubricQuestion, language: Language, lexicon: Lexicon) -> Rubric:
    ask = question.ask.get(language)
    points = tuple(_point(point, ask, language, lexicon) for point in question.points)
    pitfalls = tuple(
        CompiledPitfall(
            pitfall.id,
            pitfall.cost,
            pitfall.get(language),
            _cues(pitfall.cues, language, lexicon),
            tuple(pitfall.missing),
            pitfall.min_cues,
            pitfall.outside_target,
            _cues(pitfall.unless, language, lexicon),
        )
        for pitfall in question.pitfalls
    )
    references = tuple(question.reference.get(language))
    return Rubric(
        question.id,
        language,
        question.target_s,
        question.structure,
        points,
        pitfalls,
        tuple(reference(text, ask, language) for text in references),
        _style((*references, *(point.text for point in points if point.words is not None)), language),
        profile(_texts(question, language), language),
        _version(question, points, pitfalls, references, lexicon, language),
    )


def _style(texts: Sequence[str], language: Language) -> Style:
    written = [substance(document(text, language)) for text in texts]
    return Style(
        max((found.listing for found in written), default=0.0), max((found.rambling for found in written), default=0.0)
    )


def _texts(question: RubricQuestion, language: Language) -> Iterator[str]:
    """Yield everything the bank says of a question in words."""
    yield question.ask.get(language)
    if question.model_answer is not None:
        yield question.model_answer.get(language)
    for point in question.points:
        yield point.get(language)
        yield from point.samples.get(language).fires
    for pitfall in question.pitfalls:
        yield pitfall.get(language)
        yield from pitfall.samples.get(language).fires


def _point(point: PointLike, ask: str, language: Language, lexicon: Lexicon) -> CompiledPoint:
    cues, text = _cues(point.cues, language, lexicon), point.get(language)
    words = None
    if not cues:
        cues = tuple(compile_cue(f"{{{name}}}", language, lexicon) for name in lexicon.ideas_in(text, language))
        words = None if cues else reference(text, ask, language)
    return CompiledPoint(point.id, point.weight, text, cues, words)


def _cues(texts: TextsLike, language: Language, lexicon: Lexicon) -> tuple[Cue, ...]:
    return tuple(compile_cue(text, language, lexicon) for text in texts.get(language))


def _version(
    question: RubricQuestion,
    points: Sequence[CompiledPoint],
    pitfalls: Sequence[CompiledPitfall],
    references: Sequence[str],
    lexicon: Lexicon,
    language: Language,
) -> str:
    """Hash all that decides a score: engine, lexicon, weights, costs and cues."""
    written: list[Any] = [ENGINE_VERSION, lexicon.version, question.id, question.structure, list(question.target_s)]
    written += [[p.id, p.weight, p.text, [cue.text for cue in p.cues]] for p in points]
    written += [[p.id, p.cost, [cue.text for cue in p.cues], p.missing, p.min_cues, p.outside_target] for p in pitfalls]
    written += [[cue.text for cue in p.unless] for p in pitfalls]
    written += [list(references), *_texts(question, language)]
    return hashlib.sha256(json.dumps(written, ensure_ascii=False).encode()).hexdigest()[:12]
