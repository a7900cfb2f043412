"""What an interview comes to: question by question, the verdict, and the three things to practise."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any, Literal

from audio.ports import Language, Transcript
from interviewer.banks.schema import Bank, Question
from interviewer.messages import text
from interviewer.records import Answer, Score
from interviewer.scoring.lexicon import Lexicon
from interviewer.scoring.rules import score_answer

SCHEMA = "interviewer.summary/1"
TO_PRACTISE = 3

Status = Literal["judged", "not_judged", "skipped", "not_reached"]


@dataclass(frozen=True)
class QuestionResult:
    """What became of one question.

    Attributes:
        question: the question.
        main: the answer to it; None when it was skipped or not reached.
        follow_ups: the answers to what was asked afterwards.
        skipped: whether the person left it out.
        whole: the score of everything said to this question, follow-ups included; None without an answer.
    """

    question: Question
    main: Answer | None = None
    follow_ups: tuple[Answer, ...] = ()
    skipped: bool = False
    whole: Score | None = None

    @property
    def status(self) -> Status:
        """Whether it was judged, and why not."""
        if self.main is None:
            return "skipped" if self.skipped else "not_reached"
        return "judged" if self.total is not None else "not_judged"

    @property
    def open(self) -> bool:
        """Whether it is still to be asked: neither answered nor left out."""
        return self.main is None and not self.skipped

    @property
    def total(self) -> float | None:
        """Marks for the question; None when it could not be judged."""
        return self.whole.total if self.whole is not None else None

    def missing(self) -> list[str]:
        """Return the ids of the points made nowhere, the heaviest first; none where nothing could be judged."""
        if self.whole is None or self.whole.abstained is not None:
            return []
        missed = {result.id for result in self.whole.points if not result.hit}
        points = [point for point in self.question.points if point.id in missed]
        return [point.id for point in sorted(points, key=lambda point: -point.weight)]


def result_of(
    question: Question, main: Answer, follow_ups: Sequence[Answer], lexicon: Lexicon | None
) -> QuestionResult:
    """Read everything said to a question as one answer, as an interviewer does.

    Each answer keeps its own score and its own quotes, with times in its own recording; for the question as a whole
    the same scorer reads the texts one after the other, so a point made in a follow-up counts in full.
    """
    whole = main.score
    spoken = [answer.transcript for answer in (main, *follow_ups) if answer.transcript and answer.transcript.text]
    if follow_ups and spoken:
        together = _together(spoken, main.lang)
        whole = score_answer(question, together, timing=main.timing, delivery=main.delivery, lexicon=lexicon)
    return QuestionResult(question, main, tuple(follow_ups), whole=whole)


def _together(spoken: Sequence[Transcript], language: Language) -> Transcript:
    separator = "" if language == "zh" else " "
    rated = [transcript.confidence for transcript in spoken if transcript.confidence is not None]
    return replace(
        spoken[0],
        text=separator.join(transcript.text for transcript in spoken),
        words=(),  # their times belong to several recordings
        confidence=min(rated, default=None),
    )


@dataclass(frozen=True)
class Advice:
    """One thing to practise, and the question it came from."""

    question: str
    sentence: str


@dataclass(frozen=True)
class InterviewSummary:
    """What the interview came to.

    Attributes:
        session: id of the saved session.
        bank: what was asked from.
        language: of the interview.
        results: one for each question, in the order of asking.
        total: mean of the questions that were judged or skipped (a skipped one counts 0); None when fewer than half
            of the questions were.
        practise: the most valuable changes, at most three.
    """

    session: str
    bank: Bank
    language: Language
    results: tuple[QuestionResult, ...]
    total: float | None
    practise: tuple[Advice, ...]

    @property
    def verdict(self) -> Literal["passed", "not_passed"] | None:
        """The total against the bank's pass mark; None without a total."""
        if self.total is None:
            return None
        return "passed" if self.total >= self.bank.pass_mark else "not_passed"

    def count(self, *statuses: Status) -> int:
        """Return how many questions ended in one of these ways."""
        return sum(result.status in statuses for result in self.results)

    def to_dict(self) -> dict[str, Any]:
        """Return plain JSON values, schema `interviewer.summary/1`."""
        return {
            "schema": SCHEMA,
            "kind": "interview",
            "session": self.session,
            "bank": self.bank.id,
            "lang": self.language,
            "questions": [
                {
                    "question": result.question.id,
                    "status": result.status,
                    "total": result.total,
                    "main_total": result.main.score.total if result.main else None,
                    "follow_ups": len(result.follow_ups),
                    "missing": result.missing(),
                }
                for result in self.results
            ],
            "total": self.total,
            "pass_mark": self.bank.pass_mark,
            "verdict": self.verdict,
            "practise": [{"question": advice.question, "advice": advice.sentence} for advice in self.practise],
        }


def summarise(session: str, bank: Bank, language: Language, results: Sequence[QuestionResult]) -> InterviewSummary:
    """Put the results together."""
    totals = [result.total if result.total is not None else 0.0 for result in results if _counts(result)]
    enough = len(totals) * 2 >= len(results) and any(result.status == "judged" for result in results)
    total = round(sum(totals) / len(totals), 1) if enough else None
    return InterviewSummary(session, bank, language, tuple(results), total, _practise(results, language))


def _counts(result: QuestionResult) -> bool:
    return result.status in ("judged", "skipped")


def _practise(results: Sequence[QuestionResult], language: Language) -> tuple[Advice, ...]:
    """Return what would win most: one thing per question first, then the next ones."""
    found: list[tuple[int, float, Advice]] = []
    for result in results:
        gains = sorted(_gains(result, language), key=lambda pair: -pair[0])
        found += [(rank, -gain, Advice(result.question.id, sentence)) for rank, (gain, sentence) in enumerate(gains)]
    found.sort(key=lambda item: item[:2])
    chosen: dict[str, Advice] = {}
    for _, _, advice in found:
        chosen.setdefault(advice.sentence, advice)
    return tuple(chosen.values())[:TO_PRACTISE]


def _gains(result: QuestionResult, language: Language) -> list[tuple[float, str]]:
    """Return what each missing point and each pitfall cost, with the advice about it; then what else was advised."""
    if result.status == "skipped":
        return [(100.0, text("summary.prepare", language, ask=result.question.ask.get(language)))]
    if result.whole is None or result.main is None or result.total is None:
        return []
    points = {point.id: point for point in result.question.points}
    whole = sum(point.weight for point in points.values()) or 1.0
    gains = []
    for identity in result.missing():
        point = points[identity]
        advice = (point.ask_for or point).get(language).rstrip(".。")
        gains.append((100 * point.weight / whole, text("improve.missing", language, advice=advice)))
    triggered = {pitfall.id for pitfall in result.whole.pitfalls if pitfall.triggered and pitfall.evidence}
    for pitfall in result.question.pitfalls:
        if pitfall.id in triggered:
            gains.append((pitfall.cost, text("improve.pitfall_absent", language, pitfall=pitfall.get(language))))
    if not gains:  # nothing was missing: how it was said is what is left to improve
        gains = [(0.0, sentence) for sentence in result.main.feedback.improvements]
    return gains
