"""From a session in the store to its page."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from audio.ports import Language
from interviewer.report.asked import Catalogue
from interviewer.report.pages import environment
from interviewer.report.session_view import SessionView, view_session
from interviewer.report.sound import SoundShelf
from interviewer.store import SavedSession, Store


@dataclass(frozen=True)
class PageOptions:
    """How a page is made.

    Attributes:
        language: of the page.
        out: file it will be written to; links to recordings are relative to its folder.
        banks: bank files named on the command line.
        data_dir: the user's data folder.
        link_audio: link the recordings instead of embedding them.
    """

    language: Language
    out: Path
    banks: Sequence[Path] = ()
    data_dir: Path | None = None
    link_audio: bool = False


def build_report(store: Store, session: SavedSession, options: PageOptions) -> tuple[str, SessionView]:
    """Return the page of a session, and the view it shows."""
    language = options.language
    catalogue = Catalogue(language, options.banks, options.data_dir)
    shelf = SoundShelf(options.out.parent, link=options.link_audio)
    view = view_session(store, session, catalogue, shelf, language)
    linked = any(one.sound.src and not one.sound.embedded for one in view.answers)
    html = (
        environment()
        .get_template("report.html.j2")
        .render(
            language=language,
            title=view.title,
            view=view,
            media="data: 'self' file:" if linked else "data:",
        )
    )
    return html, view


def default_place(data_dir: Path, session: SavedSession) -> Path:
    """Return where the page of a session is written when nobody says otherwise."""
    return data_dir / "reports" / f"{session.id}.html"
