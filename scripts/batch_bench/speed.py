"""How fast recordings are heard: the two plain ways of faster-whisper and this program's, one process each."""

from __future__ import annotations

import json
import os
import resource
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np

from audio.clip import SPEECH_RATE_HZ, Clip, Samples
from audio.ports import Language
from audio.wav import write_wav

ROOT = Path(__file__).resolve().parents[2]
WAYS = ("loop", "pipeline", "batch", "short")
SPEECH = ROOT / "tests" / "data" / "speech"
SPOKEN_S = {"beckett": (0.32, 8.78), "aishell": (0.47, 3.71), "librispeech": (0.13, 8.56)}
PAUSES_S = (0.15, 1.1)  # between sentences, drawn evenly
ROOM = 0.0005  # noise of a quiet room, amplitude
_LOADED = (Path(), "")


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


def plain(work: Work) -> Iterator[tuple[Path, str]]:
    """Yield the texts of the two plain ways; first, when the model is loaded, a pair that means nothing."""
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
    yield _LOADED
    for path in work.files:
        segments, _ = engine.transcribe(str(path), **options)
        yield path, "".join(segment.text for segment in segments)


def ours(work: Work) -> Iterator[tuple[Path, str]]:
    """Yield the texts of this program's recogniser; first, when the model is loaded, a pair that means nothing."""
    from audio.allocator import keep_memory
    from audio.batch_decoding import BatchDecoder
    from audio.batch_recogniser import BatchRecogniser
    from audio.batch_records import BatchOptions, Recognised, Recording
    from audio.batch_setup import batch_that_fits
    from audio.whisper import WhisperTranscriber

    keep_memory()
    transcriber = WhisperTranscriber(work.model, name="bench", device="cpu", cpu_threads=1, workers=work.workers)
    transcriber.load()
    decoder = BatchDecoder(transcriber, beam_size=work.beam_size, word_times=work.word_times)
    size = batch_that_fits(work.model, work.workers)
    recogniser = BatchRecogniser(
        decoder, BatchOptions(work.workers, size, limit_s=1e6, short_windows=work.way == "short")
    )
    yield _LOADED
    for result in recogniser.recognise(Recording(str(path), path, work.language) for path in work.files):
        if not isinstance(result, Recognised):
            raise SystemExit(str(result.error))
        yield result.recording.path, result.transcript.text


def measure(work: Work) -> dict[str, Any]:
    """Do the work in this process and return its figures."""
    texts = ours(work) if work.way in ("batch", "short") else plain(work)
    next(texts)
    before_mb, before_cpu_s, began_s = forget_peak_mb(), cpu_s(), time.monotonic()
    for _ in texts:
        pass
    took_s = time.monotonic() - began_s
    return {
        "way": work.way,
        "files": len(work.files),
        "took_s": round(took_s, 2),
        "s_per_file": round(took_s / len(work.files), 4),
        "cpu_s_per_file": round((cpu_s() - before_cpu_s) / len(work.files), 4),
        "peak_mb_above_model": round(peak_mb() - before_mb),
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


def in_own_process(work: Work) -> dict[str, Any]:
    """Do the work in a fresh process and return its figures."""
    child = f"import sys; sys.path.insert(0, {str(ROOT)!r}); from scripts.batch_bench import speed; speed.child()"
    task = json.dumps({**asdict(work), "model": str(work.model), "files": [str(path) for path in work.files]})
    as_program = {"OPENBLAS_NUM_THREADS": "1"} if work.way in ("batch", "short") else {}
    done = subprocess.run(
        [sys.executable, "-c", child, task],
        stdout=subprocess.PIPE, text=True, check=True, env={**os.environ, **as_program},
    )  # fmt: skip
    figures: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return figures


def child() -> None:
    """Do the work that stands on the command line."""
    task = json.loads(sys.argv[1])
    work = Work(**{**task, "model": Path(task["model"]), "files": [Path(path) for path in task["files"]]})
    print(json.dumps(measure(work)))


def compare(work: Work, ways: list[str], repeat: int, seconds: float) -> Iterator[dict[str, Any]]:
    """Yield the figures of every way over the same recordings, with ratios to the plain ways measured before.

    Args:
        work: what is to be done; its own way is left aside.
        ways: in the order in which they take turns.
        repeat: turns of each; the fastest one and the least processor time count.
        seconds: length of a recording.
    """
    turns = [[in_own_process(replace(work, way=way)) for way in ways] for _ in range(repeat)]
    best: dict[str, dict[str, Any]] = {}
    for way, results in zip(ways, zip(*turns, strict=True), strict=True):
        figures = min(results, key=lambda one: float(one["took_s"]))
        figures["cpu_s_per_file"] = min(one["cpu_s_per_file"] for one in results)
        figures["peak_mb_above_model"] = max(one["peak_mb_above_model"] for one in results)
        figures["sound_s_per_s"] = round(seconds * len(work.files) / figures["took_s"], 2)
        for other in (other for other in WAYS[:2] if other in best):
            figures[f"wall_x_{other}"] = round(best[other]["took_s"] / figures["took_s"], 2)
            figures[f"cpu_x_{other}"] = round(best[other]["cpu_s_per_file"] / figures["cpu_s_per_file"], 2)
        best[way] = figures
        yield figures


def by_workers(work: Work, repeat: int) -> Iterator[dict[str, Any]]:
    """Yield the figures of this program with one worker, then with all of them."""
    first: float | None = None
    for workers in (1, work.workers):
        turns = [in_own_process(replace(work, way="batch", workers=workers)) for _ in range(repeat)]
        figures = min(turns, key=lambda one: float(one["took_s"]))
        first = first or figures["took_s"]
        yield {**figures, "times_one": round(first / figures["took_s"], 2)}
