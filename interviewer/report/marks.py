"""The transcript cut into runs: what each stretch of words shows, and when it was said."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from audio.ports import Transcript
from interviewer.records import Delivery, Evidence, PitfallResult, PointResult, Score
from interviewer.scoring.tokens import word_places


@dataclass(frozen=True)
class Piece:
    """A stretch of the transcript inside one word (or between two); start_s is None where no time is known."""

    text: str
    start_s: float | None


@dataclass(frozen=True)
class Run:
    """Neighbouring pieces that show the same.

    Attributes:
        pieces: in order.
        labels: of the points ("1", "2", ...) and pitfalls ("A", "B", ...) shown here.
        opens: those of the labels whose evidence begins here.
        hit: shows a point.
        pitfall: shows a pitfall.
        filler: is a filler.
    """

    pieces: tuple[Piece, ...]
    labels: tuple[str, ...] = ()
    opens: tuple[str, ...] = ()
    hit: bool = False
    pitfall: bool = False
    filler: bool = False


@dataclass(frozen=True)
class _Span:
    start: int
    end: int
    label: str
    kind: str  # "hit", "pitfall" or "filler"


def point_label(index: int) -> str:
    """Return how the page numbers a point."""
    return str(index + 1)


def pitfall_label(index: int) -> str:
    """Return how the page letters a pitfall: A .. Z, AA, AB, ..."""
    first, last = divmod(index, 26)
    return (pitfall_label(first - 1) if first else "") + chr(ord("A") + last)


def transcript_runs(transcript: Transcript, score: Score, delivery: Delivery) -> list[Run]:
    """Cut a transcript at the edges of its words, of the evidence and of the fillers."""
    text = transcript.text
    spans = [span for span in _spans(score, delivery, len(text)) if span.start < span.end]
    words = word_places(text, transcript.words)
    edges = {0, len(text)}
    edges.update(edge for span in spans for edge in (span.start, span.end))
    edges.update(start for start, _, word in words)
    cuts = sorted(edges)
    times = _times([(start, word.start_s) for start, _, word in words], cuts)
    open_spans = _covering(spans, cuts)
    cells = [
        (Piece(text[start:end], at), covering, tuple(span for span in covering if span.start == start))
        for start, end, at, covering in zip(cuts, cuts[1:], times, open_spans, strict=False)
    ]
    runs = []
    for covering, group in groupby(cells, key=lambda cell: cell[1]):
        members = list(group)
        runs.append(_run([piece for piece, _, _ in members], covering, members[0][2]))
    return runs


def _run(pieces: Sequence[Piece], covering: tuple[_Span, ...], opening: tuple[_Span, ...]) -> Run:
    kinds = {span.kind for span in covering}
    return Run(
        pieces=tuple(pieces),
        labels=_labels(covering),
        opens=_labels(opening),
        hit="hit" in kinds,
        pitfall="pitfall" in kinds,
        filler="filler" in kinds,
    )


def _labels(spans: Iterable[_Span]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(span.label for span in spans if span.label))


def _spans(score: Score, delivery: Delivery, length: int) -> Iterator[_Span]:
    def clamped(start: int, end: int, label: str, kind: str) -> _Span:
        return _Span(max(0, min(start, length)), max(0, min(end, length)), label, kind)

    for index, point in enumerate(score.points):
        for item in _shown(point):
            yield clamped(item.start_char, item.end_char, point_label(index), "hit")
    for index, pitfall in enumerate(score.pitfalls):
        for item in _shown(pitfall):
            yield clamped(item.start_char, item.end_char, pitfall_label(index), "pitfall")
    for filler in delivery.fillers or ():
        yield clamped(filler.start_char, filler.end_char, "", "filler")


def _shown(result: PointResult | PitfallResult) -> tuple[Evidence, ...]:
    counts = result.hit if isinstance(result, PointResult) else result.triggered
    return result.evidence if counts else ()


def _times(starts: Sequence[tuple[int, float | None]], cuts: Sequence[int]) -> list[float | None]:
    """Return for every stretch between two cuts when the word that began last was said."""
    times: list[float | None] = []
    position, current = 0, None
    for cut in cuts[:-1]:
        while position < len(starts) and starts[position][0] <= cut:
            current = starts[position][1]
            position += 1
        times.append(current)
    return times


def _covering(spans: Sequence[_Span], cuts: Sequence[int]) -> list[tuple[_Span, ...]]:
    """Return for every stretch between two cuts the spans over it, in one sweep."""
    ordered = sorted(spans, key=lambda span: span.start)
    covering: list[tuple[_Span, ...]] = []
    active: list[_Span] = []
    position = 0
    for cut in cuts[:-1]:
        active = [span for span in active if span.end > cut]
        while position < len(ordered) and ordered[position].start <= cut:
            active.append(ordered[position])
            position += 1
        covering.append(tuple(active))
    return covering
