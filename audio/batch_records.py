"""What goes into a batch recogniser and what comes out of it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from audio.batch_sound import Sound
from audio.errors import AudioError
from audio.ports import Language, Transcript


@dataclass(frozen=True)
class Recording:
    """A file to transcribe; `key` is the caller's and comes back with the result."""

    key: str
    path: Path
    language: Language


@dataclass(frozen=True)
class Recognised:
    """What was heard in a recording."""

    recording: Recording
    sound: Sound
    transcript: Transcript


@dataclass(frozen=True)
class Unheard:
    """A recording that failed, in which stage and why."""

    recording: Recording
    stage: Literal["decode", "recognise"]
    error: AudioError


@dataclass(frozen=True)
class BatchOptions:
    """How the machine is used.

    Attributes:
        workers: threads that decode at the same time; the model needs as many.
        batch_size: windows decoded together at most.
        readers: threads that read ahead.
        limit_s: longest recording accepted, in seconds.
        short_windows: encode only as much as there is sound.
    """

    workers: int
    batch_size: int
    readers: int = 2
    limit_s: float = 3600.0
    short_windows: bool = False
