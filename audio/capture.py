"""Microphone, detector and endpointer together: one spoken answer in, one `Utterance` out.

The microphone may be open, and its gate closed, while the voice still asks: `capture` then waits for `opened`. Time
zero of the utterance is the moment the answer's window opens, so that `onset_s` is how long the candidate took to
begin. Only someone who already speaks at that moment (over an open gate, with headphones) gets a little of the sound
before it, and time zero moves to there. All time is counted in samples: a replayed file is its own clock, and the
size of the microphone's blocks changes nothing.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

import numpy as np

from audio.capture_records import CaptureEvent, CaptureOptions, Follower, Progress, State, Trouble, WindowOpened
from audio.clip import SPEECH_RATE_HZ, Clip, Samples
from audio.controls import Command, Controls
from audio.endpoint import Endpointer
from audio.errors import DeviceLost, RecordingError
from audio.levels import clipping_ratio, rms_dbfs, voiced
from audio.meter import SignalMeter
from audio.ports import EndReason, MicrophoneStream, SpeechDetector, SpeechSpan, Utterance
from audio.recording import Recorder
from audio.spans import SpanTracker
from audio.vad import speech_spans

Frame = tuple[Samples, float]
"""Sound of at most one detector frame and its probability of speech."""


def capture(
    stream: MicrophoneStream,
    detector: SpeechDetector,
    endpointer: Endpointer,
    *,
    recorder: Recorder | None = None,
    controls: Controls | None = None,
    follower: Follower | None = None,
    opened: Callable[[], bool] | None = None,
    on_event: Callable[[CaptureEvent], None] | None = None,
    on_progress: Callable[[Progress], None] | None = None,
    options: CaptureOptions | None = None,
) -> Utterance:
    """Listen to one answer until it is over; blocks, and calls back from this thread.

    Args:
        stream: a microphone that is listening. Its gate is opened when the window opens.
        detector: reset first.
        endpointer: a new one for this answer.
        recorder: entered by the caller, who also leaves it; gets the sound while it is spoken.
        controls: asked for keys at every frame.
        follower: gets the sound while it is spoken, and may know the text.
        opened: whether the voice is done; None when there is nothing to wait for.
        on_event: called for everything that happens once.
        on_progress: called at most every `options.progress_s` of sound.
        options: how the answer is taken.

    Returns:
        All sound up to the end. A lost device or Ctrl-C end the answer too and lose nothing of it; a replay that runs
        out ends it as "file". When the recording could not be written `path` is None and the sound is still here.
    """
    detector.reset()
    take = _Take(stream, endpointer, recorder, controls, follower, on_event, on_progress, options or CaptureOptions())
    try:
        for frame in _window(stream, detector, take, opened):
            take.hear(frame)
            if take.ended:
                break
        take.end("file")
    except DeviceLost as error:
        take.tell(Trouble(take.now_s, error))
        take.end("device_lost")
    except KeyboardInterrupt:
        take.end("interrupted")
    return take.utterance()


def utterance_from_clip(clip: Clip, path: Path | None = None) -> Utterance:
    """Return a whole recording as an answer, with the spans that live capture would have found in it.

    Args:
        clip: 16 kHz; times count from its start.
        path: where it came from.

    Raises:
        ValueError: the clip is not at 16 kHz.
        ModelError: the speech detector cannot be loaded.
    """
    return _utterance(clip, speech_spans(clip), "file", path)


class _Take:
    """One answer while it is taken: keeps the sound and hands it to everybody concerned."""

    def __init__(
        self,
        stream: MicrophoneStream,
        endpointer: Endpointer,
        recorder: Recorder | None,
        controls: Controls | None,
        follower: Follower | None,
        on_event: Callable[[CaptureEvent], None] | None,
        on_progress: Callable[[Progress], None] | None,
        options: CaptureOptions,
    ) -> None:
        self.options = options
        self._stream = stream
        self._endpointer = endpointer
        self._recorder = recorder
        self._controls = controls
        self._follower = follower
        self._on_event = on_event
        self._on_progress = on_progress
        self._parts: list[Samples] = []
        self._count = 0
        self._recording_failed = False
        self._meter = SignalMeter()
        self._reported_s = -options.progress_s

    @property
    def now_s(self) -> float:
        """Length of the sound kept so far."""
        return self._count / SPEECH_RATE_HZ

    @property
    def ended(self) -> bool:
        """Whether the answer is over."""
        return self._endpointer.ended is not None

    def hear(self, frame: Frame) -> None:
        """Take in one frame and whatever follows from it."""
        samples, probability = frame
        self._parts.append(samples)
        self._count += len(samples)
        self._record(samples)
        hint = self._follower.trailing() if self._follower is not None else None
        self._tell_all(self._endpointer.step(self.now_s, probability, hint))
        if self._follower is not None:
            self._follower.heard(samples, self.now_s, self._endpointer.speaking)
        self._meter.push(samples, self._endpointer.speaking)
        for command in self.commands():
            self._obey(command)
        self._report(self._state(), self.now_s)

    def commands(self) -> list[Command]:
        """Return the keys pressed since the last frame."""
        return self._controls.poll() if self._controls is not None else []

    def tell(self, event: CaptureEvent) -> None:
        """Pass an event on."""
        if self._on_event is not None:
            self._on_event(event)

    def end(self, reason: EndReason) -> None:
        """End the answer, unless it has ended already."""
        self._tell_all(self._endpointer.end(reason))
        self._reported_s = -self.options.progress_s  # the last report is never held back
        self._report("ended", self.now_s)

    def asking(self, samples: Samples, now_s: float, speaking: bool) -> None:
        """Report the level while the window is still shut."""
        self._meter.push(samples, False)
        self._report("asking", now_s, speaking)

    def window_opens(self, cut_short: bool) -> None:
        """Listen from now on."""
        self._stream.set_gate(False)
        self._meter = SignalMeter()
        self._reported_s = -self.options.progress_s
        self.tell(WindowOpened(cut_short))

    def utterance(self) -> Utterance:
        """Return the answer."""
        samples = np.concatenate(self._parts) if self._parts else np.empty(0, np.float32)
        path = self._recorder.path if self._recorder is not None and not self._recording_failed else None
        assert self._endpointer.ended is not None
        return _utterance(
            Clip(samples),
            self._endpointer.spans(),
            self._endpointer.ended,
            path,
            overflows=self._stream.overflows,
            dropped_frames=self._stream.dropped_frames,
        )

    def _tell_all(self, events: Iterable[CaptureEvent]) -> None:
        for event in events:
            self.tell(event)

    def _record(self, samples: Samples) -> None:
        if self._recorder is None or self._recording_failed:
            return
        try:
            self._recorder.append(samples)
        except RecordingError as error:
            self._recording_failed = True
            self.tell(Trouble(self.now_s, error))

    def _obey(self, command: Command) -> None:
        if command is Command.HOLD:
            self._endpointer.hold()
        elif command is Command.RELEASE:
            self._endpointer.release()
        else:
            self._tell_all(self._endpointer.end("key" if command is Command.END else "interrupted"))

    def _state(self) -> State:
        if self._endpointer.ended:
            return "ended"
        if self._endpointer.speaking:
            return "speaking"
        if self._endpointer.held:
            return "held"
        return "waiting" if self._endpointer.onset_s is None else "thinking"

    def _report(self, state: State, now_s: float, speaking: bool | None = None) -> None:
        if self._on_progress is None or now_s - self._reported_s < self.options.progress_s:
            return
        self._reported_s = now_s
        warnings = [
            *self._meter.warnings(),
            *(["overflow"] if self._stream.overflows else []),
            *(["recording"] if self._recording_failed else []),
        ]
        self._on_progress(
            Progress(
                now_s=now_s,
                state=state,
                level_dbfs=self._meter.level_dbfs,
                speaking=self._endpointer.speaking if speaking is None else speaking,
                elapsed_s=self._endpointer.elapsed_s,
                countdown_s=self._endpointer.countdown_s if state != "asking" else None,
                warnings=tuple(warnings),
            )
        )


def _window(
    stream: MicrophoneStream, detector: SpeechDetector, take: _Take, opened: Callable[[], bool] | None
) -> Iterator[Frame]:
    """Yield the frames of the utterance: those of the window, and of speech already under way when it opened."""
    frames = _frames(stream.blocks(), detector.frame_samples)
    if opened is None:
        take.window_opens(cut_short=False)
        early: list[Frame] = []
    else:
        early = _wait(frames, detector, take, opened)
    if take.ended:
        return
    yield from early
    gated = 0 if early else round(take.options.gate_s * SPEECH_RATE_HZ)
    for samples in frames:
        if gated > 0:
            samples = samples.copy()
            samples[:gated] = 0
            gated -= len(samples)
        yield samples, _probability(detector, samples)


def _wait(frames: Iterator[Samples], detector: SpeechDetector, take: _Take, opened: Callable[[], bool]) -> list[Frame]:
    """Listen until the window opens; return the sound of someone who is speaking then, lead included."""
    options = take.options
    frame_s = detector.frame_samples / SPEECH_RATE_HZ
    kept: deque[Frame] = deque(maxlen=round((options.preroll_s + 2 * options.barge_in_s) / frame_s))
    tracker, now_s, cut_short = SpanTracker(), 0.0, False
    while not (opened() or cut_short):
        samples = next(frames, None)
        if samples is None:
            break
        probability = _probability(detector, samples)
        now_s += frame_s
        kept.append((samples, probability))
        tracker.step(now_s, probability)
        take.asking(samples, now_s, tracker.voiced)
        commands = take.commands()
        if Command.SKIP in commands or Command.ABORT in commands:
            take.end("interrupted")
            return []
        cut_short = Command.END in commands or tracker.stretch_voiced_s >= options.barge_in_s
    take.window_opens(cut_short)
    if tracker.stretch_start_s is None:
        return []
    return list(kept)[-round((now_s - tracker.stretch_start_s + options.preroll_s) / frame_s) :]


def _frames(blocks: Iterable[Samples], size: int) -> Iterator[Samples]:
    """Cut blocks of any size into frames of shape (size,), each in memory of its own; the last one may be shorter."""
    rest: Samples = np.empty(0, np.float32)
    try:
        for block in blocks:
            sound = np.concatenate([rest, block])
            whole = len(sound) // size * size
            rest = sound[whole:]
            for first in range(0, whole, size):
                yield sound[first : first + size]
    except DeviceLost:
        if len(rest):
            yield rest
        raise
    if len(rest):
        yield rest


def _probability(detector: SpeechDetector, samples: Samples) -> float:
    """Return the probability of speech in a frame, filled up with silence where it is the last."""
    return detector.probability(np.pad(samples, (0, detector.frame_samples - len(samples))))


def _utterance(
    clip: Clip,
    speech: tuple[SpeechSpan, ...],
    reason: EndReason,
    path: Path | None,
    *,
    overflows: int = 0,
    dropped_frames: int = 0,
) -> Utterance:
    voice = voiced(clip, speech)
    return Utterance(
        clip=clip,
        onset_s=speech[0].start_s if speech else None,
        end_s=speech[-1].end_s if speech else None,
        end_reason=reason,
        speech=speech,
        path=path,
        overflows=overflows,
        dropped_frames=dropped_frames,
        level_dbfs=rms_dbfs(voice) if speech else None,
        clipping_ratio=clipping_ratio(voice),
    )
