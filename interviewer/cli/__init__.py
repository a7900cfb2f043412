"""The command `interviewer`: this file only assembles the commands, each in a module of its own."""

from __future__ import annotations

import importlib
import os
import sys
from pathlib import Path
from typing import Any

import click

from interviewer import __version__
from interviewer.language import screen_language
from interviewer.messages import error_text, text

COMMANDS = {
    "demo": "interviewer.cli.demo",
    "drill": "interviewer.cli.drill",
    "interview": "interviewer.cli.interview",
    "roleplay": "interviewer.cli.roleplay",
    "score": "interviewer.cli.score",
    "score-text": "interviewer.cli.score_text",
    "batch": "interviewer.cli.batch",
    "history": "interviewer.cli.history",
    "compare": "interviewer.cli.compare",
    "plan": "interviewer.cli.plan",
    "export": "interviewer.cli.export",
    "import": "interviewer.cli.import_",
    "delete": "interviewer.cli.delete",
    "report": "interviewer.cli.report",
    "review": "interviewer.cli.review",
    "banks": "interviewer.cli.banks",
    "models": "interviewer.cli.models",
    "doctor": "interviewer.cli.doctor",
}
"""Command -> module; a module is imported only when its command runs, so that --help stays quick."""

EXIT_INTERRUPTED = 130


class LazyGroup(click.Group):
    """A group whose commands are imported when they are called."""

    def list_commands(self, context: click.Context) -> list[str]:
        """Return the names in the order a newcomer meets them."""
        return list(COMMANDS)

    def get_command(self, context: click.Context, name: str) -> click.Command | None:
        """Import one command."""
        if name not in COMMANDS:
            return None
        module = importlib.import_module(COMMANDS[name])
        command: click.Command = module.command
        return command

    def format_commands(self, context: click.Context, formatter: click.HelpFormatter) -> None:
        """List the commands from the catalogue, without importing any."""
        language = screen_language()
        with formatter.section(text("cli.commands", language)):
            formatter.write_dl([(name, text(f"cli.{name}", language)) for name in COMMANDS])


@click.group(
    cls=LazyGroup,
    help=text("cli.about", screen_language()),
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
)
@click.version_option(__version__, "--version", prog_name="interviewer")
@click.option("--lang", type=click.Choice(["zh", "en"]), help=text("cli.option.lang", screen_language()))
def program(lang: str | None) -> None:
    """Start the program (`--lang` before the command counts for the command, see cli.options)."""


def check_own_audio_package() -> None:
    """Stop with a clear message when a foreign top-level package called `audio` shadows ours.

    Raises:
        SystemExit: it does.
    """
    import audio

    if getattr(audio, "INTERVIEWER_AUDIO", None) is None:
        place = getattr(audio, "__file__", None) or list(getattr(audio, "__path__", ["?"]))[0]
        click.echo(text("error.foreign_audio", screen_language(), path=place), err=True)
        raise SystemExit(1)


def _fail(error: Exception, exit_code: int) -> int:
    click.echo(error_text(error, screen_language()), err=True)
    return exit_code


def _fail_unexpectedly(error: Exception) -> int:
    """Report a programming error without a traceback, unless the user asked for one."""
    if os.environ.get("INTERVIEWER_DEBUG"):
        raise error
    from interviewer.settings import default_data_dir

    reason = f"{type(error).__name__}: {error}"
    data_dir: Path | Any = default_data_dir()
    click.echo(text("error.unexpected", screen_language(), reason=reason, data_dir=data_dir), err=True)
    return 1


def main(arguments: list[str] | None = None) -> int:
    """Run the program and return its exit code: 0 done, 1 expected failure, 2 usage, 130 interrupted."""
    check_own_audio_package()
    from audio.errors import AudioError
    from interviewer.errors import InterviewerError

    try:
        result = program.main(args=arguments, prog_name="interviewer", standalone_mode=False)
        return result if isinstance(result, int) else 0
    except click.exceptions.NoArgsIsHelpError as help_text:
        click.echo(help_text.format_message())
        return 2
    except click.UsageError as error:
        error.show()
        return 2
    except (KeyboardInterrupt, click.Abort):
        click.echo("\n" + text("error.interrupted", screen_language()), err=True)
        return EXIT_INTERRUPTED
    except click.ClickException as error:
        error.show()
        return error.exit_code
    except InterviewerError as error:
        return _fail(error, error.exit_code)
    except AudioError as error:
        return _fail(error, 1)
    except BrokenPipeError:
        # The reader of our output went away (`| head`): not an error, but nothing more can be written.
        sys.stdout = open(os.devnull, "w")  # noqa: SIM115 - it lives until the process ends
        return 1
    except Exception as error:  # the last resort: no traceback for a user, nothing recorded is lost
        return _fail_unexpectedly(error)


def entry_point() -> None:
    """Be the console command."""
    # Before numpy is imported: its sums are small here. Threads for them take the cores from the recogniser (a window's
    # spectrum takes 2.5 times as long with two), and round the last digits as their number falls.
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    sys.exit(main())
