"""PortAudio: which devices there are, opening and closing them; the only module that imports sounddevice."""

from __future__ import annotations

import atexit
import contextlib
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from audio.errors import DeviceAmbiguous, DeviceError
from audio.quiet import quiet_stderr, silence_alsa

Kind = Literal["input", "output"]

BUFFERS: dict[Kind, tuple[float, float]] = {"input": (0.1, 0.0), "output": (0.2, 0.02)}
"""Latency and block length in seconds (block length 0: as it suits the device).

Measured on PulseAudio with all cores busy: smaller output buffers lose sound, larger ones without a fixed block
length are drained at once, and still larger input buffers only delay the first sound.
"""
CLOSE_TIMEOUT_S = 3.0  # closing a vanished device may never return
COMMON_RATES_HZ = (48_000, 44_100, 16_000, 32_000, 96_000, 22_050, 8_000)

# Error numbers of portaudio.h.
PA_INVALID_CHANNELS = -9998
PA_INVALID_RATE = -9997
PA_INVALID_DEVICE = -9996
PA_DEVICE_UNAVAILABLE = -9985


@dataclass(frozen=True)
class Device:
    """One way to a microphone or loudspeaker.

    Attributes:
        index: PortAudio's number, valid until the devices are looked for again.
        name: as the system calls it.
        host_api: for example "ALSA", "Core Audio", "Windows WASAPI".
        input_channels: 0 when it cannot record.
        output_channels: 0 when it cannot play.
        rate_hz: its default rate.
        default_input: whether it is what records when nothing is chosen.
        default_output: whether it is what plays when nothing is chosen.
    """

    index: int
    name: str
    host_api: str
    input_channels: int
    output_channels: int
    rate_hz: int
    default_input: bool
    default_output: bool

    def channels(self, kind: Kind) -> int:
        """Return how many channels it has in one direction."""
        return self.input_channels if kind == "input" else self.output_channels


def list_devices() -> list[Device]:
    """Return every device PortAudio sees, in its order.

    Raises:
        DeviceError: PortAudio is not installed or does not start.
    """
    sd = _sounddevice()
    with _portaudio_errors():
        apis = sd.query_hostapis()
        default_input, default_output = sd.default.device
        return [
            Device(
                index=index,
                name=str(entry["name"]),
                host_api=str(apis[entry["hostapi"]]["name"]),
                input_channels=int(entry["max_input_channels"]),
                output_channels=int(entry["max_output_channels"]),
                rate_hz=round(entry["default_samplerate"]),
                default_input=index == default_input,
                default_output=index == default_output,
            )
            for index, entry in enumerate(sd.query_devices())
        ]


def find_device(wanted: str | int | None, kind: Kind) -> Device:
    """Return the device meant by a number, a name or a part of a name; None means the default.

    An exact name wins over a part, and the default device over others of the same name (Windows shows every
    microphone once for each of its sound systems).

    Raises:
        DeviceError: nothing fits; `facts["reason"]` is no_device or not_found.
        DeviceAmbiguous: a part of a name fits several devices.
    """
    able = [device for device in list_devices() if device.channels(kind) > 0]
    if not able:
        raise _no_device(kind)
    if wanted is None:
        return next((device for device in able if _is_default(device, kind)), able[0])
    text = str(wanted).strip()
    if text.isdecimal():
        matches = [device for device in able if device.index == int(text)]
    else:
        matches = [device for device in able if device.name.casefold() == text.casefold()]
        matches = matches or [device for device in able if text.casefold() in device.name.casefold()]
    defaults = [device for device in matches if _is_default(device, kind)]
    names = [f"{device.index}: {device.name} ({device.host_api})" for device in matches or able]
    if not matches:
        raise DeviceError(
            f"No {_noun(kind)} is called {text!r}. There are: {'; '.join(names)}.",
            device=text,
            kind=kind,
            reason="not_found",
            candidates=names,
        )
    if len(matches) > 1 and len(defaults) != 1:
        raise DeviceAmbiguous(
            f"{text!r} fits several devices, give the number of one: {'; '.join(names)}.",
            device=text,
            kind=kind,
            candidates=names,
        )
    return (defaults or matches)[0]


def refresh_devices() -> None:
    """Start PortAudio anew, which is the only way to see devices plugged in since; no stream may be open.

    Raises:
        DeviceError: PortAudio does not start again.
    """
    sd = _sounddevice()
    if not _finished(sd._terminate):
        raise DeviceError("The sound system hangs. Restart it or this program.", reason="refused", detail="timeout")
    with _portaudio_errors():
        sd._initialize()


@dataclass(frozen=True)
class OpenStream:
    """A stream that was opened and not yet started.

    Attributes:
        device: what it belongs to.
        kind: its direction.
        rate_hz: the rate the device agreed to.
        channels: samples per frame.
        handle: the sounddevice stream.
    """

    device: Device
    kind: Kind
    rate_hz: int
    channels: int
    handle: Any

    def start(self) -> None:
        """Let the callbacks begin.

        Raises:
            DeviceError: the device refused after all.
        """
        with _portaudio_errors(self.kind, self.device), quiet_stderr():
            self.handle.start()

    def close(self) -> None:
        """Drop what is pending and close; gives up after three seconds on a device that hangs."""

        def abort_and_close() -> None:
            self.handle.abort(ignore_errors=True)
            self.handle.close(ignore_errors=True)

        with quiet_stderr():
            _finished(abort_and_close)


