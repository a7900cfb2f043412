"""Speaking rate (pauses count) and articulation rate (pauses left out).

The bands are conventions, not science: English 110-165 words per minute is what broadcast and presentation coaching
calls comfortable; Mandarin 180-280 characters per minute likewise (newsreaders reach 300). Both are judged on the
speaking rate, which is what a listener has to follow.
"""

from __future__ import annotations

import re

from audio.ports import Language, Transcript, Utterance
from interviewer.records import Band, Rate

GOOD_BAND: dict[str, tuple[float, float]] = {"chars_per_min": (180.0, 280.0), "words_per_min": (110.0, 165.0)}

SHORTEST_S = 5.0
"""Speech below which a rate per minute says nothing."""

_PAUSE_S = 0.3  # silence that counts as a pause for the articulation rate (Goldman-Eisler 1968 uses 0.25 s)

_HAN = re.compile(r"[\u3400-\u9fff]")
_LATIN_WORD = re.compile(r"[A-Za-z0-9]+(?:['’.-][A-Za-z0-9]+)*")


def count_units(text: str, language: Language) -> int:
    """Count what the rate counts: characters in Mandarin (a Latin word or figure counts as two), words in English."""
    words = len(_LATIN_WORD.findall(text))
    han = len(_HAN.findall(text))
    return han + 2 * words if language == "zh" else words + han


def speaking_rate(text: str, language: Language, speaking_s: float | None) -> Rate | None:
    """Return units per minute from the first to the last word; None for speech too short to tell."""
    return _rate(text, language, speaking_s)


def articulation_rate(transcript: Transcript, utterance: Utterance | None, language: Language) -> Rate | None:
    """Return units per minute of voice, pauses left out."""
    spans = [(span.start_s, span.end_s) for span in utterance.speech] if utterance is not None else []
    if not spans:
        spans = [
            (word.start_s, word.end_s)
            for word in transcript.words
            if word.start_s is not None and word.end_s is not None
        ]
    return _rate(transcript.text, language, _voiced_s(spans))


def _voiced_s(spans: list[tuple[float, float]]) -> float | None:
    """Add up spans in order; gaps shorter than a pause belong to the speech."""
    if not spans:
        return None
    total, (start, end) = 0.0, spans[0]
    for next_start, next_end in spans[1:]:
        if next_start - end >= _PAUSE_S:
            total += end - start
            start = next_start
        end = max(end, next_end)
    return total + end - start


def _rate(text: str, language: Language, seconds: float | None) -> Rate | None:
    if seconds is None or seconds < SHORTEST_S or (units := count_units(text, language)) == 0:
        return None
    unit = "chars_per_min" if language == "zh" else "words_per_min"
    value = units / seconds * 60
    low, high = GOOD_BAND[unit]
    band: Band = "slow" if value < low else "fast" if value > high else "good"
    return Rate(value, "chars_per_min" if language == "zh" else "words_per_min", band)
