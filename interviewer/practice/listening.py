"""Asking one question and taking the answer: the voice, the microphone and the keys at the same time."""

from __future__ import annotations

import threading
from dataclasses import dataclass
from pathlib import Path

from audio.capture import capture
from audio.capture_records import CaptureEvent, CaptureOptions, Trouble, WindowOpened
from audio.controls import Command
from audio.endpoint import Endpointer, EndpointOptions, Nudge, TargetReached
from audio.errors import RecordingError
from audio.ports import Microphone, MicrophoneStream, Utterance
from audio.recording import Recorder
from interviewer.banks.schema import Question
from interviewer.messages import error_text, spoken_duration
from interviewer.practice.desk import Desk
from interviewer.practice.keys import Keyboard
from interviewer.wiring import make_detector


@dataclass(frozen=True)
class Listening:
    """How one answer is to be taken.

    Attributes:
        target_s: wanted length.
        limit_s: hard limit; None for the default of the target.
        recording: where the recording goes.
        live: False for a replayed recording, which is heard only after the question.
    """

    target_s: tuple[float, float]
    limit_s: float | None
    recording: Path
    live: bool = True


class KeyControls:
    """Turns keys into the capture loop's commands.

    Attributes:
        quit: the person asked to leave.
    """

    def __init__(self, keyboard: Keyboard) -> None:
        """Read from a keyboard; keys pressed before are forgotten."""
        keyboard.clear()
        self._keyboard = keyboard
        self._held = False
        self.asking = True
        self.quit = False

    def poll(self) -> list[Command]:
        """Return the commands since the last call."""
        commands = []
        while (key := self._keyboard.poll()) is not None:
            command = self._command(key)
            if command is not None:
                commands.append(command)
        return commands

    def _command(self, key: str) -> Command | None:
        if key == "q":
            self.quit = True
            return Command.ABORT
        if self.asking:
            return Command.SKIP if key in ("enter", "s", "space") else None
        if key == "enter":
            return Command.END
        if key == "space":
            self._held = not self._held
            return Command.HOLD if self._held else Command.RELEASE
        return None


class _Conversation:
    """The voice and the events of one answer."""

    def __init__(self, desk: Desk, listening: Listening, controls: KeyControls, stream: MicrophoneStream) -> None:
        self._desk = desk
        self._listening = listening
        self._controls = controls
        self._stream = stream
        self._stop_voice = threading.Event()
        self._voice_done = threading.Event()
        self._voice: threading.Thread | None = None

    def ask(self, sentence: str) -> None:
        """Start speaking the question; the window opens when it is over."""
        self._desk.panel.state("asking", sentence)
        self._voice = threading.Thread(target=self._ask, args=(sentence,), name="ask", daemon=True)
        self._voice.start()

    def _ask(self, sentence: str) -> None:
        try:
            self._desk.speak(sentence, self._stop_voice)
        finally:
            self._voice_done.set()

    def opened(self) -> bool:
        """Tell whether the voice is done."""
        return self._voice_done.is_set()

    def on_event(self, event: CaptureEvent) -> None:
        """Tell the person what happened."""
        desk, (low, high) = self._desk, self._listening.target_s
        if isinstance(event, WindowOpened):
            self._controls.asking = False
            self._stop_voice.set()
        elif isinstance(event, Nudge):
            self._nudge(desk.text("live.nudge"))
        elif isinstance(event, TargetReached):
            bound = low if event.bound == "lower" else high
            field = "low" if event.bound == "lower" else "high"
            spoken = spoken_duration(bound, desk.language)
            desk.panel.note(desk.text(f"live.{event.bound}_target", **{field: spoken}))
        elif isinstance(event, Trouble):
            reason = error_text(event.error, desk.language)
            failed = isinstance(event.error, RecordingError)
            desk.panel.note(desk.text("live.recording_failed" if failed else "live.device_lost", reason=reason))

    def _nudge(self, sentence: str) -> None:
        """Encourage aloud, the microphone closed meanwhile so that the program does not hear itself."""
        self._desk.panel.note(sentence)

        def speak() -> None:
            self._stream.set_gate(True)
            try:
                self._desk.speak(sentence, threading.Event())
            finally:
                self._stream.set_gate(False)

        threading.Thread(target=speak, name="nudge", daemon=True).start()

    def close(self) -> None:
        """Silence the voice and wait for it."""
        self._stop_voice.set()
        if self._voice is not None:
            self._voice.join()


def ask_and_listen(
    desk: Desk, question: Question, microphone: Microphone, listening: Listening
) -> tuple[Utterance, bool]:
    """Speak the question, then take the answer.

    Returns:
        The utterance, and whether the person asked to leave.

    Raises:
        DeviceError: there is no microphone.
        ModelError: the voice activity detector cannot be loaded.
    """
    controls = KeyControls(desk.keyboard)
    if not listening.live:
        # A replay is its own clock: it must not run on while the question is asked.
        desk.panel.state("asking", question.ask.get(desk.language))
        desk.say(question.ask.get(desk.language))
    with Recorder(listening.recording) as recorder, microphone.open() as stream:
        conversation = _Conversation(desk, listening, controls, stream)
        if listening.live:
            stream.set_gate(True)
            conversation.ask(question.ask.get(desk.language))
        try:
            utterance = capture(
                stream,
                make_detector(),
                Endpointer(EndpointOptions(target_s=listening.target_s, limit_s=listening.limit_s)),
                recorder=recorder,
                controls=controls,
                opened=conversation.opened if listening.live else None,
                on_event=conversation.on_event,
                on_progress=lambda progress: desk.panel.progress(progress, listening.target_s),
                options=CaptureOptions(gate_s=desk.gate_s if listening.live else 0.0),
            )
        finally:
            conversation.close()
    return utterance, controls.quit
