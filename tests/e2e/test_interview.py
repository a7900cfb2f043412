"""A whole interview on a virtual sound card: commands, an answer, a skipped question, a lost microphone, a verdict."""

import json
import time
from pathlib import Path

import jiwer
import numpy as np
import pytest

from audio.files import read_clip
from audio.ports import Language
from audio.pyttsx3_voice import Pyttsx3Voice
from audio.wav import write_wav
from interviewer.banks.loader import find_question
from interviewer.store import open_store
from tests.e2e.rehearsal import TIMEOUT_S, TURN, Talk, loud_so_far, running, spoken
from tests.e2e.test_closed_loop import ANSWERS, words_of
from tests.soundcard import VirtualSoundCard, skip_without_pulseaudio

pytestmark = [pytest.mark.soundcard, pytest.mark.slow]

QUESTION = {"en": "Question {number} of 2", "zh": "第{number}题"}
REPEAT = {"en": "Please repeat the question.", "zh": "请再说一遍。"}
NEXT = {"en": "Next question, please.", "zh": "请跳过这题。"}


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


def test_somebody_with_headphones_may_speak_over_the_voice(tmp_path: Path) -> None:
    """The voice falls silent, and what was said over it is the answer from its first word on."""
    skip_without_pulseaudio()
    _, question = find_question("ai-operations/06-prompt-engineering")
    asked_s = Pyttsx3Voice().render(question.ask.get("en"), "en").duration_s
    answer = spoken(ANSWERS["en"], "en")
    common = ["--lang", "en", "--model", "mini", "--json", "--data-dir", str(tmp_path / "data")]
    with VirtualSoundCard() as card, card.recording_speaker(tmp_path / "speaker.wav") as heard:
        with running(card, ["drill", question.id, "--headphones", *common]) as program:
            deadline_s = time.monotonic() + TIMEOUT_S
            while not loud_so_far(heard).any() and time.monotonic() < deadline_s:
                time.sleep(0.05)
            card.play_into_mic(answer)
            stdout, _ = program.communicate(timeout=TIMEOUT_S)
        loud = loud_so_far(heard)
    judged = json.loads(stdout)
    said, understood = (words_of(text, "en") for text in (" ".join(ANSWERS["en"]), judged["transcript"]["text"]))
    assert jiwer.wer(said, understood) <= 0.15
    assert judged["timing"]["onset_s"] <= 1.0  # the window opened with the first word
    began = int(np.argmax(loud))
    assert loud[began : began + round(10 * answer.duration_s)].sum() / 10 < asked_s - 1
