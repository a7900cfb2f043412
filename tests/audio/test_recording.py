import errno
import os
import shutil
import signal
import stat
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from audio.errors import RecordingError
from audio.files import read_clip
from audio.recording import Recorder

ROOT = Path(__file__).resolve().parents[2]
BLOCK = (np.sin(np.arange(1_600) / 7) * 0.5).astype(np.float32)


def test_what_was_spoken_is_on_disk_for_the_user_alone(tmp_path: Path) -> None:
    wanted = tmp_path / "sessions" / "one" / "answer.wav"
    with Recorder(wanted) as recorder:
        for _ in range(25):
            recorder.append(BLOCK)
        assert recorder.duration_s == pytest.approx(2.5)
    clip = read_clip(wanted)
    assert np.abs(clip.samples - np.tile(BLOCK, 25)).max() <= 0.5 / 32768 + 1e-7
    if os.name == "posix":
        assert stat.S_IMODE(wanted.stat().st_mode) == 0o600
        assert stat.S_IMODE(wanted.parent.stat().st_mode) == 0o700
        assert stat.S_IMODE(wanted.parent.parent.stat().st_mode) == 0o700


def test_nothing_is_ever_overwritten(tmp_path: Path) -> None:
    paths = []
    for _ in range(3):
        with Recorder(tmp_path / "a.wav") as recorder:
            recorder.append(BLOCK)
        paths.append(recorder.path.name)
    assert paths == ["a.wav", "a-2.wav", "a-3.wav"]


def test_the_file_is_readable_at_every_moment(tmp_path: Path) -> None:
    with Recorder(tmp_path / "a.wav") as recorder:
        for count in range(1, 31):
            recorder.append(BLOCK)
            if count >= 5:
                assert count * 0.1 - read_clip(recorder.path).duration_s < 0.5


def test_a_killed_program_loses_at_most_half_a_second(tmp_path: Path) -> None:
    program = (
        "import sys, numpy as np\n"
        "from audio.recording import Recorder\n"
        "with Recorder(sys.argv[1]) as recorder:\n"
        "    while True:\n"
        "        recorder.append(np.full(1600, 0.25, np.float32))\n"
        "        print(recorder.duration_s, flush=True)\n"
        "        sys.stdin.readline()\n"
    )
    path = tmp_path / "killed.wav"
    command = [sys.executable, "-c", program, str(path)]
    with subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as child:
        assert child.stdin is not None and child.stdout is not None
        for _ in range(33):
            spoken_s = float(child.stdout.readline())
            child.stdin.write("\n")
            child.stdin.flush()
        child.send_signal(getattr(signal, "SIGKILL", signal.SIGTERM))
    clip = read_clip(path)
    assert spoken_s - 0.5 <= clip.duration_s <= spoken_s + 0.2
    assert np.all(clip.samples == 0.25)


def test_a_full_disk_is_reported_once_and_what_was_written_stays(tmp_path: Path) -> None:
    disk = tmp_path / "small"
    disk.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=100k", "tmpfs", str(disk)]
    if shutil.which("mount") is None or subprocess.run(mount, capture_output=True).returncode != 0:
        pytest.skip("no right to mount a small file system here; the /dev/full test covers the reporting")
    try:
        failures = []
        with Recorder(disk / "a.wav") as recorder:
            for _ in range(100):
                try:
                    recorder.append(BLOCK)
                except RecordingError as error:
                    failures.append(error)
        assert [failure.facts["reason"] for failure in failures] == [os.strerror(errno.ENOSPC)]
        assert recorder.failure is failures[0]
        clip = read_clip(recorder.path)
        assert clip.duration_s == pytest.approx(100 * 1024 / 32_000, abs=0.15)
        assert clip.duration_s == pytest.approx(failures[0].facts["saved_s"], abs=1e-3)
        assert np.allclose(clip.samples[:1_600], BLOCK, atol=1e-4)
    finally:
        subprocess.run(["umount", str(disk)], check=True)


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="/dev/full is a Linux device")
def test_a_device_that_takes_nothing_is_reported_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    real_open = os.open

    def open_full(path: Path, flags: int, mode: int = 0o777) -> int:
        return real_open("/dev/full", os.O_RDWR) if flags & os.O_EXCL else real_open(path, flags, mode)

    monkeypatch.setattr(os, "open", open_full)
    with Recorder(tmp_path / "a.wav") as recorder:
        with pytest.raises(RecordingError, match="cannot be written"):
            recorder.append(BLOCK)
        recorder.append(BLOCK)
    assert recorder.duration_s == 0.0


def test_a_folder_that_cannot_be_made_is_reported_by_the_first_append(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    with Recorder(tmp_path / "file" / "a.wav") as recorder:
        with pytest.raises(RecordingError) as caught:
            recorder.append(BLOCK)
        recorder.append(BLOCK)
    assert caught.value.facts["path"] == str(tmp_path / "file" / "a.wav")
    assert caught.value.__cause__ is not None


def test_the_disk_is_asked_to_keep_it_only_now_and_then(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    now_s, syncs = 0.0, []
    monkeypatch.setattr(os, "fsync", lambda handle: syncs.append(now_s))
    with Recorder(tmp_path / "a.wav", clock=lambda: now_s) as recorder:
        for _ in range(350):
            now_s += 0.1
            recorder.append(BLOCK)
    assert len(syncs) == 4  # three in 35 s, one at the end
