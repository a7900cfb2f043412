"""The options that most commands share, and the Settings they make."""

from __future__ import annotations

import functools
import os
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from interviewer.language import screen_language
from interviewer.messages import text
from interviewer.settings import Settings, default_data_dir

if TYPE_CHECKING:
    # --help is to be quick.
    from audio.ports import Language


Command = TypeVar("Command", bound=Callable[..., Any])


def say(key: str, **fields: object) -> str:
    """Return a message in the screen's language; help texts are built with it while the module loads."""
    return text(key, screen_language(), **fields)


_COMMON: tuple[Callable[[Any], Any], ...] = (
    click.option("--lang", type=click.Choice(["zh", "en"]), help=say("cli.option.lang")),
    click.option(
        "--data-dir",
        type=click.Path(path_type=Path, file_okay=True),
        envvar="INTERVIEWER_DATA_DIR",
        help=say("cli.option.data_dir"),
    ),
    click.option("--json", "as_json", is_flag=True, help=say("cli.option.json")),
    click.option("--quiet", "-q", is_flag=True, help=say("cli.option.quiet")),
)

_RECOGNITION: tuple[Callable[[Any], Any], ...] = (
    click.option("--model", envvar="INTERVIEWER_MODEL", metavar="NAME|PATH", help=say("cli.option.model")),
)

_SPEAKING: tuple[Callable[[Any], Any], ...] = (
    click.option("--voice", metavar="NAME", help=say("cli.option.voice")),
    click.option("--rate", "rate_wpm", type=click.IntRange(80, 400), metavar="WPM", help=say("cli.option.rate")),
    click.option("--no-voice", is_flag=True, help=say("cli.option.no_voice")),
    click.option("--output-device", metavar="NAME|INDEX", help=say("cli.option.output_device")),
)

_LISTENING: tuple[Callable[[Any], Any], ...] = (
    click.option("--input-device", metavar="NAME|INDEX", help=say("cli.option.input_device")),
    click.option("--headphones", is_flag=True, help=say("cli.option.headphones")),
)

_BANKS: tuple[Callable[[Any], Any], ...] = (
    click.option(
        "--bank", "banks", multiple=True, type=click.Path(path_type=Path), metavar="FILE", help=say("cli.option.bank")
    ),
)

_LLM: tuple[Callable[[Any], Any], ...] = (
    click.option("--llm", envvar="INTERVIEWER_LLM", metavar="MODEL", help=say("cli.option.llm")),
    click.option(
        "--llm-votes", type=click.IntRange(1, 9), default=1, show_default=True, help=say("cli.option.llm_votes")
    ),
)

_GROUPS = {
    "recognition": _RECOGNITION,
    "speaking": _SPEAKING,
    "listening": _LISTENING,
    "banks": _BANKS,
    "llm": _LLM,
}


REPLAY_LIMIT_S = 3600.0
"""Longest recording that stands in for the microphone."""


def answer_audio_option(help_key: str) -> Callable[[Any], Any]:
    """Return the option `--answer-audio`, which every command that listens has.

    Args:
        help_key: message that says what one recording answers.
    """
    return click.option(
        "--answer-audio", multiple=True, type=click.Path(path_type=Path), metavar="FILE", help=say(help_key)
    )


def make_settings(values: dict[str, Any]) -> Settings:
    """Take the shared options out of a command's values and return them as Settings.

    Args:
        values: what click parsed; the shared names are removed, the command's own stay.
    """
    language: Language = values.pop("lang", None) or screen_language()
    data_dir = values.pop("data_dir", None) or default_data_dir()
    return Settings(
        language=language,
        data_dir=Path(data_dir).expanduser(),
        model=values.pop("model", None),
        voice=values.pop("voice", None),
        rate_wpm=values.pop("rate_wpm", None),
        speak=not values.pop("no_voice", False),
        input_device=values.pop("input_device", None),
        output_device=values.pop("output_device", None),
        headphones=values.pop("headphones", False),
        llm=values.pop("llm", None) or os.environ.get("INTERVIEWER_LLM") or None,
        llm_votes=values.pop("llm_votes", 1),
        banks=tuple(values.pop("banks", ())),
        json=values.pop("as_json", False),
        quiet=values.pop("quiet", False),
        seed=values.pop("seed", 0),
    )


def with_settings(*groups: str) -> Callable[[Command], Command]:
    """Give a command the common options and those of the named groups; it receives `settings` first.

    Args:
        *groups: of "recognition", "speaking", "listening", "banks", "llm".
    """

    def decorate(function: Command) -> Command:
        @functools.wraps(function)
        def run(**values: Any) -> Any:
            return function(make_settings(values), **values)

        wrapped: Any = run
        for option in reversed([option for name in groups for option in _GROUPS[name]] + list(_COMMON)):
            wrapped = option(wrapped)
        result: Command = wrapped
        return result

    return decorate
