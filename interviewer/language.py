"""Which language the screen and the voice use."""

from __future__ import annotations

import locale
import os
import sys
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    # --help is to be quick.
    from audio.ports import Language


def language_from_locale(environ: Mapping[str, str]) -> Language:
    """Return "zh" when the locale is Chinese, otherwise "en".

    Args:
        environ: INTERVIEWER_LANG wins over LC_ALL, LC_MESSAGES and LANG; without any of them the
            operating system is asked (Windows sets none).
    """
    for name in ("INTERVIEWER_LANG", "LC_ALL", "LC_MESSAGES", "LANG"):
        value = environ.get(name)
        if value:
            return "zh" if value.lower().startswith("zh") else "en"
    system = locale.getlocale()[0] or ""
    return "zh" if system.lower().startswith(("zh", "chinese")) else "en"


def language_from_arguments(arguments: Sequence[str]) -> Language | None:
    """Find `--lang zh` or `--lang=zh` anywhere, before click parses: help texts need the language early."""
    for index, argument in enumerate(arguments):
        value = None
        if argument.startswith("--lang="):
            value = argument.removeprefix("--lang=")
        elif argument == "--lang" and index + 1 < len(arguments):
            value = arguments[index + 1]
        if value in ("zh", "en"):
            return "zh" if value == "zh" else "en"
    return None


def screen_language() -> Language:
    """Return the language of this process's screen: `--lang`, else the locale."""
    return language_from_arguments(sys.argv[1:]) or language_from_locale(os.environ)
