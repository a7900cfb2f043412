import subprocess
import sys
import threading
import time
import types
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from audio.clip import Clip
from audio.devices import SounddeviceMicrophone, SounddevicePlayer, find_device, list_devices
from audio.errors import DeviceAmbiguous, DeviceError, DeviceLost
from audio.files import read_clip
from tests.soundcard import VirtualSoundCard, correlate, skip_without_pulseaudio

JFK = Path(__file__).resolve().parents[1] / "data" / "jfk.ogg"


class FakePortAudio(types.ModuleType):
    """Stands where sounddevice is imported: scripted devices whose callbacks the test drives."""

    class PortAudioError(Exception):
        pass

    class CallbackStop(Exception):
        pass

    def __init__(self) -> None:
        super().__init__("sounddevice")
        self.devices = [
            ("Built-in Microphone", 0, 2, 0, 44_100.0),
            ("Built-in Output", 0, 0, 2, 44_100.0),
            ("USB Headset", 0, 1, 2, 48_000.0),
            ("USB Headset", 1, 1, 2, 48_000.0),
            ("USB Camera", 1, 1, 0, 32_000.0),
        ]
        self.default = types.SimpleNamespace(device=(0, 1))
        self.refusals: list[Exception] = []  # raised by the next openings, in order
        self.opened: list[dict[str, Any]] = []
        self.script: Callable[[dict[str, Any]], None] = lambda options: None
        self.InputStream = self.OutputStream = self.open_stream

    def query_hostapis(self) -> list[dict[str, str]]:
        return [{"name": "MME"}, {"name": "WASAPI"}]

    def query_devices(self) -> list[dict[str, Any]]:
        keys = ("name", "hostapi", "max_input_channels", "max_output_channels", "default_samplerate")
        return [dict(zip(keys, device, strict=True)) for device in self.devices]

    def open_stream(self, **options: Any) -> Any:
        self.opened.append(options)
        if self.refusals:
            raise self.refusals.pop(0)
        done = lambda ignore_errors: None  # noqa: E731
        return types.SimpleNamespace(start=lambda: self.script(options), abort=done, close=done)


def no_flags() -> Any:
    return types.SimpleNamespace(input_overflow=False, output_underflow=False)


@pytest.fixture
def portaudio(monkeypatch: pytest.MonkeyPatch) -> FakePortAudio:
    fake = FakePortAudio()
    monkeypatch.setitem(sys.modules, "sounddevice", fake)
    return fake


def test_devices_are_listed_with_their_defaults(portaudio: FakePortAudio) -> None:
    devices = list_devices()
    assert [device.index for device in devices] == [0, 1, 2, 3, 4]
    assert [device.name for device in devices if device.default_input] == ["Built-in Microphone"]
    assert [device.name for device in devices if device.default_output] == ["Built-in Output"]
    assert (devices[4].host_api, devices[4].rate_hz) == ("WASAPI", 32_000)


@pytest.mark.parametrize(
    ("wanted", "kind", "index"),
    [(None, "input", 0), (None, "output", 1), (4, "input", 4), ("3", "output", 3), ("camera", "input", 4)]
    + [("BUILT-IN MICROPHONE", "input", 0), ("built-in", "output", 1)],
)
def test_a_device_is_found_by_number_name_or_part(
    portaudio: FakePortAudio, wanted: str | int | None, kind: Any, index: int
) -> None:
    assert find_device(wanted, kind).index == index


def test_a_name_that_fits_several_names_the_candidates(portaudio: FakePortAudio) -> None:
    with pytest.raises(DeviceAmbiguous) as caught:
        find_device("usb", "input")
    assert caught.value.facts["candidates"] == [
        "2: USB Headset (MME)",
        "3: USB Headset (WASAPI)",
        "4: USB Camera (WASAPI)",
    ]
    portaudio.default.device = (3, 1)
    assert find_device("USB Headset", "input").index == 3


def test_an_unknown_name_and_a_wrong_direction_are_not_found(portaudio: FakePortAudio) -> None:
    for wanted in ("trumpet", 1, "99"):
        with pytest.raises(DeviceError, match="Built-in Microphone") as caught:
            find_device(wanted, "input")
        assert caught.value.facts["reason"] == "not_found"


