"""Speech to words with faster-whisper (CTranslate2): the only module that knows either.

Nothing here connects to a network: a folder is checked first, because faster-whisper would fetch a missing tokenizer.
Decoding is deterministic: beam search only, and a window that fails is decoded once more under stricter rules in place
of Whisper's random sampling at higher temperatures.
"""

from __future__ import annotations

import os
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from audio.clip import SPEECH_RATE_HZ, Clip
from audio.errors import ModelError, RecognitionError
from audio.guards import Segment, guard, merge_spans
from audio.model_check import verify
from audio.ports import Language, SpeechSpan, Transcript, Word
from audio.simplified import simplify_words
from audio.vad import speech_spans
from audio.windows import Window, plan_windows

if TYPE_CHECKING:
    from faster_whisper import WhisperModel

ENGINE: Final = "faster-whisper"

PROMPTS: Final[dict[Language, str]] = {"en": "Um, uh, hmm, er, ah.", "zh": "嗯，呃，那个，就是。"}
"""Shown to Whisper before every window: it keeps fillers that it would smooth away, and for Mandarin it sets the
tone for punctuation and simplified characters. Long prompts cut the output short, so these stay under 30 characters."""

COMPRESSION_LIMIT: Final = 2.4
"""Text that gzip shrinks more than this is a loop (the threshold of the Whisper paper, section 4.5)."""

LOGPROB_LIMIT: Final = -1.0
"""Mean log probability per token under which a window counts as failed (the Whisper paper, section 4.5)."""

NO_SPEECH_LIMIT: Final = 0.6
"""With a log probability under its limit, a window more probably silent than this is silent (same source)."""

STRICT_OPTIONS: Final[dict[str, Any]] = {"no_repeat_ngram_size": 3, "repetition_penalty": 1.1}
"""How a failed window is decoded once more (and without a prompt, which can mislead)."""

_MOST_THREADS = 8  # more gain nothing on matrices of this size
TAIL_S = 1.5  # sound after the last word that is not worth another pass: the window's edge and a breath
MOST_PASSES = 8  # seek steps within one window; sound decoding needs one or two, a confused model crawls by 20 ms

Progress = Callable[[float, float], None]
"""Called with (seconds done, seconds in all) of the sound that is to be heard."""


class _Cancelled(Exception):
    """A transcription nobody waits for any more was given up between two steps of a window."""


@dataclass(frozen=True)
class HeardWindow:
    """What one decoding of one window gave: words in recording time, and how far it can be trusted."""

    segments: tuple[Segment, ...]
    logprob: float
    compression: float
    greedy: bool = False

    @property
    def failed(self) -> bool:
        """Whether it is worth a second attempt under stricter rules."""
        return self.compression > COMPRESSION_LIMIT or self.logprob < LOGPROB_LIMIT

    def or_better(self, other: HeardWindow) -> HeardWindow:
        """Return the better of two decodings of one window."""
        return min(self, other, key=lambda one: (one.compression > COMPRESSION_LIMIT, -one.logprob))


