"""A mock interview over a bank: opening, questions, follow-ups, closing, verdict; resumed where it was broken off."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from audio.ports import Utterance
from interviewer.answer import Heard, judge
from interviewer.banks.schema import Bank, FollowUp, Question, Text
from interviewer.errors import StoreError
from interviewer.llm.client import LlmClient
from interviewer.practice.controls import Wish
from interviewer.practice.desk import Desk
from interviewer.practice.drill import ABSTAINED_INTERRUPTED
from interviewer.practice.results import InterviewSummary, QuestionResult, result_of, summarise
from interviewer.practice.taking import Asked, Microphones, Taker
from interviewer.records import Answer
from interviewer.scoring.lexicon import Lexicon
from interviewer.store import SavedAnswer, Store

FeedbackWhen = Literal["after-each", "at-end"]

MOST_FOLLOW_UPS = 2
FOLLOW_UP_TARGET_S = (10.0, 60.0)
LLM_PATIENCE_S = 1.8
"""The bank's question is asked within 2 s, whatever the model does."""

_ACKNOWLEDGEMENTS = 4


@dataclass(frozen=True)
class InterviewPlan:
    """What is asked, and how.

    Attributes:
        bank: the bank.
        questions: in the order of asking.
        session: id of the saved session.
        live: False for replayed recordings.
        feedback: when the answers are talked about.
        prepare_s: time to prepare each main answer.
        follow_ups: at most that many for each question.
        limit_s: length at which an answer is interrupted; None for well over its target.
        lexicon: concepts of the bank.
        llm: writes follow-up questions when there is one.
    """

    bank: Bank
    questions: tuple[Question, ...]
    session: str
    live: bool = True
    feedback: FeedbackWhen = "at-end"
    prepare_s: float = 0.0
    follow_ups: int = MOST_FOLLOW_UPS
    limit_s: float | None = None
    lexicon: Lexicon | None = None
    llm: LlmClient | None = None


Show = Callable[[Answer, Question], None]
"""Puts an answer on the screen or on stdout the moment it is judged and saved."""


def interruption_s(target_s: tuple[float, float]) -> float:
    """Return the length at which a real interviewer would interrupt: half as long again as was asked for."""
    return max(1.5 * target_s[1], target_s[1] + 30)


