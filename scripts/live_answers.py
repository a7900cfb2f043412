"""Answers for `bench_live.py`: spoken by espeak-ng, taken through the live path, and taken the naive way."""

from __future__ import annotations

import threading
import time
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final

import numpy as np
import yaml

from audio.capture import capture
from audio.clip import SPEECH_RATE_HZ, Clip, Samples
from audio.controls import QueueControls
from audio.endpoint import Endpointer, EndpointOptions
from audio.files import read_clip
from audio.live import LiveHooks, LiveTranscriber
from audio.mini_whisper import candidate_path
from audio.ports import Language, Transcriber, Utterance
from audio.pyttsx3_voice import Pyttsx3Voice
from audio.resample import at_rate
from audio.speaking import Speaker
from audio.vad import SileroDetector
from audio.wav import write_wav
from audio.whisper import WhisperTranscriber
from interviewer.answer import Heard, judge
from interviewer.banks.loader import find_question, lexicon
from interviewer.practice.desk import Desk
from interviewer.practice.keys import Keyboard
from interviewer.practice.panel import QuietPanel
from interviewer.settings import Settings
from interviewer.wiring import CANDIDATE_RATE_WPM, Recogniser
from scripts.paced import PacedStream

QUESTION = "hr-faq/02-self-intro"
PAUSES_S = (0.3, 0.5, 0.8, 1.2, 2.0, 3.0)  # between sentences, as people pause when they answer
ENDINGS: Final = ("silence", "Enter, last word", "Enter, 0.5 s later")
SCRIPTS: Final = ("strong", "middling", "thin")
_ENTER_S = {ENDINGS[1]: 0.0, ENDINGS[2]: 0.5}
_TAIL_S = 12.0


@dataclass(frozen=True)
class Row:
    """One answer.

    Attributes:
        answer_s: its length.
        ending: one of ENDINGS.
        last_words_s: its last sentence.
        ready_s: from the end decision to the complete transcript.
        first_sound_s: to the first sound: the acknowledgement, or the judged feedback where nobody had to wait.
        feedback_s: to the first sentence of the judged feedback.
        naive_s: to a transcript and a score when everything is done afterwards.
        cores: used while listening, per second of sound.
        dropped_frames: samples lost.
        lagged: whether the machine could not keep up.
    """

    answer_s: float
    ending: str
    last_words_s: float
    ready_s: float
    first_sound_s: float
    feedback_s: float
    cores: float
    dropped_frames: int
    lagged: bool
    naive_s: float = 0.0


class ListeningPlayer:
    """A loudspeaker whose listener notes when a sound begins, and skips the feedback after its first sentence."""

    def __init__(self) -> None:
        """Start with nothing heard."""
        self.began_s: list[float] = []
        self.skipping = False

    def play(self, clip: Clip, stop: threading.Event | None = None) -> bool:
        """Take as long as the sound lasts."""
        self.began_s.append(time.monotonic())
        if not self.skipping:
            (stop or threading.Event()).wait(clip.duration_s)
        return not self.skipping


@dataclass(frozen=True)
class Spoken:
    """An answer with silence after it: what is said in it, when its last sentence begins and ends."""

    clip: Clip
    text: str
    last_from_s: float
    end_s: float


@cache
def sentences(language: Language, script: str) -> tuple[tuple[str, ...], tuple[Samples, ...]]:
    """Return the sentences of a script and their sound; a closing phrase, which would end the answer, is left out."""
    scripts = yaml.safe_load(candidate_path().read_text(encoding="utf-8"))[language]
    strong, weak = scripts["strong"][:-2], scripts["weak"][:-1]
    mixed = [text for pair in zip(strong, weak, strict=False) for text in pair]
    texts = tuple({"strong": strong, "middling": mixed, "thin": weak}[script])
    voice = Pyttsx3Voice(rate_wpm=CANDIDATE_RATE_WPM)
    try:
        return texts, tuple(at_rate(voice.render(text, language), SPEECH_RATE_HZ).samples for text in texts)
    finally:
        voice.close()


