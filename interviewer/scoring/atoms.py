"""The smallest parts of cues: Mandarin characters in a row, English words and figures."""

from __future__ import annotations

from interviewer.scoring.figures import figures
from interviewer.scoring.patterns import Hit, Remembering
from interviewer.scoring.pinyin import is_word_of_its_own
from interviewer.scoring.presence import confused, run_key
from interviewer.scoring.tokens import Document

SOUND_QUALITY = 0.85
"""Quality of a hit that only sounds the same."""
NEAR_QUALITY = 0.7
"""Quality of a hit whose syllables or spelling are merely close."""

LOW_PROBABILITY = 0.5
"""Below it a word is doubtful enough to be read more loosely."""


class Run(Remembering):
    """Mandarin characters (and Latin words, figures among them) one after the other, found by writing and by sound."""

    __slots__ = ("codes", "exact", "meant", "nears", "needs", "sounds")
    ordered = False

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
    ordered = False

    def __init__(self, word: str, code: str, *, exact: bool, meant: bool) -> None:
        """Keep the word and the code of its stem."""
        self.word, self.code, self.exact, self.meant = word, code, exact, meant
        self.needs = (code,) if exact else (code, word)

    def _search(self, doc: Document) -> list[Hit]:
        if self.exact:
            places = [(at, 1.0) for at in _places(doc.tokens.codes, self.code) if doc.tokens.words[at] == self.word]
        else:
            places = [(at, 1.0) for at in _places(doc.tokens.codes, self.code)]
            # Of this very word: what other cues of the process hold must not decide what this one hears.
            places += confused(doc).get(self.word, [])
        return [Hit(at, at + 1, quality, ((at, at + 1),), self.meant) for at, quality in sorted(places)]


class Figure:
    """A number, percentage, sum, length of time, or a figure with a before and an after."""

    ordered = False

    def __init__(self, kind: str) -> None:
        """Keep the kind of figure."""
        self.kind = kind
        self.needs = (kind,)

    def find(self, doc: Document) -> list[Hit]:
        """Return the places of such figures."""
        return [Hit(start, end, 1.0, ((start, end),), False) for start, end in figures(doc)[self.kind]]