def test_a_machine_without_microphone_says_so(portaudio: FakePortAudio) -> None:
    portaudio.devices = [portaudio.devices[1]]
    with pytest.raises(DeviceError, match="no microphone") as caught, SounddeviceMicrophone().open():
        pass
    assert caught.value.facts["reason"] == "no_device"


def test_a_missing_portaudio_says_what_to_install(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "sounddevice.py").write_text("raise OSError('PortAudio library not found')")
    monkeypatch.delitem(sys.modules, "sounddevice", raising=False)
    monkeypatch.syspath_prepend(str(tmp_path))
    with pytest.raises(DeviceError, match="apt install libportaudio2") as caught:
        list_devices()
    assert caught.value.facts["reason"] == "portaudio_missing"


@pytest.mark.parametrize(
    ("number", "reason"), [(-9985, "busy"), (-9996, "no_device"), (-9999, "refused"), (-10_000, "refused")]
)
def test_every_refusal_is_translated(portaudio: FakePortAudio, number: int, reason: str) -> None:
    portaudio.refusals = [portaudio.PortAudioError("Error opening InputStream", number)]
    with pytest.raises(DeviceError) as caught, SounddeviceMicrophone("camera").open():
        pass
    assert caught.value.facts["reason"] == reason
    assert caught.value.facts["device"] == "USB Camera"
    assert caught.value.__cause__ is not None
    assert len(portaudio.opened) == 1


def test_a_refused_rate_or_channel_count_is_followed_by_others(portaudio: FakePortAudio) -> None:
    def deliver(options: dict[str, Any]) -> None:
        options["callback"](np.zeros((480, options["channels"]), np.float32), 480, None, no_flags())

    portaudio.script = deliver
    portaudio.refusals = [portaudio.PortAudioError("no", number) for number in (-9998, -9997, -9997, -9997)]
    with SounddeviceMicrophone().open() as stream:
        assert len(next(stream.blocks())) >= 0
    tried = [(options["samplerate"], options["channels"]) for options in portaudio.opened]
    assert tried == [(44_100, 2), (44_100, 1), (48_000, 2), (48_000, 1), (16_000, 2)]


def test_a_device_that_takes_no_rate_at_all_is_refused(portaudio: FakePortAudio) -> None:
    portaudio.refusals = [portaudio.PortAudioError("no", -9997) for _ in range(50)]
    with pytest.raises(DeviceError) as caught, SounddeviceMicrophone().open():
        pass
    assert caught.value.facts["reason"] == "refused"
    assert len(portaudio.opened) < 20


def feed(portaudio: FakePortAudio, frames: np.ndarray, **flags: bool) -> None:
    """Play PortAudio's thread: deliver frames to the stream opened last."""
    status = types.SimpleNamespace(**{"input_overflow": False, "output_underflow": False, **flags})
    portaudio.opened[-1]["callback"](frames, len(frames), None, status)


def fed_on_start(portaudio: FakePortAudio, frames: np.ndarray) -> None:
    portaudio.script = lambda options: feed(portaudio, frames)


def test_captured_sound_is_resampled_and_reused_buffers_do_no_harm(portaudio: FakePortAudio) -> None:
    tone = (0.5 * np.sin(2 * np.pi * 440 * np.arange(44_100) / 44_100)).astype(np.float32)
    buffer = np.zeros((441, 2), np.float32)  # PortAudio hands out the same memory again and again
    fed_on_start(portaudio, buffer.copy())
    with SounddeviceMicrophone().open() as stream:
        for start in range(0, 44_100, 441):
            buffer[:] = tone[start : start + 441, None]
            feed(portaudio, buffer)
        blocks, got = stream.blocks(), np.empty(0, np.float32)
        while len(got) < 15_500:
            got = np.concatenate([got, next(blocks)])
    expected = 0.5 * np.sin(2 * np.pi * 440 * np.arange(len(got)) / 16_000)
    assert np.abs(got[1_160:] - expected[1_000 : len(got) - 160]).max() < 0.01


