"""A recogniser in a hurry: somebody has finished speaking and waits for the last few words."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from dataclasses import replace

from audio.clip import Clip
from audio.ports import Language, SpeechSpan, Transcript
from audio.whisper import WhisperTranscriber

NOTE = "greedy"


class GreedyTranscriber:
    """A Transcriber over another one's model that follows one candidate instead of several.

    Beam search carries the sound once for every candidate through every step. Without it a window costs about two
    thirds; what it hears is nearly always the same, what it hears badly is decoded again with all candidates, and the
    notes hold "greedy:0.0-SECONDS".
    """

    def __init__(self, whisper: WhisperTranscriber) -> None:
        """Share the model of `whisper`, loaded once for both."""
        self.name = whisper.name
        self._whisper = whisper

    def transcribe(
        self,
        clip: Clip,
        language: Language,
        *,
        speech: Sequence[SpeechSpan] | None = None,
        cancel: threading.Event | None = None,
    ) -> Transcript:
        """Transcribe the whole clip; see `audio.ports.Transcriber`."""
        heard = self._whisper.transcribe(clip, language, speech=speech, cancel=cancel, beam_size=1)
        return replace(heard, notes=(*heard.notes, f"{NOTE}:0.0-{clip.duration_s:.1f}"))
