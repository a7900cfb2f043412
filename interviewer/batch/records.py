"""What travels through a batch."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

from audio.ports import Language

_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069]")


@dataclass(frozen=True)
class Item:
    """One recording that is to be scored.

    Attributes:
        id: unique within the batch; stands in every output.
        path: as given (or below the folder given), a file or an fsspec URL.
        question: full question id.
        lang: of the answer.
        candidate: who speaks; None when nobody said.
        line: of the manifest; None for a folder.
    """

    id: str
    path: str
    question: str
    lang: Language
    candidate: str | None = None
    line: int | None = None


@dataclass(frozen=True)
class Problem:
    """Something wrong with the list of recordings; `code` and `facts` make the sentence (`batch.problem.CODE`)."""

    code: str
    line: int | None
    facts: dict[str, object]


@dataclass(frozen=True)
class Failure:
    """A recording without a result.

    Attributes:
        item: which.
        stage: "input", "decode", "recognise", "score" or "save".
        code: machine code of the error.
        reason: what happened, in the user's language.
        advice: what to do next, in the user's language.
    """

    item: Item
    stage: str
    code: str
    reason: str
    advice: str


def printable(text: str) -> str:
    """Return text that a terminal, JSON and a page may show: no control characters, no half characters."""
    whole = text.encode("utf-8", "surrogateescape").decode("utf-8", "replace")
    return unicodedata.normalize("NFC", _CONTROL.sub("\N{REPLACEMENT CHARACTER}", whole))
