"""Everything a run was told: flags over environment over defaults."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    # --help is to be quick.
    from audio.ports import Language


APP_NAME = "voice-mock-interviewer"


@dataclass(frozen=True)
class Settings:
    """One frozen value that every command receives.

    Attributes:
        language: of screen, voice and recognition.
        data_dir: where sessions, recordings, user banks and models live.
        model: Whisper model name or folder; None picks the best one installed.
        voice: name or id of the voice; None picks one by language.
        rate_wpm: speaking rate of the voice in words per minute; None is the voice's own.
        speak: False for --no-voice.
        input_device: microphone by name or index; None is the system's default.
        output_device: loudspeaker by name or index; None is the system's default.
        headphones: the microphone cannot hear the voice: it stays open, and the person may interrupt.
        llm: model name of the OpenAI-compatible server; None keeps everything offline.
        llm_votes: how often the model judges an answer; the median counts.
        banks: extra bank files.
        json: results as JSON on stdout.
        quiet: no talk on stderr.
        seed: for anything drawn at random.
    """

    language: Language
    data_dir: Path
    model: str | None = None
    voice: str | None = None
    rate_wpm: int | None = None
    speak: bool = True
    input_device: str | None = None
    output_device: str | None = None
    headphones: bool = False
    llm: str | None = None
    llm_votes: int = 1
    banks: tuple[Path, ...] = ()
    json: bool = False
    quiet: bool = False
    seed: int = 0

    @property
    def models_dir(self) -> Path:
        """Where downloaded models lie."""
        return self.data_dir / "models"

    @property
    def recordings_dir(self) -> Path:
        """Where recordings lie."""
        return self.data_dir / "recordings"

    @property
    def banks_dir(self) -> Path:
        """Where the user's own banks lie."""
        return self.data_dir / "banks"


def default_data_dir() -> Path:
    """Return INTERVIEWER_DATA_DIR, else the platform's folder for user data."""
    given = os.environ.get("INTERVIEWER_DATA_DIR")
    if given:
        return Path(given).expanduser()
    # Imported late: --help must not pay for it.
    from platformdirs import user_data_path

    return user_data_path(APP_NAME, appauthor=False)
