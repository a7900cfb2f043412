"""The one place where concrete backends are chosen: Settings in, ports out. Imports are late on purpose."""

from __future__ import annotations

import os
import threading
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from audio.clip import Clip
from audio.errors import AudioError
from audio.ports import Language, Microphone, Player, SpeechDetector, Transcriber, Utterance
from audio.replay import ReplayMicrophone, SilentPlayer
from audio.speaking import Speaker
from interviewer.settings import Settings

if TYPE_CHECKING:
    from audio.batch_recogniser import BatchRecogniser
    from interviewer.batch.engine import BatchEngine
    from interviewer.llm.client import LlmClient

CANDIDATE_RATE_WPM = 165
"""The mini Whisper knows espeak-ng at 140 to 195 words per minute."""


@dataclass(frozen=True)
class Recogniser:
    """The recogniser of this run, or the reason why there is none.

    Attributes:
        transcriber: None when content cannot be judged.
        problem: why not; None while all is well.
    """

    transcriber: Transcriber | None
    problem: AudioError | None = None


def make_recogniser(settings: Settings) -> Recogniser:
    """Find the model; a drill goes on without one, timing the answer.

    Raises:
        ModelError: a model was asked for by name or path and cannot be used.
    """
    from audio.allocator import keep_memory
    from audio.errors import ModelMissing
    from audio.models import find_model
    from audio.whisper import WhisperTranscriber

    try:
        found = find_model(settings.model, models_dir=settings.models_dir, env=os.environ, language=settings.language)
    except ModelMissing as problem:
        if settings.model is not None:
            raise
        return Recogniser(None, problem)
    keep_memory()
    return Recogniser(WhisperTranscriber(found.path, name=found.name))


def load_ahead(recogniser: Recogniser) -> threading.Thread | None:
    """Load the model on a thread while the question is being asked; a failure shows when it is used."""
    load = getattr(recogniser.transcriber, "load", None)
    if load is None:
        return None

    def quietly() -> None:
        try:
            load()
        except AudioError:
            pass  # the same error is raised again, and shown, by the transcription itself

    thread = threading.Thread(target=quietly, name="load-model", daemon=True)
    thread.start()
    return thread


def make_speaker(settings: Settings, *, silent: bool = False, persona: int = 0) -> Speaker:
    """Return what speaks to the person; text only with --no-voice.

    Args:
        settings: voice, rate, output device.
        silent: render speech but play it nowhere (the demo without a sound device).
        persona: another person's voice than the interviewer's, from 1.
    """
    if not settings.speak:
        return Speaker(None, None)
    from audio.pyttsx3_voice import Pyttsx3Voice

    voice = Pyttsx3Voice(
        settings.voice,
        persona=persona,
        rate_wpm=settings.rate_wpm,
        cache_dir=settings.data_dir / "cache" / "speech",
    )
    return Speaker(voice, SilentPlayer() if silent else make_player(settings))


def make_microphone(settings: Settings) -> Microphone:
    """Return the microphone of this machine; it is opened, and may fail, when it is used."""
    from audio.devices import SounddeviceMicrophone

    return SounddeviceMicrophone(device_choice(settings.input_device))


def replay_microphone(path: Path, limit_s: float) -> Microphone:
    """Return a microphone that hears a recording.

    Raises:
        DecodeError: the file cannot be read as sound.
    """
    from audio.files import read_clip

    return ReplayMicrophone(read_clip(path, limit_s=limit_s))


def clip_microphone(clip: Clip) -> Microphone:
    """Return a microphone that hears a clip."""
    return ReplayMicrophone(clip)


def make_detector() -> SpeechDetector:
    """Return a fresh voice activity detector."""
    from audio.vad import SileroDetector

    return SileroDetector()


def device_choice(given: str | None) -> str | int | None:
    """Return a device given on the command line: digits are an index, anything else part of a name."""
    if given is None:
        return None
    return int(given) if given.isdigit() else given


def speak_text(text: str, language: Language, settings: Settings) -> None:
    """Say one text and return when it is over.

    Raises:
        AudioError: there is no voice or no loudspeaker.
    """
    with make_speaker(settings) as speaker:
        speaker.say(text, language)


