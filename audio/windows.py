"""Which stretches of a recording the recogniser hears together, and how its times lead back to the recording.

Whisper hears windows of 30 s and pays the same for every one, however full. So voiced stretches are put side by side
until a window is full, and the next one begins at the pause before the stretch that finds no room any more. Long
silences, on which Whisper invents text, are shortened.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from audio.clip import SPEECH_RATE_HZ, Clip, Samples
from audio.ports import SpeechSpan

WINDOW_S = 28.0
"""Longest sound in a window; the rest of Whisper's 30 s stays free so that no word ends on the edge."""

EDGE_S = 0.3
"""Silence kept on each side of a voiced stretch, .6 s between two: detectors cut soft beginnings, and Whisper reads
pauses as commas. faster-whisper keeps .4 s."""

EARLIEST_CUT_S = 18.0
"""Speech without a pause is cut between here and the longest window."""

_FRAME_S = 0.1
_WINDOW = round(WINDOW_S * SPEECH_RATE_HZ)
_EDGE = round(EDGE_S * SPEECH_RATE_HZ)
_EARLIEST_CUT = round(EARLIEST_CUT_S * SPEECH_RATE_HZ)


@dataclass(frozen=True)
class Piece:
    """Samples `start` to `end` (exclusive) of the recording, at 16 kHz."""

    start: int
    end: int


@dataclass(frozen=True)
class Window:
    """Pieces of the recording heard together, in order of time."""

    pieces: tuple[Piece, ...]

    @property
    def start_s(self) -> float:
        """Where it starts in the recording."""
        return self.pieces[0].start / SPEECH_RATE_HZ

    @property
    def end_s(self) -> float:
        """Where it ends in the recording."""
        return self.pieces[-1].end / SPEECH_RATE_HZ

    @property
    def duration_s(self) -> float:
        """Seconds of sound in it."""
        return sum(piece.end - piece.start for piece in self.pieces) / SPEECH_RATE_HZ

    def samples(self, clip: Clip) -> Samples:
        """Return the sound of the window, shape (n,), float32."""
        return np.concatenate([clip.samples[piece.start : piece.end] for piece in self.pieces])

    def to_recording(self, start_s: float, end_s: float) -> tuple[float, float]:
        """Turn times within the window into times within the recording.

        A word that seems to reach across a shortened silence belongs to the piece that holds its middle: nobody
        speaks one word through a pause.
        """
        middle = (start_s + end_s) / 2 * SPEECH_RATE_HZ
        offset = 0
        for piece in self.pieces:
            length = piece.end - piece.start
            if middle < offset + length or piece is self.pieces[-1]:
                break
            offset += length
        start, end = (
            min(max(piece.start + time_s * SPEECH_RATE_HZ - offset, piece.start), piece.end)
            for time_s in (start_s, end_s)
        )
        return start / SPEECH_RATE_HZ, end / SPEECH_RATE_HZ


@dataclass(frozen=True, eq=False)
class Cut:
    """A window with its sound, float32 of shape (n,) at 16 kHz."""

    window: Window
    samples: Samples


