"""One transcript from the parts that were heard one after another; pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from audio.guards import guard
from audio.ports import SpeechSpan, Transcript, Utterance, Word
from audio.simplified import simplify_words
from audio.whisper import mean_confidence


@dataclass(frozen=True)
class Part:
    """A stretch of the answer that begins at `start_s` of it, and its transcript, whose times count from there."""

    start_s: float
    transcript: Transcript


def joined(parts: Sequence[Part], utterance: Utterance, left_out: Sequence[SpeechSpan]) -> Transcript:
    """Put the parts together in the recording's time; the guards see them as the segments of one recording.

    Args:
        parts: at least one, in order of time.
        utterance: the whole answer.
        left_out: stretches that were heard and are no part of the answer; the notes name them.
    """
    first = parts[0].transcript
    segments = [tuple(_moved_word(word, part.start_s) for word in part.transcript.words) for part in parts]
    notes = [_moved_note(note, part.start_s) for part in parts for note in part.transcript.notes]
    words, dropped = guard(segments, first.language, utterance.speech, utterance.clip.duration_s)
    if first.language == "zh":
        words = simplify_words(words)
    commands = [f"command:{span.start_s:.1f}-{span.end_s:.1f}" for span in left_out]
    return replace(
        first,
        text="".join(word.text for word in words).strip(),
        words=words,
        confidence=mean_confidence(words),
        notes=(*notes, *dropped, *commands),
    )


def moved_spans(spans: Sequence[SpeechSpan], by_s: float) -> tuple[SpeechSpan, ...]:
    """Return spans in the time of a clip that begins `-by_s` into the recording."""
    return tuple(SpeechSpan(max(0.0, span.start_s + by_s), span.end_s + by_s) for span in spans)


def _moved_word(word: Word, by_s: float) -> Word:
    assert word.start_s is not None and word.end_s is not None  # a recogniser of sound gives times
    return replace(word, start_s=word.start_s + by_s, end_s=word.end_s + by_s)


def _moved_note(note: str, by_s: float) -> str:
    """Move the times of a guard's note, "what:START-END" or "what:AT"."""
    what, _, times = note.partition(":")
    return f"{what}:{'-'.join(f'{float(time_s) + by_s:.1f}' for time_s in times.split('-'))}" if times else note