def read_utterance(path: Path, limit_s: float) -> Utterance:
    """Read a recording as an answer, with the speech found in it.

    Raises:
        DecodeError: the file cannot be read as sound, or is longer than `limit_s`.
    """
    from audio.capture import utterance_from_clip
    from audio.files import read_clip

    return utterance_from_clip(read_clip(path, limit_s=limit_s), path)


def make_player(settings: Settings) -> Player:
    """Return this machine's loudspeaker."""
    from audio.devices import SounddevicePlayer

    return SounddevicePlayer(device_choice(settings.output_device))


def check_output(settings: Settings) -> None:
    """Raise DeviceError unless there is a loudspeaker."""
    from audio.devices import find_device

    find_device(device_choice(settings.output_device), "output")


def render_sentences(sentences: Sequence[str], language: Language, settings: Settings) -> list[Clip]:
    """Speak sentences into clips with the demo candidate's voice.

    Raises:
        SynthesisError: there is no voice.
    """
    from audio.pyttsx3_voice import Pyttsx3Voice

    voice = Pyttsx3Voice(rate_wpm=CANDIDATE_RATE_WPM, persona=1, cache_dir=settings.data_dir / "cache" / "speech")
    try:
        return [voice.render(sentence, language) for sentence in sentences]
    finally:
        voice.close()


def make_llm(settings: Settings) -> LlmClient | None:
    """Return the client of the language model, or None unless --llm or INTERVIEWER_LLM names one.

    Server and key come from OPENAI_BASE_URL and OPENAI_API_KEY. Nothing is connected; what is needed for that is
    imported on a thread meanwhile. A missing key shows when the model is asked, like every other failure of it.
    """
    if settings.llm is None:
        return None
    from interviewer.llm.client import LlmClient

    client = LlmClient(
        settings.llm,
        base_url=os.environ.get("OPENAI_BASE_URL") or None,
        api_key=os.environ.get("OPENAI_API_KEY") or None,
    )
    threading.Thread(target=client.load, name="load-llm", daemon=True).start()
    return client


@dataclass(frozen=True)
class BatchChoice:
    """What the command line says of how a batch is heard.

    Attributes:
        workers: threads that decode at the same time; 0: what suits the machine.
        limit_s: longest recording accepted, in seconds.
        short_windows: encode only as much as there is sound.
        cluster: address of a Ray cluster, or "local"; None: this process.
    """

    workers: int = 0
    limit_s: float = 3600.0
    short_windows: bool = False
    cluster: str | None = None


def make_batch_engine(settings: Settings, choice: BatchChoice) -> BatchEngine:
    """Return what hears many recordings, here or on a cluster.

    Raises:
        ModelMissing, ModelError: there is no model that can be used; a batch without one makes no sense.
        ClusterError: a cluster is wanted and Ray is not installed.
    """
    from audio.models import find_model

    found = find_model(settings.model, models_dir=settings.models_dir, env=os.environ, language=settings.language)
    identity = f"{found.name}:{(found.path / 'model.bin').stat().st_size}"
    if choice.cluster is not None:
        from interviewer.batch.cluster import RayEngine

        return RayEngine(found.path, model=found.name, identity=identity, choice=choice)
    from interviewer.batch.local import LocalEngine

    recogniser = open_ears(found.path, found.name, choice)
    return LocalEngine(recogniser, model=found.name, identity=identity, short_windows=choice.short_windows)


def open_ears(model_path: Path, name: str, choice: BatchChoice, *, device: str | None = None) -> BatchRecogniser:
    """Return the recogniser of one process of a batch.

    Args:
        model_path: folder of the model.
        name: for the record.
        choice: workers, limits.
        device: "cpu" or "cuda" for an actor of a cluster, which has one core or one GPU; None: this whole machine.

    Raises:
        ModelError: the model cannot be used.
    """
    from audio.batch_setup import open_recogniser

    return open_recogniser(
        model_path,
        name=name,
        workers=choice.workers if device is None else 1,
        limit_s=choice.limit_s,
        short_windows=choice.short_windows,
        device=device or "auto",
    )
