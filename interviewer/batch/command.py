"""The command `batch` from its options to its exit code."""

from __future__ import annotations

import json
import signal
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

import click

from interviewer.batch.dry import dry_run
from interviewer.batch.engine import BatchEngine
from interviewer.batch.manifest import Manifest, read_folder, read_manifest
from interviewer.batch.marks import Agreement, agreement, read_marks
from interviewer.batch.output import FAILURES, REPORT, RESULTS, SUMMARY, Output, open_output
from interviewer.batch.page import cohort_page
from interviewer.batch.progress import Progress, show_progress
from interviewer.batch.recheck import recheck_unsure
from interviewer.batch.records import Failure, Item, Problem
from interviewer.batch.run import BatchRun, Tally
from interviewer.batch.summary import summary_csv
from interviewer.errors import InputError, ManifestError
from interviewer.messages import duration_text, text
from interviewer.settings import Settings
from interviewer.wiring import make_batch_engine

if TYPE_CHECKING:
    from interviewer.wiring import BatchChoice

SCHEMA = "interviewer.batch/1"
_MOST_SHOWN = 10  # failures told on the screen; all of them stand in the file


@dataclass(frozen=True)
class BatchOrder:
    """What the command line asks for; see its help."""

    source: Path
    out: Path
    choice: BatchChoice
    question: str | None = None
    rules: tuple[tuple[str, str], ...] = ()
    dry_run: bool = False
    recheck: str | None = None
    marks: Path | None = None


def run_batch(order: BatchOrder, settings: Settings) -> int:
    """Carry out an order and return the exit code: 0 done, 1 something failed, 130 stopped.

    Raises:
        InterviewerError, AudioError: nothing could be started, or the results cannot be written.
    """
    manifest = _read_list(order, settings)
    marks = read_marks(order.marks) if order.marks else {}
    engine = make_batch_engine(settings, order.choice)
    # A second model that is missing must be told before hours of work, not after them.
    second = make_batch_engine(replace(settings, model=order.recheck), order.choice) if order.recheck else None
    if order.dry_run:
        return dry_run(manifest.items, order.out, engine, settings)
    with open_output(order.out) as output, _stoppable() as stopping:
        _talk(settings, "batch.start", items=len(manifest.items), model=engine.model, out=order.out)
        with show_progress(len(manifest.items), settings.language, quiet=settings.quiet) as progress:
            stopping.told = lambda: progress.note(text("batch.stopping", settings.language))
            tally, failures = _work(manifest, output, engine, settings, stopping.event, progress)
        if second is not None and not stopping.event.is_set():
            count, better = recheck_unsure(manifest.items, output, second, settings, stopping.event)
            _talk(settings, "batch.rechecked", count=count, model=second.model, better=better)
        stopped = stopping.event.is_set() and tally.done < tally.items
        agreed = agreement(marks, (output.record(item.id) for item in manifest.items)) if marks else None
        write_results(manifest, output, failures, agreed, settings)
        _tell(order, tally, failures, agreed, settings, stopped=stopped, marked=bool(marks))
    if stopped:
        return 130
    return 1 if failures else 0


def _read_list(order: BatchOrder, settings: Settings) -> Manifest:
    """Read the list and stop when anything in it is wrong."""
    source = order.source
    if source.is_dir():
        manifest = read_folder(source, settings, order.question, order.rules, order.out)
    elif source.exists():
        manifest = read_manifest(source, settings, order.question)
    else:
        raise InputError(f"{source}: there is no such file or folder", path=str(source), problem="missing")
    for path, reason in manifest.unreadable:
        click.echo(text("batch.unreadable", settings.language, path=path, reason=reason), err=True)
    for problem in manifest.problems:
        click.echo(problem_text(problem, settings), err=True)
    if manifest.problems:
        count = len(manifest.problems)
        raise ManifestError(f"the list has {count} problems", count=count)
    if manifest.repeated:
        _talk(settings, "batch.repeated", count=manifest.repeated)
    return manifest


def problem_text(problem: Problem, settings: Settings) -> str:
    """Return the sentence for a problem of the list, with its line."""
    language = settings.language
    sentence = text(f"batch.problem.{problem.code}", language, **problem.facts).strip()
    return sentence if problem.line is None else text("batch.line", language, line=problem.line, problem=sentence)


