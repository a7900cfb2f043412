"""The turn-taking of an interview on a virtual clock: follow-ups, commands, saving, resuming, faults, the verdict."""

import threading
import time
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from audio.clip import SPEECH_RATE_HZ, Clip
from audio.errors import RecognitionError
from audio.files import read_clip
from audio.ports import Language, Transcript
from audio.replay import ReplayMicrophone
from audio.speaking import Speaker, SpokenResult
from interviewer.banks.schema import Bank, FollowUp, Point, Question, Text, Texts
from interviewer.cli.interview import choose_questions, unfinished
from interviewer.errors import StoreError, UnknownQuestion
from interviewer.llm.client import LlmClient
from interviewer.practice.follow_ups import choose_follow_up, worded
from interviewer.practice.interview import Interview, InterviewPlan
from interviewer.practice.keys import Keyboard
from interviewer.practice.results import InterviewSummary, QuestionResult, summarise
from interviewer.practice.summary_view import spoken_summary
from interviewer.practice.taking import interruption_s
from interviewer.records import Answer, Score
from interviewer.settings import Settings
from interviewer.store import Store, open_store
from tests.interviewer.stage import Stage, nobody, spoken_for
from tests.interviewer.test_drill import LosingMicrophone, QuittingMicrophone
from tests.llm_server import Say, serve_llm

NAME = "My name is John and I have been working on these products for several years now."
THANKS = "Thank you very much for this question, I am really glad that you asked me about it."
BOTH = f"{NAME} {THANKS}"


def question(number: int) -> Question:
    return Question(
        id=f"test/0{number}-q",
        ask=Text(zh=f"第{number}个问题是什么？", en=f"What is question {number}?"),
        target_s=(3.0, 20.0),
        points=(
            Point(
                id="p1",
                en="Says the name",
                cues=Texts(en=("my name is",)),
                ask_for=Text(en=f"say your name in {number}"),
            ),
            Point(
                id="p2",
                en="Says thanks",
                weight=2,
                cues=Texts(en=("thank you",)),
                ask_for=Text(en=f"say thanks in {number}"),
            ),
        ),
        follow_ups=(
            FollowUp(en="And your name?", when="p1"),
            FollowUp(en="Would you like to thank anybody?", when="p2"),
            FollowUp(en="Anything else?"),
        ),
    )


BANK = Bank(
    id="test", title=Text(en="Testing", zh="测试"), pass_mark=60, questions=tuple(question(n) for n in (1, 2, 3))
)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with open_store(tmp_path) as store:
        yield store


class Sitting:
    """One sitting of an interview with prepared words."""

    def __init__(self, folder: Path, store: Store, *texts: str, session: str | None = None, **plan: object) -> None:
        self.stage = Stage(folder, store, "en", *texts)
        self.shown: list[Answer] = []
        ids = [one.id for one in BANK.questions]
        self.session = session or store.new_session("interview", "en", bank="test", plan={"questions": ids})
        self.plan = InterviewPlan(BANK, BANK.questions, self.session, live=False, **plan)  # type: ignore[arg-type]
        self.store = store

    def run(self, *clips: object) -> InterviewSummary | None:
        microphones = self.stage.microphones(*clips)  # type: ignore[arg-type]
        self.interview = Interview(
            self.stage.desk, self.store, self.plan, microphones, lambda a, q: self.shown.append(a)
        )  # type: ignore[arg-type]
        return self.interview.run()

    @property
    def parts(self) -> list[tuple[str, str]]:
        return [(one.answer.question, one.part) for one in self.store.session_answers(self.session)]


def test_a_good_interview_is_opened_acknowledged_and_passed(tmp_path: Path, store: Store) -> None:
    sitting = Sitting(tmp_path, store, BOTH, follow_ups=0)
    summary = sitting.run(None, None, None)
    assert summary is not None and summary.verdict == "passed" and not summary.practise
    said = sitting.stage.said
    assert said[0].startswith("Welcome") and "3 questions" in said[0]
    assert said[1:5] == [
        "Question 1 of 3. What is question 1?",
        "Thank you.",
        "Question 2 of 3. What is question 2?",
        "I see, thank you.",
    ]
    saved = store.session(sitting.session)
    assert saved.summary == summary.to_dict() and saved.ended_at is not None
    assert [answer.question for answer in sitting.shown] == [one.id for one in BANK.questions]
    assert "You would have passed." in spoken_summary(summary)


