"""Asking one thing and taking the answer: the voice, the microphone, the keys and the recogniser at the same time."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from audio.capture import capture
from audio.capture_records import CaptureOptions, Progress
from audio.endpoint import Endpointer, EndpointOptions
from audio.errors import AudioError
from audio.live import LiveTranscriber
from audio.ports import Microphone, Utterance
from audio.recording import Recorder
from interviewer.answer import Heard, hear
from interviewer.practice.commands import spoken_command
from interviewer.practice.controls import DRILL_KEYS, KeyControls, Wish
from interviewer.practice.conversation import Conversation
from interviewer.practice.cutting import Stretch, cut_out
from interviewer.practice.desk import Desk
from interviewer.wiring import make_detector

_WISHES: dict[str, Wish] = {"next": "next", "finish": "finish"}


@dataclass(frozen=True)
class Listening:
    """How one answer is to be taken.

    Attributes:
        sentence: what is asked.
        target_s: wanted length.
        limit_s: hard limit; None for the default of the target.
        recording: where the recording goes.
        live: False for a replayed recording, which is heard only after the question.
        keys: which keys mean which wish.
        commands: whether spoken commands are understood.
    """

    sentence: str
    target_s: tuple[float, float]
    limit_s: float | None
    recording: Path
    live: bool = True
    keys: Mapping[str, Wish] = field(default_factory=lambda: DRILL_KEYS)
    commands: bool = False


@dataclass
class Taken:
    """An answer that was taken; transcribe it with `hear`, or `drop` it.

    Attributes:
        utterance: the captured answer.
        controls: what the person wished meanwhile.
        conversation: the spoken commands within it; the last words may prove to be one while they are transcribed.
        commands: whether spoken commands are understood.
        follower: the live transcription; None for a replay.
    """

    utterance: Utterance
    controls: KeyControls
    conversation: Conversation
    commands: bool
    follower: LiveTranscriber | None

    @property
    def wish(self) -> Wish | None:
        """What the person asked for, None to go on."""
        return self.controls.wish

    @property
    def stretches(self) -> tuple[Stretch, ...]:
        """The spoken commands."""
        return self.conversation.stretches

    def hear(self, desk: Desk) -> Heard | None:
        """Return the answer with its transcript, which is nearly ready where it was followed live.

        Returns:
            None when there is no answer in it, only spoken commands; `wish` then says what is to happen.
        """
        if desk.recogniser.transcriber is not None:
            desk.panel.state("transcribing")
        heard = self._heard(desk)
        if heard.transcript is None:
            return heard
        command = spoken_command(heard.transcript.text) if self.commands else None
        if command is not None:
            self.controls.wish = self.wish or _WISHES.get(command, "repeat")
        if command is not None or (self.stretches and not heard.transcript.words):
            self.controls.wish = self.wish or "repeat"
            self.forget()
            return None
        if self.stretches:
            self.utterance, transcript = cut_out(heard.utterance, heard.transcript, self.stretches)
            return Heard(self.utterance, transcript)
        return heard

    def drop(self) -> None:
        """Give up the transcription."""
        if self.follower is not None:
            self.follower.close()

    def _heard(self, desk: Desk) -> Heard:
        if self.follower is None:
            return hear(self.utterance, desk.language, desk.recogniser.transcriber)
        try:
            return Heard(self.utterance, self.follower.finish(self.utterance))
        except AudioError as problem:
            return Heard(self.utterance, None, problem)
        finally:
            self.follower.close()

    @property
    def empty(self) -> bool:
        """Whether nothing was said, or nothing but commands."""
        return all(
            any(start_s < span.end_s and span.start_s < end_s for start_s, end_s in self.stretches)
            for span in self.utterance.speech
        )

    def forget(self) -> None:
        """Remove the recording: silence or commands alone are nobody's answer."""
        if self.utterance.path is not None:
            self.utterance.path.unlink(missing_ok=True)


def ask_and_listen(desk: Desk, microphone: Microphone, listening: Listening) -> Taken:
    """Say what is asked, then take the answer.

    Raises:
        DeviceError: there is no microphone.
        ModelError: the voice activity detector cannot be loaded.
    """
    controls = KeyControls(desk.keyboard, listening.keys)
    if not listening.live:
        # A replay is its own clock: it must not run on while the question is asked.
        desk.panel.state("asking", listening.sentence)
        desk.say(listening.sentence)
    with Recorder(listening.recording) as recorder, microphone.open() as stream:
        conversation = Conversation(desk, listening.target_s, controls, stream, commands=listening.commands)
        follower = None
        if listening.live:
            stream.set_gate(not desk.headphones)
            conversation.ask(listening.sentence)
            recogniser = desk.recogniser
            if recogniser.transcriber is not None:
                follower = LiveTranscriber(recogniser.transcriber, desk.language, conversation.hooks())

        def on_progress(progress: Progress) -> None:
            conversation.on_progress(progress)
            desk.panel.progress(progress, listening.target_s)

        try:
            utterance = capture(
                stream,
                make_detector(),
                Endpointer(EndpointOptions(target_s=listening.target_s, limit_s=listening.limit_s)),
                recorder=recorder,
                controls=controls,
                follower=follower,
                opened=conversation.opened if listening.live else None,
                on_event=conversation.on_event,
                on_progress=on_progress,
                options=CaptureOptions(gate_s=desk.gate_s if listening.live else 0.0),
            )
        except BaseException:
            if follower is not None:
                follower.close()
            raise
        finally:
            conversation.close()
    return Taken(utterance, controls, conversation, listening.commands, follower)
