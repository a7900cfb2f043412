"""A recording as a microphone hears it, no faster than life while anything is being computed.

What a recogniser costs is real time, so an answer is replayed in real time while it computes. While it has nothing to
do nothing of interest takes time, and the sound is handed over as fast as it is taken: the same events in the same
order, at the same moments of the recording, in less than half the time.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator

from audio.clip import SPEECH_RATE_HZ, Clip, Samples
from audio.controls import Command, QueueControls

BLOCK_S = 0.02
BUFFER_S = 1.0
"""Sound that a device keeps for a program that is late."""


class PacedStream:
    """A MicrophoneStream over a clip; what a device would have lost is counted."""

    overflows = 0
    dropped_frames = 0

    def __init__(
        self,
        clip: Clip,
        busy: Callable[[], bool] = lambda: True,
        *,
        controls: QueueControls | None = None,
        enter_at_s: float | None = None,
    ) -> None:
        """Prepare.

        Args:
            clip: 16 kHz.
            busy: whether somebody computes; time is real as long as it is true.
            controls: where Enter is pressed.
            enter_at_s: when, in the clip's time; None for never.
        """
        self._samples = clip.samples
        self._busy = busy
        self._controls = controls
        self._enter_at = len(clip.samples) if enter_at_s is None else round(enter_at_s * SPEECH_RATE_HZ)

    def blocks(self) -> Iterator[Samples]:
        """Yield 20 ms at a time."""
        size = round(BLOCK_S * SPEECH_RATE_HZ)
        due_s = time.monotonic()
        for first in range(0, len(self._samples), size):
            late_s = time.monotonic() - due_s
            if not self._busy():
                due_s += late_s
            elif late_s < 0:
                time.sleep(-late_s)
            elif late_s > BUFFER_S:
                self.dropped_frames += size
            due_s += BLOCK_S
            if self._controls is not None and first >= self._enter_at:
                self._controls.press(Command.END)
            yield self._samples[first : first + size]

    def set_gate(self, closed: bool) -> None:
        """Nothing speaks here."""
