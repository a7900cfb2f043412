"""One question, again and again: ask, listen, judge, save, tell, compare."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

from audio.ports import Microphone, Utterance
from interviewer.answer import Heard, judge
from interviewer.banks.schema import Question
from interviewer.errors import StoreError
from interviewer.messages import error_text
from interviewer.practice.desk import Desk
from interviewer.practice.listening import Listening, Taken, ask_and_listen
from interviewer.practice.progress_view import comparison
from interviewer.records import Answer
from interviewer.scoring.lexicon import Lexicon
from interviewer.store import Store

ABSTAINED_INTERRUPTED = "interrupted"


@dataclass(frozen=True)
class DrillPlan:
    """What is drilled.

    Attributes:
        question: the question.
        session: id of the saved session.
        limit_s: hard limit of one answer; None for the target's default.
        live: False for replayed recordings.
        simulated: True for the demo's synthetic candidate.
        lexicon: concepts of the question's bank; None for the program's own.
        second_judge: adds another view to a judged answer; None without one.
    """

    question: Question
    session: str
    limit_s: float | None = None
    live: bool = True
    simulated: bool = False
    lexicon: Lexicon | None = None
    second_judge: Callable[[Answer], Answer] | None = None


def run_drill(
    desk: Desk,
    store: Store,
    plan: DrillPlan,
    microphones: Iterator[Microphone],
    show: Callable[[Answer, list[str]], None],
) -> list[Answer]:
    """Take one attempt from each microphone until they run out or the person leaves.

    Args:
        desk: voice, recogniser, screen, keys.
        store: where every attempt is saved before its feedback is spoken.
        plan: what is drilled.
        microphones: one for each attempt; the iterator asks whether there shall be another one.
        show: puts an answer and its comparison with earlier ones on the screen.

    Raises:
        DeviceError: there is no microphone.
        StoreError: an attempt could not be saved; its recording is on disk.
        KeyboardInterrupt: the person pressed Ctrl-C; what was said is saved.
    """
    answers = []
    for microphone in microphones:
        answer, leaving = run_attempt(desk, store, plan, microphone, show)
        answers.append(answer)
        if leaving:
            break
    return answers


def run_attempt(
    desk: Desk, store: Store, plan: DrillPlan, microphone: Microphone, show: Callable[[Answer, list[str]], None]
) -> tuple[Answer, bool]:
    """Run one attempt; return the answer and whether the person asked to leave."""
    question, language = plan.question, desk.language
    earlier = [saved.answer for saved in store.answers(question.id, language, simulated=plan.simulated)]
    attempt = store.next_attempt(question.id, language, simulated=plan.simulated)
    name = f"{re.sub(r'[^a-zA-Z0-9_-]+', '-', question.id)}-{language}-{attempt}.wav"
    recording = desk.recordings / plan.session / name
    sentence = question.ask.get(language)
    listening = Listening(sentence, question.target_s, plan.limit_s, recording, plan.live)
    desk.speaker.prepare(desk.text("drill.thanks"), language)
    taken = ask_and_listen(desk, microphone, listening)
    if taken.utterance.end_reason == "interrupted":
        taken.drop()
        _save_unjudged(desk, store, plan, taken.utterance, attempt)
        if taken.wish is None:
            raise KeyboardInterrupt
        return _unjudged(desk, plan, taken.utterance, attempt), taken.wish == "quit"
    try:
        answer = _judge(desk, plan, taken, attempt)
    except KeyboardInterrupt:
        _save_unjudged(desk, store, plan, taken.utterance, attempt)
        raise
    unsaved: StoreError | None = None
    try:
        store.save(plan.session, answer)
    except StoreError as error:
        unsaved = error  # a full disk must not cost the feedback as well
    lines = comparison(answer, earlier, question, language)
    desk.panel.close()
    show(answer, lines)
    desk.say("\n".join([answer.feedback.spoken, *(lines[:1] if earlier else [])]))
    if unsaved is not None:
        raise unsaved
    return answer, False


def _judge(desk: Desk, plan: DrillPlan, taken: Taken, attempt: int) -> Answer:
    thanks = desk.text("drill.thanks") if taken.utterance.onset_s is not None else ""
    with desk.meanwhile(thanks):
        heard = taken.hear(desk) or Heard(taken.utterance, None)
    if heard.problem is not None:
        desk.panel.note(error_text(heard.problem, desk.language))
    answer = judge(heard, plan.question, desk.language, attempt, plan.lexicon)
    if plan.second_judge is None:
        return answer
    desk.panel.state("judging")
    return plan.second_judge(answer)


def _save_unjudged(desk: Desk, store: Store, plan: DrillPlan, utterance: Utterance, attempt: int) -> None:
    """Keep what was said before the person left, and say where."""
    if utterance.onset_s is not None:
        store.save(plan.session, _unjudged(desk, plan, utterance, attempt))
        desk.panel.note(desk.text("live.saved", path=utterance.path))


def _unjudged(desk: Desk, plan: DrillPlan, utterance: Utterance, attempt: int) -> Answer:
    """Return what was said before the person left: measured, not judged."""
    answer = judge(Heard(utterance, None), plan.question, desk.language, attempt, plan.lexicon)
    return replace(answer, score=replace(answer.score, abstained=ABSTAINED_INTERRUPTED))
