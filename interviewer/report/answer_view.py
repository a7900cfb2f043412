"""One answer as its section of the page shows it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from audio.ports import Language
from interviewer.messages import CATALOGUE, duration_text, text
from interviewer.practice.panel import clock
from interviewer.records import Answer, Evidence, Score
from interviewer.report.asked import Asked
from interviewer.report.marks import Run, pitfall_label, point_label, transcript_runs
from interviewer.report.sound import Sound
from interviewer.report.waveform import Wave, draw_wave
from interviewer.review.beside import Beside, put_beside, summary_lines
from interviewer.review.saved import SavedReview
from interviewer.store import SavedAnswer

DIMENSIONS = ("content", "structure", "specificity", "delivery", "timing")

State = Literal["hit", "mentioned", "missing"]


@dataclass(frozen=True)
class Quote:
    """Words that were said, and when; start_s is None where the transcript has no times."""

    text: str
    start_s: float | None


@dataclass(frozen=True)
class PointView:
    """A point and whether it was made. `label` is its number on the page."""

    id: str
    label: str
    name: str
    state: State
    quotes: tuple[Quote, ...]
    weight: float | None


@dataclass(frozen=True)
class PitfallView:
    """A pitfall that was stepped into. `label` is its letter on the page."""

    label: str
    name: str
    quotes: tuple[Quote, ...]


@dataclass(frozen=True)
class Row:
    """A row of a bar chart."""

    label: str
    value: float | None
    text: str
    tone: str = ""


@dataclass(frozen=True)
class TargetBar:
    """Speaking time on a scale of 0..100 with the target's zone."""

    spoken: float
    low: float
    high: float


@dataclass(frozen=True)
class ScoreView:
    """A judgement as the page shows it: the offline scorer's, or the language model's.

    Attributes:
        total: rounded; None when it abstained.
        scorer: "rules" or "llm:MODEL".
        reason: why there is no total, as a sentence.
        points: in the rubric's order.
        pitfalls: only those stepped into.
        avoided: how many others there are.
        rubric_version: of the rubric.
        notes: what limited the total, as sentences.
    """

    total: int | None
    scorer: str
    reason: str | None
    points: tuple[PointView, ...]
    pitfalls: tuple[PitfallView, ...]
    avoided: int
    rubric_version: str
    notes: tuple[str, ...] = ()


@dataclass(frozen=True)
class AnswerView:
    """Everything about one answer.

    Attributes:
        saved: as it lies in the store.
        anchor: id of the section within the page.
        asked: the question.
        part: what else than the main answer it is ("Follow-up 1"), "" for the main one.
        sound: the recording.
        wave: drawing along its time; None where no times are known.
        runs: the transcript.
        score: the offline judgement.
        llm: the language model's; None when it was not asked.
        dimensions: parts of the total.
        target: speaking time against the target; None when unknown.
        facts: (label, value, remark) of delivery.
        attempts: totals of all attempts at this question under this rubric, for a line chart.
        beside: the marks of program and people side by side; None where nobody else marked the answer.
        agreement: how far these agree, in sentences.
    """

    saved: SavedAnswer
    anchor: str
    asked: Asked
    part: str
    sound: Sound
    wave: Wave | None
    runs: tuple[Run, ...]
    score: ScoreView
    llm: ScoreView | None
    dimensions: tuple[Row, ...]
    target: TargetBar | None
    facts: tuple[tuple[str, str, str], ...]
    attempts: tuple[Row, ...]
    beside: Beside | None = None
    agreement: tuple[str, ...] = ()

    @property
    def answer(self) -> Answer:
        """The answer itself."""
        return self.saved.answer


def view_answer(
    saved: SavedAnswer,
    asked: Asked,
    sound: Sound,
    language: Language,
    *,
    attempts: Sequence[Row] = (),
    reviews: Sequence[SavedReview] = (),
) -> AnswerView:
    """Put together what the page shows of one answer.

    Args:
        saved: the answer.
        asked: what was asked.
        sound: its recording.
        language: of the page.
        attempts: totals of the attempts at this question.
        reviews: other people's marks, and one's own.
    """
    answer = saved.answer
    beside = put_beside(answer, asked, reviews) if reviews else None
    runs = transcript_runs(answer.transcript, answer.score, answer.delivery) if answer.transcript else []
    return AnswerView(
        saved=saved,
        anchor=f"a{saved.id}",
        asked=asked,
        part=part_name(saved.part, language),
        sound=sound,
        wave=draw_wave(answer, sound.peaks),
        runs=tuple(runs),
        score=view_score(answer.score, asked, language),
        llm=view_score(answer.llm_score, asked, language) if answer.llm_score else None,
        dimensions=_dimensions(answer.score, asked.pass_mark, language),
        target=_target(answer),
        facts=tuple(_facts(answer, language)),
        attempts=tuple(attempts),
        beside=beside,
        agreement=tuple(summary_lines(beside, language)) if beside else (),
    )


