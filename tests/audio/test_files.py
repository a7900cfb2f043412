import os
import stat
import struct
import subprocess
import sys
import time
import wave
from collections.abc import Callable
from pathlib import Path
from typing import Any, Self

import av
import numpy as np
import pytest

from audio.clip import Clip
from audio.errors import AudioError, DecodeError, NoAudio, RecordingError, TooLong
from audio.files import file_sha256, read_clip
from audio.wav import wav_header, write_wav

JFK = Path(__file__).resolve().parents[1] / "data" / "jfk.ogg"


@pytest.fixture(scope="module")
def speech() -> Clip:
    return read_clip(JFK)


def write_pcm(path: Path, samples: np.ndarray, rate_hz: int, *, dtype: str = "<i2", tag: int = 1) -> Path:
    """Write (n,) or (n, channels) samples as WAV in any sample format."""
    frames = samples if samples.ndim == 2 else samples[:, None]
    kind = np.dtype(dtype)
    if kind.kind == "u":
        data = np.clip(frames * 128 + 128, 0, 255).astype(kind).tobytes()
    elif kind.kind == "i":
        top = np.iinfo(kind).max
        data = np.clip(np.rint(frames.astype(np.float64) * (top + 1)), -top - 1, top).astype(kind).tobytes()
    else:
        data = frames.astype(kind).tobytes()
    channels, width = frames.shape[1], kind.itemsize
    form = struct.pack("<HHIIHH", tag, channels, rate_hz, rate_hz * channels * width, channels * width, width * 8)
    path.write_bytes(b"RIFF" + struct.pack("<I", 36 + len(data)) + b"WAVEfmt " + struct.pack("<I", 16) + form)
    with path.open("ab") as file:
        file.write(b"data" + struct.pack("<I", len(data)) + data)
    return path


def encode(path: Path | Any, container: str, codec: str, clip: Clip, rate_hz: int, layout: str = "mono") -> None:
    """Encode a clip with libav."""
    with av.open(path, "w", format=container) as output:
        stream = output.add_stream(codec, rate=rate_hz)
        stream.layout = layout
        frame = av.AudioFrame.from_ndarray(clip.samples[None, :], format="flt", layout="mono")
        frame.sample_rate = clip.rate_hz
        resampler = av.AudioResampler(format=stream.format, layout=layout, rate=rate_hz)
        for piece in [*resampler.resample(frame), *resampler.resample(None)]:
            for packet in stream.encode(piece):
                output.mux(packet)
        for packet in stream.encode(None):
            output.mux(packet)


def similarity(left: Clip, right: Clip, lag_s: float = 0.05) -> float:
    """Return the highest correlation within a lag, 1 for the same sound at any level."""
    size = min(len(left.samples), len(right.samples))
    a, b = left.samples[:size].astype(np.float64), right.samples[:size].astype(np.float64)
    spectrum = np.fft.rfft(a, 2 * size) * np.conj(np.fft.rfft(b, 2 * size))
    lags = np.fft.irfft(spectrum)
    near = np.concatenate([lags[: round(lag_s * 16_000)], lags[-round(lag_s * 16_000) :]])
    return float(np.abs(near).max() / (np.linalg.norm(a) * np.linalg.norm(b)))


@pytest.mark.parametrize(
    ("dtype", "tag", "tolerance"),
    [("u1", 1, 1 / 100), ("<i2", 1, 1e-4), ("<i4", 1, 1e-6), ("<f4", 3, 1e-6), ("<f8", 3, 1e-6)],
)
def test_every_sample_format_means_the_same(
    tmp_path: Path, speech: Clip, dtype: str, tag: int, tolerance: float
) -> None:
    clip = read_clip(write_pcm(tmp_path / "a.wav", speech.samples, 16_000, dtype=dtype, tag=tag))
    assert len(clip.samples) == len(speech.samples)
    assert np.abs(clip.samples - speech.samples).max() < tolerance


@pytest.mark.parametrize("rate_hz", [8_000, 11_025, 22_050, 44_100, 48_000, 96_000])
def test_every_rate_keeps_length_and_pitch(tmp_path: Path, rate_hz: int) -> None:
    tone = 0.5 * np.sin(2 * np.pi * 440 * np.arange(2 * rate_hz) / rate_hz)
    clip = read_clip(write_pcm(tmp_path / "a.wav", tone, rate_hz))
    assert clip.rate_hz == 16_000
    assert abs(len(clip.samples) - 32_000) <= 1
    assert np.argmax(np.abs(np.fft.rfft(clip.samples[:32_000]))) == 880
    assert np.abs(clip.samples[1_000:-1_000]).max() == pytest.approx(0.5, abs=0.01)


