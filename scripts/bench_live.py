"""Is the transcript ready when the speaker stops? Recorded answers in real time through the live path.

Every answer is spoken by espeak-ng, replayed at the speed of life into the real capture loop, and followed by the live
transcription. The same answer is then taken the naive way: record it all, transcribe all of it, score it. Weights are
those of a folder (`--model PATH`), or random ones of a real size (`--shape base`): those cost what real ones do, with a
fixed number of decoded tokens per window (`--tokens`), and their words mean nothing, so that error rates are only
given for a model that was named. Prints one line of JSON.

    .venv/bin/python scripts/bench_live.py --shape base --answers 10 --seconds 60 120 180
    .venv/bin/python scripts/bench_live.py --model mini --answers 2 --seconds 30 --lang zh
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np
import yaml

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from audio.capture import capture  # noqa: E402 - the project's root comes first
from audio.clip import SPEECH_RATE_HZ, Clip, Samples  # noqa: E402
from audio.controls import Command, QueueControls  # noqa: E402
from audio.endpoint import Endpointer, EndpointOptions  # noqa: E402
from audio.live import LiveHooks, LiveTranscriber  # noqa: E402
from audio.mini_whisper import candidate_path  # noqa: E402
from audio.models import find_model  # noqa: E402
from audio.ports import Language, Transcript, Utterance  # noqa: E402
from audio.pyttsx3_voice import Pyttsx3Voice  # noqa: E402
from audio.resample import at_rate  # noqa: E402
from audio.vad import SileroDetector  # noqa: E402
from audio.whisper import WhisperTranscriber  # noqa: E402
from interviewer.answer import Heard, judge  # noqa: E402
from interviewer.banks.loader import find_question  # noqa: E402
from interviewer.settings import default_data_dir  # noqa: E402
from scripts.random_whisper import TOKENS, build  # noqa: E402

QUESTION = "hr-faq/02-self-intro"
PAUSES_S = (0.3, 0.5, 0.8, 1.2, 2.0, 3.0)  # between sentences, as people pause when they answer
BLOCK_S = 0.02


@dataclass(frozen=True)
class Row:
    """One answer.

    Attributes:
        answer_s: its length.
        ended: "silence" (or closer), or "key": Enter pressed with the last word.
        ready_s: from the end decision to the complete transcript.
        first_sound_s: from the end decision to the first sentence of feedback, rendered and ready to play.
        naive_s: the whole recording transcribed and scored after the end decision.
        cpu_share: of one core, used while listening.
        error_rate: of the live transcript (WER or CER); None for random weights.
        whole_error_rate: of the whole recording's.
        dropped_frames: samples lost.
        lagged: whether the machine could not keep up.
    """

    answer_s: float
    ended: str
    ready_s: float
    first_sound_s: float
    naive_s: float
    cpu_share: float
    error_rate: float | None
    whole_error_rate: float | None
    dropped_frames: int
    lagged: bool


class PacedStream:
    """Delivers a clip no faster than time passes; counts what would have overflowed a device's buffer of a second."""

    overflows = 0
    dropped_frames = 0

    def __init__(self, clip: Clip, controls: QueueControls, enter_at_s: float | None) -> None:
        """Prepare; Enter is pressed at `enter_at_s` of the sound."""
        self._samples = clip.samples
        self._controls = controls
        self._enter_at_s = enter_at_s

    def blocks(self) -> Iterator[Samples]:
        """Yield 20 ms at a time."""
        size = round(BLOCK_S * SPEECH_RATE_HZ)
        started_s = time.monotonic()
        for first in range(0, len(self._samples), size):
            late_s = time.monotonic() - started_s - first / SPEECH_RATE_HZ
            if late_s < BLOCK_S:
                time.sleep(BLOCK_S - late_s)
            elif late_s > 1:
                self.dropped_frames += size
            if self._enter_at_s is not None and first / SPEECH_RATE_HZ >= self._enter_at_s:
                self._controls.press(Command.END)
            yield self._samples[first : first + size]

    def set_gate(self, closed: bool) -> None:
        """Nothing speaks here."""


def spoken_answer(seconds: float, language: Language, seed: int) -> tuple[Clip, str, float]:
    """Return an answer of about that length with silence after it, its text, and when its last word ends."""
    sentences = yaml.safe_load(candidate_path().read_text(encoding="utf-8"))[language]["strong"][:-2]
    random = np.random.default_rng(seed)
    voice = Pyttsx3Voice(rate_wpm=165)
    try:
        clips = {text: at_rate(voice.render(text, language), SPEECH_RATE_HZ).samples for text in sentences}
    finally:
        voice.close()
    parts: list[Samples] = [np.zeros(SPEECH_RATE_HZ, np.float32)]
    said: list[str] = []
    while sum(map(len, parts)) < seconds * SPEECH_RATE_HZ:
        text = sentences[len(said) % len(sentences)]
        said.append(text)
        parts += [clips[text], np.zeros(round(float(random.choice(PAUSES_S)) * SPEECH_RATE_HZ), np.float32)]
    end = sum(map(len, parts[:-1]))
    sound = np.concatenate([*parts[:-1], np.zeros(12 * SPEECH_RATE_HZ, np.float32)])
    sound += random.normal(0, 1e-3, len(sound)).astype(np.float32)
    return Clip(sound), ("" if language == "zh" else " ").join(said), end / SPEECH_RATE_HZ


