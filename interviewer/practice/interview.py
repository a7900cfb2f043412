"""A mock interview over a bank: opening, questions, follow-ups, closing, verdict; resumed where it was broken off."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from audio.ports import EndReason, Utterance
from interviewer.answer import Heard, judge
from interviewer.banks.schema import Bank, FollowUp, Question
from interviewer.errors import StoreError
from interviewer.llm.client import LlmClient
from interviewer.practice.controls import INTERVIEW_KEYS, Wish
from interviewer.practice.desk import Desk
from interviewer.practice.drill import ABSTAINED_INTERRUPTED
from interviewer.practice.follow_ups import FOLLOW_UP_TARGET_S, choose_follow_up, follow_up_question, worded
from interviewer.practice.results import InterviewSummary, QuestionResult, result_of, summarise
from interviewer.practice.taking import Asked, Microphones, Taker, interruption_s
from interviewer.records import Answer
from interviewer.scoring.lexicon import Lexicon
from interviewer.store import SavedAnswer, Store

FeedbackWhen = Literal["after-each", "at-end"]

MOST_FOLLOW_UPS = 2
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
        skipped: ids of questions left out in an earlier sitting.
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
    skipped: tuple[str, ...] = ()
    lexicon: Lexicon | None = None
    llm: LlmClient | None = None


Show = Callable[[Answer, Question], None]
"""Puts an answer on the screen or on stdout the moment it is judged and saved."""


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
        self._skipped = set(plan.skipped)
        self._results = [self._restored(question, saved) for question in plan.questions]
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
            elif wish not in ("quit", "finish", "retry", "repeat"):
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
        if plan.live:  # nobody speaks or presses keys while recordings are replayed
            desk.panel.note(desk.text("interview.keys"))
        left = sum(result.open for result in self._results)
        key = "interview.opening" if left == len(self._results) else "interview.resumed"
        title = plan.bank.title.get(desk.language)
        opening = desk.text(f"{key}_one", title=title) if left == 1 else desk.text(key, title=title, count=left)
        desk.panel.state("asking", opening)
        desk.say(opening)
        desk.wishes = INTERVIEW_KEYS  # from now on: there is nothing to repeat or to go back to before

    def _next_open(self, index: int) -> int:
        """Return the first question from `index` on that is neither answered nor skipped."""
        while index < len(self._results) and not self._results[index].open:
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
            acknowledge=lambda utterance: self._desk.text(_acknowledgement(utterance.end_reason, index)),
        )
        self._prepare_speech(index)
        heard = self._taker.take(asked, lambda utterance: self._keep(utterance, question, "main", None))
        if not isinstance(heard, Heard):
            if heard == "next":
                self._results[index] = QuestionResult(question, skipped=True)
                self._note_skipped(self._skipped | {question.id})
            return heard
        main, identity = self._judged(heard, question, "main", None)
        self._results[index] = result_of(question, main, (), plan.lexicon)
        self._note_skipped(self._skipped - {question.id})
        wish = self._acknowledge(main, index) or self._follow_up(index, identity)
        if wish in (None, "next", "finish"):
            self._tell(main)
        return self._desk.take_wish() or wish

    def _note_skipped(self, skipped: set[str]) -> None:
        """Remember what was left out, so that `--resume` does not ask it again."""
        if skipped == self._skipped:
            return
        self._skipped = skipped
        saved = self._store.session(self._plan.session).plan or {}
        try:
            self._store.save_plan(self._plan.session, {**saved, "skipped": sorted(skipped)})
        except StoreError as error:
            self._unsaved = error

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

    def _acknowledge(self, answer: Answer, index: int) -> Wish | None:
        """Answer the answer, as people do; return what the person wishes meanwhile."""
        told, desk = answer.score.abstained in ("silence", "wrong_language"), self._desk
        if told:
            sentence = desk.text(f"interview.ack_{answer.score.abstained}")
            desk.panel.note(sentence)  # it says why there is no score, which nobody should miss
            desk.say(sentence)
        elif not self._taker.acknowledged:
            desk.say(desk.text(_acknowledgement(answer.timing.end_reason, index)))
        return desk.take_wish()

    def _tell(self, answer: Answer) -> None:
        if self._plan.feedback == "after-each":
            self._desk.say(answer.feedback.spoken)

    def _restored(self, question: Question, saved: Sequence[SavedAnswer]) -> QuestionResult:
        """Return what an earlier sitting of the same session knows of a question; its latest answer counts."""
        standing = [one for one in saved if one.answer.score.abstained != ABSTAINED_INTERRUPTED]
        mains = [one for one in standing if one.part == "main" and one.answer.question == question.id]
        if not mains:
            return QuestionResult(question, skipped=question.id in self._skipped)
        follow_ups = [one.answer for one in standing if one.parent == mains[-1].id]
        return result_of(question, mains[-1].answer, follow_ups, self._plan.lexicon)

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
            if (wish := self._acknowledge(answer, index + len(asked))) is not None:
                return None if wish == "next" else wish
        return None

    def _ask_follow_up(self, result: QuestionResult, asked: Sequence[FollowUp], parent: int | None) -> Heard | Wish:
        """Ask the last of these follow-ups; the others were asked before."""
        number, texts = len(asked), [one.get(self._desk.language) for one in asked[:-1]]
        question = result.question
        return self._taker.take(
            Asked(
                sentence=worded(self._plan.llm, result, asked[-1], texts, self._desk.language),
                name=f"{question.id}-follow-up-{number}",
                target_s=FOLLOW_UP_TARGET_S,
                limit_s=self._plan.limit_s or interruption_s(FOLLOW_UP_TARGET_S),
                acknowledge=lambda utterance: self._desk.text(
                    _acknowledgement(utterance.end_reason, self._plan.questions.index(question) + number)
                ),
            ),
            lambda utterance: self._keep(utterance, question, f"follow_up:{number}", parent),
        )


def _acknowledgement(end_reason: EndReason | None, index: int) -> str:
    """Return the message that answers an answer; one that was far too long was interrupted."""
    return "interview.interrupted" if end_reason == "limit" else f"interview.ack_{index % _ACKNOWLEDGEMENTS}"
