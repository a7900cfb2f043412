"""Self-contained pages: the environment templates are rendered in, and how a page reaches the disk.

A page holds everything it needs: its style sheets and scripts are inlined, and its Content-Security-Policy allows
exactly these, by their hashes, and nothing from any server. Whatever a template prints is text: it is escaped, and
characters that could reorder or hide the text around them are replaced.
"""

from __future__ import annotations

import base64
import hashlib
import os
import re
import tempfile
from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from interviewer.delivery.rates import GOOD_BAND
from interviewer.errors import OutputError
from interviewer.messages import duration_text, text
from interviewer.practice.panel import clock

if TYPE_CHECKING:
    # Importing it for real takes longer than some commands run.
    import jinja2

FOLDER = Path(__file__).parent

REPLACEMENT = "\ufffd"

_UNSAFE = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f"  # control characters, tab and line feed excepted
    "\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069"  # bidirectional marks, overrides and isolates (Unicode UAX #9)
    "\ud800-\udfff\ufeff\ufff9-\ufffb]"  # lone surrogates, byte order mark, interlinear annotations
)


def clean(value: Any) -> Any:
    """Replace the characters of a string that could deceive its reader; anything else is returned as it is."""
    import markupsafe

    if isinstance(value, str) and not isinstance(value, markupsafe.Markup):
        return _UNSAFE.sub(REPLACEMENT, value.replace("\r\n", "\n"))
    return value


def environment(*folders: Path) -> jinja2.Environment:
    """Return the environment of all pages: autoescape on, an undefined name is an error.

    Templates extend `base.html.j2`, which needs `language` ("zh" or "en") and `title`, and takes `styles`, `scripts`
    (names in the static folders, `page.css` and `theme.js` first) and `media` (a CSP source list, default "data:").
    In every template `t(key, **fields)` is the catalogue in the page's language.

    Args:
        *folders: each may hold `templates/` and `static/` of its own, found after the ones here.
    """
    import jinja2

    places = (FOLDER, *folders)
    made = jinja2.Environment(
        loader=jinja2.FileSystemLoader([place / "templates" for place in places]),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        finalize=clean,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.globals["t"] = jinja2.pass_context(_translate)
    made.globals["asset"] = lambda name: _inline(places, name)
    made.globals["policy"] = lambda styles, scripts, media: content_policy(places, styles, scripts, media)
    made.globals["pace_band"] = _pace_band
    made.filters["clock"] = clock
    made.filters["duration"] = _duration
    return made


def content_policy(places: Sequence[Path], styles: Sequence[str], scripts: Sequence[str], media: str) -> str:
    """Return the Content-Security-Policy of a page that may run exactly these assets and reach no server."""
    sources = {
        "default-src": "'none'",
        "script-src": " ".join(_hash(_asset(places, name)) for name in scripts) or "'none'",
        "style-src": " ".join(_hash(_asset(places, name)) for name in styles) or "'none'",
        "img-src": "data:",
        "media-src": media,
        "base-uri": "'none'",
        "form-action": "'none'",
    }
    return "; ".join(f"{name} {value}" for name, value in sources.items())


def write_page(path: Path, html: str) -> None:
    """Write a page readable by the user alone; it appears complete or not at all.

    Raises:
        OutputError: the folder cannot be written or the disk is full; an older page of that name is left as it was.
    """
    scratch: str | None = None
    try:
        if not path.parent.exists():
            path.parent.mkdir(parents=True, mode=0o700)
        handle, scratch = tempfile.mkstemp(prefix=f".{path.name[:40]}.", dir=path.parent)  # created with mode 0600
        with os.fdopen(handle, "w", encoding="utf-8", newline="\n") as file:
            file.write(html)
            file.flush()
            os.fsync(file.fileno())
        os.replace(scratch, path)
    except OSError as error:
        if scratch is not None:
            Path(scratch).unlink(missing_ok=True)
        reason = error.strerror or str(error)
        raise OutputError(
            f"{path} cannot be written ({reason}). Choose another place with --out, or free some disk space.",
            path=str(path),
            reason=reason,
        ) from error


@lru_cache(maxsize=64)
def _asset(places: Sequence[Path], name: str) -> str:
    for place in places:
        path = place / "static" / name
        if path.is_file():
            return path.read_text(encoding="utf-8")
    raise FileNotFoundError(name)


def _inline(places: Sequence[Path], name: str) -> Any:
    import markupsafe

    return markupsafe.Markup(_asset(places, name))  # noqa: S704 - our own file


def _hash(source: str) -> str:
    digest = hashlib.sha256(source.encode()).digest()
    return f"'sha256-{base64.b64encode(digest).decode()}'"


def _duration(seconds: float, language: Any) -> str:
    return duration_text(seconds, language)


def _translate(context: jinja2.runtime.Context, key: str, **fields: object) -> str:
    return text(key, context["language"], **fields)


def _pace_band(language: str) -> tuple[float, float]:
    return GOOD_BAND["chars_per_min" if language == "zh" else "words_per_min"]
