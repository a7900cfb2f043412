"""`banks validate --deep`: every sample, model answer and spoken line of a bank tried on the real cue engine."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from audio.ports import Transcript
from interviewer.banks.deep_report import DeepReport, LooseCue, Tally
from interviewer.banks.loader import is_shipped, lexicon, load_bank, shipped_bank_files
from interviewer.banks.problems import Problem
from interviewer.banks.schema import LANGUAGES, Bank, Pitfall, Point, Question, Text
from interviewer.banks.source import Source, read_source
from interviewer.banks.validate import Keys, rubric_items
from interviewer.errors import BankError
from interviewer.scoring.cues import Cue, CueMatch, Purpose, compile_cue
from interviewer.scoring.rules import score_answer
from interviewer.scoring.tokens import Document, document

if TYPE_CHECKING:
    from audio.ports import Language

MIN_POINT_CUES, MIN_PITFALL_CUES = 6, 3
MIN_FIRES, MIN_MISSES = 2, 1

SPEAKING_RATE_PER_MIN = {"zh": 230, "en": 140}
"""Normal rates, in characters and words: the middle of what listeners call good (180-280, 110-165)."""
MODEL_SHARE = 0.6
"""A model answer fills at least this share of the upper target time."""
LONGEST_LINE_S = 12.0
"""Longest question a listener should have to keep in mind."""
LOOSE_SHARE = 0.25
"""A cue that fires on more of the other banks' model answers says nothing about its own question."""
FEWEST_FOREIGN = 20
"""With fewer foreign answers than this a share means little."""

Item = Point | Pitfall


def check_deep(banks: Sequence[Bank], *, complete: bool = False) -> DeepReport:
    """Try banks on the cue engine.

    Args:
        banks: valid banks, read from files; the shipped ones serve as foreign answers as well.
        complete: ask for as many cues and samples as in a shipped bank (of the shipped ones that is always asked).
    """
    report = DeepReport()
    everything = _with_shipped(banks)
    for bank in banks:
        _BankCheck(bank, report, complete).run(_foreign_answers(everything, bank))
    report.problems.sort(key=lambda problem: (str(problem.path), problem.line, problem.column))
    report.loosest.sort(key=lambda loose: -loose.share)
    del report.loosest[12:]
    return report


def _with_shipped(banks: Sequence[Bank]) -> list[Bank]:
    found = {bank.id: bank for bank in banks}
    for path in shipped_bank_files():
        try:
            found.setdefault(path.stem, load_bank(path))
        except BankError:
            # A shipped bank under construction is reported when it is validated itself.
            continue
    return list(found.values())


def _foreign_answers(banks: Iterable[Bank], own: Bank) -> dict[Language, list[Document]]:
    answers: dict[Language, list[Document]] = {"zh": [], "en": []}
    for bank in banks:
        if bank.id == own.id:
            continue
        for question in bank.questions:
            for language in LANGUAGES:
                if question.model_answer is not None and question.model_answer.has(language):
                    answers[language].append(document(question.model_answer.get(language), language))
    return answers


def speaking_s(text: str, language: Language) -> tuple[float, int]:
    """Return how long a text takes to say at a normal rate, in seconds, and its size in characters or words.

    In Mandarin a digit counts as one character and a Latin word as two.
    """
    if language == "zh":
        size = len(re.findall(r"[\u3400-\u9fff]|\d", text)) + 2 * len(re.findall(r"[A-Za-z]+", text))
    else:
        size = len(re.findall(r"[A-Za-z0-9][A-Za-z0-9'’.,-]*", text))
    return size * 60 / SPEAKING_RATE_PER_MIN[language], size


