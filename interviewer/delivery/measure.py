"""Put all measures of one answer together; what cannot be known stays None."""

from __future__ import annotations

from audio.ports import Language, Transcript, Utterance, Word
from interviewer.delivery.fillers import find_fillers
from interviewer.delivery.pauses import find_pauses, untranscribed_voiced_s
from interviewer.delivery.rates import articulation_rate, speaking_rate
from interviewer.delivery.repairs import find_repairs
from interviewer.records import Delivery, Timing, TimingVerdict


def answer_span_s(transcript: Transcript | None, utterance: Utterance | None) -> tuple[float, float] | None:
    """Return when the answer began and ended, seconds from the start of the recording.

    The voice activity decides where there is sound, because a recogniser drops hesitations at the edges; the words
    decide where there is only a transcript. None where neither is known.
    """
    if utterance is not None:
        if utterance.onset_s is None or utterance.end_s is None:
            return None
        return utterance.onset_s, utterance.end_s
    times = [(word.start_s, word.end_s) for word in _timed(transcript)]
    starts = [start for start, _ in times if start is not None]
    ends = [end for _, end in times if end is not None]
    return (min(starts), max(ends)) if starts and ends else None


def measure_timing(transcript: Transcript | None, utterance: Utterance | None, target_s: tuple[float, float]) -> Timing:
    """Hold the length of an answer, pauses included, against its target.

    Args:
        transcript: for text with word times but without sound.
        utterance: the captured answer, where there is one.
        target_s: (lower, upper) in seconds; whole seconds count, because that is what people see.
    """
    span = answer_span_s(transcript, utterance)
    reason = utterance.end_reason if utterance is not None else None
    if span is None:
        return Timing(None, None, None, target_s, None, reason)
    onset_s, end_s = span
    speaking_s = end_s - onset_s
    low, high = target_s
    verdict: TimingVerdict = "on_target"
    if round(speaking_s) < low:
        verdict = "short"
    elif round(speaking_s) > high:
        verdict = "long"
    return Timing(onset_s, end_s, speaking_s, target_s, verdict, reason)


def measure_delivery(transcript: Transcript | None, utterance: Utterance | None, language: Language) -> Delivery:
    """Measure how an answer was said.

    Args:
        transcript: None when no recogniser was there; then pauses, latency and level are still measured.
        utterance: None for text alone; then rates and pauses come from the words' times, if they have any.
        language: of the answer.
    """
    span = answer_span_s(transcript, utterance)
    speaking_s = span[1] - span[0] if span else None
    words = _timed(transcript)
    pauses = find_pauses(utterance.speech if utterance else None, words)
    said = transcript is not None and bool(transcript.text)
    fillers = find_fillers(transcript, language) if transcript is not None and said else None
    return Delivery(
        rate=speaking_rate(transcript.text, language, speaking_s) if transcript and said else None,
        articulation_rate=articulation_rate(transcript, utterance, language) if transcript and said else None,
        fillers=fillers,
        fillers_per_min=len(fillers) / speaking_s * 60 if fillers is not None and speaking_s else None,
        pauses=pauses,
        longest_pause_s=max((pause.duration_s for pause in pauses), default=0.0) if pauses is not None else None,
        response_latency_s=utterance.onset_s if utterance else None,
        level_dbfs=utterance.level_dbfs if utterance else None,
        clipping_ratio=utterance.clipping_ratio if utterance and utterance.speech else None,
        untranscribed_voiced_s=untranscribed_voiced_s(utterance.speech, words) if utterance and said else None,
        repairs=find_repairs(transcript, language) if transcript is not None and said else None,
    )


def _timed(transcript: Transcript | None) -> tuple[Word, ...]:
    """Return the words when all of them have times."""
    words = transcript.words if transcript is not None else ()
    return words if all(word.start_s is not None and word.end_s is not None for word in words) else ()
