"""Reading sound files: any container in, mono samples out."""

from __future__ import annotations

import hashlib
import os
import stat
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from audio.clip import SPEECH_RATE_HZ, Clip, Samples
from audio.errors import DecodeError, NoAudio, TooLong
from audio.resample import Converter

FORMATS = (
    "wav,w64,aiff,au,caf,mp3,flac,ogg,matroska,webm,mov,mp4,m4a,3gp,aac,asf,amr,avi,flv,mpegts,mpeg,wv,ac3,ape,tta"
)
"""libavformat demuxers that may look at a file.

The others are left out on purpose: playlists (they open further files and addresses), image readers and raw
formats that take any bytes for sound.
"""

MIN_RATE_HZ = 4_000
"""Below, not even the first formants of speech are left; such a header is damaged."""
MAX_RATE_HZ = 768_000
"""The fastest converters sold; a header that says more is damaged."""
MAX_CHANNELS = 64

PIECE_S = 10.0  # sound decoded at a time; the channels of a file are chosen by the first piece
BELIEVABLE_BYTES_PER_S = 50  # no codec says an hour of anything in fewer; a header that claims it is not believed
COPY_BYTES = 1 << 20


def read_clip(path: str | os.PathLike[str], *, limit_s: float = 3600, rate_hz: int = SPEECH_RATE_HZ) -> Clip:
    """Decode any audio or video file into mono sound.

    Several channels are folded as `audio.resample.Downmixer` describes. Damaged stretches are skipped and a
    truncated file gives what is there. Memory stays bounded by `limit_s` (4 bytes a sample).

    Args:
        path: a regular file; its extension does not matter.
        limit_s: longest sound accepted, in seconds; checked by the header first and again while decoding.
        rate_hz: rate of the result.

    Raises:
        DecodeError: missing, not a file, not readable, not sound, or too broken; `facts["reason"]` is one of
            missing, not_a_file, permission, unreadable, not_audio, unsupported, broken.
        NoAudio: no sound in it; `facts["reason"]` is empty_file, no_stream or no_samples.
        TooLong: longer than `limit_s`.
    """
    buffer = bytearray()  # grows in place, unlike a list of arrays that is joined at the end
    for samples in read_pieces(path, limit_s=limit_s, rate_hz=rate_hz):
        buffer += samples.tobytes()
    return Clip(np.frombuffer(buffer, np.float32), rate_hz)


def read_pieces(
    path: str | os.PathLike[str], *, limit_s: float = 3600, rate_hz: int = SPEECH_RATE_HZ
) -> Iterator[Samples]:
    """Decode a file as `read_clip` does, but yield it in pieces of about ten seconds: memory stays flat.

    Raises:
        DecodeError, NoAudio, TooLong: as `read_clip`; possibly after some pieces.
    """
    path = Path(path)
    _check_file(path)
    import av

    av.logging.set_level(None)  # libav would write its own complaints on the user's terminal
    count = 0
    damage = _Damage()
    try:
        with _opened(path) as container:
            _check_header(container, _audio_stream(container, path), path, limit_s)
        with _opened(path) as container:
            pieces = _pieces(_frames(container, _audio_stream(container, path), damage))
            for samples in _converted(pieces, rate_hz, path):
                count += len(samples)
                if count > limit_s * rate_hz:
                    raise _too_long(path, count / rate_hz, limit_s)
                if len(samples):
                    yield samples
    except (av.FFmpegError, OSError, ValueError) as error:
        raise _unreadable(path, error) from error
    if not count:
        if damage.packets:
            raise DecodeError(
                f"{path}: the sound in it is damaged and nothing of it can be decoded. Record or export it again.",
                path=str(path),
                reason="broken",
            )
        raise NoAudio(f"{path}: the file holds no sound.", path=str(path), reason="no_samples")


def probe_duration_s(path: str | os.PathLike[str]) -> float | None:
    """Return the length a file's header says, without decoding; None where it does not say.

    Raises:
        DecodeError, NoAudio: as `read_clip`, as far as the header shows.
    """
    path = Path(path)
    _check_file(path)
    import av

    av.logging.set_level(None)
    try:
        with _opened(path) as container:
            _audio_stream(container, path)
            return None if container.duration is None else container.duration / 1e6  # libav counts in microseconds
    except (av.FFmpegError, OSError, ValueError) as error:
        raise _unreadable(path, error) from error


def file_sha256(path: str | os.PathLike[str]) -> str:
    """Return the SHA-256 of a file's bytes, in hexadecimal.

    Raises:
        DecodeError: the file is missing or not readable.
    """
    path = Path(path)
    _check_file(path)
    digest = hashlib.sha256()
    try:
        with path.open("rb") as file:
            while piece := file.read(COPY_BYTES):
                digest.update(piece)
    except OSError as error:
        raise _unreadable(path, error) from error
    return digest.hexdigest()


@dataclass
class _Damage:
    """What had to be skipped.

    Attributes:
        packets: packets that could not be decoded.
    """

    packets: int = 0


def _check_file(path: Path) -> None:
    """Refuse what is not a regular, non-empty, readable file, before any decoder may wait on it (a pipe would)."""
    try:
        status = path.stat()
        if not stat.S_ISREG(status.st_mode):
            raise DecodeError(f"{path}: not a sound file but a folder or device.", path=str(path), reason="not_a_file")
        path.open("rb").close()
    except (OSError, ValueError) as error:
        raise _unreadable(path, error) from error
    if status.st_size == 0:
        raise NoAudio(f"{path}: the file is empty (0 bytes).", path=str(path), reason="empty_file")


