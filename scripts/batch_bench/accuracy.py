"""What is misheard by this program and by a plain loop, over recordings whose words are known."""

from __future__ import annotations

import random
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any, get_args

import jiwer

from audio.clip import Clip
from audio.ports import Language
from audio.wav import write_wav
from scripts.batch_bench.speed import Work, ours, plain
from scripts.train_mini_whisper.metrics import units
from scripts.train_mini_whisper.recordings import Recording, recordings
from scripts.train_mini_whisper.synthesis import utterances

_UTTERANCES = 120  # per language: sentences that the mini Whisper was not trained on
_SEED = 2  # of the sentences held out
_LONG_S = (60.0, 90.0)
_DRAWS = 2000  # of the bootstrap


Errors = list[tuple[int, int, int]]
"""Of every recording: words (Mandarin: characters) said, misheard by the plain loop, misheard by this program."""


def compare(model: Path, count: int, workers: int) -> Iterator[dict[str, Any]]:
    """Yield the word (Mandarin: character) error rates of both ways, in percent, by language and kind of recording.

    espeak-ng speaks unseen sentences of the mini Whisper's grammar: `count` recordings of up to 27 s and a third as
    many of 60 to 90 s per language. `from` and `to` hold the difference in 95 of 100 draws of such recordings.
    """
    made = utterances(_UTTERANCES, _SEED, unseen=True)
    for language in get_args(Language):
        kinds = {
            "up to 27 s": recordings(made, language, count, seed=1),
            "60 to 90 s": recordings(made, language, max(1, count // 3), seed=2, seconds=_LONG_S),
        }
        found = {kind: _errors(model, items, language, workers) for kind, items in kinds.items()}
        found["all"] = [row for rows in found.values() for row in rows]
        for kind, rows in found.items():
            yield {"lang": language, "recordings": kind, "files": len(rows)} | _figures(rows)


def _figures(rows: Errors) -> dict[str, float]:
    """Return the rates, their difference, and where 95 % of its bootstrap lies (recordings drawn with repeats)."""
    chance = random.Random(_SEED)
    drawn = sorted(_difference(chance.choices(rows, k=len(rows))) for _ in range(_DRAWS))
    said = sum(words for words, _, _ in rows)
    figures = {
        "loop_percent": 100 * sum(loop for _, loop, _ in rows) / said,
        "batch_percent": 100 * sum(batch for _, _, batch in rows) / said,
        "difference": _difference(rows),
        "from": drawn[_DRAWS // 40],
        "to": drawn[-_DRAWS // 40],
    }
    return {name: round(value, 2) for name, value in figures.items()}


def _difference(rows: Errors) -> float:
    return 100 * sum(batch - loop for _, loop, batch in rows) / sum(words for words, _, _ in rows)


def _errors(model: Path, items: list[Recording], language: Language, workers: int) -> Errors:
    with tempfile.TemporaryDirectory() as folder:
        files = [Path(folder) / f"{index:04}.wav" for index in range(len(items))]
        for path, item in zip(files, items, strict=True):
            write_wav(path, Clip(item.wave))
        said = [" ".join(units(" ".join(text for text, _, _ in item.sentences), language)) for item in items]
        counts = []
        for way, engine in (("loop", plain), ("batch", ours)):
            heard = dict(engine(Work(way, model, files, workers, 5, True, language)))
            texts = [" ".join(units(heard[path], language)) for path in files]
            counts.append([_misheard(one, other) for one, other in zip(said, texts, strict=True)])
        return [(len(text.split()), *both) for text, *both in zip(said, *counts, strict=True)]


def _misheard(said: str, heard: str) -> int:
    aligned = jiwer.process_words(said, heard)
    return aligned.substitutions + aligned.deletions + aligned.insertions
