"""What the parts of a cue make together; each finds its hits in a document and remembers them there."""

from __future__ import annotations

import re
from abc import ABC, abstractmethod
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import replace
from itertools import compress
from operator import attrgetter
from typing import NamedTuple, Protocol

from interviewer.scoring.polarity import polarity
from interviewer.scoring.tokens import Document

MAX_GAP = {"zh": 4, "en": 2}
"""Other tokens allowed where a cue has a space."""
LONG_GAP = {"zh": 28, "en": 12}
"""Other tokens allowed where a cue has dots: half of all speech comes without punctuation, and what stands far apart in
such a run has little to do with each other. On 1,220 answers nobody had written cues for it gains .01 of kappa."""
FREE_GAP = 8
"""Tokens allowed there between the parts, in whatever order, where a transcript is read freely."""


class Hit(NamedTuple):
    """One place where a pattern matches.

    Attributes:
        start: first token.
        end: one after the last token.
        quality: 1 exact, less where sound or spelling was only close.
        spans: the tokens really matched (gaps left out), as (start, end) pairs.
        meant: the pattern itself holds a negation, so polarity must not be asked again.
    """

    start: int
    end: int
    quality: float
    spans: tuple[tuple[int, int], ...]
    meant: bool


_QUALITY = attrgetter("quality")


class Pattern(Protocol):
    """Anything that finds hits."""

    @property
    def needs(self) -> tuple[str, ...]:
        """Keys (see `presence`) without any of which there can be no hit."""

    @property
    def ordered(self) -> bool:
        """Whether its parts stand in an order, or near each other: such hits differ when read freely."""

    def find(self, doc: Document) -> list[Hit]:
        """Return the hits, ordered by their start."""
        ...


class Remembering(ABC):
    """A pattern that searches a document once; a subclass only says how.

    Attributes:
        needs: keys (see `presence`) without any of which there can be no hit.
        ordered: whether its hits differ where a transcript is read freely.
    """

    __slots__ = ()
    needs: tuple[str, ...]
    ordered: bool

    def find(self, doc: Document) -> list[Hit]:
        """Return the hits, ordered by their start."""
        known: list[Hit] | None = doc.memo.get(self)
        if known is None:
            known = doc.memo[self] = [] if doc.keys.isdisjoint(self.needs) else self._search(doc)
        return known

    @abstractmethod
    def _search(self, doc: Document) -> list[Hit]: ...


class Either(Remembering):
    """One of several patterns."""

    __slots__ = ("_owners", "needs", "ordered", "parts")

    def __init__(self, parts: Sequence[Pattern]) -> None:
        """Keep the alternatives."""
        self.parts = tuple(parts)
        self.needs = tuple(key for part in self.parts for key in part.needs)
        self.ordered = any(part.ordered for part in self.parts)
        self._owners = tuple(part for part in self.parts for _ in part.needs)

    def _search(self, doc: Document) -> list[Hit]:
        possible = dict.fromkeys(compress(self._owners, map(doc.keys.__contains__, self.needs)))
        hits = [hit for part in possible for hit in part.find(doc)]
        if len(hits) < 2:
            return hits
        # The best hit of a place comes last, and of equally good ones the first alternative's.
        found = {hit[:2]: hit for hit in sorted(reversed(hits), key=_QUALITY)}
        return [found[place] for place in sorted(found)]


class Following(Remembering):
    """Parts one after the other: with at most `gap` other tokens between them, or anywhere later in the sentence."""

    __slots__ = ("gap", "needs", "parts")
    ordered = True

    def __init__(self, parts: Sequence[Pattern], gap: int | None) -> None:
        """Keep the parts; gap None means anywhere later in the same sentence."""
        self.parts, self.gap = tuple(parts), gap
        self.needs = min((part.needs for part in self.parts), key=len)

    def _search(self, doc: Document) -> list[Hit]:
        if doc.freely and self.gap != 0:
            return self._in_any_order(doc)
        hits = self.parts[0].find(doc)
        for part in self.parts[1:]:
            if not hits:
                return []
            following = part.find(doc)
            if not following:
                return []
            starts = [other.start for other in following]
            reach = LONG_GAP[doc.language] if self.gap is None else self.gap
            once = self.gap is None and part is self.parts[-1]  # what else follows says no more
            near = ((hit, bisect_left(starts, hit.end), bisect_right(starts, hit.end + reach)) for hit in hits)
            hits = [
                joined
                for hit, begin, end in near
                if begin < end
                for joined in self._joined(doc, hit, following[begin:end], once)
            ]
        return hits

    @staticmethod
    def _joined(doc: Document, hit: Hit, following: list[Hit], once: bool) -> list[Hit]:
        joined = []
        for other in following:
            if not doc.together(hit.start, other.start):
                break  # neither are those behind it
            joined.append(_union(hit, other))
            if once:
                break
        return joined

    def _in_any_order(self, doc: Document) -> list[Hit]:
        """Find the parts wherever they stand near the first one."""
        lists = []
        for part in self.parts:
            found = part.find(doc)
            if not found:
                return []
            lists.append(found)
        reach = LONG_GAP[doc.language] if self.gap is None else max(self.gap, FREE_GAP)
        hits = []
        for first in lists[0]:
            whole: Hit | None = first
            for others in lists[1:]:
                near = [other for other in others if whole and self._is_near(doc, first, whole, other, reach)]
                if whole is None or not near:
                    whole = None
                    break
                best = min(near, key=lambda other: (denied(doc, other), abs(other.start - first.start)))
                whole = _union(whole, best)
            if whole is not None:
                hits.append(whole)
        return sorted(hits)

    @staticmethod
    def _is_near(doc: Document, first: Hit, whole: Hit, other: Hit, reach: int) -> bool:
        between = max(other.start - whole.end, whole.start - other.end)
        return between <= reach and not _inside(whole, other) and doc.together(first.start, other.start)


