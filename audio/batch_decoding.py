"""Many windows through Whisper at once, each decoded as `audio.whisper` decodes it alone.

`WindowTask` says what a window needs next (it may take several passes, and a second attempt under stricter rules);
`BatchDecoder` does one step for many of them. Windows of different recordings share a batch, but never a window.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import numpy as np

from audio.batch_task import FRAMES, Features, Step, WindowTask
from audio.errors import RecognitionError
from audio.ports import Language
from audio.whisper import LOGPROB_LIMIT, NO_SPEECH_LIMIT, PROMPTS, STRICT_OPTIONS, WhisperTranscriber
from audio.windows import Cut

if TYPE_CHECKING:
    from faster_whisper import WhisperModel
    from faster_whisper.tokenizer import Tokenizer

_SHORT_STEP = 250  # short windows come in steps of 2.5 s, so that enough of them fit together
_SHORT_MARGIN = 100  # silence left after the sound of a short window
_OPENING = "\"'\u201c¿([{-"  # punctuation that belongs to the next word, and to the last one
_CLOSING = "\"'.。,，!！?？:：\u201d)]}、"  # (faster-whisper's own defaults)


class BatchDecoder:
    """Decodes windows together; as many threads may call it at once as the model has workers."""

    def __init__(self, transcriber: WhisperTranscriber, *, beam_size: int = 5, word_times: bool = True) -> None:
        """Share the model of a transcriber.

        Args:
            transcriber: opens the model.
            beam_size: candidates kept while decoding.
            word_times: False gives each segment's text as one word over its whole length (to measure speed alone).
        """
        self._transcriber = transcriber
        self._beam_size = beam_size
        self._word_times = word_times
        self._tokenizers: dict[Language, Tokenizer] = {}

    @property
    def name(self) -> str:
        """Model name for the record."""
        return self._transcriber.name

    @cached_property
    def _extractor(self) -> Any:
        return self._transcriber.engine("en").feature_extractor

    def task(self, cut: Cut, language: Language, *, short: bool = False) -> WindowTask:
        """Prepare a window.

        Args:
            cut: the window with its sound.
            language: of the words.
            short: give the encoder no more than the sound and a second instead of 30 s.
        """
        features = self._extractor(cut.samples)
        frames = FRAMES
        if short:
            steps = -(-(features.shape[-1] - 1 + _SHORT_MARGIN) // _SHORT_STEP)
            frames = min(FRAMES, steps * _SHORT_STEP)
        return WindowTask(cut.window, features, language, frames)

    def step(self, tasks: Sequence[WindowTask]) -> list[Step]:
        """Decode each task from where it stands; they must be of one kind.

        Raises:
            RecognitionError: the engine failed.
        """
        language, strict, frames = tasks[0].kind
        model = self._transcriber.engine(language)
        tokenizer = self._tokenizer(model, language)
        try:
            encoded = _encoded(model, [_padded(task, frames) for task in tasks])
            results = self._generate(model, tokenizer, _joined(encoded), strict, PROMPTS[language])
            found = [_Found.of(model, tokenizer, task, result) for task, result in zip(tasks, results, strict=True)]
            if self._word_times:
                _add_words(model, tokenizer, encoded, tasks, found)
        except (RuntimeError, ValueError, IndexError, MemoryError) as error:
            at_s = round(tasks[0].window.start_s, 1)
            name = self._transcriber.name
            raise RecognitionError(
                f'The model "{name}" failed on the sound from {at_s} s: {error}',
                model=name, at_s=at_s, detail=str(error),
            ) from error  # fmt: skip
        return [one.step() for one in found]

    def _tokenizer(self, model: WhisperModel, language: Language) -> Tokenizer:
        if language not in self._tokenizers:
            from faster_whisper.tokenizer import Tokenizer

            self._tokenizers[language] = Tokenizer(
                model.hf_tokenizer, model.model.is_multilingual, task="transcribe", language=language
            )
        return self._tokenizers[language]

    def _generate(self, model: WhisperModel, tokenizer: Tokenizer, encoded: Any, strict: bool, prompt: str) -> Any:
        """Decode with the options that `WhisperTranscriber` gives faster-whisper, spelt out for CTranslate2."""
        from faster_whisper.transcribe import get_suppressed_tokens

        tokens = model.get_prompt(tokenizer, [], without_timestamps=True, hotwords=None if strict else prompt)
        return model.model.generate(
            encoded,
            [tokens] * encoded.shape[0],
            beam_size=self._beam_size,
            patience=1,
            length_penalty=1,
            max_length=model.max_length,
            suppress_blank=True,
            suppress_tokens=get_suppressed_tokens(tokenizer, [-1]),
            return_scores=True,
            return_no_speech_prob=True,
            **(STRICT_OPTIONS if strict else {}),
        )


def _encoded(model: WhisperModel, features: Sequence[Features]) -> list[Any]:
    """Encode windows.

    On a CPU one after the other, and so returned: together they are no faster, and attention over 1500 positions takes
    9 MB a head and window. On a GPU all at once, as one batch.
    """
    if model.model.device != "cpu":
        return [model.encode(np.stack(features))]
    return [model.encode(one) for one in features]


def _joined(encoded: Sequence[Any]) -> Any:
    """Return encoded windows as one batch."""
    if len(encoded) == 1:
        return encoded[0]
    from faster_whisper.transcribe import get_ctranslate2_storage

    return get_ctranslate2_storage(np.concatenate([np.asarray(one) for one in encoded]))


@dataclass
class _Found:
    """One decoded text on its way to words; the dictionaries are faster-whisper's own."""

    segments: list[dict[str, Any]]
    tokens: list[int]
    logprob: float
    compression: float
    seek: int
    frames: int
    last_speech_s: float | None = None

    @classmethod
    def of(cls, model: WhisperModel, tokenizer: Tokenizer, task: WindowTask, result: Any) -> _Found:
        """Read one result; what is more probably silence than speech is left out."""
        from faster_whisper.transcribe import get_compression_ratio

        tokens = result.sequences_ids[0]
        logprob = result.scores[0] * len(tokens) / (len(tokens) + 1)  # the score is a mean without the end token
        text = tokenizer.decode(tokens).strip()
        frames = min(task.frames, task.content_frames - task.seek)
        if result.no_speech_prob > NO_SPEECH_LIMIT and logprob <= LOGPROB_LIMIT:
            return cls([], [], logprob, 0.0, task.seek + frames, frames)
        segments, seek, _ = model._split_segments_by_timestamps(
            tokenizer=tokenizer,
            tokens=tokens,
            time_offset=task.seek * model.feature_extractor.time_per_frame,
            segment_size=frames,
            segment_duration=frames * model.feature_extractor.time_per_frame,
            seek=task.seek,
        )
        spoken = [token for segment in segments for token in segment["tokens"] if token < tokenizer.eot]
        for segment in segments:
            segment["text"] = tokenizer.decode(segment["tokens"])
        return cls(segments, spoken, logprob, get_compression_ratio(text), seek, frames)

    def step(self) -> Step:
        """Return what the task needs to know."""
        kept = [one for one in self.segments if one["start"] != one["end"] and one["text"].strip()]
        words = [one.get("words", [_as_word(one)]) for one in kept]
        spoken = tuple([SimpleNamespace(**word) for word in segment] for segment in words)
        return Step(spoken, self.logprob, self.compression, self.seek, self.last_speech_s)


