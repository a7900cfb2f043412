"""Test doubles at the ports, and a small question."""

from __future__ import annotations

import threading
from collections.abc import Sequence

from audio.capture_records import Progress
from audio.clip import Clip
from audio.errors import RecognitionError
from audio.ports import Language, SpeechSpan, Transcript, Word
from interviewer.banks.schema import Pitfall, Point, Question, Text, Texts


def small_question() -> Question:
    """Return a question in both languages with two points and a pitfall."""
    return Question(
        id="test/01",
        ask=Text(zh="请介绍一下自己。", en="Please introduce yourself."),
        target_s=(5.0, 20.0),
        points=(
            Point(
                id="p1",
                zh="说出姓名",
                en="Says the name",
                cues=Texts(zh=("我叫|我姓",), en=("my name is",)),
                ask_for=Text(zh="说出你的名字", en="say your name"),
            ),
            Point(id="p2", zh="道谢", en="Says thanks", cues=Texts(zh=("谢谢|感谢",), en=("thank you|thanks",))),
        ),
        pitfalls=(
            Pitfall(id="x1", zh="只会用工具", en="Only uses tools", cost=10, cues=Texts(en=("just use ChatGPT",))),
        ),
    )


class ScriptedTranscriber:
    """Returns a prepared text, its words spread evenly over the clip; or fails."""

    name = "scripted"

    def __init__(self, text: str, failure: RecognitionError | None = None) -> None:
        self.text = text
        self.failure = failure

    def transcribe(
        self,
        clip: Clip,
        language: Language,
        *,
        speech: Sequence[SpeechSpan] | None = None,
        cancel: threading.Event | None = None,
        hurry: threading.Event | None = None,
    ) -> Transcript:
        if self.failure is not None:
            raise self.failure
        pieces = [" " + piece for piece in self.text.split()] if language == "en" else list(self.text)
        step = clip.duration_s / max(1, len(pieces))
        words = tuple(Word(piece, index * step, (index + 1) * step, 0.9) for index, piece in enumerate(pieces))
        return Transcript(self.text, words, language, "scripted", self.name, 0.9)


class RepeatingLines(ScriptedTranscriber):
    """Hears one prepared text after another; the last one again and again."""

    def __init__(self, *texts: str) -> None:
        super().__init__(texts[0])
        self.texts = list(texts)

    def transcribe(
        self,
        clip: Clip,
        language: Language,
        *,
        speech: Sequence[SpeechSpan] | None = None,
        cancel: threading.Event | None = None,
        hurry: threading.Event | None = None,
    ) -> Transcript:
        self.text = self.texts.pop(0) if len(self.texts) > 1 else self.texts[0]
        return super().transcribe(clip, language, speech=speech, cancel=cancel)


class NotingPanel:
    """Remembers what it was told."""

    def __init__(self) -> None:
        self.states: list[tuple[str, str]] = []
        self.notes: list[str] = []
        self.captions: list[str] = []
        self.reports: list[Progress] = []

    def state(self, name: str, detail: str = "") -> None:
        self.states.append((name, detail))

    def progress(self, progress: Progress, target_s: tuple[float, float]) -> None:
        self.reports.append(progress)

    def caption(self, words: str) -> None:
        self.captions.append(words)

    def note(self, message: str) -> None:
        self.notes.append(message)

    def close(self) -> None:
        self.states.append(("closed", ""))
