"""What a run would do, and how long it may take; nothing is written."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

import click

from audio.errors import AudioError
from audio.files import probe_duration_s
from interviewer.batch.engine import BatchEngine, Expectations, Task
from interviewer.batch.heard import HeardCache
from interviewer.batch.output import RESULTS, TRANSCRIPTS, read_index
from interviewer.batch.records import Item, printable
from interviewer.batch.sources import fetched
from interviewer.messages import duration_text, error_text, text
from interviewer.settings import Settings

SCHEMA = "interviewer.batch-plan/1"


@dataclass
class Plan:
    """What would be done.

    Attributes:
        items: recordings in the list.
        kept: done by an earlier run.
        rescored: scored without listening again.
        to_hear: to be listened to.
        unreadable: that cannot even be opened.
        total_s: length of all, as far as their headers say.
        to_hear_s: length of those to be listened to, likewise.
        may_take_s: on this machine; None where it was not measured.
    """

    items: int
    kept: int = 0
    rescored: int = 0
    to_hear: int = 0
    unreadable: int = 0
    total_s: float = 0.0
    to_hear_s: float = 0.0
    may_take_s: float | None = None


def dry_run(items: Sequence[Item], out: Path, engine: BatchEngine, settings: Settings) -> int:
    """Say what would be done; return the exit code: 1 when some recordings cannot be read."""
    language = settings.language
    plan = make_plan(items, out, engine, settings)
    if settings.json:
        click.echo(json.dumps({"schema": SCHEMA, **asdict(plan)}))
        return 1 if plan.unreadable else 0
    click.echo(
        text(
            "batch.dry",
            language,
            items=plan.items,
            total=duration_text(plan.total_s, language),
            kept=plan.kept,
            rescored=plan.rescored,
            todo=plan.to_hear,
            audio=duration_text(plan.to_hear_s, language),
        )
    )
    if plan.unreadable:
        click.echo(text("batch.dry_bad", language, count=plan.unreadable))
    if plan.may_take_s is not None:
        time = duration_text(plan.may_take_s, language)
        click.echo(text("batch.dry_time", language, time=time, model=engine.model))
    return 1 if plan.unreadable else 0


def make_plan(items: Sequence[Item], out: Path, engine: BatchEngine, settings: Settings) -> Plan:
    """Look at every recording and at what earlier runs left; listen to a window of the first one to measure."""
    plan = Plan(len(items))
    expected = Expectations(engine, settings)
    keys, cache = read_index(out / RESULTS).keys, HeardCache(out / TRANSCRIPTS)
    speed: float | None = None
    for item in items:
        try:
            with fetched(item.path) as source:
                duration_s = probe_duration_s(source.path) or 0.0
                plan.total_s += duration_s
                if keys.get(item.id) == expected.result(item, source.sha256):
                    plan.kept += 1
                    continue
                heard_key = expected.heard(item, source.sha256)
                if cache.load(heard_key) is not None:
                    plan.rescored += 1
                    continue
                plan.to_hear += 1
                plan.to_hear_s += duration_s
                speed = speed or engine.measure(Task(heard_key, item.path, source, item.lang))
        except AudioError as error:
            plan.unreadable += 1
            click.echo(printable(error_text(error, settings.language)), err=True)
    plan.may_take_s = None if speed is None else plan.to_hear_s * speed
    return plan
