"""What was asked, in words: found in the banks, or named by its ids where the bank is gone."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from audio.ports import Language
from interviewer.banks.schema import Bank, Pitfall, Point, Question, RolePlay, Turn
from interviewer.errors import BankError, UnknownBank, UnknownQuestion


@dataclass(frozen=True)
class Asked:
    """A question, or a turn of a role-play, as the page shows it.

    Attributes:
        id: question id.
        ask: its words; the id where no bank holds it any more.
        known: whether a bank holds it.
        points: point id -> its words.
        pitfalls: pitfall id -> its words.
        weights: point id -> weight; empty where unknown.
        pass_mark: of the bank; None where unknown and for a turn, which has no total to pass.
        model_answer: a good answer in words, where the bank has one.
        tip: of the bank.
        bank: title of the bank, or of the role-play; None where unknown.
    """

    id: str
    ask: str
    known: bool = True
    points: dict[str, str] = field(default_factory=dict)
    pitfalls: dict[str, str] = field(default_factory=dict)
    weights: dict[str, float] = field(default_factory=dict)
    pass_mark: float | None = None
    model_answer: str | None = None
    tip: str | None = None
    bank: str | None = None


class Catalogue:
    """Finds what was asked; every question is looked up once."""

    def __init__(self, language: Language, extra_paths: Sequence[Path] = (), data_dir: Path | None = None) -> None:
        """Remember where the banks are.

        Args:
            language: of the words.
            extra_paths: bank files named on the command line.
            data_dir: the user's data folder.
        """
        self._language = language
        self._places = (extra_paths, data_dir)
        self._found: dict[str, Asked] = {}

    def find(self, question_id: str) -> Asked:
        """Return the question; a bank that is gone or broken costs only the words."""
        if question_id not in self._found:
            self._found[question_id] = self._look_up(question_id)
        return self._found[question_id]

    def _look_up(self, question_id: str) -> Asked:
        from interviewer.banks.loader import find_question, find_roleplay

        try:
            return self._question(*find_question(question_id, *self._places))
        except (UnknownQuestion, UnknownBank, BankError):
            pass
        # A turn of a role-play is called ROLEPLAY/TURN.
        roleplay_id, _, turn_id = question_id.rpartition("/")
        try:
            _, roleplay = find_roleplay(roleplay_id or question_id, *self._places)
        except (UnknownQuestion, UnknownBank, BankError):
            return Asked(question_id, question_id, known=False)
        turn = next((turn for turn in roleplay.turns if turn.id == turn_id), None)
        return self._turn(question_id, roleplay, turn)

    def _question(self, bank: Bank, question: Question) -> Asked:
        language = self._language
        return Asked(
            id=question.id,
            ask=question.ask.get(language),
            points=self._words(question.points),
            pitfalls=self._words(question.pitfalls),
            weights={point.id: point.weight for point in question.points},
            pass_mark=bank.pass_mark,
            model_answer=question.model_answer.get(language) if question.model_answer else None,
            tip=question.tip.get(language) if question.tip else None,
            bank=bank.title.get(language),
        )

    def _turn(self, question_id: str, roleplay: RolePlay, turn: Turn | None) -> Asked:
        language = self._language
        turns = [turn] if turn else list(roleplay.turns)
        points = [*roleplay.steps, *(point for one in turns for point in one.contains)]
        reply = turn.model_reply if turn else None
        tip = (turn.tip if turn else None) or roleplay.tip
        return Asked(
            id=question_id,
            ask=(turn.say if turn else roleplay.opening).get(language),
            points=self._words(points),
            pitfalls=self._words([pitfall for one in turns for pitfall in one.avoid]),
            weights={point.id: point.weight for point in points},
            model_answer=reply.get(language) if reply else None,
            tip=tip.get(language) if tip else None,
            bank=roleplay.title.get(language),
        )

    def _words(self, items: Sequence[Point | Pitfall]) -> dict[str, str]:
        return {item.id: item.get(self._language) for item in items}
