"""When is an answer over? A pure machine: (seconds, probability of speech, text so far) to events.

It knows no clock, no sound and no screen, so that its tests are arithmetic. Dialogue systems end a turn after .5 to
3 s of silence; an interview answer holds thinking pauses of 2 to 4 s, and being cut off while thinking is what people
resent most. So silence ends an answer late, and three things end it sooner or later: a closing phrase, a key, and a
last word that promises more.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from typing import Literal

from audio.endpoint_text import TrailingText, classify_trailing
from audio.ports import EndReason, SpeechSpan
from audio.spans import TOLERANCE_S, SpanOptions, SpanTracker


@dataclass(frozen=True)
class EndpointOptions:
    """When to wait and when to end.

    Attributes:
        target_s: wanted length of the answer, from its first to its last word; None for none.
        limit_s: length after which it is ended whatever happens; None for twice the target's upper end, at least
            60 s more than it (600 s without a target).
        hangover_s: silence that ends an answer.
        short_answer_s: speech below which an answer has hardly begun.
        short_answer_hangover_s: silence that ends such a short one.
        continuing_extra_s: added after a filler, a conjunction or an unfinished phrase.
        longest_hangover_s: the most that silence may last, additions included.
        closer_hangover_s: silence that ends an answer after a closing phrase.
        doubtful_threshold: probability from which a sound may be somebody who begins to speak again, or hums ("嗯"):
            a detector takes that for half a word at most, and yet it means that more will come.
        doubtful_s: how long such a sound lasts at least.
        benefit_of_doubt_s: how long nothing ends after it; noise adds no more than this to the patience.
        nudge_s: silence before the first word after which the voice should encourage.
        no_answer_s: silence before the first word after which there is no answer.
        text_lag_s: speech a transcript may miss at the end and still tell how the answer ends.
        spans: when sound counts as speech.
    """

    target_s: tuple[float, float] | None = None
    limit_s: float | None = None
    hangover_s: float = 4.5
    short_answer_s: float = 10.0
    short_answer_hangover_s: float = 6.0
    continuing_extra_s: float = 3.0
    longest_hangover_s: float = 8.0
    closer_hangover_s: float = 2.5
    doubtful_threshold: float = 0.2
    doubtful_s: float = 0.09
    benefit_of_doubt_s: float = 1.0
    nudge_s: float = 15.0
    no_answer_s: float = 30.0
    text_lag_s: float = 0.25
    spans: SpanOptions = field(default_factory=SpanOptions)

    @property
    def hard_limit_s(self) -> float:
        """The limit in force."""
        if self.limit_s is not None:
            return self.limit_s
        return max(2 * self.target_s[1], self.target_s[1] + 60) if self.target_s is not None else 600.0


@dataclass(frozen=True)
class SpeechStarted:
    """The first word was heard: it began at `onset_s`, which was sure at `now_s`."""

    now_s: float
    onset_s: float


@dataclass(frozen=True)
class Nudge:
    """Nobody has spoken for a while."""

    now_s: float


@dataclass(frozen=True)
class TargetReached:
    """The answer has become as long as the lower or upper end of its target."""

    now_s: float
    bound: Literal["lower", "upper"]


@dataclass(frozen=True)
class Ended:
    """The answer is over; nothing follows."""

    now_s: float
    reason: EndReason


EndpointEvent = SpeechStarted | Nudge | TargetReached | Ended


class Endpointer:
    """Follows one answer from its first frame to its end. Times count from the first frame; make a new one each time.

    Attributes:
        ended: why the answer is over, None while it is not.
        held: whether silence is allowed to last (a key is held).
    """

    def __init__(self, options: EndpointOptions | None = None) -> None:
        """Start at 0 s."""
        self._options = options or EndpointOptions()
        self._tracker = SpanTracker(self._options.spans)
        self.ended: EndReason | None = None
        self.held = False
        self._now_s = 0.0
        self._doubtful_for_s = 0.0  # length of the doubtful sound under way
        self._doubtful_until_s = -math.inf  # latest moment of one that was long enough
        self._silence_from_s = 0.0  # silence is not counted from before: start, or release of the key
        self._hint: TrailingText | None = None
        self._told: set[str] = set()  # events that come only once

    @property
    def speaking(self) -> bool:
        """Whether the last frame sounded like speech."""
        return self._tracker.voiced

    @property
    def onset_s(self) -> float | None:
        """When speech began; None before it did."""
        return self._tracker.onset_s

    @property
    def silence_s(self) -> float:
        """How long nothing has been said, since the last word, the start or the release of the key."""
        return self._now_s - max(self._tracker.last_voice_s or 0.0, self._silence_from_s)

    @property
    def elapsed_s(self) -> float:
        """Length of the answer so far, from its first word to now; 0 before."""
        return self._now_s - self.onset_s if self.onset_s is not None else 0.0

    @property
    def countdown_s(self) -> float | None:
        """Seconds until the end if silence goes on; None while someone speaks, a key is held, or after the end."""
        if self.ended or self.held or self._tracker.voiced:
            return None
        return max(0.0, self._remaining_s(self._patience()[0]))

    def spans(self) -> tuple[SpeechSpan, ...]:
        """Return the voiced spans so far."""
        return self._tracker.spans()

    def step(self, now_s: float, probability: float, hint: TrailingText | None = None) -> list[EndpointEvent]:
        """Take in one frame of sound and return what follows from it.

        Args:
            now_s: end of the frame; it began where the last one ended.
            probability: of speech, 0..1; a plain yes or no (1, 0) will do.
            hint: the text so far, where there is one.

        Raises:
            ValueError: time went backwards.
        """
        if self.ended:
            return []
        self._tracker.step(now_s, probability)
        self._doubtful(now_s, probability)
        self._now_s = now_s
        self._hint = hint
        events = [*self._milestones(), *self._warnings()]
        reason = self._over()
        return [*events, *self.end(reason)] if reason is not None else events

    def end(self, reason: EndReason) -> list[EndpointEvent]:
        """End the answer from outside: a key, the end of a file, a lost device."""
        if self.ended:
            return []
        self.ended = reason
        return [Ended(self._now_s, reason)]

    def hold(self) -> None:
        """Let silence last as long as it may (the hard limit still holds)."""
        self.held = True

    def release(self) -> None:
        """Count silence again, from now on."""
        if self.held:
            self.held = False
            self._silence_from_s = self._now_s

    def _milestones(self) -> list[EndpointEvent]:
        if self.onset_s is not None:
            return [SpeechStarted(self._now_s, self.onset_s)] if self._once("started") else []
        due = not self.held and not self._tracker.voiced and self.silence_s >= self._options.nudge_s - TOLERANCE_S
        return [Nudge(self._now_s)] if due and self._once("nudge") else []

    def _warnings(self) -> list[EndpointEvent]:
        if self._options.target_s is None or self.onset_s is None:
            return []
        lower_s, upper_s = self._options.target_s
        events: list[EndpointEvent] = []
        if self.elapsed_s >= lower_s - TOLERANCE_S and self._once("lower"):
            events.append(TargetReached(self._now_s, "lower"))
        if self.elapsed_s >= upper_s - TOLERANCE_S and self._once("upper"):
            events.append(TargetReached(self._now_s, "upper"))
        return events

    def _once(self, name: str) -> bool:
        first = name not in self._told
        self._told.add(name)
        return first

    def _over(self) -> EndReason | None:
        begun_s = self.onset_s if self.onset_s is not None else 0.0
        if self._now_s - begun_s >= self._options.hard_limit_s - TOLERANCE_S:
            return "limit"
        if self.held or self._tracker.voiced:
            return None
        patience_s, reason = self._patience()
        return reason if self._remaining_s(patience_s) <= TOLERANCE_S else None

    def _doubtful(self, now_s: float, probability: float) -> None:
        options = self._options
        unsure = probability >= options.doubtful_threshold
        self._doubtful_for_s = self._doubtful_for_s + now_s - self._now_s if unsure else 0.0
        if self._doubtful_for_s >= options.doubtful_s:
            self._doubtful_until_s = now_s

    def _remaining_s(self, patience_s: float) -> float:
        """Return how long silence must still go on, which a doubtful sound may prolong."""
        left_s = patience_s - self.silence_s
        doubt_s = self._doubtful_until_s - self._now_s
        return max(left_s, min(left_s, doubt_s) + self._options.benefit_of_doubt_s)

    def _patience(self) -> tuple[float, EndReason]:
        """Return how much silence ends the answer, and what that end is called."""
        options = self._options
        if self.onset_s is None:
            return options.no_answer_s, "no_answer"
        trailing = self._trailing()
        if trailing == "closer":
            return options.closer_hangover_s, "closer"
        short = self._tracker.speech_s < options.short_answer_s
        wait_s = options.short_answer_hangover_s if short else options.hangover_s
        if trailing == "continuing":
            wait_s = max(wait_s, min(wait_s + options.continuing_extra_s, options.longest_hangover_s))
        return wait_s, "silence"

    def _trailing(self) -> Literal["closer", "continuing", "none"]:
        """Classify the last words, unless something was said after the text ends: then nothing is known."""
        last_s = self._tracker.last_voice_s
        if self._hint is None or last_s is None or self._hint.until_s < last_s - self._options.text_lag_s:
            return "none"
        return classify_trailing(self._hint.text)
