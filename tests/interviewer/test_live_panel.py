"""What the screen shows while somebody speaks: captions on a terminal, plain lines elsewhere."""

import io

import pytest

from audio.capture_records import Progress
from interviewer.practice.panel import LivePanel, PlainPanel

SPEAKING = Progress(3.0, "speaking", -60.0, True, elapsed_s=3.0, warnings=("too_quiet",))


def test_captions_stand_on_the_live_panel(monkeypatch: pytest.MonkeyPatch) -> None:
    from rich.console import Console

    screen = io.StringIO()
    monkeypatch.setenv("COLUMNS", "100")
    monkeypatch.setattr("rich.console.Console", lambda **_: Console(file=screen, force_terminal=True, width=100))
    panel = LivePanel("en")
    panel.state("asking", "Who are you?")
    panel.caption("early words " * 20 + "and [the end]")
    panel.progress(SPEAKING, (60.0, 120.0))
    panel.close()
    shown = screen.getvalue()
    assert "and [the end]" in shown and "very quiet" in shown
    panel.state("asking", "Who are you?")
    screen.truncate(0)
    panel.progress(SPEAKING, (60.0, 120.0))
    panel.close()
    assert "the end" not in screen.getvalue()


def test_plain_lines_warn_once_for_each_answer(capsys: pytest.CaptureFixture[str]) -> None:
    panel = PlainPanel("zh")
    for _ in range(2):
        panel.state("asking", "你是谁？")
        for _ in range(3):
            panel.progress(SPEAKING, (60.0, 120.0))
    panel.caption("没有人需要这一行")
    lines = capsys.readouterr().err.splitlines()
    assert sum("声音很轻" in line for line in lines) == 2
    assert not any("没有人" in line for line in lines)
