"""What timing and delivery say about an answer, as sentences: time, fillers, pauses, rate, level."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from audio.ports import Language
from interviewer.banks.schema import Question
from interviewer.delivery.rates import GOOD_BAND
from interviewer.messages import spoken_duration, text
from interviewer.records import Delivery, Rate, Score, Timing

NOTICEABLE_FILLERS_PER_MIN = 5.0  # Laske & DiGennaro Reed 2024: listeners begin to notice
QUIET_DBFS = -45.0
CLIPPED_RATIO = 0.001

_SOUND_GAIN = 50.0  # what is recorded badly cannot be judged well: this comes before most advice on content


@dataclass(frozen=True)
class Judged:
    """Everything feedback is made from."""

    question: Question
    language: Language
    timing: Timing
    delivery: Delivery
    score: Score


@dataclass(frozen=True)
class Item:
    """One candidate sentence.

    Attributes:
        sentence: as it is shown.
        gain: what the next attempt would win with it; orders the improvements.
        short: what is spoken where the sentence is too long, or behind a lead.
        suggestion: a sentence built from the person's own words.
    """

    sentence: str
    gain: float
    short: str
    suggestion: str | None = None


def measured_improvements(judged: Judged) -> list[Item]:
    """Return what the measures ask to be changed."""
    found = []
    for find in (_timing_item, _filler_item, _pause_item, _rate_item, _level_item):
        item = find(judged)
        if item is not None:
            found.append(item)
    return found


def sentence_item(key: str, gain: float, language: Language, **fields: object) -> Item:
    """Return an item made of one message."""
    sentence = text(key, language, **fields)
    return Item(sentence, gain, sentence)


def _timing_item(judged: Judged) -> Item | None:
    timing, language = judged.timing, judged.language
    if timing.speaking_s is None or timing.verdict in (None, "on_target"):
        return None
    low, high = timing.target_s
    if timing.verdict == "short":
        missing = low - timing.speaking_s
        return sentence_item(
            "improve.short_plain",
            20 * missing / low,
            language,
            missing=spoken_duration(missing, language),
            low=spoken_duration(low, language),
        )
    excess = timing.speaking_s - high
    return sentence_item(
        "improve.long", min(20.0, 20 * excess / high + 5), language, excess=spoken_duration(excess, language)
    )


def _filler_item(judged: Judged) -> Item | None:
    delivery, language = judged.delivery, judged.language
    if not delivery.fillers or (delivery.fillers_per_min or 0) <= NOTICEABLE_FILLERS_PER_MIN:
        return None
    common = Counter(filler.text.strip().lower() for filler in delivery.fillers).most_common(1)[0][0]
    return sentence_item(
        "improve.fillers",
        min(15.0, (delivery.fillers_per_min or 0)),
        language,
        count=len(delivery.fillers),
        time=spoken_duration(judged.timing.speaking_s or 0, language),
        filler=common,
    )


def _pause_item(judged: Judged) -> Item | None:
    pauses, language = judged.delivery.pauses, judged.language
    if not pauses:
        return None
    longest = max(pauses, key=lambda pause: pause.duration_s)
    if len(pauses) < 3 and longest.duration_s < 4:
        return None  # a thinking pause or two is normal
    return sentence_item(
        "improve.pauses",
        min(10.0, 2.0 * len(pauses)),
        language,
        count=len(pauses),
        longest=round(longest.duration_s),
        at=spoken_duration(longest.start_s, language),
    )


def _rate_item(judged: Judged) -> Item | None:
    rate: Rate | None = judged.delivery.rate
    if rate is None or rate.band == "good":
        return None
    low, high = (round(bound) for bound in GOOD_BAND[rate.unit])
    said = rate_text(rate, judged.language)
    return sentence_item(f"improve.{rate.band}", 8.0, judged.language, rate=said, low=low, high=high)


def rate_text(rate: Rate, language: Language) -> str:
    """Return a rate with its unit in words."""
    return text(f"rate.{rate.unit}", language, value=round(rate.value))


def _level_item(judged: Judged) -> Item | None:
    delivery, language = judged.delivery, judged.language
    if delivery.level_dbfs is not None and delivery.level_dbfs < QUIET_DBFS:
        return sentence_item("improve.quiet", _SOUND_GAIN, language, level=round(delivery.level_dbfs))
    if delivery.clipping_ratio is not None and delivery.clipping_ratio > CLIPPED_RATIO:
        percent = max(1, round(100 * delivery.clipping_ratio))
        return sentence_item("improve.clipping", _SOUND_GAIN, language, percent=percent)
    return None
