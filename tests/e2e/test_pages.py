"""The pages in a real browser: clean, quick, usable by mouse, keyboard and phone, and deaf to hostile text."""

import json
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from click.testing import CliRunner
from playwright.sync_api import Browser, Page

from interviewer.banks.loader import find_bank, load_bank
from interviewer.cli import program
from interviewer.records import LlmProblem, LlmReport
from interviewer.store import open_store
from tests.e2e.browser import CHROMIUM, Watched, chromium, opened
from tests.interviewer.practised import fill_session, practised, said

pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="needs Chromium")

QUESTION = "hr-faq/02-self-intro"

WEAK = (
    "Um my name is Emma and I studied statistics in Boston. You know I work at Star Market. I did many things. "
    "My boss was terrible and the pay was bad so I left."
)

HOSTILE = (
    "</script><script>window.hacked=1</script> <img src=x onerror=window.hacked=2> {{ 7*7 }} "
    "\u202egnp.exe\u202c \x1b[31mred\x00 <!-- ]]> &lt;b&gt; 'quote\" onclick=window.hacked=3"
)


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as started:
        yield started


def run(*arguments: object) -> dict[str, Any]:
    done = CliRunner().invoke(program, [*map(str, arguments), "--json"], catch_exceptions=False)
    assert done.exit_code == 0, done.stderr
    record: dict[str, Any] = json.loads(done.stdout)
    return record


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two sessions of one person: a good one in Mandarin, then two attempts at one question in English."""
    folder = tmp_path_factory.mktemp("data")
    bank = find_bank("hr-faq")
    question = bank.question(QUESTION)
    assert question is not None and question.model_answer is not None
    with open_store(folder) as store:
        fill_session(store, folder / "recordings" / "zh", "zh", questions=1)
        session = store.new_session("drill", "en")
        for attempt, told in enumerate((WEAK, question.model_answer.get("en")), start=1):
            name = f"attempt-{attempt}"
            answer = practised(
                question, bank, said(told, "en"), folder / "recordings" / "en", name=name, attempt=attempt
            )
            store.save(session, answer)
    return folder


@pytest.fixture(scope="module")
def pages(data: Path) -> dict[str, Path]:
    """The report in both languages, and the review page."""
    with open_store(data) as store:
        mandarin = store.sessions(language="zh")[0].id
    made = {
        "en": run("report", "--data-dir", data, "--lang", "en", "--out", data / "en.html")["report"],
        "zh": run("report", mandarin, "--data-dir", data, "--lang", "zh", "--out", data / "zh.html")["report"],
        "review": run("review", "export", "--data-dir", data, "--lang", "en", "--out", data / "review.html")["page"],
    }
    return {name: Path(path) for name, path in made.items()}


@pytest.mark.slow
@pytest.mark.parametrize(
    ("name", "phone", "dark"),
    [("en", False, False), ("zh", True, True), ("review", True, False), ("review", False, True)],
    ids=["report", "report-zh-phone-dark", "review-phone", "review-dark"],
)
def test_a_page_is_clean_and_accessible(
    browser: Browser, pages: dict[str, Path], name: str, phone: bool, dark: bool
) -> None:
    with opened(browser, pages[name], phone=phone, dark=dark) as watched:
        page = watched.page
        for summary in page.locator("summary").all():
            summary.click()
        report = Axe().run(page, options={"runOnly": ["wcag2a", "wcag2aa", "wcag21aa", "best-practice"]})
        found = [
            (broken["id"], broken["nodes"][0]["html"][:200])
            for broken in report.response["violations"]
            if broken["impact"] in ("serious", "critical")
        ]
        assert found == []
        assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"), "scrolls sideways"
        assert watched.misdeeds() == []


def until(page: Page, expression: str, steps: int = 300) -> Any:
    """Wait for an expression to hold and return it (Playwright's own waiting needs `eval`, which the pages forbid)."""
    for _ in range(steps):
        if value := page.evaluate(expression):
            return value
        page.wait_for_timeout(50)
    raise AssertionError(f"never came true: {expression}")


def sought(page: Page, act: Callable[[], object]) -> tuple[float, float]:
    """Do something that seeks; return the place and the milliseconds until the player was there."""
    page.evaluate(
        "() => { window.sought = null; for (const audio of document.querySelectorAll('audio'))"
        " audio.addEventListener('seeking', () => { const begun = performance.now(), at = audio.currentTime;"
        " audio.addEventListener('seeked', () => { window.sought = [at, performance.now() - begun]; },"
        " {once: true}); },"
        " {once: true}); }"
    )
    act()
    at, took_ms = until(page, "window.sought")
    return float(at), float(took_ms)


def ready(page: Page) -> None:
    until(page, "[...document.querySelectorAll('audio')].every(audio => audio.readyState >= 1)")


def test_a_click_on_a_word_plays_from_there(browser: Browser, pages: dict[str, Path]) -> None:
    with opened(browser, pages["en"]) as watched:
        page = watched.page
        ready(page)
        word = page.locator("#main .answer").nth(1).locator(".transcript [data-t]").nth(40)
        wanted = float(word.get_attribute("data-t") or "nan")
        at, took_ms = sought(page, word.click)
        assert abs(at - wanted) < 0.1
        assert took_ms < 2000  # a tenth of it on a quiet machine
        until(page, f"document.querySelectorAll('audio')[1].currentTime > {wanted} + 0.2")
        assert page.locator(".answer").nth(1).locator(".transcript .now").count() == 1
        assert page.locator(".play").nth(1).get_attribute("aria-label") == "Pause"
        page.locator(".play").nth(0).click()  # only one answer is heard at a time
        until(page, "document.querySelectorAll('audio')[1].paused")
        assert watched.misdeeds() == []


def test_the_keyboard_reaches_every_word(browser: Browser, pages: dict[str, Path]) -> None:
    with opened(browser, pages["en"]) as watched:
        page = watched.page
        ready(page)
        first = page.locator(".answer").first
        first.locator(".timeline").focus()
        at, _ = sought(page, lambda: page.keyboard.press("ArrowRight"))
        assert at == pytest.approx(2.0, abs=0.1)
        page.keyboard.press("Tab")  # the transcript is one stop
        words = first.locator(".transcript [data-t]")
        assert page.evaluate("document.activeElement.dataset.t") == words.nth(0).get_attribute("data-t")
        for _ in range(3):
            page.keyboard.press("ArrowRight")
        at, _ = sought(page, lambda: page.keyboard.press("Enter"))
        assert at == pytest.approx(float(words.nth(3).get_attribute("data-t") or "nan"), abs=0.1)
        assert first.locator(".transcript [tabindex]").count() == 1


def test_pointing_at_evidence_shows_its_point(browser: Browser, pages: dict[str, Path]) -> None:
    with opened(browser, pages["en"]) as watched:
        page = watched.page
        card = page.locator(".answer").nth(1)
        mark = card.locator("mark.hit").first
        label = (mark.get_attribute("data-m") or "").split(" ")[0]
        mark.hover()
        lit = card.locator(".point.lit")
        assert lit.count() >= 1 and label in (lit.first.get_attribute("data-p") or "")
        told = card.locator(".told").inner_text()
        assert told.startswith(f"Point {label}: ")
        page.mouse.move(0, 0)
        assert card.locator(".lit").count() == 0
        quote = card.locator("button.quote").first
        quote.focus()
        assert card.locator("mark.lit").count() >= 1
        ready(page)
        at, _ = sought(page, lambda: page.keyboard.press("Enter"))
        assert at == pytest.approx(float(quote.get_attribute("data-seek") or "nan"), abs=0.1)


def test_the_theme_can_be_chosen(browser: Browser, pages: dict[str, Path]) -> None:
    with opened(browser, pages["zh"], dark=True) as watched:
        page, ground = watched.page, "getComputedStyle(document.body).backgroundColor"
        dark = page.evaluate(ground)
        page.locator("#theme").click()
        assert page.locator("#theme").inner_text() == "主题：浅色"
        light = page.evaluate(ground)
        page.locator("#theme").click()
        assert page.evaluate(ground) == dark != light


def test_a_page_prints_on_white(browser: Browser, pages: dict[str, Path]) -> None:
    with opened(browser, pages["en"], dark=True) as watched:
        watched.page.emulate_media(media="print")
        assert watched.page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"
        assert not watched.page.locator(".play").first.is_visible()
        assert len(watched.page.pdf()) > 10_000


def test_linked_sound_plays_from_disk_and_its_loss_is_told(browser: Browser, data: Path) -> None:
    path = data / "linked.html"
    record = run("report", "--data-dir", data, "--lang", "en", "--out", path, "--link-audio")
    assert {one["audio"] for one in record["answers"]} == {"linked"}
    with opened(browser, path) as watched:
        ready(watched.page)
        at, _ = sought(watched.page, watched.page.locator(".transcript [data-t]").nth(9).click)
        assert at > 1
        assert watched.errors == [] and all(url.endswith(".wav") for url in watched.requests)
        assert watched.console == []
    lonely = data / "elsewhere" / "linked.html"
    lonely.parent.mkdir()
    lonely.write_text(path.read_text(encoding="utf-8"), encoding="utf-8")
    with opened(browser, lonely) as watched:
        watched.page.locator(".failed").first.wait_for()
        assert "cannot be played here" in watched.page.locator(".failed").first.inner_text()


BANK = """\
id: mine
title: {{en: {0}}}
questions:
  - id: mine/01
    ask: {{en: {0}}}
    tip: {{en: {0}}}
    model_answer: {{en: {0}}}
    points: [{{id: p1, en: {0}, cues: {{en: [emma]}}}}]
"""


def test_hostile_text_stays_text(browser: Browser, tmp_path: Path) -> None:
    (tmp_path / "banks").mkdir()
    # A bank file refuses raw control characters itself; everything else gets in.
    in_bank = json.dumps(HOSTILE.replace("\x1b", "").replace("\x00", "").replace("\u202e", "").replace("\u202c", ""))
    path = tmp_path / "banks" / "mine.yaml"
    path.write_text(BANK.format(in_bank), encoding="utf-8")
    bank = load_bank(path)
    transcript = said(f"I am Emma {HOSTILE}", "en")
    name = "'><script>window.hacked=4</script>".replace("/", "")
    answer = practised(bank.questions[0], bank, transcript, tmp_path / "recordings", name=name)
    problem = LlmProblem("llm_server", HOSTILE)
    report = LlmReport(HOSTILE, "host", problem=problem, follow_up=HOSTILE, better_version=HOSTILE)
    feedback = replace(answer.feedback, improvements=(HOSTILE,), strengths=(HOSTILE,), suggestion=HOSTILE)
    answer = replace(answer, llm_score=replace(answer.score, scorer=HOSTILE), llm=report, feedback=feedback)
    with open_store(tmp_path) as store:
        saved = store.answer(store.save(store.new_session("drill", "en"), answer))
    assert answer.audio is not None
    review = {
        "schema": "interviewer.review/1",
        "answer": {"uid": saved.uid, "question": "mine/01", "recording_sha256": answer.audio.sha256},
        "reviewer": HOSTILE[:80],
        "reviewed_at": "",
        "total": 10,
        "points": [{"id": "p1", "strength": 0}],
        "comments": [{"at_s": 1, "text": HOSTILE}],
    }
    (tmp_path / "review.json").write_text(json.dumps(review), encoding="utf-8")
    run("review", "import", tmp_path / "review.json", "--data-dir", tmp_path)
    for arguments in (("report",), ("review", "export", saved.id)):
        page_path = tmp_path / "page.html"
        run(*arguments, "--data-dir", tmp_path, "--lang", "en", "--out", page_path)
        raw = page_path.read_text(encoding="utf-8")
        assert not set(raw) & set("\x00\x1b\u202a\u202b\u202d\u202e\u2066\u2067")
        with opened(browser, page_path) as watched:
            assert watched.page.evaluate("window.hacked") is None
            assert "<script>window.hacked=1</script>" in watched.page.locator(".transcript").inner_text()
            assert "{{ 7*7 }}" in watched.page.locator("h2, h1").all_inner_texts()[0] + watched.page.title()
            assert watched.page.locator("img").count() == 0
            assert watched.misdeeds() == []


def test_the_page_runs_no_script_but_its_own(browser: Browser, pages: dict[str, Path]) -> None:
    with opened(browser, pages["en"]) as watched:
        watched.page.evaluate(
            "() => { const script = document.createElement('script'); script.textContent = 'window.hacked = 1';"
            " document.body.append(script); }"
        )
        assert watched.page.evaluate("window.hacked") is None
        assert any("Content Security Policy" in message for message in watched.console)


def fill_form(page: Page) -> None:
    page.locator("#reviewer").fill("李姐")
    page.locator('[data-point="p1"] input[value="0.5"]').check()
    page.locator('[data-point="p2"] input[value="0"]').check()
    page.locator('[data-pitfall="x1"] input[value="true"]').check()
    page.locator("#total").fill("61")
    page.locator("#note").fill("On the whole: fine.")


def test_a_reviewer_marks_offline_and_the_marks_come_back(
    browser: Browser, data: Path, pages: dict[str, Path], tmp_path: Path
) -> None:
    with opened(browser, pages["review"]) as watched:
        page = watched.page
        ready(page)
        hit = page.locator("mark.hit").first
        assert page.evaluate("mark => getComputedStyle(mark).textDecorationLine", hit.element_handle()) == "none"
        page.locator("button[type=submit]").click()
        assert page.locator("#status").inner_text() == "Please write your name first."
        fill_form(page)
        page.locator("#total").fill("101")
        page.locator("button[type=submit]").click()
        assert "0 to 100" in page.locator("#status").inner_text()
        page.locator("#total").fill("61")
        sought(page, page.locator(".transcript [data-t]").nth(20).click)
        page.locator(".play").click()  # hold it there
        page.locator("#comment").click()
        page.locator("#comments input").fill("Slower here <b>")
        with page.expect_download() as download:
            page.locator("button[type=submit]").click()
        download.value.save_as(tmp_path / "review.json")
        assert "Saved as review-" in page.locator("#status").inner_text()
        assert watched.misdeeds() == []
    record = run("review", "import", tmp_path / "review.json", "--data-dir", data)
    assert record["columns"][1]["name"] == "李姐" and record["columns"][1]["total"] == 61
    marks = {row["id"]: row["marks"][1] for row in record["rows"]}
    assert (marks["p1"], marks["p2"], marks["p3"], marks["x1"]) == (0.5, 0, None, 1)
    comments = record["columns"][1]["comments"]
    assert comments[0]["text"] == "Slower here <b>" and comments[0]["at_s"] > 3
    assert comments[1] == {"at_s": None, "text": "On the whole: fine."}
    path = data / "reviewed.html"
    run("report", "--data-dir", data, "--lang", "zh", "--out", path)
    with opened(browser, path) as watched:
        beside = watched.page.locator(".beside")
        assert "李姐" in beside.inner_text() and "Slower here <b>" in beside.inner_text()
        assert beside.locator("tr.differs").count() >= 1
        ready(watched.page)
        at, _ = sought(watched.page, beside.locator("[data-seek]").first.click)
        assert at == pytest.approx(comments[0]["at_s"], abs=0.1)
        found: Watched = watched
        assert found.misdeeds() == []
