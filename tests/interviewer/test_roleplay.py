"""Role-plays: branches by the moves made so far, endings, same figures, verdicts with quotes; on a virtual clock."""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest

from audio.ports import Language, Transcript
from interviewer.banks.loader import find_roleplay, lexicon
from interviewer.banks.schema import Branch, Condition, RolePlay, Text, Turn
from interviewer.llm.client import LlmClient
from interviewer.practice.result_view import result_console
from interviewer.practice.roleplay import Exchange, RolePlayPlan
from interviewer.practice.roleplay_lines import fitting
from interviewer.practice.roleplay_view import show_talk, spoken_verdict, talk_dict
from interviewer.practice.talk import Talk, choose_branch, holds, outcome_of, sums
from interviewer.store import Store, open_store
from tests.interviewer.stage import Stage, nobody, spoken_for
from tests.interviewer.test_drill import QuittingMicrophone
from tests.llm_server import Say, data_of, serve_llm


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with open_store(tmp_path) as store:
        yield store


def play(folder: Path, store: Store, language: Language, identity: str, *replies: str | None) -> tuple[Talk, Stage]:
    """Give prepared replies; None is silence."""
    texts = [reply for reply in replies if reply is not None]
    stage = Stage(folder, store, language, *texts)
    bank, roleplay = find_roleplay(identity)
    plan = RolePlayPlan(roleplay, store.new_session("roleplay", language), live=False, lexicon=lexicon(bank))
    clips = [nobody() if reply is None else None for reply in replies]
    talk = Exchange(stage.desk, store, plan, stage.microphones(*clips), lambda answer: None).run()  # type: ignore[arg-type]
    return talk, stage


def model_replies(identity: str, language: Language) -> list[str]:
    _, roleplay = find_roleplay(identity)
    return [turn.model_reply.get(language) for turn in roleplay.turns if turn.model_reply is not None]


@pytest.mark.parametrize("language", ["en", "zh"])
def test_a_talk_that_was_left_goes_on_where_it_stopped(tmp_path: Path, store: Store, language: Language) -> None:
    replies = model_replies("salary-negotiation", language)
    bank, roleplay = find_roleplay("salary-negotiation")
    plan = RolePlayPlan(roleplay, store.new_session("roleplay", language), live=False, lexicon=lexicon(bank))

    def sitting(texts: Sequence[str], *clips: Any) -> tuple[Talk, Stage]:
        stage = Stage(tmp_path, store, language, *texts)
        quitting = QuittingMicrophone(spoken_for(9), lambda: stage.keyboard.press("q"))
        microphones = stage.microphones(*[quitting if clip == "q" else clip for clip in clips])
        return Exchange(stage.desk, store, plan, microphones, lambda answer: None).run(), stage  # type: ignore[arg-type]

    left, _ = sitting(replies, None, None, "q")
    assert left.left and left.outcome is None
    whole, stage = sitting(replies[2:], *[None] * (len(replies) - 2))
    assert whole.outcome == "agreed" and not whole.left
    assert [line.text for line in whole.lines if line.turn] == replies
    assert [line.text for line in whole.lines][: len(left.lines)] == [line.text for line in left.lines]
    assert left.moves.items() <= whole.moves.items() and whole.figure == left.figure
    assert not any(roleplay.opening.get(language) in said for said in stage.said)  # it begins in the middle
    saved = store.session_answers(plan.session)
    assert [one.part for one in saved] == [f"turn:{number}" for number in range(1, len(replies) + 1)]


def test_a_talk_has_no_next_question(tmp_path: Path, store: Store) -> None:
    replies = model_replies("salary-negotiation", "en")
    talk, stage = play(tmp_path, store, "en", "salary-negotiation", "Next question.", *replies)
    assert talk.outcome == "agreed" and stage.said[0] == stage.said[1]


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize("identity", ["salary-negotiation", "angry-customer", "termination-talk"])
def test_the_model_replies_reach_an_agreement(tmp_path: Path, store: Store, identity: str, language: Language) -> None:
    replies = model_replies(identity, language)
    talk, stage = play(tmp_path, store, language, identity, *replies)
    assert talk.outcome == "agreed"
    assert [line.text for line in talk.lines if line.turn] == replies
    _, roleplay = find_roleplay(identity)
    assert stage.said[0].startswith(roleplay.opening.get(language))
    for move in talk.moves.values():
        assert any(move.quote in line.text for line in talk.lines if line.turn == move.turn)
    saved = store.session_answers(store.session("last").id)
    assert [one.part for one in saved] == [f"turn:{number}" for number in range(1, len(replies) + 1)]
    assert all(one.answer.audio is not None for one in saved)


