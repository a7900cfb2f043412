"""`interviewer batch DIR|MANIFEST --out DIR`: score many recordings."""

from __future__ import annotations

from pathlib import Path

import click

from interviewer.cli.options import say, with_settings
from interviewer.settings import Settings


def _rules(context: click.Context, option: click.Parameter, values: tuple[str, ...]) -> tuple[tuple[str, str], ...]:
    """Split every PATTERN=ID at its last `=`: a file name may hold one, an id never does."""
    rules = []
    for value in values:
        pattern, sign, question = value.rpartition("=")
        if not sign or not pattern or not question:
            raise click.BadParameter(f"{value}: PATTERN=ID")
        rules.append((pattern, question))
    return tuple(rules)


@click.command("batch", help=say("cli.batch.long"))
@click.argument("source", type=click.Path(path_type=Path), metavar="DIR|MANIFEST")
@click.option("--out", required=True, type=click.Path(path_type=Path), metavar="DIR", help=say("cli.batch.out"))
@click.option("--question", metavar="ID", help=say("cli.batch.question"))
@click.option("--map", "rules", multiple=True, callback=_rules, metavar="PATTERN=ID", help=say("cli.batch.map"))
@click.option("--workers", type=click.IntRange(1, 256), metavar="N", help=say("cli.batch.workers"))
@click.option("--dry-run", is_flag=True, help=say("cli.batch.dry_run"))
@click.option(
    "--max-minutes", type=click.FloatRange(0.1, 600), default=240, show_default=True, help=say("cli.option.max_minutes")
)
@click.option("--short-windows", is_flag=True, help=say("cli.batch.short_windows"))
@click.option("--recheck", metavar="MODEL", help=say("cli.batch.recheck"))
@click.option("--marks", type=click.Path(path_type=Path), metavar="CSV", help=say("cli.batch.marks"))
@click.option("--cluster", metavar="ADDRESS|local", help=say("cli.batch.cluster"))
@with_settings("recognition", "banks")
def command(
    settings: Settings,
    source: Path,
    out: Path,
    question: str | None,
    rules: tuple[tuple[str, str], ...],
    workers: int | None,
    dry_run: bool,
    max_minutes: float,
    short_windows: bool,
    recheck: str | None,
    marks: Path | None,
    cluster: str | None,
) -> int:
    """Score what is not scored yet; a recording that fails is reported and the others go on."""
    from interviewer.batch.command import BatchOrder, run_batch
    from interviewer.wiring import BatchChoice

    order = BatchOrder(
        source=source,
        out=out,
        question=question,
        rules=rules,
        dry_run=dry_run,
        recheck=recheck,
        marks=marks,
        choice=BatchChoice(workers or 0, max_minutes * 60, short_windows, cluster),
    )
    return run_batch(order, settings)
