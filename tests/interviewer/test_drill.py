"""The turn-taking of a drill, on a virtual clock with real endpointing and scripted recognition."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from audio.clip import SPEECH_RATE_HZ, Clip
from audio.errors import DeviceLost, RecognitionError
from audio.files import read_clip
from audio.ports import Microphone, MicrophoneStream
from audio.replay import ReplayMicrophone, ReplayStream, SilentPlayer
from audio.speaking import Speaker
from interviewer.answer_json import answer_to_json
from interviewer.errors import StoreError
from interviewer.practice.controls import KeyControls
from interviewer.practice.desk import Desk
from interviewer.practice.drill import DrillPlan, run_drill
from interviewer.practice.keys import Keyboard
from interviewer.records import Answer
from interviewer.settings import Settings
from interviewer.store import Store, open_store
from interviewer.wiring import Recogniser
from tests.interviewer.doubles import NotingPanel, ScriptedTranscriber, small_question

SPEECH = Path(__file__).parents[1] / "data" / "jfk.ogg"
GOOD = "My name is John, and I reduced the waiting time from sixty to twenty seconds last year. Thank you."
POOR = "Well I just use ChatGPT for everything and that is really all there is to say about me."


@pytest.fixture
def speech() -> Clip:
    """Eleven seconds of real speech with room for the end to be found."""
    samples = read_clip(SPEECH).samples
    tail = np.random.default_rng(1).normal(0, 1e-3, 9 * SPEECH_RATE_HZ).astype(np.float32)
    return Clip(np.concatenate([samples, tail]))


class Bench:
    """A desk, a store and everything that was shown."""

    def __init__(self, folder: Path, store: Store, text: str = GOOD) -> None:
        self.panel = NotingPanel()
        self.keyboard = Keyboard()
        self.store = store
        self.shown: list[tuple[Answer, list[str]]] = []
        self.desk = Desk(
            Settings(language="en", data_dir=folder),
            Speaker(None, None),
            Recogniser(ScriptedTranscriber(text)),
            self.panel,
            self.keyboard,
            folder / "recordings",
        )
        self.plan = DrillPlan(small_question(), store.new_session("drill", "en"), live=False)

    def run(self, *microphones: Microphone) -> list[Answer]:
        return run_drill(
            self.desk, self.store, self.plan, iter(microphones), lambda a, lines: self.shown.append((a, lines))
        )


@pytest.fixture
def bench(tmp_path: Path) -> Iterator[Bench]:
    with open_store(tmp_path) as store:
        yield Bench(tmp_path, store)


def test_an_attempt_is_timed_judged_saved_and_shown(bench: Bench, speech: Clip) -> None:
    (answer,) = bench.run(ReplayMicrophone(speech))
    assert answer.timing.speaking_s == pytest.approx(10.2, abs=0.6)
    assert answer.timing.verdict == "on_target" and answer.timing.end_reason == "silence"
    assert [point.hit for point in answer.score.points] == [True, True]
    assert answer.audio is not None and read_clip(answer.audio.path).duration_s > 10
    (saved,) = bench.store.answers("test/01", "en")
    assert answer_to_json(saved.answer) == answer_to_json(answer)
    assert bench.shown[0][0] == answer
    assert ("asking", "Please introduce yourself.") in bench.panel.states


def test_attempts_are_counted_and_compared(bench: Bench, speech: Clip) -> None:
    bench.run(ReplayMicrophone(speech))
    assert bench.shown[0][1] == ["This was your first attempt at this question."]
    bench.desk.recogniser = Recogniser(ScriptedTranscriber(POOR))
    (second,) = bench.run(ReplayMicrophone(speech))
    first = bench.shown[0][0]
    assert second.attempt == 2
    assert second.score.total is not None and first.score.total is not None
    assert second.score.total < first.score.total
    change, best = bench.shown[1][1]
    assert "points down" in change and "dropped: Says the name" in change
    assert best == f"Your best so far is {round(first.score.total)}."


def test_scores_of_another_rubric_are_not_compared(bench: Bench, speech: Clip) -> None:
    bench.run(ReplayMicrophone(speech))
    question = bench.plan.question
    heavier = replace(question, points=(replace(question.points[0], weight=3.0), *question.points[1:]))
    bench.plan = replace(bench.plan, question=heavier)
    bench.run(ReplayMicrophone(speech))
    assert "another version of the rubric" in " ".join(bench.shown[1][1])


def test_silence_is_no_answer_and_has_no_score(bench: Bench) -> None:
    (answer,) = bench.run(ReplayMicrophone(Clip(np.zeros(40 * SPEECH_RATE_HZ, np.float32))))
    assert answer.timing.end_reason == "no_answer"
    assert answer.score.total is None and answer.score.abstained == "silence"
    assert "Take your time; I am listening." in bench.panel.notes


def test_without_a_recogniser_time_and_pauses_are_measured(bench: Bench, speech: Clip) -> None:
    bench.desk.recogniser = Recogniser(None)
    (answer,) = bench.run(ReplayMicrophone(speech))
    assert answer.transcript is None and answer.score.total is None
    assert answer.score.abstained == "no_transcript"
    assert answer.timing.verdict == "on_target" and answer.delivery.pauses is not None
    assert answer.delivery.fillers is None


def test_a_recogniser_that_fails_is_reported_and_costs_only_the_score(bench: Bench, speech: Clip) -> None:
    bench.desk.recogniser = Recogniser(ScriptedTranscriber("", RecognitionError("the model fell over", detail="x")))
    (answer,) = bench.run(ReplayMicrophone(speech))
    assert answer.score.abstained == "no_transcript"
    assert any("fell over" in note for note in bench.panel.notes)


class LosingMicrophone(ReplayMicrophone):
    """A microphone whose device vanishes after its clip."""

    def open(self):  # type: ignore[no-untyped-def]
        import contextlib

        @contextlib.contextmanager
        def opened() -> Iterator[MicrophoneStream]:
            with ReplayMicrophone.open(self) as stream:
                assert isinstance(stream, ReplayStream)
                blocks = stream.blocks

                def losing() -> Iterator[np.ndarray]:  # type: ignore[type-arg]
                    yield from blocks()
                    raise DeviceLost("the microphone stopped working", device="usb", kind="input", reason="lost")

                stream.blocks = losing  # type: ignore[method-assign]
                yield stream

        return opened()


def test_a_lost_device_keeps_what_was_said(bench: Bench, speech: Clip) -> None:
    (answer,) = bench.run(LosingMicrophone(speech.slice_s(0, 8)))
    assert answer.timing.end_reason == "device_lost"
    assert answer.timing.speaking_s is not None and answer.timing.speaking_s > 6
    assert answer.score.total is not None
    assert any("stopped delivering" in note for note in bench.panel.notes)


class QuittingMicrophone(ReplayMicrophone):
    """A microphone whose user presses a key, or Ctrl-C, in the middle."""

    def __init__(self, clip: Clip, press: object) -> None:
        super().__init__(clip)
        self.press = press

    def open(self):  # type: ignore[no-untyped-def]
        import contextlib

        @contextlib.contextmanager
        def opened() -> Iterator[MicrophoneStream]:
            with ReplayMicrophone.open(self) as stream:
                blocks = stream.blocks

                def pressed() -> Iterator[np.ndarray]:  # type: ignore[type-arg]
                    for index, block in enumerate(blocks()):
                        if index == 300:  # six seconds in
                            self.press()  # type: ignore[operator]
                        yield block

                stream.blocks = pressed  # type: ignore[method-assign]
                yield stream

        return opened()


def test_q_leaves_and_keeps_what_was_said(bench: Bench, speech: Clip) -> None:
    answers = bench.run(QuittingMicrophone(speech, lambda: bench.keyboard.press("q")), ReplayMicrophone(speech))
    assert len(answers) == 1 and answers[0].score.abstained == "interrupted"
    (saved,) = bench.store.answers("test/01", "en")
    assert saved.answer.timing.speaking_s == pytest.approx(5.5, abs=0.7)
    assert bench.shown == []


def test_enter_ends_the_answer_at_once(bench: Bench, speech: Clip) -> None:
    (answer,) = bench.run(QuittingMicrophone(speech, lambda: bench.keyboard.press("enter")))
    assert answer.timing.end_reason == "key"
    assert answer.audio is not None and answer.audio.duration_s == pytest.approx(6.0, abs=0.1)


def test_ctrl_c_keeps_what_was_said(bench: Bench, speech: Clip) -> None:
    def interrupt() -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        bench.run(QuittingMicrophone(speech, interrupt))
    (saved,) = bench.store.answers("test/01", "en")
    assert saved.answer.score.abstained == "interrupted"
    assert saved.answer.audio is not None and read_clip(saved.answer.audio.path).duration_s > 5


def test_feedback_comes_even_when_saving_fails(bench: Bench, speech: Clip, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> int:
        raise StoreError("disk full", path="x", reason="disk full", problem="write")

    monkeypatch.setattr(bench.store, "save", fail)
    with pytest.raises(StoreError):
        bench.run(ReplayMicrophone(speech))
    assert bench.shown[0][0].score.total is not None


def test_the_question_and_the_feedback_are_spoken(bench: Bench, speech: Clip) -> None:
    player = SilentPlayer()

    class Beeper:
        def render(self, text: str, language: str) -> Clip:
            said.append(text)
            return Clip(np.zeros(160, np.float32))

    said: list[str] = []
    bench.desk.speaker = Speaker(Beeper(), player)
    (answer,) = bench.run(ReplayMicrophone(speech))
    said.remove("Thank you.")  # rendered ahead, and not needed where the words are known at once
    assert said[0] == "Please introduce yourself."
    assert " ".join(said[1:]).replace("\n", " ") == answer.feedback.spoken
    assert len(player.played) == len(said)


def test_a_voice_that_fails_is_replaced_by_writing(bench: Bench, speech: Clip) -> None:
    from audio.errors import SynthesisError

    class Mute:
        def render(self, text: str, language: str) -> Clip:
            raise SynthesisError("no engine", reason="engine")

    bench.desk.speaker = Speaker(Mute(), SilentPlayer())
    (answer,) = bench.run(ReplayMicrophone(speech))
    assert answer.score.total is not None
    assert sum("in writing" in note for note in bench.panel.notes) == 1


class TestKeyControls:
    def test_keys_before_the_window_opens(self) -> None:
        keyboard = Keyboard()
        controls = KeyControls(keyboard)
        for key in ("x", "s", "enter"):
            keyboard.press(key)
        assert [command.value for command in controls.poll()] == ["end", "end"]

    def test_keys_while_listening(self) -> None:
        keyboard = Keyboard()
        controls = KeyControls(keyboard)
        controls.asking = False
        for key in ("space", "space", "s", "enter", "q"):
            keyboard.press(key)
        assert [command.value for command in controls.poll()] == ["hold", "release", "end", "abort"]
        assert controls.quit

    def test_keys_pressed_earlier_are_forgotten(self) -> None:
        keyboard = Keyboard()
        keyboard.press("enter")
        assert KeyControls(keyboard).poll() == []
