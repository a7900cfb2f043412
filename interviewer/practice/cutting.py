"""Taking stretches that were no part of the answer (spoken commands) out of its sound, its times and its words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from audio.clip import SPEECH_RATE_HZ, Clip
from audio.ports import SpeechSpan, Transcript, Utterance
from audio.wav import write_wav

Stretch = tuple[float, float]
"""Start and end in seconds."""

_EDGE_S = 0.3  # kept around what is said before and after


def cut_out(utterance: Utterance, transcript: Transcript, commands: Sequence[Stretch]) -> tuple[Utterance, Transcript]:
    """Return the answer as if the commands, and the waiting that belonged to them, had never been.

    The recording on disk is replaced too, so that it stays what times and quotes point into.

    Args:
        utterance: the whole answer.
        transcript: without the words of the commands.
        commands: voiced stretches to take out, in order of time.

    Raises:
        RecordingError: the recording cannot be replaced; it is then still whole.
    """
    spans = [span for span in utterance.speech if not any(a < span.end_s and span.start_s < b for a, b in commands)]
    gaps = [_gap(stretch, spans, utterance.clip.duration_s) for stretch in commands]
    gaps = [gap for index, gap in enumerate(gaps) if gap not in gaps[:index]]

    def moved(moment_s: float) -> float:
        return moment_s - sum(max(0.0, min(moment_s, end_s) - start_s) for start_s, end_s in gaps)

    speech = tuple(SpeechSpan(moved(span.start_s), moved(span.end_s)) for span in spans)
    clip = _without(utterance.clip, gaps)
    if utterance.path is not None:
        write_wav(utterance.path, clip)
    words = tuple(
        replace(
            word,
            start_s=None if word.start_s is None else moved(word.start_s),
            end_s=None if word.end_s is None else moved(word.end_s),
        )
        for word in transcript.words
    )
    kept = replace(
        utterance,
        clip=clip,
        speech=speech,
        onset_s=speech[0].start_s if speech else None,
        end_s=speech[-1].end_s if speech else None,
    )
    return kept, replace(transcript, words=words)


def _gap(stretch: Stretch, spans: Sequence[SpeechSpan], duration_s: float) -> Stretch:
    """Widen a stretch to the speech before and after it, less an edge."""
    before = max((span.end_s + _EDGE_S for span in spans if span.end_s <= stretch[0]), default=0.0)
    after = min((span.start_s - _EDGE_S for span in spans if span.start_s >= stretch[1]), default=duration_s)
    return min(before, stretch[0]), max(after, stretch[1])


def _without(clip: Clip, gaps: Sequence[Stretch]) -> Clip:
    keep = np.ones(len(clip.samples), bool)
    for start_s, end_s in gaps:
        keep[round(start_s * SPEECH_RATE_HZ) : round(end_s * SPEECH_RATE_HZ)] = False
    return Clip(clip.samples[keep])
