"""Guards against words that a recogniser invents: pure functions over words and voiced spans.

Whisper repeats itself in loops, writes subtitle credits over noise and puts words where nobody spoke. A guard drops
such words and leaves a note "dropped_WHAT:START-END" (seconds), so that nothing disappears unseen.
"""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from dataclasses import replace

from audio.ports import Language, SpeechSpan, Word

Segment = tuple[Word, ...]
"""Words that the recogniser gave in one breath; their times are known."""

OUTSIDE_TOLERANCE_S = 0.5
"""How far a word may lie from voiced sound: Whisper's word times are off by up to about half a second."""

MAX_CHARS_PER_S = {"zh": 12.0, "en": 32.0}
"""Fastest believable speech, in characters without spaces and punctuation per voiced second.

Mandarin news is read at 5 characters/s and excited speech reaches 8-9; English talk has 12-14 letters/s and the
fastest auctioneers about 27. Above these limits the text cannot have been spoken.
"""

TYPICAL_CHARS_PER_S = {"zh": 4.5, "en": 13.0}
"""Ordinary speech, in the same unit."""

# A stock phrase needs this share of its ordinary speaking time as voiced sound, and this mean probability.
_PHANTOM_VOICED_SHARE = 0.6
_PHANTOM_PROBABILITY = 0.4

# Consecutive repetitions that make a loop, by number of words in the repeated group. Short groups repeat in honest
# speech (no no no; 对对对对), whole phrases hardly ever do.
_LOOP_REPEATS = {1: 7, 2: 5, 3: 4, 4: 4, 5: 4}
_LOOP_REPEATS_LONG = 3
_LONGEST_LOOP_WORDS = 30

_PHANTOMS = {
    # What Whisper writes over silence and noise, learnt from video subtitles; and an echo of our own prompts.
    "zh": re.compile(
        "字幕(由|by|志愿者|提供|制作|组).*|.*amara.*|请不吝点赞.*|.*明镜与点点.*|(感谢|谢谢)(您的|你的|大家的)?(观看|收看)"
        "|谢谢大家收看|(请)?(点赞)?订阅.*频道|嗯呃那个就是|谢谢(大家)?|多谢(您的)?(观看|收看)|下期再见|优优独播剧场.*|by索兰娅"
    ),
    "en": re.compile(
        "(thank you|thanks)( so much| very much)?( for watching)?"
        "|(please )?(like and )?subscribe( to (my|the) channel)?"
        "|(subtitles|captions|transcribed|transcription) by .*|.*amara ?org.*|see you (in the )?next (time|video)"
        "|you|bye|bye bye|um uh hmm er ah"
    ),
}


def guard(
    segments: Sequence[Segment], language: Language, speech: Sequence[SpeechSpan], duration_s: float
) -> tuple[tuple[Word, ...], tuple[str, ...]]:
    """Put every guard in order.

    Args:
        segments: recognised words by segment, all with times.
        language: of the words.
        speech: voiced spans of the recording.
        duration_s: length of the recording.

    Returns:
        The words that stand, with sound times (`0 <= start_s <= end_s <= duration_s`, no overlap), and the notes.
    """
    speech = merge_spans(speech)
    notes: list[str] = []
    kept: list[Word] = []
    for segment in segments:
        words = repair_times(segment, duration_s)
        if words and is_phantom(words, language, speech):
            notes.append(_note("phantom", words))
            continue
        words = drop_outside_speech(words, speech, notes)
        if words and is_too_fast(words, language, speech):
            notes.append(_note("too_fast", words))
        else:
            kept.extend(words)
    looped = drop_loops(tuple(kept), notes)
    return repair_times(trim_to_speech(looped, speech), duration_s), tuple(notes)


def repair_times(words: Sequence[Word], duration_s: float) -> Segment:
    """Make times finite, ordered, within the recording and free of overlap; no word is dropped or moved in order."""
    repaired: list[Word] = []
    clock_s = 0.0
    for word in words:
        start_s = _finite(word.start_s, clock_s)
        end_s = _finite(word.end_s, start_s)
        start_s = min(max(round(start_s, 3), clock_s), duration_s)
        end_s = min(max(round(end_s, 3), start_s), duration_s)
        repaired.append(replace(word, start_s=start_s, end_s=end_s))
        clock_s = end_s
    return tuple(repaired)


def drop_outside_speech(words: Segment, speech: Sequence[SpeechSpan], notes: list[str]) -> Segment:
    """Drop words that lie farther than the tolerance from all voiced sound.

    A word without length was never placed by the alignment: it goes or stays with the next word that has one.
    """
    placed = [word for word in words if _end(word) > _start(word)]
    kept: list[Word] = []
    dropped: list[Word] = []
    for word in words:
        judged = word if not placed else next((one for one in placed if _end(one) >= _end(word)), placed[-1])
        around_s = voiced_s(_start(judged) - OUTSIDE_TOLERANCE_S, _end(judged) + OUTSIDE_TOLERANCE_S, speech)
        (kept if around_s > 0 else dropped).append(word)
    if dropped:
        notes.append(_note("outside_speech", dropped))
    return tuple(kept)


