"""espeak-ng through its C library, with the time of every word and phoneme.

The shared library tells, while it speaks, at which sample each word and phoneme
begins. That is a perfect alignment for free, which the command line cannot give.
"""

from __future__ import annotations

import ctypes
import re
import subprocess
from dataclasses import dataclass
from functools import cache

import numpy as np

_AUDIO_RETRIEVAL = 2  # espeak_Initialize: hand the samples to a callback
_PHONEME_EVENTS = 1
_UTF8 = 1
_RATE_PARAMETER, _PITCH_PARAMETER = 1, 3
_EVENT_END, _EVENT_WORD, _EVENT_PHONEME = 0, 1, 7


class _Id(ctypes.Union):
    _fields_ = [("number", ctypes.c_int), ("name", ctypes.c_char_p), ("string", ctypes.c_char * 8)]


class _Event(ctypes.Structure):
    _fields_ = [
        ("type", ctypes.c_int),
        ("identifier", ctypes.c_uint),
        ("text_position", ctypes.c_int),
        ("length", ctypes.c_int),
        ("audio_position", ctypes.c_int),
        ("sample", ctypes.c_int),
        ("user_data", ctypes.c_void_p),
        ("id", _Id),
    ]


_Callback = ctypes.CFUNCTYPE(ctypes.c_int, ctypes.POINTER(ctypes.c_short), ctypes.c_int, ctypes.POINTER(_Event))


@dataclass(frozen=True)
class Speech:
    """Samples with the places of words and phonemes, in samples of `rate`."""

    samples: np.ndarray  # int16
    rate: int  # Hz
    words: list[tuple[int, int]]  # (character offset in the text, first sample)
    phonemes: list[tuple[str, int]]  # (name, first sample); "" is a pause


class Espeak:
    """One speaking engine; the C library allows a single one in a process."""

    def __init__(self) -> None:
        """Load and start the library."""
        self._lib = ctypes.CDLL("libespeak-ng.so.1")
        self._rate = self._lib.espeak_Initialize(_AUDIO_RETRIEVAL, 0, None, _PHONEME_EVENTS)
        if self._rate <= 0:
            raise RuntimeError("espeak-ng could not be started")
        self._chunks: list[bytes] = []
        self._words: list[tuple[int, int]] = []
        self._phonemes: list[tuple[str, int]] = []
        self._callback = _Callback(self._collect)  # kept alive: the library holds a pointer
        self._lib.espeak_SetSynthCallback(self._callback)

    def _collect(self, wave, count: int, events) -> int:  # noqa: ANN001 - ctypes pointers
        if wave and count > 0:
            self._chunks.append(ctypes.string_at(wave, count * 2))
        index = 0
        while events[index].type != _EVENT_END:
            event = events[index]
            if event.type == _EVENT_WORD and event.length > 0:
                self._words.append((event.text_position - 1, event.sample))
            elif event.type == _EVENT_PHONEME:
                name = bytes(event.id.string).split(b"\0")[0].decode()
                if not name.startswith("("):  # "(en)" marks a change of language, not a sound
                    self._phonemes.append(("" if name.startswith("_") else name, event.sample))
            index += 1
        return 0

    def speak(self, text: str, voice: str, words_per_minute: int, pitch: int) -> Speech:
        """Speak a text; pitch runs from 0 to 99."""
        self._chunks, self._words, self._phonemes = [], [], []
        if self._lib.espeak_SetVoiceByName(voice.encode()) != 0:
            raise ValueError(f"espeak-ng has no voice {voice}")
        self._lib.espeak_SetParameter(_RATE_PARAMETER, words_per_minute, 0)
        self._lib.espeak_SetParameter(_PITCH_PARAMETER, pitch, 0)
        data = text.encode()
        self._lib.espeak_Synth(data, len(data) + 1, 0, 1, 0, _UTF8, None, None)
        samples = np.frombuffer(b"".join(self._chunks), dtype=np.int16)
        return Speech(samples, self._rate, self._words, self._phonemes)


@cache
def pinyin(character: str) -> str:
    """Return one character's syllable with tone number, from espeak-ng's own dictionary."""
    trace = subprocess.run(
        ["espeak-ng", "-v", "cmn", "-q", "-X", character],
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    found = re.search(rf"^Replace: {re.escape(character)}\s+(\S+)", trace, re.MULTILINE)
    if found is None:
        raise ValueError(f"espeak-ng knows no reading of {character}")
    return found.group(1)
