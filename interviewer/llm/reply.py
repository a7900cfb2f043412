"""Reading what the server sent: an untrusted document that holds an untrusted document."""

from __future__ import annotations

import re
from typing import TypeVar

from pydantic import BaseModel, ConfigDict, ValidationError

T = TypeVar("T", bound=BaseModel)

_THOUGHTS = re.compile(r"^\s*<think>.*?</think>", re.DOTALL)
_CODE_FENCE = re.compile(r"^```[a-zA-Z]*\s*\n(.*?)\n?```$", re.DOTALL)


class StrictReply(BaseModel):
    """Base of every reply asked for: exactly these fields, exactly these types."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)


class _Message(BaseModel):
    content: str | None = None
    refusal: str | None = None


class _Choice(BaseModel):
    message: _Message
    finish_reason: str | None = None


class _Tokens(BaseModel):
    prompt_tokens: int
    completion_tokens: int


class _Billed(BaseModel):
    usage: _Tokens


class Completion(BaseModel):
    """The parts of a chat completion that count here."""

    choices: list[_Choice]

    @property
    def _first(self) -> _Choice | None:
        return self.choices[0] if self.choices else None

    @property
    def refused(self) -> bool:
        """Whether the model, or a filter before it, declined to answer."""
        choice = self._first
        return choice is not None and (choice.finish_reason == "content_filter" or bool(choice.message.refusal))

    @property
    def truncated(self) -> bool:
        """Whether the reply was cut at the longest length."""
        return self._first is not None and self._first.finish_reason == "length"

    @property
    def content(self) -> str:
        """What the model wrote, empty when there is nothing."""
        return (self._first.message.content or "") if self._first is not None else ""


def told_tokens(body: str) -> tuple[int, int] | None:
    """Return (tokens in, tokens out) of a response, whatever else is wrong with it; None where it does not tell."""
    try:
        usage = _Billed.model_validate_json(body).usage
    except ValidationError:
        return None
    sound = usage.prompt_tokens >= 0 and usage.completion_tokens >= 0
    return (usage.prompt_tokens, usage.completion_tokens) if sound else None


def parse_content(content: str, reply: type[T]) -> T:
    """Read the model's JSON strictly; thoughts before it and a code fence around it are tolerated.

    Raises:
        pydantic.ValidationError: it is no JSON, or has another form.
    """
    bare = _THOUGHTS.sub("", content, count=1).strip()
    fence = _CODE_FENCE.match(bare)
    return reply.model_validate_json(fence[1] if fence else bare)