class _BankCheck:
    """The checks of one bank."""

    def __init__(self, bank: Bank, report: DeepReport, complete: bool = False) -> None:
        self.bank, self.report = bank, report
        self.lexicon = lexicon(bank)
        self.path = bank.path or Path(bank.id)
        self.complete = complete or is_shipped(self.path)
        # The file is read again for its line numbers: a bank that is in use need not carry them.
        self.source: Source = read_source(self.path)
        self.compiled: dict[tuple[Language, str], Cue] = {}

    def run(self, foreign: dict[Language, list[Document]]) -> None:
        for keys, name, item in rubric_items(self.bank):
            for language in LANGUAGES:
                if item.has(language):
                    if self.complete:
                        self._counts(keys, name, item, language)
                    self._samples(keys, name, item, language)
                    self._crosstalk(keys, name, item, language, foreign[language])
        self._model_answers()
        for keys, name, text in spoken_lines(self.bank):
            for language in LANGUAGES:
                if text.has(language):
                    self._line(keys, name, text.get(language), language)

    def _note(self, passed: bool, check: str, language: Language, keys: Keys, code: str, **facts: object) -> None:
        tally = self.report.tallies.setdefault((check, language), Tally())
        tally.total += 1
        tally.passed += passed
        if not passed:
            line, column = self.source.place(keys)
            facts = {"language": f"@{language}", **facts}
            self.report.problems.append(Problem(self.path, line, column, code, facts))

    def _cue(self, text: str, language: Language) -> Cue:
        key = (language, text)
        if key not in self.compiled:
            self.compiled[key] = compile_cue(text, language, self.lexicon)
        return self.compiled[key]

    def _places(self, item: Item, doc: Document, language: Language) -> list[CueMatch]:
        """Return the places where the item is said: matches that do not overlap."""
        purpose: Purpose = "pitfall" if isinstance(item, Pitfall) else "point"
        matches = [match for text in item.cues.get(language) for match in self._cue(text, language).find(doc, purpose)]
        places: list[CueMatch] = []
        for match in sorted(matches, key=lambda match: (match.end, -match.start)):
            if not places or match.start >= places[-1].end:
                places.append(match)
        return places

    def _fires(self, item: Item, doc: Document, language: Language) -> bool:
        if isinstance(item, Pitfall):
            enough = len(self._places(item, doc, language)) >= item.min_cues
            return enough and not self._excused(item, doc, language)
        return bool(self._places(item, doc, language))

    def _excused(self, pitfall: Pitfall, doc: Document, language: Language) -> bool:
        """Tell whether something is said that keeps the pitfall from being triggered."""
        return any(self._cue(text, language).find(doc) for text in pitfall.unless.get(language))

    def _counts(self, keys: Keys, name: str, item: Item, language: Language) -> None:
        if isinstance(item, Pitfall) and not item.cues:
            return
        wanted = MIN_PITFALL_CUES if isinstance(item, Pitfall) else MIN_POINT_CUES
        found = len(set(item.cues.get(language)))
        facts = {"id": name, "found": found, "wanted": wanted}
        self._note(found >= wanted, "cues", language, (*keys, "cues", language), "few_cues", **facts)
        samples = item.samples.get(language)
        here = (*keys, "samples", language)
        for kind, texts, least in (("fires", samples.fires, MIN_FIRES), ("misses", samples.misses, MIN_MISSES)):
            facts = {"id": name, "kind": kind, "found": len(texts), "wanted": least}
            self._note(len(texts) >= least, "samples", language, here, "few_samples", **facts)

    def _samples(self, keys: Keys, name: str, item: Item, language: Language) -> None:
        samples = item.samples.get(language)
        for index, sentence in enumerate(samples.fires):
            here = (*keys, "samples", language, "fires", index)
            fired = self._fires(item, document(sentence, language), language)
            self._note(fired, "fires", language, here, "no_fire", id=name, sentence=sentence)
        for index, sentence in enumerate(samples.misses):
            here = (*keys, "samples", language, "misses", index)
            doc = document(sentence, language)
            quiet = not self._fires(item, doc, language)
            cue = "" if quiet else self._places(item, doc, language)[0].cue
            self._note(quiet, "misses", language, here, "false_fire", id=name, cue=cue, sentence=sentence)

    def _crosstalk(self, keys: Keys, name: str, item: Item, language: Language, foreign: Sequence[Document]) -> None:
        if item.broad or len(foreign) < FEWEST_FOREIGN:
            return
        for index, text in enumerate(item.cues.get(language)):
            cue = self._cue(text, language)
            purpose: Purpose = "pitfall" if isinstance(item, Pitfall) else "point"
            share = sum(bool(cue.find(doc, purpose)) for doc in foreign) / len(foreign)
            if share > 0:
                self.report.loosest.append(LooseCue(name, language, text, share))
            here = (*keys, "cues", language, index)
            facts = {"id": name, "cue": text, "share": f"{share:.0%}"}
            self._note(share <= LOOSE_SHARE, "crosstalk", language, here, "loose_cue", **facts)

    def _model_answers(self) -> None:
        for number, question in enumerate(self.bank.questions):
            for language in LANGUAGES:
                if question.model_answer is not None and question.model_answer.has(language):
                    keys: Keys = ("questions", number, "model_answer", language)
                    self._model_answer(keys, question, question.model_answer.get(language), language)
        for number, play in enumerate(self.bank.roleplays):
            steps = {step.id: step for step in play.steps}
            for index, turn in enumerate(play.turns):
                wanted = [*turn.contains, *(steps[name] for name in turn.expects)]
                for language in LANGUAGES:
                    if turn.model_reply is not None and turn.model_reply.has(language):
                        keys = ("roleplays", number, "turns", index, "model_reply", language)
                        reply = turn.model_reply.get(language)
                        self._model_reply(keys, reply, wanted, turn.avoid, language)
                        self._length(keys, reply, language, turn.target_s[0], turn.target_s[1])

    def _model_answer(self, keys: Keys, question: Question, answer: str, language: Language) -> None:
        """Let the scorer judge a model answer like any other."""
        score = score_answer(question, Transcript(answer, (), language, "text"), lexicon=self.lexicon)
        for point in score.points:
            self._note(point.hit, "model", language, keys, "model_misses", id=point.id)
        timed = {pitfall.id for pitfall in question.pitfalls if pitfall.outside_target}
        for pitfall in score.pitfalls:
            if pitfall.id in timed and not pitfall.evidence:
                continue  # its length has a check of its own
            quote = pitfall.evidence[0].quote if pitfall.evidence else pitfall.reason or ""
            facts = {"id": pitfall.id, "quote": quote}
            self._note(not pitfall.triggered, "model", language, keys, "model_pitfall", **facts)
        if score.total is None or question.points:
            wanted = self.bank.pass_mark
            passed = score.total is not None and score.total >= wanted
            result = score.abstained if score.total is None else f"{score.total:.0f}"
            facts = {"found": str(result), "wanted": f"{wanted:g}"}
            self._note(passed, "score", language, keys, "model_score", **facts)
        low, high = question.target_s
        self._length(keys, answer, language, max(low, MODEL_SHARE * high), high)

    def _model_reply(
        self, keys: Keys, reply: str, points: Sequence[Point], pitfalls: Sequence[Pitfall], language: Language
    ) -> None:
        """Check that a reply in a role-play makes its points by their cues and steps into no pitfall."""
        doc = document(reply, language)
        cued = [point for point in points if point.cues.get(language)]
        said = {point.id for point in cued if self._fires(point, doc, language)}
        for point in cued:
            self._note(point.id in said, "model", language, keys, "model_misses", id=point.id)
        for pitfall in pitfalls:
            places = self._places(pitfall, doc, language)
            cues_fired = pitfall.cues and len(places) >= pitfall.min_cues
            triggered = bool(cues_fired or not pitfall.cues) and not set(pitfall.missing) & said
            triggered = triggered and bool(pitfall.cues or pitfall.missing)
            triggered = triggered and not self._excused(pitfall, doc, language)
            facts = {"id": pitfall.id, "quote": places[0].cue if places else ""}
            self._note(not triggered, "model", language, keys, "model_pitfall", **facts)

    def _length(self, keys: Keys, answer: str, language: Language, low: float, high: float) -> None:
        found, size = speaking_s(answer, language)
        facts = {
            "found": f"{found:.0f}",
            "low": f"{low:.0f}",
            "high": f"{high:.0f}",
            "size": size,
            "rate": SPEAKING_RATE_PER_MIN[language],
            "unit": "@characters" if language == "zh" else "@words",
        }
        self._note(low <= found <= high, "length", language, keys, "model_length", **facts)

    def _line(self, keys: Keys, name: str, line: str, language: Language) -> None:
        found, _ = speaking_s(line, language)
        facts = {"field": name, "found": f"{found:.0f}", "high": f"{LONGEST_LINE_S:.0f}"}
        self._note(found <= LONGEST_LINE_S, "ask", language, (*keys, language), "ask_long", **facts)


def spoken_lines(bank: Bank) -> Iterator[tuple[Keys, str, Text]]:
    """Yield every line the voice will say."""
    for number, question in enumerate(bank.questions):
        yield ("questions", number, "ask"), f"{question.id} ask", question.ask
        for index, follow_up in enumerate(question.follow_ups):
            yield ("questions", number, "follow_ups", index), f"{question.id} follow_ups[{index + 1}]", follow_up
    for number, play in enumerate(bank.roleplays):
        yield ("roleplays", number, "opening"), f"{play.id} opening", play.opening
        for index, turn in enumerate(play.turns):
            keys: Keys = ("roleplays", number, "turns", index)
            yield (*keys, "say"), f"{play.id} {turn.id} say", turn.say
            for place, branch in enumerate(turn.branches):
                if branch.say is not None:
                    yield (*keys, "branches", place, "say"), f"{play.id} {turn.id} branches[{place + 1}]", branch.say
        for index, ending in enumerate(play.ending):
            yield ("roleplays", number, "ending", index, "say"), f"{play.id} ending[{index + 1}]", ending.say
