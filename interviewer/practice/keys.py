"""Keys pressed while the program speaks or listens, read without waiting for Enter."""

from __future__ import annotations

import contextlib
import queue
import sys
import threading
from collections.abc import Iterator

_POLL_S = 0.05

KEY_NAMES = {"\r": "enter", "\n": "enter", " ": "space", "\x03": "interrupt", "\x1b": "escape"}


def key_name(character: str) -> str:
    """Return the name of a key: "enter", "space", "escape", "interrupt", or the lower-case character."""
    return KEY_NAMES.get(character, character.lower())


class Keyboard:
    """A queue of key names; empty for ever where there is no terminal.

    Attributes:
        attended: whether somebody could press a key.
    """

    def __init__(self, attended: bool = False) -> None:
        """Start with no key pressed."""
        self.attended = attended
        self._pressed: queue.SimpleQueue[str] = queue.SimpleQueue()

    def press(self, name: str) -> None:
        """Put a key into the queue (called by the reading thread, or by a test)."""
        self._pressed.put(name)

    def poll(self) -> str | None:
        """Return the next key pressed, or None at once."""
        try:
            return self._pressed.get_nowait()
        except queue.Empty:
            return None

    def wait(self, timeout_s: float | None = None) -> str | None:
        """Wait for a key."""
        try:
            return self._pressed.get(timeout=timeout_s)
        except queue.Empty:
            return None

    def clear(self) -> None:
        """Forget keys pressed so far."""
        while self.poll() is not None:
            pass


@contextlib.contextmanager
def read_keys() -> Iterator[Keyboard]:
    """Read the terminal key by key for as long as the context lasts; restore it afterwards, whatever happens.

    Where stdin is no terminal the keyboard stays silent. Ctrl-C keeps raising KeyboardInterrupt.
    """
    if not sys.stdin or not sys.stdin.isatty():
        yield Keyboard()
        return
    keyboard = Keyboard(attended=True)
    stop = threading.Event()
    read = _read_windows if sys.platform == "win32" else _read_posix
    thread = threading.Thread(target=read, args=(keyboard, stop), name="keys", daemon=True)
    with _character_mode():
        thread.start()
        try:
            yield keyboard
        finally:
            stop.set()
            thread.join(timeout=1)


@contextlib.contextmanager
def _character_mode() -> Iterator[None]:
    """Deliver keys at once and do not echo them; signals (Ctrl-C) still work."""
    if sys.platform == "win32":
        yield
        return
    import termios
    import tty

    descriptor = sys.stdin.fileno()
    before = termios.tcgetattr(descriptor)
    try:
        tty.setcbreak(descriptor)
        yield
    finally:
        termios.tcsetattr(descriptor, termios.TCSADRAIN, before)


def _read_posix(keyboard: Keyboard, stop: threading.Event) -> None:
    import os
    import select

    descriptor = sys.stdin.fileno()
    while not stop.is_set():
        if select.select([descriptor], [], [], _POLL_S)[0]:
            data = os.read(descriptor, 64).decode(errors="ignore")
            # An arrow or function key arrives as one burst that begins with escape: not meant for us.
            if data.startswith("\x1b") and len(data) > 1:
                continue
            for character in data:
                keyboard.press(key_name(character))


def _read_windows(keyboard: Keyboard, stop: threading.Event) -> None:
    import importlib

    console = importlib.import_module("msvcrt")
    while not stop.wait(_POLL_S):
        while console.kbhit():
            keyboard.press(key_name(console.getwch()))
