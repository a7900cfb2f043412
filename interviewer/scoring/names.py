"""The own name as English speakers give it: "I'm Tom", "this is Tom speaking", "Tom here".

Mandarin needs none of this: 我叫 and 我姓 are said of names alone.
"""

from __future__ import annotations

import re
from bisect import bisect_left

from interviewer.scoring.phrases import Span
from interviewer.scoring.tokens import Document

_PAUSE = r"(?:[\s,.]+(?:u+m+|u+h+m*|e+r+m*|h+m+|well|so|okay|yes|yeah)\b)*[\s,.]+"
_GREETING = r"(?:(?:hi|hello|hey|good (?:morning|afternoon|evening))(?: there| everyone| all| everybody)?)"
_CALLED = r"(?:(?:my |the )?name(?:['’]s| is)|(?:people |they |please |just |you can )*call me|(?:i['’]m|i am) called)"
_CAPITAL = re.compile(
    rf"\b(?i:{_CALLED}|i['’]m|i am){_PAUSE}(?!I\b)([A-Z][a-zÀ-ɏ]+(?:[ -][A-Z][a-zÀ-ɏ]+)*)\b"
    rf"|\b(?i:this is|it['’]s|it is){_PAUSE}([A-Z][a-zÀ-ɏ]+(?: [A-Z][a-zÀ-ɏ]+)?)(?= speaking| here)"
)
_AT_ONCE = re.compile(
    rf"^\W*(?:(?:u+m+|u+h+m*|e+r+m*|so|okay|yes|yeah|well)\W+)*(?P<hello>{_GREETING}{_PAUSE})?"
    rf"(?:(?:i['’]?m|i am|this is|it['’]?s){_PAUSE}(?P<name>[a-zÀ-ɏ]{{2,}})"
    r"(?=\s+(?:and|i|i['’]?m|i['’]?ve|here|speaking|from)\b|\s*[,.]|\s*$)"
    r"|(?P<here>[a-zÀ-ɏ]{2,})(?= (?:here|speaking)\b(?P<alone>\s*(?:[,.]|$))?))",
    re.IGNORECASE,
)
"""In the very first words a name needs no capital letter: half of all transcripts have none."""

_NO_NAMES = frozenset(
    "french english chinese british american german indian canadian spanish italian polish japanese australian irish "
    "scottish welsh russian dutch brazilian mexican korean turkish ok okay happy glad pleased delighted excited "
    "thrilled sorry fine good great well ready nervous sure afraid here new currently working studying applying "
    "looking not no really very quite so just also from in at on the an about it that this all everyone somebody "
    "someone nobody people everybody monday tuesday wednesday thursday friday saturday sunday back now done am "
    "curious grateful honoured honored confident interested passionate experienced hardworking patient".split()
)
"""What else people are, and what else is here."""


def own_names(doc: Document) -> list[Span]:
    """Return the token spans of the speaker's own name in an English document, ordered."""
    starts = doc.tokens.starts
    places = {match.span(match.lastindex or 0) for match in _CAPITAL.finditer(doc.text)}
    first = _AT_ONCE.match(doc.text)
    if first and (first["name"] or first["hello"] or first["alone"] is not None):
        places.add(first.span("name" if first["name"] else "here"))
    spans = []
    for begin, end in sorted(places):
        if doc.text[begin:end].lower() not in _NO_NAMES:
            span = bisect_left(starts, begin), bisect_left(starts, end)
            if span[0] < span[1]:
                spans.append(span)
    return spans
