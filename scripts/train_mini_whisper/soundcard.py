"""A virtual sound card: plays into a PulseAudio null sink and records its monitor.

Sound is played and captured at the card's own rate and brought to 16 kHz by the program's converter, as the program
captures: a server that resamples takes the highest band away (see `windows._dull`).
"""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import tempfile
import time
import wave
from pathlib import Path
from types import TracebackType

import numpy as np

from audio.clip import Clip
from audio.resample import at_rate

from .synthesis import RATE

_CARD_RATE = 48_000  # Hz

_LEAD = 0.5  # s recorded before the sound begins, at least
_TAIL = 0.8  # s recorded after its end
_START = 10.0  # s allowed to the server


class Soundcard:
    """One PulseAudio server on its own socket, stopped by its process id."""

    def __enter__(self) -> Soundcard:
        """Start the server."""
        if shutil.which("pulseaudio") is None:
            raise RuntimeError("PulseAudio is not installed")
        self._home = Path(tempfile.mkdtemp(prefix="mini-whisper-"))
        socket = self._home / "native"
        self._environment = {
            **os.environ,
            "PULSE_SERVER": f"unix:{socket}",
            "XDG_RUNTIME_DIR": str(self._home),
            "HOME": str(self._home),
        }
        self._server = subprocess.Popen(
            [
                "pulseaudio",
                "--exit-idle-time=-1",
                "-n",
                "--daemonize=no",
                "--log-level=error",
                "-L",
                f"module-native-protocol-unix socket={socket}",
                "-L",
                f"module-null-sink sink_name=mic rate={_CARD_RATE} channels=1",
            ],
            env=self._environment,
            stderr=subprocess.DEVNULL,
        )
        deadline = time.monotonic() + _START
        while not socket.exists():
            if self._server.poll() is not None or time.monotonic() > deadline:
                raise RuntimeError("PulseAudio did not start")
            time.sleep(0.1)
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Stop the server."""
        self._server.send_signal(signal.SIGTERM)
        self._server.wait(timeout=10)
        shutil.rmtree(self._home, ignore_errors=True)

    def through(self, sound: np.ndarray) -> tuple[np.ndarray, float]:
        """Play a sound; return what was captured and how much later it begins (s)."""
        played, captured = self._home / "played.wav", self._home / "captured.raw"
        with wave.open(str(played), "wb") as file:
            file.setnchannels(1)
            file.setsampwidth(2)
            file.setframerate(_CARD_RATE)
            sharp = at_rate(Clip(sound.astype(np.float32), RATE), _CARD_RATE).samples
            file.writeframes((np.clip(sharp, -1, 1) * 32767).astype(np.int16).tobytes())
        with captured.open("wb") as out:
            recorder = subprocess.Popen(
                [
                    "parec",
                    "--device=mic.monitor",
                    f"--rate={_CARD_RATE}",
                    "--channels=1",
                    "--format=s16le",
                    "--latency-msec=50",
                ],
                env=self._environment,
                stdout=out,
            )
            try:
                time.sleep(_LEAD)
                subprocess.run(["paplay", "--device=mic", str(played)], env=self._environment, check=True)
                time.sleep(_TAIL)
            finally:
                recorder.terminate()
                recorder.wait(timeout=10)
        raw = np.frombuffer(captured.read_bytes(), np.int16).astype(np.float32) / 32768
        heard = at_rate(Clip(raw, _CARD_RATE), RATE).samples
        return heard, _lag(heard, sound)


def _lag(heard: np.ndarray, sound: np.ndarray) -> float:
    """Return where in `heard` the `sound` begins, in seconds, by correlation; negative where its start was lost."""
    head = sound[: 10 * RATE]
    before = np.zeros(RATE, np.float32)
    search = np.concatenate([before, heard[: len(head) + 3 * RATE]])
    size = len(search) + len(head)
    spectrum = np.fft.rfft(search, size) * np.conj(np.fft.rfft(head, size))
    room = max(1, len(search) - len(head) + 1)
    return float(np.argmax(np.fft.irfft(spectrum, size)[:room]) - len(before)) / RATE
