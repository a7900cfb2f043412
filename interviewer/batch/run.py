"""One run over a list of recordings: what is done already is left alone, the rest is heard, scored and written down."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field, replace

from audio.errors import AudioError
from interviewer.answer_json import answer_to_dict
from interviewer.batch.engine import BatchEngine, Expectations, Hearing, Task
from interviewer.batch.heard import HeardRecording
from interviewer.batch.output import Output
from interviewer.batch.records import Failure, Item, printable
from interviewer.batch.sources import ChangedWhileRead, Fetched, fetched
from interviewer.errors import InterviewerError, StoreError
from interviewer.messages import CATALOGUE, error_text, text
from interviewer.settings import Settings

_SYNC_EVERY_S = 2.0  # a power cut costs at most this much work


class NotScored(InterviewerError):
    """Scoring itself failed, which it never should."""

    code = "not_scored"


@dataclass
class Tally:
    """How far a run is.

    Attributes:
        items: recordings in the list.
        scored: scored in this run.
        rescored: of those, without hearing them again.
        kept: done by an earlier run.
        failed: without a result.
        audio_s: length of the recordings scored in this run.
    """

    items: int
    scored: int = 0
    rescored: int = 0
    kept: int = 0
    failed: int = 0
    audio_s: float = 0.0
    started_s: float = field(default_factory=time.monotonic)

    @property
    def done(self) -> int:
        """Recordings that need nothing more in this run."""
        return self.scored + self.kept + self.failed


@dataclass(frozen=True)
class _Way:
    """An item between fetching and scoring."""

    item: Item
    source: Fetched
    cleanup: ExitStack


class BatchRun:
    """Scores items with an engine into an output folder."""

    def __init__(
        self,
        items: Sequence[Item],
        output: Output,
        engine: BatchEngine,
        settings: Settings,
        on_progress: Callable[[Tally], None] = lambda tally: None,
    ) -> None:
        """Prepare a run.

        Args:
            items: what is to be scored.
            output: where the results go.
            engine: who listens.
            settings: language of reasons, banks.
            on_progress: called after every item, from any thread but never twice at once.
        """
        self.tally = Tally(len(items))
        self.failures: list[Failure] = []
        self._items = items
        self._output = output
        self._engine = engine
        self._settings = settings
        self._on_progress = on_progress
        self._expected = Expectations(engine, settings)
        self._lock = threading.Lock()
        self._ways: dict[str, list[_Way]] = {}  # by key of what will be heard: the same sound is heard once
        self._synced_s = time.monotonic()

    def run(self, stop: threading.Event) -> None:
        """Work until everything is done, or `stop` is set and what was in hand is finished.

        Raises:
            StoreError: the results cannot be written; everything written so far is kept.
            ModelError: the model cannot be used.
        """
        try:
            for hearing in self._engine.hear(self._tasks(stop), stop):
                with self._lock:
                    self._take(hearing)
        finally:
            for ways in self._ways.values():
                for way in ways:
                    way.cleanup.close()
            self._output.sync()

    def _tasks(self, stop: threading.Event) -> Iterator[Task]:
        """Go through the list; yield what has to be heard."""
        for item in self._items:
            if stop.is_set():
                return
            with ExitStack() as cleanup:
                try:
                    source = cleanup.enter_context(fetched(item.path))
                except AudioError as error:
                    with self._lock:
                        self._fail(item, "input", error)
                    continue
                with self._lock:
                    task = self._begin(item, source, cleanup)
            if task is not None:
                yield task

    def _begin(self, item: Item, source: Fetched, cleanup: ExitStack) -> Task | None:
        """Return the task for an item, or finish it here where nothing is to be heard."""
        if self._output.key(item.id) == self._expected.result(item, source.sha256):
            self.tally.kept += 1
            self._on_progress(self.tally)
            return None
        key = self._expected.heard(item, source.sha256)
        heard = self._output.heard.load(key)
        if heard is not None:
            self._score(item, heard, again=True)
            return None
        ways = self._ways.setdefault(key, [])
        ways.append(_Way(item, source, cleanup.pop_all()))
        return Task(key, item.path, source, item.lang) if len(ways) == 1 else None

    def _take(self, hearing: Hearing) -> None:
        """Score every item that waits for a hearing."""
        ways = self._ways.pop(hearing.task.key)
        try:
            heard = hearing.heard
            if heard is None:
                assert hearing.error is not None
                for way in ways:
                    self._fail(way.item, hearing.stage, hearing.error, way.source)
                return
            if not hearing.task.source.unchanged() or heard.sha256 != hearing.task.source.sha256:
                for way in ways:
                    self._fail(way.item, "input", ChangedWhileRead(way.item.path))
                return
            heard = self._marked(heard)
            self._saving(lambda: self._output.heard.save(hearing.task.key, heard))
            for index, way in enumerate(ways):
                self._score(way.item, heard, again=index > 0)
        finally:
            for way in ways:
                way.cleanup.close()

    def _marked(self, heard: HeardRecording) -> HeardRecording:
        """Note in the transcript how it was made, where that is not the usual way."""
        transcript = heard.transcript
        return replace(heard, transcript=replace(transcript, notes=(*transcript.notes, *self._expected.notes)))

    def _score(self, item: Item, heard: HeardRecording, *, again: bool) -> None:
        question, lexicon_ = self._expected.question(item.question)
        try:
            answer = heard.judge(printable(item.path), question, item.lang, lexicon_)
        except InterviewerError as error:
            self._fail(item, "score", error)
            return
        except Exception as error:  # one odd answer must not stop a thousand
            self._fail(item, "score", NotScored(f"{item.path}: {error!r}", path=item.path, detail=repr(error)))
            return
        record = answer_to_dict(replace(answer, id=item.id))
        if item.candidate is not None:
            record["candidate"] = item.candidate
        self._output.add(item.id, record)
        self.tally.scored += 1
        self.tally.rescored += again
        self.tally.audio_s += 0.0 if again else heard.duration_s
        now_s = time.monotonic()
        if now_s - self._synced_s > _SYNC_EVERY_S:
            self._output.sync()
            self._synced_s = now_s
        self._on_progress(self.tally)

    def _fail(
        self, item: Item, stage: str, error: AudioError | InterviewerError, source: Fetched | None = None
    ) -> None:
        language = self._settings.language
        reason = error_text(error, language)
        if source is not None:
            reason = reason.replace(str(source.path), item.path)  # nobody knows the local copy of a remote file
        reason = printable(reason)
        failure = Failure(item, stage, error.code, reason, text(advice_key(stage, error), language))
        self._output.fail(failure)
        self.failures.append(failure)
        self.tally.failed += 1
        self._on_progress(self.tally)

    def _saving(self, save: Callable[[], None]) -> None:
        try:
            save()
        except OSError as error:
            folder = self._output.folder
            raise StoreError(
                f"saving to {folder} failed ({error.strerror}); free some disk space and run the same command again",
                path=str(folder), reason=error.strerror or str(error), problem="batch_write",
            ) from error  # fmt: skip


def advice_key(stage: str, error: AudioError | InterviewerError) -> str:
    """Return the key of the sentence that says what to do about a failure."""
    for key in (f"batch.advice.{error.code}.{error.facts.get('reason')}", f"batch.advice.{error.code}"):
        if key in CATALOGUE:
            return key
    return f"batch.advice.stage.{stage}"
