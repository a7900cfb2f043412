"""A whole interview on a virtual sound card: commands, an answer, a skipped question, a lost microphone, a verdict."""

import json
import queue
import subprocess
import threading
import time
from pathlib import Path

import pytest

from audio.files import read_clip, write_wav
from audio.ports import Language
from interviewer.store import open_store
from tests.e2e.rehearsal import TIMEOUT_S, running, spoken
from tests.e2e.test_closed_loop import ANSWERS
from tests.soundcard import VirtualSoundCard, skip_without_pulseaudio

pytestmark = [pytest.mark.soundcard, pytest.mark.slow]

TURN = {"en": "Your turn", "zh": "轮到你了"}
QUESTION = {"en": "Question {number} of 2", "zh": "第{number}题"}
REPEAT = {"en": "Please repeat the question.", "zh": "请再说一遍。"}
NEXT = {"en": "Next question, please.", "zh": "请跳过这题。"}


class Talk:
    """What the program says on stderr, line by line, while it runs."""

    def __init__(self, program: subprocess.Popen[str]) -> None:
        self.lines: list[str] = []
        self._queue: queue.SimpleQueue[str] = queue.SimpleQueue()
        stream = program.stderr
        assert stream is not None
        threading.Thread(target=lambda: [self._queue.put(line) for line in stream], daemon=True).start()

    def wait_for(self, words: str) -> None:
        """Wait for a line that holds some words, after those seen so far."""
        deadline_s = time.monotonic() + TIMEOUT_S
        while time.monotonic() < deadline_s:
            try:
                self.lines.append(self._queue.get(timeout=1))
            except queue.Empty:
                continue
            if words in self.lines[-1]:
                return
        raise AssertionError(f"{words!r} was not said: {''.join(self.lines)}")


def arguments(language: Language, folder: Path, *more: str) -> list[str]:
    common = ["--lang", language, "--model", "mini", "--no-voice", "--json", "--data-dir", str(folder / "data")]
    return ["interview", "hr-faq", *more, *common]


@pytest.mark.parametrize("language", ["en", "zh"])
def test_an_interview_with_spoken_commands(tmp_path: Path, language: Language) -> None:
    skip_without_pulseaudio()
    only = ["--only", "02,05", "--follow-ups", "0"]
    with VirtualSoundCard() as card, running(card, arguments(language, tmp_path, *only)) as program:
        talk = Talk(program)
        turns = ((1, [REPEAT[language]]), (1, ANSWERS[language]), (2, [NEXT[language]]))
        for number, said in turns:
            talk.wait_for(QUESTION[language].format(number=number))
            talk.wait_for(TURN[language])
            time.sleep(0.5)  # nobody answers at the very moment of being asked
            card.play_into_mic(spoken(said, language)).wait()
        assert program.stdout is not None
        lines = [json.loads(line) for line in program.stdout]
        assert program.wait(TIMEOUT_S) == 0
    assert len(lines) == 2, [line.get("transcript", {}) for line in lines]
    answer, summary = lines
    assert answer["question"] == "hr-faq/02-self-intro" and answer["score"]["total"] > 0
    for words in (REPEAT[language], NEXT[language]):
        assert words.strip(".。").lower() not in answer["transcript"]["text"].lower()
    assert [one["status"] for one in summary["questions"]] == ["judged", "skipped"]
    assert summary["verdict"] == "not_passed" and 2 <= len(summary["practise"]) <= 3
    # The answer alone was kept: the commands are nobody's recording.
    (recording,) = (tmp_path / "data").glob("recordings/*/*.wav")
    assert read_clip(recording).duration_s == pytest.approx(answer["audio"]["duration_s"])


def test_a_microphone_lost_in_an_interview_is_gone_on_with_by_file(tmp_path: Path) -> None:
    skip_without_pulseaudio()
    only = ["--only", "02,05", "--follow-ups", "0"]
    with VirtualSoundCard() as card, running(card, arguments("en", tmp_path, *only)) as program:
        talk = Talk(program)
        talk.wait_for(TURN["en"])
        card.play_into_mic(spoken(ANSWERS["en"], "en"))
        time.sleep(6)  # real seconds: a real device is pulled out in the middle of a real answer
        card.kill()
        assert program.wait(TIMEOUT_S) == 1
        talk.wait_for("--resume")
        assert not any("Traceback" in line for line in talk.lines)
        for index in (1, 2):
            write_wav(tmp_path / f"{index}.wav", spoken(ANSWERS["en"], "en"))
        files = ["--answer-audio", str(tmp_path / "1.wav"), "--answer-audio", str(tmp_path / "2.wav")]
        with running(card, arguments("en", tmp_path, "--resume", *files)) as resumed:
            stdout, stderr = resumed.communicate(timeout=TIMEOUT_S)
    assert resumed.returncode == 0, stderr
    assert [json.loads(line)["schema"][12:] for line in stdout.splitlines()] == ["answer/1", "answer/1", "summary/1"]
    with open_store(tmp_path / "data") as store:
        saved = store.session_answers(store.session("last").id)
    assert [one.answer.score.abstained for one in saved] == ["interrupted", None, None]
    lost = saved[0].answer.audio
    assert lost is not None and read_clip(lost.path).duration_s >= 4