def test_follow_ups_ask_for_what_was_missing_and_count(tmp_path: Path, store: Store) -> None:
    sitting = Sitting(
        tmp_path, store, "I have been working on products of this kind for several years.", THANKS, NAME, BOTH
    )
    summary = sitting.run(*[None] * 5)
    assert summary is not None
    said = sitting.stage.said
    # The heavier point first, then the other one; nothing is missing in the other questions, so one is asked at will.
    assert said.index("Would you like to thank anybody?") < said.index("And your name?")
    first = summary.results[0]
    assert first.main is not None and first.main.score.total is not None and first.total is not None
    assert first.total > first.main.score.total and first.missing() == []
    assert [part for _, part in sitting.parts][:3] == ["main", "follow_up:1", "follow_up:2"]
    mains = store.session_answers(sitting.session)
    assert mains[1].parent == mains[0].id
    quote = mains[1].answer.score.points[0].evidence[0]
    text = mains[1].answer.transcript.text if mains[1].answer.transcript else ""
    assert text[quote.start_char : quote.end_char] == quote.quote
    assert [result.id for result in mains[1].answer.score.points] == ["p2"]


def test_what_is_missing_becomes_what_to_practise(tmp_path: Path, store: Store) -> None:
    summary = Sitting(tmp_path, store, NAME, follow_ups=0).run(None, None, None)
    assert summary is not None and summary.verdict == "not_passed"
    advised = [advice.sentence for advice in summary.practise]
    assert len(advised) == 3
    assert all(f"say thanks in {number}" in sentence for number, sentence in enumerate(advised, 1))


def test_voice_commands_are_obeyed_and_never_scored(tmp_path: Path, store: Store) -> None:
    sitting = Sitting(
        tmp_path, store, "Please repeat the question.", BOTH, "Next question.", "Finish the interview.", follow_ups=0
    )
    summary = sitting.run(*[None] * 4)
    assert summary is not None
    assert sitting.stage.said.count("Question 1 of 3. What is question 1?") == 2
    assert [result.status for result in summary.results] == ["judged", "skipped", "not_reached"]
    assert sitting.parts == [("test/01-q", "main")]
    recordings = list((tmp_path / "recordings").rglob("*.wav"))
    assert len(recordings) == 1  # of the answer, not of the commands


def test_a_skipped_question_counts_as_zero_and_says_so(tmp_path: Path, store: Store) -> None:
    summary = Sitting(tmp_path, store, BOTH, "Next question.", BOTH, follow_ups=0).run(None, None, None)
    assert summary is not None and summary.total is not None
    totals = [result.total for result in summary.results if result.total is not None]
    assert summary.total == pytest.approx(sum(totals) / 3, abs=0.1)
    assert "Skipped questions count as zero: 1." in spoken_summary(summary)


def test_keys_take_a_question_again_or_go_back(tmp_path: Path, store: Store) -> None:
    sitting = Sitting(tmp_path, store, BOTH, follow_ups=0)
    press = sitting.stage.keyboard.press
    again = QuittingMicrophone(spoken_for(9), lambda: press("r"))
    back = QuittingMicrophone(spoken_for(9), lambda: press("b"))
    summary = sitting.run(again, None, back, None, None, None)
    assert summary is not None and summary.count("judged") == 3
    answers = store.session_answers(sitting.session)
    kept = [one.answer.score.abstained for one in answers]
    # The try given up, the answer, what was said before going back, the answer again, and the two others.
    assert kept == ["interrupted", None, "interrupted", None, None, None]
    assert answers[3].answer.question == "test/01-q" and answers[3].answer.attempt == 3