def spoken_answer(seconds: float, language: Language, seed: int, script: str = "strong") -> Spoken:
    """Return an answer of about that length."""
    texts, sounds = sentences(language, script)
    random = np.random.default_rng(seed)
    parts: list[Samples] = [np.zeros(SPEECH_RATE_HZ, np.float32)]
    said: list[str] = []
    while sum(map(len, parts)) < seconds * SPEECH_RATE_HZ:
        number = (len(said) + seed) % len(texts)
        said.append(texts[number])
        parts += [sounds[number], np.zeros(round(float(random.choice(PAUSES_S)) * SPEECH_RATE_HZ), np.float32)]
    last_from, end = sum(map(len, parts[:-2])), sum(map(len, parts[:-1]))
    sound = np.concatenate([*parts[:-1], np.zeros(round(_TAIL_S * SPEECH_RATE_HZ), np.float32)])
    sound += random.normal(0, 1e-3, len(sound)).astype(np.float32)
    text = ("" if language == "zh" else " ").join(said)
    return Spoken(Clip(sound), text, last_from / SPEECH_RATE_HZ, end / SPEECH_RATE_HZ)


def take(
    settings: Settings,
    transcriber: Transcriber,
    seconds: float,
    number: int,
    ending: str,
    *,
    real_time: bool,
) -> Row:
    """Take one answer live, judge it and tell the person, as a drill does; the recording is kept for `naive`."""
    answer, language = spoken_answer(seconds, settings.language, number), settings.language
    player, lagging, controls = ListeningPlayer(), list[bool](), QueueControls()
    voice = Pyttsx3Voice(cache_dir=settings.data_dir / "speech")
    desk = Desk(
        settings, Speaker(voice, player), Recogniser(None), QuietPanel(), Keyboard(), settings.data_dir / "recordings"
    )
    thanks = desk.text("drill.thanks")
    desk.speaker.prepare(thanks, language)
    bank, question = find_question(QUESTION)
    hooks = LiveHooks(on_lag=lambda: lagging.append(True))
    live = LiveTranscriber(transcriber, language, hooks)
    enter_s = answer.end_s + _ENTER_S[ending] if ending in _ENTER_S else None
    stream = PacedStream(answer.clip, lambda: real_time or live.busy, controls=controls, enter_at_s=enter_s)
    cpu_s = time.process_time()
    utterance = capture(
        stream, SileroDetector(), Endpointer(EndpointOptions(limit_s=900)), controls=controls, follower=live
    )
    decided_s = time.monotonic()
    cores = (time.process_time() - cpu_s) / utterance.clip.duration_s
    with desk.meanwhile(thanks):
        transcript = live.finish(utterance)
        ready_s = time.monotonic() - decided_s
    live.close()
    feedback = judge(Heard(utterance, transcript), question, language, 1, lexicon(bank)).feedback.spoken
    player.skipping = True
    desk.say(feedback)
    desk.speaker.close()
    voice.close()
    write_wav(_recording(settings, number), utterance.clip)
    return Row(
        answer_s=round(answer.end_s, 1),
        ending=ending,
        last_words_s=round(answer.end_s - answer.last_from_s, 1),
        ready_s=round(ready_s, 3),
        first_sound_s=round(player.began_s[0] - decided_s, 3),
        feedback_s=round(player.began_s[-1] - decided_s, 3),
        cores=round(cores, 3),
        dropped_frames=stream.dropped_frames,
        lagged=bool(lagging),
    )


def naive(settings: Settings, transcriber: Transcriber, number: int) -> float:
    """Return the seconds to a transcript and a score when a recording is only looked at after its end."""
    clip = read_clip(_recording(settings, number))
    bank, question = find_question(QUESTION)
    utterance = Utterance(clip, 0.0, clip.duration_s, "key", ())
    began_s = time.monotonic()
    whole = transcriber.transcribe(clip, settings.language)
    judge(Heard(utterance, whole), question, settings.language, 1, lexicon(bank))
    return round(time.monotonic() - began_s, 3)


