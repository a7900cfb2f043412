"""When an answer is over: arithmetic on seconds and words."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import replace

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from audio.endpoint import (
    Ended,
    Endpointer,
    EndpointEvent,
    EndpointOptions,
    Nudge,
    SpeechStarted,
    TargetReached,
)
from audio.endpoint_text import TrailingText, classify_trailing

FRAME_S = 0.032
Talk = list[tuple[float, float]]
Action = Callable[[Endpointer], list[EndpointEvent] | None]


def run(
    talk: Talk,
    until_s: float,
    *,
    options: EndpointOptions | None = None,
    hint: TrailingText | None = None,
    frame_s: float = FRAME_S,
    at: dict[float, Action] | None = None,
) -> tuple[list[EndpointEvent], Endpointer]:
    """Let somebody talk during the given stretches and collect what happens until `until_s`."""
    endpointer = Endpointer(options)
    events: list[EndpointEvent] = []
    actions = sorted((at or {}).items())
    for index in range(1, math.ceil(until_s / frame_s) + 1):
        now_s = index * frame_s
        while actions and actions[0][0] <= now_s:
            events += actions.pop(0)[1](endpointer) or []
        middle_s = now_s - frame_s / 2
        speaks = any(start_s <= middle_s < end_s for start_s, end_s in talk)
        events += endpointer.step(now_s, float(speaks), hint)
    return events, endpointer


def ended(events: list[EndpointEvent]) -> Ended | None:
    found = [event for event in events if isinstance(event, Ended)]
    assert len(found) <= 1 and (not found or events[-1] is found[0])
    return found[0] if found else None


def delay(hint_text: str | None = None, *, speech_s: float = 20, until_lag_s: float = 0.0) -> tuple[float, str]:
    """Silence after which an answer of `speech_s` ends, and the reason."""
    hint = TrailingText(hint_text, 1 + speech_s - until_lag_s) if hint_text is not None else None
    event = ended(run([(1, 1 + speech_s)], speech_s + 12, hint=hint)[0])
    assert event is not None
    return event.now_s - (1 + speech_s), event.reason


def test_speech_starts_after_200_ms_and_counts_from_where_it_began() -> None:
    events, _ = run([(1, 1.15), (2, 3)], 3)
    (start,) = events
    assert isinstance(start, SpeechStarted)
    assert start.onset_s == pytest.approx(2, abs=FRAME_S)
    assert start.now_s == pytest.approx(2.2, abs=2 * FRAME_S)


@pytest.mark.parametrize(
    ("text", "speech_s", "wait_s", "reason"),
    [
        (None, 20, 4.5, "silence"),
        (None, 5, 6, "silence"),
        ("I led the team.", 20, 4.5, "silence"),
        ("I led the team because", 20, 7.5, "silence"),
        ("我们先做了调研，然后", 20, 7.5, "silence"),
        ("Well, um...", 5, 8, "silence"),
        ("That's all, thank you.", 20, 2.5, "closer"),
        ("我的回答就到这里，谢谢。", 5, 2.5, "closer"),
    ],
)
def test_patience_depends_on_what_was_said(text: str | None, speech_s: float, wait_s: float, reason: str) -> None:
    waited_s, why = delay(text, speech_s=speech_s)
    assert waited_s == pytest.approx(wait_s, abs=2 * FRAME_S)
    assert why == reason


def test_text_that_misses_the_last_words_says_nothing() -> None:
    assert delay("That's all.", until_lag_s=0.1)[1] == "closer"
    assert delay("That's all.", until_lag_s=0.6)[0] == pytest.approx(4.5, abs=2 * FRAME_S)


def test_a_thinking_pause_is_allowed() -> None:
    events, endpointer = run([(1, 15), (19.3, 22)], 24)
    assert ended(events) is None
    assert [(round(s.start_s), round(s.end_s)) for s in endpointer.spans()] == [(1, 15), (19, 22)]


def test_a_hum_gets_the_benefit_of_the_doubt_and_noise_gets_little_of_it() -> None:
    def silence_s(hums: Talk, probability: float = 0.25) -> float:
        endpointer, now_s = Endpointer(), 0.0
        while endpointer.ended is None:
            now_s += FRAME_S
            hum = any(start_s <= now_s - 21 < end_s for start_s, end_s in hums)
            endpointer.step(now_s, 1.0 if 1 < now_s <= 21 else probability * hum)
        assert len(endpointer.spans()) == 1
        return now_s - 21

    assert silence_s([]) == pytest.approx(4.5, abs=2 * FRAME_S)
    assert silence_s([(4.2, 4.4)]) == pytest.approx(5.4, abs=2 * FRAME_S)  # a second after the hum
    assert silence_s([(2, 3)]) == pytest.approx(4.5, abs=2 * FRAME_S)
    assert silence_s([(4.2, 4.25)]) == pytest.approx(4.5, abs=2 * FRAME_S)  # a click
    assert silence_s([(0, 60)], 0.19) == pytest.approx(4.5, abs=2 * FRAME_S)
    assert silence_s([(0, 60)]) == pytest.approx(5.5, abs=2 * FRAME_S)  # a room that never is quiet


def test_nobody_speaks() -> None:
    events, _ = run([], 40)
    assert [type(event) for event in events] == [Nudge, Ended]
    assert events[0].now_s == pytest.approx(15, abs=2 * FRAME_S)
    last = events[-1]
    assert isinstance(last, Ended) and last.reason == "no_answer"
    assert last.now_s == pytest.approx(30, abs=2 * FRAME_S)


def test_target_and_limit_count_from_the_first_word() -> None:
    options = EndpointOptions(target_s=(10, 20))
    assert options.hard_limit_s == 80
    assert replace(options, target_s=(60, 120)).hard_limit_s == 240
    events, _ = run([(3, 200)], 200, options=options)
    assert [type(event) for event in events] == [SpeechStarted, TargetReached, TargetReached, Ended]
    assert [round(event.now_s) for event in events[1:]] == [13, 23, 83]
    last = events[-1]
    assert isinstance(last, Ended) and last.reason == "limit"


def test_a_key_ends_at_once_even_while_speaking_and_nothing_follows() -> None:
    events, endpointer = run([(1, 30)], 30, at={4.0: lambda e: e.end("key")})
    last = ended(events)
    assert last is not None and last.reason == endpointer.ended == "key"
    assert last.now_s == pytest.approx(4, abs=2 * FRAME_S)
    assert endpointer.end("silence") == [] and endpointer.countdown_s is None


def test_holding_stops_the_clock_and_release_restarts_it() -> None:
    at: dict[float, Action] = {13.0: Endpointer.hold, 40.0: Endpointer.release}
    last = ended(run([(1, 12)], 60, at=at)[0])
    assert last is not None and last.now_s == pytest.approx(44.5, abs=2 * FRAME_S)
    before_speech = run([], 80, at={1.0: Endpointer.hold, 40.0: Endpointer.release})[0]
    assert [(type(event), round(event.now_s)) for event in before_speech] == [(Nudge, 55), (Ended, 70)]


def test_the_countdown_leads_to_the_end() -> None:
    _, endpointer = run([(0, 12)], 14)
    assert endpointer.countdown_s == pytest.approx(2.5, abs=2 * FRAME_S)
    endpointer.hold()
    assert endpointer.countdown_s is None
    endpointer.release()
    assert endpointer.countdown_s == pytest.approx(4.5, abs=2 * FRAME_S)
    assert run([(0, 12)], 11)[1].countdown_s is None  # still speaking


def test_no_end_in_the_very_moment_somebody_starts_again() -> None:
    """The frame that would end the answer is the first of a new word."""
    resumed_s = 12 + 4.5
    assert ended(run([(0, 12), (resumed_s - FRAME_S, 20)], 21)[0]) is None


stretches = st.lists(st.tuples(st.floats(0.0, 9.0), st.floats(0.4, 15.0)), min_size=0, max_size=8)


def _talk(gaps: list[tuple[float, float]]) -> Talk:
    talk: Talk = []
    now_s = 0.0
    for gap_s, length_s in gaps:
        # Half a second keeps gaps and words clear of the 200 ms that frames of different sizes round differently.
        talk.append((now_s + gap_s + 0.5, now_s + gap_s + 0.5 + length_s))
        now_s = talk[-1][1]
    return talk


@settings(max_examples=40, deadline=None)
@given(stretches, st.sampled_from([0.01, 0.02, 0.05]))
def test_events_do_not_depend_on_the_frame_size(gaps: list[tuple[float, float]], frame_s: float) -> None:
    options = EndpointOptions(target_s=(10, 20))
    # A pause or a total within one frame of a threshold may fall on either side of it.
    talk = _talk(gaps)
    speech_s = 0.0
    for (_, end_s), (start_s, stop_s) in zip([(0.0, 0.0), *talk], [*talk, (math.inf, math.inf)], strict=True):
        assume(
            all(abs(start_s - end_s - wait_s) > 0.2 for wait_s in (4.5, 6.0, 15.0, 30.0)) and abs(speech_s - 10) > 0.5
        )
        speech_s += stop_s - start_s if stop_s < math.inf else 0
    coarse, fine = (run(talk, 250, options=options, frame_s=size)[0] for size in (FRAME_S, frame_s))
    bounds_s = [event.now_s for event in [*coarse, *fine] if isinstance(event, TargetReached)]
    assume(all(abs(bound_s - coarse[-1].now_s) > 0.2 for bound_s in bounds_s))
    assert [type(event) for event in coarse] == [type(event) for event in fine]
    for a, b in zip(coarse, fine, strict=True):
        assert a.now_s == pytest.approx(b.now_s, abs=2 * max(FRAME_S, frame_s))


@settings(max_examples=40, deadline=None)
@given(stretches, st.sampled_from([None, "and then", "thank you", "以上", "hello"]))
def test_it_never_ends_while_someone_speaks_and_time_only_advances(
    gaps: list[tuple[float, float]], text: str | None
) -> None:
    talk = _talk(gaps)
    hint = TrailingText(text, 1e9) if text else None
    events, endpointer = run(talk, 200, hint=hint)
    times = [event.now_s for event in events]
    assert times == sorted(times)
    last = ended(events)
    assert last is not None and last.reason in {"silence", "closer", "no_answer"}
    assert not any(start_s + FRAME_S < last.now_s < end_s for start_s, end_s in talk)
    latest_s = max((span.end_s for span in endpointer.spans()), default=0.0)
    assert last.now_s - latest_s >= 2.5 - 1e-6


CLOSERS = [
    "That's all.",
    "So, um, that’s it. Thank you!",
    "And that is my answer",
    "thank you so much for listening",
    "Thanks.",
    "I'm done.",
    "以上。",
    "以上就是我的自我介绍,谢谢大家。",
    "我的介绍就到这里",
    "大概就是这样吧。",
    "我说完了",
    "回答完毕。",
    "谢 谢",
    "好的，谢谢面试官",
]
CONTINUING = [
    "I left the company because",
    "And so,",
    "we had, um",
    "Uh...",
    "it depends on the",
    "for example",
    "我觉得就是",
    "然后呢，",
    "因为。",
    "首先",
    "我们做完了调研。嗯",
    "比如说",
    "这个项目是2021年做的，but",
]
PLAIN = [
    "",
    "   ...",
    "I led the team.",
    "I think so.",
    "They sent me a thank you.",
    "he just said thanks",
    "We have worked together since then.",
    "销售额提升了百分之三十以上",
    "客户对我说谢谢",
    "总金额",
    "他性格很温和",
    "我负责后端开发。",
    "最后我们拿了第一",
]


@pytest.mark.parametrize(
    ("text", "expected"),
    [(t, "closer") for t in CLOSERS] + [(t, "continuing") for t in CONTINUING] + [(t, "none") for t in PLAIN],
)
def test_last_words(text: str, expected: str) -> None:
    assert classify_trailing(text) == expected


@given(st.text(max_size=60), st.sampled_from(["", ".", "。", "...", "！ ", " ,"]))
def test_punctuation_at_the_end_changes_nothing(text: str, mark: str) -> None:
    assert classify_trailing(text + mark) == classify_trailing(text)
