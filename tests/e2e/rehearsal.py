"""A person at a virtual desk: hears the question from the loudspeaker, then speaks an answer into the microphone."""

from __future__ import annotations

import contextlib
import json
import queue
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from audio.clip import SPEECH_RATE_HZ, Clip
from audio.files import read_clip
from audio.levels import rms_dbfs
from audio.ports import Language
from audio.pyttsx3_voice import Pyttsx3Voice
from audio.resample import at_rate
from tests.soundcard import VirtualSoundCard

HEARD_DBFS = -45.0  # the program's voice is at -20 dBFS
QUIET_S = 1.5  # silence after which the question is over
GAP_S = 0.6
TIMEOUT_S = 240.0
TURN = {"en": "Your turn", "zh": "轮到你了"}
"""What the panel says when the microphone listens."""


@dataclass
class Rehearsal:
    """What came of one rehearsal.

    Attributes:
        code: exit code.
        answers: the JSON lines on stdout.
        talk: stderr.
        speaker: everything the loudspeaker played.
        asked_s: length of the question heard.
        answered_s: when the answer began, on the loudspeaker's clock.
    """

    code: int
    answers: list[dict[str, Any]]
    talk: str
    speaker: Clip
    asked_s: float
    answered_s: float


class Talk:
    """What the program says on stderr, line by line, while it runs."""

    def __init__(self, program: subprocess.Popen[str]) -> None:
        self.lines: list[str] = []
        self._queue: queue.SimpleQueue[str] = queue.SimpleQueue()
        stream = program.stderr
        assert stream is not None
        threading.Thread(target=lambda: [self._queue.put(line) for line in stream], daemon=True).start()

    def wait_for(self, words: str) -> None:
        """Wait for a line that holds some words, after those seen so far."""
        deadline_s = time.monotonic() + TIMEOUT_S
        while time.monotonic() < deadline_s:
            try:
                self.lines.append(self._queue.get(timeout=1))
            except queue.Empty:
                continue
            if words in self.lines[-1]:
                return
        raise AssertionError(f"{words!r} was not said: {''.join(self.lines)}")


def spoken(sentences: Sequence[str], language: Language) -> Clip:
    """Speak sentences as the candidate does, with pauses between them."""
    voice = Pyttsx3Voice(rate_wpm=165)
    try:
        parts = [at_rate(voice.render(sentence, language), SPEECH_RATE_HZ).samples for sentence in sentences]
    finally:
        voice.close()
    gap = np.zeros(round(GAP_S * SPEECH_RATE_HZ), np.float32)
    return Clip(np.concatenate([piece for part in parts for piece in (part, gap)][:-1]))


@contextlib.contextmanager
def running(card: VirtualSoundCard, arguments: list[str]) -> Iterator[subprocess.Popen[str]]:
    """Start `interviewer ARGUMENTS` on a card, without a terminal; it is gone when the context ends."""
    program = subprocess.Popen(
        [sys.executable, "-m", "interviewer", *arguments],
        env=card.env,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        stdin=subprocess.DEVNULL,
        text=True,
    )
    try:
        yield program
    finally:
        if program.poll() is None:
            program.kill()
            program.wait()
        for stream in (program.stdout, program.stderr):
            if stream is not None:
                stream.close()


def rehearse(
    card: VirtualSoundCard, arguments: list[str], answer: Clip, folder: Path, timeout_s: float = TIMEOUT_S
) -> Rehearsal:
    """Run `interviewer ARGUMENTS` on a card and answer its question; return when the program ends."""
    with card.recording_speaker(folder / "speaker.wav") as heard, running(card, arguments) as program:
        asked_s, answered_s = wait_for_question(heard, program)
        card.play_into_mic(answer)
        stdout, stderr = program.communicate(timeout=timeout_s)
    lines = [json.loads(line) for line in stdout.splitlines()]
    return Rehearsal(program.returncode, lines, stderr, read_clip(folder / "speaker.wav"), asked_s, answered_s)


def wait_for_question(heard: Path, program: subprocess.Popen[str]) -> tuple[float, float]:
    """Follow the loudspeaker until it has spoken and fallen silent; return (length heard, seconds so far)."""
    deadline_s = time.monotonic() + TIMEOUT_S
    while time.monotonic() < deadline_s:
        assert program.poll() is None, program.communicate()[1]
        loud = loud_so_far(heard)
        if loud.any() and not loud[-round(QUIET_S * 10) :].any():
            return float(loud.sum()) / 10, len(loud) / 10
        time.sleep(0.1)
    raise AssertionError("the question was not heard")


def loud_so_far(heard: Path) -> np.ndarray[Any, np.dtype[np.bool_]]:
    """Tell for each tenth of a second whether the loudspeaker has spoken, from a recording that still grows."""
    sound = heard.read_bytes()[44:]
    return loud_windows(np.frombuffer(sound[: len(sound) // 2 * 2], dtype="<i2").astype(np.float32) / 32768)


def loud_windows(samples: np.ndarray[Any, np.dtype[np.float32]]) -> np.ndarray[Any, np.dtype[np.bool_]]:
    """Tell for each tenth of a second whether the loudspeaker speaks."""
    size = SPEECH_RATE_HZ // 10
    return np.array([rms_dbfs(samples[i : i + size]) > HEARD_DBFS for i in range(0, len(samples) - size, size)], bool)
