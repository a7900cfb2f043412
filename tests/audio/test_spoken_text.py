import pytest
from hypothesis import given
from hypothesis import strategies as st

from audio.ports import Language
from audio.speaking import split_sentences
from audio.spoken_text import chinese_figures, has_words, split_languages, toned_pinyin


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("提高了40%", "提高了百分之四十"),
        ("从3.5%到25 %", "从百分之三点五到百分之二十五"),
        ("2023年", "二零二三年"),
        ("1,200万", "一千二百万"),
        ("10086", "一万零八十六"),
        ("110和1010", "一百一十和一千零一十"),
        ("100000000", "一亿"),
        ("1000500", "一百万零五百"),
        ("60-120秒", "六十到一百二十秒"),
        ("20%~30%。", "百分之二十到百分之三十。"),
        ("9:30开始", "九点三十分开始"),
        ("2个人和12个人", "两个人和十二个人"),
        ("第2个", "第二个"),
        ("\uffe530000", "三万元"),
        ("007", "零零七"),
        ("1,2,3", "一,二,三"),
        ("GPT-4和20k", "GPT-4和20k"),
        ("0", "零"),
    ],
)
def test_chinese_figures_are_written_as_they_are_said(written: str, said: str) -> None:
    assert chinese_figures(written) == said


_VALUES = {character: value for value, character in enumerate("零一二三四五六七八九")} | {"两": 2}
_UNITS = {"十": 10, "百": 100, "千": 1000, "万": 10_000, "亿": 100_000_000}


def _parsed(said: str) -> int:
    """Read a Chinese number back: the largest unit splits it, and what stands before counts that many."""
    for unit in ("亿", "万", "千", "百", "十"):
        if unit in said:
            before, _, after = said.partition(unit)
            return (_parsed(before) if before.strip("零") else 1) * _UNITS[unit] + (_parsed(after) if after else 0)
    return _VALUES[said[-1]]


@given(st.integers(0, 10**12 - 1))
def test_every_whole_number_can_be_read_back(value: int) -> None:
    assert _parsed(chinese_figures(str(value))) == value


def _pairs(text: str, language: Language) -> list[tuple[str, str]]:
    return [(part.language, part.text) for part in split_languages(text, language)]


def test_latin_words_in_chinese_get_an_english_voice() -> None:
    assert _pairs("我用ChatGPT和STAR方法。", "zh") == [
        ("zh", "我用"),
        ("en", "ChatGPT"),
        ("zh", "和"),
        ("en", "STAR"),
        ("zh", "方法。"),
    ]
    assert _pairs("KPI、SQL、HR三个", "zh") == [("en", "KPI, SQL, HR"), ("zh", "三个")]
    assert _pairs("A/B测试", "zh") == [("en", "A B"), ("zh", "测试")]


def test_chinese_in_english_gets_a_mandarin_voice_and_figures_stay_english() -> None:
    assert _pairs("Say 你好 to 25% of them.", "en") == [("en", "Say"), ("zh", "你好"), ("en", "to 25% of them.")]


@given(st.text(alphabet="我你在银行AIk9 .,%。\uff0c-/40:\n", max_size=30), st.sampled_from(["zh", "en"]))
def test_every_part_can_be_spoken_and_no_character_is_lost(text: str, language: Language) -> None:
    parts = split_languages(text, language)
    assert all(has_words(part.text) for part in parts)
    joined = "".join(part.text for part in parts)
    for character in "我你在银行AIk":
        assert joined.count(character) == text.count(character)


def test_readings_follow_the_word() -> None:
    pinyin = toned_pinyin("银行行长说,更好地重新开始,不是不对")
    assert "yin2 hang2" in pinyin and "hang2 zhang3" in pinyin and "chong2 xin1" in pinyin
    assert "bu2 shi4" in pinyin
    assert "地" in pinyin and "说" in pinyin


@pytest.mark.parametrize(
    ("text", "reading"),
    [
        ("我还得说一句", "dei3"),
        ("总得知道你要什么", "dei3"),
        ("代码一行没改", "hang2"),
        ("你说得具体", "得"),
        ("我得知消息以后", "de2 zhi1"),
        ("来了一行人", "xing2 ren2"),
    ],
)
def test_must_and_counted_lines_are_read_as_such(text: str, reading: str) -> None:
    assert reading in toned_pinyin(text)


def test_sentences_of_both_languages() -> None:
    text = "你好\u3002请问3.5倍怎么来的\uff1f\u201c很好\uff01\u201d他说\u3002 Mr. Li grew 3.5%, e.g. fast. Really? Yes!"
    assert split_sentences(text) == [
        "你好\u3002",
        "请问3.5倍怎么来的\uff1f",
        "\u201c很好\uff01\u201d",
        "他说\u3002",
        "Mr. Li grew 3.5%, e.g. fast.",
        "Really?",
        "Yes!",
    ]
    assert split_sentences(" \u3002 ...\n") == []
