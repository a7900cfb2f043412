"""What a reviewer's file holds, schema `interviewer.review/1`.

The file comes from another machine and is read with suspicion: every field is bounded and nothing else is allowed.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, ValidationError, model_validator

from interviewer.errors import InputError
from interviewer.report.pages import clean

MOST_BYTES = 1 << 20
"""Of a file: a hundred times what the longest review needs."""

_LONGEST_S = 24 * 3600.0

_Id = Annotated[str, StringConstraints(min_length=1, max_length=128)]
_Name = Annotated[str, StringConstraints(min_length=1, max_length=80, strip_whitespace=True)]


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, strict=True, allow_inf_nan=False)


class PointMark(_Strict):
    """How far a point was made: 0 not said, .5 mentioned, 1 explained."""

    id: _Id
    strength: Annotated[float, Field(ge=0, le=1, multiple_of=0.5)]


class PitfallMark(_Strict):
    """Whether a pitfall was stepped into."""

    id: _Id
    triggered: bool


class Comment(_Strict):
    """A remark at a time of the recording; at_s is None for one on the whole answer."""

    at_s: Annotated[float, Field(ge=0, le=_LONGEST_S)] | None
    text: Annotated[str, StringConstraints(min_length=1, max_length=2000, strip_whitespace=True)]


class AnswerIdentity(_Strict):
    """Which answer was reviewed: its identity in every database, and its recording."""

    uid: _Id
    question: _Id
    recording_sha256: Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")] | None


class Review(_Strict):
    """One person's marks; what was left open is not in the lists."""

    schema_: Annotated[Literal["interviewer.review/1"], Field(alias="schema")]
    answer: AnswerIdentity
    reviewer: _Name
    reviewed_at: Annotated[str, StringConstraints(max_length=40)]
    total: Annotated[int, Field(ge=0, le=100)] | None
    points: Annotated[tuple[PointMark, ...], Field(max_length=200)] = ()
    pitfalls: Annotated[tuple[PitfallMark, ...], Field(max_length=200)] = ()
    comments: Annotated[tuple[Comment, ...], Field(max_length=500)] = ()

    @model_validator(mode="after")
    def _marked_once(self) -> Review:
        for ids in ([mark.id for mark in self.points], [mark.id for mark in self.pitfalls]):
            if len(ids) != len(set(ids)):
                raise ValueError("an id is marked twice")
        return self


def read_review(path: Path) -> Review:
    """Read a reviewer's file.

    Raises:
        InputError: it is missing, too large, or not such a file; `facts["field"]` says where.
    """
    try:
        with path.open("rb") as file:
            data = file.read(MOST_BYTES + 1)
    except OSError as error:
        problem = "missing" if isinstance(error, FileNotFoundError) else "unreadable"
        reason = error.strerror or str(error)
        sentence = f"{path} cannot be read ({reason})."
        raise InputError(sentence, path=str(path), problem=problem, reason=reason) from error
    if len(data) > MOST_BYTES:
        raise InputError(f"{path} is too large to be a review.", path=str(path), problem="review_size")
    try:
        return Review.model_validate_json(data)
    except ValidationError as error:
        field = _place(error.errors(include_url=False, include_context=False, include_input=False)[0]["loc"])
        raise InputError(
            f"{path} is no review of this program (see `{field}`). Ask for the file that the review page saved.",
            path=str(path),
            problem="review",
            field=field,
        ) from error


def to_json(review: Review) -> str:
    """Write a review as it is kept."""
    return review.model_dump_json(by_alias=True)


def _place(location: Sequence[int | str]) -> str:
    """Name the field that is wrong; its name comes from the file, so it is cut short and cleaned."""
    return str(clean(".".join(map(str, location))))[:60] or "JSON"