def _work(
    manifest: Manifest,
    output: Output,
    engine: BatchEngine,
    settings: Settings,
    stop: threading.Event,
    progress: Progress,
) -> tuple[Tally, list[Failure]]:
    run = BatchRun(manifest.items, output, engine, settings, progress)
    run.run(stop)
    order = {item.id: index for index, item in enumerate(manifest.items)}
    failures = sorted(run.failures, key=lambda failure: order[failure.item.id])
    return run.tally, [*(_folder_failure(*one, settings) for one in manifest.unreadable), *failures]


def _folder_failure(path: str, reason: str, settings: Settings) -> Failure:
    item = Item(path, path, "", settings.language)
    sentence = text("batch.unreadable", settings.language, path=path, reason=reason)
    return Failure(item, "input", "folder", sentence, text("batch.advice.stage.input", settings.language))


def write_results(
    manifest: Manifest,
    output: Output,
    failures: list[Failure],
    agreed: Agreement | None,
    settings: Settings,
) -> None:
    """Put the results in order and write what is made from them."""
    items, language = manifest.items, settings.language
    output.arrange([item.id for item in items])
    output.set_failures(failures)
    failed = {failure.item.id for failure in failures}
    judged = [item for item in items if item.id not in failed and output.key(item.id) is not None]
    records = (record for item in judged if (record := output.record(item.id)) is not None)
    output.write(SUMMARY, summary_csv(records, failures, language))
    output.write(REPORT, cohort_page(judged, output, failures, agreed, settings))


def _tell(
    order: BatchOrder,
    tally: Tally,
    failures: list[Failure],
    agreed: Agreement | None,
    settings: Settings,
    *,
    stopped: bool,
    marked: bool,
) -> None:
    """Say how it went: one JSON document, or sentences."""
    language, took_s = settings.language, time.monotonic() - tally.started_s
    files = {name: str(order.out / name) for name in (RESULTS, SUMMARY, FAILURES, REPORT)}
    if settings.json:
        record = {"schema": SCHEMA, "items": tally.items, "scored": tally.scored, "rescored": tally.rescored,
                  "kept": tally.kept, "failed": len(failures), "left": tally.items - tally.done, "stopped": stopped,
                  "audio_s": round(tally.audio_s, 1), "took_s": round(took_s, 1),
                  "agreement": agreed.as_dict() if agreed else None, "files": files}  # fmt: skip
        click.echo(json.dumps(record, ensure_ascii=False))
        return
    for failure in failures[:_MOST_SHOWN]:
        click.echo(failure.reason, err=True)
    if failures:
        click.echo(text("batch.see_failures", language, count=len(failures), path=files[FAILURES]), err=True)
    counts = {"scored": tally.scored, "rescored": tally.rescored, "kept": tally.kept, "failed": len(failures)}
    click.echo(text("batch.finished", language, **counts))
    if tally.audio_s:
        audio, spent = duration_text(tally.audio_s, language), duration_text(took_s, language)
        click.echo(text("batch.speed", language, audio=audio, time=spent, rate=f"{tally.audio_s / took_s:.1f}"))
    if agreed is not None:
        click.echo(text("batch.agreement", language, **agreed.shown()))
    elif marked:
        click.echo(text("batch.agreement_none", language))
    click.echo(text("batch.files", language, report=files[REPORT], summary=files[SUMMARY], results=files[RESULTS]))
    if stopped:
        click.echo(text("batch.stopped", language, left=tally.items - tally.done, items=tally.items), err=True)


def _talk(settings: Settings, key: str, **fields: object) -> None:
    if not settings.quiet:
        click.echo(text(key, settings.language, **fields), err=True)


class _Stopping:
    """Whether somebody asked to stop."""

    def __init__(self) -> None:
        self.event = threading.Event()
        self.told: Callable[[], None] = lambda: None

    def ask(self, *_: object) -> None:
        """Stop gently the first time, at once the second time."""
        if self.event.is_set():
            raise KeyboardInterrupt
        self.event.set()
        self.told()


@contextmanager
def _stoppable() -> Iterator[_Stopping]:
    """Let Ctrl-C (and a polite kill) finish what is in hand."""
    stopping = _Stopping()
    before = {number: signal.signal(number, stopping.ask) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield stopping
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
