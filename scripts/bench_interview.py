"""What a whole interview needs: a real one on a virtual sound card (PulseAudio), with spoken answers.

The program is a process of its own: it asks aloud, follows every answer with a Whisper of real size, acknowledges,
judges and closes. Weights are those of a folder or name (`--model`), or random ones of a real size (`--shape`), whose
words mean nothing but cost what real ones do. It takes as long as an interview takes: about sixteen minutes for ten
questions and answers of 45 s. Prints one line of JSON.

    .venv/bin/python scripts/bench_interview.py --questions 10 --seconds 45
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from scripts.bench_drill import long_answer  # noqa: E402 - the project's root comes first
from scripts.random_whisper import build  # noqa: E402
from tests.e2e.rehearsal import TIMEOUT_S, TURN, Talk, running  # noqa: E402
from tests.soundcard import VirtualSoundCard  # noqa: E402

TOKENS = 60  # of a window: answers are cut into pieces of 5 to 25 s, and people say about 3.5 tokens a second


def peak_mb(pid: int) -> int:
    """Return the most memory a running process has held so far (Linux)."""
    for line in Path(f"/proc/{pid}/status").read_text(encoding="utf-8").splitlines():
        if line.startswith("VmHWM"):
            return round(int(line.split()[1]) / 1024)
    raise OSError(f"no peak memory of process {pid}")


def measure(model: str, options: argparse.Namespace) -> dict[str, object]:
    """Hold one interview and return its figures."""
    answer = long_answer(options.seconds, options.lang)
    began_s = time.monotonic()
    with tempfile.TemporaryDirectory() as folder, VirtualSoundCard() as card:
        arguments = ["interview", options.bank, "--questions", str(options.questions), "--follow-ups", "0"]
        arguments += ["--lang", options.lang, "--model", model, "--json", "--data-dir", folder]
        with running(card, arguments) as program:
            assert program.stdout is not None
            talk = Talk(program)
            peaks: list[int] = []
            lines = []
            for number in range(options.questions):
                talk.wait_for(TURN[options.lang])
                time.sleep(0.5)  # nobody answers at the very moment of being asked
                card.play_into_mic(answer).wait()
                lines.append(json.loads(program.stdout.readline()))
                peaks.append(peak_mb(program.pid))
                print(f"question {number + 1}: {lines[-1]['timing']}, {peaks[-1]} MB so far", file=sys.stderr)
            summary = json.loads(program.stdout.readline())
            program.wait(TIMEOUT_S)
    return {
        "lang": options.lang,
        "answers": len(lines),
        "answer_s": round(answer.duration_s, 1),
        "speaking_s": [line["timing"]["speaking_s"] for line in lines],
        "peak_memory_mb": peaks,
        "verdict": summary["verdict"],
        "took_s": round(time.monotonic() - began_s),
    }


def main() -> None:
    """Run from the command line."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--bank", default="hr-faq")
    parser.add_argument("--questions", type=int, default=10)
    parser.add_argument("--seconds", type=float, default=45.0, help="length of every answer")
    parser.add_argument("--lang", choices=["zh", "en"], default="en")
    parser.add_argument("--model", help="Whisper model, by name or folder")
    parser.add_argument("--shape", choices=["tiny", "base", "small"], default="base", help="random weights of a size")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        model = options.model or str(build(options.shape, Path(folder), tokens=TOKENS))
        print(json.dumps({"weights": options.model or f"random, {options.shape} shape"} | measure(model, options)))


if __name__ == "__main__":
    main()
