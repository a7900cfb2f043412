"""`interviewer doctor`: what works here, and what to do about the rest."""

from __future__ import annotations

import json
from dataclasses import asdict

import click

from interviewer.cli.options import say, with_settings
from interviewer.messages import text
from interviewer.settings import Settings

_MARKS = {"ok": ("✓", "green"), "warning": ("!", "yellow"), "failure": ("✗", "red")}


@click.command("doctor", help=say("cli.doctor.long"))
@with_settings("recognition", "speaking", "listening")
def command(settings: Settings) -> int:
    """Run every check; exit code 1 when one of them failed."""
    from interviewer.doctor import examine

    findings = []
    for finding in examine(settings):
        findings.append(finding)
        if settings.json:
            continue
        mark, colour = _MARKS[finding.status]
        name = text(f"doctor.name.{finding.name}", settings.language)
        click.echo(f"{click.style(mark, fg=colour)} {name}: {finding.detail}")
        if finding.advice:
            click.echo(f"    → {finding.advice}")
    if settings.json:
        click.echo(json.dumps({"findings": [asdict(finding) for finding in findings]}, ensure_ascii=False))
    failed = any(finding.status == "failure" for finding in findings)
    if not settings.json:
        click.echo(text("doctor.failed" if failed else "doctor.fine", settings.language))
    return 1 if failed else 0
