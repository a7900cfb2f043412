"""Recording to disk while it is spoken, readable up to the last moment whatever happens to the program."""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from pathlib import Path
from types import TracebackType
from typing import BinaryIO, Self

from audio.clip import SPEECH_RATE_HZ, Samples
from audio.errors import RecordingError
from audio.wav import to_pcm16, wav_header

HEADER_PERIOD_S = 0.5  # sound after which the header's sizes are renewed: what a killed program may lose
SYNC_PERIOD_S = 10.0  # time after which the disk is asked to keep it even through a power cut


class Recorder:
    """Appends 16 kHz mono sound to a 16-bit WAV file whose header is true at all times.

    Use as a context. Samples go to the operating system at once, so that a killed program loses nothing of them;
    the header then counts them at least every half second of sound. A disk that is full or read-only is
    reported by one `RecordingError` from `append`, which does nothing afterwards, so the caller goes on with the
    sound in memory. What was written before stays readable.

    Attributes:
        path: the file, which may carry a number more than was asked for (nothing is ever overwritten).
        failure: the error reported, None while all is well.
    """

    def __init__(self, path: str | os.PathLike[str], *, clock: Callable[[], float] = time.monotonic) -> None:
        """Choose a place; nothing is created before the context is entered.

        Args:
            path: wanted file name, in a folder that is created when missing.
            clock: seconds, monotonic.
        """
        self.path = Path(path)
        self.failure: RecordingError | None = None
        self._reported = False
        self._clock = clock
        self._file: BinaryIO | None = None
        self._data_bytes = 0  # written
        self._counted_bytes = 0  # of those, known to the header
        self._synced_s = 0.0

    @property
    def duration_s(self) -> float:
        """Seconds of sound written so far."""
        return self._data_bytes / 2 / SPEECH_RATE_HZ

    def __enter__(self) -> Self:
        """Create the folder and the file, both for the user alone; a refusal is reported by the first `append`."""
        self._synced_s = self._clock()
        try:
            _make_private_folder(self.path.parent)
            self.path, self._file = _create_unique(self.path)
            _write_all(self._file, wav_header(0, SPEECH_RATE_HZ))
        except OSError as error:
            self._fail(error)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        """Finish the header and close; failures here are kept in `failure`, nothing is raised."""
        if self._file is None:
            return
        try:
            self._count()
            os.fsync(self._file.fileno())
            self._file.close()
        except OSError as late:
            self._fail(late)
        self._file = None

    def append(self, samples: Samples) -> None:
        """Write the next samples, float32 of shape (n,) at 16 kHz.

        Raises:
            RecordingError: the disk refuses (once).
        """
        if self._file is not None:
            self._write(samples)
        if self.failure is not None and not self._reported:
            self._reported = True
            raise self.failure

    def _write(self, samples: Samples) -> None:
        assert self._file is not None
        try:
            self._file.seek(0, os.SEEK_END)
            self._data_bytes += _write_all(self._file, to_pcm16(samples))
            if self._data_bytes - self._counted_bytes >= HEADER_PERIOD_S * SPEECH_RATE_HZ * 2:
                self._count()
            if self._clock() - self._synced_s >= SYNC_PERIOD_S:
                self._synced_s = self._clock()
                os.fsync(self._file.fileno())
        except OSError as error:
            self._fail(error)

    def _count(self) -> None:
        """Let the header count all whole samples in the file (a full disk may have taken half of one)."""
        assert self._file is not None
        self._file.seek(0)
        _write_all(self._file, wav_header(self._data_bytes // 2 * 2, SPEECH_RATE_HZ))
        self._counted_bytes = self._data_bytes

    def _fail(self, error: OSError) -> None:
        """Stop writing, save what is there, and remember why."""
        if self._file is not None:
            try:
                self._data_bytes = max(0, self._file.seek(0, os.SEEK_END) - len(wav_header(0, SPEECH_RATE_HZ)))
                self._count()  # rewrites bytes that have their place already: works on a full disk
                self._file.close()
            except OSError:
                self._file.close()
            self._file = None
        self.failure = RecordingError(
            f"{self.path}: the recording cannot be written: {error.strerror}. Practice goes on without the file.",
            path=str(self.path),
            reason=error.strerror,
            saved_s=self.duration_s,
        )
        self.failure.__cause__ = error


def _make_private_folder(folder: Path) -> None:
    """Create the folder and its missing parents with mode 0700; existing ones stay as they are."""
    for part in [*reversed(folder.parents), folder]:
        if not part.exists():
            part.mkdir(mode=0o700, exist_ok=True)


def _create_unique(path: Path) -> tuple[Path, BinaryIO]:
    """Create a new file of mode 0600, with a number added to its name where it exists already."""
    number = 1
    while True:
        candidate = path if number == 1 else path.with_name(f"{path.stem}-{number}{path.suffix}")
        try:
            flags = os.O_RDWR | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0)
            return candidate, os.fdopen(os.open(candidate, flags, 0o600), "r+b", buffering=0)
        except FileExistsError:
            number += 1


def _write_all(file: BinaryIO, data: bytes) -> int:
    """Write every byte (an unbuffered write may take only some) and return their number."""
    rest = memoryview(data)
    while rest:
        rest = rest[file.write(rest) :]
    return len(data)
