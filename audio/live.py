"""Transcribing an answer while it is spoken: one transcript, ready shortly after the last word.

Finished pieces go to a recogniser on a thread of its own. When the answer is over only what is left is transcribed, and
all of it passes the same guards as a whole recording. Where the thread fails, or the machine cannot keep up, what is
missing is transcribed afterwards: nothing is lost but the time.
"""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

import numpy as np

from audio.clip import SPEECH_RATE_HZ, Clip, Samples
from audio.endpoint_text import TrailingText
from audio.errors import AudioError, RecognitionError
from audio.live_join import Part, joined, moved_spans
from audio.live_pieces import Piece, PieceCutter, PieceEvent, PieceOptions, spans_after
from audio.ports import Language, SpeechSpan, Transcriber, Transcript, Utterance
from audio.windows import EDGE_S, quietest_s


@dataclass(frozen=True)
class HeardPiece:
    """A piece that is over, with its words.

    Attributes:
        text: what was said in it.
        start_s: first word, seconds from the start of the recording.
        end_s: last word.
        alone: whether a long pause, or nothing, came before it (and a pause after it).
    """

    text: str
    start_s: float
    end_s: float
    alone: bool


@dataclass(frozen=True)
class LiveHooks:
    """Whom to tell; called from the recogniser's thread or the capture loop, and must return at once.

    Attributes:
        on_text: the text so far.
        on_piece: a piece is over; False leaves it out of the transcript (it was no part of the answer).
        on_trouble: the recogniser failed; what is missing will be transcribed when the answer is over.
        on_lag: the machine cannot keep up; the same follows.
    """

    on_text: Callable[[str], None] = lambda text: None
    on_piece: Callable[[HeardPiece], bool] = lambda piece: True
    on_trouble: Callable[[AudioError], None] = lambda error: None
    on_lag: Callable[[], None] = lambda: None


@dataclass(frozen=True)
class LiveOptions:
    """How an answer is followed.

    Attributes:
        pieces: where it is cut.
        longest_backlog_s: sound waiting for the recogniser from which the machine is too slow.
    """

    pieces: PieceOptions = field(default_factory=PieceOptions)
    longest_backlog_s: float = 60.0


@dataclass(eq=False)
class _Job:
    """A piece at the recogniser's: `sure` once it is certainly over."""

    piece: Piece
    clip: Clip
    sure: bool = False
    cancel: threading.Event = field(default_factory=threading.Event)
    transcript: Transcript | None = None
    delivered: bool = False
    kept: bool = True