def test_a_broken_off_interview_goes_on_where_it_stopped(tmp_path: Path, store: Store) -> None:
    first = Sitting(tmp_path, store, BOTH, follow_ups=0)
    quitting = QuittingMicrophone(spoken_for(9), lambda: first.stage.keyboard.press("q"))
    assert first.run(None, quitting) is None
    unfinished = store.last_unfinished("interview", "test")
    assert unfinished is not None and unfinished.id == first.session
    second = Sitting(tmp_path, store, BOTH, session=first.session, follow_ups=0)
    summary = second.run(None, None)
    assert summary is not None and summary.count("judged") == 3
    assert second.stage.said[0] == "Welcome back. We go on with Testing; 2 questions are left."
    assert "Question 1 of 3. What is question 1?" not in second.stage.said
    assert store.last_unfinished("interview", "test") is None


def test_what_was_skipped_is_not_asked_again_on_resuming(tmp_path: Path, store: Store) -> None:
    first = Sitting(tmp_path, store, BOTH, "Next question.", follow_ups=0)
    quitting = QuittingMicrophone(spoken_for(9), lambda: first.stage.keyboard.press("q"))
    assert first.run(None, None, quitting) is None
    session, ids, kept = unfinished(Settings("en", tmp_path), store, BANK)
    assert (session, kept["skipped"]) == (first.session, ("test/02-q",)) and len(ids) == 3
    second = Sitting(tmp_path, store, BOTH, session=session, follow_ups=0, skipped=kept["skipped"])
    summary = second.run(None)
    assert summary is not None
    assert "one question is left" in second.stage.said[0]
    assert [result.status for result in summary.results] == ["judged", "skipped", "judged"]
    assert not any("question 2?" in said for said in second.stage.said)


def test_a_skipped_question_that_is_answered_after_all_counts(tmp_path: Path, store: Store) -> None:
    sitting = Sitting(tmp_path, store, "Next question.", BOTH, follow_ups=0)
    back = QuittingMicrophone(spoken_for(9), lambda: sitting.stage.keyboard.press("b"))
    summary = sitting.run(None, back, None, None, None)
    assert summary is not None and summary.count("judged") == 3
    plan = store.session(sitting.session).plan
    assert plan is not None and plan["skipped"] == []


class PressingSpeaker(Speaker):
    """A voice that takes its time; somebody presses a key while it says certain words."""

    def __init__(self, keyboard: Keyboard, words: str, key: str) -> None:
        super().__init__(None, None)
        self.keyboard, self.words, self.key = keyboard, words, key

    def say(self, text: str | Sequence[str], language: Language, stop: threading.Event | None = None) -> SpokenResult:
        if text != self.words or not self.key:
            return super().say(text, language, stop)
        self.keyboard.press(self.key)
        self.key = ""
        assert stop is not None and stop.wait(10), "the key does not silence the voice"
        return SpokenResult(self.words, completed=False)


@pytest.mark.parametrize(
    ("key", "asked"), [("r", [1, 1, 2, 3]), ("b", [1, 1, 2, 3]), ("n", [1, 2, 3]), ("f", [1]), ("q", [1])]
)
def test_a_wish_during_the_acknowledgement_is_granted(tmp_path: Path, store: Store, key: str, asked: list[int]) -> None:
    sitting = Sitting(tmp_path, store, BOTH, follow_ups=0)
    sitting.stage.desk.speaker = PressingSpeaker(sitting.stage.keyboard, "Thank you.", key)
    summary = sitting.run(*[None] * 5)
    said = [text for text in sitting.stage.said if text.startswith("Question")]
    assert [int(text[9]) for text in said] == asked
    assert (summary is None) == (key == "q")
    # What was answered before the wish is kept whatever is wished.
    assert store.session_answers(sitting.session)[0].answer.score.total is not None


