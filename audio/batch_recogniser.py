"""Many recordings to transcripts with one model; `audio.batch_threads` does the work."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from pathlib import Path

from audio.batch_decoding import BatchDecoder
from audio.batch_records import BatchOptions, Recognised, Recording, Unheard
from audio.batch_sound import WindowStream
from audio.batch_threads import BatchThreads
from audio.files import read_pieces
from audio.ports import Language
from audio.windows import Cut


class BatchRecogniser:
    """Transcribes recordings in the order in which they get ready."""

    def __init__(self, decoder: BatchDecoder, options: BatchOptions) -> None:
        """Prepare; the model is loaded when the first window is decoded."""
        self._decoder = decoder
        self._options = options

    def recognise(
        self, recordings: Iterator[Recording], stop: threading.Event | None = None
    ) -> Iterator[Recognised | Unheard]:
        """Yield one result for every recording.

        Args:
            recordings: asked for one by one, from other threads but never from two at once.
            stop: when set, no recording is begun any more; those read to their end are finished, the others dropped.

        Raises:
            ModelError: the model cannot be used.
        """
        return BatchThreads(self._decoder, self._options, recordings, stop or threading.Event()).results()

    def measure(self, path: Path, language: Language) -> float:
        """Return the seconds it takes to hear a second of a recording, once everything runs.

        Raises:
            AudioError: the recording cannot be heard.
        """
        stream = WindowStream()
        cuts: list[Cut] = []
        for samples in read_pieces(path, limit_s=self._options.limit_s):
            cuts += stream.push(samples)
            if cuts:
                break
        tasks = [self._decoder.task(cut, language) for cut in cuts or stream.end()[0]][:1]
        took_s = 0.0
        for attempt in range(2):  # the first one loads the model
            started_s = time.monotonic()
            steps = self._decoder.step(tasks) if tasks else []
            took_s = time.monotonic() - started_s if attempt or not steps else 0.0
        heard_s = sum(task.window.duration_s for task in tasks)
        return took_s / heard_s / self._options.workers if heard_s else 0.0
