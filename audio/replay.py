"""A microphone that replays a clip and a loudspeaker that keeps quiet: the whole loop without a sound card."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager

import numpy as np

from audio.clip import SPEECH_RATE_HZ, Clip, Samples
from audio.ports import MicrophoneStream
from audio.resample import at_rate

BLOCK_SAMPLES = SPEECH_RATE_HZ // 50  # 20 ms, like a real device


class ReplayMicrophone:
    """Delivers a clip as fast as it is taken; every `open` starts from its beginning and the clip's end ends it."""

    def __init__(
        self,
        clip: Clip,
        *,
        block_samples: int = BLOCK_SAMPLES,
        lead_silence_s: float = 0.0,
        tail_silence_s: float = 0.0,
    ) -> None:
        """Prepare the clip.

        Args:
            clip: at any rate; delivered at 16 kHz.
            block_samples: samples per block at 16 kHz; the last block may be shorter.
            lead_silence_s: digital silence put before it.
            tail_silence_s: digital silence put after it.

        Raises:
            ValueError: `block_samples` is not positive.
        """
        if block_samples <= 0:
            raise ValueError(f"block_samples must be positive, not {block_samples}")
        lead, tail = (np.zeros(round(s * SPEECH_RATE_HZ), np.float32) for s in (lead_silence_s, tail_silence_s))
        self._samples = np.concatenate([lead, at_rate(clip, SPEECH_RATE_HZ).samples, tail])
        self._block_samples = block_samples

    def open(self) -> AbstractContextManager[MicrophoneStream]:
        """Start a replay."""
        return _replaying(ReplayStream(self._samples, self._block_samples))


class ReplayStream:
    """A replay under way; see `audio.ports.MicrophoneStream`."""

    def __init__(self, samples: Samples, block_samples: int) -> None:
        """Stand before the first of `samples`, shape (n,) at 16 kHz."""
        self.overflows = 0
        self.dropped_frames = 0
        self._samples = samples
        self._block_samples = block_samples
        self._position = 0
        self._gate_closed = False
        self._closed = False

    def blocks(self) -> Iterator[Samples]:
        """Yield the rest of the clip in blocks; a second call goes on where the first stopped."""
        while not self._closed and self._position < len(self._samples):
            block = self._samples[self._position : self._position + self._block_samples]
            self._position += len(block)
            yield np.zeros_like(block) if self._gate_closed else block.copy()

    def set_gate(self, closed: bool) -> None:
        """While closed, blocks are silence of the same length."""
        self._gate_closed = closed

    def close(self) -> None:
        """End the stream."""
        self._closed = True


class SilentPlayer:
    """Plays nothing, at once, and remembers what it was given (for --silent, --no-voice and tests).

    Attributes:
        played: the clips, in order.
    """

    def __init__(self) -> None:
        """Start with nothing played."""
        self.played: list[Clip] = []

    def play(self, clip: Clip, stop: threading.Event | None = None) -> bool:
        """Remember the clip; False when `stop` was already set."""
        if stop is not None and stop.is_set():
            return False
        self.played.append(clip)
        return True


@contextmanager
def _replaying(stream: ReplayStream) -> Iterator[MicrophoneStream]:
    try:
        yield stream
    finally:
        stream.close()
