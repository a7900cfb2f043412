"""The `banks` commands as a user runs them."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from interviewer.cli import main
from interviewer.wrapping import wrap
from tests.interviewer.bank_texts import RICH, SMALLEST


@pytest.fixture(autouse=True)
def own_data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("INTERVIEWER_DATA_DIR", str(tmp_path / "data"))
    monkeypatch.setenv("COLUMNS", "80")
    return tmp_path / "data"


@pytest.fixture
def rich_bank(tmp_path: Path) -> Path:
    path = tmp_path / "rich.yaml"
    path.write_text(RICH, "utf-8")
    return path


def test_validate_speaks_the_users_language_and_exits_1(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "bad.yaml"
    path.write_text(SMALLEST.replace("id: mine\n", "id: MINE\n"), "utf-8")
    assert main(["banks", "validate", str(path), "--lang", "zh"]) == 1
    assert f"{path}:1:1: `MINE` 不能用作名字" in capsys.readouterr().out
    assert main(["banks", "validate", str(path), "--lang", "en"]) == 1
    assert f"{path}:1:1: `MINE` cannot be a name" in capsys.readouterr().out


def test_validate_as_json(tmp_path: Path, rich_bank: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["banks", "validate", str(rich_bank), "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["valid"] is True
    assert main(["banks", "validate", str(rich_bank), str(tmp_path / "none.yaml"), "--deep", "--json"]) == 1
    listing = json.loads(capsys.readouterr().out)
    assert listing["checks"]["counts"]["fires"]["zh"] == {"passed": 2, "total": 2}
    assert {"no_file", "model_length"} <= {problem["code"] for problem in listing["problems"]}
    assert all(problem["line"] >= 1 and problem["zh"] and problem["en"] for problem in listing["problems"])


def test_a_warning_is_shown_and_fails_nothing(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "torn.yaml"
    path.write_text(SMALLEST.replace("哪里}", "哪里, cues: {en: [we call|help desk|chat]}}"), "utf-8")
    assert main(["banks", "validate", str(path), "--lang", "en"]) == 0
    screen = capsys.readouterr().out
    assert f"{path}:7:" in screen and "warning:" in screen and "Warnings: 1." in screen
    assert main(["banks", "validate", str(path), "--lang", "zh"]) == 0
    assert "1 处提醒" in capsys.readouterr().out
    assert main(["banks", "validate", str(path), "--json"]) == 0
    listing = json.loads(capsys.readouterr().out)
    assert listing["valid"] is True and [problem["level"] for problem in listing["problems"]] == ["warning"]


def test_validate_takes_a_folder(tmp_path: Path, rich_bank: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["banks", "validate", str(tmp_path)]) == 0
    assert "rich.yaml" in capsys.readouterr().out
    (tmp_path / "empty").mkdir()
    assert main(["banks", "validate", str(tmp_path / "empty")]) == 1


def test_validate_needs_a_path(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["banks", "validate"]) == 2
    assert "Traceback" not in capsys.readouterr().err


def test_new_writes_a_bank_that_validates_and_is_found(own_data: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["banks", "new", "--id", "drills"]) == 0
    path = own_data / "banks" / "drills.yaml"
    assert main(["banks", "validate", str(path)]) == 0
    capsys.readouterr()
    assert main(["banks", "list", "--json"]) == 0
    assert "drills" in [bank["id"] for bank in json.loads(capsys.readouterr().out)["banks"]]
    before = path.read_text("utf-8")
    assert main(["banks", "new", str(path)]) == 1
    assert path.read_text("utf-8") == before
    assert main(["banks", "new", "--id", "../x"]) == 2
    assert [oct(place.stat().st_mode & 0o777) for place in (own_data, path.parent, path)] == ["0o700", "0o700", "0o600"]


@pytest.mark.parametrize(("lang", "words"), [("zh", "然后练习：interviewer interview mine"), ("en", "interview mine")])
def test_new_says_what_to_do_next(lang: str, words: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["banks", "new", "--lang", lang]) == 0
    assert words in capsys.readouterr().err
    assert main(["banks", "new", "--id", "other", "--quiet"]) == 0
    assert capsys.readouterr().err == ""


def test_list_names_a_broken_bank_of_ones_own(own_data: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (own_data / "banks").mkdir(parents=True)
    (own_data / "banks" / "bad.yaml").write_text("id: bad\n", "utf-8")
    assert main(["banks", "list"]) == 0
    assert "bad.yaml" in capsys.readouterr().err
    assert main(["banks", "list", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["broken"][0]["problems"]


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("arguments", [["list"], ["show", "mine/01-review"], ["show", "mine-talk"], ["show", "mine"]])
def test_screens_fit_80_columns(
    arguments: list[str], lang: str, rich_bank: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["banks", *arguments, "--bank", str(rich_bank), "--lang", lang]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines and max(cell_len(line) for line in lines) <= 80


def test_long_ids_are_shown_whole(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "long.yaml"
    name = "a-bank-with-a-long-name/14-a-long-question-name"
    path.write_text(SMALLEST.replace("mine/01", name).replace("id: mine", "id: a-bank-with-a-long-name"), "utf-8")
    assert main(["banks", "list", "a-bank-with-a-long-name", "--bank", str(path)]) == 0
    screen = capsys.readouterr().out
    assert name in screen and max(cell_len(line) for line in screen.splitlines()) <= 80


def test_show_as_json_is_the_question(rich_bank: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["banks", "show", "mine/01-review", "--bank", str(rich_bank), "--json"]) == 0
    question = json.loads(capsys.readouterr().out)
    assert question["id"] == "mine/01-review" and [point["id"] for point in question["points"]] == ["p1", "p2"]


def test_show_suggests_a_near_id(rich_bank: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["banks", "show", "mine/01-revue", "--bank", str(rich_bank)]) == 1
    assert "mine/01-review" in capsys.readouterr().err
    for near, meant in (("mime", "mine"), ("mine-tolk", "mine-talk"), ("review", "mine/01-review")):
        assert main(["banks", "show", near, "--bank", str(rich_bank)]) == 1
        assert f"{meant}?" in capsys.readouterr().err.replace(" /", "?")


def test_show_with_cues_shows_what_excuses_a_pitfall(rich_bank: Path, capsys: pytest.CaptureFixture[str]) -> None:
    show = ["banks", "show", "mine/01-review", "--bank", str(rich_bank), "--cues", "--lang"]
    assert main([*show, "zh"]) == 0
    screen = capsys.readouterr().out
    assert "· 模型 自己 检查" in screen and "不扣分： 再 请人 看" in screen
    assert main([*show, "en"]) == 0
    assert "excused by: then ask somebody" in capsys.readouterr().out


def test_show_speaks_the_question(
    rich_bank: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    spoken: list[tuple[str, str]] = []
    import interviewer.wiring

    monkeypatch.setattr(
        interviewer.wiring, "speak_text", lambda text, language, settings: spoken.append((text, language))
    )
    show = ["banks", "show", "--bank", str(rich_bank), "--lang", "zh"]
    assert main([*show, "mine/01-review", "--speak", "tip"]) == 0
    assert main([*show, "mine/02-reference", "--speak", "question"]) == 0
    assert spoken == [("按步骤说", "zh"), ("Why here?", "en")]
    assert main([*show, "mine/02-reference", "--speak", "model"]) == 2


def test_import_to_a_file_and_to_stdout(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    table = tmp_path / "team.csv"
    table.write_text("question,key points\nWhy us?,mission;people\n", "utf-8")
    assert main(["banks", "import", str(table)]) == 0
    assert "team/01" in capsys.readouterr().out
    assert main(["banks", "import", str(table), "--out", str(tmp_path / "team.yaml")]) == 0
    assert main(["banks", "validate", str(tmp_path / "team.yaml")]) == 0
    assert main(["banks", "import", str(table), "--id", "Bad!"]) == 2
    capsys.readouterr()
    for lang, words in (("zh", "没有"), ("en", "There is no file")):
        monkeypatch.setenv("INTERVIEWER_LANG", lang)
        assert main(["banks", "import", str(tmp_path / "none.csv")]) == 1
        assert words in capsys.readouterr().err


_MIXED = st.text("我AI审核 ab，。（）(),.?|\n", max_size=60)


@given(_MIXED, st.integers(8, 40))
def test_wrapped_lines_fit_and_keep_every_character(content: str, width: int) -> None:
    lines = wrap(content, width)
    assert "".join("".join(lines).split()) == "".join(content.split())
    clinging = "，。）),.?"
    for line in lines:
        words = line.strip("（(" + clinging)
        assert cell_len(line) <= width or " " not in words


def test_a_line_of_mandarin_never_begins_with_a_comma() -> None:
    assert wrap("你觉得我们招 AI 客服，最想解决什么", 21) == ["你觉得我们招 AI 客", "服，最想解决什么"]
    assert wrap("先审核，再发（两遍）。", 8) == ["先审核，", "再发（两", "遍）。"]
    assert wrap("Does it wrap, really?", 9) == ["Does it", "wrap,", "really?"]