class WhisperTranscriber:
    """A Transcriber over one model folder; loads on first use, one transcription at a time."""

    def __init__(
        self,
        model_path: Path,
        *,
        name: str,
        device: str = "auto",
        compute_type: str | None = None,
        cpu_threads: int = 0,
        beam_size: int = 5,
        workers: int = 1,
    ) -> None:
        """Remember how to load; nothing is read yet.

        Args:
            model_path: folder of a CTranslate2 Whisper model.
            name: model name for the record.
            device: "cpu", "cuda", or "auto": a GPU where one works, else the CPU.
            compute_type: of CTranslate2; None: int8 on a CPU, float16 on a GPU.
            cpu_threads: 0: as many as this process may use, at most 8.
            beam_size: candidates kept while decoding.
            workers: how many threads may compute on `engine` at the same time (they share the weights).
        """
        self.name = name
        self.device: str | None = None
        """Where the model runs; None until it is loaded."""
        self._path = model_path
        self._wanted_device = device
        self._compute_type = compute_type
        self._threads = cpu_threads or min(_MOST_THREADS, usable_cores())
        self._beam_size = beam_size
        self._workers = workers
        self._model: WhisperModel | None = None
        self._lock = threading.Lock()
        self._cancel: threading.Event | None = None  # of the window that is decoded now, as are the next two
        self._hurry: threading.Event | None = None
        self._greedy = False

    def load(self) -> None:
        """Load the model now, for example on a thread while the question is being asked.

        Raises:
            ModelError: the folder is no complete Whisper model, or the device cannot run it.
        """
        with self._lock:
            self._loaded()

    def transcribe(
        self,
        clip: Clip,
        language: Language,
        *,
        speech: Sequence[SpeechSpan] | None = None,
        cancel: threading.Event | None = None,
        hurry: threading.Event | None = None,
        on_progress: Progress | None = None,
    ) -> Transcript:
        """Transcribe the whole clip; times count from its start.

        Beam search carries the sound once for every candidate through every step. In a hurry only one is followed: a
        window costs about two thirds, and what is heard is nearly always the same. What is heard badly is decoded again
        with all of them.

        Args:
            clip: 16 kHz mono.
            language: fixed, never guessed.
            speech: voiced spans; None: found here. Where nothing is voiced, nothing is heard.
            cancel: when set, return what is there; the notes then hold "cancelled:SECONDS".
            hurry: when set, windows that are not decoded yet follow one candidate; the notes then hold
                "greedy:START-END" for each.
            on_progress: hook for a progress display.

        Raises:
            RecognitionError: the sound cannot be used, or decoding failed.
            ModelError: the model cannot be loaded or does not know the language.
        """
        _check_clip(clip)
        with self._lock:
            spans = merge_spans(speech_spans(clip) if speech is None else speech)
            windows = plan_windows(clip, spans)
            segments, notes = self._hear(clip, language, windows, cancel, hurry, on_progress)
        return make_transcript(segments, notes, language, spans, clip.duration_s, self.name)

    def engine(self, language: Language) -> WhisperModel:
        """Return the model itself, loaded, for decoding one language.

        Raises:
            ModelError: it cannot be loaded or does not know the language.
        """
        with self._lock:
            return self._model_for(language)

    def _hear(
        self,
        clip: Clip,
        language: Language,
        windows: Sequence[Window],
        cancel: threading.Event | None,
        hurry: threading.Event | None,
        on_progress: Progress | None,
    ) -> tuple[list[Segment], list[str]]:
        """Decode window after window, each that fails a second time, and keep the better of the two."""
        segments: list[Segment] = []
        notes: list[str] = []
        total_s = sum(window.duration_s for window in windows)
        done_s = 0.0
        for window in windows:
            heard = self._decode(clip, language, window, cancel, hurry)
            if heard.greedy:
                notes.append(window_note("greedy", window))
            if heard.failed and not _is_set(cancel):
                again = self._decode(clip, language, window, cancel, strict=True)
                heard = heard.or_better(again)
                notes.append(window_note("decoded_twice", window))
            segments.extend(heard.segments)
            if _is_set(cancel):
                notes.append(f"cancelled:{window.start_s:.1f}")
                break
            if not heard.segments:
                notes.append(window_note("nothing_heard", window))
            done_s += window.duration_s
            if on_progress is not None:
                on_progress(done_s, total_s)
        return segments, notes

    def _decode(
        self,
        clip: Clip,
        language: Language,
        window: Window,
        cancel: threading.Event | None,
        hurry: threading.Event | None = None,
        *,
        strict: bool = False,
    ) -> HeardWindow:
        """Decode one window; strictly: without the prompt, which can mislead, and without repeating three words."""
        model = self._model_for(language)
        # A prompt given as `hotwords` reaches every pass of a window; `initial_prompt` only the first.
        options: dict[str, Any] = STRICT_OPTIONS if strict else {"hotwords": PROMPTS[language]}
        segments: list[Segment] = []
        logprobs: list[float] = []
        compressions = [0.0]
        seeks: set[int] = set()
        self._cancel, self._hurry, self._greedy = cancel, hurry, False
        try:
            found, _ = model.transcribe(
                window.samples(clip), language=language, beam_size=self._beam_size, temperature=[0.0],
                condition_on_previous_text=False, word_timestamps=True, without_timestamps=True,
                no_speech_threshold=NO_SPEECH_LIMIT,
                log_prob_threshold=LOGPROB_LIMIT, compression_ratio_threshold=COMPRESSION_LIMIT, **options,
            )  # fmt: skip
            for segment in found:
                seeks.add(segment.seek)
                if len(seeks) > MOST_PASSES or _is_set(cancel):
                    break
                segments.append(window_words(segment.words, language, window))
                logprobs.append(segment.avg_logprob)
                compressions.append(segment.compression_ratio)
                if segment.words and segment.words[-1].end > window.duration_s - TAIL_S:
                    break  # another pass over the rest would only be tempted to invent
        except _Cancelled:
            pass
        except (RuntimeError, ValueError, IndexError, MemoryError) as error:
            raise RecognitionError(
                f'The model "{self.name}" failed on the sound from {window.start_s:.1f} s: {error}',
                model=self.name, at_s=round(window.start_s, 1), detail=str(error),
            ) from error  # fmt: skip
        finally:
            self._cancel = self._hurry = None
        return HeardWindow(tuple(segments), min(logprobs, default=0.0), max(compressions), self._greedy)

    def _model_for(self, language: Language) -> WhisperModel:
        model = self._loaded()
        if language != "en" and not model.model.is_multilingual:
            raise ModelError(
                f'The model "{self.name}" knows only English. Use a model without ".en" for Mandarin.',
                reason="english_only",
                name=self.name,
                language=language,
            )
        return model

    def _loaded(self) -> WhisperModel:
        if self._model is None:
            verify(self._path)
            devices = [self._wanted_device]
            if self._wanted_device == "auto":
                devices = ["cuda", "cpu"] if has_gpu() else ["cpu"]
            for device in devices:
                try:
                    self._model = self._open(device)
                    self.device = device
                    break
                except (RuntimeError, ValueError, OSError) as error:
                    # A GPU whose libraries are missing only says so now; "auto" then means the CPU.
                    if device == devices[-1]:
                        raise ModelError(
                            f"The model in {self._path} cannot be loaded on the device {device}: {error}",
                            reason="load", path=str(self._path), device=device, detail=str(error),
                        ) from error  # fmt: skip
        assert self._model is not None
        return self._model

    def _open(self, device: str) -> WhisperModel:
        from faster_whisper import WhisperModel

        def checked(step: Callable[..., Any]) -> Callable[..., Any]:
            def run(*arguments: Any, **options: Any) -> Any:
                result = step(*arguments, **options)
                if _is_set(self._cancel):
                    raise _Cancelled
                return result

            return run

        def unless_hurried(step: Callable[..., Any]) -> Callable[..., Any]:
            def run(encoded: Any, prompt: Any, tokenizer: Any, options: Any) -> Any:
                if _is_set(self._hurry):
                    options = replace(options, beam_size=1)
                    self._greedy = True
                return step(encoded, prompt, tokenizer, options)

            return run

        compute_type = self._compute_type or ("int8" if device == "cpu" else "float16")
        model = WhisperModel(
            str(self._path),
            device=device,
            compute_type=compute_type,
            cpu_threads=self._threads,
            num_workers=self._workers,
            local_files_only=True,
        )
        if device != "cpu":  # the GPU's libraries are first looked for when something is computed
            model.encode(np.zeros((model.feature_extractor.mel_filters.shape[0], 3000), np.float32))
        # The two long steps of a window; what follows them is saved when nobody waits any more.
        model.encode = checked(model.encode)
        model.generate_with_fallback = checked(unless_hurried(model.generate_with_fallback))
        return model


