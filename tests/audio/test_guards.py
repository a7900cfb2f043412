"""What the guards drop, what they leave alone, and what they say about it."""

import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from audio.guards import guard, merge_spans, repair_times, trim_to_speech
from audio.ports import Language, SpeechSpan, Word


def words(texts: list[str], start_s: float = 0.0, each_s: float = 0.3, probability: float = 0.9) -> tuple[Word, ...]:
    return tuple(
        Word(text, start_s + i * each_s, start_s + (i + 1) * each_s, probability) for i, text in enumerate(texts)
    )


def text_of(kept: tuple[Word, ...]) -> str:
    return "".join(word.text for word in kept).strip()


ALL = [SpeechSpan(0.0, 60.0)]


@pytest.mark.parametrize(
    ("language", "before", "group", "times"),
    [
        ("en", [" We", " improved", " it."], [" And", " so", " on,"], 9),
        ("en", [" Then"], [" go"], 12),
        ("zh", ["我们", "提升", "了"], ["效", "率"], 8),
        ("zh", ["最后"], ["谢谢", "大家", "的", "支持", "。"], 5),
    ],
)
def test_a_loop_is_kept_once_and_noted(language: Language, before: list[str], group: list[str], times: int) -> None:
    segment = words(before + group * times)
    kept, notes = guard([segment], language, ALL, 60.0)
    assert text_of(kept) == "".join(before + group).strip()
    first, last = segment[len(before) + len(group)], segment[-1]
    assert notes == (f"dropped_loop:{first.start_s:.1f}-{last.end_s:.1f}",)


@pytest.mark.parametrize(
    ("language", "texts"),
    [
        ("en", [" No", " no", " no,", " very", " very", " very", " good"]),
        ("en", [" step", " by", " step", " by", " step"]),
        ("en", [" I", " think", " I", " think", " I", " think", " so"]),
        ("zh", ["对", "对", "对", "对", "，", "就是", "就是", "这样"]),
        ("zh", ["1", "0", "0", "0", "0", "0", "0", "0", "0", "元"]),
    ],
)
def test_honest_repetition_stays(language: Language, texts: list[str]) -> None:
    kept, notes = guard([words(texts)], language, ALL, 60.0)
    assert (text_of(kept), notes) == ("".join(texts).strip(), ())


def test_a_loop_across_segments_is_found() -> None:
    segments = [words([" thank", " you", " all"], start_s=i) for i in range(6)]
    kept, notes = guard(segments, "en", ALL, 60.0)
    assert text_of(kept) == "thank you all"
    assert notes == ("dropped_loop:1.0-5.9",)


def test_words_where_nobody_spoke_go_those_within_half_a_second_stay() -> None:
    segment = (Word(" yes", 1.0, 1.3, 0.9), Word(" well", 2.4, 2.6, 0.9), Word(" ghost", 3.0, 3.4, 0.9))
    kept, notes = guard([segment], "en", [SpeechSpan(0.9, 2.0)], 10.0)
    assert text_of(kept) == "yes well"
    assert notes == ("dropped_outside_speech:3.0-3.4",)
    assert guard([segment], "en", [], 10.0)[0] == ()


def test_a_word_that_was_never_placed_goes_with_the_next_one_that_was() -> None:
    segment = (Word(" good", 0.0, 0.0, 0.9), Word(" morning", 2.1, 2.6, 0.9), Word(" Anna", 2.6, 2.6, 0.9))
    kept, notes = guard([segment], "en", [SpeechSpan(2.0, 3.0)], 10.0)
    assert (text_of(kept), notes) == ("good morning Anna", ())
    assert [(word.start_s, word.end_s) for word in kept] == [(2.0, 2.0), (2.1, 2.6), (2.6, 2.6)]
    never = (Word(" ghost", 6.0, 6.0, 0.9), Word(" words", 6.2, 6.5, 0.9))
    assert guard([never], "en", [SpeechSpan(2.0, 3.0)], 10.0) == ((), ("dropped_outside_speech:6.0-6.5",))


