"""What is drawn along the time of an answer: its waveform, pauses, fillers and pace."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from audio.ports import Language, Transcript
from interviewer.delivery.rates import GOOD_BAND, count_units
from interviewer.records import Answer, Delivery, Timing

if TYPE_CHECKING:
    # Importing it for real takes longer than some commands run.
    import numpy as np
    from numpy.typing import NDArray

BARS = 300
WIDTH = 4 * BARS
"""Width of the drawing: every bar has four units, so that its path needs only whole numbers."""
HALF_HEIGHT = 48

_UNKNOWN_HEIGHT = 3  # bars of a recording that is gone: a line, not an invented loudness
_LOUDNESS_POWER = 0.6  # quiet syllables stay visible beside loud ones
_SHORTEST_PACE_S = 10.0
_MOST_PACE_POINTS = 40
_PACE_HEIGHT = 100


@dataclass(frozen=True)
class Strip:
    """A stretch of the drawing (x and width in its units) and what it says."""

    x: float
    width: float
    start_s: float
    text: str


@dataclass(frozen=True)
class Pace:
    """Pace along the drawing; y grows downwards within 0..100.

    Attributes:
        path: SVG path.
        low_y: the comfortable band's lower edge.
        high_y: its upper edge.
        values: units per minute of each stretch, in order.
        step_s: length of a stretch.
    """

    path: str
    low_y: float
    high_y: float
    values: tuple[int, ...]
    step_s: float


@dataclass(frozen=True)
class Wave:
    """The drawing of one answer, `WIDTH` units wide.

    Attributes:
        duration_s: of the whole width.
        voiced: SVG path of the bars between the first and the last word, long pauses left out.
        quiet: SVG path of the other bars.
        known: whether the bars show loudness; False when the recording is gone.
        pauses: silences of at least 1.5 s.
        fillers: those with a time.
        pace: None where too little was said to tell.
    """

    duration_s: float
    voiced: str
    quiet: str
    known: bool
    pauses: tuple[Strip, ...]
    fillers: tuple[Strip, ...]
    pace: Pace | None


def draw_wave(answer: Answer, peaks: NDArray[np.float32] | None) -> Wave | None:
    """Draw an answer along its time; None when no times are known at all.

    Args:
        answer: what was measured.
        peaks: amplitudes 0..1 at equal steps over the whole recording; None when the recording is gone.
    """
    duration_s = answer.audio.duration_s if answer.audio else answer.timing.end_s
    if not duration_s:
        return None
    scale = WIDTH / duration_s
    voiced, quiet = _bars(_heights(peaks), duration_s, answer.timing, answer.delivery)
    pauses = tuple(
        Strip(
            round(pause.start_s * scale, 1),
            round(pause.duration_s * scale, 1),
            pause.start_s,
            f"{pause.duration_s:.1f}",
        )
        for pause in answer.delivery.pauses or ()
    )
    fillers = tuple(
        Strip(round(filler.start_s * scale, 1), 0.0, filler.start_s, filler.text.strip())
        for filler in answer.delivery.fillers or ()
        if filler.start_s is not None
    )
    pace = draw_pace(answer.transcript, answer.timing, answer.lang, scale)
    return Wave(duration_s, voiced, quiet, peaks is not None, pauses, fillers, pace)


def _heights(peaks: NDArray[np.float32] | None) -> list[int]:
    """Return the heights of all bars, the loudest as high as the drawing."""
    if peaks is None or not len(peaks):
        return [_UNKNOWN_HEIGHT] * BARS
    import numpy as np

    edges = np.linspace(0, len(peaks), BARS + 1).astype(int)
    loud = np.array([peaks[start : max(end, start + 1)].max() for start, end in zip(edges, edges[1:], strict=False)])
    shape = (loud / max(float(loud.max()), 1e-4)) ** _LOUDNESS_POWER
    return [max(1, int(height)) for height in np.rint(shape * HALF_HEIGHT)]


def _bars(heights: Sequence[int], duration_s: float, timing: Timing, delivery: Delivery) -> tuple[str, str]:
    """Return the paths of the bars within the speech and of the others."""
    speaking: list[str] = []
    silent: list[str] = []
    onset_s, end_s = timing.onset_s, timing.end_s
    pauses = [(pause.start_s, pause.start_s + pause.duration_s) for pause in delivery.pauses or ()]
    for index, height in enumerate(heights):
        at_s = (index + 0.5) * duration_s / len(heights)
        inside = onset_s is not None and end_s is not None and onset_s <= at_s <= end_s
        voiced = inside and not any(start <= at_s < end for start, end in pauses)
        (speaking if voiced else silent).append(f"M{4 * index + 2}-{height}v{2 * height}")
    return "".join(speaking), "".join(silent)


def draw_pace(transcript: Transcript | None, timing: Timing, language: Language, scale: float) -> Pace | None:
    """Draw units per minute over stretches of at least ten seconds; None with fewer than three stretches.

    Args:
        transcript: words with times.
        timing: the speech lies within onset_s..end_s.
        language: decides what is counted.
        scale: units of the drawing per second.
    """
    if transcript is None or timing.onset_s is None or timing.end_s is None:
        return None
    timed = [(word.start_s, word.text) for word in transcript.words if word.start_s is not None]
    speaking_s = timing.end_s - timing.onset_s
    count = min(int(speaking_s / _SHORTEST_PACE_S), _MOST_PACE_POINTS)
    if not timed or count < 3:
        return None
    step_s = speaking_s / count
    units = [0] * count
    for start_s, word in timed:
        index = int((start_s - timing.onset_s) / step_s)
        units[min(max(index, 0), count - 1)] += count_units(word, language)
    values = [round(unit * 60 / step_s) for unit in units]
    low, high = GOOD_BAND["chars_per_min" if language == "zh" else "words_per_min"]
    top, bottom = max(*values, high * 1.15), min(*values, low * 0.7)

    def y(value: float) -> float:
        return round(_PACE_HEIGHT * (top - value) / (top - bottom), 1)

    xs = [round((timing.onset_s + (index + 0.5) * step_s) * scale, 1) for index in range(count)]
    path = "M" + "L".join(f"{x} {y(value)}" for x, value in zip(xs, values, strict=True))
    return Pace(path, y(low), y(high), tuple(values), step_s)
