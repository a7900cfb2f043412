"""Microphone and loudspeaker of this machine (through PortAudio)."""

from __future__ import annotations

import queue
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from typing import Any

import numpy as np

from audio.clip import SPEECH_RATE_HZ, Clip, Samples
from audio.errors import DeviceLost
from audio.portaudio import Device, Kind, find_device, list_devices, open_stream, refresh_devices
from audio.ports import MicrophoneStream
from audio.resample import Converter, at_rate

__all__ = ["Device", "SounddeviceMicrophone", "SounddevicePlayer", "find_device", "list_devices", "refresh_devices"]

QUEUE_S = 30.0  # how long the program may be held up before sound is lost
TAIL_S = 0.4  # silence played after the end: what lies in the sound system's buffers is lost when a stream closes
LOST_AFTER_S = 2.0  # without a callback the device is taken for gone
STARTING = 3  # times as long may pass before the first: a sound server, a wireless headset, a busy computer are slow
POLL_S = 0.02  # how often playing looks at the stop event


class SounddeviceMicrophone:
    """A microphone at its own rate, delivered as 16 kHz mono; see `audio.ports.Microphone`."""

    def __init__(self, device: str | int | None = None, *, lost_after_s: float = LOST_AFTER_S) -> None:
        """Choose a device; nothing is opened yet.

        Args:
            device: see `find_device`.
            lost_after_s: seconds without a callback after which the device is taken for gone.
        """
        self._device = device
        self._lost_after_s = lost_after_s

    def open(self) -> AbstractContextManager[MicrophoneStream]:
        """Start listening.

        Raises:
            DeviceError: see `find_device`; also with the reasons busy, refused, portaudio_missing.
        """
        return self._listening()

    @contextmanager
    def _listening(self) -> Iterator[MicrophoneStream]:
        stream = self._started()
        try:
            yield stream
        finally:
            stream.close()

    def _started(self) -> DeviceStream:
        """Open and start the device; one that stays dumb is opened once more, after looking for devices afresh."""
        for last_try in (False, True):
            stream = DeviceStream(find_device(self._device, "input"), self._lost_after_s)
            try:
                stream.start()
            except BaseException as error:
                stream.close()
                if last_try or not isinstance(error, DeviceLost):
                    raise
                refresh_devices()
            else:
                return stream
        raise AssertionError("unreachable")


class DeviceStream:
    """A microphone that is listening; see `audio.ports.MicrophoneStream`.

    Attributes:
        overflows: callbacks that reported lost input.
        dropped_frames: samples, at 16 kHz, lost because nobody took them for half a minute.
    """

    def __init__(self, device: Device, lost_after_s: float = LOST_AFTER_S) -> None:
        """Open the device.

        Raises:
            DeviceError: it refused.
        """
        self.overflows = 0
        self.dropped_frames = 0
        self._device = device
        self._lost_after_s = lost_after_s
        self._gate_closed = False
        self._closed = False
        self._heard = threading.Event()  # a first callback came
        self._queued_frames = 0  # counted by PortAudio's thread alone
        self._taken_frames = 0  # counted by the reader alone
        self._queue: queue.SimpleQueue[Samples | None] = queue.SimpleQueue()
        self._stream = open_stream(device, "input", callback=self._callback, finished=self._end)

    def start(self) -> None:
        """Start listening, and return when sound really arrives.

        Raises:
            DeviceError: the device refused.
            DeviceLost: it delivers nothing.
        """
        self._stream.start()
        if not self._heard.wait(STARTING * self._lost_after_s):
            raise _lost(self._device, "input")

    def blocks(self) -> Iterator[Samples]:
        """Yield 16 kHz mono blocks of varying length until the stream is closed; to be called once.

        Raises:
            DeviceLost: the device ended the stream, or was silent to the program for `lost_after_s`.
        """
        converter = Converter(self._stream.channels, self._stream.rate_hz)
        while True:
            try:
                frames = self._queue.get(timeout=self._lost_after_s)
            except queue.Empty:
                frames = None
            if self._closed:
                return
            if frames is None:
                raise _lost(self._device, "input")
            self._taken_frames += len(frames)
            block = converter.push(frames)
            if len(block):
                yield block

    def set_gate(self, closed: bool) -> None:
        """While closed, what the device delivers is replaced by silence."""
        self._gate_closed = closed

    def close(self) -> None:
        """Stop listening; returns in bounded time even when the device hangs."""
        if not self._closed:
            self._closed = True
            self._end()
            self._stream.close()

    def _callback(self, frames: Samples, flags: Any) -> bool:
        """Copy, enqueue, return: PortAudio's thread must neither wait nor see an exception."""
        self._heard.set()
        self.overflows += bool(flags.input_overflow)
        if self._queued_frames - self._taken_frames > QUEUE_S * self._stream.rate_hz:
            self.dropped_frames += round(len(frames) * SPEECH_RATE_HZ / self._stream.rate_hz)
        else:
            self._queue.put(np.zeros_like(frames) if self._gate_closed else frames.copy())
            self._queued_frames += len(frames)
        return True

    def _end(self) -> None:
        """Wake the reader: by us, or by PortAudio when the stream ended on its own."""
        self._queue.put(None)


