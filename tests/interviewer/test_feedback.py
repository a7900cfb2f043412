"""Feedback is short, concrete, tied to words really said, and in the user's language."""

from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from audio.ports import Language
from interviewer.feedback import MAX_ITEMS, SPOKEN_LIMIT_S, Judged, make_feedback, quote_of, spoken_length_s
from interviewer.records import (
    Delivery,
    Dimensions,
    Evidence,
    Filler,
    Pause,
    PitfallResult,
    PointResult,
    Rate,
    Score,
    Timing,
)
from tests.interviewer.doubles import small_question

SAID = Evidence("I reduced the waiting time", 10, 36, 3.0, 5.0)


def judged(
    language: Language = "en",
    *,
    strengths: tuple[float, float] = (1.0, 0.0),
    pitfall: bool = False,
    speaking_s: float = 12.0,
    delivery: Delivery | None = None,
    abstained: str | None = None,
) -> Judged:
    verdict = "short" if speaking_s < 5 else "long" if speaking_s > 20 else "on_target"
    points = tuple(
        PointResult(id, strength > 0, strength, (SAID,) if strength else ())
        for id, strength in zip(("p1", "p2"), strengths, strict=True)
    )
    score = Score(
        total=None if abstained else 60.0,
        scorer="rules",
        rubric_version="v",
        abstained=abstained,
        dimensions=Dimensions(),
        points=() if abstained else points,
        pitfalls=(PitfallResult("x1", pitfall, 1.0, (SAID,) if pitfall else ()),),
    )
    timing = Timing(1.0, 1.0 + speaking_s, speaking_s, (5.0, 20.0), verdict, "key")
    return Judged(small_question(), language, timing, delivery or Delivery(), score)


def test_a_strength_quotes_the_words_said() -> None:
    feedback = make_feedback(judged())
    assert any("I reduced the waiting time" in line and "Says the name" in line for line in feedback.strengths)


def test_a_missing_point_asks_for_something_concrete() -> None:
    feedback = make_feedback(judged(strengths=(0.0, 1.0)))
    assert feedback.improvements[0] == "Still missing: say your name."


def test_a_mention_is_taken_further_with_the_persons_own_words() -> None:
    feedback = make_feedback(judged(strengths=(1.0, 0.5)))
    assert feedback.suggestion is not None and "I reduced the waiting time" in feedback.suggestion
    assert "I reduced the waiting time" in feedback.improvements[0]


def test_a_pitfall_is_named_with_the_words_that_triggered_it() -> None:
    feedback = make_feedback(judged(strengths=(1.0, 1.0), pitfall=True))
    assert "Only uses tools" in feedback.improvements[0] and "I reduced the waiting time" in feedback.improvements[0]


@pytest.mark.parametrize(("speaking_s", "word"), [(3.0, "longer"), (40.0, "Cut")])
def test_time_off_target_is_said(speaking_s: float, word: str) -> None:
    feedback = make_feedback(judged(strengths=(1.0, 1.0), speaking_s=speaking_s))
    assert any(word in line for line in feedback.improvements)
    assert feedback.spoken.startswith("You spoke for")


def test_measures_are_told_with_their_figures() -> None:
    delivery = Delivery(
        rate=Rate(210.0, "words_per_min", "fast"),
        fillers=tuple(Filler("um", 1.0, 0, 2) for _ in range(9)),
        fillers_per_min=45.0,
        pauses=tuple(Pause(float(index), 5.0) for index in range(3)),
        longest_pause_s=5.0,
    )
    lines = " ".join(make_feedback(judged(strengths=(1.0, 1.0), delivery=delivery)).improvements)
    assert "9 in 12 seconds" in lines and "um" in lines
    assert "210 words per minute" in lines and "3 of them" in lines


def test_a_bad_recording_comes_first() -> None:
    feedback = make_feedback(judged(strengths=(1.0, 0.5), delivery=Delivery(level_dbfs=-52.0)))
    assert "-52 decibels" in feedback.improvements[0]