def test_overflows_are_counted(portaudio: FakePortAudio) -> None:
    fed_on_start(portaudio, np.zeros((441, 2), np.float32))
    with SounddeviceMicrophone().open() as stream:
        feed(portaudio, np.zeros((441, 2), np.float32), input_overflow=True)
        feed(portaudio, np.zeros((441, 2), np.float32))
        assert (stream.overflows, stream.dropped_frames) == (1, 0)


def test_sound_nobody_takes_is_dropped_and_counted_not_hoarded(portaudio: FakePortAudio) -> None:
    second = np.zeros((44_100, 2), np.float32)
    fed_on_start(portaudio, second)
    with SounddeviceMicrophone().open() as stream:
        for _ in range(39):
            feed(portaudio, second)
        assert 8 * 16_000 <= stream.dropped_frames <= 10 * 16_000


def test_a_closed_gate_is_silence_at_the_moment_it_was_heard(portaudio: FakePortAudio) -> None:
    loud = np.full((44_100, 2), 0.5, np.float32)
    fed_on_start(portaudio, loud)
    with SounddeviceMicrophone().open() as stream:
        stream.set_gate(True)
        feed(portaudio, loud)
        stream.set_gate(False)
        feed(portaudio, loud)
        blocks = stream.blocks()
        middles = [next(blocks)[7_900:8_100] for _ in range(3)]
    assert [round(float(np.abs(part).max()), 2) for part in middles] == [0.5, 0.0, 0.5]


def test_a_microphone_that_never_delivers_is_opened_twice_then_lost(
    portaudio: FakePortAudio, monkeypatch: pytest.MonkeyPatch
) -> None:
    refreshed: list[int] = []
    monkeypatch.setattr("audio.devices.refresh_devices", lambda: refreshed.append(len(portaudio.opened)))
    with pytest.raises(DeviceLost, match="Built-in Microphone"), SounddeviceMicrophone(lost_after_s=0.05).open():
        pass
    assert refreshed == [1] and len(portaudio.opened) == 2


def test_a_microphone_that_stalls_is_lost_after_what_it_delivered(portaudio: FakePortAudio) -> None:
    fed_on_start(portaudio, np.ones((4_410, 2), np.float32))
    with SounddeviceMicrophone(lost_after_s=0.05).open() as stream:
        blocks = stream.blocks()
        assert len(next(blocks)) > 1_000
        with pytest.raises(DeviceLost) as caught:
            next(blocks)
    assert caught.value.facts["device"] == "Built-in Microphone"


def test_a_stream_that_ends_by_itself_is_lost_at_once(portaudio: FakePortAudio) -> None:
    fed_on_start(portaudio, np.ones((4_410, 2), np.float32))
    with SounddeviceMicrophone(lost_after_s=30).open() as stream:
        blocks = stream.blocks()
        next(blocks)
        portaudio.opened[-1]["finished_callback"]()
        with pytest.raises(DeviceLost):
            next(blocks)


def test_closing_ends_the_blocks(portaudio: FakePortAudio) -> None:
    fed_on_start(portaudio, np.ones((441, 2), np.float32))
    with SounddeviceMicrophone(lost_after_s=30).open() as stream:
        blocks = stream.blocks()
    assert list(blocks) == []


def played_on_start(portaudio: FakePortAudio) -> list[np.ndarray]:
    """Let the fake loudspeaker pull the whole sound as soon as it is started; returns what it was given."""
    pulled: list[np.ndarray] = []

    def pull(options: dict[str, Any]) -> None:
        while True:
            out = np.full((960, options["channels"]), np.nan, np.float32)
            try:
                options["callback"](out, 960, None, no_flags())
                pulled.append(out)
            except portaudio.CallbackStop:
                pulled.append(out)
                return options["finished_callback"]()

    portaudio.script = pull
    return pulled


