"""What an imported line must look like: it comes from a file, so nothing in it is believed before it is checked."""

from __future__ import annotations

import json
from datetime import datetime
from itertools import chain
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, JsonValue, TypeAdapter, ValidationError

from interviewer.answer_json import SCHEMA as ANSWER_SCHEMA
from interviewer.answer_json import answer_from_dict, answer_to_dict
from interviewer.records import Answer, Score
from interviewer.review.records import Review
from interviewer.review.records import to_json as review_to_json
from interviewer.store.exchange import SCHEMA


def _printable(text: str) -> str:
    if not text.isprintable():
        raise ValueError("it holds control characters")
    return text


def _time_with_zone(text: str) -> str:
    if datetime.fromisoformat(text).tzinfo is None:
        raise ValueError("the time names no zone")
    return text


_Name = Annotated[str, Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9_.:-]{0,127}$")]
_Id = Annotated[str, Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9_-]{0,63}$")]
_Time = Annotated[str, Field(max_length=40), AfterValidator(_time_with_zone)]
_Hash = Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]
_Path = Annotated[str, Field(min_length=1, max_length=4096), AfterValidator(_printable)]
_Object = dict[str, JsonValue]


class _Record(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, strict=True, allow_inf_nan=False)


class SessionLine(_Record):
    """A session."""

    type: Literal["session"]
    id: _Id
    kind: _Name
    language: Literal["zh", "en"]
    started_at: _Time
    simulated: bool
    bank: _Name | None
    plan: _Object | None
    ended_at: _Time | None
    summary: _Object | None


class RecordingLine(_Record):
    """A recording by path and hash."""

    type: Literal["recording"]
    sha256: _Hash
    path: _Path
    duration_s: float = Field(ge=0)


class AnswerLine(_Record):
    """An answer; `answer_json` is how it is stored."""

    type: Literal["answer"]
    uid: _Id
    session: _Id
    part: _Name
    parent: _Id | None
    recorded_at: _Time
    answer: Answer
    answer_json: str = ""


class ReviewLine(_Record):
    """A review of an answer; `review_json` is how it is stored."""

    type: Literal["review"]
    answer: _Id
    own: bool
    imported_at: _Time
    review: Review
    review_json: str = ""


_MOST_ATTEMPTS = 1_000_000

_KINDS: dict[str, type[SessionLine] | type[RecordingLine]] = {"session": SessionLine, "recording": RecordingLine}
_ANSWER: TypeAdapter[Answer] = TypeAdapter(Answer)


def read_line(line: bytes, *, first: bool) -> SessionLine | RecordingLine | AnswerLine | ReviewLine | None:
    """Read one line of an export; None for its first line and for an empty one.

    Raises:
        ValueError: what is wrong with it, in one sentence.
    """
    if not line.strip():
        return None
    try:
        record = json.loads(line.decode("utf-8-sig" if first else "utf-8"), parse_constant=_refuse_number)
    except RecursionError:
        raise ValueError("it is nested too deeply") from None
    except UnicodeDecodeError:
        raise ValueError("it is not UTF-8 text") from None
    except json.JSONDecodeError as error:
        raise ValueError(f"it is not JSON ({error.msg})") from None
    if not isinstance(record, dict):
        raise ValueError("it is no JSON object")
    if first:
        if record.get("schema") != SCHEMA:
            raise ValueError(f"the file does not begin with {SCHEMA!r}, so it is no export of this program")
        return None
    try:
        if record.get("type") == "answer":
            return _answer_line(record)
        if record.get("type") == "review":
            return _review_line(record)
        return _KINDS[record["type"]].model_validate(record)
    except KeyError:
        raise ValueError(f"there is no type {str(record.get('type'))[:40]!r}") from None
    except ValidationError as error:
        first_problem = error.errors()[0]
        place = ".".join(str(part) for part in first_problem["loc"])
        raise ValueError(f"{place}: {first_problem['msg']}") from None


def _refuse_number(name: str) -> Any:
    raise ValueError(f"{name} is no finite number")


def _answer_line(record: dict[str, Any]) -> AnswerLine:
    written = record.get("answer")
    if not isinstance(written, dict) or written.get("schema") != ANSWER_SCHEMA:
        raise ValueError(f"answer: it is not of schema {ANSWER_SCHEMA}")
    # Types are checked by pydantic on the JSON (lists for tuples), then the value is built by the program's own reader.
    _ANSWER.validate_json(json.dumps(written), strict=True)
    try:
        answer = answer_from_dict(written)
    except (KeyError, TypeError, ValueError) as error:
        raise ValueError(f"answer: it is damaged ({error})") from None
    _check_answer(answer)
    stored = json.dumps(answer_to_dict(answer), ensure_ascii=False, allow_nan=False)
    return AnswerLine.model_validate({**record, "answer": answer, "answer_json": stored})


def _review_line(record: dict[str, Any]) -> ReviewLine:
    # As JSON: its lists are tuples.
    review = Review.model_validate_json(json.dumps(record.get("review")))
    if review.answer.uid != record.get("answer"):
        raise ValueError("review: it is of another answer")
    return ReviewLine.model_validate({**record, "review": review, "review_json": review_to_json(review)})


def _check_answer(answer: Answer) -> None:
    """Check what types cannot say: ranges, and that every quote was really said."""
    _printable(answer.question)
    if not 1 <= answer.attempt <= _MOST_ATTEMPTS:
        raise ValueError("answer.attempt: attempts count from 1 to a million")
    if answer.audio is not None:
        _printable(answer.audio.path)
        if len(answer.audio.sha256) != 64:
            raise ValueError("answer.audio.sha256: it is no SHA-256")
    text = answer.transcript.text if answer.transcript else ""
    for score in (answer.score, answer.llm_score):
        if score is not None:
            _check_score(score, text)


def _check_score(score: Score, text: str) -> None:
    if score.total is not None and not 0 <= score.total <= 100:
        raise ValueError("answer.score.total: it is not within 0 and 100")
    for evidence in chain(*(p.evidence for p in score.points), *(p.evidence for p in score.pitfalls)):
        if text[evidence.start_char : evidence.end_char] != evidence.quote or not evidence.quote:
            raise ValueError(f"answer.score: the quote {evidence.quote[:40]!r} is not in the transcript at its place")
