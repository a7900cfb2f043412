"""The shipped mini Whisper: its files, and what it hears of unseen sentences."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
import yaml

from audio import mini_whisper
from audio.clip import Clip
from audio.ports import Language
from audio.pyttsx3_voice import Pyttsx3Voice
from audio.resample import at_rate
from audio.whisper import WhisperTranscriber

faster_whisper = pytest.importorskip("faster_whisper")
jiwer = pytest.importorskip("jiwer")

RATE = 16_000  # Hz
LARGEST = 8_000_000  # bytes
WORST = 0.05  # WER (en) and CER (zh), sentence by sentence
WORST_TOGETHER = 0.2  # several sentences in one window, see the model card
FILES = (
    "model.bin",
    "config.json",
    "tokenizer.json",
    "vocabulary.json",
    "preprocessor_config.json",
)
#: Sentences of the grammar that the hash keeps out of training.
UNSEEN: dict[str, list[str]] = {
    "en": [
        "I have worked as a data analyst for five years.",
        "We improved customer satisfaction by twenty five percent.",
        "Um, hmm, I made a simple dashboard.",
        "I think, you know, the report came too late.",
        "I want this job because I enjoy training new people.",
        "It saved thirty hours every week.",
    ],
    "zh": [
        "我目前在一家教育公司担任客服专员。",
        "我们把错误率减少了百分之二十。",
        "在上一个项目里，业务方对结果不满意。",
        "呃，我们用十天降低了人工成本。",
        "我想做这份工作，因为我喜欢测试模型。",
    ],
}
needs_espeak = pytest.mark.skipif(shutil.which("espeak-ng") is None, reason="espeak-ng is not installed")


@pytest.fixture(scope="module")
def model():
    """Load the shipped weights once."""
    return faster_whisper.WhisperModel(
        str(mini_whisper.path()),
        device="cpu",
        compute_type="int8",
        cpu_threads=1,
        local_files_only=True,
    )


@pytest.fixture(scope="module")
def voice() -> Iterator[Pyttsx3Voice]:
    """The program's own voice: what the model was taught."""
    voice = Pyttsx3Voice(rate_wpm=165)
    yield voice
    voice.close()


def speak(voice: Pyttsx3Voice, text: str, language: Language) -> np.ndarray:
    """Return a spoken sentence at the recogniser's rate."""
    return at_rate(voice.render(text, language), RATE).samples


def units(text: str, language: str) -> str:
    """Return words or characters separated by blanks, without punctuation."""
    kept = "".join(c if c.isalnum() else " " for c in text.lower())
    return " ".join(kept.split()) if language == "en" else " ".join(kept.replace(" ", ""))


def recording(voice: Pyttsx3Voice, language: Language) -> np.ndarray:
    """Return the unseen sentences one after another with short gaps."""
    gap = np.zeros(int(0.5 * RATE), np.float32)
    return np.concatenate([x for text in UNSEEN[language] for x in (speak(voice, text, language), gap)])


def test_the_folder_is_complete_and_small():
    """faster-whisper would go online for a missing tokenizer.json."""
    folder = mini_whisper.path()
    assert all((folder / name).is_file() for name in FILES)
    assert sum(f.stat().st_size for f in Path(folder).iterdir()) <= LARGEST


def test_the_candidate_has_both_scripts_in_both_languages():
    """The demo speaks these."""
    scripts = yaml.safe_load(mini_whisper.candidate_path().read_text(encoding="utf-8"))
    for language in mini_whisper.LANGUAGES:
        assert len(scripts[language]["strong"]) > len(scripts[language]["weak"]) >= 5


@needs_espeak
@pytest.mark.parametrize("language", mini_whisper.LANGUAGES)
def test_unseen_sentences_are_heard(voice, language):
    """Each alone, heard the way the program hears."""
    transcriber = WhisperTranscriber(mini_whisper.path(), name="mini")
    heard = [transcriber.transcribe(Clip(speak(voice, text, language)), language).text for text in UNSEEN[language]]
    said = [units(text, language) for text in UNSEEN[language]]
    assert jiwer.wer(said, [units(text, language) or "-" for text in heard]) <= WORST


@needs_espeak
@pytest.mark.parametrize("language", mini_whisper.LANGUAGES)
def test_a_recording_of_several_sentences(voice, language):
    """Text and times of unseen sentences in one window."""
    sound = recording(voice, language)
    transcript = WhisperTranscriber(mini_whisper.path(), name="mini").transcribe(Clip(sound), language)
    said = units(" ".join(UNSEEN[language]), language)
    assert jiwer.wer(said, units(transcript.text, language)) <= WORST_TOGETHER
    words = transcript.words
    assert all(a.start_s <= b.start_s for a, b in zip(words, words[1:], strict=False))
    assert words[-1].end_s <= len(sound) / RATE + 0.1


@needs_espeak
@pytest.mark.parametrize("language", mini_whisper.LANGUAGES)
def test_the_language_is_identified(model, voice, language):
    """Each sentence alone is enough."""
    for text in UNSEEN[language]:
        assert model.detect_language(speak(voice, text, language))[0] == language


@pytest.mark.parametrize("language", mini_whisper.LANGUAGES)
@pytest.mark.parametrize("level", [0.0, 0.003])
def test_nothing_is_written_for_silence_and_noise(model, language, level):
    """A recogniser that invents text would spoil every pause."""
    noise = np.random.default_rng(1).standard_normal(5 * RATE).astype(np.float32)
    segments, _ = model.transcribe(level * noise, language=language, beam_size=1)
    assert "".join(segment.text for segment in segments).strip() == ""
