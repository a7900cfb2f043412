"""Child process that speaks text into files with pyttsx3.

It is run by its path, not as a module, and imports nothing of this package: a folder called `audio` in the working
directory can therefore not take its place, and what the engine prints or breaks stays in here.

Requests come on stdin, one JSON object a line; each gets one line of JSON back.

    {"op": "voices"}
        -> {"driver": "espeak", "voices": [{"id", "name", "languages", "gender"}, ...]}
    {"op": "render", "parts": [{"voice": "...", "rate_wpm": 170, "text": "...", "path": "..."}, ...]}
        -> {"written": 2}
    any failure -> {"error": "what happened", "reason": "no_engine" | "voice" | "empty" | "engine"}
"""

from __future__ import annotations

import json
import os
import queue
import sys
import threading
from typing import Any, BinaryIO


class _Refused(Exception):
    """A request that cannot be served, with the reason the parent distinguishes."""

    def __init__(self, reason: str, message: str) -> None:
        super().__init__(message)
        self.reason = reason


def _private_stdout() -> BinaryIO:
    """Keep the pipe to the parent for ourselves; whatever is printed from now on goes to stderr."""
    pipe = os.fdopen(os.dup(1), "wb", buffering=0)
    os.dup2(2, 1)
    return pipe


def _requests() -> queue.SimpleQueue[bytes]:
    """Read stdin in the background and leave at once when the parent is gone, even out of a hanging engine."""
    lines: queue.SimpleQueue[bytes] = queue.SimpleQueue()

    def read() -> None:
        for line in sys.stdin.buffer:
            lines.put(line)
        os._exit(0)

    threading.Thread(target=read, daemon=True).start()
    return lines


def _synthesise_in_this_thread() -> None:
    """Have pyttsx3 use espeak-ng in its synchronous mode.

    In the mode pyttsx3 asks for, espeak-ng takes settings and delivers sound in a thread of its own, unsynchronised
    with pyttsx3: under load about one sentence in thirty was spoken at the rate of the one before, or was empty, or
    ended the file of the next. Without that thread nobody announces the end of the sound, which is when pyttsx3
    writes the file; so it is announced here.
    """
    from pyttsx3.drivers import _espeak

    synthesise = _espeak.Synth

    def synthesise_and_announce(*arguments: Any, **options: Any) -> Any:
        status = synthesise(*arguments, **options)
        end = (_espeak.EVENT * 2)()
        end[0].type, end[1].type = _espeak.EVENT_MSG_TERMINATED, _espeak.EVENT_LIST_TERMINATED
        _espeak.SynthCallback(None, 0, end)
        return status

    _espeak.AUDIO_OUTPUT_RETRIEVAL = _espeak.AUDIO_OUTPUT_SYNCHRONOUS
    _espeak.Synth = synthesise_and_announce


class _Engine:
    """The pyttsx3 engine of this process, and when its last job was done."""

    def __init__(self) -> None:
        try:
            import pyttsx3

            if pyttsx3.engine.default_engine_by_sys_platform() == "espeak":
                _synthesise_in_this_thread()
            self._engine: Any = pyttsx3.init()
        except Exception as error:  # drivers raise whatever their platform raises
            raise _Refused("no_engine", f"{type(error).__name__}: {error}") from error
        self.driver: str = self._engine.driver_name
        self._finished = False
        self._engine.connect("finished-utterance", self._on_finished)

    def _on_finished(self, **_: object) -> None:
        self._finished = True

    def voices(self) -> list[dict[str, Any]]:
        """List the voices as plain values; older engines give language tags as bytes with a leading mark."""
        listed = []
        for voice in self._engine.getProperty("voices"):
            tags = [tag.decode("utf-8", "ignore") if isinstance(tag, bytes) else str(tag) for tag in voice.languages]
            listed.append(
                {
                    "id": str(voice.id),
                    "name": str(voice.name or voice.id),
                    "languages": ["".join(filter(str.isprintable, tag)) for tag in tags],
                    "gender": str(voice.gender or ""),
                }
            )
        return listed

    def render(self, voice: str, text: str, rate_wpm: int, path: str) -> None:
        """Write one file: exactly one job is queued, and it is over when the driver has said so."""
        self._finished = False
        self._engine.setProperty("voice", voice)
        self._engine.setProperty("rate", rate_wpm)
        self._engine.save_to_file(text, path)
        self._engine.runAndWait()
        if self.driver == "espeak" and not self._finished:
            raise _Refused("engine", "the engine did not finish the sentence")
        # An unknown voice is not refused: the engine silently goes on with the one before.
        used = str(self._engine.getProperty("voice"))
        if used.casefold() != voice.casefold():
            raise _Refused("voice", f"asked for the voice {voice!r}, the engine used {used!r}")
        if not os.path.exists(path) or os.path.getsize(path) <= 64:  # a header without sound
            raise _Refused("empty", "the engine wrote no sound")


def _serve(engine: _Engine, request: dict[str, Any]) -> dict[str, Any]:
    if request["op"] == "voices":
        return {"driver": engine.driver, "voices": engine.voices()}
    for part in request["parts"]:
        engine.render(part["voice"], part["text"], part["rate_wpm"], part["path"])
    return {"written": len(request["parts"])}


def _start() -> _Engine | _Refused:
    try:
        return _Engine()
    except _Refused as refused:
        return refused


def main() -> None:
    """Get the engine ready, then serve requests until the parent closes the pipe."""
    replies = _private_stdout()
    requests = _requests()
    engine = _start()
    while True:
        line = requests.get()
        try:
            if isinstance(engine, _Refused):
                raise engine
            reply = _serve(engine, json.loads(line))
        except _Refused as refused:
            reply = {"error": str(refused), "reason": refused.reason}
        except Exception as error:
            reply = {"error": f"{type(error).__name__}: {error}", "reason": "engine"}
        try:
            replies.write(json.dumps(reply).encode("ascii") + b"\n")
        except OSError:  # the parent left while we were speaking
            os._exit(0)


if __name__ == "__main__":
    main()