def view_score(score: Score, asked: Asked, language: Language) -> ScoreView:
    """Put a judgement into words."""
    return ScoreView(
        total=None if score.total is None else round(score.total),
        scorer=score.scorer,
        reason=_reason(score.abstained, language),
        points=tuple(
            PointView(
                id=point.id,
                label=point_label(index),
                name=_name(point.id, asked.points, language),
                state="missing" if not point.hit else "hit" if point.strength >= 1 else "mentioned",
                quotes=_quotes(point.evidence) if point.hit else (),
                weight=asked.weights.get(point.id),
            )
            for index, point in enumerate(score.points)
        ),
        pitfalls=tuple(
            PitfallView(pitfall_label(index), _name(pitfall.id, asked.pitfalls, language), _quotes(pitfall.evidence))
            for index, pitfall in enumerate(score.pitfalls)
            if pitfall.triggered
        ),
        avoided=sum(not pitfall.triggered for pitfall in score.pitfalls),
        rubric_version=score.rubric_version,
        notes=tuple(text(f"note.{note}", language) for note in score.notes if f"note.{note}" in CATALOGUE),
    )


def part_name(part: str, language: Language) -> str:
    """Return what a part of a question is called; "" for the main answer."""
    kind, _, which = part.partition(":")
    if kind == "main":
        return ""
    known = f"report.part.{kind.replace('_', '-')}"
    return text(known, language, which=which) if known in CATALOGUE else part


def tone(total: float | None, pass_mark: float | None) -> str:
    """Return "good" from the pass mark on, "warn" below; "" where there is nothing to compare."""
    if total is None or pass_mark is None:
        return ""
    return "good" if total >= pass_mark else "warn"


def _name(identity: str, names: dict[str, str], language: Language) -> str:
    if identity in names:
        return names[identity]
    return text("report.reference", language) if identity == "reference" else identity


def _reason(abstained: str | None, language: Language) -> str | None:
    if abstained is None:
        return None
    key = f"abstain.{abstained}"
    return text(key, language) if key in CATALOGUE else text("report.not_judged", language, reason=abstained)


def _quotes(evidence: Sequence[Evidence]) -> tuple[Quote, ...]:
    return tuple(Quote(item.quote.strip(), item.start_s) for item in evidence if item.quote.strip())


def _dimensions(score: Score, pass_mark: float | None, language: Language) -> tuple[Row, ...]:
    rows = []
    for name in DIMENSIONS:
        value = getattr(score.dimensions, name)
        shown = "–" if value is None else f"{value:.0f}"
        rows.append(Row(text(f"report.dimension.{name}", language), value, shown, tone(value, pass_mark)))
    return tuple(rows)


def _target(answer: Answer) -> TargetBar | None:
    spoken, (low, high) = answer.timing.speaking_s, answer.timing.target_s
    if spoken is None:
        return None
    whole = max(spoken * 1.06, high * 1.3)
    return TargetBar(*(round(100 * value / whole, 1) for value in (spoken, low, high)))


def _facts(answer: Answer, language: Language) -> list[tuple[str, str, str]]:
    """Return label, value and remark of what was measured; what could not be measured is left out."""
    delivery, facts = answer.delivery, []
    if delivery.rate is not None:
        rate = text(f"rate.{delivery.rate.unit}", language, value=round(delivery.rate.value))
        facts.append((text("result.pace", language), rate, text(f"band.{delivery.rate.band}", language)))
    if delivery.fillers is not None:
        per_min = delivery.fillers_per_min
        remark = "" if per_min is None else text("report.per_min", language, value=f"{per_min:.1f}")
        facts.append((text("result.fillers", language), str(len(delivery.fillers)), remark))
    if delivery.pauses is not None:
        longest = max(delivery.pauses, key=lambda pause: pause.duration_s, default=None)
        remark = text("report.pauses_least", language)
        if longest is not None:
            at = clock(longest.start_s)
            remark = text("report.longest", language, seconds=f"{longest.duration_s:.1f}", at=at)
        facts.append((text("result.pauses", language), str(len(delivery.pauses)), remark))
    if delivery.response_latency_s is not None:
        facts.append((text("result.latency", language), duration_text(delivery.response_latency_s, language), ""))
    if answer.transcript is not None and answer.transcript.confidence is not None:
        facts.append((text("result.confidence", language), f"{answer.transcript.confidence:.0%}", ""))
    return facts