class Together(Remembering):
    """Parts in any order in one sentence, or at most some sentences apart; excluded parts must not be there."""

    __slots__ = ("excluded", "needs", "parts")
    ordered = True

    def __init__(self, parts: Sequence[tuple[Pattern, int]], excluded: Sequence[Pattern]) -> None:
        """Keep (part, sentences apart) pairs and the parts that must be absent."""
        self.parts, self.excluded = tuple(parts), tuple(excluded)
        self.needs = min((part.needs for part, _ in self.parts), key=len)

    def _search(self, doc: Document) -> list[Hit]:
        lists = []
        for part, _ in self.parts:
            found = part.find(doc)
            if not found:
                return []
            lists.append(found)
        hits = []
        places = [[other.start for other in others] for others in lists[1:]]
        for first in lists[0]:
            whole: Hit | None = first
            for (_, apart), others, starts in zip(self.parts[1:], lists[1:], places, strict=True):
                begin, end = _reach(doc, first, apart)
                window = others[bisect_left(starts, begin) : bisect_left(starts, end)]
                near = [other for other in window if _within(doc, first, other, apart) and not _inside(first, other)]
                if not near:
                    whole = None
                    break
                best = min(near, key=lambda other: (denied(doc, other), abs(other.start - first.start)))
                whole = _union(whole, best) if whole else None
            if whole and not self._is_excluded(doc, whole):
                hits.append(whole)
        return sorted(hits)

    def _is_excluded(self, doc: Document, hit: Hit) -> bool:
        return any(
            doc.sentence[other.start] in (doc.sentence[hit.start], doc.sentence[hit.end - 1])
            for part in self.excluded
            for other in part.find(doc)
        )


def freely(doc: Document) -> Document:
    """Return the same transcript, to be searched for cues whose parts stand in any order and farther apart."""
    memo = {key: found for key, found in doc.memo.items() if not getattr(key, "ordered", False)}
    return replace(doc, freely=True, memo=memo)


def _reach(doc: Document, one: Hit, apart: int) -> tuple[int, int]:
    """Return the tokens among which the others of a hit can start."""
    sentence = doc.sentence[one.start]
    around = max(1, apart)  # a split of our own does not part close neighbours
    return bisect_left(doc.sentence, sentence - around), bisect_right(doc.sentence, sentence + around)


def _within(doc: Document, one: Hit, other: Hit, apart: int) -> bool:
    if apart == 0:
        return doc.together(one.start, other.start)
    return abs(doc.sentence[one.start] - doc.sentence[other.start]) <= apart


def _inside(one: Hit, other: Hit) -> bool:
    return (one.start <= other.start and other.end <= one.end) or (other.start <= one.start and one.end <= other.end)


def _union(one: Hit, other: Hit) -> Hit:
    spans = one.spans + other.spans if one.start <= other.start else other.spans + one.spans
    return Hit(
        min(one.start, other.start),
        max(one.end, other.end),
        min(one.quality, other.quality),
        spans,
        one.meant or other.meant,
    )


def denied(doc: Document, hit: Hit) -> bool:
    """Tell whether a hit stands in the scope of a negation that is not part of the hit."""
    layers = polarity(doc)
    if any(layers.taken_back[begin] >= 0 for begin, _ in hit.spans):
        return True
    if hit.meant:
        return False
    negated = layers.negated
    by = [by for begin, stop in hit.spans for by in negated[begin:stop] if by >= 0]
    return any(not any(start <= one < end for start, end in hit.spans) for one in by)


NEGATIONS = {
    "zh": re.compile(
        r"不(?!断|同|过|错|少|停|久|满)|没(?!问题|想到)|(?<!特|区|分|级|类|识|个)别(?!人|的)|无法|未能|拒绝|懒得|从不|只|光|仅"),
    "en": re.compile(r"^(?:not|no|never|without|none|nobody|nothing|neither|nor|hardly|cannot|instead|rather|only|just|"
                     r"dont|doesnt|didnt|cant|couldnt|wont|wouldnt|shouldnt|isnt|arent|wasnt|hasnt|havent|hadnt|mustnt)$"),
}  # fmt: skip
"""What makes a part of a cue carry its own negation."""
