"""What is misheard by this program and by a plain loop, over recordings whose words are known."""

from __future__ import annotations

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


def compare(model: Path, count: int, workers: int) -> Iterator[dict[str, Any]]:
    """Yield the word (Mandarin: character) error rates of both ways, in percent, by language and kind of recording.

    espeak-ng speaks unseen sentences of the mini Whisper's grammar: `count` recordings of up to 27 s and a third as
    many of 60 to 90 s per language.
    """
    made = utterances(_UTTERANCES, _SEED, unseen=True)
    for language in get_args(Language):
        kinds = {
            "up to 27 s": recordings(made, language, count, seed=1),
            "60 to 90 s": recordings(made, language, max(1, count // 3), seed=2, seconds=_LONG_S),
        }
        for kind, items in kinds.items():
            rates = _rates(model, items, language, workers)
            shown = {f"{way}_percent": round(rate, 2) for way, rate in rates.items()}
            difference = round(rates["batch"] - rates["loop"], 2)
            yield {"lang": language, "recordings": kind, "files": len(items), **shown, "difference": difference}


def _rates(model: Path, items: list[Recording], language: Language, workers: int) -> dict[str, float]:
    with tempfile.TemporaryDirectory() as folder:
        files = [Path(folder) / f"{index:04}.wav" for index in range(len(items))]
        for path, item in zip(files, items, strict=True):
            write_wav(path, Clip(item.wave))
        said = [" ".join(units(" ".join(text for text, _, _ in item.sentences), language)) for item in items]
        rates = {}
        for way, engine in (("loop", plain), ("batch", ours)):
            heard = dict(engine(Work(way, model, files, workers, 5, True, language)))
            texts = [" ".join(units(heard[path], language)) for path in files]
            rates[way] = 100 * float(jiwer.wer(said, texts))
        return rates