@pytest.mark.parametrize(
    ("container", "codec", "rate_hz"),
    [("mp3", "libmp3lame", 44_100), ("flac", "flac", 44_100), ("mp4", "aac", 48_000), ("webm", "libopus", 48_000)]
    + [("adts", "aac", 44_100), ("wav", "pcm_mulaw", 8_000), ("wav", "pcm_s24le", 44_100), ("avi", "mp3", 44_100)],
)
def test_every_container_whatever_its_name(
    tmp_path: Path, speech: Clip, container: str, codec: str, rate_hz: int
) -> None:
    path = tmp_path / "recording of 我.txt"
    encode(str(path), container, codec, speech, rate_hz)
    clip = read_clip(path)
    assert clip.duration_s == pytest.approx(speech.duration_s, abs=0.15)
    assert similarity(clip, speech) > 0.9


STEREO: dict[str, Callable[[np.ndarray], np.ndarray]] = {
    "same on both sides": lambda x: np.stack([x, x], axis=1),
    "left silent": lambda x: np.stack([0 * x, x], axis=1),
    "right silent": lambda x: np.stack([x, 0 * x], axis=1),
    "antiphase": lambda x: np.stack([x, -x], axis=1),
    "three of four silent": lambda x: np.stack([0 * x, 0 * x, x, 0 * x], axis=1),
}


@pytest.mark.parametrize("case", STEREO)
def test_the_voice_survives_any_wiring_at_its_level(tmp_path: Path, speech: Clip, case: str) -> None:
    clip = read_clip(write_pcm(tmp_path / "a.wav", STEREO[case](speech.samples), 16_000))
    assert np.linalg.norm(clip.samples) == pytest.approx(np.linalg.norm(speech.samples), rel=0.01)
    assert similarity(clip, speech) > 0.999


def test_two_people_on_two_channels_are_both_heard(tmp_path: Path, speech: Clip) -> None:
    half = len(speech.samples) // 2
    left, right = speech.samples.copy(), speech.samples.copy()
    left[half:], right[:half] = 0, 0
    clip = read_clip(write_pcm(tmp_path / "a.wav", np.stack([left, right], axis=1), 16_000))
    for part in (slice(0, half), slice(half, None)):
        assert np.linalg.norm(clip.samples[part]) > 0.45 * np.linalg.norm(speech.samples[part])


def test_what_is_not_a_number_becomes_silence_and_the_rest_is_clipped(tmp_path: Path) -> None:
    sound = np.full(44_100, 0.25)
    sound[1_000:1_010] = np.nan
    sound[2_000], sound[2_001], sound[3_000:3_100] = np.inf, -np.inf, 7.0
    clip = read_clip(write_pcm(tmp_path / "a.wav", sound, 44_100, dtype="<f4", tag=3))
    assert np.isfinite(clip.samples).all()
    assert np.abs(clip.samples).max() <= 1.0
    assert np.median(clip.samples) == pytest.approx(0.25, abs=1e-3)


def test_a_browser_recording_without_length_is_read(tmp_path: Path, speech: Clip) -> None:
    path = tmp_path / "a.webm"
    with Unseekable(path) as place:
        encode(place, "webm", "libopus", speech, 48_000)
    with av.open(str(path)) as container:
        assert container.duration is None
    assert read_clip(path).duration_s == pytest.approx(speech.duration_s, abs=0.05)


class Unseekable:
    """A place to write that cannot go back to fill in the length, like a browser's recorder."""

    def __init__(self, path: Path) -> None:
        self._file = path.open("wb")

    def write(self, data: bytes) -> int:
        return self._file.write(data)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._file.close()


@pytest.mark.parametrize("share", [0.9, 0.5, 0.1])
def test_a_truncated_file_gives_what_is_there(tmp_path: Path, speech: Clip, share: float) -> None:
    whole, ogg = tmp_path / "whole.wav", JFK.read_bytes()
    write_wav(whole, speech)
    wav = whole.read_bytes()
    (tmp_path / "cut.wav").write_bytes(wav[: round(len(wav) * share)])
    (tmp_path / "cut.ogg").write_bytes(ogg[: round(len(ogg) * share)])
    assert read_clip(tmp_path / "cut.wav").duration_s == pytest.approx(11 * share, abs=0.01)
    assert read_clip(tmp_path / "cut.ogg").duration_s == pytest.approx(11 * share, abs=1.5)


