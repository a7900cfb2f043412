"""What a quick command may not import: somebody who scores a transcript waits for every package."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

HEAVY = (
    "numpy",
    "av",
    "soundfile",
    "sounddevice",
    "faster_whisper",
    "pyttsx3",
    "opencc",
    "pypinyin",
    "pydantic",
    "openai",
)

ANSWER = (
    "我做了三年运营，负责智能客服，把转人工率从百分之四十降到百分之二十五，每周看对话记录，找出答错的问题再补知识库。"
)


def imported_by(arguments: list[str], names: tuple[str, ...]) -> list[str]:
    code = (
        "import sys; from interviewer.cli import main; status = main(sys.argv[1:]);"
        f"print(status, *[name for name in {names!r} if name in sys.modules], file=sys.stderr)"
    )
    done = subprocess.run([sys.executable, "-c", code, *arguments], capture_output=True, encoding="utf-8", check=True)
    status, *names_found = done.stderr.splitlines()[-1].split()
    assert status == "0", done.stderr
    return names_found


@pytest.mark.parametrize(
    ("options", "names"), [(["--json"], (*HEAVY, "rich")), ([], HEAVY), (["--jsonl"], (*HEAVY, "rich"))]
)
def test_scoring_a_transcript_imports_no_sound_and_no_model(
    options: list[str], names: tuple[str, ...], tmp_path: Path
) -> None:
    path = tmp_path / "answer.txt"
    line = f'{{"question": "ai-operations/01-self-intro", "lang": "zh", "text": "{ANSWER}"}}'
    path.write_text(line if "--jsonl" in options else ANSWER, "utf-8")
    question = ["--question", "ai-operations/01-self-intro", "--lang", "zh", "--data-dir", str(tmp_path)]
    assert imported_by(["score-text", str(path), *question, *options], names) == []


def test_the_question_banks_are_listed_without_the_scorer(tmp_path: Path) -> None:
    listed = ["banks", "list", "--data-dir", str(tmp_path)]
    assert imported_by(listed, (*HEAVY, "interviewer.scoring.cues", "rapidfuzz")) == []
