"""When an answer cannot be judged, and why: silence, too little, another language, a recogniser in doubt."""

from __future__ import annotations

import re

from audio.ports import Language, Transcript
from interviewer.scoring.normalise import is_hanzi

SHORTEST = {"zh": 20, "en": 12}
"""Characters (Mandarin) or words (English) below which nothing can be said about content."""

LOWEST_CONFIDENCE = 0.45
"""Mean word probability below which a transcript is more guessed than heard."""


def abstention(transcript: Transcript | None, language: Language) -> str | None:
    """Return the machine code of the reason not to judge, or None.

    Returns:
        "no_transcript", "silence", "too_short", "wrong_language" or "unsure_transcript".
    """
    if transcript is None:
        return "no_transcript"
    hanzi = sum(is_hanzi(character) for character in transcript.text)
    words = len(re.findall(r"[A-Za-z]+(?:['\u2019][A-Za-z]+)*", transcript.text))
    if hanzi + words == 0:
        return "silence"
    units, others = (hanzi, words) if language == "zh" else (words, hanzi)
    if others >= SHORTEST["en" if language == "zh" else "zh"] and units < others:
        return "wrong_language"
    if units + (others if language == "zh" else 0) < SHORTEST[language]:
        return "too_short"
    if transcript.confidence is not None and transcript.confidence < LOWEST_CONFIDENCE:
        return "unsure_transcript"
    return None
