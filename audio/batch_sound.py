"""A recording of any length as windows for the recogniser, taken in piece by piece: memory stays flat.

The windows, the voiced spans and the levels are those that `audio.windows.plan_windows`, `audio.vad.speech_spans` and
`audio.levels` find in the whole recording; they only come out as soon as they are certain.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from audio.clip import SPEECH_RATE_HZ, Samples
from audio.levels import CLIPPED_AMPLITUDE, amplitude_dbfs
from audio.ports import SpeechSpan
from audio.spans import SpanTracker
from audio.vad import FRAME_SAMPLES, SileroDetector
from audio.windows import EDGE_S, Cut, Piece, WindowFiller


@dataclass(frozen=True)
class Sound:
    """What a recording sounds like; attributes as in `audio.ports.Utterance`."""

    duration_s: float
    speech: tuple[SpeechSpan, ...]
    level_dbfs: float | None
    clipping_ratio: float


class WindowStream:
    """Takes a recording in, at 16 kHz, and gives its windows as soon as no later sound can change them."""

    def __init__(self) -> None:
        """Start before the first sample.

        Raises:
            ModelError: the speech detector cannot be loaded.
        """
        self._detector = SileroDetector()
        self._tracker = SpanTracker()
        self._frames = 0
        self._squares: list[NDArray[np.float64]] = []  # sum of squares per frame
        self._clipped: list[NDArray[np.int64]] = []  # samples at full scale per frame
        self._buffer: Samples = np.empty(0, np.float32)  # sound that may still be needed
        self._first = 0  # where the buffer starts in the recording
        self._count = 0  # samples taken in
        self._spans_done = 0  # voiced spans that are over and told to the filler
        self._filler = WindowFiller(self._sound_of)

    def push(self, samples: Samples) -> list[Cut]:
        """Take in the next samples, shape (n,), and return the windows that are complete."""
        self._buffer = np.concatenate([self._buffer, samples])
        self._count += len(samples)
        whole = self._count // FRAME_SAMPLES - self._frames
        start = self._frames * FRAME_SAMPLES - self._first
        self._listen(self._buffer[start : start + whole * FRAME_SAMPLES])
        cuts = self._advance()
        self._forget()
        return cuts

    def end(self) -> tuple[list[Cut], Sound]:
        """Return the last windows and what the recording sounds like; nothing may be pushed afterwards."""
        rest = self._buffer[self._frames * FRAME_SAMPLES - self._first :]
        if len(rest):
            self._listen(np.pad(rest, (0, -len(rest) % FRAME_SAMPLES)))
        cuts = self._advance() + self._filler.end(self._count)
        return cuts, self._sound(self._tracker.spans())

    def _listen(self, samples: Samples) -> None:
        """Put whole frames through the detector and note how loud they are."""
        for probability in self._detector.probabilities(samples):
            self._frames += 1
            now_s = min(self._frames * FRAME_SAMPLES, self._count) / SPEECH_RATE_HZ
            self._tracker.step(now_s, float(probability))
        frames = samples.reshape(-1, FRAME_SAMPLES)
        self._squares.append(np.square(frames, dtype=np.float64).sum(axis=1))
        self._clipped.append((np.abs(frames) >= CLIPPED_AMPLITUDE).sum(axis=1))

    def _advance(self) -> list[Cut]:
        """Tell the filler what is certain about the voiced spans."""
        cuts: list[Cut] = []
        spans = self._tracker.spans()
        for span in spans[self._spans_done :]:
            cuts += self._filler.voice(round(span.start_s * SPEECH_RATE_HZ), round(span.end_s * SPEECH_RATE_HZ))
        growing = bool(spans) and spans[-1].start_s == self._tracker.stretch_start_s
        self._spans_done = len(spans) - growing
        return cuts + self._filler.silence(self._earliest())

    def _earliest(self) -> int:
        """Return the first sample at which a span could begin that is not known yet."""
        under_way_s = self._tracker.stretch_start_s
        return self._frames * FRAME_SAMPLES if under_way_s is None else round(under_way_s * SPEECH_RATE_HZ)

    def _sound_of(self, piece: Piece) -> Samples:
        return self._buffer[piece.start - self._first : piece.end - self._first]

    def _forget(self) -> None:
        """Let go of sound that no window can need."""
        needed = self._filler.needed_from
        if needed is None:
            needed = max(0, self._earliest() - round(EDGE_S * SPEECH_RATE_HZ))
        needed = min(needed, self._frames * FRAME_SAMPLES)
        self._buffer = self._buffer[max(0, needed - self._first) :]
        self._first = max(self._first, needed)

    def _sound(self, spans: tuple[SpeechSpan, ...]) -> Sound:
        duration_s = self._count / SPEECH_RATE_HZ
        if not spans:
            return Sound(duration_s, (), None, 0.0)
        squares, clipped = np.concatenate(self._squares), np.concatenate(self._clipped)
        voiced = np.zeros(len(squares), bool)
        for span in spans:  # they begin and end with a frame
            last = -(-round(span.end_s * SPEECH_RATE_HZ) // FRAME_SAMPLES)
            voiced[round(span.start_s * SPEECH_RATE_HZ) // FRAME_SAMPLES : last] = True
        count = int(voiced.sum()) * FRAME_SAMPLES
        if voiced[-1]:
            count -= -self._count % FRAME_SAMPLES  # the last frame was filled up with silence
        level_dbfs = amplitude_dbfs(float(np.sqrt(squares[voiced].sum() / count)))
        return Sound(duration_s, spans, level_dbfs, float(clipped[voiced].sum() / count))
