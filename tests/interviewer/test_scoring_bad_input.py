"""What comes in from outside: whatever it is, it gets a score that was earned or none, never a crash."""

import json
import math
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from audio.ports import Language
from interviewer.answer import judge_text
from interviewer.answer_json import answer_to_json
from interviewer.banks.loader import find_question, lexicon
from interviewer.records import Answer
from interviewer.transcripts import transcript_from_text

BANK, QUESTION = find_question("ai-operations/05-unstable-output", (), None)
GOOD = {
    "zh": "我会先把提示词写清楚，再拆成几个小任务，发出去之前一定有人审核，错的每一条都记在表里，每周拿出来改。",
    "en": "I write the prompt with clear sections, split the task into small steps, a person checks every draft before "
    "it goes out, and we log each failure in a sheet and fix the prompt on Friday.",
}


def judged(content: str, language: Language) -> Answer:
    """Judge a text or transcript JSON as `score-text` does, and check what must hold for every answer."""
    answer = judge_text(transcript_from_text(content, language, "-"), QUESTION, lexicon(BANK))
    score = answer.score
    assert (score.total is None) == (score.abstained is not None)
    assert score.total is None or 0 <= score.total <= 100
    assert answer.transcript is not None
    for result in (*score.points, *score.pitfalls):
        for evidence in result.evidence:
            assert answer.transcript.text[evidence.start_char : evidence.end_char] == evidence.quote
    line = answer_to_json(answer)
    json.loads(line, parse_constant=lambda name: pytest.fail(f"{name} is no number"))
    assert line.splitlines() == [line]
    return answer


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize(
    ("content", "reason"),
    [
        ("", "silence"),
        ("   \n\t ", "silence"),
        ("🙂🙂🙂🎉", "silence"),
        ("……，。！", "silence"),
        ("\x00\x07\x1b[31m", "too_short"),
        ("好", "too_short"),
        ("hello", "too_short"),
    ],
)
def test_where_nothing_was_said_nothing_is_scored(content: str, reason: str, language: Language) -> None:
    answer = judged(content, language)
    assert answer.score.abstained == reason
    assert answer.feedback.spoken and not answer.feedback.strengths


@pytest.mark.parametrize(("said", "asked"), [("zh", "en"), ("en", "zh")])
def test_an_answer_in_the_other_language_is_named_and_not_scored(said: Language, asked: Language) -> None:
    assert judged(GOOD[said], asked).score.abstained == "wrong_language"


@pytest.mark.parametrize("language", ["zh", "en"])
def test_what_surrounds_the_words_does_not_change_the_points(language: Language) -> None:
    plain = judged(GOOD[language], language).score
    decorated = GOOD[language].replace("，", "，🙂").replace(", ", ",\u200b \x07🙂 ")
    assert {p.id for p in judged(decorated, language).score.points if p.hit} == {p.id for p in plain.points if p.hit}


def test_words_of_the_other_language_inside_an_answer_are_no_other_language() -> None:
    mixed = "我会先把 prompt 写清楚 role 和 format 固定好，再让 editor 人工审核一遍，bad case 全部记在表里 review。"
    score = judged(mixed, "zh").score
    assert score.abstained is None and any(point.hit for point in score.points)


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("punctuation", [True, False])
def test_fifty_thousand_words_are_scored_in_seconds(language: Language, punctuation: bool) -> None:
    said = GOOD[language] if punctuation else "".join(c for c in GOOD[language] if c.isalnum() or c == " ")
    size = len(said) if language == "zh" else len(said.split())
    start = time.perf_counter()
    score = judged((said + " ") * (50_000 // size), language).score
    assert time.perf_counter() - start < 30
    assert score.total is not None and "rambling" in score.notes


@pytest.mark.parametrize("language", ["zh", "en"])
def test_one_word_said_a_thousand_times_earns_nothing(language: Language) -> None:
    score = judged({"zh": "审核", "en": "review "}[language] * 1000, language).score
    assert score.total is not None and score.total < 20


def timed(starts: list[object]) -> str:
    words = [{"text": f" word{i}", "start_s": s, "end_s": s, "probability": 0.9} for i, s in enumerate(starts)]
    text = "".join(str(word["text"]) for word in words).strip()
    return json.dumps({"text": text, "language": "en", "words": words})


@pytest.mark.parametrize(
    "starts",
    [
        [math.nan] * 20,
        [0.5 * i if i % 3 else math.nan for i in range(20)],
        [math.inf, *range(19)],
        list(range(20, 0, -1)),
        [5.0] * 20,
        [-1.0, *range(19)],
    ],
)
def test_times_that_are_no_times_never_reach_the_measures(starts: list[object]) -> None:
    answer = judged(timed(starts), "en")
    seconds = answer.timing.speaking_s
    assert seconds is None or (math.isfinite(seconds) and 0 <= seconds <= 20)


@given(st.text(max_size=300), st.sampled_from(["zh", "en"]))
def test_any_text_at_all(content: str, language: Language) -> None:
    judged("t " + content, language)


@given(st.text(alphabet="我没不有一条审核记录，。 都就人先", min_size=25, max_size=200))
def test_any_heap_of_negations(content: str) -> None:
    judged(content, "zh")
