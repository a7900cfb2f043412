"""Say text aloud: sentence after sentence, the next one rendered while one plays, silent at once when told to stop."""

from __future__ import annotations

import re
import threading
import time
from collections.abc import Callable, Generator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor, wait
from contextlib import closing
from dataclasses import dataclass
from types import TracebackType

import numpy as np

from audio.clip import Clip
from audio.errors import SynthesisError
from audio.loudness import level_speech, silence, trim_silence
from audio.ports import Language, Player, Voice
from audio.spoken_text import has_words

SENTENCE_GAP_S = 0.2
"""Pause between sentences; readers leave 150 to 250 ms where they do not breathe."""
_POLL_S = 0.02  # how soon a stop is seen while a sentence is still being rendered
_GIVE_UP_AFTER = 2  # failed sentences: one may be odd, two mean that the voice is broken

_CLOSERS = "\"'\u201d\u2019\u300d\u300f\uff09)\\]"
_ABBREVIATIONS = ("[A-Za-z]", "[DMS]r", "Mrs", "vs", "No", "e\\.g", "i\\.e", "etc")
_NO_ABBREVIATION = "".join(rf"(?<!\b{word}\.)" for word in _ABBREVIATIONS)
_SENTENCE_END = re.compile(
    rf"(?<=[\u3002\uff01\uff1f\uff1b\u2026])(?![\u3002\uff01\uff1f\uff1b\u2026{_CLOSERS}])"
    rf"|(?<=[\u3002\uff01\uff1f\uff1b\u2026][{_CLOSERS}])"
    rf"|(?<=[.!?;]){_NO_ABBREVIATION}(?=\s)"
    rf"|(?<=[.!?][{_CLOSERS}])(?=\s)"
    rf"|(?<=[\u3400-\u9fff][!?;])"
    rf"|\n"
)


def split_sentences(text: str) -> list[str]:
    """Split Chinese, English or mixed text after its sentence marks; what holds no words is left out.

    A point inside a figure (3.5) or after an abbreviation (e.g., Mr.) ends nothing.
    """
    return [part.strip() for part in _SENTENCE_END.split(text) if has_words(part)]


@dataclass(frozen=True)
class SpokenResult:
    """What came of saying something.

    Attributes:
        text: all of it, as asked for.
        completed: False when it was skipped.
        sentences_played: how many were played to their end.
        first_sound_s: seconds from the request until the first sentence was handed to the loudspeaker; None when
            nothing was played.
    """

    text: str
    completed: bool
    sentences_played: int = 0
    first_sound_s: float | None = None


class Speaker:
    """A voice and a loudspeaker; without either, text only: everything is 'said' at once and silently."""

    def __init__(
        self, voice: Voice | None, player: Player | None, *, clock: Callable[[], float] = time.monotonic
    ) -> None:
        """Speak with `voice` through `player`.

        Args:
            voice: None for text only.
            player: None for text only.
            clock: seconds, for `first_sound_s`.
        """
        self._voice = voice
        self._player = player
        self._clock = clock
        self._renderer = ThreadPoolExecutor(1, thread_name_prefix="speech")
        # Its own thread: what is prepared for later never delays what is said now.
        self._preparer = ThreadPoolExecutor(1, thread_name_prefix="speech-ahead")

    def __enter__(self) -> Speaker:
        """Return itself."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Close."""
        self.close()

    def close(self) -> None:
        """Drop what is still to be rendered; the voice and the player belong to the caller."""
        for pool in (self._renderer, self._preparer):
            pool.shutdown(wait=False, cancel_futures=True)

    def prepare(self, text: str | Sequence[str], language: Language) -> None:
        """Render ahead in the background, into the voice's cache; a failure shows when the text is said."""
        if self._voice and self._player:
            for sentence in _sentences(text):
                self._preparer.submit(self._render, sentence, language)

    def play(self, clip: Clip, stop: threading.Event | None = None) -> None:
        """Play a sound that is no speech; text only, nothing.

        Raises:
            DeviceError: no loudspeaker, or it vanished.
        """
        if self._voice and self._player:
            self._player.play(clip, stop)

    def say(self, text: str | Sequence[str], language: Language, stop: threading.Event | None = None) -> SpokenResult:
        """Say text, or several pieces one after another, and return when it is over or `stop` is set.

        Raises:
            NoVoice: no installed voice speaks the language.
            SynthesisError: a sentence could not be spoken; the others were, unless two failed.
            DeviceError: no loudspeaker, or it vanished.
        """
        whole = text if isinstance(text, str) else "\n".join(text)
        if not (self._voice and self._player):
            return SpokenResult(whole, completed=True)
        stop = stop or threading.Event()
        asked_s = self._clock()
        sentences = _sentences(text)
        played, first_sound_s, failures = 0, None, list[SynthesisError]()
        with closing(self._clips(sentences, language, stop, failures)) as clips:
            for clip in clips:
                if first_sound_s is None:
                    first_sound_s = self._clock() - asked_s
                if not self._player.play(clip, stop):
                    break
                played += 1
        if failures and not stop.is_set():
            raise failures[0]
        return SpokenResult(whole, played == len(sentences), played, first_sound_s)

    def _clips(
        self, sentences: list[str], language: Language, stop: threading.Event, failures: list[SynthesisError]
    ) -> Generator[Clip, None, None]:
        """Yield the sentences as sound, each while the next is being rendered; note what cannot be spoken."""
        waiting = iter(sentences)
        upcoming = self._submit(next(waiting, None), language)
        try:
            while upcoming and len(failures) < _GIVE_UP_AFTER:
                clip = _clip_or_failure(upcoming, stop, failures)
                if stop.is_set():
                    return
                upcoming = self._submit(next(waiting, None), language)
                if clip:
                    yield _with_gap(clip) if upcoming else clip
        finally:
            if upcoming:
                upcoming.cancel()

    def _submit(self, sentence: str | None, language: Language) -> Future[Clip] | None:
        return self._renderer.submit(self._render, sentence, language) if sentence else None

    def _render(self, sentence: str, language: Language) -> Clip:
        assert self._voice
        return level_speech(trim_silence(self._voice.render(sentence, language)))


def _sentences(text: str | Sequence[str]) -> list[str]:
    pieces = [text] if isinstance(text, str) else text
    return [sentence for piece in pieces for sentence in split_sentences(piece)]


def _clip_or_failure(rendering: Future[Clip], stop: threading.Event, failures: list[SynthesisError]) -> Clip | None:
    """Wait for a sentence, or for `stop`; a sentence that cannot be spoken is noted and gives None."""
    while not wait([rendering], timeout=_POLL_S).done:
        if stop.is_set():
            return None
    try:
        return rendering.result()
    except SynthesisError as error:
        failures.append(error)
        return None


def _with_gap(clip: Clip) -> Clip:
    return Clip(np.concatenate([clip.samples, silence(SENTENCE_GAP_S, clip.rate_hz)]), clip.rate_hz)
