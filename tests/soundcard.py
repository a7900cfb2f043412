"""A virtual sound card: a PulseAudio server of our own whose loudspeaker can be recorded and whose microphone fed."""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from types import TracebackType
from typing import Self

import numpy as np
import pytest

from audio.clip import Clip
from audio.files import read_clip
from audio.wav import write_wav

PROGRAMS = ("pulseaudio", "pactl", "paplay", "parec")
START_TIMEOUT_S = 30.0
RATE_HZ = 48_000  # of the card
ASOUND_CONF = """
pcm.!default { type pulse hint.description "Virtual sound card" }
ctl.!default { type pulse }
pcm.pulse { type pulse hint.description "Virtual sound card" }
"""


class VirtualSoundCard:
    """One server on its own socket; programs reach it through `env`.

    PortAudio looks for devices once per process, so a test that needs real devices runs them in a subprocess
    with `env`.

    Attributes:
        env: the environment for programs that shall use this card.
        folder: scratch folder, removed at the end.
    """

    def __init__(self) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="soundcard-"))
        self.env = {
            **{key: value for key, value in os.environ.items() if not key.startswith(("PULSE_", "ALSA_", "PIPEWIRE_"))},
            "PYTHONPATH": str(Path(__file__).resolve().parents[1]),
            "XDG_RUNTIME_DIR": str(self.folder),
            "XDG_CONFIG_HOME": str(self.folder),
            "HOME": str(self.folder),
            "PULSE_SERVER": f"unix:{self.folder}/socket",
            "PULSE_COOKIE": str(self.folder / "cookie"),
            "ALSA_CONFIG_PATH": _alsa_config(self.folder),
        }
        self._server: subprocess.Popen[bytes] | None = None
        self._children: list[subprocess.Popen[bytes]] = []

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self.stop()

    def start(self) -> None:
        """Start the server and wait until it answers."""
        rate = f"rate={RATE_HZ}"
        modules = [
            f"module-native-protocol-unix auth-anonymous=1 socket={self.folder}/socket",
            f"module-null-sink sink_name=speaker {rate} channels=2",
            f"module-null-sink sink_name=mic {rate} channels=2",
        ]
        command = ["pulseaudio", "--daemonize=no", "--exit-idle-time=-1", "-n", "--use-pid-file=no"]
        command += ["--log-target=stderr", "--high-priority=no", "--realtime=no", "--disable-shm=yes"]
        for module in modules:
            command += ["-L", module]
        with (self.folder / "server.log").open("wb") as log:
            self._server = subprocess.Popen(command, env=self.env, stdout=log, stderr=log)
        deadline_s = time.monotonic() + START_TIMEOUT_S
        while self._pactl("set-default-sink", "speaker").returncode != 0:
            if self._server.poll() is not None or time.monotonic() > deadline_s:
                raise RuntimeError(f"PulseAudio does not start: {(self.folder / 'server.log').read_text()}")
            time.sleep(0.05)
        self._pactl("set-default-source", "mic.monitor").check_returncode()

    def stop(self) -> None:
        """End the server and everything that was started with it, and remove the folder."""
        for child in self._children:
            _end(child)
        self.kill()
        shutil.rmtree(self.folder, ignore_errors=True)

    def echo(self) -> None:
        """Let the microphone hear the loudspeaker, as on a desk, some 100 ms later."""
        options = ["source=speaker.monitor", "sink=mic", "latency_msec=100"]
        self._pactl("load-module", "module-loopback", *options).check_returncode()

    def kill(self) -> None:
        """Let the card vanish as if it was unplugged."""
        if self._server is not None:
            self._server.kill()
            self._server.wait()
            self._server = None

    def freeze(self) -> None:
        """Let the server hang: connections stay, nothing moves."""
        assert self._server is not None
        self._server.send_signal(signal.SIGSTOP)

    def play_into_mic(self, sound: Clip | Path | str) -> subprocess.Popen[bytes]:
        """Let the microphone hear a clip or file; the returned process ends when it has been played."""
        path = self._file(sound) if isinstance(sound, Clip) else Path(sound)
        child = subprocess.Popen(["paplay", "--device=mic", str(path)], env=self.env, stderr=subprocess.DEVNULL)
        self._children.append(child)
        return child

    @contextlib.contextmanager
    def recording_speaker(self, path: Path) -> Iterator[Path]:
        """Record what the loudspeaker plays, as 16 kHz mono WAV at `path`, while the context lasts."""
        command = ["parec", "--device=speaker.monitor", "--file-format=wav", "--format=s16le", "--rate=16000"]
        command += ["--channels=1", "--latency-msec=50", str(path)]
        child = subprocess.Popen(command, env=self.env, stderr=subprocess.DEVNULL)
        self._children.append(child)
        deadline_s = time.monotonic() + START_TIMEOUT_S
        while not (path.exists() and path.stat().st_size > 1000):  # the monitor runs
            if child.poll() is not None or time.monotonic() > deadline_s:
                raise RuntimeError("parec does not record")
            time.sleep(0.02)
        try:
            yield path
        finally:
            _end(child, signal.SIGINT)  # lets it write the header's sizes

    def record_speaker(self, seconds: float) -> Clip:
        """Record what the loudspeaker plays for some seconds."""
        with self.recording_speaker(self.folder / "speaker.wav") as path:
            time.sleep(seconds)
        clip = read_clip(path)
        path.unlink()
        return clip

    def run(self, command: list[str], timeout_s: float = 60) -> subprocess.CompletedProcess[str]:
        """Run a program on this card to its end and return what it printed."""
        return subprocess.run(command, env=self.env, capture_output=True, text=True, timeout=timeout_s)

    def _file(self, clip: Clip) -> Path:
        path = self.folder / f"clip-{len(self._children)}.wav"
        write_wav(path, clip)
        return path

    def _pactl(self, *arguments: str) -> subprocess.CompletedProcess[bytes]:
        return subprocess.run(["pactl", *arguments], env=self.env, capture_output=True)


