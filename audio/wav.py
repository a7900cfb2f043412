"""Writing 16-bit WAV files."""

from __future__ import annotations

import os
import struct
import tempfile
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from audio.clip import Clip, Samples
from audio.errors import RecordingError


def write_wav(path: str | os.PathLike[str], clip: Clip) -> None:
    """Write a clip as 16-bit WAV readable by the user alone; the file appears complete or not at all.

    Raises:
        RecordingError: the folder cannot be written or the disk is full.
    """
    path = Path(path)
    data = to_pcm16(clip.samples)
    scratch: str | None = None
    try:
        handle, scratch = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.parent)  # created with mode 0600
        with os.fdopen(handle, "wb") as file:
            file.write(wav_header(len(data), clip.rate_hz))
            file.write(data)
        os.replace(scratch, path)
    except OSError as error:
        if scratch is not None:
            Path(scratch).unlink(missing_ok=True)
        raise RecordingError(
            f"{path}: cannot write the sound file: {error.strerror}.", path=str(path), reason=error.strerror
        ) from error


def to_pcm16(samples: Samples) -> bytes:
    """Return little-endian 16-bit samples; what was decoded from 16 bits comes back bit for bit."""
    pcm: NDArray[np.int16] = np.clip(np.rint(samples * 32768.0), -32768, 32767).astype("<i2")
    return pcm.tobytes()


def wav_header(data_bytes: int, rate_hz: int) -> bytes:
    """Return the 44 bytes before mono 16-bit samples (RIFF/WAVE, format tag 1)."""
    size = min(data_bytes, 0xFFFFFFFF - 36)
    form = struct.pack("<HHIIHH", 1, 1, rate_hz, rate_hz * 2, 2, 16)
    return struct.pack("<4sI4s4sI16s4sI", b"RIFF", 36 + size, b"WAVE", b"fmt ", len(form), form, b"data", size)
