"""How much the same answer differs from itself: a change below this is called no change.

Measured by `scripts/measure_noise.py`: one recording is heard again and again through another room noise, level, start
and speed of the sampling clock, recognised and scored like a new attempt. The constants are the 95th percentile of the
difference between two such readings, rounded up, and never less than what is shown (a mark, half a second). Measured
over 4 answers of the synthetic candidate, 8 readings each, with two sets of weights of the mini Whisper; the larger
counts (totals: 8 marks with the weaker ones, under 1 with those shipped). Totals differ mostly where a closing word or
a filler was heard in one reading and missed in the other. A better recogniser differs less, so the constants are
cautious.
"""

from __future__ import annotations

from typing import Literal

Direction = Literal["up", "down", "same"]

NOISE = {
    "total": 8.0,  # marks
    "content": 4.0,  # marks, like the dimensions below
    "structure": 9.0,
    "specificity": 3.0,
    "delivery": 14.0,
    "timing": 1.0,
    "speaking_s": 0.5,  # seconds
    "rate_per_min": 12.0,  # characters or words a minute
    "fillers_per_min": 5.0,
    "longest_pause_s": 0.2,
}
"""What is measured of an answer -> the largest difference that means nothing."""


_DECIMALS = 3  # what answers are saved with


def direction(name: str, before: float | None, after: float | None) -> Direction | None:
    """Tell where a measure went; None where it was not measured both times.

    Args:
        name: a key of NOISE.
        before: earlier value.
        after: later value.
    """
    if before is None or after is None:
        return None
    if round(abs(after - before), _DECIMALS) <= NOISE[name]:
        return "same"
    return "up" if after > before else "down"
