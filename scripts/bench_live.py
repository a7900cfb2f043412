"""Is the transcript ready when the speaker stops? Recorded answers through the live path, at the speed of life.

Every answer is spoken by espeak-ng and followed by the live transcription through the real capture loop; then the same
answer is taken the naive way: record it all, transcribe all of it, score it. In turn an answer is ended by silence, by
Enter with the last word, and by Enter half a second after it. Time is real whenever the recogniser computes and skipped
while it idles (`scripts/paced.py`); `--real-time` never skips.

Weights are those of a folder (`--model`), or random ones of a real size (`--shape`). Random ones cost what real ones do
when they decode as many tokens: `--tokens-per-s` of sound, by default 3.5 for English (150 words a minute at 1.3 tokens
a word, and marks) and 5 for Mandarin (240 characters a minute at 1.25). Their words mean nothing: error rates need
`--accuracy`, which takes three kinds of answers in both languages with a model that understands them.
`--pauses` counts false cut-offs and the delay after the last word, with the words the recogniser really has by then
(the mini Whisper knows whole sentences only, so that an unfinished one tells it nothing).

    .venv/bin/python scripts/bench_live.py                      # ten answers of 1 to 3 minutes, base shape
    .venv/bin/python scripts/bench_live.py --answers 3 --seconds 30
    .venv/bin/python scripts/bench_live.py --accuracy --model mini
    .venv/bin/python scripts/bench_live.py --pauses 1 2 3 4 5 6 --model mini --answers 5
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from audio.allocator import keep_memory  # noqa: E402 - the project's root comes first
from audio.clip import SPEECH_RATE_HZ  # noqa: E402
from audio.models import find_model  # noqa: E402
from audio.ports import Language  # noqa: E402
from audio.whisper import WhisperTranscriber  # noqa: E402
from audio.windows import EDGE_S  # noqa: E402
from interviewer.settings import Settings, default_data_dir  # noqa: E402
from scripts.live_answers import ENDINGS, SCRIPTS, Row, accuracy, naive, pause_outcome, take  # noqa: E402
from scripts.random_whisper import build  # noqa: E402

PAUSED: dict[Language, list[tuple[str, str, str]]] = {
    "en": [
        ("whole sentence", "My main strengths are data analysis and clear communication.", "I like testing models."),
        ("then closing", "My main strengths are data analysis and clear communication.", "Thank you for listening."),
        ("unfinished", "This role fits me, because", "I like testing models."),
    ],
    "zh": [
        ("whole sentence", "我的主要优势是数据分析和沟通协调。", "我喜欢解决难题。"),
        ("then closing", "我的主要优势是数据分析和沟通协调。", "以上就是我的介绍，谢谢。"),
        ("unfinished", "我想做这份工作，因为", "我喜欢解决难题。"),
    ],
}
"""How people pause: the last words before the pause, and the last words of the answer."""

TOKENS_PER_S: dict[Language, float] = {"en": 3.5, "zh": 5.0}
MOST_TOKENS = 150  # of a window of 28 s


def paced_tokens(transcriber: WhisperTranscriber, language: Language, tokens_per_s: float) -> None:
    """Let random weights decode as many tokens as a window's sound would hold, edges of silence left out."""
    model: Any = transcriber.engine(language)
    transcribe: Callable[..., Any] = model.transcribe

    def limited(samples: np.ndarray[Any, Any], **options: Any) -> Any:
        seconds = max(0.5, len(samples) / SPEECH_RATE_HZ - 2 * EDGE_S)
        return transcribe(samples, max_new_tokens=round(tokens_per_s * seconds), **options)

    model.transcribe = limited


@contextmanager
def weights(options: argparse.Namespace, language: Language) -> Iterator[tuple[WhisperTranscriber, str]]:
    """Load the model and say what it is."""
    with tempfile.TemporaryDirectory() as folder:
        if options.model:
            models = default_data_dir() / "models"
            found = find_model(options.model, models_dir=models, env=os.environ, language=language)
            transcriber, what = WhisperTranscriber(found.path, name=found.name), found.name
        else:
            rate = options.tokens_per_s or TOKENS_PER_S[language]
            path = build(options.shape, Path(folder), tokens=MOST_TOKENS)
            transcriber = WhisperTranscriber(path, name=options.shape)
            paced_tokens(transcriber, language, rate)
            what = f"random, {options.shape} shape, int8, {rate} tokens per second of speech"
        transcriber.load()
        yield transcriber, what


def speed(options: argparse.Namespace) -> dict[str, Any]:
    """Take the answers live, then the naive way, and return all figures."""
    language: Language = options.lang
    lengths = options.seconds
    with weights(options, language) as (transcriber, what), tempfile.TemporaryDirectory() as name:
        settings = Settings(language=language, data_dir=Path(name))
        rows = []
        for number in range(options.answers):
            ending = ENDINGS[number % len(ENDINGS)]
            seconds = lengths[number // len(ENDINGS) % len(lengths)]
            rows.append(take(settings, transcriber, seconds, number, ending, real_time=options.real_time))
            print(f"answer {number + 1}: {rows[-1]}", file=sys.stderr)
        peak_mb = round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)
        # Only now: whole recordings at once need more memory than the interview did.
        rows = [replace(row, naive_s=naive(settings, transcriber, number)) for number, row in enumerate(rows)]
    return figures(rows, peak_mb) | {"weights": what, "lang": language, "rows": [asdict(row) for row in rows]}


def percentiles(values: list[float]) -> list[float] | None:
    """Return median and 95th percentile."""
    return [round(float(np.percentile(values, p)), 2) for p in (50, 95)] if values else None


