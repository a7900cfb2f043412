"""What a page shows and plays of a recording: its envelope, and its sound in few bytes."""

from __future__ import annotations

import io
import os
import wave
from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from audio.clip import SPEECH_RATE_HZ, Samples
from audio.files import PIECE_S, read_pieces

OPUS_BIT_RATE = 20_000
"""Bits per second: wideband speech is transparent to most listeners at 20-24 kbit/s (RFC 6716, section 2.1.1)."""

OPUS_TYPE = "audio/webm;codecs=opus"

_PEAK_STEP_S = 0.05
_FRAME_SAMPLES = SPEECH_RATE_HZ // 50  # 20 ms, Opus's own frame
_COMPLEXITY = 5  # of 10: a third of the time of 10, for a difference nobody hears at speech rates


def read_peaks(path: str | os.PathLike[str], *, limit_s: float) -> tuple[NDArray[np.float32], float]:
    """Read a recording's envelope in flat memory, whatever its length.

    Args:
        path: any sound file.
        limit_s: longest sound accepted, in seconds.

    Returns:
        The highest amplitude (0..1) of every 50 ms, shape (n,), and the duration in seconds.

    Raises:
        DecodeError, NoAudio, TooLong: as `audio.files.read_clip`.
    """
    step = round(_PEAK_STEP_S * SPEECH_RATE_HZ)
    peaks: list[Samples] = []
    rest = np.empty(0, np.float32)
    total = 0
    for samples in _own_pieces(path) or read_pieces(path, limit_s=limit_s):
        total += len(samples)
        held = np.abs(np.concatenate([rest, samples]))
        whole = len(held) // step * step
        peaks.append(held[:whole].reshape(-1, step).max(axis=1))
        rest = held[whole:]
    if len(rest):
        peaks.append(rest.max(keepdims=True))
    return np.minimum(np.concatenate(peaks), 1.0), total / SPEECH_RATE_HZ


def _own_pieces(path: str | os.PathLike[str]) -> Iterator[Samples] | None:
    """Read a recording in the form we write ourselves, ten times as fast as through a decoder; None for any other."""
    try:
        file = wave.open(os.fspath(path), "rb")  # noqa: SIM115 - closed by the generator
    except (OSError, EOFError, wave.Error):
        return None
    form = (file.getnchannels(), file.getsampwidth(), file.getframerate())
    if form != (1, 2, SPEECH_RATE_HZ) or not file.getnframes():
        file.close()
        return None

    def pieces() -> Iterator[Samples]:
        with file:
            while data := file.readframes(round(PIECE_S * SPEECH_RATE_HZ)):
                yield np.frombuffer(data[: len(data) // 2 * 2], "<i2").astype(np.float32) / np.float32(32768)

    return pieces()


def encode_opus(path: str | os.PathLike[str], *, limit_s: float) -> bytes:
    """Return a recording as mono Opus in WebM, which every present browser plays and seeks.

    Raises:
        DecodeError, NoAudio, TooLong: as `audio.files.read_clip`.
    """
    import av

    target = io.BytesIO()
    with av.open(target, "w", format="webm") as container:
        stream = container.add_stream("libopus", rate=SPEECH_RATE_HZ, layout="mono")
        stream.bit_rate = OPUS_BIT_RATE
        stream.options = {"application": "voip", "compression_level": str(_COMPLEXITY)}
        position = 0
        for samples in read_pieces(path, limit_s=limit_s):
            frame = av.AudioFrame.from_ndarray(samples[np.newaxis], format="flt", layout="mono")
            frame.sample_rate = SPEECH_RATE_HZ
            frame.pts = position
            position += len(samples)
            container.mux(stream.encode(frame))
        container.mux(stream.encode(None))
    return target.getvalue()