def trim_to_speech(words: Segment, speech: Sequence[SpeechSpan]) -> Segment:
    """Pull the edges of words that reach into silence back to the voiced sound they overlap.

    A word without length in silence moves to the nearest edge of voiced sound.
    """
    trimmed: list[Word] = []
    for word in words:
        start_s, end_s = _start(word), _end(word)
        touching = [span for span in speech if span.start_s <= end_s and span.end_s >= start_s]
        if touching:
            start_s = max(start_s, touching[0].start_s)
            end_s = min(end_s, touching[-1].end_s)
        elif speech and start_s == end_s:
            edges = [edge_s for span in speech for edge_s in (span.start_s, span.end_s)]
            start_s = end_s = min(edges, key=lambda edge_s: abs(edge_s - start_s))
        trimmed.append(replace(word, start_s=start_s, end_s=end_s))
    return tuple(trimmed)


def drop_loops(words: Segment, notes: list[str]) -> Segment:
    """Keep the first of a group of words repeated more often than people repeat themselves."""
    bare = [_bare(word.text) for word in words]
    kept: list[Word] = []
    position = 0
    while position < len(words):
        size, repeats = _loop_at(bare, position)
        kept.extend(words[position : position + size])
        if repeats > 1:
            notes.append(_note("loop", words[position + size : position + size * repeats]))
        position += size * repeats
    return tuple(kept)


def is_too_fast(words: Segment, language: Language, speech: Sequence[SpeechSpan]) -> bool:
    """Tell whether the words are more than anybody could say in the voiced time around them."""
    around_s = voiced_s(_start(words[0]) - OUTSIDE_TOLERANCE_S, _end(words[-1]) + OUTSIDE_TOLERANCE_S, speech)
    return _characters(words) > MAX_CHARS_PER_S[language] * around_s


def is_phantom(words: Segment, language: Language, speech: Sequence[SpeechSpan]) -> bool:
    """Tell whether a segment is a stock phrase of subtitles that the sound does not support.

    A person may well say "thank you" or "谢谢大家": with enough voiced sound and probability it stands.
    """
    text = " ".join(_bare(word.text) for word in words) if language == "en" else _bare("".join(w.text for w in words))
    if not _PHANTOMS[language].fullmatch(text.strip()):
        return False
    needed_s = _PHANTOM_VOICED_SHARE * _characters(words) / TYPICAL_CHARS_PER_S[language]
    probabilities = [word.probability for word in words if word.probability is not None]
    unsure = bool(probabilities) and sum(probabilities) / len(probabilities) < _PHANTOM_PROBABILITY
    return unsure or voiced_s(_start(words[0]), _end(words[-1]), speech) < needed_s


def merge_spans(speech: Sequence[SpeechSpan]) -> tuple[SpeechSpan, ...]:
    """Return the spans in order of time, those that overlap or touch joined."""
    merged: list[SpeechSpan] = []
    for span in sorted(speech, key=lambda span: span.start_s):
        if merged and span.start_s <= merged[-1].end_s:
            merged[-1] = SpeechSpan(merged[-1].start_s, max(merged[-1].end_s, span.end_s))
        else:
            merged.append(span)
    return tuple(merged)


def voiced_s(start_s: float, end_s: float, speech: Sequence[SpeechSpan]) -> float:
    """Return the voiced seconds between two times; spans must not overlap each other."""
    return sum(max(0.0, min(end_s, span.end_s) - max(start_s, span.start_s)) for span in speech)


def _loop_at(bare: Sequence[str], position: int) -> tuple[int, int]:
    """Return (words, repetitions) of the loop that starts at a position; (1, 1) when none does."""
    for size in range(1, min(_LONGEST_LOOP_WORDS, (len(bare) - position) // _LOOP_REPEATS_LONG) + 1):
        group = bare[position : position + size]
        repeats = 1
        while bare[position + size * repeats : position + size * (repeats + 1)] == group:
            repeats += 1
        # 10000000 may come as single digits: figures are no loop.
        if repeats >= _LOOP_REPEATS.get(size, _LOOP_REPEATS_LONG) and any(part.isalpha() for part in group):
            return size, repeats
    return 1, 1


def _bare(text: str) -> str:
    return re.sub(r"[\W_]+", "", text).casefold()


def _characters(words: Sequence[Word]) -> int:
    return sum(len(_bare(word.text)) for word in words)


def _note(what: str, words: Sequence[Word]) -> str:
    return f"dropped_{what}:{_start(words[0]):.1f}-{_end(words[-1]):.1f}"


def _finite(value: float | None, otherwise: float) -> float:
    return value if value is not None and math.isfinite(value) else otherwise


def _start(word: Word) -> float:
    return _finite(word.start_s, 0.0)


def _end(word: Word) -> float:
    return _finite(word.end_s, _start(word))
