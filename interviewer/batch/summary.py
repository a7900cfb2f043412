"""The table for people: one line per recording, for Excel in any language."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping
from typing import Any

from audio.ports import Language
from interviewer.batch.records import Failure
from interviewer.messages import CATALOGUE, text

COLUMNS = (
    "id", "candidate", "question", "lang", "status", "total", "content", "structure", "specificity", "delivery",
    "timing", "speaking_s", "verdict", "points_hit", "points", "pitfalls", "rate", "fillers_per_min",
    "longest_pause_s", "confidence", "check", "reason", "path", "rubric_version",
)  # fmt: skip

LOW_CONFIDENCE = 0.6
"""Mean word probability below which a person should listen: the score stands, the transcript may not."""

_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")


def is_unsure(record: Mapping[str, Any]) -> bool:
    """Tell whether the recogniser doubts what it heard."""
    confidence = (record.get("transcript") or {}).get("confidence")
    return confidence is not None and confidence < LOW_CONFIDENCE


def needs_listening(record: Mapping[str, Any]) -> bool:
    """Tell whether a person should listen: nothing was judged, or the recogniser was unsure."""
    return record["score"]["total"] is None or is_unsure(record)


def summary_csv(records: Iterable[Mapping[str, Any]], failures: Iterable[Failure], language: Language) -> str:
    """Return the table: answers first, then what failed.

    It begins with a byte order mark, without which Excel garbles Chinese; a cell that a spreadsheet would run as a
    formula begins with an apostrophe.
    """
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow([text(f"batch.column.{name}", language) for name in COLUMNS])
    for record in records:
        row = _row(record, language)
        writer.writerow([_cell(row.get(name)) for name in COLUMNS])
    for failure in failures:
        item = failure.item
        cells: dict[str, object] = {
            "id": item.id,
            "candidate": item.candidate,
            "question": item.question,
            "lang": item.lang,
            "status": text("batch.status.failed", language),
            "reason": f"{failure.reason} {failure.advice}",
            "path": item.path,
        }
        writer.writerow([_cell(cells.get(name)) for name in COLUMNS])
    return "\ufeff" + out.getvalue()


def _row(record: Mapping[str, Any], language: Language) -> dict[str, object]:
    score, timing, delivery = record["score"], record["timing"], record["delivery"]
    abstained = score["abstained"]
    verdict = timing["verdict"]
    return {
        **{name: record.get(name) for name in ("id", "candidate", "question", "lang")},
        **score["dimensions"],
        "status": text("batch.status.not_judged" if abstained else "batch.status.scored", language),
        "total": score["total"],
        "speaking_s": timing["speaking_s"],
        "verdict": text(f"batch.verdict.{verdict}", language) if verdict else None,
        "points_hit": sum(point["hit"] for point in score["points"]) if not abstained else None,
        "points": len(score["points"]) if not abstained else None,
        "pitfalls": sum(pitfall["triggered"] for pitfall in score["pitfalls"]) if not abstained else None,
        "rate": (delivery["rate"] or {}).get("value"),
        "fillers_per_min": delivery["fillers_per_min"],
        "longest_pause_s": delivery["longest_pause_s"],
        "confidence": (record.get("transcript") or {}).get("confidence"),
        "check": text("batch.listen", language) if needs_listening(record) else None,
        "reason": abstained_text(abstained, language) if abstained else None,
        "path": record["audio"]["path"],
        "rubric_version": score["rubric_version"],
    }


def abstained_text(reason: str, language: Language) -> str:
    """Return the sentence for why there is no score."""
    key = f"batch.abstained.{reason}"
    return text(key, language) if key in CATALOGUE else reason


def _cell(value: object) -> object:
    if isinstance(value, float):
        return round(value, 2)
    if not isinstance(value, str):
        return "" if value is None else value
    whole = value.encode("utf-8", "surrogateescape").decode("utf-8", "replace")
    return f"'{whole}" if whole.startswith(_FORMULA) else whole
