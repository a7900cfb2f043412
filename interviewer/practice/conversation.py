"""The voice and the events of one answer: what is said, chimed and noted while the person listens or speaks."""

from __future__ import annotations

import threading
from collections.abc import Callable

from audio.capture_records import CaptureEvent, Progress, Trouble, WindowOpened
from audio.controls import Command
from audio.endpoint import Nudge, TargetReached
from audio.errors import RecordingError
from audio.live import HeardPiece, LiveHooks
from audio.ports import MicrophoneStream
from audio.tones import ChimeKind
from interviewer.messages import error_text, spoken_duration
from interviewer.practice.commands import VoiceCommand, spoken_command
from interviewer.practice.controls import KeyControls
from interviewer.practice.cutting import Stretch
from interviewer.practice.desk import Desk

ALMOST_OVER_S = 10.0
"""Before the upper target: time for a closing sentence."""


class Conversation:
    """Speaks and listens for one answer.

    Attributes:
        stretches: spoken commands so far, in seconds from the start of the recording.
    """

    def __init__(
        self,
        desk: Desk,
        target_s: tuple[float, float],
        controls: KeyControls,
        stream: MicrophoneStream,
        *,
        commands: bool,
    ) -> None:
        """Prepare; nothing is said yet."""
        self.stretches: tuple[Stretch, ...] = ()
        self._desk = desk
        self._target_s = target_s
        self._controls = controls
        self._stream = stream
        self._commands = commands
        self._sentence = ""
        self._answered = False  # something was said that is no command
        self._elapsed_s = 0.0
        self._chimed = False
        self._stop_voice = threading.Event()
        self._stop_asides = threading.Event()
        self._voice_done = threading.Event()
        self._threads: list[threading.Thread] = []

    def ask(self, sentence: str) -> None:
        """Start speaking; the window opens when it is over."""
        self._sentence = sentence
        self._desk.panel.state("asking", sentence)
        self._run("ask", self._ask)

    def _ask(self) -> None:
        try:
            self._desk.speak(self._sentence, self._stop_voice)
        finally:
            self._voice_done.set()

    def opened(self) -> bool:
        """Tell whether the voice is done."""
        return self._voice_done.is_set()

    def hooks(self) -> LiveHooks:
        """Return what the live transcription tells."""
        desk = self._desk
        return LiveHooks(
            on_text=desk.panel.caption,
            on_piece=self._on_piece,
            on_trouble=lambda error: desk.panel.note(
                desk.text("live.transcription_failed", reason=error_text(error, desk.language))
            ),
            on_lag=lambda: desk.panel.note(desk.text("live.lagging")),
        )

    def on_event(self, event: CaptureEvent) -> None:
        """Tell the person what happened."""
        desk, (low, high) = self._desk, self._target_s
        if isinstance(event, WindowOpened):
            self._controls.asking = False
            self._stop_voice.set()
        elif isinstance(event, Nudge):
            self._aside(desk.text("live.nudge"))
        elif isinstance(event, TargetReached):
            bound = low if event.bound == "lower" else high
            field = "low" if event.bound == "lower" else "high"
            spoken = spoken_duration(bound, desk.language)
            desk.panel.note(desk.text(f"live.{event.bound}_target", **{field: spoken}))
            if event.bound == "lower":
                self._chime("target_reached")
        elif isinstance(event, Trouble):
            reason = error_text(event.error, desk.language)
            failed = isinstance(event.error, RecordingError)
            desk.panel.note(desk.text("live.recording_failed" if failed else "live.device_lost", reason=reason))

    def on_progress(self, progress: Progress) -> None:
        """Chime shortly before the time is up."""
        self._elapsed_s = progress.elapsed_s
        low_s, high_s = self._target_s
        if not self._chimed and self._elapsed_s >= max(high_s - ALMOST_OVER_S, (low_s + high_s) / 2):
            self._chimed = True
            self._chime("almost_over")

    def close(self) -> None:
        """Silence the voice and wait for it."""
        self._stop_voice.set()
        self._stop_asides.set()
        for thread in self._threads:
            thread.join()

    def _on_piece(self, piece: HeardPiece) -> bool:
        """Obey a spoken command, which is no part of the answer."""
        command = spoken_command(piece.text) if self._commands and piece.alone else None
        if command is None:
            self._answered = True
            return True
        self.stretches = (*self.stretches, (piece.start_s, piece.end_s))
        self._desk.panel.note(self._desk.text(f"command.{command}"))
        self._obey(command)
        return False

    def _obey(self, command: VoiceCommand) -> None:
        controls = self._controls
        if command == "pause":
            controls.press(Command.HOLD)
        elif command == "continue":
            controls.press(Command.RELEASE)
        elif command == "time":
            left_s = self._target_s[1] - self._elapsed_s
            key = "live.time_left" if left_s > 0 else "live.time_over"
            self._aside(self._desk.text(key, time=spoken_duration(abs(left_s), self._desk.language)))
        elif command == "repeat" and self._answered:
            self._aside(self._sentence)
        else:
            controls.wants("repeat" if command == "repeat" else command, answered=self._answered)

    def _aside(self, sentence: str) -> None:
        """Say something while the answer's window is open, the microphone closed so that the program is not heard."""
        self._desk.panel.note(sentence)

        def speak() -> None:
            self._stream.set_gate(not self._desk.headphones)
            try:
                self._desk.speak(sentence, self._stop_asides)
            finally:
                self._stream.set_gate(False)

        self._run("aside", speak)

    def _chime(self, kind: ChimeKind) -> None:
        if self._sentence:  # nobody hears the chime beside a replay
            self._run("chime", lambda: self._desk.chime(kind))

    def _run(self, name: str, task: Callable[[], None]) -> None:
        thread = threading.Thread(target=task, name=name, daemon=True)
        self._threads.append(thread)
        thread.start()
