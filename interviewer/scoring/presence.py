"""What a transcript holds: most words of most cues are not among it, which shows sooner than by searching for them.

A key is the code of a token, a misheard word, up to three classes of confusable syllables in a row, or a kind of
figure. Whatever matches a key's word exactly, or by its sound, agrees with it in these too, so that no match is ever
ruled out.
"""

from __future__ import annotations

from interviewer.scoring.figures import figures
from interviewer.scoring.tokens import Document

LONGEST_KEY = 3
"""Syllables of the longest key: of three in a row hardly any are there by chance."""


def run_key(codes: str, nears: str) -> str:
    """Return the key of a run of tokens, given their codes and their classes of confusable syllables."""
    return nears[:LONGEST_KEY] if len(codes) > 1 else codes


def keys_of(doc: Document) -> frozenset[str]:
    """Return all keys of a document."""
    keys = set(doc.tokens.codes)
    keys.update(kind for kind, spans in figures(doc).items() if spans)
    keys.update(confused(doc))
    nears = doc.nears
    for size in range(2, LONGEST_KEY + 1):
        keys.update([nears[at : at + size] for at in range(len(nears) - size + 1)])
    return frozenset(keys)


def confused(doc: Document) -> dict[str, list[tuple[int, float]]]:
    """Return for each cue word the places of words that may stand for it, with their quality; English only."""
    known: dict[str, list[tuple[int, float]]] | None = doc.memo.get("confused")
    if known is None:
        from interviewer.scoring.confusion import confusable

        known = doc.memo["confused"] = {}
        for at, word in enumerate(doc.tokens.words if doc.language == "en" else ()):
            for meant, quality in confusable(word, doc.probability[at]):
                known.setdefault(meant, []).append((at, quality))
    return known
