"""A real headless Chromium, and a page in it whose every misdeed is written down."""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, Page, sync_playwright

CHROMIUM = os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-browser")


@dataclass
class Watched:
    """A page and what it did: console messages, exceptions, and requests to anything but its own files."""

    page: Page
    console: list[str] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)
    requests: list[str] = field(default_factory=list)

    def misdeeds(self) -> list[str]:
        """Return everything a clean page would not do."""
        return self.console + self.errors + self.requests


@contextmanager
def chromium() -> Iterator[Browser]:
    """Start the browser that the system has."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        try:
            yield browser
        finally:
            browser.close()


@contextmanager
def opened(browser: Browser, path: Path, *, phone: bool = False, dark: bool = False) -> Iterator[Watched]:
    """Open a file from disk."""
    options: dict[str, Any] = {"viewport": {"width": 390, "height": 844} if phone else {"width": 1180, "height": 900}}
    context = browser.new_context(color_scheme="dark" if dark else "light", **options)
    try:
        page = context.new_page()
        watched = Watched(page)
        page.on("console", lambda message: watched.console.append(message.text))
        page.on("pageerror", lambda error: watched.errors.append(str(error)))
        page.on("request", lambda request: _note(watched, request.url, path))
        page.goto(path.as_uri())
        yield watched
    finally:
        context.close()


def _note(watched: Watched, url: str, path: Path) -> None:
    if url != path.as_uri() and not url.startswith(("data:", "blob:")):
        watched.requests.append(url)
