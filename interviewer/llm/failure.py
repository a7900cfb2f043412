"""What a failed request means: which error it is, whether it may work later, and what the server did not accept."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from dataclasses import dataclass, field

_REFUSES_FORM = (400, 422, 501)
_TRY_AGAIN = (408, 409)  # and every status from 500 on


@dataclass(frozen=True)
class Response:
    """What a server sent.

    Attributes:
        status: of HTTP.
        body: as text.
        retry_after: the header of that name.
    """

    status: int
    body: str
    retry_after: str | None = None


@dataclass(frozen=True)
class Lost:
    """A request without a response.

    Attributes:
        reason: in the words of whoever noticed.
        timed_out: nothing came in time.
        sent: it may have been read, and billed, all the same.
        again: it may work the next time.
    """

    reason: str
    timed_out: bool = False
    sent: bool = True
    again: bool = False


@dataclass(frozen=True)
class Failure:
    """One request that failed.

    Attributes:
        code: of the LlmError to raise when it is not sent again.
        facts: of that error.
        again: whether the same request may work later.
        after_s: when the server wants it again, where it said so.
        refusal: what the server said about a request whose form it does not accept.
    """

    code: str
    facts: Mapping[str, object] = field(default_factory=dict)
    again: bool = False
    after_s: float | None = None
    refusal: str | None = None


def failure_of(outcome: Response | Lost) -> Failure | None:
    """Say what an outcome means, None for a good response. Facts hold the server's own words as `reason`."""
    if isinstance(outcome, Lost):
        code = "llm_timeout" if outcome.timed_out else "llm_unreachable"
        return Failure(code, {"reason": outcome.reason}, again=outcome.again)
    status = outcome.status
    if 200 <= status < 300:
        return None
    words, kind = _words_of(outcome.body)
    facts = {"status": status, "reason": words}
    after_s = _retry_after_s(outcome.retry_after)
    if status in (401, 403):
        return Failure("llm_auth", facts)
    if status == 429:
        return Failure("llm_rate_limit", facts, kind != "insufficient_quota", after_s)
    if status == 404:
        return Failure("llm_server", {**facts, "problem": "not_found"})
    if status < 400:
        return Failure("llm_server", {**facts, "problem": "redirect"})
    refusal = words if status in _REFUSES_FORM else None
    again = refusal is None and (status in _TRY_AGAIN or status >= 500)
    return Failure("llm_server", facts, again, after_s, refusal)


def _words_of(body: str) -> tuple[str, str | None]:
    """Return what a server says about an error and its code: {"error": {"message": ..., "code": ...}} or near it."""
    try:
        error = json.loads(body)
    except ValueError:
        return body, None
    if isinstance(error, dict) and "error" in error:
        error = error["error"]
    if not isinstance(error, dict):
        return str(error), None
    words = error.get("message") or error.get("detail") or body
    return str(words), str(error.get("code"))


def _retry_after_s(value: str | None) -> float | None:
    """Read Retry-After in seconds; a date or anything odd counts as not given."""
    try:
        seconds = float(value or "")
    except ValueError:
        return None
    return seconds if math.isfinite(seconds) and seconds >= 0 else None