@pytest.mark.parametrize("slow", [True, False])
def test_the_acknowledgement_does_not_wait_for_a_slow_recogniser(tmp_path: Path, store: Store, slow: bool) -> None:
    sitting = Sitting(tmp_path, store, BOTH, follow_ups=0)
    transcribe, said = sitting.stage.hears.transcribe, sitting.stage.said
    before: list[bool] = []

    def waiting(*arguments: Any, **options: Any) -> Transcript:
        deadline_s = time.monotonic() + 10
        while slow and "Thank you." not in said and time.monotonic() < deadline_s:
            time.sleep(0.01)
        before.append("Thank you." in said)
        return transcribe(*arguments, **options)

    sitting.stage.hears.transcribe = waiting  # type: ignore[method-assign]
    sitting.plan = replace(sitting.plan, questions=BANK.questions[:1])
    assert sitting.run(spoken_for(9)) is not None
    assert before == [slow] and said.count("Thank you.") == 1


def test_ctrl_c_keeps_what_was_said(tmp_path: Path, store: Store) -> None:
    def interrupt() -> None:
        raise KeyboardInterrupt

    sitting = Sitting(tmp_path, store, BOTH, follow_ups=0)
    with pytest.raises(KeyboardInterrupt):
        sitting.run(None, QuittingMicrophone(spoken_for(9), interrupt))
    first, second = store.session_answers(sitting.session)
    assert first.answer.score.total is not None and second.answer.score.abstained == "interrupted"
    assert second.answer.audio is not None and read_clip(second.answer.audio.path).duration_s > 5


def test_a_microphone_lost_in_the_middle_loses_nothing(tmp_path: Path, store: Store) -> None:
    sitting = Sitting(tmp_path, store, BOTH, follow_ups=0)
    sitting.stage.keyboard.attended = False
    assert sitting.run(None, LosingMicrophone(spoken_for(5, tail_s=0))) is None
    assert sitting.interview.lost
    assert any("stopped delivering" in note for note in sitting.stage.panel.notes)
    saved = store.session_answers(sitting.session)
    assert [one.answer.score.abstained for one in saved] == [None, "interrupted"]
    assert saved[1].answer.audio is not None and saved[1].answer.audio.duration_s > 4
    by_file = Sitting(tmp_path, store, BOTH, session=sitting.session, follow_ups=0)
    summary = by_file.run(None, None)
    assert summary is not None and summary.count("judged") == 3


def test_a_microphone_lost_in_a_follow_up_keeps_what_was_said(tmp_path: Path, store: Store) -> None:
    sitting = Sitting(tmp_path, store, NAME)
    sitting.stage.keyboard.attended = False
    assert sitting.run(None, LosingMicrophone(spoken_for(5, tail_s=0))) is None
    main, lost = store.session_answers(sitting.session)
    assert (lost.part, lost.parent, lost.answer.score.abstained) == ("follow_up:1", main.id, "interrupted")
    assert lost.answer.audio is not None and lost.answer.audio.duration_s > 4


def test_a_microphone_plugged_in_again_goes_on_with_the_same_question(tmp_path: Path, store: Store) -> None:
    sitting = Sitting(tmp_path, store, BOTH, follow_ups=0)
    sitting.plan = replace(sitting.plan, live=True)
    keyboard, note = sitting.stage.keyboard, sitting.stage.panel.note

    def noting(message: str) -> None:
        note(message)
        if "Plug the microphone in again" in message:
            threading.Timer(0.1, keyboard.press, ["enter"]).start()

    sitting.stage.panel.note = noting  # type: ignore[method-assign]
    probe = spoken_for(1)  # opened only to see whether there is a microphone again
    summary = sitting.run(spoken_for(9), LosingMicrophone(spoken_for(5, tail_s=0)), probe, spoken_for(9), spoken_for(9))
    assert summary is not None and summary.count("judged") == 3 and not sitting.interview.lost
    kept = [(one.answer.question, one.answer.score.abstained) for one in store.session_answers(sitting.session)]
    assert kept == [("test/01-q", None), ("test/02-q", "interrupted"), ("test/02-q", None), ("test/03-q", None)]


def test_an_interview_survives_a_failing_recogniser(tmp_path: Path, store: Store) -> None:
    sitting = Sitting(tmp_path, store, BOTH)
    sitting.stage.hears.failure = RecognitionError("the model fell over", detail="x")
    summary = sitting.run(None, None, None)
    assert summary is not None and summary.verdict is None and summary.total is None
    assert [result.status for result in summary.results] == ["not_judged"] * 3
    assert sum("fell over" in note for note in sitting.stage.panel.notes) == 3
    assert "Too few answers could be scored for a verdict: 0 of 3." in spoken_summary(summary)


