"""From a captured answer to a judged one; the live loop, `score` and the batch all come through here."""

from __future__ import annotations

import threading
from dataclasses import dataclass, replace

from audio.errors import AudioError
from audio.ports import Language, Transcriber, Transcript, Utterance
from interviewer.banks.schema import Question
from interviewer.delivery import measure_delivery, measure_timing
from interviewer.feedback import Judged, make_feedback
from interviewer.records import Answer, AudioInfo, Score
from interviewer.scoring.lexicon import Lexicon
from interviewer.scoring.rules import score_answer


@dataclass(frozen=True)
class Heard:
    """An utterance and what the recogniser made of it.

    Attributes:
        utterance: the captured answer.
        transcript: None when no recogniser is there or it failed.
        problem: why there is no transcript; None while all is well.
    """

    utterance: Utterance
    transcript: Transcript | None
    problem: AudioError | None = None


def hear(
    utterance: Utterance,
    language: Language,
    transcriber: Transcriber | None,
    cancel: threading.Event | None = None,
) -> Heard:
    """Transcribe an utterance; a recogniser that fails costs the content's score, never the answer."""
    if transcriber is None:
        return Heard(utterance, None)
    try:
        return Heard(
            utterance, transcriber.transcribe(utterance.clip, language, speech=utterance.speech, cancel=cancel)
        )
    except AudioError as problem:
        return Heard(utterance, None, problem)


def judge(heard: Heard, question: Question, language: Language, attempt: int, lexicon: Lexicon | None = None) -> Answer:
    """Measure and score what was heard.

    Args:
        heard: utterance and transcript.
        question: what was asked.
        language: of question, transcript and feedback.
        attempt: number of the attempt, from 1.
        lexicon: the concepts of the question's bank; the program's own by default.
    """
    utterance = heard.utterance
    answer = _judged(utterance, heard.transcript, question, language, attempt, lexicon)
    if utterance.path is None:
        return answer
    from audio.files import file_sha256  # imports numpy and a decoder, which a transcript has no use for

    sha256 = file_sha256(utterance.path)
    audio = AudioInfo(path=str(utterance.path), duration_s=utterance.clip.duration_s, sha256=sha256)
    return replace(answer, audio=audio)


def judge_text(transcript: Transcript, question: Question, lexicon: Lexicon | None = None) -> Answer:
    """Score a transcript alone: what needs the sound stays unknown."""
    return _judged(None, transcript, question, transcript.language, 1, lexicon)


def _judged(
    utterance: Utterance | None,
    transcript: Transcript | None,
    question: Question,
    language: Language,
    attempt: int,
    lexicon: Lexicon | None,
) -> Answer:
    timing = measure_timing(transcript, utterance, question.target_s)
    delivery = measure_delivery(transcript, utterance, language)
    score = score_answer(question, transcript, timing=timing, delivery=delivery, lexicon=lexicon)
    if utterance is not None:
        score = _with_sound(score, utterance)
    return Answer(
        question=question.id,
        lang=language,
        attempt=attempt,
        audio=None,
        timing=timing,
        transcript=transcript,
        delivery=delivery,
        score=score,
        feedback=make_feedback(Judged(question, language, timing, delivery, score)),
    )


def _with_sound(score: Score, utterance: Utterance) -> Score:
    """Say what the sound knows better than the text: nobody spoke, or somebody did and nothing was understood."""
    if utterance.onset_s is None:
        return replace(score, total=None, abstained="silence")
    return replace(score, abstained="unsure_transcript") if score.abstained == "silence" else score