def _as_word(segment: dict[str, Any]) -> dict[str, Any]:
    return {"word": segment["text"], "start": segment["start"], "end": segment["end"], "probability": 1.0}


def _padded(task: WindowTask, frames: int) -> Features:
    """Return the features from the task's place on, filled up with zeros as faster-whisper does."""
    features = task.features[:, task.seek : min(task.seek + frames, task.content_frames)]
    return np.pad(features, ((0, 0), (0, frames - features.shape[-1])))


def _add_words(
    model: WhisperModel,
    tokenizer: Tokenizer,
    encoded: Sequence[Any],
    tasks: Sequence[WindowTask],
    found: Sequence[_Found],
) -> None:
    """Give every segment its words.

    Windows that were encoded alone are aligned alone: sums of another length round differently, so that word times
    would depend on what else was in the batch.
    """
    from faster_whisper.utils import get_end

    shares = [found] if len(encoded) == 1 else [[one] for one in found]
    alignments = [
        alignment
        for sound, ones in zip(encoded, shares, strict=True)
        for alignment in model.find_alignment(
            tokenizer, [one.tokens for one in ones], sound, [one.frames for one in ones]
        )
    ]
    for task, one, alignment in zip(tasks, found, alignments, strict=True):
        if not one.segments:
            continue
        # faster-whisper's clean-up of word times asks its model for the alignment; this one has it already.
        aligned = SimpleNamespace(
            frames_per_second=model.frames_per_second, find_alignment=lambda *_, ready=alignment: [ready]
        )
        type(model).add_word_timestamps(
            aligned, [one.segments], tokenizer, None, one.frames, _OPENING, _CLOSING, task._last_speech_s
        )
        one.last_speech_s = get_end(one.segments)
        if one.last_speech_s is not None and one.last_speech_s > task.seek * model.feature_extractor.time_per_frame:
            one.seek = round(one.last_speech_s * model.frames_per_second)
