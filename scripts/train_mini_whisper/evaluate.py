"""Measure the exported model, as the program uses it, on sentences never trained on."""

from __future__ import annotations

import argparse
import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from faster_whisper import WhisperModel

from audio.clip import Clip
from audio.ports import Word
from audio.whisper import WhisperTranscriber

from .metrics import Tally
from .recordings import Recording, empty_recordings, recordings, script_recordings
from .soundcard import Soundcard
from .synthesis import RATE, cached

TEST_UTTERANCES = 250  # per language, held out
TEST_SEED = 2


@dataclass
class Sentence:
    """Words up to a full stop, with the names that faster-whisper gives to segments and words."""

    words: list[SpokenWord]

    @property
    def text(self) -> str:
        """Return what was written."""
        return "".join(word.word for word in self.words)

    @property
    def start(self) -> float:
        """Return when it begins, in seconds."""
        return self.words[0].start

    @property
    def end(self) -> float:
        """Return when it ends, in seconds."""
        return self.words[-1].end


@dataclass
class SpokenWord:
    """One word and its times in seconds."""

    word: str
    start: float
    end: float


def sentences(words: Sequence[Word]) -> list[Sentence]:
    """Cut a transcript after its full stops."""
    found: list[Sentence] = [Sentence([])]
    for word in words:
        found[-1].words.append(SpokenWord(word.text, word.start_s or 0.0, word.end_s or 0.0))
        if word.text.rstrip().endswith((".", "。", "?", "？")):
            found.append(Sentence([]))
    return [sentence for sentence in found if sentence.words]


def hear(folder: Path, wave: np.ndarray, language: str) -> list[Sentence]:
    """Transcribe 16 kHz sound the way the program does."""
    transcriber = WhisperTranscriber(folder, name="mini")
    transcript = transcriber.transcribe(Clip(wave.astype(np.float32)), "zh" if language == "zh" else "en")
    return sentences(transcript.words)


def measure(
    model: WhisperModel, folder: Path, items: list[Recording], card: Soundcard | None = None
) -> dict[str, float | int | None]:
    """Transcribe recordings and compare with what was said; `model` names the language."""
    tally = Tally(items[0].language)
    for item in items:
        wave, shift = item.wave, 0.0
        if card is not None:
            wave, shift = card.through(wave)
        tally.add(item, hear(folder, wave, item.language), shift)
        named, _, _ = model.detect_language(wave[: 30 * RATE])
        tally.languages.append(named == item.language)
    return tally.figures()


def measure_empty(folder: Path) -> dict[str, float | int | None]:
    """Count the recordings without speech that were given a text."""
    written = 0
    items = empty_recordings()
    for wave in items:
        for language in ("en", "zh"):
            written += bool(hear(folder, wave, language))
    return {"recordings": 2 * len(items), "with_text": written}


def evaluate(folder: Path, cache: Path, *, card: bool, quick: bool) -> dict[str, dict]:
    """Return all figures by the name of the test."""
    model = WhisperModel(str(folder), device="cpu", compute_type="int8", cpu_threads=1)
    made = cached(cache / "test.pkl", TEST_UTTERANCES, TEST_SEED, unseen=True)
    windows, long = (12, 2) if quick else (40, 8)
    results: dict[str, dict] = {}
    for language in ("en", "zh"):
        sets = {
            "windows": recordings(made, language, windows, seed=1),
            "long": recordings(made, language, long, seed=2, seconds=(60.0, 90.0)),
            "demo scripts (trained on)": script_recordings(language),
        }
        for name, items in sets.items():
            results[f"{language} {name}"] = measure(model, folder, items)
        if card:
            with Soundcard() as played:
                part = recordings(made, language, 8, seed=3) + sets["long"][:2]
                results[f"{language} virtual sound card"] = measure(model, folder, part, played)
    results["no speech"] = measure_empty(folder)
    results["folder"] = {"bytes": sum(f.stat().st_size for f in folder.iterdir())}
    return results


def table(results: dict[str, dict]) -> str:
    """Return the figures as a Markdown table per kind of row."""
    lines: list[str] = []
    columns: list[str] = []
    for name, row in results.items():
        if list(row) != columns:
            columns = list(row)
            lines += ["", "| test | " + " | ".join(columns) + " |"]
            lines.append("|---" * (len(columns) + 1) + "|")
        cells = ["-" if v is None else f"{v:.3f}" if isinstance(v, float) else str(v) for v in row.values()]
        lines.append(f"| {name} | " + " | ".join(cells) + " |")
    return "\n".join(lines[1:])


def main(arguments: list[str] | None = None) -> None:
    """Run from the command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path, help="the exported model")
    parser.add_argument("--cache", type=Path, required=True, help="folder for the test speech")
    parser.add_argument("--card", action="store_true", help="also through PulseAudio")
    parser.add_argument("--quick", action="store_true", help="few recordings")
    parser.add_argument("--json", action="store_true", help="print JSON instead of a table")
    options = parser.parse_args(arguments)
    results = evaluate(options.folder, options.cache, card=options.card, quick=options.quick)
    print(json.dumps(results, indent=1) if options.json else table(results))


if __name__ == "__main__":
    main()
