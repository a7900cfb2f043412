"""From a judged answer to at most three strengths and three improvements, for the page and for the voice.

Every sentence is tied to a point, a pitfall or a measure, and quotes the words that were said.
"""

from __future__ import annotations

from audio.ports import Language
from interviewer.banks.schema import Pitfall, Point
from interviewer.feedback_measures import QUIET_DBFS, Item, Judged, measured_improvements, rate_text, sentence_item
from interviewer.messages import spoken_duration, text
from interviewer.records import Evidence, Feedback, PointResult, Timing

__all__ = ["MAX_ITEMS", "QUIET_DBFS", "SPOKEN_LIMIT_S", "Judged", "make_feedback", "quote_of", "spoken_length_s"]

MAX_ITEMS = 3

SPOKEN_LIMIT_S = 25.0
_SPOKEN_UNITS_PER_S = {"zh": 4.2, "en": 2.6}
"""Characters (zh) and words (en) per second of espeak-ng at its default rate, measured; feedback is budgeted by it."""

_QUOTE_LIMIT = {"zh": 30, "en": 90}  # characters of a quote on screen

_WAY_GAINS = {"off_topic": 80.0, "listing": 80.0, "rambling": 12.0}
"""What the way of telling costs: without an answer to the question no point counts, so that comes first."""

_REPLIES = ("empathy_solution", "steps")
"""Structures in which somebody is told what will be done: there a promise says more than a figure."""


def quote_of(evidence: tuple[Evidence, ...], language: Language) -> str:
    """Return the first evidence as a quote short enough to read, cut at a word and marked where cut."""
    if not evidence:
        return ""
    quote = evidence[0].quote.strip(" ，。,.；;、")
    limit = _QUOTE_LIMIT[language]
    if len(quote) <= limit:
        return quote
    cut = quote[:limit]
    if language == "en" and " " in cut:
        cut = cut.rsplit(" ", 1)[0]
    return cut + "…"


def make_feedback(judged: Judged) -> Feedback:
    """Return the feedback for one judged answer; where nothing was judged, it says why and what was measured."""
    language = judged.language
    time_line = _time_line(judged.timing, language)
    if judged.score.abstained is not None:
        lines = [text(f"abstain.{judged.score.abstained}", language)]
        if time_line and judged.score.abstained != "silence":
            lines.insert(0, time_line)
        measured = measured_improvements(judged)
        improvements = tuple(item.sentence for item in measured[:MAX_ITEMS])
        return Feedback(spoken=_join(lines + list(improvements[:1]), language), improvements=improvements)
    strengths = _strengths(judged)[:MAX_ITEMS]
    improvements_found = sorted(_improvements(judged), key=lambda item: -item.gain)[:MAX_ITEMS]
    suggestion = next((item.suggestion for item in improvements_found if item.suggestion), None)
    return Feedback(
        spoken=_spoken(judged, time_line, strengths, improvements_found),
        strengths=tuple(item.sentence for item in strengths),
        improvements=tuple(item.sentence for item in improvements_found),
        suggestion=suggestion,
    )


def _time_line(timing: Timing, language: Language) -> str | None:
    if timing.verdict is None or timing.speaking_s is None:
        return None
    low, high = timing.target_s
    return text(
        f"time.{timing.verdict}",
        language,
        time=spoken_duration(timing.speaking_s, language),
        low=spoken_duration(low, language),
        high=spoken_duration(high, language),
        missing=spoken_duration(low - timing.speaking_s, language),
        excess=spoken_duration(timing.speaking_s - high, language),
    )


def _strengths(judged: Judged) -> list[Item]:
    """Points first (explained before mentioned, heavier first), then measures; a list of terms has made none."""
    language, points = judged.language, {point.id: point for point in judged.question.points}
    items = []
    for result in judged.score.points:
        point = points.get(result.id)
        if not result.hit or point is None or not result.evidence or "listing" in judged.score.notes:
            continue
        kind = "explained" if result.strength >= 1 else "mentioned"
        name = point.get(language)
        sentence = text(f"strength.{kind}", language, point=name, quote=quote_of(result.evidence, language))
        items.append(Item(sentence, result.strength * point.weight, name))
    items.sort(key=lambda item: -item.gain)
    # Leave one place for a measure when it is a good one.
    return items[: MAX_ITEMS - 1] + _measured_strengths(judged) + items[MAX_ITEMS - 1 :]


def _measured_strengths(judged: Judged) -> list[Item]:
    language, timing, delivery = judged.language, judged.timing, judged.delivery
    found = []
    if timing.verdict == "on_target" and timing.speaking_s is not None:
        low, high = (spoken_duration(bound, language) for bound in timing.target_s)
        time = spoken_duration(timing.speaking_s, language)
        found.append(text("strength.timing", language, time=time, low=low, high=high))
    rate = delivery.rate
    if rate is not None and rate.band == "good":
        found.append(text("strength.rate", language, rate=rate_text(rate, language)))
    return [Item(sentence, 0.0, sentence) for sentence in found[:1]]


