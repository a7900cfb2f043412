"""A small Hugging Face Hub on this machine: the listing and the files, with ranges, and with faults on demand."""

import hashlib
import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

REVISION = "0123456789abcdef0123456789abcdef01234567"


@dataclass
class FakeHub:
    """What the server offers, the faults it shows, and what it was asked.

    Attributes:
        files: name to content of the repository.
        listing: what replaces the listing's entries, for a server that lies.
        break_after: bytes of model.bin after which each connection breaks; None: never.
        no_ranges: whether ranges are ignored.
        status: answer everything with this HTTP status.
        redirect: whether files are delivered through a redirect, as the Hub does for large ones.
        requests: (path, Range header) in order.
    """

    files: dict[str, bytes]
    listing: list[dict[str, object]] | None = None
    break_after: int | None = None
    no_ranges: bool = False
    status: int | None = None
    redirect: bool = False
    requests: list[tuple[str, str | None]] = field(default_factory=list)
    endpoint: str = ""

    def entries(self) -> list[dict[str, object]]:
        """The files as the Hub lists them: large ones with SHA-256, small ones with git's blob hash."""
        if self.listing is not None:
            return self.listing
        entries: list[dict[str, object]] = []
        for name, content in self.files.items():
            entry: dict[str, object] = {"rfilename": name, "size": len(content)}
            entry["blobId"] = hashlib.sha1(b"blob %d\0" % len(content) + content).hexdigest()
            if name == "model.bin":
                entry["lfs"] = {"sha256": hashlib.sha256(content).hexdigest(), "size": len(content), "pointerSize": 134}
            entries.append(entry)
        return entries


@contextmanager
def serve(hub: FakeHub) -> Iterator[FakeHub]:
    """Run the server on a free port of this machine."""

    class Handler(BaseHTTPRequestHandler):
        def log_message(self, *_: object) -> None:
            """Stay silent."""

        def do_GET(self) -> None:  # noqa: N802 - the name http.server calls
            hub.requests.append((self.path, self.headers.get("Range")))
            if hub.status is not None:
                self.send_error(hub.status)
            elif self.path.startswith("/api/models/"):
                self.reply(json.dumps({"sha": REVISION, "siblings": hub.entries()}).encode())
            elif "/resolve/" in self.path and hub.redirect:
                self.send_response(302)
                self.send_header("Location", self.path.replace("/resolve/", "/cdn/"))
                self.end_headers()
            else:
                self.send_file(self.path.rsplit("/", 1)[-1])

        def reply(self, body: bytes, status: int = 200, **headers: str) -> None:
            self.send_response(status)
            self.send_header("Content-Length", str(len(body)))
            for name, value in headers.items():
                self.send_header(name.replace("_", "-"), value)
            self.end_headers()
            self.wfile.write(body)

        def send_file(self, name: str) -> None:
            content = hub.files[name]
            wanted = self.headers.get("Range")
            start = int(wanted.removeprefix("bytes=").removesuffix("-")) if wanted and not hub.no_ranges else 0
            self.send_response(206 if start else 200)
            self.send_header("Content-Length", str(len(content) - start))
            self.end_headers()
            limit = hub.break_after if name == "model.bin" and hub.break_after is not None else len(content)
            self.wfile.write(content[start : start + limit])

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    hub.endpoint = f"http://127.0.0.1:{server.server_address[1]}"
    try:
        yield hub
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