def test_an_interview_survives_a_full_disk(tmp_path: Path, store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object, **__: object) -> int:
        raise StoreError("disk full", path="x", reason="disk full", problem="write")

    monkeypatch.setattr(store, "save", fail)
    sitting = Sitting(tmp_path, store, BOTH, follow_ups=0)
    with pytest.raises(StoreError):
        sitting.run(None, None, None)
    assert len(sitting.shown) == 3


def test_an_endless_answer_is_interrupted(tmp_path: Path, store: Store) -> None:
    sitting = Sitting(tmp_path, store, BOTH, follow_ups=0)
    summary = sitting.run(spoken_for(75), None, None)
    first = summary.results[0].main if summary else None
    assert first is not None and first.timing.end_reason == "limit"
    assert first.timing.speaking_s == pytest.approx(interruption_s((3.0, 20.0)), abs=1)
    assert sitting.stage.said[2] == "Let me stop you there, we are well over the time. Thank you."


def test_silence_and_another_language_are_acknowledged_as_such(tmp_path: Path, store: Store) -> None:
    chinese = "我叫约翰，我在这个行业已经工作了很多年，谢谢你问我这个问题。"
    sitting = Sitting(tmp_path, store, "", chinese, BOTH)
    summary = sitting.run(nobody(), None, None)
    assert summary is not None
    said = sitting.stage.said
    assert said[2] == "I heard nothing, so let's go on." and "so I could not judge that answer" in said[4]
    assert [result.status for result in summary.results] == ["not_judged", "not_judged", "judged"]
    assert summary.verdict is None


def test_time_to_prepare_is_given(tmp_path: Path, store: Store) -> None:
    sitting = Sitting(tmp_path, store, BOTH, follow_ups=0, prepare_s=30)
    assert sitting.run(None, None, None) is not None
    assert sitting.stage.said[1:3] == ["Question 1 of 3. What is question 1?", "Please begin."]


