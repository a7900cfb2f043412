"""Transcripts that come from outside: plain text, our transcript JSON, and many answers as JSON Lines."""

from __future__ import annotations

import functools
import json
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO, TextIO, cast

from audio.ports import Language, Transcript
from interviewer.answer import judge_text
from interviewer.answer_json import answer_to_json, one_line, transcript_from_dict
from interviewer.banks.loader import find_question, lexicon
from interviewer.errors import InputError, InterviewerError
from interviewer.messages import error_text, text
from interviewer.settings import Settings

if TYPE_CHECKING:
    from interviewer.banks.schema import Question
    from interviewer.llm.client import LlmClient
    from interviewer.records import Answer
    from interviewer.scoring.lexicon import Lexicon

MAX_BYTES = 200_000_000
"""More is no transcript: a year of speech is about 100 MB of text."""

_TIME_LIMIT_S = 1e6


def read_text(path: Path | None, stdin: BinaryIO) -> str:
    """Read UTF-8 text (a byte order mark is fine) from a file, or from standard input when path is None.

    Raises:
        InputError: no such file, a folder, too large, or another encoding.
    """
    name = str(path or "-")
    try:
        data = stdin.read(MAX_BYTES + 1) if path is None else path.read_bytes()
    except OSError as error:
        raise InputError(f"{name}: {error.strerror}", path=name, problem="missing", reason=error.strerror) from error
    if len(data) > MAX_BYTES:
        raise InputError(f"{name} is larger than {MAX_BYTES} bytes", path=name, problem="size")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise InputError(f"{name} is not UTF-8 text", path=name, problem="encoding") from error


def transcript_from_text(content: str, language: Language, name: str) -> Transcript:
    """Return a transcript from plain text, from our transcript JSON, or from an answer JSON that holds one.

    Raises:
        InputError: it is JSON, but no transcript of ours.
    """
    if not content.lstrip().startswith("{"):
        return Transcript(text=content.strip(), words=(), language=language, engine="text")
    try:
        record = json.loads(content)
        record = record.get("transcript") or record
        return _checked(transcript_from_dict({"engine": "text", "words": (), "language": language, **record}), name)
    except (ValueError, TypeError, AttributeError) as error:
        raise InputError(
            f"{name} begins like JSON but is no transcript: {error}", path=name, problem="json", detail=str(error)
        ) from error


def _checked(transcript: Transcript, name: str) -> Transcript:
    """Refuse word times that are no times; words out of order are put in order."""
    if not isinstance(transcript.text, str) or transcript.language not in ("zh", "en"):
        raise ValueError("text must be a string and language zh or en")

    def good(value: object) -> bool:
        return value is None or (isinstance(value, (int, float)) and 0 <= value < _TIME_LIMIT_S)

    words = [
        word if good(word.start_s) and good(word.end_s) else replace(word, start_s=None, end_s=None)
        for word in transcript.words
    ]
    if "".join(word.text for word in words).strip() != transcript.text.strip():
        words = []  # times that belong to other words would lie
    times = [word.start_s for word in words if word.start_s is not None]
    if times != sorted(times):
        words = [replace(word, start_s=None, end_s=None) for word in words]
    return replace(transcript, text=transcript.text.strip(), words=tuple(words))


@dataclass(frozen=True)
class _Row:
    """One line that was scored, or the error in its place."""

    identity: object
    answer: Answer | None = None
    question: Question | None = None
    lexicon: Lexicon | None = None
    error: InterviewerError | None = None


def score_lines(content: str, name: str, settings: Settings, output: TextIO, client: LlmClient | None = None) -> int:
    """Score one answer a line, writing one answer JSON a line in the same order; return the exit code.

    A line that cannot be scored gives `{"id": ..., "error": {...}}` in its place, so that lines keep matching.

    Args:
        content: the lines.
        name: of the file, for messages.
        settings: of this run.
        output: where the answers go, each as soon as those before it are there.
        client: of the language model, which judges several answers at once; None keeps everything offline.
    """
    lines = enumerate(content.split("\n"), start=1)
    rows: Iterator[_Row] = (_row(line, name, number, settings) for number, line in lines if line.strip())
    if client is not None:
        from interviewer.llm.in_order import in_order

        rows = in_order(functools.partial(_asked, client=client, votes=settings.llm_votes), rows)
    failed = 0
    for row in rows:
        if row.answer is not None:
            output.write(answer_to_json(row.answer) + "\n")
        elif row.error is not None:
            failed += 1
            problem = {"code": row.error.code, "message": error_text(row.error, settings.language)}
            output.write(one_line({"id": row.identity, "error": problem}) + "\n")
    return 1 if failed else 0


def _row(line: str, name: str, number: int, settings: Settings) -> _Row:
    """Score one line offline."""
    identity = None
    try:
        record = _parsed(line, name, number)
        identity = record.get("id")
        _check(record, name, number)
        bank, question = find_question(str(record["question"]), settings.banks, settings.data_dir)
    except InterviewerError as error:
        return _Row(identity, error=error)
    language = cast(Language, record.get("lang") or settings.language)
    transcript = Transcript(text=str(record["text"]).strip(), words=(), language=language, engine="text")
    answer = replace(judge_text(transcript, question, lexicon(bank)), id=None if identity is None else str(identity))
    return _Row(identity, answer, question, lexicon(bank))


def _asked(row: _Row, *, client: LlmClient, votes: int) -> _Row:
    """Add the language model's score; a better version of a thousand answers is nobody's reading."""
    from interviewer.llm.add import add_llm

    if row.answer is None or row.question is None:
        return row
    answer = add_llm(row.answer, row.question, client, votes=votes, coach=False, lexicon=row.lexicon)
    return replace(row, answer=answer)


def _parsed(line: str, name: str, number: int) -> dict[str, Any]:
    """Return the object a line holds."""
    try:
        record = json.loads(line)
        if not isinstance(record, dict):
            raise ValueError("not an object")
    except ValueError as error:
        raise _bad_line(name, number, error) from error
    return record


def _check(record: dict[str, Any], name: str, number: int) -> None:
    """Refuse an object that is no answer."""
    for field in ("question", "text"):
        if not isinstance(record.get(field), str):
            raise _bad_line(name, number, f'"{field}" is missing')
    if record.get("lang") not in (None, "zh", "en"):
        raise _bad_line(name, number, '"lang" must be "zh" or "en"')


def _bad_line(name: str, number: int, reason: object) -> InputError:
    message = text("error.input.line", "en", path=name, line=number, reason=reason)
    return InputError(message, path=name, line=number, problem="line", reason=str(reason))
