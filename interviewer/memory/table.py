"""Plain tables whose columns stand in line, wide characters included, without loading a table library."""

from __future__ import annotations

from collections.abc import Sequence

from rich.cells import cell_len, set_cell_size

WIDTH = 80
"""Columns of the narrowest screen everything is laid out for."""

_GAP = "  "


def clip(content: str, cells: int) -> str:
    """Shorten a text to a number of screen cells; what is left out shows as an ellipsis."""
    if cell_len(content) <= cells:
        return content
    return set_cell_size(content, max(0, cells - 1)).rstrip() + "…"


def table(headers: Sequence[str], rows: Sequence[Sequence[str]], *, right: str, gap: str = _GAP) -> list[str]:
    """Return the lines of a table.

    Args:
        headers: one for each column.
        rows: their cells.
        right: one letter a column: "r" aligns right, "l" left.
        gap: between columns.
    """
    widths = [max(map(cell_len, column)) for column in zip(headers, *rows, strict=True)]
    widths[-1] = min(widths[-1], max(10, WIDTH - sum(widths[:-1]) - cell_len(gap) * (len(widths) - 1)))
    lines = []
    for row in (headers, *rows):
        cells = [_cell(content, width, side) for content, width, side in zip(row, widths, right, strict=True)]
        lines.append(gap.join(cells).rstrip())
    return lines


def _cell(content: str, width: int, side: str) -> str:
    content = clip(content, width)
    blank = " " * (width - cell_len(content))
    return blank + content if side == "r" else content + blank
