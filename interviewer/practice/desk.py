"""Everything a person practises with, put together once for a session."""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from audio.errors import AudioError
from audio.ports import Language
from audio.speaking import Speaker, SpokenResult
from audio.tones import ChimeKind, chime
from interviewer.messages import error_text, text
from interviewer.practice.controls import Wish
from interviewer.practice.keys import Keyboard
from interviewer.practice.panel import Panel
from interviewer.settings import Settings
from interviewer.wiring import Recogniser

_SKIP_KEYS = ("s", "enter", "escape")
_SKIP_POLL_S = 0.05

SOON_S = 0.25
"""A wait that needs no word: people leave about as long between two turns (Stivers et al. 2009)."""


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
        wishes: keys that mean a wish while the voice speaks; the others skip it or mean nothing then.
    """

    settings: Settings
    speaker: Speaker
    recogniser: Recogniser
    panel: Panel
    keyboard: Keyboard
    recordings: Path
    gate_s: float = 0.4
    headphones: bool = False
    wishes: Mapping[str, Wish] = field(default_factory=dict)
    _wish: Wish | None = field(default=None, init=False)

    @property
    def language(self) -> Language:
        """Language of the session."""
        return self.settings.language

    def text(self, key: str, **fields: object) -> str:
        """Return a message in the session's language."""
        return text(key, self.language, **fields)

    def say(self, sentence: str) -> SpokenResult:
        """Speak a text and return when it is over; a key skips it, and one of `wishes` is noted for `take_wish`.

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

    @contextlib.contextmanager
    def meanwhile(self, sentence: str) -> Iterator[threading.Event]:
        """Say something while the work inside the context keeps the person waiting.

        Yields:
            An event that is set once it is being said; it never is when the work is done soon, or for an empty text.
        """
        done, said = threading.Event(), threading.Event()

        def wait_and_say() -> None:
            if not done.wait(SOON_S):
                said.set()
                self.say(sentence)

        thread = threading.Thread(target=wait_and_say, name="meanwhile", daemon=True)
        if sentence:
            thread.start()
        try:
            yield said
        finally:
            done.set()
            if sentence:
                thread.join()

    def take_wish(self) -> Wish | None:
        """Return what the person wished while the voice spoke, once."""
        wish, self._wish = self._wish, None
        return wish

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
        """Turn a skip key into the stop event, and note a wish; other keys pressed meanwhile are forgotten."""
        while True:
            over = finished.wait(_SKIP_POLL_S)
            while (key := self.keyboard.poll()) is not None:
                self._wish = self.wishes.get(key, self._wish)
                if key in self.wishes or key in _SKIP_KEYS:
                    stop.set()
            if over:
                return
