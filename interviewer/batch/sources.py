"""Where recordings lie: files of this machine, or any place fsspec can read (`s3://`, `sftp://`, `https://`, ...)."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from audio.errors import AudioError, DecodeError
from audio.files import file_sha256
from interviewer.batch.manifest import is_url


@dataclass(frozen=True)
class Fetched:
    """A recording that can be read.

    Attributes:
        path: on this machine.
        sha256: of its bytes.
        stamp: what changes when somebody replaces the file.
    """

    path: Path
    sha256: str
    stamp: tuple[int, ...]

    def unchanged(self) -> bool:
        """Tell whether the file is still the one that was hashed."""
        return _stamp(self.path) == self.stamp


class ChangedWhileRead(AudioError):
    """A file was replaced while it was being read."""

    code = "changed"

    def __init__(self, path: str) -> None:
        """Name the file."""
        super().__init__(f"{path}: the file was replaced while it was being read.", path=path)


@contextmanager
def fetched(path: str) -> Iterator[Fetched]:
    """Give a recording as a file of this machine; a copy from elsewhere is gone afterwards.

    Raises:
        DecodeError: it is missing or cannot be read; `facts["reason"]`.
    """
    if not is_url(path):
        stamp = _stamp(Path(path))
        yield Fetched(Path(path), file_sha256(path), stamp)
        return
    with tempfile.TemporaryDirectory(prefix="interviewer-") as folder:
        copy = Path(folder) / "recording"
        try:
            import fsspec

            with fsspec.open(path, "rb") as remote, copy.open("wb") as file:
                shutil.copyfileobj(remote, file)
        except Exception as error:  # every file system has exceptions of its own
            reason = "missing" if isinstance(error, FileNotFoundError) else "unreadable"
            raise DecodeError(
                f"{path}: the file cannot be read: {error}.", path=path, reason=reason, detail=str(error)
            ) from error
        yield Fetched(copy, file_sha256(copy), _stamp(copy))


def _stamp(path: Path) -> tuple[int, ...]:
    try:
        status = path.stat()
    except (OSError, ValueError):
        return ()
    return (status.st_dev, status.st_ino, status.st_size, status.st_mtime_ns)
