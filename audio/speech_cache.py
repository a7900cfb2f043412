"""Keep rendered sentences, in memory and on disk, so that a sentence is synthesised once."""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import threading
import wave
from collections import OrderedDict
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from audio.clip import Clip
from audio.errors import RecordingError
from audio.wav import to_pcm16, write_wav

_FORMAT = 1
"""Part of every key: raise it when the preparation of text or sound changes, so that old entries are not used."""


def speech_key(voices: Sequence[str], rates_wpm: Sequence[int], text: str) -> str:
    """Return the name of an entry: a hash of everything that decides how it sounds."""
    content = json.dumps([_FORMAT, list(voices), list(rates_wpm), text])
    return hashlib.sha256(content.encode("ascii")).hexdigest()


class SpeechCache:
    """Least recently used clips, bounded in memory and on disk.

    The disk is a convenience: where it cannot be written, clips are kept in memory alone. A damaged file is removed
    and reported as missing, so that it is rendered again. Safe to use from several threads and processes.
    """

    def __init__(
        self, folder: Path | None = None, *, disk_bytes: int = 100_000_000, memory_bytes: int = 32_000_000
    ) -> None:
        """Keep files in `folder` (readable by the user alone); without one, only in memory."""
        self._folder = folder
        self._disk_bytes = disk_bytes
        self._memory_bytes = memory_bytes
        self._clips: OrderedDict[str, Clip] = OrderedDict()
        self._held_bytes = 0
        self._lock = threading.Lock()

    def get(self, key: str) -> Clip | None:
        """Return the clip of a key, or None."""
        with self._lock:
            if key in self._clips:
                self._clips.move_to_end(key)
                return self._clips[key]
            clip = self._read(key)
            if clip is not None:
                self._hold(key, clip)
            return clip

    def put(self, key: str, clip: Clip) -> Clip:
        """Keep a clip and return it as kept: rounded to 16 bit, so that it is the same when it comes from disk."""
        kept = _from_pcm16(to_pcm16(clip.samples), clip.rate_hz)
        with self._lock:
            self._hold(key, kept)
            if self._folder:
                try:
                    self._folder.mkdir(parents=True, exist_ok=True, mode=0o700)
                    write_wav(self._folder / f"{key}.wav", kept)
                    self._prune(self._folder)
                except (OSError, RecordingError):
                    self._folder = None  # full or read-only: do without for the rest of this run
        return kept

    def _hold(self, key: str, clip: Clip) -> None:
        if key in self._clips:
            self._held_bytes -= self._clips.pop(key).samples.nbytes
        self._clips[key] = clip
        self._held_bytes += clip.samples.nbytes
        while self._held_bytes > self._memory_bytes and len(self._clips) > 1:
            self._held_bytes -= self._clips.popitem(last=False)[1].samples.nbytes

    def _read(self, key: str) -> Clip | None:
        if self._folder is None:
            return None
        path = self._folder / f"{key}.wav"
        try:
            with wave.open(str(path), "rb") as file:
                if (file.getnchannels(), file.getsampwidth()) != (1, 2) or file.getnframes() == 0:
                    raise wave.Error("not an entry of this cache")
                frames = file.readframes(file.getnframes())
                if len(frames) != 2 * file.getnframes():
                    raise wave.Error("cut short")
                rate_hz = file.getframerate()
            os.utime(path)  # the file's time is when it was last used
        except FileNotFoundError:
            return None
        except (OSError, EOFError, wave.Error):
            with contextlib.suppress(OSError):
                path.unlink()
            return None
        return _from_pcm16(frames, rate_hz)

    def _prune(self, folder: Path) -> None:
        """Remove the files used longest ago until the folder is within its bound."""
        entries = []
        for path in folder.glob("*.wav"):
            with contextlib.suppress(FileNotFoundError):  # another process pruned it
                status = path.stat()
                entries.append((status.st_mtime, status.st_size, path))
        total = sum(size for _, size, _ in entries)
        for _, size, path in sorted(entries):
            if total <= self._disk_bytes:
                break
            path.unlink(missing_ok=True)
            total -= size


def _from_pcm16(frames: bytes, rate_hz: int) -> Clip:
    return Clip(np.frombuffer(frames, dtype="<i2").astype(np.float32) / np.float32(32768), rate_hz)
