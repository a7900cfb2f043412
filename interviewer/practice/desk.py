"""Everything a person practises with, put together once for a session."""

from __future__ import annotations

import threading
from dataclasses import dataclass
from pathlib import Path

from audio.errors import AudioError
from audio.ports import Language
from audio.speaking import Speaker, SpokenResult
from audio.tones import ChimeKind, chime
from interviewer.messages import error_text, text
from interviewer.practice.keys import Keyboard
from interviewer.practice.panel import Panel
from interviewer.settings import Settings
from interviewer.wiring import Recogniser

_SKIP_KEYS = ("s", "enter", "escape")
_SKIP_POLL_S = 0.05


@dataclass
class Desk:
    """Voice, recogniser, screen and keys of one session.

    Attributes:
        settings: of this run.
        speaker: says questions and feedback.
        recogniser: transcribes, or says why it cannot.
        panel: the screen while something is going on.
        keyboard: keys pressed.
        recordings: folder of this session's recordings.
        gate_s: how long the room rings after the voice; 0 where the microphone cannot hear it.
        headphones: the microphone cannot hear the voice, so it stays open and the person may interrupt.
    """

    settings: Settings
    speaker: Speaker
    recogniser: Recogniser
    panel: Panel
    keyboard: Keyboard
    recordings: Path
    gate_s: float = 0.4
    headphones: bool = False

    @property
    def language(self) -> Language:
        """Language of the session."""
        return self.settings.language

    def text(self, key: str, **fields: object) -> str:
        """Return a message in the session's language."""
        return text(key, self.language, **fields)

    def say(self, sentence: str) -> SpokenResult:
        """Speak a text and return when it is over; a key skips it.

        Without a working voice it is written, and the session goes on in writing.
        """
        stop, finished = threading.Event(), threading.Event()
        watcher = threading.Thread(target=self._watch_skip, args=(stop, finished), name="skip-key", daemon=True)
        watcher.start()
        try:
            return self.speak(sentence, stop)
        finally:
            finished.set()
            watcher.join()

    def speak(self, sentence: str, stop: threading.Event) -> SpokenResult:
        """Speak a text until it is over or `stop` is set, and never fail: a session outlives its loudspeaker."""
        try:
            return self.speaker.say(sentence, self.language, stop)
        except AudioError as error:
            self.panel.note(self.text("live.voice_failed", reason=error_text(error, self.language)))
            self.speaker.close()
            self.speaker = Speaker(None, None)
            return SpokenResult(sentence, completed=False)

    def chime(self, kind: ChimeKind) -> None:
        """Play a soft tone; nobody misses it where there is no loudspeaker."""
        try:
            self.speaker.play(chime(kind))
        except AudioError:
            pass

    def _watch_skip(self, stop: threading.Event, finished: threading.Event) -> None:
        """Turn a skip key into the stop event; other keys pressed while the voice speaks are forgotten."""
        while not finished.wait(_SKIP_POLL_S):
            if self.keyboard.poll() in _SKIP_KEYS:
                stop.set()
