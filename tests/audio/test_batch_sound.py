"""A recording taken in piece by piece gives the windows, spans and levels of the whole one."""

from collections.abc import Sequence

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from audio import batch_sound
from audio.batch_sound import Sound, WindowStream
from audio.capture import utterance_from_clip
from audio.clip import Clip, Samples
from audio.windows import Cut, plan_windows
from tests.audio.speech_fixtures import in_room, spoken


def streamed(samples: Samples, sizes: Sequence[int]) -> tuple[list[Cut], Sound]:
    stream = WindowStream()
    cuts: list[Cut] = []
    first = 0
    while first < len(samples):
        size = sizes[first % len(sizes)]
        cuts += stream.push(samples[first : first + size])
        first += size
    last, sound = stream.end()
    return cuts + last, sound


def check(samples: Samples, sizes: Sequence[int]) -> None:
    whole = utterance_from_clip(Clip(samples))
    planned = plan_windows(whole.clip, whole.speech)
    cuts, sound = streamed(samples, sizes)
    assert tuple(cut.window for cut in cuts) == planned
    assert all(np.array_equal(cut.samples, cut.window.samples(whole.clip)) for cut in cuts)
    assert sound.speech == whole.speech and sound.duration_s == whole.clip.duration_s
    assert sound.level_dbfs == (pytest.approx(whole.level_dbfs) if whole.level_dbfs is not None else None)
    assert sound.clipping_ratio == pytest.approx(whole.clipping_ratio)


@pytest.mark.parametrize("size", [512, 7_777, 160_000])
def test_real_speech_with_pauses(size: int) -> None:
    pieces = [(at_s, spoken(name)) for at_s, name in [(0.6, "beckett"), (10.0, "librispeech"), (19.6, "aishell"),
              (40.0, "librispeech"), (48.4, "beckett"), (56.9, "librispeech"), (66.0, "aishell")]]  # fmt: skip
    check(in_room(pieces, 69.523).samples, [size])


@pytest.mark.parametrize("seconds", [0, 0.01, 5])
def test_silence_and_next_to_nothing(seconds: float) -> None:
    check(np.zeros(round(seconds * 16_000), np.float32), [4_000])


class LoudFrames:
    """Takes loud frames for speech."""

    def probabilities(self, samples: Samples) -> Samples:
        return (np.abs(samples.reshape(-1, 512)).max(axis=1) > 0.05).astype(np.float32)


loudness = st.lists(st.tuples(st.floats(0.05, 35), st.booleans()), max_size=5)


@given(loudness, st.lists(st.integers(900, 200_000), min_size=1, max_size=3), st.integers(0, 511))
@settings(max_examples=15, deadline=None)
def test_any_course_of_voice_cut_anywhere(stretches: list[tuple[float, bool]], sizes: list[int], odd: int) -> None:
    noise = np.random.default_rng(3)
    parts = [
        noise.uniform(-1, 1, round(seconds * 16_000)).astype(np.float32) * (0.5 if loud else 0.01)
        for seconds, loud in stretches
    ]
    samples = np.concatenate([*parts, np.zeros(odd, np.float32)])
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(batch_sound, "SileroDetector", LoudFrames)
        patch.setattr("audio.vad.SileroDetector", LoudFrames)
        check(samples, sizes)


def test_memory_does_not_grow_with_length() -> None:
    minute = in_room([(1.0, spoken("beckett")), (30.0, np.tile(spoken("librispeech"), 3))], 60.0).samples
    stream = WindowStream()
    for _ in range(5):
        stream.push(minute)
        kept = len(stream._buffer) + sum(len(samples) for _, samples in stream._filler._held)
        assert kept < 75 * 16_000