class SounddevicePlayer:
    """A loudspeaker at its own rate; see `audio.ports.Player`.

    Attributes:
        underflows: callbacks that reported gaps in the output so far.
    """

    def __init__(
        self,
        device: str | int | None = None,
        *,
        lost_after_s: float = LOST_AFTER_S,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        """Choose a device; nothing is opened yet.

        Args:
            device: see `find_device`.
            lost_after_s: seconds without progress after which the device is taken for gone.
            clock: seconds, monotonic.
        """
        self.underflows = 0
        self._device = device
        self._lost_after_s = lost_after_s
        self._clock = clock

    def play(self, clip: Clip, stop: threading.Event | None = None) -> bool:
        """Play to the end and return True, or return False as soon as `stop` is set.

        Raises:
            DeviceError: no loudspeaker, or it refused (see `find_device`).
            DeviceLost: it vanished.
        """
        if stop is not None and stop.is_set():
            return False
        if not len(clip.samples):
            return True
        device = find_device(self._device, "output")
        playback = _Playback(stop or threading.Event())
        stream = open_stream(device, "output", callback=playback.callback, finished=playback.finished.set)
        try:
            tail = np.zeros(round(TAIL_S * stream.rate_hz), np.float32)
            playback.samples = np.concatenate([at_rate(clip, stream.rate_hz).samples, tail])
            stream.start()
            return self._follow(playback, device)
        finally:
            stream.close()
            self.underflows += playback.underflows

    def _follow(self, playback: _Playback, device: Device) -> bool:
        """Wait for the end of a playback, watching that it advances; return whether it came before the stop."""
        seen, seen_at_s = -1, self._clock()
        while not playback.finished.wait(POLL_S) and not playback.stop.is_set():
            if playback.callbacks != seen:
                seen, seen_at_s = playback.callbacks, self._clock()
            elif self._clock() - seen_at_s > self._lost_after_s * (1 if playback.callbacks else STARTING):
                raise _lost(device, "output")
        if playback.finished.is_set() and not playback.complete:
            raise _lost(device, "output")
        return playback.complete


class _Playback:
    """What PortAudio's thread needs to play one clip.

    Attributes:
        stop: set to end early.
        finished: set when PortAudio has played the last of it or gave up.
        samples: at the device's rate; set before the stream starts.
        callbacks: calls so far, the sign of life.
        underflows: calls that reported a gap.
        complete: whether everything was handed over.
    """

    def __init__(self, stop: threading.Event) -> None:
        """Wait for samples."""
        self.stop = stop
        self.finished = threading.Event()
        self.samples: Samples = np.empty(0, np.float32)
        self.callbacks = 0
        self.underflows = 0
        self.complete = False
        self._position = 0

    def callback(self, out: Samples, flags: Any) -> bool:
        """Fill `out`, shape (n, channels); return whether there is more."""
        self.callbacks += 1
        self.underflows += bool(flags.output_underflow)
        piece = self.samples[self._position : self._position + len(out)]
        out[: len(piece)] = piece[:, None]
        out[len(piece) :] = 0
        self._position += len(piece)
        self.complete = self._position >= len(self.samples)
        return not self.complete


def _lost(device: Device, kind: Kind) -> DeviceLost:
    noun = "microphone" if kind == "input" else "loudspeaker"
    return DeviceLost(
        f"{device.name}: the {noun} stopped working. Check its cable or connection, then try again.",
        device=device.name,
        kind=kind,
        reason="lost",
    )
