"""Everything that goes wrong at a user's desk: a clear message, the right exit code, nothing lost, no traceback."""

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pytest

from audio.clip import SPEECH_RATE_HZ, Clip
from audio.files import read_clip
from audio.wav import wav_header, write_wav
from tests.e2e.rehearsal import running
from tests.soundcard import VirtualSoundCard, skip_without_pulseaudio

DATA = Path(__file__).parents[1] / "data"
SPEECH = DATA / "jfk.ogg"


def interviewer(
    *arguments: str, env: dict[str, str] | None = None, **options: object
) -> subprocess.CompletedProcess[str]:
    """Run the real program to its end, without any sound device unless `env` brings one."""
    silent = {**os.environ, "PULSE_SERVER": "/nowhere", "INTERVIEWER_LANG": "en"}
    return subprocess.run(
        [sys.executable, "-m", "interviewer", *arguments],
        capture_output=True,
        text=True,
        timeout=120,
        env={**silent, **(env or {})},
        stdin=subprocess.DEVNULL,
    )


def check_failure(done: subprocess.CompletedProcess[str], code: int, *words: str) -> None:
    """A failure speaks in sentences: no traceback, and the words that help."""
    assert done.returncode == code, done.stderr
    assert "Traceback" not in done.stderr and "Traceback" not in done.stdout
    for word in words:
        assert word.lower() in done.stderr.lower(), done.stderr


BROKEN_FILES = {
    "empty.wav": b"",
    "text.wav": b"just some text",
    "header.wav": wav_header(0, SPEECH_RATE_HZ),
    "noise.mp3": bytes(range(256)) * 40,
    "line\nbreak.wav": b"",
}


@pytest.mark.parametrize("name", BROKEN_FILES)
def test_broken_recordings_are_refused(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    path.write_bytes(BROKEN_FILES[name])
    done = interviewer("score", str(path), "--model", "mini", "--json", "--data-dir", str(tmp_path / "data"))
    check_failure(done, 1, path.name.split("\n")[0])
    assert done.stdout == ""


def test_one_broken_recording_does_not_stop_the_others(tmp_path: Path) -> None:
    (tmp_path / "broken.wav").write_bytes(b"RIFF")
    files = [str(tmp_path / "broken.wav"), str(SPEECH), str(tmp_path / "missing.wav")]
    done = interviewer("score", *files, "--model", "mini", "--lang", "en", "--json")
    check_failure(done, 1, "broken.wav", "missing.wav")
    (line,) = done.stdout.splitlines()
    assert json.loads(line)["audio"]["path"] == str(SPEECH)


def test_a_truncated_recording_is_judged_as_far_as_it_goes(tmp_path: Path) -> None:
    path = tmp_path / "cut.wav"
    write_wav(tmp_path / "whole.wav", read_clip(SPEECH))
    path.write_bytes((tmp_path / "whole.wav").read_bytes()[:200_000])
    done = interviewer("score", str(path), "--model", "mini", "--json")
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["audio"]["duration_s"] == pytest.approx(6.25, abs=0.1)


def test_silence_is_no_answer(tmp_path: Path) -> None:
    write_wav(tmp_path / "silence.wav", Clip(np.zeros(10 * SPEECH_RATE_HZ, np.float32)))
    done = interviewer("score", str(tmp_path / "silence.wav"), "--model", "mini", "--json")
    assert done.returncode == 1
    answer = json.loads(done.stdout)
    assert answer["score"]["abstained"] == "silence" and answer["score"]["total"] is None
    assert answer["transcript"]["text"] == ""


def test_a_recording_that_is_too_long_is_refused_at_once(tmp_path: Path) -> None:
    write_wav(tmp_path / "long.wav", Clip(np.zeros(90 * SPEECH_RATE_HZ, np.float32)))
    done = interviewer("score", str(tmp_path / "long.wav"), "--model", "mini", "--max-minutes", "1")
    check_failure(done, 1, "long.wav", "60 s")


def test_an_overloaded_recording_is_judged_and_says_so(tmp_path: Path) -> None:
    loud = np.clip(read_clip(SPEECH).samples * 40, -1, 1).astype(np.float32)
    write_wav(tmp_path / "loud.wav", Clip(loud))
    done = interviewer("score", str(tmp_path / "loud.wav"), "--model", "mini", "--json")
    answer = json.loads(done.stdout)
    assert answer["delivery"]["clipping_ratio"] > 0.01
    assert any("overloaded" in line for line in answer["feedback"]["improvements"])


def test_without_a_model_the_answer_is_still_measured(tmp_path: Path) -> None:
    done = interviewer("score", str(SPEECH), "--json", "--data-dir", str(tmp_path), env={"HF_HOME": str(tmp_path)})
    assert done.returncode == 0, done.stderr
    assert "interviewer models download small" in done.stderr
    answer = json.loads(done.stdout)
    assert answer["transcript"] is None and answer["score"]["abstained"] == "no_transcript"
    assert answer["timing"]["speaking_s"] > 5 and answer["delivery"]["pauses"] is not None
    assert answer["score"]["total"] is None and "small" in answer["feedback"]["spoken"]


@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    [
        (["drill", "no-such/question"], 1, ["no-such/question", "banks list"]),
        (["drill", "hr-faq/02-self-intr"], 1, ["hr-faq/02-self-intro"]),
        (["drill", "--lang", "fr"], 2, ["--lang"]),
        (["score"], 2, ["FILE"]),
        (["score", "x.wav", "--model", "no-such-model"], 1, ["no-such-model"]),
        (["score", "x.wav", "--model", "/no/such/folder"], 1, ["/no/such/folder"]),
        (["nonsense"], 2, ["nonsense"]),
    ],
)
def test_wrong_arguments(tmp_path: Path, arguments: list[str], code: int, words: list[str]) -> None:
    check_failure(interviewer(*arguments, env={"INTERVIEWER_DATA_DIR": str(tmp_path)}), code, *words)


