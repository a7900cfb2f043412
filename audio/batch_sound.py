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
from audio.windows import EARLIEST_CUT_S, EDGE_S, WINDOW_S, Piece, Window, quietest

_WINDOW = round(WINDOW_S * SPEECH_RATE_HZ)
_EARLIEST_CUT = round(EARLIEST_CUT_S * SPEECH_RATE_HZ)


@dataclass(frozen=True, eq=False)
class Cut:
    """A window with its sound, float32 of shape (n,) at 16 kHz."""

    window: Window
    samples: Samples


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
        self._spans_done = 0  # voiced spans already turned into pieces
        self._piece: Piece | None = None  # may still grow
        self._held: list[tuple[Piece, Samples]] = []  # of the window being filled

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
        cuts = self._advance()
        spans = self._tracker.spans()
        for span in spans[self._spans_done :]:
            cuts += self._take(span)
        cuts += self._finish_piece()
        if self._held:
            cuts.append(self._emit())
        return cuts, self._sound(spans)

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
        """Turn what is certain about the voiced spans into pieces and windows."""
        cuts: list[Cut] = []
        spans = self._tracker.spans()
        under_way_s = self._tracker.stretch_start_s
        growing = bool(spans) and spans[-1].start_s == under_way_s  # long enough to count, and not over
        for span in spans[self._spans_done : len(spans) - growing]:
            cuts += self._take(span)
            self._spans_done += 1
        if growing:
            if not self._joins(spans[-1]):
                cuts += self._finish_piece()
            start, sure_end = self._start_of(spans[-1].start_s), self._end_of(spans[-1])
            self._piece = self._piece or Piece(start, start)
            cuts += self._cut(min(max(self._piece.end, sure_end), self._count))
        elif self._piece is not None:
            certain = self._start_of(self._earliest_s()) > self._piece.end
            cuts += self._finish_piece() if certain else self._cut(min(self._piece.end, self._count))
        return cuts

    def _earliest_s(self) -> float:
        """Return the earliest moment at which a span could begin that is not known yet."""
        under_way_s = self._tracker.stretch_start_s
        return self._frames * FRAME_SAMPLES / SPEECH_RATE_HZ if under_way_s is None else under_way_s

    @staticmethod
    def _start_of(start_s: float) -> int:
        return max(0, round((start_s - EDGE_S) * SPEECH_RATE_HZ))

    @staticmethod
    def _end_of(span: SpeechSpan) -> int:
        return round((span.end_s + EDGE_S) * SPEECH_RATE_HZ)

    def _joins(self, span: SpeechSpan) -> bool:
        return self._piece is None or self._start_of(span.start_s) <= self._piece.end

    def _take(self, span: SpeechSpan) -> list[Cut]:
        """Join a finished span to the piece it touches, or begin another one."""
        cuts = [] if self._joins(span) else self._finish_piece()
        start, end = self._start_of(span.start_s), self._end_of(span)
        self._piece = Piece(start, end) if self._piece is None else Piece(self._piece.start, max(end, self._piece.end))
        return cuts

    def _cut(self, sure_end: int) -> list[Cut]:
        """Cut the piece as long as it certainly fills more than a window."""
        cuts: list[Cut] = []
        while self._piece is not None and sure_end - self._piece.start > _WINDOW:
            first = self._piece.start + _EARLIEST_CUT
            at = first + quietest(self._sound_of(Piece(first, self._piece.start + _WINDOW)))
            cuts += self._hold(Piece(self._piece.start, at))
            self._piece = Piece(at, self._piece.end)
        return cuts

    def _finish_piece(self) -> list[Cut]:
        """Give the piece to the window being filled: nothing can join it any more."""
        if self._piece is None:
            return []
        end = min(self._piece.end, self._count)
        cuts = self._cut(end)
        cuts += self._hold(Piece(self._piece.start, end))
        self._piece = None
        return cuts

    def _hold(self, piece: Piece) -> list[Cut]:
        """Lay a piece into the window being filled, or into the next one where it is too full."""
        filled = sum(len(samples) for _, samples in self._held)
        cuts = [self._emit()] if self._held and filled + piece.end - piece.start > _WINDOW else []
        self._held.append((piece, self._sound_of(piece).copy()))
        return cuts

    def _emit(self) -> Cut:
        cut = Cut(Window(tuple(piece for piece, _ in self._held)), np.concatenate([part for _, part in self._held]))
        self._held = []
        return cut

    def _sound_of(self, piece: Piece) -> Samples:
        return self._buffer[piece.start - self._first : piece.end - self._first]

    def _forget(self) -> None:
        """Let go of sound that no window can need."""
        needed = self._piece.start if self._piece is not None else self._start_of(self._earliest_s())
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
