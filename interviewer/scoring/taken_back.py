"""Good advice that is named as what others teach, and then taken back as a whole ("... but we do none of that").

Such an answer holds all the right words, often over several sentences, before it says that nothing of it was done. A
denial of a single thing reaches over a clause; a denial of everything reaches back to where the advice began.
"""

from __future__ import annotations

import re
from typing import Final

from audio.ports import Language
from interviewer.scoring.phrases import token_spans
from interviewer.scoring.scopes import Layer, mark, unmarked
from interviewer.scoring.tokens import Document

REACH: Final[dict[Language, int]] = {"zh": 160, "en": 110}
"""Characters or words between where advice begins and where it is taken back: half a minute of speech."""


def take_back(doc: Document, advice: re.Pattern[str], taken_back: re.Pattern[str]) -> tuple[Layer, bool]:
    """Mark advice from its first words to where the speaker says that nothing of it was done.

    Args:
        doc: the transcript.
        advice: how people begin to tell what others teach.
        taken_back: how they deny all of it.

    Returns:
        (the layer that marks what was taken back, whether advice of others is named at all).
    """
    layer = unmarked(doc)
    starts = [start for start, _ in token_spans(doc, advice)]
    for end, _ in token_spans(doc, taken_back) if starts else ():
        begin = next((start for start in starts if end - REACH[doc.language] <= start < end), None)
        if begin is not None:
            mark(layer, begin, end, end)
    return layer, bool(starts)
