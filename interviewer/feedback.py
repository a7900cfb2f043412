"""From a judged answer to at most three strengths and three improvements, for the page and for the voice.

Every sentence is tied to a point, a pitfall or a measure, and quotes the words that were said.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass

from audio.ports import Language
from interviewer.banks.schema import Pitfall, Point, Question
from interviewer.delivery.rates import GOOD_BAND
from interviewer.messages import spoken_duration, text
from interviewer.records import Delivery, Evidence, Feedback, Rate, Score, Timing

MAX_ITEMS = 3

SPOKEN_LIMIT_S = 25.0
_SPOKEN_UNITS_PER_S = {"zh": 4.2, "en": 2.6}
"""Characters (zh) and words (en) per second of espeak-ng at its default rate, measured; feedback is budgeted by it."""

NOTICEABLE_FILLERS_PER_MIN = 5.0  # Laske & DiGennaro Reed 2024: listeners begin to notice
QUIET_DBFS = -45.0
CLIPPED_RATIO = 0.001

_SOUND_GAIN = 50.0  # what is recorded badly cannot be judged well: this comes before most advice on content

_QUOTE_LIMIT = {"zh": 30, "en": 90}  # characters of a quote on screen


@dataclass(frozen=True)
class Judged:
    """Everything feedback is made from."""

    question: Question
    language: Language
    timing: Timing
    delivery: Delivery
    score: Score


@dataclass(frozen=True)
class _Item:
    """One candidate sentence: `gain` orders improvements by what the next attempt would win with them."""

    sentence: str
    gain: float
    short: str
    suggestion: str | None = None


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
        measured = _delivery_improvements(judged)
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


def _strengths(judged: Judged) -> list[_Item]:
    """Points first (explained before mentioned, heavier first), then measures."""
    language, points = judged.language, {point.id: point for point in judged.question.points}
    items = []
    for result in judged.score.points:
        point = points.get(result.id)
        if not result.hit or point is None or not result.evidence:
            continue
        kind = "explained" if result.strength >= 1 else "mentioned"
        name = point.get(language)
        sentence = text(f"strength.{kind}", language, point=name, quote=quote_of(result.evidence, language))
        items.append(_Item(sentence, result.strength * point.weight, name))
    items.sort(key=lambda item: -item.gain)
    # Leave one place for a measure when it is a good one.
    return items[: MAX_ITEMS - 1] + _measured_strengths(judged) + items[MAX_ITEMS - 1 :]


def _measured_strengths(judged: Judged) -> list[_Item]:
    language, timing, delivery = judged.language, judged.timing, judged.delivery
    found = []
    if timing.verdict == "on_target" and timing.speaking_s is not None:
        low, high = (spoken_duration(bound, language) for bound in timing.target_s)
        time = spoken_duration(timing.speaking_s, language)
        found.append(text("strength.timing", language, time=time, low=low, high=high))
    rate = delivery.rate
    if rate is not None and rate.band == "good":
        found.append(text("strength.rate", language, rate=_rate_text(rate, language)))
    return [_Item(sentence, 0.0, sentence) for sentence in found[:1]]


def _improvements(judged: Judged) -> list[_Item]:
    return _pitfall_improvements(judged) + _point_improvements(judged) + _delivery_improvements(judged)


def _pitfall_improvements(judged: Judged) -> list[_Item]:
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
        items.append(_Item(sentence, float(pitfall.cost), text("improve.pitfall_absent", language, pitfall=name)))
    return items


def _point_improvements(judged: Judged) -> list[_Item]:
    language = judged.language
    points: dict[str, Point] = {point.id: point for point in judged.question.points}
    whole = sum(point.weight for point in points.values()) or 1.0
    items = []
    for result in judged.score.points:
        point = points.get(result.id)
        if point is None or result.strength >= 1:
            continue
        gain = 100 * (1 - result.strength) * point.weight / whole
        if not result.hit:
            sentence = text("improve.missing", language, advice=_advice(point, language))
            items.append(_Item(sentence, gain, sentence))
        elif _says_something(result.evidence, language):
            quote = quote_of(result.evidence, language)
            explained = point.anchors.explained if point.anchors else None
            advice = explained.get(language).rstrip(".。") if explained else text("advice.figure", language)
            sentence = text("improve.deepen", language, quote=quote, advice=advice)
            suggestion = text("suggestion", language, quote=quote.rstrip("…"))
            # A mention already earns most of the reader's goodwill: a missing point is worth more than depth.
            items.append(_Item(sentence, gain * 0.6, sentence, suggestion))
    return items


def _says_something(evidence: tuple[Evidence, ...], language: Language) -> bool:
    """Tell whether a quote has enough to it that a figure or an example could be added ("thank you" has not)."""
    quote = evidence[0].quote if evidence else ""
    return len(quote.split()) >= 5 if language == "en" else len(quote) >= 8


def _advice(point: Point, language: Language) -> str:
    """Return the bank's concrete advice for a missing point, else the point itself."""
    return (point.ask_for or point).get(language).rstrip(".。")


