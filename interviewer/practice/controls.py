"""Keys and voice commands as the capture loop's commands, and what the person wishes to happen next."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

from audio.controls import Command, QueueControls
from interviewer.practice.keys import Keyboard

Wish = Literal["quit", "retry", "repeat", "next", "back", "finish"]
"""What is to happen instead of going on: leave (to resume later), take this question once more, hear it again, leave it
out, take the one before once more, or come to the end of the interview now."""

DRILL_KEYS: Mapping[str, Wish] = {"q": "quit", "r": "retry"}
INTERVIEW_KEYS: Mapping[str, Wish] = {**DRILL_KEYS, "n": "next", "b": "back", "f": "finish"}


class KeyControls:
    """Turns keys, and what other threads ask for, into commands.

    Attributes:
        asking: whether the voice still asks.
        wish: what the person wishes, None while the answer goes its way.
    """

    def __init__(self, keyboard: Keyboard, wishes: Mapping[str, Wish] = DRILL_KEYS) -> None:
        """Read from a keyboard; keys pressed before are forgotten."""
        keyboard.clear()
        self._keyboard = keyboard
        self._wishes = wishes
        self._pressed = QueueControls()
        self._held = False
        self.asking = True
        self.wish: Wish | None = None

    @property
    def quit(self) -> bool:
        """Whether the person asked to leave."""
        return self.wish == "quit"

    def press(self, command: Command) -> None:
        """Hand over a command from any thread."""
        self._pressed.press(command)

    def wants(self, wish: Wish, *, answered: bool = False) -> None:
        """Note a wish from any thread; an answer that was given already ends first, and counts."""
        self.wish = wish
        self.press(Command.END if answered else Command.SKIP)

    def poll(self) -> list[Command]:
        """Return the commands since the last call."""
        commands = self._pressed.poll()
        while (key := self._keyboard.poll()) is not None:
            command = self._command(key)
            if command is not None:
                commands.append(command)
        return commands

    def _command(self, key: str) -> Command | None:
        if key in self._wishes:
            self.wish = self._wishes[key]
            return Command.ABORT if self.quit else Command.SKIP
        if self.asking:
            # The voice is skipped and the answer begins.
            return Command.END if key in ("enter", "s", "space") else None
        if key == "enter":
            return Command.END
        if key == "space":
            self._held = not self._held
            return Command.HOLD if self._held else Command.RELEASE
        return None
