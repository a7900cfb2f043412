"""How long a person waits for the first sound of feedback, and how much memory a long drill takes.

A real drill on a virtual sound card (PulseAudio): the question is spoken, an answer of the wanted length is played into
the microphone, and the loudspeaker is recorded. Needs the packages the tests need. Prints one line of JSON.

    .venv/bin/python scripts/bench_drill.py --seconds 180 --lang en
"""

from __future__ import annotations

import argparse
import json
import resource
import sys
import tempfile
from pathlib import Path

import numpy as np
import yaml

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from audio.clip import SPEECH_RATE_HZ, Clip  # noqa: E402 - the project's root comes first
from audio.mini_whisper import candidate_path  # noqa: E402
from tests.e2e.rehearsal import loud_windows, rehearse, spoken  # noqa: E402
from tests.soundcard import VirtualSoundCard  # noqa: E402


def long_answer(seconds: float, language: str) -> Clip:
    """Repeat the candidate's prepared answer until it is as long as wanted, cut at a sentence."""
    sentences = yaml.safe_load(candidate_path().read_text(encoding="utf-8"))[language]["strong"]
    whole = spoken(sentences, "zh" if language == "zh" else "en")
    times = -(-seconds // whole.duration_s)
    gap = np.zeros(SPEECH_RATE_HZ // 2, np.float32)
    samples = np.concatenate([part for _ in range(int(times)) for part in (whole.samples, gap)])
    return Clip(samples[: round(seconds * SPEECH_RATE_HZ)])


def measure(seconds: float, language: str, model: str) -> dict[str, object]:
    """Run one drill and return its figures."""
    answer = long_answer(seconds, language)
    with tempfile.TemporaryDirectory() as name, VirtualSoundCard() as card:
        folder = Path(name)
        arguments = ["drill", "--lang", language, "--model", model, "--json", "--data-dir", str(folder / "data")]
        arguments += ["--limit", str(seconds + 60)]
        done = rehearse(card, arguments, answer, folder, timeout_s=seconds + 180)
        loud = loud_windows(done.speaker.samples)
    (judged,) = done.answers
    recorded = judged["timing"]
    # The loudspeaker's clock: the answer began at answered_s, plus what the sound server took to start playing.
    started = done.answered_s
    first_sound_s = next(i for i in range(round((started + seconds) * 10), len(loud)) if loud[i]) / 10
    wait_s = first_sound_s - started - seconds
    return {
        "lang": language,
        "answer_s": seconds,
        "measured_speaking_s": recorded["speaking_s"],
        "end_reason": recorded["end_reason"],
        "end_to_first_sound_s": round(wait_s, 2),
        "peak_memory_mb": round(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024),
        "model": model,
    }


def main() -> None:
    """Run from the command line."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--seconds", type=float, default=180.0, help="length of the answer")
    parser.add_argument("--lang", choices=["zh", "en"], default="en")
    parser.add_argument("--model", default="mini", help="Whisper model, by name or folder")
    options = parser.parse_args()
    print(json.dumps(measure(options.seconds, options.lang, options.model)))


if __name__ == "__main__":
    main()
