"""The parts a cue is made of; each finds its hits in a document and remembers them there."""

from __future__ import annotations

import re
from abc import ABC, abstractmethod
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from itertools import compress
from operator import attrgetter
from typing import NamedTuple, Protocol

from interviewer.scoring.figures import figures
from interviewer.scoring.pinyin import is_word_of_its_own
from interviewer.scoring.polarity import polarity
from interviewer.scoring.presence import confused, run_key
from interviewer.scoring.tokens import Document

SOUND_QUALITY = 0.85
"""Quality of a hit that only sounds the same."""
NEAR_QUALITY = 0.7
"""Quality of a hit whose syllables or spelling are merely close."""

LOW_PROBABILITY = 0.5
"""Below it a word is doubtful enough to be read more loosely."""

MAX_GAP = {"zh": 4, "en": 2}
"""Other tokens allowed where a cue has a space."""


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

    def find(self, doc: Document) -> list[Hit]:
        """Return the hits, ordered by their start."""
        ...


class Remembering(ABC):
    """A pattern that searches a document once; a subclass only says how.

    Attributes:
        needs: keys (see `presence`) without any of which there can be no hit.
    """

    __slots__ = ()
    needs: tuple[str, ...]

    def find(self, doc: Document) -> list[Hit]:
        """Return the hits, ordered by their start."""
        known: list[Hit] | None = doc.memo.get(self)
        if known is None:
            known = doc.memo[self] = [] if doc.keys.isdisjoint(self.needs) else self._search(doc)
        return known

    @abstractmethod
    def _search(self, doc: Document) -> list[Hit]: ...


class Run(Remembering):
    """Mandarin characters (and Latin words, figures among them) one after the other, found by writing and by sound."""

    __slots__ = ("codes", "exact", "meant", "nears", "needs", "sounds")

    def __init__(self, codes: str, sounds: str, nears: str, *, exact: bool, meant: bool) -> None:
        """Keep the three ways of looking for the run.

        Args:
            codes: the characters.
            sounds: their syllables as codes.
            nears: their confusable classes as codes.
            exact: only the characters count.
            meant: the run holds a negation.
        """
        self.codes, self.sounds, self.nears = codes, sounds, nears
        self.exact, self.meant = exact, meant
        self.needs = (run_key(codes, nears),)

    def _search(self, doc: Document) -> list[Hit]:
        """Return the hits by characters, else by sound, never across punctuation.

        Of two syllables one character must be right, and they must be no common word themselves, unless the recogniser
        doubts both.
        """
        size = len(self.codes)
        by_sound = not self.exact and size >= 2
        if self.codes not in doc.tokens.codes and not (
            by_sound and (self.sounds in doc.sounds or (size >= 3 and self.nears in doc.nears))
        ):
            return []
        hits = {at: 1.0 for at in _places(doc.tokens.codes, self.codes)}
        if by_sound:
            for at in _places(doc.sounds, self.sounds):
                if at not in hits and (size > 2 or self._is_misheard(doc, at)):
                    hits[at] = SOUND_QUALITY
            if size >= 3:
                for at in _places(doc.nears, self.nears):
                    if at not in hits and 2 * self._shared(doc, at) >= size:
                        hits[at] = NEAR_QUALITY
        return [
            Hit(at, at + size, hits[at], ((at, at + size),), self.meant)
            for at in sorted(hits)
            if not any(doc.tokens.breaks[at + 1 : at + size])
        ]

    def _is_misheard(self, doc: Document, at: int) -> bool:
        if _doubtful(doc, at, 2):
            return True
        return self._shared(doc, at) == 1 and not is_word_of_its_own(doc.tokens.codes[at : at + 2])

    def _shared(self, doc: Document, at: int) -> int:
        here = doc.tokens.codes[at : at + len(self.codes)]
        return sum(one == other and one not in _COMMON for one, other in zip(here, self.codes, strict=True))


def _doubtful(doc: Document, at: int, size: int) -> bool:
    """Tell whether the recogniser itself doubts all of these tokens."""
    known = doc.probability[at : at + size]
    return all(value is not None and value < LOW_PROBABILITY for value in known)