def _improvements(judged: Judged) -> list[Item]:
    told = [
        sentence_item(f"improve.{note}", _WAY_GAINS[note], judged.language)
        for note in judged.score.notes
        if note in _WAY_GAINS
    ]
    return told + _pitfall_improvements(judged) + _point_improvements(judged) + measured_improvements(judged)


def _pitfall_improvements(judged: Judged) -> list[Item]:
    language = judged.language
    pitfalls: dict[str, Pitfall] = {pitfall.id: pitfall for pitfall in judged.question.pitfalls}
    items = []
    for result in judged.score.pitfalls:
        pitfall = pitfalls.get(result.id)
        # An absence pitfall repeats what the missing points already say more concretely.
        if not result.triggered or pitfall is None or not result.evidence:
            continue
        name, quote = pitfall.get(language), quote_of(result.evidence, language)
        sentence = text("improve.pitfall", language, pitfall=name, quote=quote)
        items.append(Item(sentence, float(pitfall.cost), text("improve.pitfall_absent", language, pitfall=name)))
    return items


def _point_improvements(judged: Judged) -> list[Item]:
    points: dict[str, Point] = {point.id: point for point in judged.question.points}
    whole = sum(point.weight for point in points.values()) or 1.0
    items = []
    before = ""
    for result in judged.score.points:
        point = points.get(result.id)
        if point is None:
            continue
        gain = 100 * (1 - result.strength) * point.weight / whole
        if not result.hit:
            items.append(_missing(point, gain, before, judged.language))
        elif result.strength < 1 and _says_something(result.evidence, judged.language):
            items.append(_deeper(point, result, gain, judged))
        if result.hit and not judged.score.notes:
            quote = quote_of(result.evidence, judged.language)
            before = "" if quote.endswith("…") else quote
    return items


def _missing(point: Point, gain: float, before: str, language: Language) -> Item:
    """Ask for a point, and say where it would fit: behind the point that comes before it in the rubric."""
    advice = _advice(point, language)
    sentence = text("improve.missing", language, advice=advice)
    suggestion = text("suggestion.place", language, quote=before, advice=advice) if before else None
    return Item(sentence, gain, sentence, suggestion)


def _deeper(point: Point, result: PointResult, gain: float, judged: Judged) -> Item:
    """Ask for depth where a point was only mentioned, with a sentence to complete that begins with the own words."""
    language = judged.language
    quote = quote_of(result.evidence, language)
    explained = point.anchors.explained if point.anchors else None
    kind = "promise" if judged.question.structure in _REPLIES else "figure"
    advice = explained.get(language).rstrip(".。") if explained else text(f"advice.{kind}", language)
    sentence = text("improve.deepen", language, quote=quote, advice=advice)
    whole = not quote.endswith("…")
    suggestion = text(f"suggestion.{kind}", language, quote=quote) if whole else None
    # A mention already earns most of the reader's goodwill: a missing point is worth more than depth.
    return Item(sentence, gain * 0.6, sentence, suggestion)


def _says_something(evidence: tuple[Evidence, ...], language: Language) -> bool:
    """Tell whether a quote has enough to it that a figure or an example could be added ("thank you" has not)."""
    quote = evidence[0].quote if evidence else ""
    return len(quote.split()) >= 5 if language == "en" else len(quote) >= 8


def _advice(point: Point, language: Language) -> str:
    """Return the bank's concrete advice for a missing point, else the point itself."""
    return (point.ask_for or point).get(language).rstrip(".。")


def spoken_length_s(sentence: str, language: Language) -> float:
    """Estimate how long the voice takes for a sentence."""
    units = len(sentence.split()) if language == "en" else sum(1 for c in sentence if c.isalnum())
    return units / _SPOKEN_UNITS_PER_S[language]


def _join(sentences: list[str], language: Language) -> str:
    return (" " if language == "en" else "").join(sentences)


def _spoken(judged: Judged, time_line: str | None, strengths: list[Item], improvements: list[Item]) -> str:
    """Build what is read aloud: time, what was good, what to change first; never longer than SPOKEN_LIMIT_S."""
    language = judged.language
    lines: list[str] = []
    budget = SPOKEN_LIMIT_S

    def add(sentence: str | None) -> None:
        nonlocal budget
        if sentence and (cost := spoken_length_s(sentence, language)) <= budget:
            lines.append(sentence)
            budget -= cost

    add(time_line)
    advice = _first_advice(improvements, language, budget)
    # Reserved before the strengths: the most valuable change must always be heard.
    budget -= spoken_length_s(advice, language)
    for item in strengths[:2]:
        add(item.sentence)
    if advice:
        lines.append(advice)
    for item in improvements[1:2]:
        add(item.sentence)
    return _join(lines, language)


def _first_advice(improvements: list[Item], language: Language, budget: float) -> str:
    """Return the most valuable change behind its lead, the short way where the long one would not fit."""
    lead = text("suggestion.spoken_lead", language)
    for sentence in (improvements[0].sentence, improvements[0].short) if improvements else ():
        advice = _join([lead, sentence], language)
        if spoken_length_s(advice, language) <= budget:
            return advice
    return ""
