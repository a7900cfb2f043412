"""Measure whether capture loses sound: known noise is played into a virtual microphone while both cores are busy.

Usage: python scripts/bench_capture.py [SECONDS] [--idle]

Prints one JSON object: overflows and dropped samples as the microphone counts them, and what a comparison with the
sound that was played says: samples lost or inserted, and how exactly its onset and end were kept. Needs PulseAudio
(see tests/soundcard.py); takes all cores unless --idle is given.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from audio.clip import SPEECH_RATE_HZ, Clip, Samples
from audio.devices import SounddeviceMicrophone
from audio.files import read_clip
from audio.recording import Recorder
from audio.resample import at_rate
from audio.wav import write_wav
from tests.soundcard import RATE_HZ, VirtualSoundCard, correlate

LEAD_S = 1.0  # of silence before the sound: how a server starts a stream is not what is measured
TAIL_S = 0.5  # of silence after it
WINDOW_S = 1.0  # of sound compared at a time
MARGIN_S = 3.0  # listened after the sound, for what is late
SEARCH_S = 0.5  # how far a window may have moved
FOUND = 0.8  # correlation from which a window counts as found
ONSET_AMPLITUDE = 0.02  # the noise starts and ends abruptly at ten times this level


def known_sound(seconds: float) -> Clip:
    """Return silence, noise between 100 Hz and 6 kHz, different in every window, at about -17 dBFS, and silence."""
    random = np.random.default_rng(7)
    noise = random.standard_normal(round(seconds * RATE_HZ)).astype(np.float32)
    spectrum = np.fft.rfft(noise)
    hz = np.fft.rfftfreq(len(noise), 1 / RATE_HZ)
    spectrum[(hz < 100) | (hz > 6_000)] = 0
    shaped = np.fft.irfft(spectrum, len(noise))
    loud = (0.14 * shaped / shaped.std()).clip(-1, 1).astype(np.float32)
    lead, tail = (np.zeros(round(silence_s * RATE_HZ), np.float32) for silence_s in (LEAD_S, TAIL_S))
    return Clip(np.concatenate([lead, loud, tail]), RATE_HZ)


def capture(path: str, seconds: float) -> None:
    """Record for some seconds and print what the microphone says of itself (runs in a process of its own)."""
    with SounddeviceMicrophone().open() as stream, Recorder(path) as recorder:
        print("listening", flush=True)
        started_s = time.monotonic()
        for block in stream.blocks():
            recorder.append(block)
            if recorder.duration_s >= seconds:
                break
        wall_s = time.monotonic() - started_s
        facts = {"captured_s": recorder.duration_s, "wall_s": wall_s}
        print(json.dumps({**facts, "overflows": stream.overflows, "dropped_frames": stream.dropped_frames}))


def measure(seconds: float, busy: bool) -> dict[str, object]:
    """Play, capture and compare."""
    with tempfile.TemporaryDirectory() as folder, VirtualSoundCard() as card:
        played, heard = Path(folder) / "played.wav", Path(folder) / "heard.wav"
        write_wav(played, known_sound(seconds))
        burners = [subprocess.Popen([sys.executable, "-c", "while True: pass"]) for _ in range(os.cpu_count() or 2)]
        if not busy:
            stop(burners)
        try:
            command = [sys.executable, __file__, "--capture", str(heard), str(seconds + LEAD_S + TAIL_S + MARGIN_S)]
            with subprocess.Popen(command, env=card.env, stdout=subprocess.PIPE, text=True) as child:
                assert child.stdout is not None
                child.stdout.readline()
                card.play_into_mic(played).wait()
                facts = json.loads(child.stdout.read())
        finally:
            stop(burners)
        return {"busy": busy, **facts, **compare(read_clip(heard), at_rate(read_clip(played, rate_hz=RATE_HZ), 16_000))}


def stop(burners: list[subprocess.Popen[bytes]]) -> None:
    """End the processes that keep the cores busy."""
    for burner in burners:
        burner.kill()
        burner.wait()


def compare(heard: Clip, played: Clip) -> dict[str, object]:
    """Follow the played sound through the captured one, window by window."""
    offset, _ = correlate(heard, played.slice_s(0, 5))
    offsets, not_found = [], 0
    search = round(SEARCH_S * SPEECH_RATE_HZ)
    for start_s in np.arange(LEAD_S, played.duration_s - TAIL_S - WINDOW_S / 2, WINDOW_S):
        window = played.slice_s(start_s, start_s + WINDOW_S)
        position = round(start_s * SPEECH_RATE_HZ)
        start = max(0, position + offset - search)
        around = Clip(heard.samples[start : start + len(window.samples) + 2 * search])
        lag, likeness = correlate(around, window)
        if likeness < FOUND:
            not_found += 1  # the sound was cut within this window
            continue
        offsets.append(start + lag - position)
        offset = offsets[-1]
    steps = np.diff(offsets)
    first, last = loud_ends(heard.samples)
    reference_first, reference_last = loud_ends(played.samples)
    return {
        "windows": len(offsets) + not_found,
        "windows_cut": not_found,
        "lost_samples": int(-steps[steps < -1].sum()),
        "inserted_samples": int(steps[steps > 1].sum()),
        "drift_samples": int(offsets[-1] - offsets[0]),
        "onset_error_ms": (first - offsets[0] - reference_first) / SPEECH_RATE_HZ * 1000,
        "end_error_ms": (last - offsets[-1] - reference_last) / SPEECH_RATE_HZ * 1000,
    }


def loud_ends(samples: Samples) -> tuple[int, int]:
    """Return the first and last sample that is clearly louder than silence."""
    loud = np.flatnonzero(np.abs(samples) > ONSET_AMPLITUDE)
    return int(loud[0]), int(loud[-1])


def main() -> None:
    """Run what the command line asks for."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("seconds", type=float, nargs="?", default=180.0, help="length of the sound")
    parser.add_argument("--idle", action="store_true", help="leave the cores alone")
    parser.add_argument("--capture", help=argparse.SUPPRESS)  # a file: the child that hears the virtual microphone
    options = parser.parse_args()
    if options.capture:
        capture(options.capture, options.seconds)
        return
    print(json.dumps(measure(options.seconds, busy=not options.idle), indent=2))


if __name__ == "__main__":
    main()