def test_messages_are_in_the_users_language(tmp_path: Path) -> None:
    done = interviewer("score", str(tmp_path / "没有.wav"), "--model", "mini", "--lang", "zh")
    check_failure(done, 1, "没有这个文件")


def test_a_model_without_a_tokenizer_never_goes_online(tmp_path: Path) -> None:
    (tmp_path / "model").mkdir()
    weights = Path(__file__).parents[2] / "audio" / "mini_whisper" / "weights"
    for name in ("model.bin", "config.json", "vocabulary.json", "preprocessor_config.json"):
        (tmp_path / "model" / name).write_bytes((weights / name).read_bytes())
    done = interviewer("score", str(SPEECH), "--model", str(tmp_path / "model"))
    check_failure(done, 1, "tokenizer.json")


def test_an_unwritable_data_folder(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("not a folder")
    done = interviewer("drill", "--data-dir", str(tmp_path / "file"), "--answer-audio", str(SPEECH), "--model", "mini")
    check_failure(done, 1, "--data-dir", str(tmp_path / "file"))


def test_no_microphone(tmp_path: Path) -> None:
    done = interviewer(
        "drill", "--no-voice", "--model", "mini", "--data-dir", str(tmp_path), env={"ALSA_CONFIG_PATH": ""}
    )
    check_failure(done, 1, "microphone")


def test_no_loudspeaker_goes_on_in_writing(tmp_path: Path) -> None:
    arguments = ["drill", "--answer-audio", str(SPEECH), "--model", "mini", "--json", "--data-dir", str(tmp_path)]
    done = interviewer(*arguments, env={"ALSA_CONFIG_PATH": ""})
    assert done.returncode == 0, done.stderr
    assert "Going on in writing" in done.stderr
    assert json.loads(done.stdout)["attempt"] == 1


def test_a_full_disk_loses_no_answer(tmp_path: Path) -> None:
    """A tiny file system fills up while the answer is recorded; the answer is judged all the same."""
    disk = tmp_path / "disk"
    disk.mkdir()
    mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=300k", "tmpfs", str(disk)], capture_output=True)
    if mounted.returncode != 0:
        pytest.skip("mounting a small file system needs root")
    try:
        arguments = ["drill", "--answer-audio", str(SPEECH), "--model", "mini", "--json", "--no-voice"]
        done = interviewer(*arguments, "--data-dir", str(disk))
        assert "Traceback" not in done.stderr
        assert "written to disk" in done.stderr or "cannot be written" in done.stderr
        assert done.returncode == 1 and "disk space" in done.stderr
        assert json.loads(done.stdout)["timing"]["speaking_s"] > 5
    finally:
        subprocess.run(["umount", str(disk)], check=True)


def test_ctrl_c_while_listening_keeps_the_recording(tmp_path: Path) -> None:
    skip_without_pulseaudio()
    arguments = ["drill", "--no-voice", "--model", "mini", "--lang", "en", "--data-dir", str(tmp_path / "data")]
    with VirtualSoundCard() as card, running(card, arguments) as program:
        wait_for(lambda: list((tmp_path / "data").glob("recordings/*/*.wav")))
        player = card.play_into_mic(SPEECH)
        time.sleep(4)  # real seconds of a real device
        program.send_signal(signal.SIGINT)
        stdout, stderr = program.communicate(timeout=120)
        player.terminate()
    assert program.returncode == 130, stderr
    assert "Traceback" not in stderr and "kept" in stderr
    (recording,) = (tmp_path / "data").glob("recordings/*/*.wav")
    assert read_clip(recording).duration_s > 1


def wait_for(condition: object, timeout_s: float = 30) -> None:
    deadline_s = time.monotonic() + timeout_s
    while not condition():  # type: ignore[operator]
        assert time.monotonic() < deadline_s
        time.sleep(0.05)
