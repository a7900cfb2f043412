"""Silences inside the answer, and voice that did not become words."""

from __future__ import annotations

from collections.abc import Sequence

from audio.ports import SpeechSpan, Word
from interviewer.records import Pause

LONG_PAUSE_S = 1.5
"""A pause listeners notice inside an answer; shorter ones are breath and emphasis."""

_WORD_MARGIN_S = 0.3  # word times of a recogniser are that loose


def find_pauses(speech: Sequence[SpeechSpan] | None, words: Sequence[Word]) -> tuple[Pause, ...] | None:
    """Return the silences of at least 1.5 s between the first and the last sound of the answer.

    Args:
        speech: voiced spans, in order; preferred, because a recogniser stretches words over silence.
        words: with times; used where there is no sound. None of both gives None.
    """
    if speech is not None:
        edges = [(span.start_s, span.end_s) for span in speech]
    else:
        edges = [(word.start_s, word.end_s) for word in words if word.start_s is not None and word.end_s is not None]
        if not edges:
            return None
    pauses = []
    end = edges[0][1] if edges else 0.0
    for start, next_end in edges[1:]:
        if start - end >= LONG_PAUSE_S:
            pauses.append(Pause(end, start - end))
        end = max(end, next_end)
    return tuple(pauses)


def untranscribed_voiced_s(speech: Sequence[SpeechSpan], words: Sequence[Word]) -> float | None:
    """Return the seconds of voice that no word covers: dropped hesitations, mumbling, other sounds.

    None when the words have no times. Words count with a margin, so what is left is really uncovered.
    """
    covers = [
        (word.start_s - _WORD_MARGIN_S, word.end_s + _WORD_MARGIN_S)
        for word in words
        if word.start_s is not None and word.end_s is not None
    ]
    if not covers:
        return None
    missing = 0.0
    for span in speech:
        at = span.start_s
        for start, end in sorted(covers):
            if end <= at or start >= span.end_s:
                continue
            missing += max(0.0, start - at)
            at = max(at, end)
        missing += max(0.0, span.end_s - at)
    return missing
