"""Who listens: the port between a run and the machine or cluster that hears for it."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Protocol

from audio.errors import AudioError
from audio.ports import Language
from interviewer.banks.loader import find_question, lexicon
from interviewer.banks.schema import Question
from interviewer.batch.heard import SHORT_WINDOWS, HeardCache, HeardRecording
from interviewer.batch.output import ResultKey
from interviewer.batch.records import Item
from interviewer.batch.sources import Fetched
from interviewer.scoring.lexicon import Lexicon
from interviewer.scoring.rubric import compile_rubric
from interviewer.settings import Settings


@dataclass(frozen=True)
class Task:
    """A recording on its way to the recogniser; `path` is where it lies for others, `source` where it lies here."""

    key: str
    path: str
    source: Fetched
    language: Language


@dataclass(frozen=True)
class Hearing:
    """What came of a task: what was heard, or in which stage it failed and why."""

    task: Task
    heard: HeardRecording | None
    stage: str = ""
    error: AudioError | None = None


class BatchEngine(Protocol):
    """Hears many recordings; in this process, or on a cluster."""

    model: str
    """Model name for the record."""

    identity: str
    """Tells two models of one name apart."""

    short_windows: bool

    def hear(self, tasks: Iterator[Task], stop: threading.Event) -> Iterator[Hearing]:
        """Yield one hearing for every task, in the order in which they get ready.

        `tasks` may be asked for from another thread, but never from two at once. After `stop` is set no task is begun.

        Raises:
            ModelError: the model cannot be used.
        """
        ...

    def measure(self, task: Task) -> float | None:
        """Return the seconds it takes to hear a second of a recording; None where that cannot be told beforehand.

        Raises:
            AudioError: the recording cannot be heard.
        """
        ...


class Expectations:
    """What an item's result has to look like under these settings, to tell whether anything is left to do."""

    def __init__(self, engine: BatchEngine, settings: Settings) -> None:
        """Take model and banks from the run."""
        self.notes = (SHORT_WINDOWS,) if engine.short_windows else ()
        self._engine = engine
        self._settings = settings
        self.question = cache(self._find_question)

    def result(self, item: Item, sha256: str) -> ResultKey:
        """Return what the item's result depends on."""
        question, lexicon_ = self.question(item.question)
        version = compile_rubric(question, item.lang, lexicon_).version
        return ResultKey(sha256, item.question, item.lang, self._engine.model, version, self._engine.short_windows)

    def heard(self, item: Item, sha256: str) -> str:
        """Return the key under which what was heard is kept."""
        return HeardCache.key(sha256, item.lang, self._engine.identity, self.notes)

    def _find_question(self, identity: str) -> tuple[Question, Lexicon]:
        bank, question = find_question(identity, self._settings.banks, self._settings.data_dir)
        return question, lexicon(bank)
