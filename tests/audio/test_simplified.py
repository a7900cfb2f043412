"""Traditional characters become simplified ones, one for one."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from audio.ports import Word
from audio.simplified import simplify_words, to_simplified


@pytest.mark.parametrize(
    ("given_text", "expected"),
    [
        ("我負責優化轉化率，並建立評估指標。", "我负责优化转化率，并建立评估指标。"),
        ("乾淨的乾隆瓷器", "干净的乾隆瓷器"),
        ("跟著團隊看著數據", "跟着团队看着数据"),
        ("顯著提升，著名的著作", "显著提升，著名的著作"),
        ("甚麼時候開始", "什么时候开始"),
        ("後來皇后頭髮發佈", "后来皇后头发发布"),
        ("A/B測試的GMV提升了30%", "A/B测试的GMV提升了30%"),
    ],
)
def test_known_cases(given_text: str, expected: str) -> None:
    assert to_simplified(given_text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "面试官您好，我叫李明。",
        "显著提升了转化率，看着数据干活",
        "这个里面只有三里路",
        "",
        "plain English, 100%",
        "他对着麦克风说了什么",
    ],
)
def test_simplified_text_stays_as_it_is(text: str) -> None:
    assert to_simplified(text) == text


@given(st.text(st.characters(min_codepoint=0x4E00, max_codepoint=0x9FFF), max_size=40))
def test_length_never_changes_and_twice_is_once(text: str) -> None:
    once = to_simplified(text)
    assert len(once) == len(text)
    assert to_simplified(once) == once


def test_words_are_converted_in_context() -> None:
    converted = simplify_words([Word("乾", 0.0, 0.1, 0.5), Word("淨", 0.1, 0.2, 0.6), Word("的", None, None)])
    assert converted == (Word("干", 0.0, 0.1, 0.5), Word("净", 0.1, 0.2, 0.6), Word("的", None, None))
