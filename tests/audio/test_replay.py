import threading

import numpy as np
import pytest

from audio.clip import Clip
from audio.ports import Microphone, Player
from audio.replay import ReplayMicrophone, SilentPlayer

SOUND = np.linspace(-0.5, 0.5, 10_000, dtype=np.float32)


def heard(microphone: Microphone) -> np.ndarray:
    with microphone.open() as stream:
        return np.concatenate(list(stream.blocks()))


@pytest.mark.parametrize("block_samples", [1, 160, 333, 20_000])
def test_the_clip_arrives_whole_whatever_the_block_size(block_samples: int) -> None:
    assert np.array_equal(heard(ReplayMicrophone(Clip(SOUND), block_samples=block_samples)), SOUND)


def test_lead_and_tail_are_digital_silence_of_the_asked_length() -> None:
    sound = heard(ReplayMicrophone(Clip(SOUND), lead_silence_s=0.5, tail_silence_s=0.25))
    assert np.array_equal(sound[8_000:18_000], SOUND)
    assert len(sound) == 8_000 + 10_000 + 4_000
    assert not sound[:8_000].any() and not sound[18_000:].any()


def test_every_opening_starts_from_the_beginning() -> None:
    microphone = ReplayMicrophone(Clip(SOUND))
    assert np.array_equal(heard(microphone), heard(microphone))


def test_a_closed_gate_gives_silence_while_time_passes() -> None:
    with ReplayMicrophone(Clip(np.ones(1_000, np.float32)), block_samples=100).open() as stream:
        blocks = stream.blocks()
        stream.set_gate(True)
        assert not next(blocks).any()
        stream.set_gate(False)
        rest = list(blocks)
    assert len(rest) == 9
    assert all(block.all() for block in rest)


def test_blocks_are_the_readers_own() -> None:
    clip = Clip(np.ones(320, np.float32))
    with ReplayMicrophone(clip).open() as stream:
        next(stream.blocks())[:] = 0
    assert clip.samples.all()


def test_leaving_the_context_ends_the_stream() -> None:
    with ReplayMicrophone(Clip(SOUND)).open() as stream:
        blocks = stream.blocks()
        next(blocks)
    assert list(blocks) == []


def test_other_rates_are_brought_to_16_khz() -> None:
    tone = np.sin(2 * np.pi * 440 * np.arange(44_100) / 44_100).astype(np.float32)
    sound = heard(ReplayMicrophone(Clip(tone, 44_100)))
    assert abs(len(sound) - 16_000) <= 1
    assert np.argmax(np.abs(np.fft.rfft(sound[:16_000]))) == 440


def test_an_empty_clip_and_a_bad_block_size() -> None:
    with ReplayMicrophone(Clip(np.empty(0, np.float32))).open() as stream:
        assert list(stream.blocks()) == []
    with pytest.raises(ValueError, match="block_samples"):
        ReplayMicrophone(Clip(SOUND), block_samples=0)


def test_the_silent_player_remembers_and_obeys_stop() -> None:
    player, stop = SilentPlayer(), threading.Event()
    port: Player = player
    assert port.play(Clip(SOUND), stop)
    stop.set()
    assert not port.play(Clip(SOUND), stop)
    assert len(player.played) == 1
