"""The threads that hear many recordings: reading ahead, batches across files, a worker for every core.

    recordings -> readers (decode, find speech, mel) -> bins of like windows -> workers (Whisper) -> transcripts

Every queue is bounded: neither the number of recordings nor the length of one changes how much memory is used. A batch
waits until it is full, or until nothing can fill it. What fails costs its own recording and no other.
"""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from queue import Empty, SimpleQueue
from typing import Literal

from audio.batch_decoding import BatchDecoder
from audio.batch_records import BatchOptions, Recognised, Recording, Unheard
from audio.batch_sound import Sound, WindowStream
from audio.batch_task import WindowTask
from audio.errors import AudioError, DecodeError, RecognitionError
from audio.files import read_pieces
from audio.guards import Segment
from audio.ports import Language
from audio.whisper import make_transcript
from audio.windows import Cut

_WAIT_S = 0.2  # how long anybody waits before looking again whether to stop, or to go on with half a batch
_READ_AHEAD = 1  # batches per worker that are read while one is decoded


@dataclass
class _File:
    """One recording in hand."""

    recording: Recording
    heard: dict[int, tuple[tuple[Segment, ...], list[str]]] = field(default_factory=dict)  # by number of the window
    windows: int = 0
    sound: Sound | None = None  # set when it is read to its end
    dropped: bool = False


@dataclass(frozen=True, eq=False)
class _Job:
    file: _File
    number: int
    task: WindowTask


