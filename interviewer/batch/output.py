"""The output folder: results that survive a kill at any moment, and one run at a time."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from io import FileIO
from pathlib import Path
from typing import Any

from interviewer.answer_json import one_line
from interviewer.batch.heard import SHORT_WINDOWS, HeardCache, write_whole
from interviewer.batch.records import Failure
from interviewer.errors import BatchBusy, StoreError
from interviewer.store.opening import make_private_folder

RESULTS = "results.jsonl"
FAILURES = "failures.jsonl"
SUMMARY = "summary.csv"
REPORT = "report.html"
TRANSCRIPTS = "transcripts"
_LOCK = ".lock"


@dataclass(frozen=True)
class ResultKey:
    """What a result depends on; when all of it is the same, there is nothing to do again."""

    sha256: str
    question: str
    lang: str
    model: str | None
    rubric_version: str
    short_windows: bool

    @classmethod
    def of(cls, record: dict[str, Any]) -> ResultKey:
        """Read the key of an answer's JSON.

        Raises:
            KeyError, TypeError: it is no answer.
        """
        transcript = record["transcript"]
        return cls(
            record["audio"]["sha256"],
            record["question"],
            record["lang"],
            transcript["model"],
            record["score"]["rubric_version"],
            SHORT_WINDOWS in transcript.get("notes", ()),
        )


@dataclass(frozen=True)
class Index:
    """Where results lie in their file.

    Attributes:
        places: id -> offset and length of its latest line.
        keys: id -> what that result depends on.
        end: bytes up to the last whole line; a kill may have cut the next one.
    """

    places: dict[str, tuple[int, int]]
    keys: dict[str, ResultKey]
    end: int


def read_index(path: Path) -> Index:
    """Go through a file of results; there may be none yet.

    Raises:
        OSError: it cannot be read.
    """
    places: dict[str, tuple[int, int]] = {}
    keys: dict[str, ResultKey] = {}
    end = 0
    if path.exists():
        with path.open("rb") as file:
            for line in file:
                if not line.endswith(b"\n"):
                    break
                try:
                    record = json.loads(line)
                    keys[record["id"]] = ResultKey.of(record)
                    places[record["id"]] = (end, len(line))
                except (ValueError, KeyError, TypeError):
                    pass  # not ours
                end += len(line)
    return Index(places, keys, end)


class Output:
    """An output folder that is ours as long as the lock is held."""

    def __init__(self, folder: Path) -> None:
        """Read what earlier runs left; a line that a kill has cut is taken away.

        Raises:
            StoreError: the folder cannot be used.
        """
        self.folder = folder
        self.heard = HeardCache(folder / TRANSCRIPTS)
        with self._saving(folder / RESULTS):
            self._results = _open(folder / RESULTS)
            self._failures = _open(folder / FAILURES)
            self._failures.truncate(0)
            self._failures_end = 0
            index = read_index(folder / RESULTS)
            self._results.truncate(index.end)
        self._places, self._keys, self._end = index.places, index.keys, index.end

    def close(self) -> None:
        """Let go of the files."""
        self._results.close()
        self._failures.close()

    def key(self, identity: str) -> ResultKey | None:
        """Return what the latest result of an item depends on; None when there is no result."""
        return self._keys.get(identity)

    def add(self, identity: str, record: dict[str, Any]) -> None:
        """Append a result.

        Raises:
            StoreError: the disk is full; what was there before stands.
        """
        line = (one_line(record) + "\n").encode("utf-8", "replace")
        with self._saving(self.folder / RESULTS):
            self._end = _append(self._results, self._end, line)
        self._places[identity] = (self._end - len(line), len(line))
        self._keys[identity] = ResultKey.of(record)

    def fail(self, failure: Failure) -> None:
        """Append a failure.

        Raises:
            StoreError: the disk is full.
        """
        line = (one_line(failure_record(failure)) + "\n").encode("utf-8", "replace")
        with self._saving(self.folder / FAILURES):
            self._failures_end = _append(self._failures, self._failures_end, line)

    def set_failures(self, failures: Sequence[Failure]) -> None:
        """Let exactly these stand as failures, in their order.

        Raises:
            StoreError: the disk is full.
        """
        with self._saving(self.folder / FAILURES):
            self._failures.truncate(0)
        self._failures_end = 0
        for failure in failures:
            self.fail(failure)

    def sync(self) -> None:
        """Make sure that what was appended survives a power cut."""
        with self._saving(self.folder / RESULTS):
            os.fsync(self._results.fileno())

    def record(self, identity: str) -> dict[str, Any] | None:
        """Return the latest result of an item."""
        if identity not in self._places:
            return None
        found: dict[str, Any] = json.loads(self._line(*self._places[identity]))
        return found

    def arrange(self, order: Sequence[str]) -> None:
        """Rewrite the results, one line an item: first those of this batch in its order, then any others.

        Raises:
            StoreError: the disk is full; the results stand as they were.
        """
        identities = [*(identity for identity in order if identity in self._places)]
        wanted = set(order)
        identities += [identity for identity in self._places if identity not in wanted]
        places = [self._places[identity] for identity in identities]
        if sum(length for _, length in places) == self._end and places == sorted(places):
            return
        path = self.folder / RESULTS
        scratch = path.with_name(f".{RESULTS}.new")
        moved: dict[str, tuple[int, int]] = {}
        with self._saving(path):
            with _open(scratch) as fresh:
                fresh.truncate(0)
                end = 0
                for identity, (offset, length) in zip(identities, places, strict=True):
                    end = _append(fresh, end, self._line(offset, length))
                    moved[identity] = (end - length, length)
                os.fsync(fresh.fileno())
            self._results.close()  # Windows replaces no open file
            try:
                os.replace(scratch, path)
                self._places, self._end = moved, end
            finally:
                self._results = _open(path)

    def write(self, name: str, content: str) -> Path:
        """Write one of the other files whole.

        Raises:
            StoreError: the disk is full.
        """
        with self._saving(self.folder / name):
            write_whole(self.folder / name, content)
        return self.folder / name

    def _line(self, offset: int, length: int) -> bytes:
        self._results.seek(offset)
        return self._results.read(length)

    @contextmanager
    def _saving(self, path: Path) -> Iterator[None]:
        try:
            yield
        except OSError as error:
            raise StoreError(
                f"saving to {path} failed ({error.strerror}); free some disk space and run the same command again",
                path=str(path), reason=error.strerror or str(error), problem="batch_write",
            ) from error  # fmt: skip


def _open(path: Path) -> FileIO:
    """Open a file for reading and writing, making it readable by the user alone; nothing is buffered."""
    flags = os.O_RDWR | os.O_CREAT | getattr(os, "O_BINARY", 0)
    return FileIO(os.open(path, flags, 0o600), "r+")


def _append(file: FileIO, end: int, line: bytes) -> int:
    """Write a whole line at the end, or nothing of it; return the new end."""
    try:
        file.seek(end)
        written = 0
        while written < len(line):
            written += file.write(line[written:])
    except OSError:
        file.truncate(end)
        raise
    return end + len(line)


def failure_record(failure: Failure) -> dict[str, Any]:
    """Return a failure as plain JSON values."""
    item = failure.item
    return {
        "id": item.id,
        "path": item.path.encode("utf-8", "surrogateescape").decode("utf-8", "replace"),
        "question": item.question,
        "candidate": item.candidate,
        "line": item.line,
        "stage": failure.stage,
        "code": failure.code,
        "reason": failure.reason,
        "advice": failure.advice,
    }


@contextmanager
def open_output(folder: Path) -> Iterator[Output]:
    """Open an output folder for one run, making it when it is not there yet.

    Raises:
        BatchBusy: another run is using it.
        StoreError: it cannot be used.
    """
    from filelock import FileLock, Timeout

    make_private_folder(folder)
    lock = FileLock(folder / _LOCK, mode=0o600)
    try:
        lock.acquire(timeout=0)
    except Timeout as error:
        raise BatchBusy(
            f"Another run is using {folder}. Wait until it is done, or choose another folder.", path=str(folder)
        ) from error
    except OSError as error:
        raise StoreError(
            f"the folder {folder} cannot be used ({error.strerror})",
            path=str(folder), reason=error.strerror or str(error), problem="batch_write",
        ) from error  # fmt: skip
    try:
        output = Output(folder)
        try:
            yield output
        finally:
            output.close()
    finally:
        lock.release()
