"""Every sentence exists in both languages, with the same fields, and errors find theirs."""

import string

import pytest

from audio.errors import DeviceError, ModelMissing, NoAudio
from interviewer.errors import StoreError
from interviewer.messages import CATALOGUE, audio_errors, duration_text, error_text, spoken_duration, text


def fields_of(sentence: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(sentence) if name}


@pytest.mark.parametrize("key", sorted(CATALOGUE))
def test_both_languages_say_the_same(key: str) -> None:
    english, chinese = CATALOGUE[key]
    assert english.strip() and chinese.strip()
    words = string.Formatter().parse(chinese)
    if any(literal.strip() for literal, *_ in words):  # a message may be its fields alone
        assert any("\u4e00" <= character <= "\u9fff" for character in chinese), chinese
    # A field may itself be written in a language ("lines_en", "lines_zh").
    assert {name.removesuffix("_zh") for name in fields_of(chinese)} == {
        name.removesuffix("_en") for name in fields_of(english)
    }


def test_chinese_error_sentences_are_chinese() -> None:
    for key, sentence in audio_errors.CHINESE.items():
        assert any("\u4e00" <= character <= "\u9fff" for character in sentence), key


def test_errors_are_shown_in_the_users_language() -> None:
    error = NoAudio("a.wav: the file is empty (0 bytes).", path="a.wav", reason="empty_file")
    assert error_text(error, "en") == "a.wav: the file is empty (0 bytes)."
    assert error_text(error, "zh") == "a.wav：空文件（0 字节）。"


def test_lists_and_machine_words_are_written_as_people_do() -> None:
    error = DeviceError("x", device="usb", kind="input", reason="not_found", candidates=["1 Mic", "2 Line"])
    assert error_text(error, "zh") == "没有叫“usb”的麦克风。现有：1 Mic、2 Line。"


def test_an_error_without_the_facts_its_sentence_needs_still_says_something() -> None:
    assert error_text(ModelMissing("No model here."), "zh") == "No model here."
    assert error_text(ValueError("odd"), "zh") == "odd"


def test_own_errors_have_sentences_in_both_languages() -> None:
    error = StoreError("x", path="/data", reason="read-only", problem="folder")
    assert "/data" in error_text(error, "en") and "--data-dir" in error_text(error, "en")
    assert "/data" in error_text(error, "zh") and "文件夹" in error_text(error, "zh")


@pytest.mark.parametrize(
    ("seconds", "english", "chinese"),
    [(0, "0 s", "0 秒"), (59.6, "1 min 0 s", "1 分 0 秒"), (92.4, "1 min 32 s", "1 分 32 秒")],
)
def test_durations_on_screen(seconds: float, english: str, chinese: str) -> None:
    assert (duration_text(seconds, "en"), duration_text(seconds, "zh")) == (english, chinese)


@pytest.mark.parametrize(
    ("seconds", "english", "chinese"),
    [
        (1, "1 second", "1秒"),
        (60, "1 minute", "1分钟"),
        (61, "1 minute 1 second", "1分1秒"),
        (125, "2 minutes 5 seconds", "2分5秒"),
    ],
)
def test_durations_spoken(seconds: float, english: str, chinese: str) -> None:
    assert (spoken_duration(seconds, "en"), spoken_duration(seconds, "zh")) == (english, chinese)


def test_a_missing_field_is_a_programming_error() -> None:
    with pytest.raises(KeyError):
        text("live.upper_target", "en")