def test_the_models_question_is_asked(tmp_path: Path, store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("interviewer.practice.follow_ups.LLM_PATIENCE_S", 30.0)  # a busy machine is not the matter here
    with serve_llm(lambda request: Say({"question": "What did the last product earn?"})) as server:
        client = LlmClient("test", base_url=server.base_url, api_key="key")
        client.load()  # the program does so while the interview opens
        sitting = Sitting(tmp_path, store, NAME, BOTH, llm=client, follow_ups=1)
        sitting.run(None, None)
    assert "What did the last product earn?" in sitting.stage.said
    assert "Would you like to thank anybody?" not in sitting.stage.said


def test_a_model_that_hangs_is_not_waited_for(tmp_path: Path, store: Store) -> None:
    with serve_llm(lambda request: Say({"question": "Too late, is it?"}, wait_s=30)) as server:
        client = LlmClient("test", base_url=server.base_url, api_key="key")
        client.load()
        sitting = Sitting(tmp_path, store, NAME, BOTH, llm=client, follow_ups=1)
        began_s = time.monotonic()
        worded = sitting_follow_up(sitting)
        waited_s = time.monotonic() - began_s
    assert worded == "Would you like to thank anybody?"
    assert 1 < waited_s < 4  # two seconds on a quiet machine


def sitting_follow_up(sitting: Sitting) -> str:
    """Return how the follow-up to an answer without thanks is worded."""
    result = QuestionResult(question(1), main=replace(_answer(50.0), transcript=Transcript(NAME, (), "en", "text")))
    return worded(sitting.plan.llm, result, question(1).follow_ups[1], ["Would you like to thank anybody?"], "en")


def test_nothing_is_asked_about_an_answer_that_was_not_understood() -> None:
    result = QuestionResult(question(1), whole=Score(None, "rules", "1", abstained="silence"))
    assert choose_follow_up(result, []) is None


def test_the_verdict_needs_half_of_the_questions() -> None:
    judged = QuestionResult(question(1), main=None, whole=Score(90.0, "rules", "1"))
    judged = replace(judged, main=_answer(90.0))
    assert (
        summarise("s", BANK, "en", [judged, QuestionResult(question(2)), QuestionResult(question(3))]).verdict is None
    )
    assert summarise("s", BANK, "en", [judged, judged, QuestionResult(question(3))]).verdict == "passed"
    skipped = QuestionResult(question(2), skipped=True)
    assert summarise("s", BANK, "en", [judged, skipped, skipped]).total == pytest.approx(30)
    assert summarise("s", BANK, "en", [skipped, skipped, skipped]).verdict is None


def _answer(total: float) -> Answer:
    from interviewer.records import Delivery, Feedback, Timing

    timing = Timing(0.0, 1.0, 1.0, (3.0, 20.0), "short", "silence")
    return Answer("test/01-q", "en", 1, None, timing, None, Delivery(), Score(total, "rules", "1"), Feedback(""))


class TestSelection:
    def test_in_order(self) -> None:
        assert choose_questions(BANK, None, None, None) == BANK.questions
        assert choose_questions(BANK, 2, None, None) == BANK.questions[:2]

    def test_drawn_with_a_seed(self) -> None:
        drawn = {choose_questions(BANK, 2, None, seed) for seed in range(20)}
        assert len(drawn) > 2 and choose_questions(BANK, 2, None, 7) == choose_questions(BANK, 2, None, 7)

    def test_named(self) -> None:
        assert choose_questions(BANK, None, "03, test/01-q", None) == (BANK.questions[2], BANK.questions[0])
        with pytest.raises(UnknownQuestion):
            choose_questions(BANK, None, "09", None)


def test_a_person_who_speaks_over_the_voice_is_heard_with_headphones(tmp_path: Path, store: Store) -> None:
    """Live turn-taking over a replay: the microphone stays open, speech opens the window and silences the voice."""
    sitting = Sitting(tmp_path, store, THANKS, follow_ups=0)
    desk = sitting.stage.desk
    desk.headphones, desk.gate_s = True, 0.0
    sitting.plan = replace(sitting.plan, live=True)
    spoken: list[bool] = []

    def speak(sentence: str, stop: object) -> object:
        spoken.append(stop.wait(20))  # type: ignore[attr-defined]
        return None

    desk.speak = speak  # type: ignore[method-assign,assignment]
    desk.say = lambda sentence: None  # type: ignore[method-assign,assignment,return-value]
    summary = sitting.run(ReplayMicrophone(spoken_for(9)), spoken_for(9), spoken_for(9))
    assert summary is not None and summary.count("judged") == 3
    assert spoken[0] is True  # the voice was told to stop
    first = summary.results[0].main
    assert first is not None and first.timing.speaking_s is not None and first.timing.speaking_s > 4


def test_a_closed_gate_keeps_the_voice_out_of_the_answer(tmp_path: Path, store: Store) -> None:
    """Without headphones what the microphone hears while the voice speaks is nobody's answer."""
    sitting = Sitting(tmp_path, store, BOTH, follow_ups=0)
    sitting.plan = replace(sitting.plan, live=True, questions=BANK.questions[:1])
    desk = sitting.stage.desk
    delivered: list[int] = []

    class Counting(ReplayMicrophone):
        def open(self):  # type: ignore[no-untyped-def]
            import contextlib

            @contextlib.contextmanager
            def opened() -> Iterator[object]:
                with ReplayMicrophone.open(self) as stream:
                    blocks = stream.blocks

                    def counting() -> Iterator[np.ndarray]:  # type: ignore[type-arg]
                        for block in blocks():
                            delivered.append(len(block))
                            yield block

                    stream.blocks = counting  # type: ignore[method-assign]
                    yield stream

            return opened()

    def speak(sentence: str, stop: object) -> object:
        while sum(delivered) < 6 * SPEECH_RATE_HZ:  # speaks until six seconds have passed on the microphone's clock
            time.sleep(0.001)
        return None

    desk.speak = speak  # type: ignore[method-assign,assignment]
    desk.say = lambda sentence: None  # type: ignore[method-assign,assignment,return-value]
    clip = Clip(np.concatenate([spoken_for(5.5, 0).samples, np.zeros(40 * SPEECH_RATE_HZ, np.float32)]))
    sitting.interview = Interview(
        desk, store, sitting.plan, iter([Counting(clip), None]).__next__, lambda a, q: sitting.shown.append(a)
    )
    sitting.interview.run()
    assert sitting.shown[0].timing.end_reason == "no_answer"


@pytest.mark.parametrize("late", [False, True])
def test_a_command_is_obeyed_however_late_it_is_understood(tmp_path: Path, store: Store, late: bool) -> None:
    """Followed live: understood at once, or only when the answer is over already."""
    sitting = Sitting(tmp_path, store, "Next question.", THANKS, follow_ups=0)
    sitting.plan = replace(sitting.plan, live=True, questions=BANK.questions[:2])
    over = threading.Event()
    transcribe = sitting.stage.hears.transcribe

    def waiting(*arguments: Any, **options: Any) -> Transcript:
        if late:
            over.wait(20)
        return transcribe(*arguments, **options)

    sitting.stage.hears.transcribe = waiting  # type: ignore[method-assign]
    state = sitting.stage.panel.state
    sitting.stage.panel.state = lambda *facts: (over.set() if facts[0] == "transcribing" else None, state(*facts))[1]  # type: ignore[method-assign]
    summary = sitting.run(spoken_for(3, tail_s=20), spoken_for(9))
    assert summary is not None
    assert [result.status for result in summary.results] == ["skipped", "judged"]
    assert sitting.parts == [("test/02-q", "main")]
    assert len(list((tmp_path / "recordings").rglob("*.wav"))) == 1


class UnhurriedMicrophone(ReplayMicrophone):
    """Leaves the recogniser's thread a moment after every block, as real time does."""

    def open(self):  # type: ignore[no-untyped-def]
        import contextlib

        @contextlib.contextmanager
        def opened() -> Iterator[object]:
            with ReplayMicrophone.open(self) as stream:
                blocks = stream.blocks

                def unhurried() -> Iterator[np.ndarray]:  # type: ignore[type-arg]
                    for block in blocks():
                        time.sleep(0.001)
                        yield block

                stream.blocks = unhurried  # type: ignore[method-assign]
                yield stream

        return opened()


def test_a_question_about_the_time_in_the_middle_is_answered_and_cut_out(tmp_path: Path, store: Store) -> None:
    sitting = Sitting(tmp_path, store, NAME, follow_ups=0)
    sitting.plan = replace(sitting.plan, live=True, questions=BANK.questions[:1])
    transcribe = sitting.stage.hears.transcribe

    def by_length(clip: Clip, language: Language, **options: Any) -> Transcript:
        sitting.stage.hears.texts = ["How much time is left?" if clip.duration_s < 4 else NAME]
        return transcribe(clip, language, **options)

    sitting.stage.hears.transcribe = by_length  # type: ignore[method-assign,assignment]
    aloud: list[str] = []
    speak = sitting.stage.desk.speak
    sitting.stage.desk.speak = lambda text, stop: aloud.append(text) or speak(text, stop)  # type: ignore[method-assign,func-returns-value]
    parts = (spoken_for(5.5, tail_s=2.5), spoken_for(1.5, tail_s=2.5), spoken_for(5.5))
    clip = Clip(np.concatenate([part.samples for part in parts]))
    summary = sitting.run(UnhurriedMicrophone(clip))
    assert summary is not None
    assert any("left" in text or "over the time" in text for text in aloud)
    (answer,) = sitting.shown
    assert answer.transcript is not None and answer.audio is not None
    assert answer.transcript.text == f"{NAME} {NAME}"
    assert answer.audio.duration_s == pytest.approx(read_clip(answer.audio.path).duration_s, abs=0.01)
    assert answer.audio.duration_s < clip.duration_s - 3
    assert answer.timing.speaking_s == pytest.approx(8.3, abs=1)
    assert sitting.stage.panel.captions
