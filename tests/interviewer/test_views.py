"""What people see: 80 columns, wide characters aligned, nothing interpreted as markup."""

import io

import pytest
from rich.cells import cell_len
from rich.console import Console

from audio.capture_records import Progress
from interviewer.practice.panel import LivePanel, PlainPanel, level_meter, time_bar
from interviewer.practice.progress_view import comparison
from interviewer.practice.result_view import show_answer
from interviewer.records import Answer
from tests.interviewer.answers import sample_answer
from tests.interviewer.doubles import small_question


def page(answer: Answer) -> str:
    console = Console(width=80, file=io.StringIO(), highlight=False)
    show_answer(answer, small_question(), console)
    assert isinstance(console.file, io.StringIO)
    return console.file.getvalue()


def test_an_answer_fits_in_80_columns() -> None:
    shown = page(sample_answer(question="test/01"))
    assert max(cell_len(line) for line in shown.splitlines()) <= 80
    for expected in ("1 分 21 秒", "每分钟215字", "嗯", "72/100", "说出姓名", "我叫林可", "补上数字"):
        assert expected in shown


def test_an_answer_without_a_score_says_why() -> None:
    shown = page(sample_answer(total=None))
    assert "不打分" in shown and "说得太短" in shown and "/100" not in shown


def test_markup_in_a_transcript_is_only_text() -> None:
    import dataclasses

    answer = sample_answer()
    assert answer.transcript is not None
    hostile = dataclasses.replace(answer.transcript, text="[bold red]我[/bold red] [link=http://x]叫[/link]", words=())
    assert "[bold red]" in page(dataclasses.replace(answer, transcript=hostile))


@pytest.mark.parametrize("elapsed_s", [0.0, 30.0, 60.0, 119.0, 120.0, 400.0])
def test_the_time_bar_keeps_its_width(elapsed_s: float) -> None:
    assert cell_len(time_bar(elapsed_s, (60, 120))) == 44


def test_the_level_meter_moves() -> None:
    bars = [level_meter(level).count("▮") for level in (None, -120.0, -60.0, -30.0, 0.0)]
    assert bars == [0, 0, 0, 10, 20]


def test_the_live_panel_shows_time_and_keys(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("FORCE_COLOR", "1")  # rich draws live displays for terminals only
    panel = LivePanel("zh")
    panel.state("asking", "请做自我介绍。")
    panel.progress(Progress(3.0, "speaking", -20.0, True, 61.0, None, ("too_quiet",)), (60, 120))
    panel.note("[red]一行[/red]")
    panel.close()
    shown = capsys.readouterr()
    assert shown.out == ""
    for expected in ("1:01", "回车", "请靠近麦克风", "[red]"):
        assert expected in shown.err


def test_without_a_terminal_lines_are_few(capsys: pytest.CaptureFixture[str]) -> None:
    panel = PlainPanel("en")
    for tenth in range(400):
        panel.progress(Progress(tenth / 10, "speaking", -20.0, True, tenth / 10, None, ()), (60, 120))
    lines = capsys.readouterr().err.splitlines()
    assert lines[0] == "Listening" and len(lines) == 3
    assert lines[1].startswith("15 s")


def test_a_first_attempt_is_not_compared() -> None:
    assert comparison(sample_answer(), [], small_question(), "zh") == ["这是你第一次练这道题。"]


def test_gains_and_losses_are_named() -> None:
    before = sample_answer(total=50.0, hits=("p2",), speaking_s=60)
    now = sample_answer(total=64.0, hits=("p1",), speaking_s=81)
    change, best = comparison(now, [before], small_question(), "zh")
    assert "高了14分" in change and "新讲到：说出姓名" in change and "这次漏了：道谢" in change
    assert "多讲21秒" in change
    assert best == "这是你到目前为止最好的一次。"


def test_a_small_difference_is_none() -> None:
    before, now = sample_answer(total=70.0), sample_answer(total=72.0)
    assert "分数差不多" in comparison(now, [before], small_question(), "zh")[0]
