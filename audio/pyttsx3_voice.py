"""Speech from the voices installed on the machine, by pyttsx3 in a child process (see `voice_worker`).

pyttsx3 shares one engine per process, repeats or drops queued jobs, prints, and can hang (on macOS the second run
loop of a process may never return); espeak-ng carries state from one sentence to the next, so that the same text
sounds slightly different the second time. So every sentence has a child of its own, which writes it to a file: the
same text gives the same samples, always. A child takes about 0.2 s to start and 0.02 s to speak (espeak-ng, 2 cores);
the next one is therefore started as soon as one has spoken, and waits with its engine ready.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
import threading
import weakref
from pathlib import Path
from typing import IO, Any

import numpy as np

from audio.clip import Clip
from audio.errors import DecodeError, NoVoice, SynthesisError
from audio.files import read_clip
from audio.loudness import level_speech, silence, trim_silence
from audio.ports import Language
from audio.speech_cache import SpeechCache, speech_key
from audio.spoken_text import SpokenPart, has_words, split_languages, toned_pinyin
from audio.voice_choice import INSTALL_HINTS, InstalledVoice, choose_voice

RENDER_RATE_HZ = 22_050
"""What espeak-ng, macOS and Windows write by default, so that nothing is resampled."""

DEFAULT_RATE_WPM: dict[Language, int] = {"zh": 175, "en": 130}
"""Calm interviewer's speed: with espeak-ng about 235 characters a minute, and about 185 words a minute."""

_PINYIN_VOICE = "latn-pinyin"
_PART_GAP_S = 0.03  # between two languages within a phrase
_MARK_GAP_S = 0.18  # where a comma or the like ends the part
_MARKS = ",.;:?!\uff0c\u3002\uff1b\uff1a\uff1f\uff01\u3001"

# -P keeps the worker's folder and the working directory out of its module search path.
_WORKER_COMMAND = (sys.executable, "-P", str(Path(__file__).with_name("voice_worker.py")))


class Pyttsx3Voice:
    """A `Voice` that speaks with the machine's own voices; safe to call from several threads."""

    def __init__(
        self,
        voice: str | None = None,
        *,
        persona: int = 0,
        rate_wpm: int | None = None,
        timeout_s: float = 20.0,
        cache_dir: Path | None = None,
        worker_command: tuple[str, ...] = _WORKER_COMMAND,
    ) -> None:
        """Choose how to speak; nothing is started before the first sentence.

        Args:
            voice: see `choose_voice`; None for the best installed one.
            persona: 1 and up for another person's voice than 0.
            rate_wpm: the engine's words per minute, for both languages; None for `DEFAULT_RATE_WPM`.
            timeout_s: longest wait for one sentence; the engine is killed then.
            cache_dir: where rendered sentences are kept between runs; None keeps them in memory only.
            worker_command: how the child process is started.
        """
        self._wanted = voice
        self._persona = persona
        self._rate_wpm = rate_wpm
        self._timeout_s = timeout_s
        self._cache = SpeechCache(cache_dir)
        self._command = worker_command
        self._lock = threading.Lock()
        self._worker: _Worker | None = None
        self._listed: tuple[str, tuple[InstalledVoice, ...]] | None = None
        self._closed = False

    def render(self, text: str, language: Language) -> Clip:
        """Speak a sentence into a clip: trimmed, levelled, 22.05 kHz. Words of the other language keep theirs.

        Raises:
            NoVoice: no installed voice speaks the language, or the wanted voice does not exist.
            SynthesisError: there is nothing to say, or the engine is missing, failed or took too long.
        """
        if not has_words(text):
            raise SynthesisError(f"There are no words to speak in {text!r}.", text=text, reason="no_words")
        with self._lock:
            driver, _ = self._installed()
            # One synthesiser for both languages makes a mixed sentence sound like one person; elsewhere the
            # voices of the platform read foreign words themselves, better than a change of person would.
            parts = split_languages(text, language) if driver == "espeak" else [SpokenPart(language, text)]
            voices = [self._voice_for(part.language) for part in parts]
            rates_wpm = [self._rate_wpm or DEFAULT_RATE_WPM[part.language] for part in parts]
            key = speech_key(voices, rates_wpm, text)
            return self._cache.get(key) or self._cache.put(key, self._synthesise(parts, voices, rates_wpm))

    def voice_id(self, language: Language) -> str:
        """Return the id of the voice that speaks a language, for the record.

        Raises:
            NoVoice: nothing installed speaks it, or the wanted voice does not exist.
            SynthesisError: the engine is missing or failed.
        """
        with self._lock:
            return self._voice_for(language)

    def close(self) -> None:
        """End the child process; a sentence being rendered in another thread fails."""
        self._closed = True
        worker, self._worker = self._worker, None
        if worker:
            worker.kill()

    def _voice_for(self, language: Language) -> str:
        driver, voices = self._installed()
        return choose_voice(voices, language, self._wanted, driver=driver, persona=self._persona)

    def _installed(self) -> tuple[str, tuple[InstalledVoice, ...]]:
        """Return the driver's name and its voices; asked once."""
        if self._listed is None:
            reply = self._ask({"op": "voices"})
            voices = (InstalledVoice(v["id"], v["name"], tuple(v["languages"]), v["gender"]) for v in reply["voices"])
            self._listed = (str(reply["driver"]), tuple(voices))
        return self._listed

    def _synthesise(self, parts: list[SpokenPart], voices: list[str], rates_wpm: list[int]) -> Clip:
        with tempfile.TemporaryDirectory(prefix="interviewer-voice-") as folder:
            paths = [Path(folder, f"{index}.wav") for index in range(len(parts))]
            jobs = [
                {
                    "voice": voice,
                    "rate_wpm": rate_wpm,
                    "text": toned_pinyin(part.text) if _PINYIN_VOICE in voice else part.text,
                    "path": str(path),
                }
                for part, voice, rate_wpm, path in zip(parts, voices, rates_wpm, paths, strict=True)
            ]
            self._ask({"op": "render", "parts": jobs})
            pieces = []
            for part, path in zip(parts, paths, strict=True):
                clip = level_speech(trim_silence(_decoded(path, part.text)))
                gap_s = _MARK_GAP_S if part.text[-1] in _MARKS else _PART_GAP_S
                pieces += [clip.samples, silence(gap_s, RENDER_RATE_HZ)]
        return Clip(np.concatenate(pieces[:-1]), RENDER_RATE_HZ)

    def _ask(self, request: dict[str, Any]) -> dict[str, Any]:
        """Ask the child; one that died or failed is replaced once, one that has spoken is replaced by a spare."""
        for last_try in (False, True):
            if self._closed:
                raise SynthesisError("The voice was closed.", reason="closed")
            worker = self._worker = self._worker or _Worker(self._command)
            reply = worker.ask(request, self._timeout_s)
            failed = "error" in reply
            if failed or request["op"] == "render":
                worker.kill()
                self._worker = None if failed or self._closed else _Worker(self._command)
            if not failed:
                return reply
            if last_try or reply["reason"] not in ("died", "empty", "engine"):
                break
        raise _failure(reply, request)


