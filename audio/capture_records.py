"""What capture is told and what it reports."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, Protocol

from audio.endpoint import EndpointEvent
from audio.endpoint_text import TrailingText
from audio.errors import AudioError

if TYPE_CHECKING:
    # Importing it for real would import numpy, and showing a result has no use for it.
    from audio.clip import Samples

State = Literal["asking", "waiting", "speaking", "thinking", "held", "ended"]


@dataclass(frozen=True)
class CaptureOptions:
    """How an answer is taken.

    Attributes:
        gate_s: silence put at the start of the window, while the room still rings with the voice (about .4 s behind
            a loudspeaker, 0 with headphones or without a voice).
        preroll_s: sound kept from before the first syllable of someone who spoke before the window opened.
        barge_in_s: speech through an open gate that opens the window before the voice is done.
        progress_s: time between two reports for the screen.
    """

    gate_s: float = 0.0
    preroll_s: float = 0.5
    barge_in_s: float = 0.5
    progress_s: float = 0.05


@dataclass(frozen=True)
class WindowOpened:
    """The candidate may speak: the voice is done, or a key or the candidate's own voice cut it short."""

    cut_short: bool


@dataclass(frozen=True)
class Trouble:
    """Something failed, the sound is kept: the recording's file (`RecordingError`) or the device (`DeviceLost`)."""

    now_s: float
    error: AudioError


CaptureEvent = EndpointEvent | WindowOpened | Trouble


@dataclass(frozen=True)
class Progress:
    """What the screen shows.

    Attributes:
        now_s: seconds since the window opened (while asking: since capture began).
        state: what is going on; "thinking" is a pause within the answer.
        level_dbfs: RMS of the last tenth of a second.
        speaking: whether the last frame sounded like speech.
        elapsed_s: length of the answer so far.
        countdown_s: seconds until silence ends the answer; None while it cannot.
        warnings: codes out of no_signal (digital silence: a muted microphone), too_quiet, clipping, overflow
            (the device lost sound), recording (the file cannot be written).
    """

    now_s: float
    state: State
    level_dbfs: float
    speaking: bool
    elapsed_s: float = 0.0
    countdown_s: float | None = None
    warnings: tuple[str, ...] = ()


class Follower(Protocol):
    """Hears the answer while it is spoken, for example to transcribe finished parts in the background.

    Both methods are called at every frame and must return at once.
    """

    def heard(self, samples: Samples, now_s: float, speaking: bool) -> None:
        """Take the next sound of the utterance, which ends at `now_s` of it."""
        ...

    def trailing(self) -> TrailingText | None:
        """Return the text so far, if any."""
        ...