def measure(transcriber: WhisperTranscriber, language: Language, seconds: float, number: int, real: bool) -> Row:
    """Take one answer live, then once more the naive way."""
    clip, text, end_s = spoken_answer(seconds, language, number)
    enter = number % 2 == 1
    lagging: list[bool] = []
    controls = QueueControls()
    stream = PacedStream(clip, controls, end_s if enter else None)
    live = LiveTranscriber(transcriber, language, LiveHooks(on_lag=lambda: lagging.append(True)))
    cpu_s, began_s = time.process_time(), time.monotonic()
    endpointer = Endpointer(EndpointOptions(limit_s=900))
    utterance = capture(stream, SileroDetector(), endpointer, controls=controls, follower=live)
    decided_s = time.monotonic()
    cpu_share = (time.process_time() - cpu_s) / (decided_s - began_s)
    transcript = live.finish(utterance)
    ready_s = time.monotonic() - decided_s
    live.close()
    feedback = scored(utterance, transcript, language)
    first_sentence(feedback, language)
    first_sound_s = time.monotonic() - decided_s
    naive_from_s = time.monotonic()
    whole = transcriber.transcribe(utterance.clip, language, speech=utterance.speech)
    scored(utterance, whole, language)
    naive_s = time.monotonic() - naive_from_s
    return Row(
        answer_s=round(end_s, 1),
        ended=utterance.end_reason,
        ready_s=round(ready_s, 3),
        first_sound_s=round(first_sound_s, 3),
        naive_s=round(naive_s, 3),
        cpu_share=round(cpu_share, 3),
        error_rate=error_rate(text, transcript.text, language) if real else None,
        whole_error_rate=error_rate(text, whole.text, language) if real else None,
        dropped_frames=stream.dropped_frames,
        lagged=bool(lagging),
    )


def scored(utterance: Utterance, transcript: Transcript, language: Language) -> str:
    """Judge and return the feedback that is spoken."""
    _, question = find_question(QUESTION)
    return judge(Heard(utterance, transcript), question, language, 1).feedback.spoken


def first_sentence(feedback: str, language: Language) -> None:
    """Render what is heard first."""
    from audio.speaking import split_sentences

    voice = Pyttsx3Voice()
    try:
        voice.render(split_sentences(feedback)[0], language)
    finally:
        voice.close()


def error_rate(said: str, heard: str, language: Language) -> float:
    """Return the word error rate, for Mandarin the character error rate, without punctuation."""
    import jiwer

    def bare(text: str) -> str:
        words = "".join(c if c.isalnum() or c == "'" else " " for c in text.lower()).split()
        return ("" if language == "zh" else " ").join(words)

    rate = jiwer.cer if language == "zh" else jiwer.wer
    return round(float(rate(bare(said), bare(heard))), 4)


def percentiles(values: list[float]) -> dict[str, float] | None:
    """Return median and 95th percentile."""
    return {f"p{p}": round(float(np.percentile(values, p)), 3) for p in (50, 95)} if values else None


def report(rows: list[Row], **facts: object) -> dict[str, object]:
    """Return the figures of all answers."""
    by_key = [row for row in rows if row.ended == "key"]
    by_silence = [row for row in rows if row.ended != "key"]
    return {
        **facts,
        "answers": len(rows),
        "end_to_transcript_s": percentiles([row.ready_s for row in by_silence]),
        "enter_to_transcript_s": percentiles([row.ready_s for row in by_key]),
        "end_to_first_sound_s": percentiles([row.first_sound_s for row in by_silence]),
        "enter_to_first_sound_s": percentiles([row.first_sound_s for row in by_key]),
        "naive_s": percentiles([row.naive_s for row in rows]),
        "times_faster_than_naive": {
            "end": percentiles([row.naive_s / max(row.ready_s, 0.001) for row in by_silence]),
            "enter": percentiles([row.naive_s / max(row.ready_s, 0.001) for row in by_key]),
        },
        "cpu_cores_while_listening": round(float(np.mean([row.cpu_share for row in rows])), 2),
        "dropped_frames": sum(row.dropped_frames for row in rows),
        "lagged": sum(row.lagged for row in rows),
        "peak_memory_mb": round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024),
        "rows": [asdict(row) for row in rows],
    }


def main() -> None:
    """Run from the command line."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--model", help="Whisper model, by name or folder")
    parser.add_argument(
        "--shape", choices=["tiny", "base", "small"], default="base", help="random weights of this size"
    )
    parser.add_argument("--tokens", type=int, default=TOKENS, help="decoded per window with random weights")
    parser.add_argument("--lang", choices=["zh", "en"], default="en")
    parser.add_argument("--answers", type=int, default=10, help="every second one is ended with Enter")
    parser.add_argument("--seconds", type=float, nargs="+", default=[60.0, 120.0, 180.0], help="lengths, in turn")
    options = parser.parse_args()
    language: Language = "zh" if options.lang == "zh" else "en"
    with tempfile.TemporaryDirectory() as folder:
        if options.model:
            found = find_model(
                options.model, models_dir=default_data_dir() / "models", env=os.environ, language=language
            )
            transcriber, weights = WhisperTranscriber(found.path, name=found.name), found.name
        else:
            path = build(options.shape, Path(folder), tokens=options.tokens)
            transcriber = WhisperTranscriber(path, name=options.shape)
            weights = f"random, {options.shape} shape, int8, {options.tokens} tokens per window"
        transcriber.load()
        rows = [
            measure(
                transcriber, language, options.seconds[number // 2 % len(options.seconds)], number, bool(options.model)
            )
            for number in range(options.answers)
        ]
    print(json.dumps(report(rows, weights=weights, lang=language)))


if __name__ == "__main__":
    main()
