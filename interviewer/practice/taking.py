"""Taking the answer to one thing asked, however many tries it takes: retries, commands, a lost microphone."""

from __future__ import annotations

import re
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from audio.errors import DeviceError
from audio.ports import Microphone, Utterance
from interviewer.answer import Heard
from interviewer.messages import error_text, spoken_duration
from interviewer.practice.controls import INTERVIEW_KEYS, Wish
from interviewer.practice.desk import Desk
from interviewer.practice.listening import Listening, Taken, ask_and_listen

Microphones = Callable[[], Microphone | None]
"""Returns the microphone for the next answer; None when the recordings to replay are used up."""

Keep = Callable[[Utterance], None]
"""Saves what was said in a try that does not count."""

_SURE_ANSWER_S = 4.0
"""More speech than any spoken command: it is an answer, and may be acknowledged before its words are known."""


@dataclass(frozen=True)
class Asked:
    """One thing asked.

    Attributes:
        sentence: what is said.
        name: of the recording, from ids; made safe for a file name.
        target_s: wanted length of the answer.
        limit_s: length at which the person is interrupted.
        prepare_s: time to prepare before the answer's window opens.
        acknowledge: returns what is said at once when the person waits for the recogniser; None for nothing.
    """

    sentence: str
    name: str
    target_s: tuple[float, float]
    limit_s: float | None = None
    prepare_s: float = 0.0
    acknowledge: Callable[[Utterance], str] | None = None


def interruption_s(target_s: tuple[float, float]) -> float:
    """Return the length at which a real interviewer would interrupt: half as long again as was asked for."""
    return max(1.5 * target_s[1], target_s[1] + 30)


class Taker:
    """Takes answers one after another.

    Attributes:
        lost: whether the microphone vanished and did not come back.
        used_up: whether there was no recording left to replay.
        acknowledged: whether the latest answer was acknowledged while its words were recognised.
    """

    def __init__(
        self,
        desk: Desk,
        microphones: Microphones,
        recordings: Path,
        *,
        live: bool,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        """Prepare.

        Args:
            desk: voice, recogniser, screen, keys.
            microphones: one for each try.
            recordings: folder of this session's recordings.
            live: False for replayed recordings.
            clock: seconds, for the time to prepare.
        """
        self.lost = False
        self.used_up = False
        self.acknowledged = False
        self._finishing = False
        self._desk = desk
        self._microphones = microphones
        self._recordings = recordings
        self._live = live
        self._clock = clock

    def take(self, asked: Asked, keep: Keep) -> Heard | Wish:
        """Ask until there is an answer or the person wishes something else.

        Args:
            asked: what is asked.
            keep: gets what was said in tries that do not count.

        Returns:
            The answer; or "next", "back", "finish" (also when the recordings are used up), or "quit" (also when the
            microphone is lost and nobody can reconnect it).

        Raises:
            DeviceError: there is no microphone at the first try.
            KeyboardInterrupt: Ctrl-C; what was said is kept.
        """
        name = re.sub(r"[^a-zA-Z0-9_-]+", "-", asked.name)
        while True:
            microphone = None if self._finishing else self._microphones()
            if microphone is None:
                self.used_up = not self._finishing
                if self.used_up:
                    self._desk.panel.note(self._desk.text("interview.used_up"))
                return "finish"
            sentence = self._prepared(asked) if asked.prepare_s else asked.sentence
            path = self._recordings / f"{name}-{self._desk.language}.wav"
            listening = Listening(
                sentence, asked.target_s, asked.limit_s, path, self._live, INTERVIEW_KEYS, commands=True
            )
            outcome = self._one_try(microphone, listening, asked, keep)
            if outcome not in ("retry", "repeat"):
                return outcome

    def _one_try(self, microphone: Microphone, listening: Listening, asked: Asked, keep: Keep) -> Heard | Wish:
        taken = ask_and_listen(self._desk, microphone, listening)
        utterance = taken.utterance
        if utterance.end_reason == "interrupted":
            taken.drop()
            if taken.empty:
                taken.forget()
            else:
                keep(utterance)
            if taken.wish is None:
                raise KeyboardInterrupt
            return taken.wish
        heard = self._hear(taken, asked, keep)
        if utterance.end_reason == "device_lost":
            keep(utterance)
            return "retry" if self._reconnected() else "quit"
        if heard is None:
            assert taken.wish is not None
            return taken.wish
        if taken.wish == "finish":
            self._finishing = True  # the answer counts; the interview ends before the next question
        return heard

    def _hear(self, taken: Taken, asked: Asked, keep: Keep) -> Heard | None:
        said_s = sum(span.end_s - span.start_s for span in taken.utterance.speech)
        sure = said_s >= _SURE_ANSWER_S and taken.wish is None and taken.utterance.end_reason != "device_lost"
        thanks = asked.acknowledge(taken.utterance) if asked.acknowledge is not None and sure else ""
        try:
            with self._desk.meanwhile(thanks) as said:
                heard = taken.hear(self._desk)
            self.acknowledged = said.is_set()
        except KeyboardInterrupt:
            keep(taken.utterance)
            raise
        if heard is not None and heard.problem is not None:
            self._desk.panel.note(error_text(heard.problem, self._desk.language))
        return heard

    def _reconnected(self) -> bool:
        """Wait until the person has plugged the microphone in again; False when nobody can be asked."""
        desk = self._desk
        if not (self._live and desk.keyboard.attended):
            self.lost = True
            return False
        while True:
            desk.panel.note(desk.text("interview.reconnect"))
            desk.keyboard.clear()
            while (key := desk.keyboard.wait()) not in ("enter", "q", "escape"):
                pass
            if key != "enter":
                self.lost = True
                return False
            microphone = self._microphones()
            try:
                assert microphone is not None  # live, there always is one
                with microphone.open():
                    return True
            except DeviceError as error:
                desk.panel.note(error_text(error, desk.language))

    def _prepared(self, asked: Asked) -> str:
        """Ask, leave the time to prepare, and return what opens the answer's window."""
        desk = self._desk
        desk.panel.state("asking", asked.sentence)
        desk.say(asked.sentence)
        if self._live:
            desk.say(desk.text("interview.prepare", time=spoken_duration(asked.prepare_s, desk.language)))
            desk.keyboard.clear()
            end_s = self._clock() + asked.prepare_s
            while (left_s := end_s - self._clock()) > 0:
                desk.panel.state("preparing", desk.text("interview.preparing", seconds=round(left_s)))
                if desk.keyboard.wait(min(1.0, left_s)) == "enter":
                    break
        return desk.text("interview.go")
