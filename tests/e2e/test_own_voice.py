"""The microphone hears the loudspeaker: the program must never take its own voice for an answer."""

import json
import sys
from pathlib import Path

import pytest

from audio.files import read_clip
from tests.e2e.rehearsal import loud_windows
from tests.soundcard import VirtualSoundCard, skip_without_pulseaudio

pytestmark = [pytest.mark.soundcard, pytest.mark.slow]


def test_nobody_answers_and_the_encouragement_is_no_answer_either(tmp_path: Path) -> None:
    skip_without_pulseaudio()
    command = [sys.executable, "-m", "interviewer", "drill", "--lang", "en", "--model", "mini", "--json"]
    with VirtualSoundCard() as card:
        card.echo()
        with card.recording_speaker(tmp_path / "speaker.wav"):
            done = card.run([*command, "--data-dir", str(tmp_path / "data")], timeout_s=150)
        assert done.returncode == 1, done.stderr
    answer = json.loads(done.stdout)
    assert answer["timing"]["end_reason"] == "no_answer" and answer["timing"]["onset_s"] is None
    assert answer["score"]["total"] is None and answer["score"]["abstained"] == "silence"
    starts = spoken_after_silence(tmp_path / "speaker.wav")
    assert len(starts) == 3  # the question, the encouragement, the feedback
    asked_s, encouraged_s, told_s = starts
    assert 15 < encouraged_s - asked_s < 30
    assert 10 < told_s - encouraged_s < 25


def spoken_after_silence(recording: Path) -> list[float]:
    """Return when the loudspeaker spoke after five silent seconds or more, in seconds."""
    loud = loud_windows(read_clip(recording).samples)
    return [i / 10 for i in range(len(loud)) if loud[i] and not loud[max(0, i - 50) : i].any()]