def test_the_other_side_insists_once_and_then_goes_on(tmp_path: Path, store: Store) -> None:
    vague = "I have not really thought about pay yet, so please tell me how it works here."
    talk, _ = play(
        tmp_path, store, "en", "salary-negotiation", vague, vague, *model_replies("salary-negotiation", "en")[1:]
    )
    lines = [line.text for line in talk.lines if line.turn is None]
    assert lines[1] == "Right, I've noted that. And the figure itself, per year?"
    assert "over our budget" in lines[2]
    assert "s1" not in talk.moves or talk.moves["s1"].turn != "t1"


def test_another_figure_is_no_restatement(tmp_path: Path, store: Store) -> None:
    replies = model_replies("salary-negotiation", "en")
    lower = replies[3].replace("four hundred thousand", "three hundred and fifty thousand")
    assert lower != replies[3]
    talk, _ = play(tmp_path, store, "en", "salary-negotiation", *replies[:3], lower, lower)
    assert (talk.figure, talk.other_figures[0]) == (400_000, 350_000)
    assert "s6" not in talk.moves and talk.outcome != "agreed"
    _, roleplay = find_roleplay("salary-negotiation")
    assert any("400,000" in line and "350,000" in line for line in spoken_verdict(roleplay, talk, "en"))


def test_a_mistake_is_quoted_and_can_end_the_talk(tmp_path: Path, store: Store) -> None:
    _, roleplay = find_roleplay("salary-negotiation")
    pitfall = next(pitfall for pitfall in roleplay.turns[3].avoid if pitfall.id == "x1")
    threat = pitfall.samples.en.fires[0]
    talk, _ = play(tmp_path, store, "en", "salary-negotiation", *model_replies("salary-negotiation", "en")[:3], threat)
    assert talk.outcome == "not_agreed"
    assert talk.mistakes["t4/x1"].quote in threat


def test_silence_is_asked_again_and_then_breaks_off(tmp_path: Path, store: Store) -> None:
    talk, _ = play(tmp_path, store, "en", "angry-customer", None, None)
    assert outcome_of(talk) == "broken_off"
    assert [line.text for line in talk.lines][1] == "I did not hear you. Say it again, please."
    assert not talk.moves


def test_the_verdict_shows_every_move(tmp_path: Path, store: Store, capsys: pytest.CaptureFixture[str]) -> None:
    replies = model_replies("salary-negotiation", "zh")
    talk, _ = play(tmp_path, store, "zh", "salary-negotiation", *replies[:2])
    bank, roleplay = find_roleplay("salary-negotiation")
    show_talk(roleplay, talk, "zh", result_console())
    shown = capsys.readouterr().out
    assert "结果：对话中途停下了。" in shown or "对话中途停下了" in shown
    for step in roleplay.steps:
        assert step.get("zh")[:8] in shown
    record = talk_dict("x", roleplay, talk, "zh")
    assert record["schema"] == "interviewer.summary/1" and record["outcome"] == "broken_off"
    assert [move["made"] for move in record["moves"]] == [step.id in talk.moves for step in roleplay.steps]


def test_conditions() -> None:
    assert holds(Condition(), [], [])
    assert holds(Condition(all=("a",), none=("c",)), ["a", "b"], [])
    assert not holds(Condition(all=("a", "b")), ["a"], [])
    assert not holds(Condition(any=("a", "b")), ["c"], [])
    assert holds(Condition(avoid=("x1",)), [], ["x1"]) and not holds(Condition(avoid=("x1",)), [], [])


def test_a_repeat_is_passed_over_when_it_was_repeated_enough() -> None:
    again, on = Branch(when=Condition(none=("a",)), goto="repeat"), Branch(when=Condition(none=("a",)), goto="end")
    turn = Turn(id="t1", say=Text(en="Well?"), branches=(again, on), max_repeats=1)
    assert choose_branch(turn, [], [], 0) is again
    assert choose_branch(turn, [], [], 1) is on
    assert choose_branch(turn, ["a"], [], 0) is None


