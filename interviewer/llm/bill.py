"""What the language model cost: requests made and tokens told by the server."""

from __future__ import annotations

import threading
from dataclasses import dataclass


@dataclass(frozen=True)
class Usage:
    """What was spent so far.

    Attributes:
        calls: requests sent, failed and repeated ones included.
        tokens_in: tokens read by the model, as far as the server told.
        tokens_out: tokens written by the model, as far as the server told.
        untold: requests that may have cost tokens the server did not tell (no usage in the reply, or no reply in time).
    """

    calls: int = 0
    tokens_in: int = 0
    tokens_out: int = 0
    untold: int = 0


class Bill:
    """Adds up what calls cost, from any thread; a bill made `under` another one is added to that one as well."""

    def __init__(self, under: Bill | None = None) -> None:
        """Start at zero.

        Args:
            under: the bill that grows with this one.
        """
        self._under = under
        self._lock = threading.Lock()
        self._usage = Usage()

    @property
    def usage(self) -> Usage:
        """What was spent so far."""
        with self._lock:
            return self._usage

    def add_call(self) -> None:
        """Count a request that is about to be sent."""
        self._add(Usage(calls=1))

    def add_tokens(self, tokens: tuple[int, int] | None) -> None:
        """Count (tokens in, tokens out) of a reply; None where the server did not tell."""
        self._add(Usage(untold=1) if tokens is None else Usage(tokens_in=tokens[0], tokens_out=tokens[1]))

    def _add(self, more: Usage) -> None:
        with self._lock:
            now = self._usage
            self._usage = Usage(
                now.calls + more.calls,
                now.tokens_in + more.tokens_in,
                now.tokens_out + more.tokens_out,
                now.untold + more.untold,
            )
        if self._under is not None:
            self._under._add(more)
