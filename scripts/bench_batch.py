"""How fast many recordings are scored, beside the two plain ways of doing it with faster-whisper.

Measures (all on one machine, in one run):

    speed     in turns, with the same weights, beam, language, prompt and time-stamp settings, a process each:
                loop      for every file: WhisperModel.transcribe, all cores on one file
                pipeline  for every file: BatchedInferencePipeline.transcribe (8 windows at a time), all cores
                batch     this program's recogniser
                short     the same with --short-windows
    workers   `batch` with one worker and with all of them
    files     the whole program over 10, 100 and 1,000 recordings, with the mini Whisper: what each costs
    cluster   the whole program in one process and on a local Ray cluster, with the mini Whisper
    overhead  what a recording costs outside of recognition
    accuracy  what `batch` and `loop` mishear over recordings of the mini Whisper's grammar

The recordings of `speed` are real speech put together with pauses. Without --model the weights are random ones of a
published shape that decode a fixed number of tokens in every window (scripts/random_whisper.py): time and memory are
true, the words are not, and word times are left out everywhere, because random weights would place them anywhere and
`loop` would hear the same sound again and again. Every row appears as JSON on stderr as soon as it is known; stdout
has the tables at the end.

    .venv/bin/python scripts/bench_batch.py --measure speed --sets 20s 2min --files 12 --ways loop pipeline batch short
    .venv/bin/python scripts/bench_batch.py --measure speed --sets 1h --hour-minutes 10
    .venv/bin/python scripts/bench_batch.py --measure workers files cluster overhead accuracy
"""

from __future__ import annotations

import argparse
import json
import os
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from scripts.batch_bench import accuracy, overhead, program, speed  # noqa: E402 - the project's root comes first

SETS_S = {"20s": 20.0, "2min": 120.0, "1h": 3600.0}
MEASURES = ("speed", "workers", "files", "cluster", "overhead", "accuracy")


def rows(options: argparse.Namespace, folder: Path) -> Iterator[dict[str, Any]]:
    """Yield the figures of every measure asked for."""
    from audio.models import MINI_PATH, find_model

    model = find_model(options.model, models_dir=folder, env=os.environ).path if options.model else None
    for measure in options.measure:
        found: Iterator[dict[str, Any]]
        if measure in ("speed", "workers"):
            found = _speeds(measure, options, model or _random_weights(options, folder), folder)
        elif measure == "files":
            found = program.by_count(options.counts, options.workers)
        elif measure == "cluster":
            found = program.with_cluster(options.files, options.workers)
        elif measure == "overhead":
            found = iter([overhead.overhead(options.files)])
        else:
            found = accuracy.compare(model or MINI_PATH, options.recordings, options.workers)
        yield from ({"measure": measure, **row} for row in found)


def _speeds(measure: str, options: argparse.Namespace, model: Path, folder: Path) -> Iterator[dict[str, Any]]:
    for chosen in options.sets:
        hour = chosen == "1h"
        seconds = 60.0 * options.hour_minutes if hour else SETS_S[chosen]
        name = f"{seconds / 60:g} min" if hour else chosen
        place = folder / name.replace(" ", "-")
        place.mkdir(exist_ok=True)
        files = speed.recordings(place, seconds, min(options.files, 2) if hour else options.files)
        work = speed.Work("batch", model, files, options.workers, options.beam, options.model is not None)
        if measure == "workers":
            found = speed.by_workers(work, options.repeat)
        else:
            found = speed.compare(work, options.ways, options.repeat, seconds)
        yield from ({"set": name, **row} for row in found)


def _random_weights(options: argparse.Namespace, folder: Path) -> Path:
    from scripts.random_whisper import build

    path = folder / f"random-{options.shape}-{options.tokens}"
    return path if (path / "model.bin").exists() else build(options.shape, path, tokens=options.tokens)


def table(found: list[dict[str, Any]]) -> str:
    """Return rows of one measure as lines of aligned columns."""
    names = list(dict.fromkeys(name for row in found for name in row if name != "measure"))
    lines = [names, *([str(row.get(name, "")) for name in names] for row in found)]
    widths = [max(len(line[column]) for line in lines) for column in range(len(names))]
    return "\n".join("  ".join(f"{cell:>{width}}" for cell, width in zip(line, widths, strict=True)) for line in lines)


def main() -> None:
    """Run from the command line."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--measure", nargs="+", choices=MEASURES, default=["speed"])
    parser.add_argument("--model", help="Whisper model by name or folder; default: random weights (accuracy: mini)")
    parser.add_argument("--shape", choices=["tiny", "base", "small"], default="base", help="of random weights")
    parser.add_argument("--tokens", type=int, default=60, help="decoded per window with random weights")
    parser.add_argument("--sets", nargs="+", choices=list(SETS_S), default=["20s"], help="of speed and workers")
    parser.add_argument("--files", type=int, default=8, help="recordings of each set (1h: at most 2)")
    parser.add_argument("--hour-minutes", type=float, default=60.0, help="length of the recordings of the set 1h")
    parser.add_argument("--ways", nargs="+", choices=speed.WAYS, default=list(speed.WAYS[:3]))
    parser.add_argument("--repeat", type=int, default=1, help="turns of each way; the fastest counts")
    parser.add_argument("--counts", nargs="+", type=int, default=[10, 100, 1000], help="of the measure files")
    parser.add_argument("--recordings", type=int, default=60, help="of the measure accuracy, per language")
    parser.add_argument("--workers", type=int, default=os.cpu_count() or 1)
    parser.add_argument("--beam", type=int, default=5)
    parser.add_argument("--folder", type=Path, help="where recordings and random weights are kept between runs")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = options.folder or Path(name)
        folder.mkdir(parents=True, exist_ok=True)
        found = []
        for row in rows(options, folder):
            print(json.dumps(row), file=sys.stderr, flush=True)
            found.append(row)
    if not options.model and {"speed", "workers"} & set(options.measure):
        print(f"speed and workers: random {options.shape} int8, {options.tokens} tokens a window, no word times")
    for measure in options.measure:
        print(f"\n{measure}\n{table([row for row in found if row['measure'] == measure])}")


if __name__ == "__main__":
    main()
