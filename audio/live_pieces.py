"""Where an answer under way may be cut, so that finished parts are transcribed while the rest is spoken; pure.

A recogniser hears whole thoughts better than crumbs, and pays for a full window each time. So a piece is guessed to be
over at a short pause (its transcription starts at once), and the guess is given up when speech goes on soon: it stands
once the piece is long enough or the pause is. Speech without any pause is cut where it pauses most.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from audio.ports import SpeechSpan
from audio.spans import TOLERANCE_S, SpanTracker
from audio.windows import EDGE_S


@dataclass(frozen=True)
class PieceOptions:
    """When a piece is over.

    Attributes:
        guess_pause_s: silence after which a piece may be over.
        sure_pause_s: silence after which it is.
        long_enough_s: length from which the shorter silence suffices.
        longest_s: length at which speech is cut even without a pause; with its edges a piece fits a window.
        cut_search_s: the end of such a piece that is searched for the quietest moment when it holds no pause at all.
    """

    guess_pause_s: float = 0.4
    sure_pause_s: float = 1.5
    long_enough_s: float = 5.0
    longest_s: float = 25.0
    cut_search_s: float = 7.0


@dataclass(frozen=True)
class Piece:
    """A stretch of the answer, in seconds from its start.

    Attributes:
        speech: its voiced spans.
        start_s: where its sound begins: a little silence before the first word belongs to it.
        end_s: where its sound ends, a little after the last word.
        alone: whether there is a long pause before it, or nothing.
    """

    speech: tuple[SpeechSpan, ...]
    start_s: float
    end_s: float
    alone: bool

    @property
    def voice_end_s(self) -> float:
        """When its last word ends."""
        return self.speech[-1].end_s


@dataclass(frozen=True)
class PieceEvent:
    """What is known about a piece: `guessed` to be over, `dropped` because speech went on, or `sure` to be over."""

    kind: Literal["guessed", "dropped", "sure"]
    piece: Piece


class PieceCutter:
    """Cuts one answer while it is spoken. Times count from its start; make a new one for every answer."""

    def __init__(self, quietest: Callable[[float, float], float], options: PieceOptions | None = None) -> None:
        """Start at 0 s.

        Args:
            quietest: returns the quietest moment between two times of the sound so far, in seconds.
            options: when a piece is over.
        """
        self._quietest = quietest
        self._options = options or PieceOptions()
        self._tracker = SpanTracker()
        self._cut_s = 0.0  # everything before belongs to pieces that are over
        self._last_voice_s: float | None = None  # of the piece before
        self._guess: Piece | None = None

    @property
    def kept_from_s(self) -> float:
        """Sound before this moment is not needed any more."""
        return max(0.0, self._cut_s - EDGE_S)

    def step(self, now_s: float, voiced: bool) -> list[PieceEvent]:
        """Take in the frame that ends at `now_s` and return what follows from it."""
        self._tracker.step(now_s, 1.0 if voiced else 0.0)
        last_s = self._tracker.last_voice_s
        if last_s is None or last_s <= self._cut_s:
            return []
        events: list[PieceEvent] = []
        if self._guess is not None and last_s > self._guess.voice_end_s + TOLERANCE_S:
            events.append(PieceEvent("dropped", self._guess))
            self._guess = None
        if voiced:
            return [*events, *self._cut_endless(last_s)]
        pause_s = now_s - last_s
        if self._guess is None and pause_s >= self._options.guess_pause_s - TOLERANCE_S:
            self._guess = self._piece(self._open(), self._cut_s, now_s)
            events.append(PieceEvent("guessed", self._guess))
        if self._guess is not None and self._is_over(self._guess, pause_s):
            events.append(PieceEvent("sure", self._guess))
            self._close(self._guess, last_s)
        return events

    def _is_over(self, piece: Piece, pause_s: float) -> bool:
        long_enough = piece.voice_end_s - piece.speech[0].start_s >= self._options.long_enough_s
        return long_enough or pause_s >= self._options.sure_pause_s - TOLERANCE_S

    def _cut_endless(self, last_s: float) -> list[PieceEvent]:
        """Cut speech that has gone on too long at its longest pause, or else where it is quietest."""
        spans = self._open()
        first_s = spans[0].start_s
        if last_s - first_s < self._options.longest_s:
            return []
        gaps = [
            (after.start_s - before.end_s, index)
            for index, (before, after) in enumerate(zip(spans, spans[1:], strict=False))
            if before.end_s - first_s >= self._options.long_enough_s
        ]
        if gaps:
            _, index = max(gaps)
            piece = self._piece(spans[: index + 1], self._cut_s, spans[index + 1].start_s)
            self._close(piece, piece.voice_end_s)
        else:
            cut_s = self._quietest(last_s - self._options.cut_search_s, last_s)
            before = [SpeechSpan(span.start_s, min(span.end_s, cut_s)) for span in spans if span.start_s < cut_s]
            piece = self._piece(before, self._cut_s, cut_s)
            self._close(piece, cut_s)
        return [PieceEvent("sure", piece)]

    def _open(self) -> list[SpeechSpan]:
        """Return the voiced spans that belong to no piece yet."""
        return spans_after(self._tracker.spans(), self._cut_s)

    def _piece(self, spans: list[SpeechSpan], from_s: float, until_s: float) -> Piece:
        first_s, last_s = spans[0].start_s, spans[-1].end_s
        alone = self._last_voice_s is None or first_s - self._last_voice_s >= self._options.sure_pause_s
        return Piece(tuple(spans), max(from_s, first_s - EDGE_S), min(until_s, last_s + EDGE_S), alone)

    def _close(self, piece: Piece, cut_s: float) -> None:
        self._cut_s = cut_s
        self._last_voice_s = piece.voice_end_s
        self._guess = None


def spans_after(spans: tuple[SpeechSpan, ...], cut_s: float) -> list[SpeechSpan]:
    """Return the parts of voiced spans that lie after a moment, in order."""
    return [SpeechSpan(max(span.start_s, cut_s), span.end_s) for span in spans if span.end_s > cut_s + TOLERANCE_S]