def test_a_clip_is_played_whole_at_the_devices_rate_on_both_sides(portaudio: FakePortAudio) -> None:
    pulled = played_on_start(portaudio)
    tone = Clip((0.5 * np.sin(2 * np.pi * 300 * np.arange(16_000) / 16_000)).astype(np.float32))
    assert SounddevicePlayer().play(tone)
    sound = np.concatenate(pulled)
    assert np.isfinite(sound).all()
    assert np.array_equal(sound[:, 0], sound[:, 1])
    expected = 0.5 * np.sin(2 * np.pi * 300 * np.arange(43_000) / 44_100)
    assert np.abs(sound[1_000:43_000, 0] - expected[1_000:]).max() < 0.01
    assert not sound[44_200:].any() and len(sound) >= 44_100 * 1.3


def test_nothing_is_opened_for_an_empty_clip_or_a_stop_already_set(portaudio: FakePortAudio) -> None:
    stop = threading.Event()
    assert SounddevicePlayer().play(Clip(np.empty(0, np.float32)))
    stop.set()
    assert not SounddevicePlayer().play(Clip(np.ones(100, np.float32)), stop)
    assert portaudio.opened == []


def test_a_loudspeaker_without_callbacks_is_lost(portaudio: FakePortAudio) -> None:
    with pytest.raises(DeviceLost) as caught:
        SounddevicePlayer(lost_after_s=0.05).play(Clip(np.ones(100, np.float32)))
    assert caught.value.facts["kind"] == "output"


def test_a_loudspeaker_that_ends_early_is_lost(portaudio: FakePortAudio) -> None:
    portaudio.script = lambda options: options["finished_callback"]()
    with pytest.raises(DeviceLost):
        SounddevicePlayer(lost_after_s=30).play(Clip(np.ones(100, np.float32)))


# From here on with a real PortAudio and a real sound server, in processes of their own.


@pytest.fixture
def own_card() -> Iterator[VirtualSoundCard]:
    skip_without_pulseaudio()
    with VirtualSoundCard() as card:
        yield card