def open_stream(
    device: Device,
    kind: Kind,
    *,
    callback: Callable[[NDArray[np.float32], Any], bool],
    finished: Callable[[], None],
) -> OpenStream:
    """Open a device at its own rate, or at a common one when it refuses, with two channels or one.

    Args:
        device: what to open.
        kind: direction.
        callback: called by PortAudio's thread with float32 frames of shape (n, channels), to read or to fill, and
            sounddevice's flags; returns whether the stream goes on (if not, what is pending is played out).
        finished: called by PortAudio's thread when the stream has ended.

    Raises:
        DeviceError: the device refused; `facts["reason"]` is busy, no_device or refused.
    """
    sd = _sounddevice()
    latency, block_s = BUFFERS[kind]
    opener = sd.InputStream if kind == "input" else sd.OutputStream
    refusal: Exception | None = None

    def called(frames: NDArray[np.float32], count: int, times: Any, flags: Any) -> None:
        if not callback(frames, flags):
            raise sd.CallbackStop

    for rate_hz in dict.fromkeys((device.rate_hz, *COMMON_RATES_HZ)):
        for channels in range(min(2, device.channels(kind)), 0, -1):
            try:
                with quiet_stderr():
                    handle = opener(
                        device=device.index,
                        samplerate=rate_hz,
                        channels=channels,
                        dtype="float32",
                        blocksize=round(block_s * rate_hz),
                        latency=latency,
                        callback=called,
                        finished_callback=finished,
                    )
                return OpenStream(device, kind, rate_hz, channels, handle)
            except sd.PortAudioError as error:
                refusal = error
                if _error_number(error) not in (PA_INVALID_RATE, PA_INVALID_CHANNELS):
                    raise _refused(kind, device, error) from error
    raise _refused(kind, device, refusal) from refusal


def _sounddevice() -> Any:
    """Import sounddevice, which starts PortAudio.

    Raises:
        DeviceError: the library is missing (reason portaudio_missing) or does not start (reason refused).
    """
    try:
        import sounddevice

        silence_alsa()
    except OSError as error:  # not ImportError: the package is there, the C library is not
        raise DeviceError(
            "The sound library PortAudio is missing. Install it (Debian, Ubuntu: `sudo apt install libportaudio2`; "
            "Fedora: `sudo dnf install portaudio`; macOS and Windows: `pip install --force-reinstall sounddevice`).",
            reason="portaudio_missing",
        ) from error
    except Exception as error:  # its PortAudioError cannot be named before the import has worked
        raise DeviceError(f"The sound system does not start: {error}.", reason="refused", detail=str(error)) from error
    return sounddevice


@contextmanager
def _portaudio_errors(kind: Kind | None = None, device: Device | None = None) -> Iterator[None]:
    """Translate PortAudio's errors to ours."""
    sd = _sounddevice()
    try:
        yield
    except sd.PortAudioError as error:
        raise _refused(kind, device, error) from error


def _refused(kind: Kind | None, device: Device | None, error: Exception | None) -> DeviceError:
    name = device.name if device is not None else "sound system"
    number = _error_number(error)
    facts: dict[str, object] = {"device": name, "kind": kind, "detail": str(error)}
    if number == PA_DEVICE_UNAVAILABLE:
        sentence = f"{name}: in use by another program, or access is not allowed. Close the other program and retry."
        return DeviceError(sentence, reason="busy", **facts)
    if number == PA_INVALID_DEVICE:
        return DeviceError(f"{name}: no longer there. Plug it in or choose another.", reason="no_device", **facts)
    sentence = f"{name}: the device refused to open: {error}. Choose another device or check its settings."
    return DeviceError(sentence, reason="refused", **facts)


def _error_number(error: Exception | None) -> int | None:
    """Return the PortAudio error number, which sounddevice puts second."""
    numbers = [value for value in getattr(error, "args", ()) if isinstance(value, int)]
    return numbers[0] if numbers else None


def _no_device(kind: Kind) -> DeviceError:
    return DeviceError(
        f"This machine shows no {_noun(kind)}. Plug one in, or check the system's sound settings.",
        kind=kind,
        reason="no_device",
    )


def _noun(kind: Kind) -> str:
    return "microphone" if kind == "input" else "loudspeaker"


def _is_default(device: Device, kind: Kind) -> bool:
    return device.default_input if kind == "input" else device.default_output


def _finished(work: Callable[[], object]) -> bool:
    """Run some closing work and return whether it came to an end; whatever PortAudio answers to it is ignored."""
    sd = _sounddevice()

    def worked() -> None:
        with contextlib.suppress(sd.PortAudioError):
            work()

    worker = threading.Thread(target=worked, daemon=True, name="portaudio-close")
    worker.start()
    worker.join(CLOSE_TIMEOUT_S)
    if worker.is_alive():
        atexit.unregister(sd._exit_handler)  # it would wait for the same thing and the program never end
    return not worker.is_alive()
