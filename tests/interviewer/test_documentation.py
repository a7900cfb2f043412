"""What the READMEs promise exists, and what exists stands in them."""

import re
from pathlib import Path

import pytest
from click.testing import CliRunner

from interviewer.cli import COMMANDS, program

ROOT = Path(__file__).parents[2]
READMES = ("README.md", "README.zh.md")


@pytest.mark.parametrize("readme", READMES)
@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_stands_in_the_readme(readme: str, command: str) -> None:
    text = (ROOT / readme).read_text(encoding="utf-8")
    assert re.search(rf"`{re.escape(command)}[ `]", text)


@pytest.mark.parametrize("language", ["en_US.UTF-8", "zh_CN.UTF-8"])
@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_explains_itself(monkeypatch: pytest.MonkeyPatch, language: str, command: str) -> None:
    monkeypatch.setenv("LC_ALL", language)
    shown = CliRunner().invoke(program, [command, "--help"])
    assert shown.exit_code == 0
    assert len(shown.output.splitlines()) > 5


@pytest.mark.parametrize("readme", READMES)
def test_every_option_the_readme_names_exists(readme: str) -> None:
    text = (ROOT / readme).read_text(encoding="utf-8")
    known = {"--help"}  # and those of scripts, which stand in their own rows
    for name in COMMANDS:
        command = program.get_command(None, name)  # type: ignore[arg-type]
        assert command is not None
        for each in [command, *getattr(command, "commands", {}).values()]:
            known |= {flag for option in each.params for flag in option.opts}
    rows = [line for line in text.splitlines() if "`scripts/" not in line and "scripts.train" not in line]
    named = set(re.findall(r"(?<![\w-])--[a-z][a-z-]+", "\n".join(rows)))
    assert named - known == set()


@pytest.mark.parametrize("readme", READMES)
def test_every_file_the_readme_names_exists(readme: str) -> None:
    text = (ROOT / readme).read_text(encoding="utf-8")
    linked = re.findall(r"\]\((?!https?:)([^)#]+)\)", text)
    scripts = re.findall(r"`(?:scripts/[a-z_]+\.py)", text)
    assert linked
    assert all((ROOT / name.strip("`")).exists() for name in [*linked, *scripts])