def accuracy(settings: Settings, transcriber: WhisperTranscriber, script: str, seed: int) -> tuple[float, float, float]:
    """Return the error rates of one answer of a minute: heard whole, live to its silence, live with Enter."""
    language = settings.language
    answer = spoken_answer(60.0, language, seed, script)
    rates: list[float] = []
    for enter_s in (None, answer.end_s):
        controls = QueueControls()
        live = LiveTranscriber(transcriber, language)
        stream = PacedStream(answer.clip, lambda live=live: live.busy, controls=controls, enter_at_s=enter_s)  # type: ignore[misc]
        endpointer = Endpointer(EndpointOptions(limit_s=900))
        utterance = capture(stream, SileroDetector(), endpointer, controls=controls, follower=live)
        heard = live.finish(utterance)
        live.close()
        if enter_s is None:
            whole = transcriber.transcribe(utterance.clip, language, speech=utterance.speech)
            rates.append(error_rate(answer.text, whole.text, language))
        rates.append(error_rate(answer.text, heard.text, language))
    return rates[0], rates[1], rates[2]


def pause_outcome(
    settings: Settings, transcriber: WhisperTranscriber, before: str, after: str, pause_s: float, seed: int
) -> float | None:
    """Speak, pause to think, go on, and stop; what was said is known as soon as the recogniser has it.

    Args:
        settings: for the language.
        transcriber: hears the words that tell how long to wait.
        before: the last words before the pause.
        after: the last words of the answer.
        pause_s: length of the pause.
        seed: chooses what is said around it.

    Returns:
        Seconds from the last word to the end decision; None when it came before the last word.
    """
    language = settings.language
    _, sounds = sentences(language, "strong")
    voice = Pyttsx3Voice(rate_wpm=CANDIDATE_RATE_WPM)
    try:
        begun, over = (at_rate(voice.render(text, language), SPEECH_RATE_HZ).samples for text in (before, after))
    finally:
        voice.close()
    gap = np.zeros(SPEECH_RATE_HZ // 2, np.float32)
    chosen = [sounds[(seed + index) % len(sounds)] for index in range(5)]
    parts = [gap, *(part for sound in chosen[:4] for part in (sound, gap)), begun]
    parts += [np.zeros(round(pause_s * SPEECH_RATE_HZ), np.float32), chosen[4], gap, over]
    end_s = sum(map(len, parts)) / SPEECH_RATE_HZ
    sound = np.concatenate([*parts, np.zeros(round(_TAIL_S * SPEECH_RATE_HZ), np.float32)])
    sound += np.random.default_rng(seed).normal(0, 1e-3, len(sound)).astype(np.float32)
    live = LiveTranscriber(transcriber, language)
    stream = PacedStream(Clip(sound), lambda: live.busy)
    utterance = capture(stream, SileroDetector(), Endpointer(EndpointOptions(limit_s=900)), follower=live)
    live.close()
    late_s = utterance.clip.duration_s - end_s
    return late_s if late_s > 0 else None


def error_rate(said: str, heard: str, language: Language) -> float:
    """Return the word error rate, for Mandarin the character error rate, without punctuation."""
    import jiwer

    def bare(text: str) -> str:
        words = "".join(c if c.isalnum() or c == "'" else " " for c in text.lower()).split()
        return ("" if language == "zh" else " ").join(words)

    rate = jiwer.cer if language == "zh" else jiwer.wer
    return float(rate(bare(said), bare(heard)))


def _recording(settings: Settings, number: int) -> Path:
    folder = settings.data_dir / "recordings"
    folder.mkdir(parents=True, exist_ok=True)
    return folder / f"{number}.wav"
