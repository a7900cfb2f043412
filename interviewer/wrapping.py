"""Text in lines for a terminal: Mandarin may break between any two characters, though never before a comma."""

from __future__ import annotations

import re

from rich.cells import cell_len

_NOT_FIRST = "，。！？；：、）】」』”’％…,.!?;:)]}%"
"""Signs that may not begin a line."""
_NOT_LAST = "（【「『“‘([{"
"""Signs that may not end one."""
_WIDE = "\u2e80-\u9fff\uf900-\ufaff\uff00-\uffef\u3000-\u303f"
_PIECE = re.compile(rf"\s+|[{re.escape(_NOT_LAST)}]*(?:[{_WIDE}]|[^\s{_WIDE}]+)[{re.escape(_NOT_FIRST)}]*")
"""What stays together: a character or a word with the punctuation that clings to it, or a blank."""


def wrap(content: str, width: int) -> list[str]:
    """Return the lines of a text, none wider than `width` screen cells unless one word alone is.

    Args:
        content: the text; its own line breaks are kept.
        width: in screen cells, of which a Chinese character takes two.
    """
    lines = []
    for paragraph in content.splitlines() or [""]:
        line = ""
        for piece in _PIECE.findall(paragraph):
            if line.strip() and cell_len(line) + cell_len(piece.rstrip()) > width:
                lines.append(line.rstrip())
                line = ""
            line += piece if line or piece.strip() else ""
        lines.append(line.rstrip())
    return lines
