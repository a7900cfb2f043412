"""Marks given by people, held against the scores: weighted kappa and the mean difference."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from interviewer.errors import InputError

GRADES = (40.0, 60.0, 75.0, 90.0)
"""Lower edges of all grades but the first: fail, pass, fair, good, excellent."""


@dataclass(frozen=True)
class Agreement:
    """How scores agree with marks.

    Attributes:
        count: answers with both.
        kappa: quadratically weighted kappa of the grades (Cohen 1968); None for a single answer and where all
            fall into one grade.
        difference: mean absolute difference in points.
        bias: mean of score less mark: positive when the scores are kinder.
    """

    count: int
    kappa: float | None
    difference: float
    bias: float

    def as_dict(self) -> dict[str, Any]:
        """Return plain JSON values."""
        return asdict(self)

    def shown(self) -> dict[str, str]:
        """Return the figures as people read them."""
        kappa = "–" if self.kappa is None else f"{self.kappa:.2f}"
        return {
            "count": str(self.count),
            "kappa": kappa,
            "difference": f"{self.difference:.1f}",
            "bias": f"{self.bias:+.1f}",
        }


def read_marks(path: Path) -> dict[str, float]:
    """Read a CSV with the columns id and mark (0 to 100; a grade of "A" is none).

    Raises:
        InputError: the file cannot be read, or a line holds no mark.
    """
    try:
        content = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        problem = "encoding" if isinstance(error, UnicodeDecodeError) else "missing"
        raise InputError(f"{path} cannot be read: {error}", path=str(path), problem=problem) from error
    reader = csv.DictReader(io.StringIO(content, newline=""))
    marks: dict[str, float] = {}
    for row in reader:
        try:
            mark = float(row["mark"])
            if not 0 <= mark <= 100:
                raise ValueError(f"{mark:g} is not between 0 and 100")
            marks[row["id"].removeprefix("'").strip()] = mark
        except (KeyError, TypeError, ValueError, AttributeError) as error:
            reason = f"no column {error}" if isinstance(error, KeyError) else str(error)
            raise InputError(
                f"{path}, line {reader.line_num}: {reason}; the columns id and mark (0 to 100) are needed",
                path=str(path), line=reader.line_num, reason=reason, problem="marks",
            ) from error  # fmt: skip
    return marks


def agreement(marks: Mapping[str, float], records: Iterable[Mapping[str, Any] | None]) -> Agreement | None:
    """Compare totals with marks; None when no answer has both."""
    pairs = [
        (float(record["score"]["total"]), marks[record["id"]])
        for record in records
        if record is not None and record["id"] in marks and record["score"]["total"] is not None
    ]
    if not pairs:
        return None
    differences = [score - mark for score, mark in pairs]
    grades = [(grade(score), grade(mark)) for score, mark in pairs]
    return Agreement(
        len(pairs),
        weighted_kappa(grades, len(GRADES) + 1) if len(grades) > 1 else None,
        sum(map(abs, differences)) / len(pairs),
        sum(differences) / len(pairs),
    )


def grade(points: float) -> int:
    """Return the grade of 0 to 100 points, from 0."""
    return sum(points >= edge for edge in GRADES)


def weighted_kappa(pairs: Iterable[tuple[int, int]], grades: int) -> float | None:
    """Return 1 - observed / expected squared disagreement; None where none is expected.

    Source: J. Cohen, "Weighted kappa", Psychological Bulletin 70 (1968), with quadratic weights.
    """
    table = [[0] * grades for _ in range(grades)]
    for one, other in pairs:
        table[one][other] += 1
    total = sum(map(sum, table))
    rows, columns = [sum(row) for row in table], [sum(column) for column in zip(*table, strict=True)]
    places = [(i, j) for i in range(grades) for j in range(grades)]
    observed = sum((i - j) ** 2 * table[i][j] for i, j in places)
    expected = sum((i - j) ** 2 * rows[i] * columns[j] for i, j in places) / total if total else 0
    return 1 - observed / expected if expected else None
