"""One answer as JSON, schema `interviewer.answer/1`: what programs read and what the store keeps."""

from __future__ import annotations

import json
import math
from collections.abc import Sequence
from typing import Any

from audio.ports import Transcript, Word
from interviewer.records import (
    Answer,
    AudioInfo,
    Delivery,
    Dimensions,
    Evidence,
    Feedback,
    Filler,
    LlmProblem,
    LlmReport,
    Pause,
    PitfallResult,
    PointResult,
    Rate,
    Repair,
    Score,
    Timing,
)

SCHEMA = "interviewer.answer/1"

_LINE_ENDS = {chr(code): f"\\u{code:04x}" for code in (0x85, 0x2028, 0x2029)}

_DECIMALS = 3  # a millisecond, a thousandth of a probability: below what is measured


def _plain(value: Any) -> Any:
    """Turn records into objects and tuples into lists, and round floats; NaN and infinity are unknown, so null."""
    if value is None or isinstance(value, (str, bool, int)):
        return value
    if isinstance(value, float):
        return round(value, _DECIMALS) if math.isfinite(value) else None
    names = getattr(value, "__dataclass_fields__", None)
    if names is not None:
        return {name: _plain(getattr(value, name)) for name in names}
    if isinstance(value, dict):
        return {key: _plain(item) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [_plain(item) for item in value]
    return value


def answer_to_dict(answer: Answer) -> dict[str, Any]:
    """Return the answer as plain JSON values, in the order the contract shows."""
    record: dict[str, Any] = {"schema": SCHEMA}
    if answer.id is not None:
        record["id"] = answer.id
    record.update(question=answer.question, lang=answer.lang, attempt=answer.attempt)
    record["audio"] = answer.audio
    record["timing"] = answer.timing
    record["transcript"] = answer.transcript
    record["delivery"] = answer.delivery
    record["score"] = answer.score
    if answer.llm_score is not None:
        record["llm_score"] = answer.llm_score
    if answer.llm is not None:
        record["llm"] = answer.llm
    record["feedback"] = answer.feedback
    plain: dict[str, Any] = _plain(record)
    return plain


def answer_to_json(answer: Answer) -> str:
    """Return the answer as one line of JSON, without non-finite numbers."""
    return one_line(answer_to_dict(answer))


def one_line(record: Any) -> str:
    """Return JSON without any character that some reader takes for the end of a line."""
    line = json.dumps(record, ensure_ascii=False, allow_nan=False)
    for character, escaped in _LINE_ENDS.items():
        line = line.replace(character, escaped)
    return line


def _evidence(items: Sequence[dict[str, Any]]) -> tuple[Evidence, ...]:
    return tuple(Evidence(**item) for item in items)


def _score(record: dict[str, Any]) -> Score:
    return Score(
        **{
            **record,
            "dimensions": Dimensions(**record["dimensions"]),
            "points": tuple(PointResult(**{**p, "evidence": _evidence(p["evidence"])}) for p in record["points"]),
            "pitfalls": tuple(PitfallResult(**{**p, "evidence": _evidence(p["evidence"])}) for p in record["pitfalls"]),
            "notes": tuple(record.get("notes", ())),
        }
    )


def transcript_from_dict(record: dict[str, Any]) -> Transcript:
    """Read a transcript written by `answer_to_dict`."""
    return Transcript(
        **{
            **record,
            "words": tuple(Word(**word) for word in record["words"]),
            "notes": tuple(record.get("notes", ())),
        }
    )


def _delivery(record: dict[str, Any]) -> Delivery:
    def many(name: str, kind: Any) -> Any:
        items = record.get(name)
        return None if items is None else tuple(kind(**item) for item in items)

    def rate(name: str) -> Rate | None:
        return Rate(**record[name]) if record.get(name) else None

    return Delivery(
        **{
            **record,
            "rate": rate("rate"),
            "articulation_rate": rate("articulation_rate"),
            "fillers": many("fillers", Filler),
            "pauses": many("pauses", Pause),
            "repairs": many("repairs", Repair),
        }
    )


def _llm(record: dict[str, Any]) -> LlmReport:
    problem = record["problem"]
    return LlmReport(**{**record, "problem": LlmProblem(**problem) if problem else None})


def answer_from_dict(record: dict[str, Any]) -> Answer:
    """Read an answer written by `answer_to_dict`.

    Raises:
        ValueError: the schema is another one.
        KeyError, TypeError: the record is damaged.
    """
    if record.get("schema") != SCHEMA:
        raise ValueError(f"expected schema {SCHEMA}, found {record.get('schema')!r}")
    timing = {**record["timing"], "target_s": tuple(record["timing"]["target_s"])}
    feedback = record["feedback"]
    return Answer(
        question=record["question"],
        lang=record["lang"],
        attempt=record["attempt"],
        audio=AudioInfo(**record["audio"]) if record["audio"] else None,
        timing=Timing(**timing),
        transcript=transcript_from_dict(record["transcript"]) if record["transcript"] else None,
        delivery=_delivery(record["delivery"]),
        score=_score(record["score"]),
        feedback=Feedback(
            spoken=feedback["spoken"],
            strengths=tuple(feedback["strengths"]),
            improvements=tuple(feedback["improvements"]),
            suggestion=feedback.get("suggestion"),
        ),
        llm_score=_score(record["llm_score"]) if record.get("llm_score") else None,
        llm=_llm(record["llm"]) if record.get("llm") else None,
        id=record.get("id"),
    )
