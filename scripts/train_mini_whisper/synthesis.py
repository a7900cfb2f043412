"""Speech for the corpus: one cache of utterances with the time of every word."""

from __future__ import annotations

import pickle
import random
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import soxr

from .corpus import LANGUAGES, sentences
from .espeak import Espeak, Speech, pinyin

RATE = 16_000  # Hz, of the recogniser
#: Voices with their weights. "pinyin:" voices are given syllables instead of
#: characters: espeak-ng 1.51 reads most characters of its `cmn` voice as English
#: letters ("li three"), and the program's own voice speaks from syllables too.
VOICES: dict[str, dict[str, int]] = {
    "en": {"en-us": 45, "en-us+f3": 40, "en": 15},
    "zh": {"pinyin:cmn-latn-pinyin": 50, "pinyin:cmn-latn-pinyin+f3": 35, "pinyin:cmn-latn-pinyin+m3": 15},
}
RATES = (140, 195)  # words a minute
PITCHES = (40, 60)  # espeak-ng units, 0 to 99
_TAIL = 0.03  # s kept after the last sound
_PUNCTUATION = "，。,.？?"


@dataclass
class Utterance:
    """One spoken sentence; times in seconds from its first sample."""

    language: str
    text: str
    voice: str
    samples: np.ndarray  # int16 at RATE
    words: list[tuple[int, int, float, float]]  # character span in text, start, end
    phonemes: list[tuple[str, float]]  # name ("" is a pause), start

    @property
    def seconds(self) -> float:
        """Return the length of the sound."""
        return len(self.samples) / RATE


def _as_pinyin(text: str) -> tuple[str, dict[int, int]]:
    """Spell a Chinese sentence; also map offsets in the spelling to characters."""
    spelt, places = "", {}
    for index, character in enumerate(text):
        if character in _PUNCTUATION:
            spelt = spelt.rstrip() + ("," if character in "，," else ".") + " "
        else:
            places[len(spelt)] = index
            spelt += pinyin(character) + " "
    return spelt.strip(), places


def _characters(text: str, language: str) -> list[tuple[int, int]]:
    """Return the spans of the words (en) or characters (zh) of a sentence."""
    spans: list[tuple[int, int]] = []
    for index, character in enumerate(text):
        if character in _PUNCTUATION or character == " ":
            continue
        joined = language == "en" and index > 0 and text[index - 1] not in _PUNCTUATION + " "
        if joined:
            spans[-1] = (spans[-1][0], index + 1)
        else:
            spans.append((index, index + 1))
    return spans


def _timed(
    spans: list[tuple[int, int]],
    starts: dict[int, float],
    phonemes: list[tuple[str, float]],
    length: float,
) -> list[tuple[int, int, float, float]]:
    """Give every span a start and an end; spans without an event share the one before."""
    groups: list[list[tuple[int, int]]] = []
    begins: list[float] = []
    for span in spans:
        if span[0] in starts or not groups:
            groups.append([span])
            begins.append(starts.get(span[0], 0.0))
        else:  # espeak-ng speaks some pairs ("of the") as a single word
            groups[-1].append(span)
    pauses = [start for name, start in phonemes if not name]
    timed = []
    for number, group in enumerate(groups):
        begin = begins[number]
        limit = begins[number + 1] if number + 1 < len(groups) else length
        end = min([limit, *(p for p in pauses if begin + 0.02 < p)])
        total = sum(b - a for a, b in group)
        at = begin
        for a, b in group:
            share = (end - begin) * (b - a) / total
            timed.append((a, b, at, at + share))
            at += share
    return timed


def utter(engine: Espeak, text: str, language: str, voice: str, rate: int, pitch: int) -> Utterance:
    """Speak one sentence and bring sound and times to the recogniser's rate."""
    kind, _, name = voice.rpartition(":")
    spoken, places = _as_pinyin(text) if kind else (text, None)
    speech: Speech = engine.speak(spoken, name, rate, pitch)
    scale = 1.0 / speech.rate
    starts = {(offset if places is None else places.get(offset, -1)): sample * scale for offset, sample in speech.words}
    phonemes = [(p, sample * scale) for p, sample in speech.phonemes]
    sounding = [i for i, (p, _) in enumerate(phonemes) if p]
    last = sounding[-1] + 1
    end = phonemes[last][1] if last < len(phonemes) else len(speech.samples) * scale
    samples = soxr.resample(speech.samples, speech.rate, RATE)
    samples = samples[: int((end + _TAIL) * RATE)]
    words = _timed(_characters(text, language), starts, phonemes, end)
    return Utterance(language, text, voice, samples, words, phonemes[: last + 1])


def utterances(count: int, seed: int, *, unseen: bool = False) -> list[Utterance]:
    """Speak `count` sentences per language with drawn voices, reproducibly."""
    engine = Espeak()
    made: list[Utterance] = []
    for language in LANGUAGES:
        draw = random.Random(f"voices-{language}-{seed}")
        voices = VOICES[language]
        for text in sentences(language, count, seed, unseen=unseen):
            voice = draw.choices(list(voices), weights=list(voices.values()))[0]
            rate, pitch = draw.randint(*RATES), draw.randint(*PITCHES)
            made.append(utter(engine, text, language, voice, rate, pitch))
    return made


def cached(path: Path, count: int, seed: int, *, unseen: bool = False) -> list[Utterance]:
    """Load the utterances of an earlier call, or make and keep them."""
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(pickle.dumps(utterances(count, seed, unseen=unseen)))
    return pickle.loads(path.read_bytes())
