"""Answers for tests, complete and plausible."""

from audio.ports import Transcript, Word
from interviewer.records import (
    Answer,
    AudioInfo,
    Delivery,
    Dimensions,
    Evidence,
    Feedback,
    Filler,
    Pause,
    PitfallResult,
    PointResult,
    Rate,
    Score,
    Timing,
)


def sample_answer(
    *,
    total: float | None = 72.0,
    attempt: int = 1,
    question: str = "hr-faq/02-self-intro",
    level_dbfs: float = -23.5,
    speaking_s: float = 81.0,
    rubric_version: str = "abc123",
    hits: tuple[str, ...] = ("p1",),
) -> Answer:
    """Return an answer in Chinese with every field filled."""
    text = "我叫林可，嗯，谢谢。"
    words = (Word("我叫林可，", 1.0, 2.0, 0.9), Word("嗯，", 2.2, 2.5, 0.8), Word("谢谢。", 4.5, 5.0, 0.95))
    evidence = Evidence("我叫林可", 0, 4, 1.0, 2.0)
    points = tuple(
        PointResult(id, id in hits, 1.0 if id in hits else 0.0, (evidence,) if id in hits else ())
        for id in ("p1", "p2", "p3")
    )
    return Answer(
        question=question,
        lang="zh",
        attempt=attempt,
        audio=AudioInfo("/data/a.wav", 90.5, "0" * 64),
        timing=Timing(1.0, 1.0 + speaking_s, speaking_s, (60.0, 120.0), "on_target", "key"),
        transcript=Transcript(text, words, "zh", "faster-whisper", "small", 0.9, ("decoded_twice:0-5",)),
        delivery=Delivery(
            rate=Rate(215.0, "chars_per_min", "good"),
            articulation_rate=Rate(250.0, "chars_per_min", "good"),
            fillers=(Filler("嗯", 2.2, 5, 6),),
            fillers_per_min=0.7,
            pauses=(Pause(2.5, 2.0),),
            longest_pause_s=2.0,
            response_latency_s=1.0,
            level_dbfs=level_dbfs,
            clipping_ratio=0.0,
            untranscribed_voiced_s=0.4,
            repairs=(),
        ),
        score=Score(
            total=total,
            scorer="rules",
            rubric_version=rubric_version,
            abstained=None if total is not None else "too_short",
            dimensions=Dimensions(70.0, 65.0, 80.0, 90.0, 100.0),
            points=points,
            pitfalls=(PitfallResult("x1", False, 0.0),),
            weights={"content": 0.6},
        ),
        feedback=Feedback("你讲了1分21秒。", ("开头清楚",), ("补上数字",), "比如这样说"),
    )
