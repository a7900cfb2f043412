"""The whole rehearsal for real, on a virtual sound card: asked aloud, answered into the microphone, judged, told."""

import json
import sqlite3
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import jiwer
import pytest

from audio.files import read_clip
from audio.ports import Language
from tests.e2e.rehearsal import Rehearsal, loud_windows, rehearse, running, spoken, wait_for_question
from tests.soundcard import VirtualSoundCard, skip_without_pulseaudio

pytestmark = [pytest.mark.soundcard, pytest.mark.slow]

ANSWERS: dict[Language, tuple[str, ...]] = {
    "en": (
        "Good morning, my name is Emma, and I come from London.",
        "Now I work as an AI operations manager at Bright Cloud.",
        "I reduced the response time from sixty seconds to twenty seconds.",
        "My main strengths are data analysis and clear communication.",
        "Thank you for listening.",
    ),
    "zh": (
        "面试官您好，我叫陈静，来自杭州。",
        "我目前在星光商城担任人工智能运营经理。",
        "我把响应时间从六十秒缩短到二十秒。",
        "我的主要优势是数据分析和沟通协调。",
        "以上就是我的介绍，谢谢。",
    ),
}


def words_of(text: str, language: Language) -> str:
    """Return what an error rate counts: lower-case words, or characters, without punctuation."""
    kept = "".join(c if c.isalnum() or c == "'" else " " for c in text.lower())
    return " ".join(kept.split()) if language == "en" else " ".join(kept.replace(" ", ""))


def one_rehearsal(language: Language, folder: Path) -> tuple[Rehearsal, float]:
    answer = spoken(ANSWERS[language], language)
    arguments = ["drill", "--lang", language, "--model", "mini", "--json", "--data-dir", str(folder / "data")]
    with VirtualSoundCard() as card:
        return rehearse(card, arguments, answer, folder), answer.duration_s


@pytest.fixture(scope="module")
def rehearsals(tmp_path_factory: pytest.TempPathFactory) -> dict[Language, tuple[Rehearsal, float, Path]]:
    """Rehearse in both languages at the same time, each on a card of its own."""
    skip_without_pulseaudio()
    folders = {language: tmp_path_factory.mktemp(language) for language in ANSWERS}
    with ThreadPoolExecutor(2) as pool:
        started = {language: pool.submit(one_rehearsal, language, folders[language]) for language in ANSWERS}
        return {language: (*future.result(), folders[language]) for language, future in started.items()}


@pytest.mark.parametrize("language", ["en", "zh"])
class TestRehearsal:
    def test_the_question_is_heard_from_the_loudspeaker(
        self, rehearsals: dict[Language, tuple[Rehearsal, float, Path]], language: Language
    ) -> None:
        rehearsal, _, _ = rehearsals[language]
        assert 1.5 <= rehearsal.asked_s <= 12

    def test_the_answer_is_understood(
        self, rehearsals: dict[Language, tuple[Rehearsal, float, Path]], language: Language
    ) -> None:
        rehearsal, _, _ = rehearsals[language]
        (answer,) = rehearsal.answers
        separator = " " if language == "en" else ""
        said = words_of(separator.join(ANSWERS[language]), language)
        assert jiwer.wer(said, words_of(answer["transcript"]["text"], language)) <= 0.1

    def test_the_answer_is_timed(
        self, rehearsals: dict[Language, tuple[Rehearsal, float, Path]], language: Language
    ) -> None:
        rehearsal, duration_s, _ = rehearsals[language]
        timing = rehearsal.answers[0]["timing"]
        assert timing["speaking_s"] == pytest.approx(duration_s, abs=0.3)
        assert timing["verdict"] == "short" and timing["target_s"] == [60, 120]
        # "Thank you for listening" ends it sooner, where the machine is quick enough to know the words by then.
        assert timing["end_reason"] in ("closer", "silence")
        assert rehearsal.answers[0]["delivery"]["response_latency_s"] >= 0.3

    def test_it_is_scored_with_words_really_said(
        self, rehearsals: dict[Language, tuple[Rehearsal, float, Path]], language: Language
    ) -> None:
        answer = rehearsals[language][0].answers[0]
        score, text = answer["score"], answer["transcript"]["text"]
        hits = [point for point in score["points"] if point["hit"]]
        assert score["abstained"] is None and 0 <= score["total"] <= 100
        assert len(hits) >= 3
        for point in hits:
            for evidence in point["evidence"]:
                assert text[evidence["start_char"] : evidence["end_char"]] == evidence["quote"]
                assert 0 <= evidence["start_s"] <= evidence["end_s"] <= answer["audio"]["duration_s"]

    def test_the_feedback_is_spoken(
        self, rehearsals: dict[Language, tuple[Rehearsal, float, Path]], language: Language
    ) -> None:
        rehearsal, duration_s, _ = rehearsals[language]
        loud = loud_windows(rehearsal.speaker.samples)
        after = loud[round((rehearsal.answered_s + duration_s) * 10) :]
        assert 3 <= after.sum() / 10 <= 40
        assert rehearsal.answers[0]["feedback"]["spoken"]

    def test_everything_is_saved(
        self, rehearsals: dict[Language, tuple[Rehearsal, float, Path]], language: Language
    ) -> None:
        rehearsal, duration_s, folder = rehearsals[language]
        assert rehearsal.code == 0
        recording = read_clip(rehearsal.answers[0]["audio"]["path"])
        assert recording.duration_s >= duration_s
        connection = sqlite3.connect(folder / "data" / "interviewer.sqlite3")
        try:
            rows = connection.execute("SELECT question, language, attempt FROM answer").fetchall()
        finally:
            connection.close()
        assert rows == [("hr-faq/02-self-intro", language, 1)]


def test_a_microphone_that_vanishes_loses_nothing(tmp_path: Path) -> None:
    skip_without_pulseaudio()
    answer = spoken(ANSWERS["en"], "en")
    arguments = ["drill", "--lang", "en", "--model", "mini", "--json", "--data-dir", str(tmp_path / "data")]
    with VirtualSoundCard() as card, card.recording_speaker(tmp_path / "speaker.wav") as heard:
        with running(card, arguments) as program:
            wait_for_question(heard, program)
            card.play_into_mic(answer)
            time.sleep(6)  # real seconds: a real device is pulled out in the middle of a real answer
            card.kill()
            stdout, stderr = program.communicate(timeout=180)
    judged = json.loads(stdout)
    assert program.returncode == 1
    assert "microphone" in stderr.lower()
    assert judged["timing"]["end_reason"] == "device_lost"
    assert judged["timing"]["speaking_s"] >= 3
    assert read_clip(judged["audio"]["path"]).duration_s >= 5