def has_gpu() -> bool:
    """Tell whether CTranslate2 sees an NVIDIA GPU."""
    import ctranslate2

    return bool(ctranslate2.get_cuda_device_count() > 0)


def window_words(words: Sequence[Any], language: Language, window: Window) -> Segment:
    """Turn faster-whisper's words into ours, in recording time, with the space an English segment begins with."""
    segment: list[Word] = []
    for word in words or ():
        text = word.word.replace("\N{REPLACEMENT CHARACTER}", "")  # tokens that were no whole character
        if not text:
            continue
        if language == "en" and not segment and not text.startswith(" "):
            text = f" {text}"
        start_s, end_s = window.to_recording(float(word.start), float(word.end))
        segment.append(Word(text, start_s, end_s, min(1.0, max(0.0, float(word.probability)))))
    return tuple(segment)


def window_note(what: str, window: Window) -> str:
    """Return the machine code of something that happened to a window."""
    return f"{what}:{window.start_s:.1f}-{window.end_s:.1f}"


def make_transcript(
    segments: Sequence[Segment],
    notes: Sequence[str],
    language: Language,
    spans: Sequence[SpeechSpan],
    duration_s: float,
    model: str,
) -> Transcript:
    """Put the words of all windows through the guards and together.

    Args:
        segments: in order of time.
        notes: machine codes of what happened while they were decoded.
        language: of the words.
        spans: voiced spans of the recording.
        duration_s: of the recording.
        model: name for the record.
    """
    words, dropped = guard(segments, language, spans, duration_s)
    if language == "zh":
        words = simplify_words(words)
    return Transcript(
        text="".join(word.text for word in words).strip(),
        words=words,
        language=language,
        engine=ENGINE,
        model=model,
        confidence=mean_confidence(words),
        notes=(*notes, *dropped),
    )


def mean_confidence(words: Segment) -> float | None:
    """Return the mean word probability weighted by duration (a word without duration weighs 10 ms)."""
    rated = [
        (word.probability, max(word.end_s - word.start_s, 0.01))
        for word in words
        if word.probability is not None and word.start_s is not None and word.end_s is not None
    ]
    if not rated:
        return None
    return round(sum(p * weight for p, weight in rated) / sum(weight for _, weight in rated), 4)


def _check_clip(clip: Clip) -> None:
    if clip.rate_hz != SPEECH_RATE_HZ:
        raise RecognitionError(
            f"The recogniser hears sound at {SPEECH_RATE_HZ} Hz, not {clip.rate_hz} Hz. Resample it first.",
            reason="rate", rate_hz=clip.rate_hz,
        )  # fmt: skip
    if not np.isfinite(clip.samples).all():
        raise RecognitionError("The sound holds samples that are not finite numbers.", reason="not_finite")


def usable_cores() -> int:
    """Return the cores this process may use (on Linux; elsewhere what the machine has)."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def _is_set(event: threading.Event | None) -> bool:
    return event is not None and event.is_set()
