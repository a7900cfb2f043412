"""`interviewer demo --silent`: the whole loop on a machine without any sound device, in both languages."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from audio.files import read_clip
from interviewer.store import open_store

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> tuple[list[dict[str, Any]], str, Path]:
    """Run the demo once: its answers, its talk, its data folder."""
    folder = tmp_path_factory.mktemp("demo")
    done = subprocess.run(
        [sys.executable, "-m", "interviewer", "demo", "--silent", "--json", "--data-dir", str(folder)],
        capture_output=True,
        text=True,
        timeout=300,
        env={**os.environ, "PULSE_SERVER": "/nowhere", "INTERVIEWER_LANG": "en"},
    )
    assert done.returncode == 0, done.stderr
    return [json.loads(line) for line in done.stdout.splitlines()], done.stderr, folder


def test_both_languages_and_two_attempts_each(demo: tuple[list[dict[str, Any]], str, Path]) -> None:
    answers, _, _ = demo
    assert [(answer["lang"], answer["attempt"]) for answer in answers] == [("en", 1), ("en", 2), ("zh", 1), ("zh", 2)]


def test_preparation_pays(demo: tuple[list[dict[str, Any]], str, Path]) -> None:
    answers, _, _ = demo
    for weak, strong in (answers[:2], answers[2:]):
        assert weak["timing"]["verdict"] == "short" and strong["timing"]["verdict"] == "on_target"
        assert strong["timing"]["end_reason"] == "silence"
        assert strong["score"]["total"] > weak["score"]["total"] + 10


def test_it_says_what_is_simulated(demo: tuple[list[dict[str, Any]], str, Path]) -> None:
    _, talk, _ = demo
    assert "Simulated" in talk and "Silent" in talk and "模拟" in talk


def test_sessions_and_recordings_are_kept_apart_from_the_persons(
    demo: tuple[list[dict[str, Any]], str, Path],
) -> None:
    answers, _, folder = demo
    with open_store(folder) as store:
        assert store.answers("hr-faq/02-self-intro", "en") == []
        assert len(store.answers("hr-faq/02-self-intro", "zh", simulated=True)) == 2
    for answer in answers:
        clip = read_clip(answer["audio"]["path"])
        assert clip.duration_s == pytest.approx(answer["audio"]["duration_s"], abs=0.01)


def test_the_page_of_each_session_is_written(demo: tuple[list[dict[str, Any]], str, Path]) -> None:
    answers, _, folder = demo
    pages = [path.read_text(encoding="utf-8") for path in sorted((folder / "reports").glob("*.html"))]
    assert len(pages) == 2
    for page, shown in zip(pages, (answers[:2], answers[2:]), strict=True):
        assert all(answer["audio"]["sha256"] in page for answer in shown)
        assert page.count("data:audio/webm;codecs=opus;base64,") == 2
