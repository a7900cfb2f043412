"""Can this machine speak, hear and recognise? One finding for each thing, with what to do when not."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import numpy as np

from audio.clip import SPEECH_RATE_HZ
from audio.errors import AudioError
from audio.levels import rms_dbfs
from audio.ports import Language
from interviewer.errors import InterviewerError
from interviewer.messages import error_text, text
from interviewer.settings import Settings
from interviewer.store import open_store

Status = Literal["ok", "warning", "failure"]

LISTEN_S = 1.0
MUTED_DBFS = -80.0  # an open microphone in a quiet room is far above
LOW_DISK_BYTES = 1_000_000_000  # a model and some hundred recordings

TEST_SENTENCE: dict[Language, str] = {"en": "I can speak English.", "zh": "我会说中文。"}


@dataclass(frozen=True)
class Finding:
    """What one check found.

    Attributes:
        name: machine name of the check.
        status: failure means that practising is not possible as intended.
        detail: what was found.
        advice: what to do; empty when all is well.
    """

    name: str
    status: Status
    detail: str
    advice: str = ""


def examine(settings: Settings) -> Iterator[Finding]:
    """Yield the findings one after another; a check that breaks is a finding, never an end."""
    language = settings.language
    checks: tuple[tuple[str, Callable[[Settings], Finding]], ...] = (
        ("data", check_data_folder),
        ("disk", check_disk),
        ("microphone", check_microphone),
        ("loudspeaker", check_loudspeaker),
        ("voice_zh", lambda given: check_voice(given, "zh")),
        ("voice_en", lambda given: check_voice(given, "en")),
        ("model", check_model),
        ("llm", check_llm),
    )
    for name, check in checks:
        try:
            yield check(settings)
        except (AudioError, InterviewerError) as error:
            advice = text(f"doctor.advice.{name.split('_')[0]}", language)
            yield Finding(name, "failure", error_text(error, language), advice)


def check_data_folder(settings: Settings) -> Finding:
    """Open the database for writing."""
    with open_store(settings.data_dir):
        pass
    return Finding("data", "ok", str(settings.data_dir))


def check_disk(settings: Settings) -> Finding:
    """Look at the space left where recordings go."""
    folder = settings.data_dir
    while not folder.exists():
        folder = folder.parent
    free = shutil.disk_usage(folder).free
    detail = text("doctor.disk", settings.language, free=f"{free / 1e9:.1f}")
    if free < LOW_DISK_BYTES:
        return Finding("disk", "warning", detail, text("doctor.advice.disk", settings.language))
    return Finding("disk", "ok", detail)


def check_microphone(settings: Settings) -> Finding:
    """Record one second and look at its level."""
    from audio.devices import find_device
    from interviewer.wiring import device_choice, make_microphone

    language = settings.language
    device = find_device(device_choice(settings.input_device), "input")
    heard, count = [], 0
    with make_microphone(settings).open() as stream:
        for block in stream.blocks():
            heard.append(block)
            count += len(block)
            if count >= LISTEN_S * SPEECH_RATE_HZ:
                break
    samples = np.concatenate(heard)
    level = rms_dbfs(samples)
    detail = text("doctor.microphone", language, name=device.name, level=f"{level:.0f}")
    if not samples.any() or level < MUTED_DBFS:
        return Finding("microphone", "warning", detail, text("doctor.advice.muted", language))
    return Finding("microphone", "ok", detail)


def check_loudspeaker(settings: Settings) -> Finding:
    """Find the loudspeaker and play a soft chime on it."""
    from audio.devices import find_device
    from audio.tones import chime
    from interviewer.wiring import device_choice, make_player

    device = find_device(device_choice(settings.output_device), "output")
    make_player(settings).play(chime("listening"))
    return Finding("loudspeaker", "ok", text("doctor.loudspeaker", settings.language, name=device.name))


def check_voice(settings: Settings, language: Language) -> Finding:
    """Let the voice of one language say a sentence into a clip."""
    from audio.pyttsx3_voice import Pyttsx3Voice

    with tempfile.TemporaryDirectory() as folder:
        voice = Pyttsx3Voice(settings.voice, rate_wpm=settings.rate_wpm, cache_dir=Path(folder))
        try:
            clip = voice.render(TEST_SENTENCE[language], language)
            name = voice.voice_id(language)
        finally:
            voice.close()
    detail = text("doctor.voice", settings.language, name=name, seconds=f"{clip.duration_s:.1f}")
    return Finding(f"voice_{language}", "ok", detail)


def check_model(settings: Settings) -> Finding:
    """Find the recogniser's model and check its files."""
    from audio.models import MINI, find_model

    found = find_model(settings.model, models_dir=settings.models_dir, env=os.environ, language=settings.language)
    detail = f"{found.name} – {found.path} ({found.size_bytes / 1e6:.0f} MB)"
    if found.name == MINI:
        return Finding("model", "warning", detail, text("doctor.advice.mini", settings.language))
    return Finding("model", "ok", detail)


def check_llm(settings: Settings) -> Finding:
    """Say whether a language model is switched on; nothing is sent to it."""
    if settings.llm is None:
        return Finding("llm", "ok", text("doctor.llm_off", settings.language))
    base_url = os.environ.get("OPENAI_BASE_URL", "")
    detail = text("doctor.llm_on", settings.language, model=settings.llm, server=base_url or "api.openai.com")
    if not base_url and not os.environ.get("OPENAI_API_KEY"):
        return Finding("llm", "failure", detail, text("doctor.advice.llm", settings.language))
    return Finding("llm", "ok", detail)
