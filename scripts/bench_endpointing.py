"""How often are people cut off while they think, and how long do they wait after their last word?

Answers are put together from recordings of real speech: some speech, a thinking pause of known length, more speech,
then silence, with the noise of a quiet room underneath. The recordings are cut at their first and last voice, so a
pause is known to about a tenth of a second, and brought to one level, since one answer comes from one chair; those
with long pauses of their own are left out.

    python scripts/bench_endpointing.py [FOLDER ...] [--starts 40] [--level -26] [--json]
"""

from __future__ import annotations

import argparse
import itertools
import json
import sys
import time
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from audio.clip import SPEECH_RATE_HZ, Clip, Samples
from audio.endpoint import Ended, Endpointer
from audio.endpoint_text import TrailingText
from audio.errors import DecodeError
from audio.files import read_clip
from audio.levels import rms_dbfs, voiced
from audio.vad import FRAME_SAMPLES, SileroDetector, speech_spans

PAUSES_S = (0.5, 1.0, 2.0, 3.0, 4.0, 5.0, 6.0)
ROOM_DBFS = -60.0
FRAME_S = FRAME_SAMPLES / SPEECH_RATE_HZ
TAIL_S = 10.0  # silence after the last word: more than any patience
OWN_PAUSE_S = 1.5  # recordings that pause longer themselves are left out
SHORTEST_S = 1.5  # and so are those with less speech
TEXT_DELAY_S = 1.0  # after the last word, until the recogniser has it


@dataclass(frozen=True)
class Script:
    """One answer: its sound as probabilities, when the pause begins and when the last word ends."""

    probabilities: NDArray[np.float32]
    pause_s: float
    end_s: float


@dataclass(frozen=True)
class Row:
    """Outcome for one length of pause after one length of speech.

    Attributes:
        before_s: least speech before the pause.
        pause_s: length of the pause.
        starts: answers tried.
        cut_off: share ended before the last word.
        cut_off_continuing: the same when the recogniser saw a conjunction before the pause.
        delay_s: mean and 95th percentile from the last word to the end, for answers not cut off.
        closer_delay_s: the same with a closing phrase, known one second after it.
        enter_delay_s: the same when Enter is pressed with the last word.
    """

    before_s: float
    pause_s: float
    starts: int
    cut_off: float
    cut_off_continuing: float
    delay_s: tuple[float, float]
    closer_delay_s: tuple[float, float]
    enter_delay_s: tuple[float, float]


def pieces(folders: Sequence[Path], level_dbfs: float) -> list[Samples]:
    """Return the speech of every recording that has enough of it, cut at its first and last voice, at one level."""
    found = []
    for path in sorted(path for folder in folders for path in folder.rglob("*") if path.is_file()):
        try:
            clip = read_clip(path)
        except DecodeError:
            continue
        spans = speech_spans(clip)
        speech_s = sum(span.end_s - span.start_s for span in spans)
        if speech_s < SHORTEST_S:
            print(f"left out, {speech_s:.1f} s of speech: {path}", file=sys.stderr)
        elif any(b.start_s - a.end_s > OWN_PAUSE_S for a, b in itertools.pairwise(spans)):
            print(f"left out, pauses itself: {path}", file=sys.stderr)
        else:
            gain = np.float32(10 ** ((level_dbfs - rms_dbfs(voiced(clip, spans))) / 20))
            found.append(np.clip(clip.slice_s(spans[0].start_s, spans[-1].end_s).samples * gain, -1, 1))
    return found


