"""One window of a batch on its way to its words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from audio.guards import Segment
from audio.ports import Language
from audio.whisper import MOST_PASSES, TAIL_S, HeardWindow, window_note, window_words
from audio.windows import Window

Features = NDArray[np.float32]

FRAMES = 3000  # mel frames of 10 ms that the encoder was trained on


@dataclass
class WindowTask:
    """One window on its way to its words.

    Attributes:
        window: where its sound lies in the recording.
        features: log-mel, shape (bands, frames).
        language: of the words.
        frames: what the encoder is given at most; 3000 or, for short windows, less.
    """

    window: Window
    features: Features
    language: Language
    frames: int = FRAMES
    strict: bool = False
    seek: int = 0
    heard: HeardWindow | None = None
    _passes: int = 0
    _last_speech_s: float = 0.0
    _segments: list[Segment] = field(default_factory=list)
    _logprobs: list[float] = field(default_factory=list)
    _compressions: list[float] = field(default_factory=lambda: [0.0])
    _first_attempt: HeardWindow | None = None

    @property
    def content_frames(self) -> int:
        """Frames that hold sound (the last one is padding of the transform)."""
        return int(self.features.shape[-1]) - 1

    @property
    def kind(self) -> tuple[Language, bool, int]:
        """What windows of one batch must have in common: the prompt and the length of the encoder's input."""
        return self.language, self.strict, self.frames

    @property
    def notes(self) -> list[str]:
        """Machine codes of what happened."""
        notes = [window_note("decoded_twice", self.window)] if self._first_attempt else []
        return notes if self.heard and self.heard.segments else [*notes, window_note("nothing_heard", self.window)]

    def take(self, step: Step) -> None:
        """Take in one decoding; `heard` is set when no further one is needed (as `WhisperTranscriber` decides)."""
        self._passes += 1
        for words in step.segments:
            self._segments.append(window_words(words, self.language, self.window))
            self._logprobs.append(step.logprob)
            self._compressions.append(step.compression)
            if words and words[-1].end > self.window.duration_s - TAIL_S:
                return self._attempted()  # another pass over the rest would only be tempted to invent
        self._last_speech_s = step.last_speech_s or self._last_speech_s
        self.seek = step.seek
        if self.seek >= self.content_frames or self._passes >= MOST_PASSES:
            self._attempted()
        return None

    def _attempted(self) -> None:
        heard = HeardWindow(tuple(self._segments), min(self._logprobs, default=0.0), max(self._compressions))
        if self.strict:
            assert self._first_attempt is not None
            self.heard = self._first_attempt.or_better(heard)
        elif heard.failed:
            self.strict, self.seek, self._passes, self._last_speech_s = True, 0, 0, 0.0
            self._segments, self._logprobs, self._compressions = [], [], [0.0]
            self._first_attempt = heard
        else:
            self.heard = heard


@dataclass(frozen=True)
class Step:
    """One decoding of one window.

    Attributes:
        segments: words by segment, with times within the window (empty without word times).
        logprob: mean log probability per token.
        compression: how much gzip shrinks the text.
        seek: frame from which the rest of the window is to be decoded.
        last_speech_s: end of the last word, seconds within the window; None where there is none.
    """

    segments: tuple[Sequence[Any], ...]
    logprob: float
    compression: float
    seek: int
    last_speech_s: float | None = None
