"""Keys pressed while someone speaks: another thread presses, the capture loop asks at every frame."""

from __future__ import annotations

import queue
from enum import Enum
from typing import Protocol


class Command(Enum):
    """What a key asks for.

    `END`: the answer is over (before the answer's window: skip the voice). `HOLD`, `RELEASE`: silence may last, or
    counts again. `SKIP`: leave this question. `ABORT`: leave the practice. After the last two the capture ends as
    "interrupted" and `QueueControls.last` tells which it was.
    """

    END = "end"
    HOLD = "hold"
    RELEASE = "release"
    SKIP = "skip"
    ABORT = "abort"


class Controls(Protocol):
    """Where the capture loop looks for commands."""

    def poll(self) -> list[Command]:
        """Return the commands since the last call, oldest first, without waiting."""
        ...


class QueueControls:
    """Commands handed from any thread to the capture loop.

    Attributes:
        last: the latest command the capture loop has seen, None before the first.
    """

    def __init__(self) -> None:
        """Start with nothing pressed."""
        self.last: Command | None = None
        self._queue: queue.SimpleQueue[Command] = queue.SimpleQueue()

    def press(self, command: Command) -> None:
        """Hand over a command; never waits."""
        self._queue.put(command)

    def poll(self) -> list[Command]:
        """Return the commands since the last call."""
        commands: list[Command] = []
        while not self._queue.empty():
            commands.append(self._queue.get_nowait())
        if commands:
            self.last = commands[-1]
        return commands
