"""How fast many recordings are heard, beside the two plain ways of doing it with faster-whisper.

In one run, with the same weights, beam, language, prompt and time-stamp settings, each in a process of its own:

    loop      for every file: WhisperModel.transcribe, all cores on one file
    pipeline  for every file: BatchedInferencePipeline.transcribe (8 windows at a time), all cores
    batch     this program's recogniser
    short     the same with --short-windows

The recordings are real speech put together with pauses. Without --model the weights are random ones of a published
shape that decode a fixed number of tokens in every window (scripts/random_whisper.py): time and memory are true, the
words are not, and word times are left out everywhere, because random weights would place them anywhere and `loop`
would hear the same sound again and again. One line of JSON per way and set.

    .venv/bin/python scripts/bench_batch.py --shape base --sets 20s 2min --files 12
    .venv/bin/python scripts/bench_batch.py --model mini --ways accuracy
    .venv/bin/python scripts/bench_batch.py --ways overhead --files 200
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, get_args

import numpy as np

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from audio.clip import SPEECH_RATE_HZ, Clip, Samples  # noqa: E402 - the project's root comes first
from audio.files import write_wav  # noqa: E402
from audio.models import find_model  # noqa: E402
from audio.ports import Language  # noqa: E402

SETS = {"20s": 20.0, "2min": 120.0, "1h": 3600.0}
WAYS = ("loop", "pipeline", "batch", "short")
SPEECH = ROOT / "tests" / "data" / "speech"
SPOKEN_S = {"beckett": (0.32, 8.78), "aishell": (0.47, 3.71), "librispeech": (0.13, 8.56)}
PAUSES_S = (0.15, 1.1)  # between sentences, drawn evenly
ROOM = 0.0005  # noise of a quiet room, amplitude


def recordings(folder: Path, seconds: float, files: int) -> list[Path]:
    """Write recordings of one length: real sentences in another order each, with pauses, in a quiet room."""
    from audio.files import read_clip

    sentences = [read_clip(SPEECH / f"{name}.flac").slice_s(*ends).samples for name, ends in SPOKEN_S.items()]
    numbers = np.random.default_rng(7)
    made = []
    for index in range(files):
        path = folder / f"{index:04}.wav"
        if not path.exists():
            write_wav(path, Clip(answer(sentences, seconds, numbers)))
        made.append(path)
    return made


def answer(sentences: list[Samples], seconds: float, numbers: np.random.Generator) -> Samples:
    """Put sentences together until the time is full."""
    sound = (ROOM * numbers.standard_normal(round(seconds * SPEECH_RATE_HZ))).astype(np.float32)
    at = round(0.4 * SPEECH_RATE_HZ)
    while at < len(sound):
        sentence = sentences[numbers.integers(len(sentences))][: len(sound) - at]
        sound[at : at + len(sentence)] += sentence
        at += len(sentence) + round(numbers.uniform(*PAUSES_S) * SPEECH_RATE_HZ)
    return sound


@dataclass(frozen=True)
class Work:
    """What one process measures."""

    way: str
    model: Path
    files: list[Path]
    workers: int
    beam_size: int
    word_times: bool
    language: Language = "en"


def plain(work: Work) -> Iterator[str]:
    """Yield the texts of the two plain ways, loading first."""
    from faster_whisper import BatchedInferencePipeline, WhisperModel

    from audio.whisper import PROMPTS

    threads = work.workers  # what `batch` uses as workers, they use as threads
    model = WhisperModel(str(work.model), device="cpu", compute_type="int8", cpu_threads=threads, local_files_only=True)
    options: dict[str, Any] = {
        "language": work.language, "beam_size": work.beam_size, "hotwords": PROMPTS[work.language],
        "temperature": [0.0], "condition_on_previous_text": False,
        "without_timestamps": True, "word_timestamps": work.word_times,
    }  # fmt: skip
    engine: Any = model
    if work.way == "pipeline":
        engine, options["batch_size"] = BatchedInferencePipeline(model), 8
    yield ""  # loaded
    for path in work.files:
        segments, _ = engine.transcribe(str(path), **options)
        yield "".join(segment.text for segment in segments)


def ours(work: Work) -> Iterator[str]:
    """Yield the texts of this program's recogniser, loading first."""
    from audio.batch_decoding import BatchDecoder
    from audio.batch_recogniser import BatchOptions, BatchRecogniser, Recognised, Recording
    from audio.batch_setup import batch_that_fits
    from audio.whisper import WhisperTranscriber

    transcriber = WhisperTranscriber(work.model, name="bench", device="cpu", cpu_threads=1, workers=work.workers)
    transcriber.load()
    decoder = BatchDecoder(transcriber, beam_size=work.beam_size, word_times=work.word_times)
    size = batch_that_fits(work.model, work.workers)
    recogniser = BatchRecogniser(
        decoder, BatchOptions(work.workers, size, limit_s=1e6, short_windows=work.way == "short")
    )
    yield ""  # loaded
    for result in recogniser.recognise(Recording(str(path), path, work.language) for path in work.files):
        if not isinstance(result, Recognised):
            raise SystemExit(str(result.error))
        yield result.transcript.text


