"""A synthetic candidate for the demo: its script, its voice, and a microphone that hears it."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from typing import Final, Literal

import numpy as np
import yaml

from audio.clip import SPEECH_RATE_HZ, Clip, Samples
from audio.errors import AudioError
from audio.mini_whisper import candidate_path
from audio.ports import Language, Microphone, MicrophoneStream, Player
from audio.replay import ReplayMicrophone
from audio.resample import at_rate
from interviewer.settings import Settings
from interviewer.wiring import make_player, render_sentences

Kind = Literal["weak", "strong"]

KINDS: Final[tuple[Kind, ...]] = ("weak", "strong")
"""In this order the second attempt shows what a comparison looks like."""

LEAD_S = 1.0  # the candidate thinks before speaking
GAP_S = 0.6  # between two sentences, as a calm speaker leaves
TAIL_S = 8.0  # silence that lets the end be detected


def candidate_answer(kind: Kind, language: Language, settings: Settings) -> Clip:
    """Render the whole answer of the candidate at 16 kHz, over the faint noise of a quiet room.

    Raises:
        SynthesisError: there is no voice.
    """
    script = yaml.safe_load(candidate_path().read_text(encoding="utf-8"))
    sentences = script[language][kind]
    gap = np.zeros(round(GAP_S * SPEECH_RATE_HZ), np.float32)
    parts: list[Samples] = [np.zeros(round(LEAD_S * SPEECH_RATE_HZ), np.float32)]
    for clip in render_sentences(sentences, language, settings):
        parts += [at_rate(clip, SPEECH_RATE_HZ).samples, gap]
    parts.append(np.zeros(round(TAIL_S * SPEECH_RATE_HZ), np.float32))
    samples = np.concatenate(parts)
    noise = np.random.default_rng(settings.seed).normal(0, 10 ** (-65 / 20), len(samples)).astype(np.float32)
    return Clip(samples + noise)


def candidate_microphone(clip: Clip, settings: Settings, *, aloud: bool) -> Microphone:
    """Return a microphone that hears the clip: as fast as possible, or in real time while it is played aloud."""
    if not aloud:
        return ReplayMicrophone(clip)
    return AloudMicrophone(clip, make_player(settings))


class AloudMicrophone:
    """Replays a clip at the speed of life while a loudspeaker plays it, so that people hear what is captured."""

    def __init__(self, clip: Clip, player: Player, clock: Callable[[], float] = time.monotonic) -> None:
        """Prepare.

        Args:
            clip: 16 kHz.
            player: plays it; a loudspeaker that fails only makes the replay silent.
            clock: seconds.
        """
        self._clip = clip
        self._player = player
        self._clock = clock

    def open(self) -> AbstractContextManager[MicrophoneStream]:
        """Start playing and replaying."""
        return self._playing()

    @contextmanager
    def _playing(self) -> Iterator[MicrophoneStream]:
        stop = threading.Event()

        def play() -> None:
            try:
                self._player.play(self._clip, stop)
            except AudioError:
                pass  # the panel still shows everything

        thread = threading.Thread(target=play, name="candidate", daemon=True)
        with ReplayMicrophone(self._clip).open() as stream:
            thread.start()
            try:
                yield _Paced(stream, self._clock)
            finally:
                stop.set()
                thread.join()


class _Paced:
    """A stream that delivers no faster than time passes."""

    def __init__(self, stream: MicrophoneStream, clock: Callable[[], float]) -> None:
        self._stream = stream
        self._clock = clock
        self.overflows = stream.overflows
        self.dropped_frames = stream.dropped_frames

    def blocks(self) -> Iterator[Samples]:
        """Yield the blocks when their time has come."""
        started, delivered = self._clock(), 0
        for block in self._stream.blocks():
            delivered += len(block)
            wait = started + delivered / SPEECH_RATE_HZ - self._clock()
            if wait > 0:
                time.sleep(wait)
            yield block

    def set_gate(self, closed: bool) -> None:
        """Pass on."""
        self._stream.set_gate(closed)