def test_a_damaged_stretch_is_skipped(tmp_path: Path, speech: Clip) -> None:
    path = tmp_path / "a.mp3"
    encode(str(path), "mp3", "libmp3lame", speech, 16_000)
    data = bytearray(path.read_bytes())
    data[len(data) // 2 : len(data) // 2 + 2_000] = b"\x00" * 2_000
    path.write_bytes(data)
    assert read_clip(path).duration_s == pytest.approx(11, abs=1.5)


def broken_files(folder: Path) -> dict[Path, tuple[type[AudioError], str]]:
    """Make one file of every kind that must be refused."""
    header = wav_header(1_000, 16_000)
    contents: dict[str, tuple[bytes, type[AudioError], str]] = {
        "empty.wav": (b"", NoAudio, "empty_file"),
        "text.wav": (b"this is not sound\n", DecodeError, "not_audio"),
        "playlist.wav": (b"#EXTM3U\n#EXTINF:1,\n/etc/passwd\n", DecodeError, "not_audio"),
        "concat.wav": (b"ffconcat version 1.0\nfile " + str(JFK).encode() + b"\n", DecodeError, "not_audio"),
        "half_header.wav": (header[:22], DecodeError, "not_audio"),
        "rate_1093k.wav": (wav_header(800, 1_092_676) + bytes(800), DecodeError, "broken"),
        "rate_1.wav": (wav_header(800, 1) + bytes(800), DecodeError, "broken"),
        "raw.raw": (np.random.default_rng(1).integers(-900, 900, 8_000).astype("<i2").tobytes(), DecodeError, ""),
        "sphere.sph": (b"NIST_1A\n   1024\nchannel_count -i 1\nend_head\n".ljust(2_000), DecodeError, "not_audio"),
        "picture.wav": (b"\x89PNG\r\n\x1a\n" + bytes(100), DecodeError, "not_audio"),
    }
    for name, (content, _, _) in contents.items():
        (folder / name).write_bytes(content)
    return {folder / name: (kind, reason) for name, (_, kind, reason) in contents.items()}


def test_what_is_not_sound_is_refused_with_a_reason(tmp_path: Path) -> None:
    for path, (kind, reason) in broken_files(tmp_path).items():
        with pytest.raises(kind) as caught:
            read_clip(path)
        assert str(path) in str(caught.value)
        assert reason in ("", caught.value.facts["reason"]), path


def test_missing_files_folders_and_pipes(tmp_path: Path) -> None:
    cases = {tmp_path / "none.wav": "missing", tmp_path: "not_a_file", Path("http://localhost/a.wav"): "missing"}
    if hasattr(os, "mkfifo"):
        os.mkfifo(tmp_path / "pipe.wav")
        cases[tmp_path / "pipe.wav"] = "not_a_file"
    for path, reason in cases.items():
        for read in (read_clip, file_sha256):
            with pytest.raises(DecodeError) as caught:
                read(path)
            assert caught.value.facts["reason"] == reason


@pytest.mark.skipif(getattr(os, "geteuid", lambda: 0)() == 0, reason="root may read everything")
def test_a_file_without_permission(tmp_path: Path) -> None:
    path = write_pcm(tmp_path / "a.wav", np.zeros(100), 16_000)
    path.chmod(0)
    with pytest.raises(DecodeError) as caught:
        read_clip(path)
    assert caught.value.facts["reason"] == "permission"


def test_a_video_without_sound_says_so(tmp_path: Path) -> None:
    path = tmp_path / "mute.mp4"
    with av.open(str(path), "w") as output:
        stream = output.add_stream("mpeg4", rate=10)
        stream.width, stream.height, stream.pix_fmt = 64, 64, "yuv420p"
        for _ in range(3):
            picture = av.VideoFrame.from_ndarray(np.zeros((64, 64, 3), np.uint8), format="rgb24")
            for packet in stream.encode(picture):
                output.mux(packet)
        for packet in stream.encode(None):
            output.mux(packet)
    with pytest.raises(NoAudio) as caught:
        read_clip(path)
    assert caught.value.facts["reason"] == "no_stream"


def test_a_wav_of_three_hours_is_refused_by_its_header_at_once(tmp_path: Path) -> None:
    path, size = tmp_path / "long.wav", 3 * 3_600 * 32_000
    with path.open("wb") as file:
        file.write(wav_header(size, 16_000))
        file.truncate(44 + size)  # sparse: takes no room
    started_s = time.perf_counter()
    with pytest.raises(TooLong) as caught:
        read_clip(path)
    assert time.perf_counter() - started_s < 0.5
    assert caught.value.facts["duration_s"] == pytest.approx(10_800)
    assert caught.value.facts["limit_s"] == 3_600


def test_a_long_browser_recording_is_refused_without_decoding_it(tmp_path: Path) -> None:
    path = tmp_path / "long.webm"
    with Unseekable(path) as place:
        encode(place, "webm", "libopus", Clip(np.zeros(16_000 * 120, np.float32)), 48_000)
    with pytest.raises(TooLong) as caught:
        read_clip(path, limit_s=60)
    assert caught.value.facts["duration_s"] == pytest.approx(60, abs=0.1)


def test_a_header_that_lies_about_its_length_is_checked_by_decoding(tmp_path: Path) -> None:
    path = tmp_path / "stream.wav"
    path.write_bytes(wav_header(0xFFFFFFFF, 16_000) + bytes(32_000))
    assert read_clip(path).duration_s == pytest.approx(1.0)
    with pytest.raises(TooLong):
        read_clip(path, limit_s=0.5)


def test_mutated_files_end_in_an_error_or_a_finite_clip_in_bounded_time(tmp_path: Path, speech: Clip) -> None:
    sources = [JFK.read_bytes()[:6_000]]
    for container, codec in [("wav", "pcm_s16le"), ("mp3", "libmp3lame"), ("mp4", "aac"), ("flac", "flac")]:
        encode(str(tmp_path / "source"), container, codec, speech.slice_s(0, 0.5), 16_000)
        sources.append((tmp_path / "source").read_bytes())
    random = np.random.default_rng(20)
    for number in range(150):
        data = np.frombuffer(sources[number % len(sources)], np.uint8).copy()
        places = random.integers(0, min(len(data), 300 if number % 2 else len(data)), size=1 + number % 12)
        data[places] = random.integers(0, 256, size=len(places))
        path = tmp_path / "mutant"
        path.write_bytes(data[: random.integers(1, len(data) + 1)].tobytes())
        started_s = time.perf_counter()
        try:
            clip = read_clip(path)
        except DecodeError as error:
            assert error.facts["path"] == str(path)
        else:
            assert len(clip.samples) and np.isfinite(clip.samples).all()
        assert time.perf_counter() - started_s < 2.0


def test_decoding_is_quiet(tmp_path: Path) -> None:
    paths = [str(path) for path in broken_files(tmp_path)] + [str(JFK)]
    (tmp_path / "cut.ogg").write_bytes(JFK.read_bytes()[:5_001])
    program = (
        "import sys\n"
        "from audio.errors import AudioError\n"
        "from audio.files import read_clip\n"
        "for path in sys.argv[1:]:\n"
        "    try: read_clip(path)\n"
        "    except AudioError: pass\n"
    )
    command = [sys.executable, "-c", program, *paths, str(tmp_path / "cut.ogg")]
    run = subprocess.run(command, capture_output=True, text=True, cwd=Path(__file__).resolve().parents[2], check=True)
    assert (run.stdout, run.stderr) == ("", "")


def test_a_written_clip_is_private_complete_and_exact(tmp_path: Path, speech: Clip) -> None:
    path = tmp_path / "out.wav"
    write_wav(path, speech)
    first = read_clip(path)
    write_wav(path, first)  # replaces
    assert np.array_equal(read_clip(path).samples, first.samples)
    with wave.open(str(path)) as standard:
        assert standard.getnframes() == len(speech.samples)
        assert (standard.getframerate(), standard.getnchannels(), standard.getsampwidth()) == (16_000, 1, 2)
    assert [entry.name for entry in tmp_path.iterdir()] == ["out.wav"]
    if os.name == "posix":
        assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_writing_full_scale_does_not_wrap_around(tmp_path: Path) -> None:
    write_wav(tmp_path / "a.wav", Clip(np.array([1.0, -1.0, 0.0] * 100, np.float32)))
    samples = read_clip(tmp_path / "a.wav").samples[:3]
    assert samples == pytest.approx([1.0, -1.0, 0.0], abs=1e-4)


def test_writing_where_nothing_can_be_written(tmp_path: Path) -> None:
    with pytest.raises(RecordingError) as caught:
        write_wav(tmp_path / "none" / "a.wav", Clip(np.zeros(10, np.float32)))
    assert caught.value.facts["path"] == str(tmp_path / "none" / "a.wav")


def test_the_digest_is_that_of_the_bytes(tmp_path: Path) -> None:
    path = tmp_path / "a"
    path.write_bytes(b"abc")
    assert file_sha256(path) == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
