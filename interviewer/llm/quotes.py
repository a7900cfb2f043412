"""Whether words that a model quotes were really said, and where.

About a third of the quotes of language models are not in the text they judge; what is not found counts for nothing.
"""

from __future__ import annotations

import re
from itertools import count

from audio.ports import Transcript
from interviewer.records import Evidence
from interviewer.scoring.evidence import text_quote
from interviewer.scoring.substance import SMALL
from interviewer.scoring.tokens import tokenise, word_places

LONGEST_QUOTE = {"zh": 120, "en": 60}
"""Characters or words: more is no quote but the answer itself, and would prove anything."""

_DIGITS = str.maketrans("零一二三四五六七八九", "0123456789")
"""The tokens of 百分之六 and 6% differ only in how the single digit is written."""

_GAP = re.compile(r"\.{3,}|…+")


class Quotes:
    """Finds quotes in one transcript.

    Both are cut into the scorer's tokens (Mandarin characters, English words, figures), so that case, punctuation,
    width, traditional characters, "um" and 百分之四十 for 40 % make no difference, and everything else does.
    """

    def __init__(self, transcript: Transcript) -> None:
        """Prepare a transcript."""
        self._transcript = transcript
        self._symbols: dict[str, str] = {}
        self._next = count(0xF0000)  # one private character for each different token: str.find does the rest
        self._tokens = tokenise(transcript.text, transcript.language)
        self._codes = self._coded(self._tokens.words)
        self._places = word_places(transcript.text, transcript.words)

    def find(self, quote: str) -> tuple[Evidence, ...]:
        """Return the passages of the transcript that a quote repeats, in order; empty when any part was not said.

        Args:
            quote: as the model gave it; "..." stands for words left out.
        """
        found: list[Evidence] = []
        at = 0
        for part in filter(str.strip, _GAP.split(quote)):
            words = tokenise(part, self._transcript.language).words
            start = self._codes.find(self._coded(words), at) if self._can_prove(words) else -1
            if start < 0:
                return ()
            at = start + len(words)
            begin, stop = self._tokens.starts[start], self._tokens.ends[at - 1]
            found.append(text_quote(self._transcript.text, self._places, begin, stop))
        return tuple(found)

    def _can_prove(self, words: tuple[str, ...]) -> bool:
        """Tell whether a quote is long enough to show anything, and short enough to be one."""
        meaningful = len(words) > 1 or any(word not in SMALL for word in words)
        return bool(words) and meaningful and len(words) <= LONGEST_QUOTE[self._transcript.language]

    def _coded(self, words: tuple[str, ...]) -> str:
        plain = (word.translate(_DIGITS) for word in words)
        return "".join(self._symbols.setdefault(word, chr(next(self._next))) for word in plain)
