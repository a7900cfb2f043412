"""A role-play: the other side's lines, the branches taken by the moves made so far, and the ending.

What was said in an earlier sitting is gone through again, by the same rules, before the talk goes on.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, replace

from audio.ports import Transcript, Utterance
from interviewer.answer import Heard, judge
from interviewer.banks.schema import Question, RolePlay, Turn
from interviewer.errors import StoreError
from interviewer.llm.client import LlmClient
from interviewer.practice.desk import Desk
from interviewer.practice.roleplay_lines import llm_line
from interviewer.practice.taking import Asked, Microphones, Taker, interruption_s
from interviewer.practice.talk import Line, Made, Talk, choose_branch, choose_ending, sums
from interviewer.records import Answer, PitfallResult, PointResult
from interviewer.scoring.lexicon import Lexicon
from interviewer.scoring.reply import TurnRubric, judge_reply
from interviewer.store import Store

_SILENCES = 2  # replies in a row that were not heard at all: then nobody is there


@dataclass(frozen=True)
class RolePlayPlan:
    """What is played.

    Attributes:
        roleplay: the exchange.
        session: id of the saved session.
        live: False for replayed recordings.
        lexicon: concepts of its bank.
        llm: words the other side's lines when there is one.
    """

    roleplay: RolePlay
    session: str
    live: bool = True
    lexicon: Lexicon | None = None
    llm: LlmClient | None = None


Show = Callable[[Answer], None]


@dataclass(frozen=True)
class _Reply:
    """What was said to a turn; `heard` is None when that was in an earlier sitting."""

    transcript: Transcript | None
    heard: Heard | None = None


class Exchange:
    """One role-play under way."""

    def __init__(self, desk: Desk, store: Store, plan: RolePlayPlan, microphones: Microphones, show: Show) -> None:
        """Prepare, with what was said before when the session is resumed."""
        self._desk = desk
        self._store = store
        self._plan = plan
        self._show = show
        self._taker = Taker(desk, microphones, desk.recordings / plan.session, live=plan.live)
        self._talk = Talk()
        self._rubrics = {turn.id: _rubric(plan.roleplay, turn) for turn in plan.roleplay.turns}
        self._earlier = deque(saved.answer for saved in store.session_answers(plan.session))
        self._unsaved: StoreError | None = None

    @property
    def lost(self) -> bool:
        """Whether the microphone vanished and did not come back."""
        return self._taker.lost

    def run(self) -> Talk:
        """Play it to its end, or until the person leaves.

        Raises:
            DeviceError: there is no microphone.
            StoreError: a reply could not be saved; the talk was held nevertheless.
            KeyboardInterrupt: Ctrl-C; every reply so far is saved.
        """
        roleplay, language = self._plan.roleplay, self._desk.language
        turn: Turn | None = roleplay.turns[0]
        lead, instead = roleplay.opening.get(language), ""
        repeats = 0
        if self._earlier:
            self._desk.panel.note(self._desk.text("roleplay.resumed", count=len(self._earlier)))
        while turn is not None:
            line = instead or turn.say.get(language)
            reply = self._reply(turn, f"{lead}{' ' if lead and language == 'en' else ''}{line}")
            if reply is None:
                return self._talk
            triggered = self._judged(turn, reply)
            branch = choose_branch(turn, list(self._talk.moves), triggered, repeats)
            said = branch.say.get(language) if branch is not None and branch.say is not None else ""
            goto = branch.goto if branch is not None else None
            if goto == "repeat":
                repeats += 1
                lead, instead = "", self._worded(said or line, reply)
                continue
            lead, instead, repeats = self._worded(said, reply) if said else "", "", 0
            turn = None if goto == "end" else self._next(turn, goto)
        self._close(lead)
        if self._unsaved is not None:
            raise self._unsaved
        return self._talk

    def _next(self, turn: Turn, goto: str | None) -> Turn | None:
        turns = self._plan.roleplay.turns
        if goto is not None:
            return next(one for one in turns if one.id == goto)
        index = turns.index(turn) + 1
        return turns[index] if index < len(turns) else None

    def _reply(self, turn: Turn, line: str) -> _Reply | None:
        """Return the reply to a line; None when the person leaves or nobody is there."""
        sentence = line
        if self._earlier and self._earlier[0].question == f"{self._plan.roleplay.id}/{turn.id}":
            self._talk.lines.append(Line(sentence))
            return self._said(turn, _Reply(self._earlier.popleft().transcript))
        self._earlier.clear()  # the script has changed since: what was said later answered something else
        for _ in range(_SILENCES):
            self._talk.lines.append(Line(sentence))
            number = sum(one.turn is not None for one in self._talk.lines) + 1
            asked = Asked(
                sentence=sentence,
                name=f"{self._plan.roleplay.id}-{number}-{turn.id}",
                target_s=turn.target_s,
                limit_s=interruption_s(turn.target_s),
            )
            heard = self._taker.take(asked, self._keep)
            while heard in ("next", "back"):  # a talk has no questions to skip: the line is said again
                heard = self._taker.take(asked, self._keep)
            if not isinstance(heard, Heard):
                self._talk.left = heard == "quit" or self._taker.used_up
                return None
            if heard.utterance.onset_s is not None:
                return self._said(turn, _Reply(heard.transcript, heard))
            sentence = self._desk.text("roleplay.silent")
        return None

    def _said(self, turn: Turn, reply: _Reply) -> _Reply:
        """Write a reply down."""
        text = reply.transcript.text if reply.transcript is not None else ""
        self._talk.lines.append(Line(text or self._desk.text("roleplay.unheard"), turn.id))
        return reply

    def _judged(self, turn: Turn, reply: _Reply) -> list[str]:
        """Judge a reply, save it when it is new, and return the ids of the turn's pitfalls it stepped into."""
        talk, plan = self._talk, self._plan
        points: tuple[PointResult, ...] = ()
        pitfalls: tuple[PitfallResult, ...] = ()
        if reply.transcript is not None:
            points, pitfalls = judge_reply(self._rubrics[turn.id], reply.transcript, lexicon=plan.lexicon)
            points = self._with_same_figure(turn, points, reply.transcript)
        if reply.heard is not None:
            self._keep_reply(turn, reply.heard, points, pitfalls)
        steps = {step.id for step in plan.roleplay.steps}
        for point in points:
            if point.hit and point.id in steps:
                talk.moves.setdefault(point.id, Made(point.id, turn.id, point.evidence[0].quote))
        triggered = [pitfall for pitfall in pitfalls if pitfall.triggered]
        for pitfall in triggered:
            quote = pitfall.evidence[0].quote if pitfall.evidence else ""
            talk.mistakes.setdefault(f"{turn.id}/{pitfall.id}", Made(pitfall.id, turn.id, quote))
        return [pitfall.id for pitfall in triggered]

    def _keep_reply(
        self, turn: Turn, heard: Heard, points: tuple[PointResult, ...], pitfalls: tuple[PitfallResult, ...]
    ) -> None:
        """Save a reply with what it was judged to be, and show it."""
        plan = self._plan
        answer = judge(heard, _question(plan.roleplay, turn), self._desk.language, 1, plan.lexicon)
        wanted = {*turn.expects, *(point.id for point in turn.contains)}
        shown = tuple(point for point in points if point.id in wanted or point.hit)
        answer = replace(answer, score=replace(answer.score, points=shown, pitfalls=pitfalls))
        self._save(answer)
        self._show(answer)

    def _with_same_figure(
        self, turn: Turn, points: tuple[PointResult, ...], transcript: Transcript
    ) -> tuple[PointResult, ...]:
        """A move that repeats a sum counts with the sum named first; without any, only where the turn asks for it."""
        talk, named = self._talk, sums(transcript)
        bound = {step.id for step in self._plan.roleplay.steps if step.same_figure}
        if talk.figure is None:
            talk.figure = named[0] if named else None
        elif named and talk.figure not in named and any(p.hit and p.id in bound & {*turn.expects} for p in points):
            talk.other_figures.append(named[0])
        refused = {p for p in bound if (talk.figure not in named if named else p not in turn.expects)}
        return tuple(PointResult(p.id, hit=False, strength=0.0) if p.id in refused else p for p in points)

    def _worded(self, line: str, reply: _Reply) -> str:
        """Return the line as the model would say it here, when it is switched on and in time, else as it is."""
        if self._plan.llm is None or reply.transcript is None or self._earlier:
            return line
        written = llm_line(self._plan.llm, self._plan.roleplay, line, reply.transcript.text, self._desk.language)
        return written or line

    def _save(self, answer: Answer) -> None:
        number = sum(one.turn is not None for one in self._talk.lines)
        try:
            self._store.save(self._plan.session, answer, part=f"turn:{number}")
        except StoreError as error:
            self._unsaved = error  # a full disk must not end the talk

    def _keep(self, utterance: Utterance) -> None:
        """The recording of a try that does not count stays on disk."""
        self._desk.panel.note(self._desk.text("live.saved", path=utterance.path))

    def _close(self, lead: str) -> None:
        desk, talk = self._desk, self._talk
        ending = choose_ending(self._plan.roleplay.ending, list(talk.moves), list(talk.mistakes))
        last = [lead] if lead else []
        if ending is not None:
            last.append(ending.say.get(desk.language))
            talk.outcome = ending.outcome
        if last:
            sentence = (" " if desk.language == "en" else "").join(last)
            talk.lines.append(Line(sentence))
            desk.panel.state("asking", sentence)
            desk.say(sentence)


def _rubric(roleplay: RolePlay, turn: Turn) -> TurnRubric:
    """Return what a reply is held against: every step (moves may come early), and what the turn is about."""
    return TurnRubric(
        id=f"{roleplay.id}/{turn.id}",
        ask=turn.say,
        points=(*roleplay.steps, *turn.contains),
        pitfalls=turn.avoid,
        target_s=turn.target_s,
    )


def _question(roleplay: RolePlay, turn: Turn) -> Question:
    """Return the turn as a question, for measures and the total of this reply alone."""
    expected = tuple(step for step in roleplay.steps if step.id in turn.expects)
    return Question(
        id=f"{roleplay.id}/{turn.id}",
        ask=turn.say,
        target_s=turn.target_s,
        points=(*expected, *turn.contains),
        pitfalls=turn.avoid,
        model_answer=turn.model_reply,
    )
