"""What was heard in a recording, kept on disk so that a changed rubric needs no second recognition."""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np

from audio.clip import SPEECH_RATE_HZ, Clip
from audio.ports import Language, SpeechSpan, Transcript, Utterance
from interviewer.answer import Heard, judge
from interviewer.answer_json import transcript_from_dict
from interviewer.banks.schema import Question
from interviewer.records import Answer, AudioInfo
from interviewer.scoring.lexicon import Lexicon

SCHEMA = "interviewer.heard/2"
"""Raised whenever the same sound would be transcribed differently."""

SHORT_WINDOWS = "short_windows"
"""Note of a transcript made with shortened windows."""


@dataclass(frozen=True)
class HeardRecording:
    """A recording without its sound.

    Attributes:
        sha256: of the file's bytes.
        duration_s: of the recording.
        speech: voiced spans.
        level_dbfs: level of the voice; None when nobody spoke.
        clipping_ratio: share of the voice at full scale.
        transcript: what was said.
    """

    sha256: str
    duration_s: float
    speech: tuple[SpeechSpan, ...]
    level_dbfs: float | None
    clipping_ratio: float
    transcript: Transcript

    def judge(self, path: str, question: Question, language: Language, lexicon: Lexicon) -> Answer:
        """Measure and score it, exactly as `score` does with the file itself."""
        # As long as the recording, but silent and without memory of its own: what is measured of the sound is here.
        silent = np.broadcast_to(np.float32(0), (round(self.duration_s * SPEECH_RATE_HZ),))
        utterance = Utterance(
            clip=Clip(silent),
            onset_s=self.speech[0].start_s if self.speech else None,
            end_s=self.speech[-1].end_s if self.speech else None,
            end_reason="file",
            speech=self.speech,
            level_dbfs=self.level_dbfs,
            clipping_ratio=self.clipping_ratio,
        )
        answer = judge(Heard(utterance, self.transcript), question, language, 1, lexicon)
        return replace(answer, audio=AudioInfo(path, self.duration_s, self.sha256))


class HeardCache:
    """A folder with one JSON file per recording, language and model."""

    def __init__(self, folder: Path) -> None:
        """Use a folder; it is made when something is kept."""
        self._folder = folder

    @staticmethod
    def key(sha256: str, language: Language, model: str, notes: Sequence[str] = ()) -> str:
        """Return the file name for a recording heard by a model (`notes`: how, where that changes the text)."""
        how = hashlib.sha256("\0".join([SCHEMA, language, model, *notes]).encode()).hexdigest()
        return f"{sha256[:40]}-{how[:12]}.json"

    def load(self, key: str) -> HeardRecording | None:
        """Return what was kept; None when there is nothing, or nothing whole."""
        try:
            record = json.loads((self._folder / key).read_text(encoding="utf-8"))
            return _from_dict(record)
        except (OSError, ValueError, KeyError, TypeError):
            return None

    def save(self, key: str, heard: HeardRecording) -> None:
        """Keep it; the file appears complete or not at all.

        Raises:
            OSError: the disk is full or the folder cannot be written.
        """
        self._folder.mkdir(mode=0o700, exist_ok=True)
        write_whole(self._folder / key, json.dumps({"schema": SCHEMA, **asdict(heard)}, ensure_ascii=False))


def write_whole(path: Path, content: str) -> None:
    """Replace a file by new content in one step, readable by the user alone.

    Raises:
        OSError: the disk is full or the folder cannot be written; the old file stands.
    """
    scratch = path.with_name(f".{path.name}.new")
    try:
        with open(
            os.open(scratch, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding="utf-8", newline=""
        ) as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        os.replace(scratch, path)
    except BaseException:
        with contextlib.suppress(OSError):
            scratch.unlink(missing_ok=True)
        raise


def _from_dict(record: dict[str, Any]) -> HeardRecording:
    if record.pop("schema") != SCHEMA:
        raise ValueError("another schema")
    spans = tuple(SpeechSpan(**span) for span in record["speech"])
    return HeardRecording(**{**record, "speech": spans, "transcript": transcript_from_dict(record["transcript"])})
