"""Download a Whisper model from the Hugging Face Hub or a mirror; runs only when the user asks for it.

Two requests are all the Hub needs: a listing with sizes and hashes, and the files themselves. Doing them here, and
not through huggingface_hub, gives one short reachability check in place of minutes of retries, no other connections,
and files that can be resumed after days. The result is an ordinary folder that can be copied to another machine.
"""

from __future__ import annotations

import errno
import hashlib
import os
import shutil
import urllib.error
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from audio.errors import ModelError
from audio.hub import BROKEN, DEFAULT_ENDPOINT, Hub, RemoteFile
from audio.model_check import verify
from audio.models import KNOWN_MODELS, FoundModel, canonical_name

REACH_TIMEOUT_S: Final = 6.0
"""All the time the first answer may take: name resolution, every address of the host, and the listing itself."""

_ATTEMPTS = 3  # per file, each going on where the last one broke off
_SPARE_BYTES = 50_000_000  # left free on the disk
_CHUNK_BYTES = 1 << 18
_DISK_ERRNOS = {errno.ENOSPC, errno.EDQUOT, errno.EROFS, errno.EACCES, errno.EPERM, errno.EIO, errno.EFBIG}


@dataclass(frozen=True)
class Progress:
    """How far a download is.

    Attributes:
        file: the one being fetched.
        done_bytes: of the whole model, earlier runs included.
        total_bytes: of the whole model.
    """

    file: str
    done_bytes: int
    total_bytes: int


def download(
    name: str,
    *,
    models_dir: Path,
    env: Mapping[str, str],
    progress: Callable[[Progress], None] | None = None,
    reach_timeout_s: float = REACH_TIMEOUT_S,
) -> FoundModel:
    """Fetch a known model into `models_dir/NAME`; a run that broke off goes on where it stopped.

    Files are written under a hidden name, checked by size and hash, and moved into place together at the end.

    Args:
        name: a known model name.
        models_dir: our models folder; created when missing.
        env: HF_ENDPOINT names a mirror.
        progress: called for every piece that arrives.
        reach_timeout_s: how long to wait for the first answer.

    Raises:
        HubUnreachable: the endpoint did not answer, or broke off; `facts["endpoint"]`, `facts["done_bytes"]`.
        ModelError: `facts["reason"]` is "unknown_name", "bad_endpoint", "not_on_hub", "bad_listing", "disk_space",
            "disk" or "checksum".
    """
    name = canonical_name(name)
    if name not in KNOWN_MODELS:
        raise ModelError(
            f'"{name}" cannot be downloaded. Known: {", ".join(KNOWN_MODELS)}.',
            reason="unknown_name", name=name, known=tuple(KNOWN_MODELS),
        )  # fmt: skip
    hub = Hub(env.get("HF_ENDPOINT") or DEFAULT_ENDPOINT, KNOWN_MODELS[name].repo)
    revision, files = hub.listing(reach_timeout_s)
    target = models_dir / name
    # The revision is part of the name: pieces of two versions of a model never mix.
    partial = models_dir / f".{name}-{revision[:12]}.partial"
    total = sum(file.size_bytes for file in files)
    try:
        partial.mkdir(parents=True, exist_ok=True)
        for stale in set(models_dir.glob(f".{name}-*.partial")) - {partial}:
            shutil.rmtree(stale)
        _check_space(models_dir, total - sum(_size(path) for path in partial.iterdir()))
        done = 0
        for file in files:
            _fetch(hub, revision, file, partial, done, total, progress)
            done += file.size_bytes
        verify(partial)
        _move_into_place(partial, target)
    except OSError as error:
        raise ModelError(
            f"The model cannot be written to {models_dir}: {error}", reason="disk", path=str(models_dir),
            detail=str(error),
        ) from error  # fmt: skip
    return FoundModel(name, target, total, "models_dir")


def _fetch(
    hub: Hub,
    revision: str,
    file: RemoteFile,
    folder: Path,
    before: int,
    total: int,
    progress: Callable[[Progress], None] | None,
) -> None:
    """Bring one file into the folder, whole and checked; what is there already is not fetched again."""
    final, part = folder / file.name, folder / f"{file.name}.part"
    if _size(final) == file.size_bytes:
        return
    for attempt in range(1, _ATTEMPTS + 1):
        try:
            _receive(hub, revision, file, part, lambda here: _tell(progress, file, before + here, total))
            break
        except urllib.error.HTTPError as error:
            raise hub.refused(error) from error
        except BROKEN as error:
            if isinstance(error, OSError) and error.errno in _DISK_ERRNOS:
                raise  # nothing the network could mend
            if attempt == _ATTEMPTS:
                raise hub.unreachable(error, done_bytes=before + _size(part), total_bytes=total) from error
    if not _matches(part, file):
        part.unlink()
        raise ModelError(
            f"{file.name} arrived damaged from {hub.endpoint} (its checksum is wrong) and was deleted. "
            "Run the command again.",
            reason="checksum", file=file.name, endpoint=hub.endpoint,
        )  # fmt: skip
    os.replace(part, final)


def _receive(hub: Hub, revision: str, file: RemoteFile, part: Path, report: Callable[[int], None]) -> None:
    """Append to the part file what is missing of it.

    Raises:
        ConnectionError: the server stopped before the end.
    """
    have = _size(part)
    if have > file.size_bytes:
        part.unlink()
        have = 0
    if have == file.size_bytes:
        part.touch()
        return
    with hub.open(revision, file.name, have) as response:
        if response.status != 206:  # a server that knows no ranges sends everything
            have = 0
        with part.open("ab" if have else "wb") as out:
            while have < file.size_bytes and (chunk := response.read(min(_CHUNK_BYTES, file.size_bytes - have))):
                out.write(chunk)
                have += len(chunk)
                report(have)
    if have < file.size_bytes:
        raise ConnectionError(f"the connection closed after {have} of {file.size_bytes} bytes of {file.name}")


def _matches(path: Path, file: RemoteFile) -> bool:
    """Compare with the hash the Hub gave: SHA-256 of large files, git's blob hash of small ones."""
    if file.sha256 is not None:
        digest = hashlib.sha256()
    else:
        digest = hashlib.sha1(f"blob {file.size_bytes}\0".encode(), usedforsecurity=False)
    with path.open("rb") as stream:
        while chunk := stream.read(1 << 20):
            digest.update(chunk)
    return digest.hexdigest() == (file.sha256 or file.git_sha1)


def _check_space(models_dir: Path, needed: int) -> None:
    free = shutil.disk_usage(models_dir).free
    if needed + _SPARE_BYTES > free:
        raise ModelError(
            f"The download needs {needed / 1e6:.0f} MB more, but only {free / 1e6:.0f} MB are free at {models_dir}.",
            reason="disk_space", needed_bytes=needed, free_bytes=free, path=str(models_dir),
        )  # fmt: skip


def _move_into_place(partial: Path, target: Path) -> None:
    """Swap the finished folder in; a damaged one of that name leaves only when its successor is complete."""
    if target.exists():
        old = target.with_name(f".{target.name}.old")
        shutil.rmtree(old, ignore_errors=True)
        os.replace(target, old)
        os.replace(partial, target)
        shutil.rmtree(old, ignore_errors=True)
    else:
        os.replace(partial, target)


def _tell(progress: Callable[[Progress], None] | None, file: RemoteFile, done: int, total: int) -> None:
    if progress is not None:
        progress(Progress(file.name, done, total))


def _size(path: Path) -> int:
    return path.stat().st_size if path.is_file() else 0
