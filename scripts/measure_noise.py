"""Measure how much one answer differs from itself: `python scripts/measure_noise.py [--readings 8] [FILE...]`.

Every recording is heard several times, each time through another room noise, level, start and sampling clock (within
what one desk and a cheap microphone do), recognised and scored like a new attempt. Printed are, for each measure, the
percentiles of the difference between two readings, and beside them the constant of `interviewer/memory/noise.py`.
Without files the demo's synthetic candidate answers, recognised by the mini Whisper.
"""

from __future__ import annotations

import argparse
import itertools
import json
import sys
import tempfile
from collections import defaultdict
from pathlib import Path

import numpy as np

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from audio.capture import utterance_from_clip  # noqa: E402
from audio.clip import SPEECH_RATE_HZ, Clip  # noqa: E402
from audio.files import read_clip  # noqa: E402
from audio.models import MINI  # noqa: E402
from audio.ports import Language, Transcriber  # noqa: E402
from interviewer.answer import hear, judge  # noqa: E402
from interviewer.banks.loader import find_question, lexicon  # noqa: E402
from interviewer.memory.comparison import compare  # noqa: E402
from interviewer.memory.noise import NOISE  # noqa: E402
from interviewer.practice.candidate import KINDS, candidate_answer  # noqa: E402
from interviewer.records import Answer  # noqa: E402
from interviewer.settings import Settings  # noqa: E402
from interviewer.wiring import make_recogniser  # noqa: E402

NOISE_DBFS = (-66.0, -55.0)  # one desk: a quiet room, a computer's fan
GAIN_DB = (-6.0, 3.0)  # leaning back, leaning forward
START_S = (0.0, 1.5)
CLOCK = 0.001  # a consumer sound card is off by less than 0.1 %


def another_take(clip: Clip, draw: np.random.Generator) -> Clip:
    """Return the clip as another recording of the same sound would be."""
    factor = 1 + draw.uniform(-CLOCK, CLOCK)
    positions = np.arange(0, len(clip.samples) - 1, factor)
    samples = np.interp(positions, np.arange(len(clip.samples)), clip.samples)
    samples = np.concatenate([np.zeros(round(draw.uniform(*START_S) * SPEECH_RATE_HZ)), samples])
    samples *= 10 ** (draw.uniform(*GAIN_DB) / 20)
    samples += draw.normal(0, 10 ** (draw.uniform(*NOISE_DBFS) / 20), len(samples))
    return Clip(np.clip(samples, -1, 1).astype(np.float32))


def read_again(
    clip: Clip, language: Language, question_id: str, transcriber: Transcriber, readings: int, seed: int
) -> list[Answer]:
    """Return the answers that several takes of one recording give."""
    bank, question = find_question(question_id)
    draw = np.random.default_rng(seed)
    takes = [clip, *(another_take(clip, draw) for _ in range(readings - 1))]
    return [
        judge(hear(utterance_from_clip(take), language, transcriber), question, language, 1, lexicon(bank))
        for take in takes
    ]


def differences(answers: list[Answer]) -> tuple[dict[str, list[float]], int, int]:
    """Return each measure's differences over all pairs of readings, points that flipped, and points compared."""
    found: dict[str, list[float]] = defaultdict(list)
    flipped = compared = 0
    for one, two in itertools.combinations(answers, 2):
        comparison = compare(one, two)
        changes = [*([comparison.total] if comparison.total else []), *comparison.dimensions, *comparison.delivery]
        for change in changes:
            if change.before is not None and change.after is not None:
                found[change.name].append(abs(change.after - change.before))
        if comparison.total is not None:
            flipped += len(comparison.gained) + len(comparison.lost)
            compared += len(one.score.points)
    return found, flipped, compared


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("files", nargs="*", type=Path, metavar="FILE")
    parser.add_argument("--lang", choices=["zh", "en"], default="en", help="of the files")
    parser.add_argument("--question", default="hr-faq/02-self-intro", help="that the files answer")
    parser.add_argument("--model", default=MINI)
    parser.add_argument("--readings", type=int, default=8)
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        settings = Settings(language=options.lang, data_dir=Path(folder), model=options.model)
        transcriber = make_recogniser(settings).transcriber
        assert transcriber is not None  # a model that was named is there, or an error was raised
        clips: list[tuple[Clip, Language]] = [(read_clip(path, limit_s=3600), options.lang) for path in options.files]
        if not clips:
            pairs: list[tuple[str, Language]] = [(kind, lang) for kind in KINDS for lang in ("zh", "en")]
            clips = [(candidate_answer(kind, lang, settings), lang) for kind, lang in pairs]
        found: dict[str, list[float]] = defaultdict(list)
        flipped = compared = 0
        for seed, (clip, language) in enumerate(clips):
            answers = read_again(clip, language, options.question, transcriber, options.readings, seed)
            part, part_flipped, part_compared = differences(answers)
            flipped, compared = flipped + part_flipped, compared + part_compared
            for name, values in part.items():
                found[name] += values
    table = {
        name: {"pairs": len(values), **{f"p{q}": float(np.percentile(values, q)) for q in (50, 90, 95)}}
        for name, values in found.items()
    }
    if options.json:
        print(json.dumps({"measures": table, "points_flipped": flipped, "points_compared": compared}))
        return
    print(f"{len(clips)} recordings, {options.readings} readings each, model {options.model}")
    print(f"{'measure':<18}{'pairs':>7}{'p50':>8}{'p90':>8}{'p95':>8}{'constant':>10}")
    for name, values in sorted(table.items()):
        numbers = "".join(f"{values[column]:>8.2f}" for column in ("p50", "p90", "p95"))
        print(f"{name:<18}{values['pairs']:>7}{numbers}{NOISE[name]:>10.1f}")
    print(f"points that flipped between two readings: {flipped} of {compared}")


if __name__ == "__main__":
    main()
