"""The page of a whole group, in a real browser: a row for every candidate, links that open, in both languages."""

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser

from audio.errors import RecognitionError
from audio.ports import Language, SpeechSpan, Transcript
from interviewer.batch.command import write_results
from interviewer.batch.engine import Hearing, Task
from interviewer.batch.heard import HeardRecording
from interviewer.batch.manifest import read_manifest
from interviewer.batch.output import open_output
from interviewer.batch.run import BatchRun
from interviewer.settings import Settings
from tests.e2e.browser import CHROMIUM, chromium, opened

pytestmark = [pytest.mark.skipif(CHROMIUM is None, reason="needs Chromium"), pytest.mark.slow]

INTRO, OTHER = "hr-faq/02-self-intro", "hr-faq/03-reason-for-leaving"
SAID: dict[Language, tuple[str, str]] = {
    "en": (
        "Good morning, my name is Emma, and I have five years of experience in data analysis at a bank in London.",
        "I left because I want to grow. I learnt a great deal and I am looking for a larger team and larger projects.",
    ),
    "zh": (
        "您好，我叫王芳，毕业于复旦大学统计专业，有五年数据分析经验，负责过银行的风控项目，坏账率下降了百分之二十。",
        "我离开上一家公司是因为想接触更大的项目，我很感谢原来的团队，也学到了很多东西，希望在新的平台继续成长。",
    ),
}


class Heard:
    """Hears what was agreed on, by file name; one of them kills it."""

    model, identity, short_windows = "ready", "ready:1", False

    def hear(self, tasks: Iterator[Task], stop: threading.Event) -> Iterator[Hearing]:
        for task in tasks:
            if "broken" in task.path:
                yield Hearing(task, None, "recognise", RecognitionError("it fell over", detail="it fell over"))
                continue
            said = SAID[task.language]["leave" in task.path] if "silent" not in task.path else ""
            transcript = Transcript(
                said, (), task.language, "ready", self.model, 0.55 if "unsure" in task.path else 0.9
            )
            spans = (SpeechSpan(1.0, 28.0),) if said else ()
            yield Hearing(task, HeardRecording(task.source.sha256, 30.0, spans, -20.0, 0.0, transcript))

    def measure(self, task: Task) -> float:
        return 0.1


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as started:
        yield started


def make_page(folder: Path, language: Language) -> Path:
    """Score a list in which two candidates answer twice, one of them with a failure, and one fails altogether."""
    lines = ["path,question,candidate"]
    for name, question, candidate in (
        ("emma-intro.wav", INTRO, "Emma <b>Stone</b>"), ("emma-leave.wav", OTHER, "Emma <b>Stone</b>"),
        ("wang-intro-unsure.wav", INTRO, "王芳"), ("wang-leave-broken.wav", OTHER, "王芳"),
        ("li-silent.wav", INTRO, "李雷"), ("zhao-broken.wav", INTRO, "赵敏"),
    ):  # fmt: skip
        (folder / name).write_bytes(name.encode())
        lines.append(f"{name},{question},{candidate}")
    (folder / "list.csv").write_text("\n".join(lines), encoding="utf-8")
    settings = Settings(language=language, data_dir=folder / "data")
    manifest = read_manifest(folder / "list.csv", settings, None)
    assert not manifest.problems
    with open_output(folder / "out") as output:
        run = BatchRun(manifest.items, output, Heard(), settings)
        run.run(threading.Event())
        write_results(manifest, output, run.failures, None, settings)
    return folder / "out" / "report.html"


@pytest.mark.parametrize(
    ("language", "phone", "dark"), [("en", False, False), ("zh", True, True), ("zh", False, False)]
)
def test_it_is_clean_and_accessible(
    browser: Browser, tmp_path: Path, language: Language, phone: bool, dark: bool
) -> None:
    with opened(browser, make_page(tmp_path, language), phone=phone, dark=dark) as watched:
        for summary in watched.page.locator("summary").all():
            summary.click()
        report = Axe().run(watched.page, options={"runOnly": ["wcag2a", "wcag2aa", "wcag21aa", "best-practice"]})
        serious = [
            (broken["id"], broken["nodes"][0]["html"][:200])
            for broken in report.response["violations"]
            if broken["impact"] in ("serious", "critical")
        ]
        assert serious == []
        assert watched.page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"), "scrolls sideways"
        assert watched.misdeeds() == []


def test_every_candidate_has_a_row_that_leads_to_the_answers(browser: Browser, tmp_path: Path) -> None:
    with opened(browser, make_page(tmp_path, "en")) as watched:
        rows = watched.page.locator("table.candidates tbody tr")
        assert [row.locator("th").inner_text().split("\n")[0] for row in rows.all()] == [
            "Emma <b>Stone</b>", "王芳 listen", "李雷 listen", "赵敏",
        ]  # fmt: skip
        emma, wang, li, zhao = (row.locator("td") for row in rows.all())
        scores = [int(text.rsplit(" ", 1)[1]) for text in emma.nth(1).locator("li").all_inner_texts()]
        assert int(emma.nth(0).inner_text()) == pytest.approx(sum(scores) / 2, abs=1)
        assert emma.nth(2).inner_text() not in ("", "–")
        assert "1 without a result" in wang.nth(1).inner_text() and int(wang.nth(0).inner_text()) > 0
        assert li.nth(0).inner_text() == "–" and "not judged" in li.nth(1).inner_text()
        assert zhao.nth(0).inner_text() == "–" and "1 without a result" in zhao.nth(1).inner_text()
        link = emma.nth(1).locator("a").nth(1)
        place = watched.page.locator(f"details{link.get_attribute('href')}")
        assert not place.get_attribute("open")
        link.click()
        assert place.get_attribute("open") == "" and place.locator("audio").is_visible()
        assert "larger team" in place.inner_text()


def test_a_group_with_one_recording_each_needs_no_second_list(browser: Browser, tmp_path: Path) -> None:
    page = make_page(tmp_path, "en")
    single = [line for line in (tmp_path / "list.csv").read_text().splitlines() if "leave" not in line]
    (tmp_path / "list.csv").write_text("\n".join(single), encoding="utf-8")
    settings = Settings(language="en", data_dir=tmp_path / "data")
    manifest = read_manifest(tmp_path / "list.csv", settings, None)
    with open_output(tmp_path / "out") as output:
        write_results(manifest, output, [], None, settings)
    with opened(browser, page) as watched:
        assert watched.page.locator("details.one").count() == 3
        assert watched.page.locator("table.candidates").count() == 0
