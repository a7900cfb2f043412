from hypothesis import given
from hypothesis import strategies as st

from interviewer.scoring.normalise import fold
from interviewer.scoring.tokens import document, tokenise


def words(text, language):
    return tokenise(text, language).words


def test_figures_are_written_in_one_way_in_mandarin():
    assert words("采用率从百分之四十涨到六十八点五", "zh")[-1] == "68.5"
    assert words("百分之四十", "zh") == words("40%", "zh") == ("40", "%")
    assert {words(share, "zh") for share in ("百分之六", "6%", "6 ％", "百分之6", "六%")} == {("6", "%")}
    assert words("二十万", "zh") == words("20万", "zh") == ("200000",)
    assert words("两万三", "zh") == ("23000",)
    assert words("三四个", "zh") == ("三", "四", "个"), "an approximation is no figure"
    assert words("3个", "zh") == words("三个", "zh")


def test_figures_are_written_in_one_way_in_english():
    assert words("forty percent", "en") == words("40%", "en") == ("40", "%")
    assert words("one point five million", "en") == ("1500000",)
    assert words("twenty-five", "en") == ("25",)
    assert words("a hundred and forty households", "en") == ("140", "households")
    assert words("eleven grand", "en") == ("11000",)
    assert words("one of them", "en") == ("one", "of", "them"), "a pronoun is no figure"


def test_traditional_and_full_width_characters_fold():
    assert fold("轉換率ＡＢ").text == "转换率ab"


def test_joined_names_are_one_token():
    assert words("an A/B test", "en") == words("an AB test", "en") == ("an", "ab", "test")
    assert words("Wi-Fi", "en") == words("wifi", "en")


def test_fillers_hold_no_place():
    assert words("we um checked", "en") == ("we", "checked")
    assert words("嗯我呃看", "zh") == ("我", "看")


@given(st.text(max_size=80))
def test_every_token_points_into_the_original_text(text):
    for language in ("zh", "en"):
        tokens = tokenise(text, language)
        assert all(0 <= a < b <= len(text) for a, b in zip(tokens.starts, tokens.ends, strict=True))
        assert list(tokens.starts) == sorted(tokens.starts)


@given(st.text(alphabet="我们他的人看审核发错，。 abc", max_size=300))
def test_sentences_and_clauses_only_grow(text):
    doc = document(text, "zh")
    assert doc.sentence == sorted(doc.sentence)
    assert doc.clause == sorted(doc.clause)
    assert len(doc.soft) == (doc.sentence[-1] + 1 if doc.sentence else 0)


def test_speech_without_punctuation_is_split():
    text = "我先把提示词写清楚然后拆成几个小任务" * 8
    doc = document(text, "zh")
    assert max(doc.sentence) >= 2
    assert max(doc.clause) > max(doc.sentence)
