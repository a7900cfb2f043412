"""Error rates, times, fillers and figures of transcribed recordings."""

from __future__ import annotations

import re
from typing import Any

import jiwer
import numpy as np

from .recordings import Recording

FILLERS = {
    "en": ["um", "uh", "hmm", "like", "you know", "i mean"],
    "zh": ["嗯", "呃", "那个", "就是", "这个"],
}
_NUMBERS = {
    "en": "two three four five six seven eight nine ten twelve fifteen twenty thirty forty "
    "fifty sixty seventy eighty ninety hundred thousand percent",
    "zh": "两 二 三 四 五 六 七 八 九 十 百 万",
}
_MARKS = re.compile(r"[\s.,?!，。？！]+")


def units(text: str, language: str) -> list[str]:
    """Return words (en) or characters (zh) without punctuation and case."""
    if language == "zh":
        return list(_MARKS.sub("", text))
    return _MARKS.sub(" ", text.lower()).split()


def _aligned(said: list[str], heard: list[str]) -> list[tuple[int, int]]:
    """Return pairs of equal units in the best alignment."""
    if not said or not heard:
        return []
    output = jiwer.process_words(" ".join(said), " ".join(heard))
    pairs = []
    for chunk in output.alignments[0]:
        if chunk.type == "equal":
            pairs += zip(
                range(chunk.ref_start_idx, chunk.ref_end_idx),
                range(chunk.hyp_start_idx, chunk.hyp_end_idx),
                strict=True,
            )
    return pairs


def _filler_places(said: list[str], language: str) -> list[range]:
    """Return where fillers stand; words that also have a plain meaning are left out there."""
    places = []
    for filler in FILLERS[language]:
        parts = units(filler, language)
        for index in range(len(said) - len(parts) + 1):
            if said[index : index + len(parts)] == parts:
                places.append(range(index, index + len(parts)))
    return places


class Tally:
    """Collects comparisons of one test."""

    def __init__(self, language: str) -> None:
        """Start empty."""
        self.language = language
        self.errors = self.said = 0
        self.whole = self.recordings = 0
        self.languages: list[bool] = []
        self.segment_times: list[float] = []
        self.segments_alike = 0
        self.word_times: list[float] = []
        self.fillers: list[bool] = []
        self.numbers: list[bool] = []

    def add(self, item: Recording, found: list[Any], shift: float) -> None:
        """Compare one recording; `shift` is how much later the sound was captured."""
        language = self.language
        said = units(" ".join(text for text, _, _ in item.sentences), language)
        heard_words = [
            (unit, word.start - shift)
            for segment in found
            for word in segment.words or []
            for unit in units(word.word, language)
        ]
        heard = units(" ".join(segment.text for segment in found), language)
        output = jiwer.process_words(" ".join(said), " ".join(heard))
        errors = output.substitutions + output.deletions + output.insertions
        self.errors += errors
        self.said += len(said)
        self.whole += errors == 0
        self.recordings += 1
        equal = dict(_aligned(said, heard))
        for places in _filler_places(said, language):
            self.fillers.append(all(place in equal for place in places))
        numbers = set(_NUMBERS[language].split())
        self.numbers += [p in equal for p, unit in enumerate(said) if unit in numbers]
        starts = [start for text, start in item.words for _ in units(text, language)]
        for place, other in _aligned(said, [unit for unit, _ in heard_words]):
            self.word_times.append(abs(heard_words[other][1] - starts[place]))
        if len(found) == len(item.sentences):
            self.segments_alike += 1
            for segment, (_, start, end) in zip(found, item.sentences, strict=True):
                self.segment_times += [abs(segment.start - shift - start), abs(segment.end - shift - end)]

    def figures(self) -> dict[str, float | int | None]:
        """Return the figures; times in seconds."""

        def share(values: list[bool]) -> float | None:
            return float(np.mean(values)) if values else None

        def part(values: list[float], percent: float) -> float | None:
            return float(np.percentile(values, percent)) if values else None

        within = [time <= 0.3 for time in self.segment_times]
        return {
            "recordings": self.recordings,
            "units": self.said,
            "error rate": self.errors / self.said,
            "faultless": self.whole / self.recordings,
            "language": share(self.languages),
            "same segments": self.segments_alike / self.recordings,
            "segment times <= .3 s": share(within),
            "segment p95": part(self.segment_times, 95),
            "word median": part(self.word_times, 50),
            "word p95": part(self.word_times, 95),
            "fillers": share(self.fillers),
            "figures": share(self.numbers),
        }