class Interview:
    """One interview under way.

    Attributes:
        lost: the microphone vanished and did not come back; `--resume` goes on.
    """

    def __init__(self, desk: Desk, store: Store, plan: InterviewPlan, microphones: Microphones, show: Show) -> None:
        """Prepare, with what was answered before when the session is resumed."""
        self._desk = desk
        self._store = store
        self._plan = plan
        self._show = show
        self._taker = Taker(desk, microphones, desk.recordings / plan.session, live=plan.live)
        saved = store.session_answers(plan.session)
        self._results = [_restored(question, saved, plan.lexicon) for question in plan.questions]
        self._unsaved: StoreError | None = None

    @property
    def lost(self) -> bool:
        """Whether the microphone vanished and did not come back."""
        return self._taker.lost

    def run(self) -> InterviewSummary | None:
        """Hold the interview.

        Returns:
            The summary; None when the person left, to resume later.

        Raises:
            DeviceError: there is no microphone.
            StoreError: an answer could not be saved; the interview was held to its end nevertheless.
            KeyboardInterrupt: Ctrl-C; everything judged is saved, and so is what was being said.
        """
        self._open()
        index = self._next_open(0)
        wish: Wish | None = None
        while index < len(self._results) and wish not in ("quit", "finish"):
            wish = self._question(index)
            if wish == "back":
                index = max(0, index - 1)
            elif wish not in ("quit", "finish"):
                index = self._next_open(index + 1)
        if wish == "quit":
            self._desk.panel.note(self._desk.text("interview.left"))
            return None
        summary = summarise(self._plan.session, self._plan.bank, self._desk.language, self._results)
        self._store.end_session(self._plan.session, summary.to_dict())
        if self._unsaved is not None:
            raise self._unsaved
        return summary

    def _open(self) -> None:
        desk, plan = self._desk, self._plan
        desk.panel.note(desk.text("interview.keys"))
        done = sum(result.main is not None for result in self._results)
        key = "interview.resumed" if done else "interview.opening"
        opening = desk.text(key, title=plan.bank.title.get(desk.language), count=len(plan.questions) - done)
        desk.panel.state("asking", opening)
        desk.say(opening)

    def _next_open(self, index: int) -> int:
        """Return the first question from `index` on without an answer."""
        while index < len(self._results) and self._results[index].main is not None:
            index += 1
        return index

    def _question(self, index: int) -> Wish | None:
        """Ask one question and its follow-ups; return what the person wishes instead of the next one."""
        plan, question = self._plan, self._plan.questions[index]
        lead = self._desk.text("interview.question", number=index + 1, count=len(plan.questions))
        asked = Asked(
            sentence=f"{lead}{' ' if self._desk.language == 'en' else ''}{question.ask.get(self._desk.language)}",
            name=question.id,
            target_s=question.target_s,
            limit_s=plan.limit_s or interruption_s(question.target_s),
            prepare_s=plan.prepare_s,
        )
        self._prepare_speech(index)
        heard = self._taker.take(asked, lambda utterance: self._keep(utterance, question, "main", None))
        if not isinstance(heard, Heard):
            if heard == "next":
                self._results[index] = QuestionResult(question, skipped=True)
            return heard
        main, identity = self._judged(heard, question, "main", None)
        self._results[index] = result_of(question, main, (), plan.lexicon)
        self._acknowledge(main, index)
        wish = self._follow_up(index, identity)
        self._tell(main)
        return wish

    def _prepare_speech(self, index: int) -> None:
        """Have what will be said after this answer rendered while the person speaks."""
        desk, question = self._desk, self._plan.questions[index]
        sentences = [desk.text(f"interview.ack_{index % _ACKNOWLEDGEMENTS}")]
        if self._plan.follow_ups and self._plan.llm is None:
            sentences += [follow_up.get(desk.language) for follow_up in question.follow_ups]
        desk.speaker.prepare(sentences, desk.language)

    def _judged(self, heard: Heard, question: Question, part: str, parent: int | None) -> tuple[Answer, int | None]:
        """Judge, save at once, and show; return the answer and its number (None when it could not be saved)."""
        language = self._desk.language
        attempt = self._store.next_attempt(question.id, language) if part == "main" else 1
        answer = judge(heard, question, language, attempt, self._plan.lexicon)
        identity = self._save(answer, part, parent)
        self._show(answer, question)
        return answer, identity

    def _save(self, answer: Answer, part: str, parent: int | None) -> int | None:
        try:
            return self._store.save(self._plan.session, answer, part=part, parent=parent)
        except StoreError as error:
            self._unsaved = error  # a full disk must not end the interview
            return None

    def _keep(self, utterance: Utterance, question: Question, part: str, parent: int | None) -> None:
        """Save what was said in a try that does not count: measured, not judged."""
        language = self._desk.language
        attempt = self._store.next_attempt(question.id, language)
        answer = judge(Heard(utterance, None), question, language, attempt, self._plan.lexicon)
        self._save(replace(answer, score=replace(answer.score, abstained=ABSTAINED_INTERRUPTED)), part, parent)
        self._desk.panel.note(self._desk.text("live.saved", path=utterance.path))

    def _acknowledge(self, answer: Answer, index: int) -> None:
        """Answer the answer, as people do; interrupt one that was far too long."""
        if answer.timing.end_reason == "limit":
            key = "interview.interrupted"
        elif answer.score.abstained in ("silence", "wrong_language"):
            key = f"interview.ack_{answer.score.abstained}"
        else:
            key = f"interview.ack_{index % _ACKNOWLEDGEMENTS}"
        self._desk.say(self._desk.text(key))

    def _tell(self, answer: Answer) -> None:
        if self._plan.feedback == "after-each":
            self._desk.say(answer.feedback.spoken)

    # Follow-ups

    def _follow_up(self, index: int, parent: int | None) -> Wish | None:
        asked: list[FollowUp] = []
        while len(asked) < self._plan.follow_ups:
            result = self._results[index]
            follow_up = choose_follow_up(result, asked)
            if follow_up is None:
                return None
            asked.append(follow_up)
            heard = self._ask_follow_up(result, asked, parent)
            if not isinstance(heard, Heard):
                return None if heard == "next" else heard
            question = follow_up_question(result, follow_up)
            answer, _ = self._judged(heard, question, f"follow_up:{len(asked)}", parent)
            assert result.main is not None
            self._results[index] = result_of(
                result.question, result.main, (*result.follow_ups, answer), self._plan.lexicon
            )
            self._acknowledge(answer, index + len(asked))
        return None

    def _ask_follow_up(self, result: QuestionResult, asked: Sequence[FollowUp], parent: int | None) -> Heard | Wish:
        """Ask the last of these follow-ups; the others were asked before."""
        number, texts = len(asked), [one.get(self._desk.language) for one in asked[:-1]]
        question = result.question
        return self._taker.take(
            Asked(
                sentence=self.worded(result, asked[-1], texts),
                name=f"{question.id}-follow-up-{number}",
                target_s=FOLLOW_UP_TARGET_S,
                limit_s=self._plan.limit_s or interruption_s(FOLLOW_UP_TARGET_S),
            ),
            lambda utterance: self._keep(utterance, question, f"follow_up:{number}", parent),
        )

    def worded(self, result: QuestionResult, follow_up: FollowUp, asked: Sequence[str]) -> str:
        """Return the model's question when it is switched on and in time, else the bank's."""
        language, plan = self._desk.language, self._plan
        if plan.llm is not None and result.main is not None and result.main.transcript is not None:
            from interviewer.llm.follow_up import llm_follow_up

            said = (result.main, *result.follow_ups)[-1].transcript
            ask, text = result.question.ask.get(language), said.text if said else ""
            written = llm_follow_up(plan.llm, ask, text, language, asked, LLM_PATIENCE_S)
            if written is not None:
                return written
        return follow_up.get(language)


