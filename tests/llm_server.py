"""An OpenAI-compatible server on this machine: real HTTP, /v1/chat/completions, with faults on demand."""

import json
import re
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

Request = dict[str, Any]


@dataclass(frozen=True)
class Say:
    """A response: what the model writes, or another body altogether, with its status and headers.

    Attributes:
        content: what the model writes; a dict is written as JSON.
        status: HTTP status.
        headers: further headers.
        finish_reason: why the model stopped.
        refusal: the model's refusal.
        usage: (tokens in, tokens out); None: not told.
        body: replaces the whole response.
        wait_s: longest wait before answering; the wait ends early when the server closes.
        cut: bytes of the body that are sent although all are announced.
    """

    content: str | dict[str, Any] = ""
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    finish_reason: str = "stop"
    refusal: str | None = None
    usage: tuple[int, int] | None = (100, 20)
    body: str | None = None
    wait_s: float = 0.0
    cut: int | None = None

    def document(self) -> str:
        """The whole response as a server of this protocol sends it."""
        if self.body is not None:
            return self.body
        if self.status != 200:
            return json.dumps({"error": {"message": str(self.content) or "failed", "type": "error", "code": None}})
        content = self.content if isinstance(self.content, str) else json.dumps(self.content, ensure_ascii=False)
        message = {"role": "assistant", "content": content, "refusal": self.refusal}
        document: dict[str, Any] = {
            "id": "chatcmpl-1",
            "object": "chat.completion",
            "created": 1,
            "model": "test-model",
            "choices": [{"index": 0, "message": message, "finish_reason": self.finish_reason}],
        }
        if self.usage is not None:
            tokens_in, tokens_out = self.usage
            document["usage"] = {
                "prompt_tokens": tokens_in,
                "completion_tokens": tokens_out,
                "total_tokens": tokens_in + tokens_out,
            }
        return json.dumps(document, ensure_ascii=False)


Script = Callable[[Request], Say]


@dataclass
class LlmServer:
    """A running server.

    Attributes:
        script: request body -> response.
        base_url: for OPENAI_BASE_URL.
        requests: bodies received, in order.
        headers: headers of each request, names in lower case.
    """

    script: Script
    base_url: str = ""
    requests: list[Request] = field(default_factory=list)
    headers: list[dict[str, str]] = field(default_factory=list)


def in_turn(*responses: Say) -> Script:
    """Return the responses one after the other; the last one stays."""
    left = list(responses)
    lock = threading.Lock()

    def script(request: Request) -> Say:
        with lock:
            return left.pop(0) if len(left) > 1 else left[0]

    return script


def data_of(request: Request, name: str) -> str:
    """Return a fenced part of the data the model was given."""
    for message in request["messages"]:
        match = re.search(rf"<<<{name} ([0-9a-f]+)>>>\n(.*?)\n<<<END {name} \1>>>", message["content"], re.DOTALL)
        if match and message["role"] == "user":
            return match[2]
    raise AssertionError(f"no {name} in the data")


@contextmanager
def serve_llm(script: Script, path: str = "/v1") -> Iterator[LlmServer]:
    """Run a server on a free port of this machine; `path` is what stands before /chat/completions."""
    running, closing = LlmServer(script), threading.Event()

    class Handler(BaseHTTPRequestHandler):
        def log_message(self, *_: object) -> None:
            """Stay silent."""

        def do_POST(self) -> None:  # noqa: N802 - the name http.server calls
            body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            running.requests.append(body)
            running.headers.append({name.lower(): value for name, value in self.headers.items()})
            say = running.script(body) if self.path == f"{path}/chat/completions" else Say("no such path", 404)
            closing.wait(say.wait_s)
            document = say.document().encode()
            try:
                self.send_response(say.status)
                self.send_header("Content-Type", "application/json")
                self.send_header("Content-Length", str(len(document)))
                for name, value in say.headers.items():
                    self.send_header(name, value)
                self.end_headers()
                self.wfile.write(document[: say.cut])
            except (BrokenPipeError, ConnectionResetError):
                pass  # the client has given up

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    running.base_url = f"http://127.0.0.1:{server.server_address[1]}{path}"
    try:
        yield running
    finally:
        closing.set()
        server.shutdown()
        server.server_close()
        thread.join()