def figures(rows: list[Row], peak_mb: int) -> dict[str, Any]:
    """Return the figures of all answers, [median, 95th percentile] where there are two."""
    found: dict[str, Any] = {"answers": len(rows)}
    for ending in ENDINGS:
        those = [row for row in rows if row.ending == ending]
        two_minutes = [row for row in those if 100 <= row.answer_s <= 150]
        found[ending] = {
            "answers": len(those),
            "to_transcript_s": percentiles([row.ready_s for row in those]),
            "to_first_sound_s": percentiles([row.first_sound_s for row in those]),
            "to_judged_feedback_s": percentiles([row.feedback_s for row in those]),
            "naive_s": percentiles([row.naive_s for row in those]),
            "times_faster_2_minutes": percentiles([row.naive_s / max(row.ready_s, 0.01) for row in two_minutes]),
        }
    return found | {
        "cores_while_listening": round(float(np.mean([row.cores for row in rows])), 2),
        "dropped_frames": sum(row.dropped_frames for row in rows),
        "lagged": sum(row.lagged for row in rows),
        "peak_memory_mb": peak_mb,
    }


def table(result: dict[str, Any]) -> Iterator[str]:
    """Yield the figures as lines."""

    def pair(values: list[float] | None) -> str:
        return "    -    " if values is None else f"{values[0]:5.2f}/{values[1]:5.2f}"

    yield f"{result['weights']}, {result['lang']}, {result['answers']} answers; seconds, median/95th percentile"
    yield "ended by              answers  transcript   first sound  judged feedback  naive way    times faster (2 min)"
    for ending in ENDINGS:
        row = result[ending]
        columns = [row[key] for key in ("to_transcript_s", "to_first_sound_s", "to_judged_feedback_s", "naive_s")]
        cells = "  ".join(f"{pair(values):11}" for values in [*columns, row["times_faster_2_minutes"]])
        yield f"{ending:22}  {row['answers']:3}    {cells}"
    yield (
        f"cores while listening {result['cores_while_listening']}, dropped frames {result['dropped_frames']}, "
        f"lagged {result['lagged']}, peak memory of the {result['answers']} answers {result['peak_memory_mb']} MB"
    )


def compare(options: argparse.Namespace) -> dict[str, Any]:
    """Return the error rates of live and whole transcription for every script in both languages."""
    rows = []
    for language in ("en", "zh"):
        with weights(options, language) as (transcriber, _), tempfile.TemporaryDirectory() as name:
            settings = Settings(language=language, data_dir=Path(name))
            for script in SCRIPTS:
                rates = [accuracy(settings, transcriber, script, seed) for seed in range(options.answers)]
                whole, live, enter = (round(100 * float(np.mean(column)), 2) for column in zip(*rates, strict=True))
                rows.append({"lang": language, "script": script, "whole": whole, "live": live, "enter": enter})
                print(f"{language} {script:9} whole {whole:5.2f} %  live {live:5.2f} %  Enter {enter:5.2f} %")
    return {"model": options.model, "answers": options.answers, "error_percent": rows}


def sweep(options: argparse.Namespace) -> dict[str, Any]:
    """Return false cut-offs and the mean delay over scripted pauses, with the words the recogniser really has."""
    rows = []
    for language in ("en", "zh"):
        with weights(options, language) as (transcriber, _), tempfile.TemporaryDirectory() as name:
            settings = Settings(language=language, data_dir=Path(name))
            for kind, before, after in PAUSED[language]:
                for pause_s in options.pauses:
                    ends = [
                        pause_outcome(settings, transcriber, before, after, pause_s, seed)
                        for seed in range(options.answers)
                    ]
                    delays = [end_s for end_s in ends if end_s is not None]
                    row = {"lang": language, "kind": kind, "pause_s": pause_s, "cut_off": len(ends) - len(delays)}
                    row["delay_s"] = round(float(np.mean(delays)), 2) if delays else None
                    rows.append(row)
                    print(f"{language} {kind:18} pause {pause_s:3.1f} s  cut off {row['cut_off']}/{len(ends)}", end="")
                    print(f"  delay {row['delay_s']} s")
    return {"model": options.model, "answers": options.answers, "pauses": rows}


def main() -> None:
    """Run from the command line."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--model", help="Whisper model, by name or folder")
    parser.add_argument("--shape", choices=["tiny", "base", "small"], default="base", help="random weights of a size")
    parser.add_argument("--tokens-per-s", type=float, help="decoded per second of speech with random weights")
    parser.add_argument("--lang", choices=["zh", "en"], default="en")
    parser.add_argument("--answers", type=int, default=10, help="with --accuracy: of every script")
    parser.add_argument(
        "--seconds", type=float, nargs="+", default=[120.0, 60.0, 180.0, 120.0], help="lengths, in turn"
    )
    parser.add_argument("--real-time", action="store_true", help="do not skip what the recogniser idles")
    parser.add_argument("--accuracy", action="store_true", help="compare words instead of seconds")
    parser.add_argument("--pauses", type=float, nargs="+", metavar="S", help="scripted pauses: cut-offs and delays")
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    if (options.accuracy or options.pauses) and not options.model:
        parser.error("--accuracy and --pauses need --model: random weights hear nothing")
    keep_memory()  # as the program does
    result = compare(options) if options.accuracy else sweep(options) if options.pauses else speed(options)
    if options.json:
        print(json.dumps(result))
    elif not (options.accuracy or options.pauses):
        print("\n".join(table(result)))


if __name__ == "__main__":
    main()
