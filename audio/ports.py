"""What the rest of the program may ask of sound and speech; backends and test doubles implement these."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Literal, Protocol

if TYPE_CHECKING:
    # Importing it for real would import numpy, and scoring a transcript has no use for it.
    from audio.clip import Clip, Samples

Language = Literal["zh", "en"]

EndReason = Literal["key", "silence", "closer", "limit", "file", "no_answer", "device_lost", "interrupted"]
"""Why an answer ended.

`key`: Enter. `silence`: the hangover passed. `closer`: a closing phrase and a short silence. `limit`: the hard
time limit. `file`: a replayed recording ran out. `no_answer`: nobody spoke. `device_lost`, `interrupted`: the
recording up to then is kept.
"""


@dataclass(frozen=True)
class Word:
    """One recognised word (for Mandarin: one to a few characters).

    Attributes:
        text: as written in the transcript, leading space included where the language has spaces.
        start_s: seconds from the start of the recording, None where unknown.
        end_s: seconds from the start of the recording, None where unknown.
        probability: 0..1, None where unknown.
    """

    text: str
    start_s: float | None
    end_s: float | None
    probability: float | None = None


@dataclass(frozen=True)
class Transcript:
    """What was said.

    Attributes:
        text: the whole transcript; `"".join(word.text for word in words).strip() == text` when words are given.
        words: in order of time; empty where only text is known.
        language: "zh" or "en".
        engine: for example "faster-whisper" or "text".
        model: model name, for example "small" or "mini"; None for plain text.
        confidence: duration-weighted mean word probability 0..1; None where unknown.
        notes: machine codes of what the hallucination guards did, for example "dropped_loop:12.3-15.0".
    """

    text: str
    words: tuple[Word, ...]
    language: Language
    engine: str
    model: str | None = None
    confidence: float | None = None
    notes: tuple[str, ...] = ()


@dataclass(frozen=True)
class SpeechSpan:
    """Voiced stretch of a recording, in seconds from its start."""

    start_s: float
    end_s: float


@dataclass(frozen=True, eq=False)
class Utterance:
    """One captured answer.

    Attributes:
        clip: 16 kHz mono, from the start of the recording (times below refer to it).
        onset_s: when speech began; None when nobody spoke.
        end_s: when speech last ended; None when nobody spoke.
        end_reason: why capture stopped.
        speech: voiced spans found by the detector.
        path: where the recording lies on disk, None when it was not written.
        overflows: input overflows reported by the device (0 wanted).
        dropped_frames: samples known to be lost, at 16 kHz (0 wanted).
        level_dbfs: RMS level of the voiced part, None when nobody spoke.
        clipping_ratio: share of samples at full scale within the voiced part, 0..1.
    """

    clip: Clip
    onset_s: float | None
    end_s: float | None
    end_reason: EndReason
    speech: tuple[SpeechSpan, ...]
    path: Path | None = None
    overflows: int = 0
    dropped_frames: int = 0
    level_dbfs: float | None = None
    clipping_ratio: float = 0.0


class Voice(Protocol):
    """Turns text into sound."""

    def render(self, text: str, language: Language) -> Clip:
        """Speak `text` into a clip.

        Raises:
            NoVoice: no installed voice speaks the language.
            SynthesisError: the engine failed or took too long.
        """
        ...


class Player(Protocol):
    """Plays sound."""

    def play(self, clip: Clip, stop: threading.Event | None = None) -> bool:
        """Play to the end and return True, or return False as soon as `stop` is set (within ~50 ms).

        Raises:
            DeviceError: no loudspeaker, or it vanished.
        """
        ...


class Microphone(Protocol):
    """Delivers sound at 16 kHz."""

    def open(self) -> AbstractContextManager[MicrophoneStream]:
        """Start listening.

        Raises:
            DeviceError: no microphone, or it refused.
        """
        ...


class MicrophoneStream(Protocol):
    """A microphone that is listening.

    Time is counted in samples delivered: a replayed file is therefore its own virtual clock.
    """

    overflows: int
    dropped_frames: int

    def blocks(self) -> Iterator[Samples]:
        """Yield float32 blocks of shape (n,), any n > 0, at 16 kHz, until closed or (for a replay) used up.

        Raises:
            DeviceLost: no sound arrived for two seconds.
        """
        ...

    def set_gate(self, closed: bool) -> None:
        """Half duplex: while closed, delivered sound is replaced by silence (time still passes)."""
        ...


class SpeechDetector(Protocol):
    """Streaming voice activity detection with carried state."""

    frame_samples: int
    """Samples of 16 kHz sound per decision."""

    def reset(self) -> None:
        """Forget everything heard so far."""
        ...

    def probability(self, frame: Samples) -> float:
        """Return the probability of speech, 0..1, in the next frame of shape (frame_samples,)."""
        ...


class Transcriber(Protocol):
    """Turns sound into words."""

    name: str
    """Model name for the record, for example "small" or "mini"."""

    def transcribe(
        self,
        clip: Clip,
        language: Language,
        *,
        speech: Sequence[SpeechSpan] | None = None,
        cancel: threading.Event | None = None,
        hurry: threading.Event | None = None,
    ) -> Transcript:
        """Transcribe the whole clip; times count from its start.

        Args:
            clip: 16 kHz mono.
            language: fixed, never guessed.
            speech: voiced spans, when known: words outside of them are hallucinations.
            cancel: when set, return as soon as possible with what is there.
            hurry: when set, before or meanwhile, somebody waits: sooner is better than a little more care.

        Raises:
            RecognitionError: the recogniser failed.
        """
        ...
