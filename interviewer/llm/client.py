"""The client of an OpenAI-compatible server; the only module that imports `openai`, and only when it is asked.

Nothing is sent before the first `ask`. A call has one time budget for everything: repeats, waiting, and servers that
must be asked in another way.
"""

from __future__ import annotations

import math
import queue
import re
import threading
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, TypeVar

from interviewer.errors import LlmError
from interviewer.llm.bill import Bill
from interviewer.llm.dialect import Dialect
from interviewer.llm.failure import Failure, Lost, Response, failure_of
from interviewer.llm.task import Task, one_visible_line
from interviewer.messages import text

if TYPE_CHECKING:
    import openai
    from pydantic import BaseModel

T = TypeVar("T", bound="BaseModel")

TIMEOUT_S = 60.0
"""A model that thinks before it answers takes half a minute for a rubric."""

DEFAULT_URL = "https://api.openai.com/v1"
MAX_TRIES = {"llm_rate_limit": 4, "llm_server": 4, "llm_unreachable": 2}
"""How often a request is sent that may work the next time; all other failures are final."""
FIRST_PAUSE_S = 0.5  # doubled after every try
REST_S = 30.0
"""A server that could not be reached is left alone for so long: an offline machine does not wait at every answer."""

_REASON_LIMIT = 200  # characters of a server's own words in a message
_NO_KEY = "none"  # the header needs some text; servers that want no key ignore it


@dataclass
class _Server:
    """What all clients of one server share: where it is, how it wants to be asked, why it is left alone until when."""

    base_url: str
    api_key: str | None = field(repr=False)
    sleep: Callable[[float], None]
    clock: Callable[[], float]
    dialect: Dialect = Dialect()
    down: tuple[LlmError, float] | None = None
    lock: threading.Lock = field(default_factory=threading.Lock)
    connection: openai.OpenAI | None = None


