"""Speech probabilities to voiced spans: hysteresis and the shortest sound that counts; pure."""

from __future__ import annotations

from dataclasses import dataclass

from audio.ports import SpeechSpan

TOLERANCE_S = 1e-6
"""Slack for comparing sums of frame lengths; far below one sample (62 us)."""


@dataclass(frozen=True)
class SpanOptions:
    """When sound counts as speech.

    Attributes:
        start_threshold: probability from which speech starts (Silero's own default, .5).
        end_threshold: probability below which it stops (Silero's default, .15 lower).
        min_speech_s: voiced time a span needs; a cough or a key stroke is shorter.
        min_silence_s: gap that separates two spans; the closures within words are shorter.
    """

    start_threshold: float = 0.5
    end_threshold: float = 0.35
    min_speech_s: float = 0.2
    min_silence_s: float = 0.2


class SpanTracker:
    """Turns a stream of probabilities into voiced spans; the same code serves live sound and whole files.

    Attributes:
        voiced: whether the last frame sounded like speech, however short it may prove to be.
        onset_s: start of the first span long enough to count; None before.
        last_voice_s: latest moment of voice in a span long enough to count; None before.
    """

    def __init__(self, options: SpanOptions | None = None) -> None:
        """Start at 0 s, in silence."""
        self._options = options or SpanOptions()
        self.voiced = False
        self.onset_s: float | None = None
        self.last_voice_s: float | None = None
        self._now_s = 0.0
        self._spans: list[SpeechSpan] = []  # finished, long enough
        self._total_s = 0.0  # length of those
        self._start_s: float | None = None  # of the stretch under way
        self._end_s = 0.0  # last voice in it
        self._voiced_s = 0.0  # voice in it, without its gaps

    @property
    def stretch_start_s(self) -> float | None:
        """Start of the stretch of voice under way, long enough or not yet; None in silence."""
        return self._start_s

    @property
    def stretch_voiced_s(self) -> float:
        """Voice in the stretch under way, gaps left out; 0 in silence."""
        return self._voiced_s if self._start_s is not None else 0.0

    @property
    def speech_s(self) -> float:
        """Length of all spans so far, in seconds."""
        return self._total_s + (self._end_s - self._start_s if self._start_s is not None and self._counts() else 0.0)

    def step(self, now_s: float, probability: float) -> None:
        """Take in the frame that ends at `now_s` and began where the last one ended (the first one at 0 s).

        Raises:
            ValueError: time went backwards.
        """
        if now_s < self._now_s:
            raise ValueError(f"time went backwards, from {self._now_s} s to {now_s} s")
        options = self._options
        self.voiced = probability >= (options.end_threshold if self.voiced else options.start_threshold)
        if self.voiced:
            self._extend(now_s)
        elif self._start_s is not None and now_s - self._end_s >= options.min_silence_s - TOLERANCE_S:
            self._close()
        self._now_s = now_s

    def spans(self) -> tuple[SpeechSpan, ...]:
        """Return the spans so far, the one under way up to its latest voice included."""
        if self._start_s is None or not self._counts():
            return tuple(self._spans)
        return (*self._spans, SpeechSpan(self._start_s, self._end_s))

    def _extend(self, now_s: float) -> None:
        if self._start_s is None:
            self._start_s, self._voiced_s = self._now_s, 0.0
        self._voiced_s += now_s - self._now_s
        self._end_s = now_s
        if self._counts():
            self.last_voice_s = now_s
            if self.onset_s is None:
                self.onset_s = self._start_s

    def _close(self) -> None:
        assert self._start_s is not None
        if self._counts():
            self._spans.append(SpeechSpan(self._start_s, self._end_s))
            self._total_s += self._end_s - self._start_s
        self._start_s = None

    def _counts(self) -> bool:
        return self._voiced_s >= self._options.min_speech_s - TOLERANCE_S