def missing_programs() -> list[str]:
    """Return what must be installed before there can be a virtual sound card."""
    return [program for program in PROGRAMS if shutil.which(program) is None]


@pytest.fixture(scope="session")
def soundcard() -> Iterator[VirtualSoundCard]:
    """One virtual sound card for the whole run; tests that kill it make their own."""
    skip_without_pulseaudio()
    with VirtualSoundCard() as card:
        yield card


def skip_without_pulseaudio() -> None:
    """Skip with a reason where no virtual sound card can be had, except on CI, where it must be there."""
    missing = missing_programs()
    if missing and os.environ.get("CI"):
        pytest.fail(f"CI must have a virtual sound card; missing: {', '.join(missing)}")
    if missing:
        pytest.skip(f"no virtual sound card: {', '.join(missing)} not installed (apt install pulseaudio-utils ...)")


def _alsa_config(folder: Path) -> str:
    """Write an ALSA configuration whose default device is this server, and return its path."""
    path = folder / "asound.conf"
    system = Path("/usr/share/alsa/alsa.conf")
    path.write_text((f"<{system}>\n" if system.exists() else "") + ASOUND_CONF)
    return str(path)


def _end(child: subprocess.Popen[bytes], how: signal.Signals = signal.SIGTERM) -> None:
    if child.poll() is None:
        child.send_signal(how)
        try:
            child.wait(3)
        except subprocess.TimeoutExpired:
            child.kill()
            child.wait()


def correlate(captured: Clip, reference: Clip) -> tuple[int, float]:
    """Find a reference inside captured sound of the same rate.

    Returns:
        (offset in samples at which it starts, normalised correlation there, 1 for a perfect copy).
    """
    assert captured.rate_hz == reference.rate_hz
    size = 1 << (len(captured.samples) + len(reference.samples)).bit_length()
    product = np.fft.rfft(captured.samples, size) * np.conj(np.fft.rfft(reference.samples, size))
    lags = np.fft.irfft(product, size)[: len(captured.samples)]
    offset = int(np.argmax(np.abs(lags)))
    part = captured.samples[offset : offset + len(reference.samples)]
    energy = float(np.linalg.norm(part) * np.linalg.norm(reference.samples[: len(part)]))
    return offset, float(abs(lags[offset])) / energy if energy else 0.0