class LlmClient:
    """Asks a model questions whose replies have a fixed form; safe to share between threads.

    Attributes:
        model: name of the model, as the server knows it.
        bill: what all calls of this client cost.
    """

    def __init__(
        self,
        model: str,
        *,
        base_url: str | None = None,
        api_key: str | None = None,
        timeout_s: float = TIMEOUT_S,
        sleep: Callable[[float], None] = time.sleep,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        """Remember whom to ask; nothing is connected yet.

        Args:
            model: name of the model.
            base_url: of the server; OpenAI's by default. A server of one's own may need no key.
            api_key: the key; never shown.
            timeout_s: seconds one `ask` may take.
            sleep: waits between repeats.
            clock: monotonic seconds.
        """
        self.model = model
        self.bill = Bill()
        self._timeout_s = timeout_s
        self._until = math.inf
        self._server = _Server(base_url or DEFAULT_URL, api_key or (_NO_KEY if base_url else None), sleep, clock)

    @property
    def host(self) -> str:
        """Host (and port) of the server, without any name or password."""
        address = self._server.base_url.rpartition("://")[2]
        return one_visible_line(re.split(r"[/?#]", address)[0].rpartition("@")[2]) or "-"

    def on_account(self, budget_s: float | None = None) -> LlmClient:
        """Return a client of the same server with a bill of its own, which also counts in this one's.

        Args:
            budget_s: seconds from now that all its calls together may take; None for no limit.
        """
        client = object.__new__(LlmClient)
        client.model, client.bill = self.model, Bill(self.bill)
        client._timeout_s, client._server = self._timeout_s, self._server
        client._until = self._until if budget_s is None else min(self._until, self._server.clock() + budget_s)
        return client

    def load(self) -> None:
        """Import what talks to the server ahead of the first question: that takes half a second and more."""
        import openai  # noqa: F401 - for its effect

    def ask(self, task: Task, reply: type[T], *, timeout_s: float | None = None) -> T:
        """Ask, and return the model's reply in the form of `reply`.

        A server that refuses a JSON schema, a seed or a temperature is asked again without; one that is busy, failing
        or away is asked again after a pause (or after its Retry-After) while the budget lasts. A reply of another
        form is sent back once with the complaint.

        Args:
            task: what is asked.
            reply: pydantic model of the reply; all its fields are required.
            timeout_s: seconds for everything together; the client's own where None.

        Raises:
            LlmError: the model gave nothing that can be used; the code says why.
        """
        from pydantic import ValidationError

        from interviewer.llm.reply import parse_content

        now = self._server.clock()
        budget_s = min(self._timeout_s if timeout_s is None else timeout_s, self._until - now)
        deadline = now + budget_s
        schema = reply.model_json_schema()
        corrections: list[dict[str, str]] = []

        def request(dialect: Dialect) -> dict[str, Any]:
            options = dialect.request(self.model, task, reply.__name__, schema)
            options["messages"] += corrections
            return options

        complaint = ""
        for _ in range(2):
            content = self._content(self._answered(request, deadline, budget_s))
            try:
                return parse_content(content, reply)
            except ValidationError as error:
                complaint = _complaint(error)
            demand = f"This does not fit the schema ({complaint}). Reply with the JSON object alone."
            corrections = [{"role": "assistant", "content": content}, {"role": "user", "content": demand}]
        raise self.error("llm_bad_reply", reason=complaint)

    def error(self, code: str, **facts: object) -> LlmError:
        """Return the error of that code about this model; `problem` among the facts chooses a closer sentence."""
        known: dict[str, object] = {"host": self.host, "model": self.model, **facts}
        key = f"error.{code}.{facts['problem']}" if "problem" in facts else f"error.{code}"
        return LlmError(code, text(key, "en", **known), **known)

    def _answered(self, request: Callable[[Dialect], dict[str, Any]], deadline: float, budget_s: float) -> str:
        """Send a request until there is a good response, and return its body."""
        server = self._server
        self._refuse_while_down()
        dialect, pause_s, tries = server.dialect, FIRST_PAUSE_S, Counter[str]()
        while True:
            left_s = deadline - server.clock()
            outcome = self._sent(request(dialect), left_s) if left_s > 0 else Lost("", timed_out=True)
            failure = failure_of(outcome)
            if failure is None and isinstance(outcome, Response):
                server.dialect = dialect  # learnt only once it has worked
                return outcome.body
            assert failure is not None  # a lost request always is one
            if failure.refusal is not None and (simpler := dialect.without(failure.refusal)) is not None:
                dialect = simpler
                continue
            tries[failure.code] += 1
            wait_s = pause_s if failure.after_s is None else failure.after_s
            last = tries[failure.code] >= MAX_TRIES.get(failure.code, 1)
            if not failure.again or last or wait_s >= deadline - server.clock():
                raise self._noted(failure, budget_s)
            server.sleep(wait_s)
            pause_s *= 2

    def _refuse_while_down(self) -> None:
        """Fail at once where a key was refused before, or the server could not be reached a moment ago."""
        if self._server.api_key is None:
            raise self.error("llm_auth", problem="no_key")
        down = self._server.down
        if down is not None and self._server.clock() < down[1]:
            raise LlmError(down[0].code, str(down[0]), **down[0].facts)

    def _noted(self, failure: Failure, budget_s: float) -> LlmError:
        """Return the error to raise, and remember the server as one that is away."""
        facts = {**failure.facts, "reason": self._reason(str(failure.facts["reason"]))}
        error = self.error(failure.code, **facts, seconds=f"{max(0.0, budget_s):.0f}")
        rest_s = {"llm_auth": math.inf, "llm_unreachable": REST_S}.get(error.code)
        if rest_s is not None:
            self._server.down = (error, self._server.clock() + rest_s)
        return error

    def _sent(self, options: dict[str, Any], left_s: float) -> Response | Lost:
        """Send one request and return what came of it; the bill grows.

        It is sent from a thread that is left behind when time is up: looking up a host or a server that drips one
        byte a second would outlast every time-out of a socket.
        """
        from interviewer.llm.reply import told_tokens

        arrived: queue.SimpleQueue[Response | Lost] = queue.SimpleQueue()
        self.bill.add_call()
        threading.Thread(
            target=lambda: arrived.put(self._exchanged(options, left_s)), name="ask-llm", daemon=True
        ).start()
        try:
            outcome = arrived.get(timeout=left_s)
        except queue.Empty:
            outcome = Lost("", timed_out=True)
        if isinstance(outcome, Response):
            tokens = told_tokens(outcome.body)
            if tokens is not None or failure_of(outcome) is None:
                self.bill.add_tokens(tokens)  # some servers bill what they refuse
        elif outcome.sent:
            self.bill.add_tokens(None)
        return outcome

    def _exchanged(self, options: dict[str, Any], left_s: float) -> Response | Lost:
        import openai

        try:
            create = self._connection().chat.completions.with_raw_response.create
            response = create(**options, timeout=left_s).http_response
            return Response(response.status_code, response.text)
        except openai.APIStatusError as error:
            return Response(error.status_code, error.response.text, error.response.headers.get("retry-after"))
        except openai.APITimeoutError as error:
            return Lost(str(error), timed_out=True)
        except openai.APIConnectionError as error:
            cause = error.__cause__ or error
            reached = type(cause).__name__ != "ConnectError"
            return Lost(str(cause) or type(cause).__name__, sent=reached, again=True)
        except Exception as error:  # an address or a key that cannot even be written down
            return Lost(str(error) or type(error).__name__, sent=False)

    def _connection(self) -> openai.OpenAI:
        import openai

        server = self._server
        with server.lock:
            if server.connection is None:
                # A redirect would carry the answer to a host that was never named.
                http = openai.DefaultHttpxClient(follow_redirects=False)
                server.connection = openai.OpenAI(
                    api_key=server.api_key, base_url=server.base_url, max_retries=0, http_client=http
                )
            return server.connection

    def _reason(self, words: str) -> str:
        """Return a server's words safe to show: without the key, without controls, short."""
        key = self._server.api_key
        shown = words.replace(key, "***") if key and key != _NO_KEY else words
        return one_visible_line(shown)[:_REASON_LIMIT] or "-"

    def _content(self, body: str) -> str:
        """Return what the model wrote, from the body of a response."""
        from pydantic import ValidationError

        from interviewer.llm.reply import Completion

        try:
            completion = Completion.model_validate_json(body)
        except ValidationError as error:
            raise self.error("llm_bad_reply", reason=_complaint(error)) from error
        if completion.refused:
            raise self.error("llm_refused")
        if completion.truncated:
            raise self.error("llm_truncated")
        return completion.content


def _complaint(error: Any) -> str:
    """Say in a line what is wrong with a reply, without repeating it."""
    first = error.errors(include_url=False, include_input=False)[0]
    place = ".".join(map(str, first["loc"]))
    return one_visible_line(f"{place}: {first['msg']}" if place else first["msg"])[:_REASON_LIMIT]
