"""`interviewer score FILE...`: score recordings."""

from __future__ import annotations

from pathlib import Path

import click

from interviewer.cli.drill import DEFAULT_QUESTION
from interviewer.cli.options import say, with_settings
from interviewer.settings import Settings


@click.command("score", help=say("cli.score.long"))
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path), metavar="FILE...")
@click.option("--question", default=DEFAULT_QUESTION, show_default=True, metavar="ID", help=say("cli.option.question"))
@click.option(
    "--max-minutes", type=click.FloatRange(0.1, 600), default=60, show_default=True, help=say("cli.option.max_minutes")
)
@with_settings("recognition", "banks", "llm")
def command(settings: Settings, files: tuple[Path, ...], question: str, max_minutes: float) -> int:
    """Score each file; a file that fails is reported and the others go on."""
    from audio.errors import AudioError
    from interviewer.answer import hear, judge
    from interviewer.banks.loader import find_question, lexicon
    from interviewer.cli.second_judge import announced_llm, second_judge
    from interviewer.cli.session import choose_panel, exit_code, show_answer_for
    from interviewer.messages import error_text
    from interviewer.wiring import make_recogniser, read_utterance

    bank, found = find_question(question, settings.banks, settings.data_dir, alone=True)
    recogniser = make_recogniser(settings)
    panel = choose_panel(settings)
    if recogniser.problem is not None:
        panel.note(error_text(recogniser.problem, settings.language))
    show = show_answer_for(found, settings)
    judge_again = second_judge(announced_llm(settings), found, settings, lexicon(bank))
    failed = 0
    for path in files:
        if len(files) > 1 and not settings.json:
            click.echo(f"\n{click.format_filename(path)}")
        try:
            utterance = read_utterance(path, limit_s=max_minutes * 60)
            panel.state("transcribing")
            heard = hear(utterance, settings.language, recogniser.transcriber)
        except AudioError as error:
            panel.close()
            click.echo(error_text(error, settings.language), err=True)
            failed += 1
            continue
        panel.close()
        if heard.problem is not None:
            click.echo(error_text(heard.problem, settings.language), err=True)
            failed += 1
        answer = judge(heard, found, settings.language, 1, lexicon(bank))
        if judge_again is not None:
            answer = judge_again(answer)
        failed += exit_code(answer)
        show(answer, [])
    return 1 if failed else 0
