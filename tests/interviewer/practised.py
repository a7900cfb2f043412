"""A practised session without waiting for one: spoken-looking sound, timed words, judged by the real scorer."""

from dataclasses import replace
from pathlib import Path

import numpy as np

from audio.clip import Clip
from audio.files import file_sha256
from audio.ports import Language, SpeechSpan, Transcript, Utterance, Word
from audio.wav import write_wav
from interviewer.answer import Heard, judge
from interviewer.banks.loader import find_bank, lexicon
from interviewer.banks.schema import Bank, Question
from interviewer.records import Answer, AudioInfo
from interviewer.store import Store

RATE_HZ = 16_000
ONSET_S = 0.8


def babble(duration_s: float) -> Clip:
    """Return noise in the rhythm of syllables, silent for the first and the last half second."""
    draw = np.random.default_rng(7)
    count = round(duration_s * RATE_HZ)
    time_s = np.arange(count) / RATE_HZ
    loud = np.clip(np.sin(2 * np.pi * 2.1 * time_s) + 0.4, 0, 1) * (0.55 + 0.45 * np.sin(2 * np.pi * 0.21 * time_s))
    loud[(time_s < 0.5) | (time_s > duration_s - 0.5)] = 0
    return Clip((0.25 * loud * draw.standard_normal(count)).clip(-1, 1).astype(np.float32))


def words_of(text: str, language: Language, step_s: float) -> tuple[Word, ...]:
    """Give every word (every character in Mandarin) the same time."""
    pieces = (
        list(text) if language == "zh" else [piece if not n else " " + piece for n, piece in enumerate(text.split())]
    )
    return tuple(Word(piece, ONSET_S + n * step_s, ONSET_S + (n + 1) * step_s, 0.9) for n, piece in enumerate(pieces))


def said(text: str, language: Language, step_s: float = 0.3) -> Transcript:
    """Return a transcript with times."""
    words = words_of(text, language, step_s)
    return Transcript("".join(word.text for word in words), words, language, "faster-whisper", "small", 0.9)


def practised(
    question: Question, bank: Bank, transcript: Transcript, folder: Path, *, name: str = "answer", attempt: int = 1
) -> Answer:
    """Return a judged answer whose recording lies in a folder."""
    end_s = transcript.words[-1].end_s if transcript.words else None
    assert end_s is not None
    clip = babble(end_s + 0.7)
    path = folder / f"{name}.wav"
    folder.mkdir(parents=True, exist_ok=True)
    write_wav(path, clip)
    utterance = Utterance(
        clip=clip, onset_s=ONSET_S, end_s=end_s, end_reason="key", speech=(SpeechSpan(ONSET_S, end_s),), path=path
    )
    return judge(Heard(utterance, transcript), question, transcript.language, attempt, lexicon(bank))


def fill_session(store: Store, folder: Path, language: Language, questions: int = 10, step_s: float = 0.3) -> str:
    """Answer that many questions of the HR bank with its own model answers; return the session."""
    bank = find_bank("hr-faq")
    session = store.new_session("drill", language, bank=bank.id)
    for number, question in enumerate(bank.questions[:questions]):
        assert question.model_answer is not None
        transcript = said(question.model_answer.get(language), language, step_s)
        store.save(session, practised(question, bank, transcript, folder, name=f"q{number}"))
    return session


def with_recording(answer: Answer, path: Path) -> Answer:
    """Return the answer with another recording."""
    assert answer.audio is not None
    audio = AudioInfo(str(path), answer.audio.duration_s, file_sha256(path))
    return replace(answer, audio=audio)