def measure(work: Work) -> dict[str, Any]:
    """Do the work in this process and return its figures."""
    texts = ours(work) if work.way in ("batch", "short") else plain(work)
    next(texts)
    before_mb, before_cpu_s, began_s = forget_peak_mb(), cpu_s(), time.monotonic()
    words = sum(len(text.split()) for text in texts)
    took_s = time.monotonic() - began_s
    return {
        "way": work.way,
        "files": len(work.files),
        "took_s": round(took_s, 2),
        "s_per_file": round(took_s / len(work.files), 4),
        "cpu_s_per_file": round((cpu_s() - before_cpu_s) / len(work.files), 4),
        "peak_mb_above_model": round(peak_mb() - before_mb),
        "words": words if work.word_times else None,
        "workers": work.workers,
    }


def peak_mb() -> float:
    """Return the most memory this process has used (since `forget_peak_mb`, on Linux)."""
    try:
        status = Path("/proc/self/status").read_text(encoding="utf-8")
    except OSError:
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return next(int(line.split()[1]) / 1024 for line in status.splitlines() if line.startswith("VmHWM"))


def forget_peak_mb() -> float:
    """Begin to look for the peak anew, and return the memory in use; loading a model is a peak of its own."""
    try:
        Path("/proc/self/clear_refs").write_text("5", encoding="utf-8")
    except OSError:
        pass
    return peak_mb()


