"""Which stretches of a recording the recogniser hears together, and how its times lead back to the recording.

Whisper hears windows of 30 s and pays the same for every one, however full. So voiced stretches are put side by
side until a window is full; long silences, on which Whisper invents text, are shortened.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from audio.clip import SPEECH_RATE_HZ, Clip, Samples
from audio.ports import SpeechSpan

WINDOW_S = 28.0
"""Longest sound in a window; the rest of Whisper's 30 s stays free so that no word ends on the edge."""

EDGE_S = 0.5
"""Silence kept on each side of a voiced stretch: detectors cut soft beginnings, and Whisper reads pauses as commas."""

EARLIEST_CUT_S = 18.0
"""Speech without a pause is cut between here and the longest window."""

_FRAME_S = 0.1


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


def plan_windows(clip: Clip, speech: Sequence[SpeechSpan]) -> tuple[Window, ...]:
    """Lay the voiced parts of a clip out in windows of at most 28 s.

    Args:
        clip: 16 kHz.
        speech: voiced spans in any order; they may overlap or reach past the clip.

    Returns:
        Windows in order of time; none when nothing is voiced.
    """
    windows: list[Window] = []
    pieces: list[Piece] = []
    length = 0
    for piece in _pieces(clip, speech):
        if pieces and length + piece.end - piece.start > WINDOW_S * SPEECH_RATE_HZ:
            windows.append(Window(tuple(pieces)))
            pieces, length = [], 0
        pieces.append(piece)
        length += piece.end - piece.start
    if pieces:
        windows.append(Window(tuple(pieces)))
    return tuple(windows)


def _pieces(clip: Clip, speech: Sequence[SpeechSpan]) -> list[Piece]:
    """Widen the spans by their edges, join those that then touch, and cut those too long for a window."""
    joined: list[Piece] = []
    for span in sorted(speech, key=lambda span: span.start_s):
        if span.end_s <= span.start_s or span.start_s >= clip.duration_s:
            continue
        start = max(0, round((span.start_s - EDGE_S) * SPEECH_RATE_HZ))
        end = min(len(clip.samples), round((span.end_s + EDGE_S) * SPEECH_RATE_HZ))
        if joined and start <= joined[-1].end:
            joined[-1] = Piece(joined[-1].start, max(end, joined[-1].end))
        elif end > start:
            joined.append(Piece(start, end))
    return [part for piece in joined for part in _cut(clip, piece)]


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


def _cut(clip: Clip, piece: Piece) -> list[Piece]:
    """Cut a piece that fills more than a window at its quietest 0.1 s between 18 and 28 s, again and again."""
    parts: list[Piece] = []
    while piece.end - piece.start > WINDOW_S * SPEECH_RATE_HZ:
        first = piece.start + round(EARLIEST_CUT_S * SPEECH_RATE_HZ)
        last = piece.start + round(WINDOW_S * SPEECH_RATE_HZ)
        cut = first + quietest(clip.samples[first:last])
        parts.append(Piece(piece.start, cut))
        piece = Piece(cut, piece.end)
    parts.append(piece)
    return parts