def script(speech: list[Samples], before_s: float, pause_s: float, rng: np.random.Generator) -> Script:
    """Put one answer together, from recordings chosen at random."""
    lead = rng.uniform(0.3, 2.0)
    parts: list[Samples] = [np.zeros(round(lead * SPEECH_RATE_HZ), np.float32)]
    while sum(len(part) for part in parts[1:]) < before_s * SPEECH_RATE_HZ:
        parts.append(speech[rng.integers(len(speech))])
    start = sum(map(len, parts))
    parts.append(np.zeros(round(pause_s * SPEECH_RATE_HZ), np.float32))
    parts.append(speech[rng.integers(len(speech))])
    end = sum(map(len, parts))
    parts.append(np.zeros(round(TAIL_S * SPEECH_RATE_HZ), np.float32))
    sound = np.concatenate(parts)
    sound += rng.normal(0, 10 ** (ROOM_DBFS / 20), len(sound)).astype(np.float32)
    sound = sound[: len(sound) // FRAME_SAMPLES * FRAME_SAMPLES]
    return Script(SileroDetector().probabilities(sound), start / SPEECH_RATE_HZ, end / SPEECH_RATE_HZ)


def ended_s(answer: Script, hints: Sequence[tuple[float, TrailingText]] = (), enter_s: float | None = None) -> float:
    """Return when the answer ends, with texts that become known at given times and perhaps a key."""
    endpointer = Endpointer()
    for index, probability in enumerate(answer.probabilities, start=1):
        now_s = index * FRAME_S
        hint = next((text for known_s, text in reversed(hints) if known_s <= now_s), None)
        events = endpointer.step(now_s, float(probability), hint)
        if enter_s is not None and now_s >= enter_s:
            events = [*events, *endpointer.end("key")]
        for event in events:
            if isinstance(event, Ended):
                return event.now_s
    raise RuntimeError("the answer did not end; the tail is too short")


def measure(speech: list[Samples], before_s: float, pause_s: float, starts: int, seed: int) -> Row:
    """Try one length of pause."""
    rng = np.random.default_rng([seed, round(10 * before_s), round(10 * pause_s)])
    cut = cut_continuing = 0
    plain, closer, enter = [], [], []
    for answer in (script(speech, before_s, pause_s, rng) for _ in range(starts)):
        because = (answer.pause_s + TEXT_DELAY_S, TrailingText("and because", answer.pause_s))
        thanks = (answer.end_s + TEXT_DELAY_S, TrailingText("That's all, thank you.", answer.end_s))
        cut_continuing += ended_s(answer, [because]) < answer.end_s
        at_s = ended_s(answer)
        if at_s < answer.end_s:
            cut += 1
            continue
        plain.append(at_s - answer.end_s)
        closer.append(ended_s(answer, [thanks]) - answer.end_s)
        enter.append(ended_s(answer, enter_s=answer.end_s) - answer.end_s)
    return Row(
        before_s,
        pause_s,
        starts,
        cut / starts,
        cut_continuing / starts,
        _spread(plain),
        _spread(closer),
        _spread(enter),
    )


def _spread(values: list[float]) -> tuple[float, float]:
    """Return mean and 95th percentile; NaN for nothing."""
    return (float(np.mean(values)), float(np.percentile(values, 95))) if values else (float("nan"), float("nan"))


def _detector_ms_per_s(speech: list[Samples]) -> float:
    """Return what streaming detection costs, in ms of processor time per second of sound."""
    samples = np.concatenate(speech)[: 30 * SPEECH_RATE_HZ]
    frames = samples[: len(samples) // FRAME_SAMPLES * FRAME_SAMPLES].reshape(-1, FRAME_SAMPLES)
    detector = SileroDetector()
    started_s = time.process_time()
    for frame in frames:
        detector.probability(frame)
    return 1000 * (time.process_time() - started_s) / Clip(samples).duration_s


def _table(rows: Sequence[Row]) -> Iterator[str]:
    yield "speech  pause   cut off  after 'because'   delay mean/p95   after closer   after Enter"
    for row in rows:
        spreads = (row.delay_s, row.closer_delay_s, row.enter_delay_s)
        delays = ["      -      " if np.isnan(mean) else f"{mean:5.2f} /{p95:5.2f} s" for mean, p95 in spreads]
        yield (
            f"{row.before_s:4.0f} s  {row.pause_s:4.1f} s  {row.cut_off:6.1%}   {row.cut_off_continuing:6.1%}        "
            + "   ".join(delays)
        )


def main() -> int:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    default = Path(__file__).parents[1] / "tests" / "data" / "speech"
    parser.add_argument("folders", nargs="*", type=Path, default=[default], help="recordings of speech")
    parser.add_argument("--starts", type=int, default=40, help="answers per length of pause")
    parser.add_argument("--before", type=float, nargs="*", default=[3.0, 15.0], help="seconds of speech before it")
    parser.add_argument("--level", type=float, default=-26.0, help="level of the voice in dBFS (ITU-T P.56: -26)")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    speech = pieces(options.folders, options.level)
    if not speech:
        parser.error("no recordings with enough speech in these folders")
    rows = [
        measure(speech, before_s, pause_s, options.starts, options.seed)
        for before_s in options.before
        for pause_s in PAUSES_S
    ]
    cost = _detector_ms_per_s(speech)
    if options.json:
        report = {"recordings": len(speech), "detector_ms_per_s": cost, "rows": [asdict(row) for row in rows]}
        print(json.dumps(_finite(report), allow_nan=False))
    else:
        print("\n".join(_table(rows)))
        print(f"{len(speech)} recordings; detector: {cost:.1f} ms of one core per second of sound")
    return 0


def _finite(value: object) -> object:
    """Replace every NaN by None: JSON knows none."""
    if isinstance(value, dict):
        return {key: _finite(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_finite(item) for item in value]
    return None if isinstance(value, float) and np.isnan(value) else value


if __name__ == "__main__":
    sys.exit(main())