def cpu_s() -> float:
    """Return the seconds all cores have worked for this process."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    return used.ru_utime + used.ru_stime


def accuracy(model: Path, workers: int, language: Language) -> dict[str, Any]:
    """Return the word (Mandarin: character) error rates of `batch` and `loop` over what the demo's candidate says.

    espeak-ng speaks the sentences, three to a recording.
    """
    import jiwer
    import yaml

    from audio.mini_whisper import candidate_path
    from tests.audio.espeak import spoken

    said = [s for kind in yaml.safe_load(candidate_path().read_text(encoding="utf-8"))[language].values() for s in kind]
    groups = [said[first : first + 3] for first in range(0, len(said), 3)]
    with tempfile.TemporaryDirectory() as name:
        files = []
        for index, sentences in enumerate(groups):
            files.append(Path(name) / f"{index}.wav")
            write_wav(files[-1], spoken(language, *sentences, gap_s=0.6))
        rates = {}
        for way in ("loop", "batch"):
            work = Work(way, model, files, workers, 5, True, language)
            # One worker and full batches keep the order of the files: texts and sentences meet again.
            texts = list(ours(work) if way == "batch" else plain(work))[1:]
            together = " ".join(sorted(_plain_words(text) for text in texts))
            truth = " ".join(sorted(_plain_words(" ".join(group)) for group in groups))
            rates[way] = 100 * float(jiwer.wer(truth, together))
    shown = {f"errors_{way}_percent": round(rate, 2) for way, rate in rates.items()}
    difference = round(rates["batch"] - rates["loop"], 2)
    return {"lang": language, "files": len(groups), **shown, "difference": difference}


def _plain_words(text: str) -> str:
    """Return lower-case words; every Chinese character is one."""
    spaced = (f" {c} " if c > "\u2e80" else c for c in text.lower())
    return " ".join("".join(c if c.isalnum() or c == " " else " " for part in spaced for c in part).split())


def overhead(files: int) -> dict[str, Any]:
    """Return what a file costs outside of recognition: checking, hashing, scoring, writing, with nobody listening."""
    import threading

    import yaml

    from audio.capture import utterance_from_clip
    from audio.mini_whisper import candidate_path
    from audio.models import MINI_PATH
    from audio.whisper import WhisperTranscriber
    from interviewer.batch.command import write_results
    from interviewer.batch.engine import Hearing, Task
    from interviewer.batch.heard import HeardRecording
    from interviewer.batch.manifest import read_folder
    from interviewer.batch.output import open_output
    from interviewer.batch.run import BatchRun
    from interviewer.settings import Settings
    from tests.audio.espeak import spoken

    class Deaf:
        """Answers at once with what was heard before."""

        model, identity, short_windows = "mini", "mini", False

        def __init__(self, heard: HeardRecording) -> None:
            self._heard = heard

        def hear(self, tasks: Iterator[Task], stop: threading.Event) -> Iterator[Hearing]:
            for task in tasks:
                yield Hearing(task, replace(self._heard, sha256=task.source.sha256))

        def measure(self, task: Task) -> float:
            return 0.0

    with tempfile.TemporaryDirectory() as name:
        folder = Path(name) / "in"
        folder.mkdir()
        (path,) = recordings(folder, 20.0, 1)
        said = yaml.safe_load(candidate_path().read_text(encoding="utf-8"))["en"]["strong"]
        utterance = utterance_from_clip(spoken("en", *said, gap_s=0.6))  # an answer that can be judged
        transcript = WhisperTranscriber(MINI_PATH, name="mini").transcribe(utterance.clip, "en")
        heard = HeardRecording("", utterance.clip.duration_s, utterance.speech, -20.0, 0.0, transcript)
        content = path.read_bytes()
        for index in range(files):
            (folder / f"{index:04}.wav").write_bytes(content + index.to_bytes(4, "big"))
        settings = Settings(language="en", data_dir=Path(name) / "data")
        began_s, began_cpu_s = time.monotonic(), cpu_s()
        manifest = read_folder(folder, settings, "hr-faq/02-self-intro", [], Path(name) / "out")
        with open_output(Path(name) / "out") as output:
            run = BatchRun(manifest.items, output, Deaf(heard), settings)
            run.run(threading.Event())
            write_results(manifest, output, [], None, settings)
        took_s = time.monotonic() - began_s
    if run.tally.scored != files:
        raise SystemExit(f"only {run.tally.scored} of {files} were scored")
    each = {
        "ms_per_file": round(1000 * took_s / files, 2),
        "cpu_ms_per_file": round(1000 * (cpu_s() - began_cpu_s) / files, 2),
    }
    return {"files": files, **each, "peak_mb": round(peak_mb())}


def main() -> None:
    """Run from the command line."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--model", help="Whisper model by name or folder; default: random weights")
    parser.add_argument("--shape", choices=["tiny", "base", "small"], default="base", help="of random weights")
    parser.add_argument("--tokens", type=int, default=60, help="decoded per window with random weights")
    parser.add_argument("--sets", nargs="+", choices=list(SETS), default=["20s"])
    parser.add_argument("--files", type=int, default=8, help="recordings of each set (1h: at most 2)")
    parser.add_argument("--ways", nargs="+", choices=[*WAYS, "accuracy", "overhead"], default=list(WAYS[:3]))
    parser.add_argument("--workers", type=int, default=os.cpu_count() or 1)
    parser.add_argument("--beam", type=int, default=5)
    parser.add_argument("--folder", type=Path, help="where recordings and random weights are kept between runs")
    parser.add_argument("--child", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.child:
        print(json.dumps(measure(_work(json.loads(options.child)))))
        return
    with tempfile.TemporaryDirectory() as name:
        folder = options.folder or Path(name)
        folder.mkdir(parents=True, exist_ok=True)
        model = _model(options, folder)
        if "overhead" in options.ways:
            print(json.dumps({"way": "overhead", **overhead(options.files)}), flush=True)
        if "accuracy" in options.ways:
            for language in get_args(Language):
                print(json.dumps({"way": "accuracy", **accuracy(model, options.workers, language)}), flush=True)
        for chosen in options.sets:
            compare(chosen, options, model, folder)


def compare(chosen: str, options: argparse.Namespace, model: Path, folder: Path) -> None:
    """Measure every way on one set and print their figures, with the ratio to the first way measured."""
    place = folder / chosen
    place.mkdir(exist_ok=True)
    files = recordings(place, SETS[chosen], min(options.files, 2) if chosen == "1h" else options.files)
    took_s: dict[str, float] = {}
    for way in (way for way in options.ways if way in WAYS):
        work = {"way": way, "model": str(model), "files": [str(path) for path in files], "workers": options.workers,
                "beam_size": options.beam, "word_times": options.model is not None}  # fmt: skip
        done = subprocess.run(
            [sys.executable, __file__, "--child", json.dumps(work)], capture_output=True, text=True, check=True
        )
        figures = json.loads(done.stdout.splitlines()[-1])
        took_s[way] = figures["took_s"]
        ratios = {f"times_{other}": round(took_s[other] / took_s[way], 2) for other in took_s if other != way}
        sound = {"sound_s_per_s": round(SETS[chosen] * len(files) / took_s[way], 2)}
        weights = options.model or f"random {options.shape} int8, {options.tokens} tokens a window, no word times"
        print(json.dumps({"set": chosen, **figures, **sound, **ratios, "weights": weights}), flush=True)


def _work(record: dict[str, Any]) -> Work:
    return Work(**{**record, "model": Path(record["model"]), "files": [Path(path) for path in record["files"]]})


def _model(options: argparse.Namespace, folder: Path) -> Path:
    if options.model:
        return find_model(options.model, models_dir=folder, env=os.environ).path
    if not set(options.ways) & set(WAYS):
        return folder
    from scripts.random_whisper import build

    path = folder / f"random-{options.shape}-{options.tokens}"
    return path if (path / "model.bin").exists() else build(options.shape, path, tokens=options.tokens)


if __name__ == "__main__":
    main()