@pytest.mark.parametrize(
    "reason", ["silence", "too_short", "unsure_transcript", "wrong_language", "no_transcript", "interrupted"]
)
@pytest.mark.parametrize("language", ["zh", "en"])
def test_where_nothing_was_judged_it_says_why_and_invents_nothing(reason: str, language: Language) -> None:
    feedback = make_feedback(judged(language, abstained=reason))
    assert feedback.strengths == ()
    assert not any(character.isdigit() and "100" in feedback.spoken for character in feedback.spoken)
    assert len(feedback.spoken) > 10


def test_both_languages_speak_their_own() -> None:
    chinese = make_feedback(judged("zh", strengths=(1.0, 0.0)))
    assert "道谢" in " ".join(chinese.improvements)
    assert not any(word in chinese.spoken for word in ("You", "Add", "Next"))


@given(
    st.tuples(st.sampled_from([0.0, 0.5, 1.0]), st.sampled_from([0.0, 0.5, 1.0])),
    st.booleans(),
    st.floats(1, 300),
    st.sampled_from(["zh", "en"]),
    st.text(min_size=1, max_size=400),
)
def test_feedback_is_always_short_enough_to_hear(
    strengths: tuple[float, float], pitfall: bool, speaking_s: float, language: Language, quote: str
) -> None:
    start = judged(language, strengths=strengths, pitfall=pitfall, speaking_s=speaking_s)
    evidence = (Evidence(quote, 0, len(quote)),)
    points = tuple(replace(point, evidence=evidence if point.hit else ()) for point in start.score.points)
    feedback = make_feedback(replace(start, score=replace(start.score, points=points)))
    assert len(feedback.strengths) <= MAX_ITEMS and len(feedback.improvements) <= MAX_ITEMS
    assert spoken_length_s(feedback.spoken, language) <= SPOKEN_LIMIT_S


def test_long_quotes_are_cut_at_a_word_and_marked() -> None:
    words = "one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen"
    quote = quote_of((Evidence(words, 0, len(words)),), "en")
    assert quote.endswith("…") and words.startswith(quote[:-1]) and len(quote) <= 91


def test_a_place_is_suggested_behind_what_was_said() -> None:
    feedback = make_feedback(judged(strengths=(1.0, 0.0)))
    assert feedback.suggestion is not None and feedback.suggestion.startswith(
        "Right after “I reduced the waiting time”"
    )


@pytest.mark.parametrize(
    ("note", "words"), [("listing", "terms"), ("off_topic", "does not answer"), ("rambling", "same words")]
)
def test_how_it_was_told_comes_first_where_it_decides(note: str, words: str) -> None:
    start = judged(strengths=(1.0, 0.0))
    feedback = make_feedback(replace(start, score=replace(start.score, notes=(note,))))
    assert any(words in line for line in feedback.improvements)
    if note != "rambling":
        assert words in feedback.improvements[0] and words in feedback.spoken
    if note == "listing":
        assert not any("Says the name" in line for line in feedback.strengths)


def test_a_promise_is_asked_for_where_somebody_is_answered() -> None:
    start = judged(strengths=(1.0, 0.5))
    question = replace(start.question, structure="empathy_solution")
    feedback = make_feedback(replace(start, question=question))
    assert "by when" in feedback.improvements[0]
    assert feedback.suggestion is not None and "you will hear from me by" in feedback.suggestion


def test_no_sentence_is_built_from_half_a_quote() -> None:
    start = judged(strengths=(1.0, 0.5))
    words = "one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen"
    points = tuple(replace(point, evidence=(Evidence(words, 0, len(words)),)) for point in start.score.points)
    assert make_feedback(replace(start, score=replace(start.score, points=points))).suggestion is None


def test_no_message_is_left_that_nobody_says() -> None:
    from interviewer.messages.spoken import MESSAGES

    sources = [path.read_text(encoding="utf-8") for path in (Path(__file__).parents[2] / "interviewer").rglob("*.py")]
    sources = [source for source in sources if "MESSAGES: dict" not in source]
    built = ("abstain.", "time.", "rate.", "compare.", "strength.", "improve.", "advice.", "suggestion.")
    for key in MESSAGES:
        prefix, name = key.split(".", 1)
        named = any(key in source for source in sources)
        assert named or (
            f"{prefix}." in built and any(f'"{name}"' in source or f"{prefix}.{{" in source for source in sources)
        )
