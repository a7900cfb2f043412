"""What a file costs outside of recognition."""

from __future__ import annotations

import tempfile
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

from scripts.batch_bench.speed import cpu_s, peak_mb, recordings


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