def _decoded(path: Path, text: str) -> Clip:
    try:
        clip = read_clip(path, rate_hz=RENDER_RATE_HZ)
    except DecodeError as error:
        raise SynthesisError(f"The speech for {text!r} cannot be read: {error}", text=text, reason="engine") from error
    if not np.any(clip.samples):
        raise SynthesisError(f"The engine made no sound for {text!r}.", text=text, reason="empty")
    return clip


def _failure(reply: dict[str, Any], request: dict[str, Any]) -> SynthesisError:
    """Put a failed reply into words."""
    reason, detail = reply["reason"], reply["error"]
    if reason == "no_engine":
        driver = {"darwin": "nsss", "win32": "sapi5"}.get(sys.platform, "espeak")
        hint = INSTALL_HINTS[driver]
        return SynthesisError(f"No speech engine: {hint}. ({detail})", reason=reason, driver=driver, hint=hint)
    if reason == "voice":
        return NoVoice(f"The voice cannot be used: {detail}.", reason=reason, detail=detail)
    text = " ".join(part["text"] for part in request.get("parts", []))
    what = f"speak {text!r}" if text else "list the voices"
    return SynthesisError(f"The speech engine could not {what}: {detail}.", text=text, reason=reason, detail=detail)


class _Worker:
    """One child process."""

    def __init__(self, command: tuple[str, ...]) -> None:
        """Start it, out of reach of the terminal's Ctrl-C; it ends with this object or this program at the latest."""
        self._stderr: IO[bytes] = tempfile.TemporaryFile()  # noqa: SIM115 - closed with the process
        flags = 0
        if sys.platform == "win32":
            flags = subprocess.CREATE_NEW_PROCESS_GROUP | subprocess.CREATE_NO_WINDOW
        try:
            self._process = subprocess.Popen(
                command,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=self._stderr,
                start_new_session=sys.platform != "win32",
                creationflags=flags,
            )
        except OSError as error:
            self._stderr.close()
            raise SynthesisError(
                f"The speech engine cannot be started: {error}", reason="start", detail=str(error)
            ) from error
        self.pid = self._process.pid
        self.kill = weakref.finalize(self, _end, self._process, self._stderr)

    def ask(self, request: dict[str, Any], timeout_s: float) -> dict[str, Any]:
        """Send a request and return the reply; a death or a timeout is a reply with an `error`, too."""
        assert self._process.stdin and self._process.stdout
        late = threading.Event()

        def stop() -> None:
            late.set()
            self._process.kill()

        timer = threading.Timer(timeout_s, stop)
        timer.daemon = True
        timer.start()
        try:
            self._process.stdin.write(json.dumps(request).encode("ascii") + b"\n")
            self._process.stdin.flush()
            reply: dict[str, Any] = json.loads(self._process.stdout.readline())
            return reply
        except (OSError, ValueError):  # a closed pipe or half a line: the child is gone
            if late.is_set():
                return {"error": f"no answer within {timeout_s:g} s", "reason": "timeout"}
            return {"error": f"the child process ended {self._last_words()}".rstrip(), "reason": "died"}
        except BaseException:  # Ctrl-C while waiting: its late reply must not answer the next request
            self.kill()
            raise
        finally:
            timer.cancel()

    def _last_words(self) -> str:
        if self._stderr.closed:
            return ""
        self._stderr.seek(0)
        lines = self._stderr.read().decode("utf-8", "replace").strip().splitlines()
        return f"({lines[-1]})" if lines else ""


def _end(process: subprocess.Popen[bytes], stderr: IO[bytes]) -> None:
    """Kill a child and leave neither a zombie nor an open pipe."""
    process.kill()
    process.wait()
    for pipe in (process.stdin, process.stdout, stderr):
        if pipe:
            try:
                pipe.close()
            except OSError:  # unsent bytes for a dead child
                pass