class LiveTranscriber:
    """Follows one answer (see `audio.capture_records.Follower`); make a new one each time, and close it."""

    def __init__(
        self,
        transcriber: Transcriber,
        language: Language,
        hooks: LiveHooks | None = None,
        options: LiveOptions | None = None,
    ) -> None:
        """Start listening at 0 s; the thread starts with the first piece.

        Args:
            transcriber: used from one thread at a time.
            language: fixed.
            hooks: whom to tell.
            options: how the answer is followed.
        """
        self._transcriber = transcriber
        self._hurry = threading.Event()  # set when the answer is over: the person waits
        self._language: Language = language
        self._hooks = hooks or LiveHooks()
        self._options = options or LiveOptions()
        self._cutter = PieceCutter(self._quietest, self._options.pieces)
        self._sound: deque[Samples] = deque()
        self._sound_from = 0  # samples of the answer before the first that is kept
        self._changed = threading.Condition()
        self._jobs: list[_Job] = []  # of pieces that are over or guessed to be, in order of time
        self._running: _Job | None = None
        self._thread: threading.Thread | None = None
        self._trailing: TrailingText | None = None
        self._following = True
        self._closed = False

    @property
    def busy(self) -> bool:
        """Whether the recogniser computes, or has something to do."""
        with self._changed:
            return self._running is not None or (self._following and bool(self._waiting()))

    def heard(self, samples: Samples, now_s: float, speaking: bool) -> None:
        """Take the next sound of the answer, which ends at `now_s` of it."""
        if not self._following:
            return
        self._sound.append(samples)
        for event in self._cutter.step(now_s, speaking):
            self._obey(event)
        while self._sound and self._sound_from + len(self._sound[0]) < self._cutter.kept_from_s * SPEECH_RATE_HZ:
            self._sound_from += len(self._sound.popleft())

    def trailing(self) -> TrailingText | None:
        """Return the latest text and how far it reaches."""
        return self._trailing

    def finish(self, utterance: Utterance, cancel: threading.Event | None = None) -> Transcript:
        """Transcribe what is left and return the whole transcript, times counted from the start of the recording.

        Args:
            utterance: the answer that was followed.
            cancel: when set, return what is there.

        Raises:
            RecognitionError: the recogniser failed, now once more.
            ModelError: the model cannot be used.
        """
        done = self._settled(utterance, cancel)
        boundary_s = done[-1].piece.voice_end_s if done else 0.0
        parts = [Part(job.piece.start_s, job.transcript) for job in done if job.transcript is not None and job.kept]
        left_out = [SpeechSpan(job.piece.speech[0].start_s, job.piece.voice_end_s) for job in done if not job.kept]
        rest = spans_after(utterance.speech, boundary_s)
        if rest or not done:
            start_s = max(boundary_s, rest[0].start_s - EDGE_S) if rest else 0.0
            parts.append(Part(start_s, self._afterwards(utterance.clip, rest, start_s, cancel)))
        nothing = Part(0.0, Transcript("", (), self._language, "live", self._transcriber.name))
        return joined(parts or [nothing], utterance, left_out)

    def close(self) -> None:
        """Stop the thread; what it is doing is given up."""
        with self._changed:
            self._following, self._closed = False, True
            for job in self._jobs:
                job.cancel.set()
            self._changed.notify_all()
        if self._thread is not None:
            self._thread.join()

    # Following

    def _obey(self, event: PieceEvent) -> None:
        told: list[_Job] = []
        with self._changed:
            current = self._jobs[-1] if self._jobs and self._jobs[-1].piece is event.piece else None
            if event.kind == "dropped":
                if current is not None:
                    current.cancel.set()
                    self._jobs.pop()
                return
            if current is None:
                if event.kind == "guessed" and self._waiting():
                    return  # a guess is only worth what would otherwise be idle
                current = _Job(event.piece, self._cut(event.piece))
                self._jobs.append(current)
                self._start()
            if event.kind == "sure":
                current.sure = True
                told = self._ready()
            lagging = sum(job.clip.duration_s for job in self._waiting()) > self._options.longest_backlog_s
            self._following = not lagging
            self._changed.notify_all()
        if lagging:
            self._hooks.on_lag()
        self._deliver(told)

    def _waiting(self) -> list[_Job]:
        return [job for job in self._jobs if job.transcript is None]

    def _cut(self, piece: Piece) -> Clip:
        """Return the sound of a piece."""
        sound = np.concatenate(self._sound)
        first, last = (round(moment_s * SPEECH_RATE_HZ) - self._sound_from for moment_s in (piece.start_s, piece.end_s))
        return Clip(sound[max(0, first) : last])

    def _quietest(self, start_s: float, end_s: float) -> float:
        offset_s = self._sound_from / SPEECH_RATE_HZ
        return offset_s + quietest_s(Clip(np.concatenate(self._sound)), start_s - offset_s, end_s - offset_s)

    # The recogniser's thread

    def _start(self) -> None:
        if self._thread is None:
            self._thread = threading.Thread(target=self._work, name="live-transcription", daemon=True)
            self._thread.start()

    def _work(self) -> None:
        while (job := self._next()) is not None:
            try:
                transcript = self._transcriber.transcribe(
                    job.clip,
                    self._language,
                    speech=moved_spans(job.piece.speech, -job.piece.start_s),
                    cancel=job.cancel,
                    hurry=self._hurry,
                )
            except AudioError as error:
                self._fail(error)
            except Exception as error:
                self._fail(RecognitionError(f"the recogniser failed: {error}", detail=str(error)))
            else:
                self._done(job, transcript)

    def _next(self) -> _Job | None:
        """Wait for work; None when there will be no more."""
        with self._changed:
            self._running = None
            self._changed.notify_all()
            while True:
                if self._closed:
                    return None
                waiting = self._waiting()
                if waiting and self._following:
                    self._running = waiting[0]
                    return waiting[0]
                self._changed.wait()

    def _done(self, job: _Job, transcript: Transcript) -> None:
        with self._changed:
            if job.cancel.is_set():
                return
            job.transcript = transcript
            said = "".join(one.transcript.text + " " for one in self._jobs if one.transcript is not None and one.kept)
            self._trailing = TrailingText(transcript.text, job.piece.voice_end_s)
            told = self._ready()
        self._hooks.on_text(said.strip())
        self._deliver(told)

    def _fail(self, error: AudioError) -> None:
        with self._changed:
            self._following = False
        self._hooks.on_trouble(error)

    def _ready(self) -> list[_Job]:
        """Return the jobs whose piece is over and transcribed, and has not been told of yet."""
        ready = [job for job in self._jobs if job.sure and job.transcript is not None and not job.delivered]
        for job in ready:
            job.delivered = True
        return ready

    def _deliver(self, jobs: Sequence[_Job]) -> None:
        for job in jobs:
            assert job.transcript is not None
            piece = job.piece
            heard = HeardPiece(job.transcript.text, piece.speech[0].start_s, piece.voice_end_s, piece.alone)
            job.kept = self._hooks.on_piece(heard)

    # The end

    def _settled(self, utterance: Utterance, cancel: threading.Event | None) -> list[_Job]:
        """Stop following, wait for the piece at the recogniser's where it is good, and return what is done."""
        self._hurry.set()
        with self._changed:
            self._following = False
            if self._jobs and not self._is_good(self._jobs[-1], utterance):
                self._jobs.pop().cancel.set()
            while self._running is not None and self._running in self._jobs:
                if cancel is not None and cancel.is_set():
                    self._running.cancel.set()
                self._changed.wait(0.05)
            done: list[_Job] = []
            for job in self._jobs:
                if job.transcript is None:
                    break
                job.sure = True
                done.append(job)
            told = self._ready()
        self._deliver(told)
        return done

    def _is_good(self, job: _Job, utterance: Utterance) -> bool:
        """Tell whether a piece ends as the answer does, or before: a guess may be all that was said."""
        return job.sure or not spans_after(utterance.speech, job.piece.voice_end_s)

    def _afterwards(
        self, clip: Clip, rest: list[SpeechSpan], start_s: float, cancel: threading.Event | None
    ) -> Transcript:
        """Transcribe what is left: in a hurry where that is a few words, with all care where it is more."""
        last_words = rest and rest[-1].end_s - rest[0].start_s <= self._options.pieces.longest_s
        return self._transcriber.transcribe(
            clip.slice_s(start_s, clip.duration_s),
            self._language,
            speech=moved_spans(rest, -start_s),
            cancel=cancel,
            hurry=self._hurry if last_words else None,
        )
