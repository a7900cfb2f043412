"""Cues that cannot match are left out before any search; that must never cost a match."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from audio.ports import Language, Word
from interviewer.scoring.atoms import EnglishWord, Run
from interviewer.scoring.cues import compile_cue
from interviewer.scoring.lexicon import Lexicon
from interviewer.scoring.patterns import Remembering
from interviewer.scoring.tokens import document

_SAID = {
    "zh": "转化率 转换律 赚华率 人工 仁工 审核 身和 ai 三成 百分之四十 ， 。 我 们".split(),
    "en": "review reviewing week weak contract strategy stratgey forty percent , . we".split(),
}
_CUES = {
    "zh": [
        "转化率",
        "转化",
        "人工|专人 审核|把关",
        "{percent} & 转化率",
        "审核 ... 人工",
        "我们",
        '"人工"',
        "我",
        "ai",
    ],
    "en": ["review", "contract", "week", "strategy|review", "{percent} & review", "review ... strategy", "contract we"],
}
_LEXICON = Lexicon(
    {f"c{number}": {"zh": [zh], "en": [_CUES["en"][number % 7]]} for number, zh in enumerate(_CUES["zh"])}
)


@pytest.mark.parametrize("language", ["zh", "en"])
@settings(max_examples=120, deadline=None)
@given(said=st.lists(st.integers(0, 11), min_size=1, max_size=12), probability=st.sampled_from([0.2, 0.9]))
def test_a_search_never_finds_what_the_keys_rule_out(language: Language, said: list[int], probability: float) -> None:
    texts = [_SAID[language][number] + (" " if language == "en" else "") for number in said]
    doc = document("".join(texts), language, [Word(text, 0.0, 1.0, probability) for text in texts])
    for name in _LEXICON.names:
        pattern = _LEXICON.pattern(name, language)
        assert isinstance(pattern, Remembering)
        assert pattern.find(doc) == pattern._search(doc), name


@pytest.mark.parametrize(("language", "kind"), [("zh", Run), ("en", EnglishWord)])
def test_a_concept_of_one_word_is_a_cue_by_itself(language: Language, kind: type) -> None:
    lexicon = Lexicon({"growth": {"zh": ["增长"], "en": ["growth"]}})
    assert isinstance(compile_cue("{growth}", language, lexicon).pattern, kind)


def test_blanks_behind_the_mark_that_ignores_polarity_change_nothing() -> None:
    lexicon = Lexicon({})
    cue, other = compile_cue("~ 人工审核", "zh", lexicon), compile_cue("~人工审核", "zh", lexicon)
    assert cue.pattern is other.pattern and cue.any_polarity
