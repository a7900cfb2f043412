"""A person at a real terminal (a pseudo-terminal) with a virtual sound card: live panel, keys, another try."""

import fcntl
import os
import pty
import re
import select
import subprocess
import sys
import termios
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from audio.files import read_clip
from interviewer.store import open_store
from tests.soundcard import VirtualSoundCard, skip_without_pulseaudio

pytestmark = [pytest.mark.soundcard, pytest.mark.slow]

SPEECH = Path(__file__).parents[1] / "data" / "jfk.ogg"


def _take_terminal() -> None:
    """Make stdin the controlling terminal, so that Ctrl-C becomes a signal."""
    fcntl.ioctl(0, termios.TIOCSCTTY, 0)


class Terminal:
    """A program on a pseudo-terminal."""

    def __init__(self, command: list[str], env: dict[str, str]) -> None:
        self.main, child = pty.openpty()
        self.program = subprocess.Popen(
            command, env=env, stdin=child, stdout=child, stderr=child, start_new_session=True, preexec_fn=_take_terminal
        )
        os.close(child)
        self.shown = ""
        self._matched = 0  # everything on the screen before it has been waited for

    def press(self, key: str) -> None:
        os.write(self.main, key.encode())

    def wait_for(self, pattern: str, timeout_s: float = 40) -> None:
        """Read until something on the screen matches, after what was waited for last."""

        def matches() -> bool:
            found = re.compile(pattern).search(self.shown, self._matched)
            if found:
                self._matched = found.end()
            return found is not None

        self._read(matches, timeout_s)

    def wait_for_end(self, timeout_s: float = 40) -> int:
        self._read(lambda: self.program.poll() is not None, timeout_s)
        return self.program.wait()

    def _read(self, done: Callable[[], bool], timeout_s: float) -> None:
        deadline_s = time.monotonic() + timeout_s
        while not done():
            assert time.monotonic() < deadline_s, self.shown[-3000:]
            if select.select([self.main], [], [], 0.1)[0]:
                try:
                    self.shown += os.read(self.main, 65536).decode(errors="replace")
                except OSError:  # the program has ended
                    self.program.wait(timeout_s)
                    assert done(), self.shown[-3000:]
                    return

    def close(self) -> None:
        self.program.kill()
        self.program.wait()
        os.close(self.main)


@pytest.fixture
def card() -> Iterator[VirtualSoundCard]:
    skip_without_pulseaudio()
    with VirtualSoundCard() as card:
        yield card


def test_two_attempts_with_keys(card: VirtualSoundCard, tmp_path: Path) -> None:
    command = [sys.executable, "-m", "interviewer", "drill", "--lang", "en", "--model", "mini", "--no-voice"]
    env = {**card.env, "TERM": "xterm-256color", "COLUMNS": "100", "LINES": "30"}
    terminal = Terminal([*command, "--data-dir", str(tmp_path)], env)
    try:
        for attempt in (1, 2):
            terminal.wait_for("Your turn")
            player = card.play_into_mic(SPEECH)
            terminal.wait_for(r"Listening[^\n]*")
            terminal.wait_for(r"0:0[5-9]")
            terminal.press("\r")
            terminal.wait_for("ended by key")
            player.terminate()
            terminal.wait_for("try again")
            if attempt == 1:
                terminal.press("\r")
        terminal.press("q")
        assert terminal.wait_for_end() == 0, terminal.shown[-2000:]
    finally:
        terminal.close()
    assert "▮" in terminal.shown and "target 1:00 – 2:00" in terminal.shown
    with open_store(tmp_path) as store:
        saved = [entry.answer for entry in store.answers("hr-faq/02-self-intro", "en")]
    assert [answer.attempt for answer in saved] == [1, 2]
    assert all(answer.timing.end_reason == "key" for answer in saved)
    assert all(answer.audio is not None and read_clip(answer.audio.path).duration_s > 4 for answer in saved)


def test_the_terminal_is_restored_after_ctrl_c(card: VirtualSoundCard, tmp_path: Path) -> None:
    command = [sys.executable, "-m", "interviewer", "drill", "--lang", "en", "--model", "mini", "--no-voice"]
    terminal = Terminal([*command, "--data-dir", str(tmp_path)], {**card.env, "TERM": "xterm"})
    try:
        before = termios.tcgetattr(terminal.main)[3]
        terminal.wait_for("Your turn")
        assert not termios.tcgetattr(terminal.main)[3] & termios.ICANON
        terminal.press("\x03")
        assert terminal.wait_for_end() == 130
        assert termios.tcgetattr(terminal.main)[3] == before
    finally:
        terminal.close()
    assert "Traceback" not in terminal.shown