@pytest.mark.parametrize(
    ("language", "texts", "slow_s", "fast_s"),
    [
        ("zh", list("我负责搭建评估指标和人工审核流程以及数据看板"), 4.0, 0.5),
        (
            "en",
            [" I", " was", " responsible", " for", " the", " evaluation", " of", " customer", " satisfaction"],
            3.0,
            0.3,
        ),
    ],
)
def test_more_than_can_be_said_in_the_time_is_dropped(
    language: Language, texts: list[str], slow_s: float, fast_s: float
) -> None:
    slow = words(texts, start_s=1.0, each_s=slow_s / len(texts))
    assert guard([slow], language, [SpeechSpan(1.0, 1.0 + slow_s)], 10.0)[1] == ()
    fast = words(texts, start_s=1.0, each_s=fast_s / len(texts))
    kept, notes = guard([fast], language, [SpeechSpan(1.0, 1.0 + fast_s)], 10.0)
    assert (kept, notes) == ((), (f"dropped_too_fast:1.0-{1 + fast_s:.1f}",))


@pytest.mark.parametrize(
    ("language", "texts"),
    [
        ("en", [" Thanks", " for", " watching!"]),
        ("en", [" Thank", " you."]),
        ("en", [" Subtitles", " by", " the", " Amara.org", " community"]),
        ("zh", list("字幕由Amara.org社区提供")),
        ("zh", list("请不吝点赞 订阅 转发 打赏支持明镜与点点栏目")),
        ("zh", list("谢谢大家")),
        ("zh", list("嗯，呃，那个，就是。")),
    ],
)
def test_subtitle_phrases_need_the_sound_to_say_them(language: Language, texts: list[str]) -> None:
    length_s = 0.25 * len(texts)
    segment = words(texts, start_s=1.0, each_s=0.25)
    kept, notes = guard([segment], language, [SpeechSpan(1.1, 1.2)], 20.0)
    assert (kept, notes) == ((), (f"dropped_phantom:1.0-{1 + length_s:.1f}",))
    unsure = words(texts, start_s=1.0, each_s=0.25, probability=0.2)
    assert guard([unsure], language, [SpeechSpan(1.0, 1.0 + length_s)], 20.0)[0] == ()
    said = words(texts, start_s=1.0, each_s=0.5)
    assert text_of(guard([said], language, [SpeechSpan(1.0, 1.0 + 2 * length_s)], 20.0)[0]) == "".join(texts).strip()


def test_a_short_real_closer_stays() -> None:
    kept, notes = guard([words([" Thank", " you."], start_s=5.0, each_s=0.25)], "en", [SpeechSpan(4.9, 5.5)], 8.0)
    assert (text_of(kept), notes) == ("Thank you.", ())
    kept, notes = guard([words(["谢谢", "大家"], start_s=5.0)], "zh", [SpeechSpan(5.0, 5.6)], 8.0)
    assert (text_of(kept), notes) == ("谢谢大家", ())


def test_word_edges_are_pulled_back_to_the_sound() -> None:
    trimmed = trim_to_speech((Word(" so", 0.2, 3.0, 0.5), Word(" yes", 5.0, 5.2, 0.5)), [SpeechSpan(1.0, 2.0)])
    assert trimmed == (Word(" so", 1.0, 2.0, 0.5), Word(" yes", 5.0, 5.2, 0.5))


def test_overlapping_spans_count_once() -> None:
    spans = [SpeechSpan(3.0, 4.0), SpeechSpan(0.0, 1.0), SpeechSpan(0.5, 2.0)]
    assert merge_spans(spans) == (SpeechSpan(0.0, 2.0), SpeechSpan(3.0, 4.0))


times = st.floats(allow_nan=True, allow_infinity=True) | st.none()


@given(st.lists(st.tuples(times, times), max_size=30), st.floats(0, 1000))
@settings(max_examples=200, deadline=None)
def test_repaired_times_are_always_sound(pairs: list[tuple[float | None, float | None]], duration_s: float) -> None:
    broken = [Word(f" w{i}", start_s, end_s, 0.5) for i, (start_s, end_s) in enumerate(pairs)]
    repaired = repair_times(broken, duration_s)
    assert [word.text for word in repaired] == [word.text for word in broken]
    clock_s = 0.0
    for word in repaired:
        assert word.start_s is not None and word.end_s is not None
        assert math.isfinite(word.start_s) and math.isfinite(word.end_s)
        assert clock_s <= word.start_s <= word.end_s <= duration_s
        clock_s = word.end_s


def test_sound_times_are_left_as_they_are() -> None:
    segment = words([" a", " b"], start_s=1.0)
    assert repair_times(segment, 10.0) == segment