class WindowFiller:
    """Lays voiced stretches, told in order of time, out in windows of at most 28 s; places are samples at 16 kHz.

    A recording may be told while it is still being read: a window comes out as soon as nothing can change it.
    """

    def __init__(self, sound: Callable[[Piece], Samples]) -> None:
        """Start before the first sample.

        Args:
            sound: returns the samples of a piece; asked once for each, and for those `needed_from` leaves.
        """
        self._sound = sound
        self._begin: int | None = None  # of the latest stretch, with the silence before it
        self._voice_end = 0
        self._held: list[tuple[Piece, Samples]] = []  # of the window being filled

    @property
    def needed_from(self) -> int | None:
        """Where the sound begins that will still be asked for; None when all that was voiced is in a window."""
        return self._begin

    def voice(self, start: int, end: int) -> list[Cut]:
        """Take in a voiced stretch, or say that the latest one goes on until `end`; return complete windows."""
        cuts: list[Cut] = []
        if self._begin is None:
            self._begin = max(0, start - _EDGE)
        elif start > self._voice_end:
            middle = (self._voice_end + start) // 2
            cuts = self._close(min(self._voice_end + _EDGE, middle))
            self._begin = max(start - _EDGE, middle)
        self._voice_end = max(self._voice_end, end)
        return cuts + self._cut(self._begin, self._voice_end)

    def silence(self, until: int) -> list[Cut]:
        """Learn that no other voiced stretch begins before `until`; return complete windows."""
        return self._close(self._voice_end + _EDGE) if until >= self._voice_end + 2 * _EDGE else []

    def end(self, length: int) -> list[Cut]:
        """Return the last windows of a recording of this length."""
        cuts = self._close(min(self._voice_end + _EDGE, length))
        return [*cuts, self._emit()] if self._held else cuts

    def _close(self, end: int) -> list[Cut]:
        """Give the latest stretch to the window being filled: nothing can join it any more."""
        if self._begin is None:
            return []
        cuts = self._cut(self._begin, end)
        cuts += self._hold(Piece(self._begin, end))
        self._begin = None
        return cuts

    def _cut(self, begin: int, end: int) -> list[Cut]:
        """Cut what fills more than a window at its quietest 0.1 s between 18 and 28 s, again and again."""
        cuts: list[Cut] = []
        while end - begin > _WINDOW:
            first = begin + _EARLIEST_CUT
            at = first + quietest(self._sound(Piece(first, begin + _WINDOW)))
            cuts += self._hold(Piece(begin, at))
            self._begin = begin = at
        return cuts

    def _hold(self, piece: Piece) -> list[Cut]:
        """Lay a piece into the window being filled, or into the next one where there is no room for it."""
        filled = sum(len(samples) for _, samples in self._held)
        cuts = [self._emit()] if self._held and filled + piece.end - piece.start > _WINDOW else []
        self._held.append((piece, self._sound(piece).copy()))
        return cuts

    def _emit(self) -> Cut:
        pieces: list[Piece] = []
        for piece, _ in self._held:
            if pieces and pieces[-1].end == piece.start:
                piece = Piece(pieces.pop().start, piece.end)
            pieces.append(piece)
        cut = Cut(Window(tuple(pieces)), np.concatenate([samples for _, samples in self._held]))
        self._held = []
        return cut


def plan_windows(clip: Clip, speech: Sequence[SpeechSpan]) -> tuple[Window, ...]:
    """Lay the voiced parts of a clip out in windows of at most 28 s.

    Args:
        clip: 16 kHz.
        speech: voiced spans in any order; they may overlap or reach past the clip.

    Returns:
        Windows in order of time; none when nothing is voiced.
    """
    length = len(clip.samples)
    filler = WindowFiller(lambda piece: clip.samples[piece.start : piece.end])
    cuts: list[Cut] = []
    for span in sorted(speech, key=lambda span: span.start_s):
        start, end = (min(round(time_s * SPEECH_RATE_HZ), length) for time_s in (span.start_s, span.end_s))
        if start < end:
            cuts += filler.voice(start, end)
    return tuple(cut.window for cut in [*cuts, *filler.end(length)])


def quietest(samples: Samples) -> int:
    """Return the middle of the quietest 0.1 s, in samples from the start; `samples` holds whole steps of 0.1 s."""
    frame = round(_FRAME_S * SPEECH_RATE_HZ)
    return int(np.argmin(np.square(samples.reshape(-1, frame)).sum(axis=1))) * frame + frame // 2


def quietest_s(clip: Clip, start_s: float, end_s: float) -> float:
    """Return the middle of the quietest 0.1 s of a clip between two times; the first one where there is no 0.1 s."""
    frame = round(_FRAME_S * SPEECH_RATE_HZ)
    first = max(0, round(start_s * SPEECH_RATE_HZ))
    last = min(round(end_s * SPEECH_RATE_HZ), len(clip.samples))
    last = first + (last - first) // frame * frame
    return start_s if last <= first else (first + quietest(clip.samples[first:last])) / SPEECH_RATE_HZ
