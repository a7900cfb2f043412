"""The values that travel through the program, from a captured answer to its feedback.

Every field that cannot be known is None; nothing here is ever a stand-in for a missing measurement.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from audio.ports import EndReason, Language, Transcript

TimingVerdict = Literal["on_target", "short", "long"]
Band = Literal["slow", "good", "fast"]


@dataclass(frozen=True)
class Timing:
    """How long the answer took.

    Attributes:
        onset_s: first speech, seconds from the start of the recording.
        end_s: end of the last speech.
        speaking_s: end_s - onset_s (pauses included).
        target_s: (lower, upper) in seconds.
        verdict: speaking_s against the target; None when nothing was said or times are unknown.
        end_reason: why capture stopped.
    """

    onset_s: float | None
    end_s: float | None
    speaking_s: float | None
    target_s: tuple[float, float]
    verdict: TimingVerdict | None
    end_reason: EndReason | None


@dataclass(frozen=True)
class Rate:
    """A speaking or articulation rate and the convention it is judged by."""

    value: float
    unit: Literal["chars_per_min", "words_per_min"]
    band: Band


@dataclass(frozen=True)
class Filler:
    """One filler said; times are None where the transcript has none."""

    text: str
    start_s: float | None
    start_char: int
    end_char: int
    certain: bool = True
    """True for um/uh/嗯/呃; False for words such as like/那个 judged a filler by their context."""


@dataclass(frozen=True)
class Pause:
    """A silence of at least 1.5 s inside the answer."""

    start_s: float
    duration_s: float


@dataclass(frozen=True)
class Repair:
    """A repeat ("I I think") or self-correction ("no, I mean")."""

    text: str
    start_char: int
    end_char: int
    kind: Literal["repeat", "correction"]


@dataclass(frozen=True)
class Delivery:
    """How it was said. Everything is None when it could not be measured."""

    rate: Rate | None = None
    articulation_rate: Rate | None = None
    fillers: tuple[Filler, ...] | None = None
    fillers_per_min: float | None = None
    pauses: tuple[Pause, ...] | None = None
    longest_pause_s: float | None = None
    response_latency_s: float | None = None
    level_dbfs: float | None = None
    clipping_ratio: float | None = None
    untranscribed_voiced_s: float | None = None
    repairs: tuple[Repair, ...] | None = None


@dataclass(frozen=True)
class Evidence:
    """Words that were really said: `transcript.text[start_char:end_char] == quote`."""

    quote: str
    start_char: int
    end_char: int
    start_s: float | None = None
    end_s: float | None = None


@dataclass(frozen=True)
class PointResult:
    """Whether one point of the rubric was made. strength: 0 not said, .5 mentioned, 1 explained."""

    id: str
    hit: bool
    strength: float
    evidence: tuple[Evidence, ...] = ()


@dataclass(frozen=True)
class PitfallResult:
    """Whether one pitfall was stepped into. An absence pitfall has no evidence, but a reason."""

    id: str
    triggered: bool
    strength: float
    evidence: tuple[Evidence, ...] = ()
    reason: str | None = None


@dataclass(frozen=True)
class Dimensions:
    """Parts of the total, each 0..100, None where not judged."""

    content: float | None = None
    structure: float | None = None
    specificity: float | None = None
    delivery: float | None = None
    timing: float | None = None


@dataclass(frozen=True)
class Score:
    """The judgement. total is None exactly when abstained says why."""

    total: float | None
    scorer: str
    rubric_version: str
    abstained: str | None = None
    dimensions: Dimensions = field(default_factory=Dimensions)
    points: tuple[PointResult, ...] = ()
    pitfalls: tuple[PitfallResult, ...] = ()
    weights: dict[str, float] = field(default_factory=dict)
    notes: tuple[str, ...] = ()


@dataclass(frozen=True)
class Feedback:
    """What is said and shown after an answer."""

    spoken: str
    strengths: tuple[str, ...] = ()
    improvements: tuple[str, ...] = ()
    suggestion: str | None = None


@dataclass(frozen=True)
class AudioInfo:
    """The recording an answer was judged from."""

    path: str
    duration_s: float
    sha256: str


@dataclass(frozen=True)
class LlmProblem:
    """Why the language model's view is missing: the code of an LlmError and its sentence in the answer's language."""

    code: str
    message: str


@dataclass(frozen=True)
class LlmReport:
    """What a language model was asked about an answer, what it cost, and what it wrote. Its score is `llm_score`.

    Attributes:
        model: name of the model.
        base_url_host: where the transcript was sent.
        votes: how often it was asked to judge.
        calls: requests sent for this answer, failed and repeated ones included.
        tokens_in: tokens read, as far as the server told; None when it never told.
        tokens_out: tokens written, likewise.
        calls_untold: requests that may have cost tokens the server did not tell.
        problem: why there is no `llm_score`; None when there is one.
        follow_up: a question it would ask next.
        better_version: the answer as it would tell it, from what was said.
    """

    model: str
    base_url_host: str
    votes: int = 1
    calls: int = 0
    tokens_in: int | None = None
    tokens_out: int | None = None
    calls_untold: int = 0
    problem: LlmProblem | None = None
    follow_up: str | None = None
    better_version: str | None = None


@dataclass(frozen=True)
class Answer:
    """One answer with everything known about it."""

    question: str
    lang: Language
    attempt: int
    audio: AudioInfo | None
    timing: Timing
    transcript: Transcript | None
    delivery: Delivery
    score: Score
    feedback: Feedback
    llm_score: Score | None = None
    llm: LlmReport | None = None
    id: str | None = None
