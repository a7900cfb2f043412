"""`interviewer score-text`: score transcripts."""

from __future__ import annotations

import gc
import sys
from pathlib import Path

import click

from interviewer.cli.drill import DEFAULT_QUESTION
from interviewer.cli.options import say, with_settings
from interviewer.settings import Settings


@click.command("score-text", help=say("cli.score-text.long"))
@click.argument("file", type=click.Path(path_type=Path, allow_dash=True), metavar="FILE|-")
@click.option("--question", default=DEFAULT_QUESTION, show_default=True, metavar="ID", help=say("cli.option.question"))
@click.option("--jsonl", is_flag=True, help=say("cli.option.jsonl"))
@with_settings("banks", "llm")
def command(settings: Settings, file: Path, question: str, jsonl: bool) -> int:
    """Score one transcript, or with --jsonl one for each line."""
    # Banks and compiled cues are small objects that never become garbage: looking for some among them takes long.
    gc.set_threshold(100_000, 50, 50)
    from interviewer.cli.second_judge import announced_llm, second_judge
    from interviewer.transcripts import read_text, score_lines, transcript_from_text

    source = None if str(file) == "-" else file
    content = read_text(source, sys.stdin.buffer)
    client = announced_llm(settings)
    if jsonl:
        return score_lines(content, str(source or "-"), settings, sys.stdout, client)

    from interviewer.answer import judge_text
    from interviewer.banks.loader import find_question, lexicon
    from interviewer.cli.session import show_answer_for

    bank, found = find_question(question, settings.banks, settings.data_dir, alone=True)
    transcript = transcript_from_text(content, settings.language, str(source or "-"))
    judge_again = second_judge(client, found, settings, lexicon(bank))
    answer = judge_text(transcript, found, lexicon(bank))
    show_answer_for(found, settings)(judge_again(answer) if judge_again else answer, [])
    return 0
