"""The engine of this machine: audio's batch recogniser behind the port of the run."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from typing import TYPE_CHECKING

from interviewer.batch.engine import Hearing, Task
from interviewer.batch.heard import HeardRecording

if TYPE_CHECKING:
    from audio.batch_recogniser import BatchRecogniser
    from audio.batch_records import Recognised


class LocalEngine:
    """Hears recordings with the threads of this process."""

    def __init__(self, recogniser: BatchRecogniser, *, model: str, identity: str, short_windows: bool) -> None:
        """Wrap a recogniser; the attributes are those of `BatchEngine`."""
        self.model = model
        self.identity = identity
        self.short_windows = short_windows
        self._recogniser = recogniser

    def measure(self, task: Task) -> float:
        """Return the seconds it takes to hear a second of a recording.

        Raises:
            AudioError: the recording cannot be heard.
        """
        return self._recogniser.measure(task.source.path, task.language)

    def hear(self, tasks: Iterator[Task], stop: threading.Event) -> Iterator[Hearing]:
        """Yield one hearing for every task; see `BatchEngine`."""
        from audio.batch_records import Recording, Unheard

        in_hand: dict[str, Task] = {}

        def recordings() -> Iterator[Recording]:
            for task in tasks:
                in_hand[task.key] = task
                yield Recording(task.key, task.source.path, task.language)

        for result in self._recogniser.recognise(recordings(), stop):
            task = in_hand.pop(result.recording.key)
            if isinstance(result, Unheard):
                yield Hearing(task, None, result.stage, result.error)
                continue
            yield Hearing(task, heard_of(result, task.source.sha256))


def heard_of(result: Recognised, sha256: str) -> HeardRecording:
    """Return what is kept of a recording whose bytes have this SHA-256."""
    sound = result.sound
    return HeardRecording(
        sha256, sound.duration_s, sound.speech, sound.level_dbfs, sound.clipping_ratio, result.transcript
    )
