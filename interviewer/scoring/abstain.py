"""When an answer cannot be judged, and why: silence, too little, another language, a recogniser in doubt."""

from __future__ import annotations

import math
import re

from audio.ports import Language, Transcript

SHORTEST = {"zh": 20, "en": 12}
"""Characters (Mandarin) or words (English), some five seconds, below which nothing can be said about content ..."""
LONG_TARGET_S = 50.0
"""... where the question asks for at least that much; the floor falls with shorter targets."""

LOWEST_CONFIDENCE = 0.45
"""Mean word probability below which a transcript is more guessed than heard."""


_HANZI = re.compile(r"[\u4e00-\u9fff\u3400-\u4dbf]+")
_WORD = re.compile(r"[A-Za-z]+(?:['\u2019][A-Za-z]+)*")


def shortest(language: Language, target_s: tuple[float, float]) -> int:
    """Return the fewest characters or words that can be judged as an answer to a question with this target."""
    return math.ceil(SHORTEST[language] * min(1.0, target_s[0] / LONG_TARGET_S))


def abstention(transcript: Transcript | None, language: Language, target_s: tuple[float, float]) -> str | None:
    """Return the machine code of the reason not to judge, or None.

    Args:
        transcript: what was said.
        language: of the question.
        target_s: how long an answer should take, (lower, upper) seconds.

    Returns:
        "no_transcript", "silence", "too_short", "wrong_language" or "unsure_transcript".
    """
    if transcript is None:
        return "no_transcript"
    hanzi = sum(map(len, _HANZI.findall(transcript.text)))
    words = len(_WORD.findall(transcript.text))
    if hanzi + words == 0:
        return "silence"
    units, others = (hanzi, words) if language == "zh" else (words, hanzi)
    if others >= SHORTEST["en" if language == "zh" else "zh"] and units < others:
        return "wrong_language"
    if units + (others if language == "zh" else 0) < shortest(language, target_s):
        return "too_short"
    if transcript.confidence is not None and transcript.confidence < LOWEST_CONFIDENCE:
        return "unsure_transcript"
    return None