def _unreadable(path: Path, error: Exception) -> DecodeError:
    """Say in our words why a file cannot be opened or decoded."""
    if isinstance(error, FileNotFoundError):
        return DecodeError(f"{path}: there is no such file.", path=str(path), reason="missing")
    if isinstance(error, PermissionError):
        return DecodeError(f"{path}: no permission to read the file.", path=str(path), reason="permission")
    if type(error).__module__.startswith("av") or not isinstance(error, OSError):
        sentence = f"{path}: this is not a sound or video file that can be read, or its header is damaged."
        return DecodeError(sentence, path=str(path), reason="not_audio", detail=str(error))
    sentence = f"{path}: the file cannot be read: {error.strerror}."
    return DecodeError(sentence, path=str(path), reason="unreadable", detail=error.strerror)


def _too_long(path: Path, duration_s: float, limit_s: float) -> TooLong:
    return TooLong(
        f"{path}: longer than the limit of {limit_s:g} s. Cut the recording or raise the limit.",
        path=str(path),
        duration_s=duration_s,
        limit_s=limit_s,
    )


def _opened(path: Path) -> Any:
    """Open a container; `file:` keeps libav from taking a name for a network address."""
    import av

    return av.open(f"file:{path.absolute()}", metadata_errors="ignore", options={"format_whitelist": FORMATS})


def _audio_stream(container: Any, path: Path) -> Any:
    if not container.streams.audio:
        raise NoAudio(f"{path}: the file has no sound track.", path=str(path), reason="no_stream")
    stream = container.streams.best("audio") or container.streams.audio[0]
    if stream.codec_context is None:
        sentence = f"{path}: its sound is coded in a way that is not supported. Export it as WAV, MP3 or M4A."
        raise DecodeError(sentence, path=str(path), reason="unsupported")
    return stream


def _check_header(container: Any, stream: Any, path: Path, limit_s: float) -> None:
    """Refuse by what the container says of its length, without decoding.

    In a container without a length (recorded by a browser) we look for a packet beyond the limit. A length for which
    the file has too few bytes is not believed (a stream saved with a placeholder); the decoding will tell.
    """
    import av

    if container.duration is not None:
        duration_s = container.duration / 1e6  # libav counts in microseconds
        if duration_s > limit_s and path.stat().st_size > duration_s * BELIEVABLE_BYTES_PER_S:
            raise _too_long(path, duration_s, limit_s)
        return
    try:
        container.seek(int(limit_s / stream.time_base), stream=stream, backward=False)
        packet = next(container.demux(stream))
    except (av.FFmpegError, StopIteration):
        return  # nothing out there
    if packet.pts is not None and packet.pts * packet.time_base > limit_s:
        raise _too_long(path, float(packet.pts * packet.time_base), limit_s)


def _frames(container: Any, stream: Any, damage: _Damage) -> Iterator[Any]:
    """Yield every decoded audio frame, skipping packets that are damaged; a broken container ends the sound."""
    import av

    packets = container.demux(stream)
    while True:
        try:
            packet = next(packets)
        except StopIteration:
            return
        except av.FFmpegError:
            damage.packets += 1
            return
        try:
            yield from packet.decode()
        except av.FFmpegError:
            damage.packets += 1


def _pieces(frames: Iterator[Any]) -> Iterator[tuple[int, Samples]]:
    """Join frames into pieces of about ten seconds with one rate and one number of channels.

    Yields:
        (rate_hz, samples of shape (n, channels)); a change in the middle of a file starts a new piece.
    """
    rate_hz, held, count = 0, list[Samples](), 0
    for frame in frames:
        samples = _to_float(frame)
        changed = bool(held) and (frame.sample_rate != rate_hz or samples.shape[1] != held[0].shape[1])
        if changed or count >= PIECE_S * rate_hz:
            if held:
                yield rate_hz, np.concatenate(held)
            held, count = [], 0
        rate_hz = frame.sample_rate
        held.append(samples)
        count += len(samples)
    if held:
        yield rate_hz, np.concatenate(held)


def _converted(pieces: Iterator[tuple[int, Samples]], to_rate_hz: int, path: Path) -> Iterator[Samples]:
    """Yield mono sound at `to_rate_hz`."""
    shape: tuple[int, int] | None = None
    converter: Converter | None = None
    for rate_hz, samples in pieces:
        if converter is None or shape != (rate_hz, samples.shape[1]):
            if converter is not None:
                yield converter.flush()
            shape = (rate_hz, samples.shape[1])
            _check_shape(*shape, path)
            converter = Converter(samples.shape[1], rate_hz, to_rate_hz)
            converter.prime(samples)
        yield converter.push(samples)
    if converter is not None:
        yield converter.flush()


def _check_shape(rate_hz: int, channels: int, path: Path) -> None:
    if not MIN_RATE_HZ <= rate_hz <= MAX_RATE_HZ or not 1 <= channels <= MAX_CHANNELS:
        raise DecodeError(
            f"{path}: its header says {rate_hz} samples per second and {channels} channels; it must be damaged.",
            path=str(path),
            reason="broken",
        )


def _to_float(frame: Any) -> Samples:
    """Return a decoded frame as float32 of shape (n, channels), full scale at 1."""
    raw: NDArray[Any] = frame.to_ndarray()  # (channels, n) when planar, (1, n * channels) when packed
    channels = frame.layout.nb_channels
    frames = raw.T if frame.format.is_planar else raw.reshape(-1, channels)
    if frames.dtype == np.uint8:
        return (frames.astype(np.float32) - 128.0) / 128.0
    if np.issubdtype(frames.dtype, np.integer):
        return frames.astype(np.float32) / -float(np.iinfo(frames.dtype).min)
    return frames.astype(np.float32)
