"""English words that a recogniser confuses with the words of cues."""

from __future__ import annotations

from functools import lru_cache

from interviewer.scoring.atoms import LOW_PROBABILITY, NEAR_QUALITY, SOUND_QUALITY
from interviewer.scoring.stems import sound_key, stem

_by_sound: dict[str, set[str]] = {}
_by_start: dict[str, set[str]] = {}
_by_consonants: dict[tuple[str, str], set[str]] = {}
_known: set[str] = set()


def register(word: str) -> None:
    """Make a cue's word known as a possible reading of misheard ones."""
    if word in _known or len(word) < 4:
        return
    _known.add(word)
    _by_sound.setdefault(sound_key(word), set()).add(word)
    if len(word) >= 8:
        _by_start.setdefault(word[0], set()).add(word)
        _by_consonants.setdefault((word[0], _consonants(word)), set()).add(word)
    confusable.cache_clear()


@lru_cache(maxsize=65536)
def confusable(word: str, probability: float | None) -> tuple[tuple[str, float], ...]:
    """Return (cue word, quality) of the cue words that `word` may have been misheard from.

    Words of four letters or more that sound the same; words of eight letters or more within one letter when their
    consonants agree ("contact" is no "contract"), within two letters where the recogniser itself doubts the word.
    """
    if len(word) < 4 or not word.isalpha():
        return ()
    own = stem(word)
    readings: dict[str, float] = {}
    for other in _by_sound.get(sound_key(word), ()):
        if stem(other) != own and abs(len(other) - len(word)) <= 2:
            readings[other] = SOUND_QUALITY
    if len(word) >= 7:
        doubtful = probability is not None and probability < LOW_PROBABILITY
        allowed = 2 if doubtful else 1
        near = _by_start.get(word[0]) if doubtful else _by_consonants.get((word[0], _consonants(word)))
        for other in near or ():
            if stem(other) != own and _within(word, other, allowed):
                readings.setdefault(other, NEAR_QUALITY)
    return tuple(sorted(readings.items()))


def _within(word: str, other: str, allowed: int) -> bool:
    """Tell whether at most some letters set two words apart."""
    from rapidfuzz.distance import Levenshtein  # few answers need it, and importing it takes as long as scoring one

    return Levenshtein.distance(word, other, score_cutoff=allowed) <= allowed


def _consonants(word: str) -> str:
    return "".join(letter for letter in sound_key(word) if letter not in "aeiouIAOY")