@pytest.mark.parametrize(
    ("language", "text", "expected"),
    [
        ("en", "I'd like four hundred thousand a year, with six years of experience since 2019.", [400_000]),
        ("zh", "我希望年薪四十万，工作六年了。", [400_000]),
        ("en", "That number is what I need.", []),
    ],
)
def test_sums(language: Language, text: str, expected: list[float]) -> None:
    assert sums(Transcript(text, (), language, "text")) == expected


@pytest.mark.parametrize(
    ("written", "fits"),
    [
        ("So which figure would you really sign for?", True),
        ("All right, you can have 500000 then, is that fine?", False),  # a figure the script does not name
        ("That is fine with me.", False),  # the script asks
        ("那你到底要多少？", False),
        ("What? " * 40, False),
    ],
)
def test_a_line_of_the_model_stays_inside_the_scenario(written: str, fits: bool) -> None:
    line = "Give me a straight answer: at what figure would you definitely come?"
    assert (fitting(written, line, "en") is not None) == fits


def test_a_roleplay_without_endings_ends(tmp_path: Path, store: Store) -> None:
    turn = Turn(id="t1", say=Text(en="Well?"), target_s=(2, 20))
    roleplay = RolePlay(
        id="tiny",
        title=Text(en="Tiny"),
        voice_role=Text(en="somebody"),
        opening=Text(en="Hi."),
        steps=(),
        turns=(turn,),
    )
    stage = Stage(tmp_path, store, "en", "Yes, of course I will do that for you.")
    plan = RolePlayPlan(roleplay, store.new_session("roleplay", "en"), live=False)
    talk = Exchange(stage.desk, store, plan, stage.microphones(None), lambda answer: None).run()  # type: ignore[arg-type]
    assert outcome_of(talk) == "broken_off" and len(talk.lines) == 2


def test_the_model_words_the_other_sides_lines(tmp_path: Path, store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("interviewer.practice.roleplay_lines.PATIENCE_S", 30.0)  # a busy machine is not the matter here
    bank, roleplay = find_roleplay("salary-negotiation")
    replies = model_replies("salary-negotiation", "en")
    own = "Thank you for being so open. Still, there is a difficulty."

    def say(request: dict[str, Any]) -> Say:
        asks = "?" in data_of(request, "LINE")
        return Say({"line": "You can have 900000, all right?" if asks else own})

    with serve_llm(say) as server:
        client = LlmClient("test", base_url=server.base_url, api_key="key")
        client.load()  # the program does so while the talk opens
        stage = Stage(tmp_path, store, "en", *replies)
        plan = RolePlayPlan(roleplay, store.new_session("roleplay", "en"), False, lexicon(bank), client)
        talk = Exchange(stage.desk, store, plan, stage.microphones(*[None] * 4), lambda answer: None).run()  # type: ignore[arg-type]
        sent = [data_of(request, "REPLY") for request in server.requests]
    assert talk.outcome == "agreed"
    lines = [line.text for line in talk.lines if line.turn is None]
    assert lines[1].startswith(own) and "over our budget" in lines[1]  # what is asked stays in the script's words
    assert not any("900000" in line for line in lines)
    assert sent[0] == replies[0]


def test_recordings_that_run_out_leave_the_talk_to_be_resumed(tmp_path: Path, store: Store) -> None:
    talk, stage = play(tmp_path, store, "zh", "salary-negotiation", *model_replies("salary-negotiation", "zh")[:1])
    assert talk.left and any("--answer-audio" in note for note in stage.panel.notes)


def test_long_mandarin_lines_are_not_cut_off(tmp_path: Path, store: Store, capsys: pytest.CaptureFixture[str]) -> None:
    reply = "我希望年薪四十万，" + "因为我做了很多年的运营工作也带过不少新人" * 5
    talk, _ = play(tmp_path, store, "zh", "salary-negotiation", reply)
    show_talk(find_roleplay("salary-negotiation")[1], talk, "zh", result_console())
    shown = "".join(capsys.readouterr().out.split())
    assert reply in shown and "…" not in shown
