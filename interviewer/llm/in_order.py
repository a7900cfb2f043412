"""Several answers with the model at once, results in the order of the answers."""

from __future__ import annotations

import queue
import threading
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from typing import TypeVar

Item = TypeVar("Item")
Result = TypeVar("Result")

AT_ONCE = 4
"""Requests under way together: small accounts and local servers are not flooded."""


def in_order(work: Callable[[Item], Result], items: Iterable[Item], at_once: int = AT_ONCE) -> Iterator[Result]:
    """Yield `work(item)` for each item in order, at most `at_once` under way; items are taken as they are needed.

    The threads do not outlive the program: Ctrl-C ends it at once, whatever a server is doing.

    Raises:
        Exception: what `work` raised, in its place.
    """
    waiting: deque[queue.SimpleQueue[tuple[Result | None, BaseException | None]]] = deque()
    for item in items:
        if len(waiting) >= at_once:
            yield _result(waiting.popleft())
        waiting.append(_started(work, item))
    while waiting:
        yield _result(waiting.popleft())


def _started(
    work: Callable[[Item], Result], item: Item
) -> queue.SimpleQueue[tuple[Result | None, BaseException | None]]:
    outcome: queue.SimpleQueue[tuple[Result | None, BaseException | None]] = queue.SimpleQueue()

    def run() -> None:
        try:
            outcome.put((work(item), None))
        except BaseException as error:  # it belongs to whoever waits for the result
            outcome.put((None, error))

    threading.Thread(target=run, name="ask-llm-about-answer", daemon=True).start()
    return outcome


def _result(outcome: queue.SimpleQueue[tuple[Result | None, BaseException | None]]) -> Result:
    result, error = outcome.get()
    if error is not None:
        raise error
    return result  # type: ignore[return-value]  # without an error there is a result
