"""The Hugging Face Hub, or a mirror of it: one repository's file list, and its files from any offset."""

from __future__ import annotations

import http.client
import json
import queue
import re
import ssl
import threading
import urllib.error
import urllib.request
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import urlsplit

from audio.errors import HubUnreachable, ModelError

DEFAULT_ENDPOINT: Final = "https://huggingface.co"

STALL_TIMEOUT_S: Final = 20.0
"""No byte for this long means that the connection is dead."""

_MOST_LISTING_BYTES = 4_000_000  # a listing has a few thousand

BROKEN: Final = (OSError, http.client.HTTPException)
"""What a failing connection raises: URLError, timeouts and TLS errors are OSErrors."""

# The only names ever written, so nothing in a server's answer can lead out of the folder.
_WANTED: Final = frozenset(
    {"model.bin", "config.json", "preprocessor_config.json", "tokenizer.json", "vocabulary.json", "vocabulary.txt"}
)
_NEEDED: Final = ("model.bin", "config.json", "tokenizer.json")


@dataclass(frozen=True)
class RemoteFile:
    """A file on the Hub; of its two hashes one is known: SHA-256 of large files, git's blob hash of small ones."""

    name: str
    size_bytes: int
    sha256: str | None
    git_sha1: str | None


class Hub:
    """One repository on one endpoint."""

    def __init__(self, endpoint: str, repo: str) -> None:
        """Take an endpoint such as https://huggingface.co and a repository "owner/name"; nothing is sent yet.

        Raises:
            ModelError: the endpoint is not an http or https address.
        """
        self.endpoint = endpoint.rstrip("/")
        self.repo = repo
        parts = urlsplit(self.endpoint)
        if parts.scheme not in ("http", "https") or not parts.hostname:
            raise ModelError(
                f"HF_ENDPOINT must be an address such as {DEFAULT_ENDPOINT}, not {endpoint!r}.",
                reason="bad_endpoint", endpoint=endpoint,
            )  # fmt: skip
        self._opener = urllib.request.build_opener(urllib.request.HTTPSHandler(context=_tls()))

    def listing(self, timeout_s: float) -> tuple[str, tuple[RemoteFile, ...]]:
        """Return the revision and the files worth having, small ones first.

        Raises:
            HubUnreachable: no answer in time.
            ModelError: the endpoint does not have the repository, or its answer makes no sense.
        """
        url = f"{self.endpoint}/api/models/{self.repo}/revision/main?blobs=true"
        try:
            body = _within(timeout_s, lambda: self._read(url, timeout_s))
            answer = json.loads(body)
            revision = str(answer["sha"])
            files = [_remote_file(entry) for entry in answer["siblings"] if entry["rfilename"] in _WANTED]
        except urllib.error.HTTPError as error:
            raise self.refused(error) from error
        except BROKEN as error:
            raise self.unreachable(error) from error
        except (ValueError, KeyError, TypeError) as error:
            raise self._bad_listing(f"the answer is not the Hub's ({type(error).__name__}: {error})") from error
        missing = set(_NEEDED) - {file.name for file in files}
        if missing or not re.fullmatch(r"[0-9a-f]{12,64}", revision):
            raise self._bad_listing(f"missing: {', '.join(sorted(missing)) or 'revision'}")
        return revision, tuple(sorted(files, key=lambda file: file.size_bytes))

    def open(self, revision: str, file: str, offset: int) -> Any:
        """Start to receive a file from an offset."""
        headers = {"Range": f"bytes={offset}-"} if offset else {}
        url = f"{self.endpoint}/{self.repo}/resolve/{revision}/{file}"
        return self._opener.open(urllib.request.Request(url, headers=headers), timeout=STALL_TIMEOUT_S)

    def refused(self, error: urllib.error.HTTPError) -> ModelError:
        """Say what an HTTP status means."""
        with error:
            if error.code in (401, 403, 404):
                return ModelError(
                    f"{self.endpoint} does not offer {self.repo} (HTTP {error.code}). Try another HF_ENDPOINT, or "
                    "copy the model's folder from another machine and give it with --model PATH.",
                    reason="not_on_hub", endpoint=self.endpoint, repo=self.repo, status=error.code,
                )  # fmt: skip
            return self.unreachable(error, status=error.code)

    def unreachable(self, error: Exception, **facts: object) -> HubUnreachable:
        """Say that the endpoint did not answer and what can be done."""
        return HubUnreachable(
            f"{self.endpoint} did not deliver ({error}). Run the same command again to go on where it stopped, set "
            "HF_ENDPOINT to a mirror, or copy the model's folder from another machine and give it with --model PATH.",
            endpoint=self.endpoint, repo=self.repo, detail=str(error), **facts,
        )  # fmt: skip

    def _read(self, url: str, timeout_s: float) -> bytes:
        with self._opener.open(url, timeout=timeout_s) as response:
            return bytes(response.read(_MOST_LISTING_BYTES))

    def _bad_listing(self, why: str) -> ModelError:
        return ModelError(
            f"{self.endpoint} gave no usable file list for {self.repo}: {why}. Try another HF_ENDPOINT.",
            reason="bad_listing", endpoint=self.endpoint, repo=self.repo, detail=why,
        )  # fmt: skip


def _remote_file(entry: Mapping[str, Any]) -> RemoteFile:
    lfs = entry.get("lfs")
    if lfs:
        return RemoteFile(entry["rfilename"], int(lfs["size"]), str(lfs["sha256"]), None)
    return RemoteFile(entry["rfilename"], int(entry["size"]), None, str(entry["blobId"]))


def _within(timeout_s: float, call: Callable[[], bytes]) -> bytes:
    """Bound a whole call: socket timeouts count per address, and name resolution knows none."""
    answers: queue.SimpleQueue[bytes | BaseException] = queue.SimpleQueue()

    def run() -> None:
        try:
            answers.put(call())
        except BaseException as error:  # handed to the waiting thread
            answers.put(error)

    threading.Thread(target=run, daemon=True, name="hub-listing").start()
    try:
        answer = answers.get(timeout=timeout_s)
    except queue.Empty:
        raise TimeoutError(f"no answer within {timeout_s:.0f} s") from None
    if isinstance(answer, BaseException):
        raise answer
    return answer


def _tls() -> ssl.SSLContext:
    """Trust what the operating system trusts: python.org builds on macOS find no certificates by themselves."""
    import truststore

    return truststore.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
