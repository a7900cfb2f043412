"""The recording on the page: embedded in few bytes, linked, or honestly missing."""

from __future__ import annotations

import base64
import os
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Literal
from urllib.parse import quote

from interviewer.records import AudioInfo

if TYPE_CHECKING:
    # Importing it for real takes longer than some commands run.
    import numpy as np
    from numpy.typing import NDArray

EMBED_BUDGET_S = 3600.0
"""Sound embedded in one page, in seconds (about 12 MB); recordings beyond it are linked."""

LONGEST_S = 12 * 3600.0

_SAME_LENGTH_S = 0.5  # a file whose length differs by more is not the one that was judged


@dataclass(frozen=True)
class Sound:
    """What the page knows of one recording.

    Attributes:
        src: address for the player: a data URI, or a relative link; None when there is nothing to play.
        problem: why not: "none" (never recorded), "missing" (moved or deleted), "changed" (another length than the
            one that was judged) or "unreadable"; None while all is well.
        name: file name, without its folder.
        peaks: highest amplitude of every 50 ms, 0..1; None without a file.
        duration_s: of the recording; None when never recorded.
        embedded: whether the sound is inside the page.
    """

    src: str | None
    problem: Literal["none", "missing", "changed", "unreadable"] | None
    name: str = ""
    peaks: NDArray[np.float32] | None = None
    duration_s: float | None = None
    embedded: bool = False


class SoundShelf:
    """Brings the recordings of one page onto it, embedding as many as its budget allows."""

    def __init__(self, page_folder: Path, *, link: bool) -> None:
        """Start with the whole budget.

        Args:
            page_folder: where the page will lie; links are relative to it.
            link: embed nothing.
        """
        self._page_folder = page_folder
        self._left_s = 0.0 if link else EMBED_BUDGET_S

    def take(self, audio: AudioInfo | None) -> Sound:
        """Return what the page shows and plays of a recording; a file that is gone is no error."""
        from audio.errors import DecodeError
        from audio.preview import OPUS_TYPE, encode_opus, read_peaks

        if audio is None:
            return Sound(None, "none")
        path = Path(audio.path)
        known = Sound(None, None, path.name, duration_s=audio.duration_s)
        try:
            peaks, duration_s = read_peaks(path, limit_s=LONGEST_S)
            if abs(duration_s - audio.duration_s) > _SAME_LENGTH_S:
                return replace(known, problem="changed")
            if duration_s > self._left_s:
                return replace(known, src=_relative(path, self._page_folder), peaks=peaks)
            coded = base64.b64encode(encode_opus(path, limit_s=LONGEST_S)).decode()
        except DecodeError as error:
            return replace(known, problem="missing" if error.facts.get("reason") == "missing" else "unreadable")
        self._left_s -= duration_s
        return replace(known, src=f"data:{OPUS_TYPE};base64,{coded}", peaks=peaks, embedded=True)


def _relative(path: Path, folder: Path) -> str:
    """Return a link from a page to a file: relative where both lie on one drive."""
    try:
        return quote(Path(os.path.relpath(path.absolute(), folder.absolute())).as_posix())
    except ValueError:  # another drive on Windows
        return path.absolute().as_uri()