_COMMON = frozenset("的了是我你他她它不在有就也都这那个一人吗嘛吧呢说会要")
"""Characters too frequent to vouch for a neighbour that only sounds right."""


def _places(text: str, part: str) -> list[int]:
    places = []
    at = text.find(part)
    while at >= 0:
        places.append(at)
        at = text.find(part, at + 1)
    return places


class EnglishWord(Remembering):
    """One English word in any inflection, or one that a recogniser confuses with it."""

    __slots__ = ("code", "exact", "meant", "needs", "word")

    def __init__(self, word: str, code: str, *, exact: bool, meant: bool) -> None:
        """Keep the word and the code of its stem."""
        self.word, self.code, self.exact, self.meant = word, code, exact, meant
        self.needs = (code,)

    def _search(self, doc: Document) -> list[Hit]:
        if self.exact:
            places = [(at, 1.0) for at in _places(doc.tokens.codes, self.code) if doc.tokens.words[at] == self.word]
        else:
            places = [(at, 1.0) for at in _places(doc.tokens.codes, self.code)]
            places += confused(doc).get(self.code, [])
        return [Hit(at, at + 1, quality, ((at, at + 1),), self.meant) for at, quality in sorted(places)]


class Figure:
    """A number, percentage, sum, length of time, or a figure with a before and an after."""

    def __init__(self, kind: str) -> None:
        """Keep the kind of figure."""
        self.kind = kind
        self.needs = (kind,)

    def find(self, doc: Document) -> list[Hit]:
        """Return the places of such figures."""
        return [Hit(start, end, 1.0, ((start, end),), False) for start, end in figures(doc)[self.kind]]


class Either(Remembering):
    """One of several patterns."""

    __slots__ = ("_owners", "needs", "parts")

    def __init__(self, parts: Sequence[Pattern]) -> None:
        """Keep the alternatives."""
        self.parts = tuple(parts)
        self.needs = tuple(key for part in self.parts for key in part.needs)
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

    def __init__(self, parts: Sequence[Pattern], gap: int | None) -> None:
        """Keep the parts; gap None means anywhere later in the same sentence."""
        self.parts, self.gap = tuple(parts), gap
        self.needs = min((part.needs for part in self.parts), key=len)

    def _search(self, doc: Document) -> list[Hit]:
        hits = self.parts[0].find(doc)
        for part in self.parts[1:]:
            if not hits:
                return []
            following = part.find(doc)
            if not following:
                return []
            starts = [other.start for other in following]
            reach = len(doc) if self.gap is None else self.gap
            near = ((hit, bisect_left(starts, hit.end), bisect_right(starts, hit.end + reach)) for hit in hits)
            hits = [
                joined
                for hit, begin, end in near
                if begin < end
                for joined in self._joined(doc, hit, following[begin:end])
            ]
        return hits

    def _joined(self, doc: Document, hit: Hit, following: list[Hit]) -> list[Hit]:
        joined = []
        for other in following:
            if not doc.together(hit.start, other.start):
                break  # neither are those behind it
            joined.append(_union(hit, other))
            if self.gap is None:
                break
        return joined


class Together(Remembering):
    """Parts in any order in one sentence, or at most some sentences apart; excluded parts must not be there."""

    __slots__ = ("excluded", "needs", "parts")

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
    if hit.meant:
        return False
    negated = polarity(doc).negated
    by = [by for begin, stop in hit.spans for by in negated[begin:stop] if by >= 0]
    return any(not any(start <= one < end for start, end in hit.spans) for one in by)


NEGATIONS = {
    "zh": re.compile(
        r"不(?!断|同|过|错|少|停|久|满)|没(?!问题|想到)|(?<!特|区|分|级|类|识|个)别(?!人|的)|无法|未能|拒绝|懒得|从不|只|光|仅"),
    "en": re.compile(r"^(?:not|no|never|without|none|nobody|nothing|neither|nor|hardly|cannot|instead|rather|only|just|"
                     r"dont|doesnt|didnt|cant|couldnt|wont|wouldnt|shouldnt|isnt|arent|wasnt|hasnt|havent|hadnt|mustnt)$"),
}  # fmt: skip
"""What makes a part of a cue carry its own negation."""