class BatchThreads:
    """One call of `recognise`: its threads and what they share, all under one condition."""

    def __init__(
        self,
        decoder: BatchDecoder,
        options: BatchOptions,
        recordings: Iterator[Recording],
        stop: threading.Event,
    ) -> None:
        """Prepare; arguments as in `BatchRecogniser.recognise`."""
        self._decoder = decoder
        self._options = options
        self._recordings = recordings
        self._stop = stop
        self._most_windows = options.workers * options.batch_size * (1 + _READ_AHEAD)
        self._most_files = 2 * self._most_windows
        self._source = threading.Lock()
        self._changed = threading.Condition()
        self._bins: dict[tuple[Language, bool, int], deque[_Job]] = {}
        self._windows = 0  # in the bins or being decoded
        self._files = 0  # begun and not yet yielded
        self._reading = options.readers
        self._ended = False  # the consumer went away
        self._done: SimpleQueue[Recognised | Unheard | BaseException | None] = SimpleQueue()

    def results(self) -> Iterator[Recognised | Unheard]:
        """Run the threads and yield what they deliver."""
        threads = [
            threading.Thread(target=self._guarded, args=(work,), name=work.__name__, daemon=True)
            for work, count in ((self._read, self._options.readers), (self._decode, self._options.workers))
            for _ in range(count)
        ]
        for thread in threads:
            thread.start()
        try:
            left = len(threads)
            while left:
                try:
                    result = self._done.get(timeout=_WAIT_S)  # Windows lets no Ctrl-C through to a longer wait
                except Empty:
                    continue
                if result is None:
                    left -= 1
                elif isinstance(result, BaseException):
                    raise result
                else:
                    with self._changed:
                        self._files -= 1
                        self._changed.notify_all()
                    yield result
        finally:
            with self._changed:
                self._ended = True
                self._changed.notify_all()
            for thread in threads:
                thread.join()

    def _guarded(self, work: Callable[[], None]) -> None:
        """Run a thread's work; what it raises reaches the consumer, and so does its end."""
        try:
            work()
        except BaseException as error:
            self._done.put(error)
        finally:
            self._done.put(None)

    # Readers

    def _read(self) -> None:
        try:
            while (recording := self._next()) is not None:
                file = _File(recording)
                try:
                    self._read_file(file)
                except AudioError as error:
                    self._fail(file, "decode", error)
                except Exception as error:  # one odd file must not stop a thousand
                    sentence = f"{recording.path}: the file cannot be read: {error}."
                    self._fail(file, "decode", DecodeError(sentence, path=str(recording.path), detail=str(error)))
        finally:
            with self._changed:
                self._reading -= 1
                self._changed.notify_all()

    def _next(self) -> Recording | None:
        """Wait until another file may be begun, and return it."""
        with self._source:
            with self._changed:
                while self._files >= self._most_files and not self._stopping:
                    self._changed.wait(_WAIT_S)
                if self._stopping:
                    return None
                self._files += 1
            recording = next(self._recordings, None)
            if recording is None:
                with self._changed:
                    self._files -= 1
            return recording

    @property
    def _stopping(self) -> bool:
        return self._ended or self._stop.is_set()

    def _read_file(self, file: _File) -> None:
        stream = WindowStream()
        for samples in read_pieces(file.recording.path, limit_s=self._options.limit_s):
            for cut in stream.push(samples):
                self._offer(file, cut)
            if self._stopping or file.dropped:
                self._drop(file)
                return
        cuts, sound = stream.end()
        for cut in cuts:
            self._offer(file, cut)
        with self._changed:
            file.sound = sound
        self._finish_if_done(file)

    def _offer(self, file: _File, cut: Cut) -> None:
        """Put a window into its bin, as soon as there is room."""
        with self._changed:
            while self._windows >= self._most_windows and not self._ended:
                self._changed.wait(_WAIT_S)
            self._windows += 1
            number = file.windows
            file.windows += 1
        task = self._decoder.task(cut, file.recording.language, short=self._options.short_windows)
        with self._changed:
            self._put(_Job(file, number, task))

    def _put(self, job: _Job) -> None:
        self._bins.setdefault(job.task.kind, deque()).append(job)
        self._changed.notify_all()

    # Workers

    def _decode(self) -> None:
        while jobs := self._take():
            for job, problem in self._step(jobs):
                if problem is not None:
                    self._fail(job.file, "recognise", problem)
                if problem is None and job.task.heard is None and not job.file.dropped:
                    with self._changed:
                        self._put(job)
                    continue
                with self._changed:
                    self._windows -= 1
                    self._changed.notify_all()
                    if job.task.heard is not None:
                        job.file.heard[job.number] = (job.task.heard.segments, job.task.notes)
                self._finish_if_done(job.file)

    def _take(self) -> list[_Job]:
        """Wait for a batch that is full, or that nothing is coming to fill; nothing at the end."""
        patient = True
        with self._changed:
            while not self._ended:
                fullest = max(self._bins.values(), key=len, default=deque[_Job]())
                filled = len(fullest) >= self._options.batch_size
                hopeless = not self._reading or self._windows >= self._most_windows
                if fullest and (filled or hopeless or not patient):
                    size = self._options.batch_size
                    if not self._reading:  # the last windows are shared out, so that no worker stands idle
                        size = min(size, -(-sum(map(len, self._bins.values())) // self._options.workers))
                    return [fullest.popleft() for _ in range(min(size, len(fullest)))]
                if not self._reading and not self._windows:
                    return []
                patient = self._changed.wait(_WAIT_S)
        return []

    def _step(self, jobs: list[_Job]) -> Iterator[tuple[_Job, AudioError | None]]:
        """Decode a batch; when it fails as a whole, window by window, so that only the culprit fails."""
        try:
            steps = self._decoder.step([job.task for job in jobs])
        except RecognitionError as error:
            if len(jobs) == 1:
                yield jobs[0], error
                return
            for job in jobs:
                yield from self._step([job])
            return
        for job, step in zip(jobs, steps, strict=True):
            job.task.take(step)
            yield job, None

    # Both

    def _finish_if_done(self, file: _File) -> None:
        """Put the windows of a file together when all of them are heard."""
        with self._changed:
            if file.dropped or file.sound is None or len(file.heard) < file.windows:
                return
            file.dropped = True  # it leaves our hands; nobody else may finish it again
        recording, parts = file.recording, [file.heard[number] for number in range(file.windows)]
        segments = [segment for part, _ in parts for segment in part]
        notes = [note for _, part in parts for note in part]
        transcript = make_transcript(
            segments, notes, recording.language, file.sound.speech, file.sound.duration_s, self._decoder.name
        )
        self._done.put(Recognised(recording, file.sound, transcript))

    def _fail(self, file: _File, stage: Literal["decode", "recognise"], error: AudioError) -> None:
        if self._drop(file):
            self._done.put(Unheard(file.recording, stage, error))

    def _drop(self, file: _File) -> bool:
        """Forget a file, its windows in the bins included; False when it was finished or dropped before."""
        with self._changed:
            if file.dropped:
                return False
            file.dropped = True
            for kind, jobs in self._bins.items():
                kept = deque(job for job in jobs if job.file is not file)
                self._windows -= len(jobs) - len(kept)
                self._bins[kind] = kept
            self._changed.notify_all()
            return True