def choose_follow_up(result: QuestionResult, asked: Sequence[FollowUp]) -> FollowUp | None:
    """Return what to ask next: about the heaviest point that is missing, else one that is asked at will, once.

    Nothing is asked when nothing could be judged: what is missing is then not known.
    """
    if result.whole is None or result.whole.abstained is not None:
        return None
    left = [follow_up for follow_up in result.question.follow_ups if follow_up not in asked]
    for point in result.missing():
        for follow_up in left:
            if follow_up.when == point:
                return follow_up
    return next((follow_up for follow_up in left if follow_up.when is None), None) if not asked else None


def follow_up_question(result: QuestionResult, follow_up: FollowUp) -> Question:
    """Return what a follow-up's answer is held against: the point it asks for, else all that were missing."""
    question = result.question
    wanted = [follow_up.when] if follow_up.when else result.missing()
    points = tuple(point for point in question.points if point.id in wanted) or question.points
    return Question(
        id=question.id,
        ask=Text(zh=follow_up.zh, en=follow_up.en),
        target_s=FOLLOW_UP_TARGET_S,
        points=points,
        tags=question.tags,
        group=question.group,
    )


def _restored(question: Question, saved: Sequence[SavedAnswer], lexicon: Lexicon | None) -> QuestionResult:
    """Return what an earlier sitting of the same session knows of a question; its latest answer counts."""
    mains = [one for one in saved if one.part == "main" and one.answer.question == question.id and _stands(one.answer)]
    if not mains:
        return QuestionResult(question)
    follow_ups = [one.answer for one in saved if one.parent == mains[-1].id and _stands(one.answer)]
    return result_of(question, mains[-1].answer, follow_ups, lexicon)


def _stands(answer: Answer) -> bool:
    return answer.score.abstained != ABSTAINED_INTERRUPTED
