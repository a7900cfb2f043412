"""The engine of a cluster: Ray actors, each with a model of its own, hear a few recordings at a time.

A recording travels as its path: it must lie where every node can read it, on shared storage or at an fsspec URL, and so
must the model's folder. At most two groups wait for each actor. Where an actor dies, with its node or alone, another
one takes its place and its groups are given out again, one recording at a time: the one that kills its actor again and
again fails alone.
"""

from __future__ import annotations

import logging
import os
import socket
import threading
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any

from audio.errors import AudioError, RecognitionError
from interviewer.batch.engine import Hearing, Task
from interviewer.batch.heard import HeardRecording
from interviewer.batch.local import heard_of
from interviewer.batch.sources import fetched
from interviewer.errors import ClusterError

if TYPE_CHECKING:
    from audio.ports import Language
    from interviewer.wiring import BatchChoice

GROUP = 8
"""Recordings given to an actor at once: enough to fill its batches, few enough to lose little with it."""

_WAITING = 2  # groups per actor that are under way
_ATTEMPTS = 3
_POLL_S = 0.5
_KNOCK_S = 10.0


class WorkerLost(AudioError):
    """The process that listened died again and again."""

    code = "worker_lost"


@dataclass(frozen=True)
class Order:
    """What an actor is told of a recording."""

    key: str
    path: str
    language: Language


Answer = tuple[str, HeardRecording | None, str, AudioError | None]
"""Key, what was heard, or the stage that failed and why."""


class Ears:
    """The actor: one model, used by one group after the other."""

    def __init__(self, model_path: str, name: str, choice: BatchChoice, gpu: bool) -> None:
        """Open the model on this node."""
        from interviewer.wiring import open_ears

        self._recogniser = open_ears(Path(model_path), name, choice, device="cuda" if gpu else "cpu")

    def hear(self, orders: Sequence[Order]) -> list[Answer]:
        """Hear recordings; a recording that fails is an answer too."""
        from audio.batch_records import Recording, Unheard

        answers: list[Answer] = []
        digests: dict[str, str] = {}
        with ExitStack() as copies:

            def recordings() -> Iterator[Recording]:
                for order in orders:
                    try:
                        source = copies.enter_context(fetched(order.path))
                    except AudioError as error:
                        answers.append((order.key, None, "input", error))
                        continue
                    digests[order.key] = source.sha256
                    yield Recording(order.key, source.path, order.language)

            for result in self._recogniser.recognise(recordings()):
                key = result.recording.key
                if isinstance(result, Unheard):
                    answers.append((key, None, result.stage, result.error))
                else:
                    answers.append((key, heard_of(result, digests[key]), "", None))
        return answers


@dataclass(frozen=True)
class _Group:
    tasks: tuple[Task, ...]
    attempt: int = 1


class RayEngine:
    """Hears recordings on a Ray cluster; see `BatchEngine`."""

    def __init__(self, model_path: Path, *, model: str, identity: str, choice: BatchChoice) -> None:
        """Remember the model; the cluster is reached when it is needed.

        Raises:
            ClusterError: Ray is not installed.
        """
        try:
            import ray  # noqa: F401 - only whether it is there
        except ImportError as error:
            raise ClusterError(
                'Ray is not installed. Install it with: pip install "voice-mock-interviewer[cluster]"',
                problem="missing",
            ) from error
        self.model = model
        self.identity = identity
        self.short_windows = choice.short_windows
        self._model_path = model_path
        self._choice = choice

    def measure(self, task: Task) -> float | None:
        """Return None: how fast a cluster is shows only when it works."""
        return None

    def hear(self, tasks: Iterator[Task], stop: threading.Event) -> Iterator[Hearing]:
        """Yield one hearing for every task; see `BatchEngine`.

        Raises:
            ClusterError: the cluster cannot be reached.
        """
        import ray

        self._connect()
        try:
            yield from self._actors().work(tasks, stop)
        finally:
            ray.shutdown()

    def _connect(self) -> None:
        import ray

        os.environ.setdefault("RAY_USAGE_STATS_ENABLED", "0")  # nothing leaves the machine unasked
        options: dict[str, Any] = {"address": self._choice.cluster}
        if self._choice.cluster == "local":
            cores = self._choice.workers or None
            options |= {"num_cpus": cores, "include_dashboard": False, "_node_ip_address": "127.0.0.1"}
        try:
            _knock(options["address"])
            ray.init(log_to_driver=False, logging_level=logging.ERROR, **options)
        except (ConnectionError, RuntimeError, ValueError, OSError) as error:
            reason = str(error).split("\n", 1)[0]
            raise ClusterError(
                f"The cluster {self._choice.cluster} cannot be reached ({reason}).",
                problem="address", address=self._choice.cluster, reason=reason,
            ) from error  # fmt: skip

    def _actors(self) -> _Actors:
        """Prepare one actor per worker: per GPU where there are any, else per core."""
        import ray

        there: dict[str, float] = ray.cluster_resources()  # type: ignore[no-untyped-call]
        gpus = int(there.get("GPU", 0))
        count = self._choice.workers or gpus or int(there.get("CPU", 1))
        remote: Any = ray.remote(num_cpus=1, num_gpus=1 if gpus else 0)(Ears)
        return _Actors(count, lambda: remote.remote(str(self._model_path), self.model, self._choice, bool(gpus)))


