"""A second opinion where the recogniser was unsure."""

from __future__ import annotations

import threading
from collections.abc import Sequence

from interviewer.batch.engine import BatchEngine
from interviewer.batch.output import Output
from interviewer.batch.records import Item
from interviewer.batch.run import BatchRun
from interviewer.batch.summary import is_unsure
from interviewer.settings import Settings


def recheck_unsure(
    items: Sequence[Item], output: Output, engine: BatchEngine, settings: Settings, stop: threading.Event
) -> tuple[int, int]:
    """Hear the unsure recordings again with another model, and keep the result with the surer transcript.

    Returns:
        (recordings heard again or compared again, those whose result was replaced).
    """
    unsure: list[Item] = []
    before: dict[str, dict[str, object]] = {}
    for item in items:
        record = output.record(item.id)
        if record is not None and is_unsure(record) and record["transcript"]["model"] != engine.model:
            unsure.append(item)
            before[item.id] = record
    BatchRun(unsure, output, engine, settings).run(stop)
    better = 0
    for item in unsure:
        now = output.record(item.id)
        if now is not None and _confidence(now) > _confidence(before[item.id]):
            better += 1
        elif now is not None and now["transcript"]["model"] == engine.model:
            output.add(item.id, before[item.id])
    return len(unsure), better


def _confidence(record: dict[str, object]) -> float:
    transcript = record["transcript"]
    assert isinstance(transcript, dict)
    return float(transcript["confidence"] or 0.0)