def _delivery_improvements(judged: Judged) -> list[_Item]:
    found = []
    for find in (_timing_item, _filler_item, _pause_item, _rate_item, _level_item):
        item = find(judged)
        if item is not None:
            found.append(item)
    return found


def _item(key: str, gain: float, language: Language, **fields: object) -> _Item:
    sentence = text(key, language, **fields)
    return _Item(sentence, gain, sentence)


def _timing_item(judged: Judged) -> _Item | None:
    timing, language = judged.timing, judged.language
    if timing.speaking_s is None or timing.verdict in (None, "on_target"):
        return None
    low, high = timing.target_s
    if timing.verdict == "short":
        missing = low - timing.speaking_s
        return _item(
            "improve.short_plain",
            20 * missing / low,
            language,
            missing=spoken_duration(missing, language),
            low=spoken_duration(low, language),
        )
    excess = timing.speaking_s - high
    return _item("improve.long", min(20.0, 20 * excess / high + 5), language, excess=spoken_duration(excess, language))


def _filler_item(judged: Judged) -> _Item | None:
    delivery, language = judged.delivery, judged.language
    if not delivery.fillers or (delivery.fillers_per_min or 0) <= NOTICEABLE_FILLERS_PER_MIN:
        return None
    common = Counter(filler.text.strip().lower() for filler in delivery.fillers).most_common(1)[0][0]
    return _item(
        "improve.fillers",
        min(15.0, (delivery.fillers_per_min or 0)),
        language,
        count=len(delivery.fillers),
        time=spoken_duration(judged.timing.speaking_s or 0, language),
        filler=common,
    )


def _pause_item(judged: Judged) -> _Item | None:
    pauses, language = judged.delivery.pauses, judged.language
    if not pauses:
        return None
    longest = max(pauses, key=lambda pause: pause.duration_s)
    if len(pauses) < 3 and longest.duration_s < 4:
        return None  # a thinking pause or two is normal
    return _item(
        "improve.pauses",
        min(10.0, 2.0 * len(pauses)),
        language,
        count=len(pauses),
        longest=round(longest.duration_s),
        at=spoken_duration(longest.start_s, language),
    )


def _rate_item(judged: Judged) -> _Item | None:
    rate: Rate | None = judged.delivery.rate
    if rate is None or rate.band == "good":
        return None
    low, high = (round(bound) for bound in GOOD_BAND[rate.unit])
    said = _rate_text(rate, judged.language)
    return _item(f"improve.{rate.band}", 8.0, judged.language, rate=said, low=low, high=high)


def _rate_text(rate: Rate, language: Language) -> str:
    return text(f"rate.{rate.unit}", language, value=round(rate.value))


def _level_item(judged: Judged) -> _Item | None:
    delivery, language = judged.delivery, judged.language
    if delivery.level_dbfs is not None and delivery.level_dbfs < QUIET_DBFS:
        return _item("improve.quiet", _SOUND_GAIN, language, level=round(delivery.level_dbfs))
    if delivery.clipping_ratio is not None and delivery.clipping_ratio > CLIPPED_RATIO:
        percent = max(1, round(100 * delivery.clipping_ratio))
        return _item("improve.clipping", _SOUND_GAIN, language, percent=percent)
    return None


def spoken_length_s(sentence: str, language: Language) -> float:
    """Estimate how long the voice takes for a sentence."""
    units = len(sentence.split()) if language == "en" else sum(1 for c in sentence if c.isalnum())
    return units / _SPOKEN_UNITS_PER_S[language]


def _join(sentences: list[str], language: Language) -> str:
    return (" " if language == "en" else "").join(sentences)


def _spoken(judged: Judged, time_line: str | None, strengths: list[_Item], improvements: list[_Item]) -> str:
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
    lead = text("suggestion.spoken_lead", language)
    first = improvements[0] if improvements else None
    if first is not None:
        # Reserved before the strengths: the most valuable change must always be heard.
        choose: Callable[[_Item], str] = lambda item: (  # noqa: E731
            item.sentence if spoken_length_s(lead + item.sentence, language) <= budget else item.short
        )
        advice = lead + choose(first)
        budget -= spoken_length_s(advice, language)
    for item in strengths[:2]:
        add(item.sentence)
    if first is not None:
        lines.append(advice)
    for item in improvements[1:2]:
        add(item.sentence)
    return _join(lines, language)