class _Actors:
    """The actors and what each of them has to do."""

    def __init__(self, count: int, start: Callable[[], Any]) -> None:
        self._start = start
        self._actors = [start() for _ in range(count)]
        self._running: dict[Any, tuple[int, Any, _Group]] = {}  # result -> number of the actor, actor, group
        self._again: deque[_Group] = deque()

    def work(self, tasks: Iterator[Task], stop: threading.Event) -> Iterator[Hearing]:
        """Give out groups as long as there are any, and yield what comes back."""
        import ray

        while self._give_out(tasks, stop):
            done, _ = ray.wait(list(self._running), num_returns=1, timeout=_POLL_S)
            for reference in done:
                yield from self._collect(reference)

    def _give_out(self, tasks: Iterator[Task], stop: threading.Event) -> bool:
        """Keep every actor busy; return whether anything is under way."""
        for number, actor in enumerate(self._actors):
            while (group := self._group_for(number, tasks, stop)) is not None:
                orders = [Order(task.key, task.path, task.language) for task in group.tasks]
                self._running[actor.hear.remote(orders)] = (number, actor, group)
        return bool(self._running)

    def _group_for(self, number: int, tasks: Iterator[Task], stop: threading.Event) -> _Group | None:
        """Return what an actor may be given now.

        What was given out before goes to an idle actor and stays alone there: if it kills, it kills nobody's work.
        """
        busy = [group for owner, _, group in self._running.values() if owner == number]
        if self._again and not busy:
            return self._again.popleft()
        if len(busy) >= _WAITING or any(group.attempt > 1 for group in busy) or stop.is_set():
            return None
        group = tuple(islice(tasks, GROUP))
        return _Group(group) if group else None

    def _collect(self, reference: Any) -> Iterator[Hearing]:
        """Yield what an actor answered; where it died, start another one and give its work out again."""
        import ray

        number, actor, group = self._running.pop(reference)
        known = {task.key: task for task in group.tasks}
        try:
            answers: list[Answer] = ray.get(reference)
        except ray.exceptions.RayActorError:
            if self._actors[number] is actor:
                self._actors[number] = self._start()
            if group.attempt < _ATTEMPTS:
                self._again.extend(_Group((task,), group.attempt + 1) for task in group.tasks)
                return
            lost = WorkerLost("The process that was listening died again and again.")
            answers = [(key, None, "recognise", lost) for key in known]
        except ray.exceptions.RayTaskError as error:
            found = error.cause
            cause = found if isinstance(found, AudioError) else RecognitionError(str(error), detail=str(error))
            answers = [(key, None, "recognise", cause) for key in known]
        for key, heard, stage, problem in answers:
            yield Hearing(known[key], heard, stage, problem)


def _knock(address: str) -> None:
    """Raise OSError at once where nobody listens: Ray itself would try for minutes."""
    host, _, port = address.removeprefix("ray://").rpartition(":")
    if host and port.isdigit():
        socket.create_connection((host.strip("[]"), int(port)), timeout=_KNOCK_S).close()