@pytest.mark.soundcard
def test_what_is_played_into_the_microphone_is_captured_exactly(soundcard: VirtualSoundCard, tmp_path: Path) -> None:
    program = (
        "import sys\n"
        "from audio.devices import SounddeviceMicrophone\n"
        "from audio.recording import Recorder\n"
        "with SounddeviceMicrophone().open() as stream, Recorder(sys.argv[1]) as recorder:\n"
        "    print('listening', flush=True)\n"
        "    for block in stream.blocks():\n"
        "        recorder.append(block)\n"
        "        if recorder.duration_s > 4: break\n"
        "print(stream.overflows, stream.dropped_frames)\n"
    )
    said = read_clip(JFK).slice_s(0, 3)
    command = [sys.executable, "-c", program, str(tmp_path / "heard.wav")]
    with subprocess.Popen(command, env=soundcard.env, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as run:
        assert run.stdout is not None and run.stderr is not None
        assert run.stdout.readline() == "listening\n", run.stderr.read()
        soundcard.play_into_mic(said).wait()
        assert (run.stdout.read(), run.stderr.read()) == ("0 0\n", "")
    heard = read_clip(tmp_path / "heard.wav")
    offset, likeness = correlate(heard, said)
    assert likeness > 0.99
    part = heard.samples[offset : offset + len(said.samples)]
    assert np.linalg.norm(part) == pytest.approx(np.linalg.norm(said.samples), rel=0.03)


PLAY = (
    "import sys, threading, time\n"
    "from audio.devices import SounddevicePlayer\n"
    "from audio.files import read_clip\n"
    "stop = threading.Event()\n"
    "clip = read_clip(sys.argv[1]).slice_s(0, float(sys.argv[2]))\n"
    "stopped_at = []\n"
    "def end(): stop.set(); stopped_at.append(time.monotonic())\n"
    "if len(sys.argv) > 3: threading.Timer(float(sys.argv[3]), end).start()\n"
    "done = SounddevicePlayer().play(clip, stop)\n"
    "print(done, time.monotonic() - stopped_at[0] if stopped_at else 0)\n"
)


@pytest.mark.soundcard
def test_what_is_played_comes_out_of_the_loudspeaker_whole(soundcard: VirtualSoundCard, tmp_path: Path) -> None:
    said = read_clip(JFK).slice_s(0, 3)
    with soundcard.recording_speaker(tmp_path / "spoken.wav") as path:
        run = soundcard.run([sys.executable, "-c", PLAY, str(JFK), "3"])
    assert (run.stdout, run.stderr) == ("True 0\n", "")
    offset, likeness = correlate(read_clip(path), said)
    assert likeness > 0.98
    assert offset > 0


@pytest.mark.soundcard
def test_playing_stops_within_a_breath(soundcard: VirtualSoundCard, tmp_path: Path) -> None:
    with soundcard.recording_speaker(tmp_path / "spoken.wav") as path:
        run = soundcard.run([sys.executable, "-c", PLAY, str(JFK), "11", "1.5"])
    done, late_s = run.stdout.split()
    assert done == "False"
    assert float(late_s) < 0.15  # 50 ms on an idle machine; CI's are not
    loud = np.flatnonzero(np.abs(read_clip(path).samples) > 0.01)
    assert (loud[-1] - loud[0]) / 16_000 < 1.7


@pytest.mark.soundcard
@pytest.mark.parametrize("kind", ["input", "output"])
def test_a_card_that_vanishes_is_reported_and_the_program_goes_on(own_card: VirtualSoundCard, kind: str) -> None:
    program = (
        "import sys, numpy as np\n"
        "from audio.clip import Clip\n"
        "from audio.devices import *\n"
        "from audio.errors import AudioError\n"
        "print('ready', flush=True)\n"
        "try:\n"
        "    if sys.argv[1] == 'input':\n"
        "        with SounddeviceMicrophone().open() as stream:\n"
        "            for block in stream.blocks(): print('sound', flush=True)\n"
        "    else:\n"
        "        print('sound', flush=True)\n"
        "        SounddevicePlayer().play(Clip(np.zeros(160_000, np.float32)))\n"
        "except AudioError as error: print('CODE', error.code)\n"
        "refresh_devices()\n"
        "try: find_device(None, sys.argv[1])\n"
        "except AudioError as error: print('CODE', error.code, error.facts['reason'])\n"
    )
    command = [sys.executable, "-c", program, kind]
    with subprocess.Popen(
        command, env=own_card.env, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    ) as run:
        assert run.stdout is not None
        while run.stdout.readline() != "sound\n":
            assert run.poll() is None
        time.sleep(0.5)  # real time: the card must be in full swing
        own_card.kill()
        printed = run.stdout.read()
        assert run.wait(20) == 0
    assert [line for line in printed.splitlines() if line.startswith("CODE")] == [
        "CODE device_lost",
        "CODE device no_device",
    ]


@pytest.mark.soundcard
def test_a_sound_server_that_hangs_does_not_hang_the_program(own_card: VirtualSoundCard) -> None:
    program = (
        "from audio.devices import SounddeviceMicrophone\n"
        "from audio.errors import DeviceLost\n"
        "try:\n"
        "    with SounddeviceMicrophone(lost_after_s=2).open() as stream:\n"
        "        for block in stream.blocks(): print('sound', flush=True)\n"
        "except DeviceLost: print('lost')\n"
    )
    command = [sys.executable, "-c", program]
    with subprocess.Popen(command, env=own_card.env, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as run:
        assert run.stdout is not None
        assert run.stdout.readline() == "sound\n"
        own_card.freeze()
        printed, complaints = run.communicate(timeout=20)
    assert (run.returncode, complaints) == (0, "")
    assert printed.splitlines()[-1] == "lost"


@pytest.mark.soundcard
def test_a_machine_without_sound_server_is_told_so_quietly(own_card: VirtualSoundCard) -> None:
    own_card.kill()
    program = (
        "from audio.devices import SounddeviceMicrophone\n"
        "from audio.errors import DeviceError\n"
        "try: SounddeviceMicrophone().open().__enter__()\n"
        "except DeviceError as error: print(error.facts['reason'])\n"
    )
    run = own_card.run([sys.executable, "-c", program])
    assert (run.stdout, run.stderr) == ("no_device\n", "")
