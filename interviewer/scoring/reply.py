"""Judging one reply of a role-play: which moves it makes and which mistakes, without a total."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from audio.ports import Language, Transcript
from interviewer.records import PitfallResult, PointResult
from interviewer.scoring.lexicon import Lexicon, shipped_lexicon
from interviewer.scoring.points import judge_pitfall, judge_point, places_of
from interviewer.scoring.rubric import PitfallLike, PointLike, TextLike, TextsLike, compile_rubric
from interviewer.scoring.tokens import document, word_places


class _NoTexts:
    """No texts in any language."""

    def get(self, language: Language) -> Sequence[str]:
        """Return nothing."""
        return ()


@dataclass(frozen=True, eq=False)
class TurnRubric:
    """What a reply is held against. Make it once per turn: its cues are compiled once per object.

    Attributes:
        id: for example "angry-customer/t2".
        ask: what the other side said.
        points: the moves (steps of the role-play, what the turn should contain).
        pitfalls: what to avoid.
        target_s: target length of the reply.
    """

    id: str
    ask: TextLike
    points: Sequence[PointLike]
    pitfalls: Sequence[PitfallLike]
    target_s: tuple[float, float] = (5.0, 45.0)
    structure: str = "free"
    model_answer: TextLike | None = None
    reference: TextsLike = field(default_factory=_NoTexts)


def judge_reply(
    turn: TurnRubric, transcript: Transcript, *, lexicon: Lexicon | None = None
) -> tuple[tuple[PointResult, ...], tuple[PitfallResult, ...]]:
    """Judge a reply, however short: a reply may be one sentence.

    Args:
        turn: what it is held against.
        transcript: what was said.
        lexicon: the concepts used in cues; the shipped one by default.
    """
    rubric = compile_rubric(turn, transcript.language, lexicon or shipped_lexicon())
    doc = document(transcript.text, transcript.language, transcript.words)
    if not len(doc):
        return (
            tuple(PointResult(point.id, hit=False, strength=0.0) for point in rubric.points),
            tuple(PitfallResult(pitfall.id, triggered=False, strength=0.0) for pitfall in rubric.pitfalls),
        )
    timed = word_places(transcript.text, transcript.words)
    points = tuple(
        judge_point(point, places_of(point.cues, doc, "point"), doc, timed, rubric.target_s) for point in rubric.points
    )
    hits = {point.id for point in points if point.hit}
    pitfalls = tuple(judge_pitfall(pitfall, rubric, hits, doc, timed, None) for pitfall in rubric.pitfalls)
    return points, pitfalls
