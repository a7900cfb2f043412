"""`banks validate --deep`: samples, model answers, lengths and loose cues are judged by the real cue engine."""

from __future__ import annotations

from pathlib import Path

import pytest

from interviewer.banks import deep
from interviewer.banks.deep import check_deep, speaking_s
from interviewer.banks.deep_report import DeepReport
from interviewer.banks.loader import load_bank
from interviewer.banks.starter import starter
from tests.interviewer.bank_texts import RICH


def checked(folder: Path, content: str = RICH, *, complete: bool = True) -> DeepReport:
    path = folder / "rich.yaml"
    path.write_text(content, "utf-8")
    return check_deep([load_bank(path)], complete=complete)


def test_the_starter_passes_as_it_is(tmp_path: Path) -> None:
    assert [problem.text("en") for problem in checked(tmp_path, starter(), complete=False).problems] == []


def codes(report: DeepReport) -> dict[str, int]:
    return {problem.code: problem.line for problem in report.problems}


def line_of(content: str, part: str) -> int:
    return content[: content.index(part)].count("\n") + 1


def test_good_samples_pass(tmp_path: Path) -> None:
    report = checked(tmp_path)
    assert not {"no_fire", "false_fire", "model_pitfall", "ask_long"} & set(codes(report))
    assert (report.tally("fires", "zh").passed, report.tally("fires", "zh").total) == (2, 2)
    assert (report.tally("misses", "en").passed, report.tally("misses", "en").total) == (1, 1)


def test_a_sample_that_does_not_fire_is_named_with_its_line(tmp_path: Path) -> None:
    content = RICH.replace("fires: [我们有专人审核。", "fires: [我们从来没有专人审核。")
    problem = next(problem for problem in checked(tmp_path, content).problems if problem.code == "no_fire")
    assert problem.line == line_of(content, "我们从来没有专人审核")
    assert "我们从来没有专人审核" in problem.text("zh")


def test_a_sample_that_must_miss_names_the_cue_that_fired(tmp_path: Path) -> None:
    content = RICH.replace("misses: [We just publish it.]", "misses: [A colleague reviews it.]")
    problem = next(problem for problem in checked(tmp_path, content).problems if problem.code == "false_fire")
    assert problem.facts["cue"] == "colleague|editor review|check"


def test_what_excuses_a_pitfall_is_tried_on_its_samples(tmp_path: Path) -> None:
    fine, excused = "The model checks itself.", "The model checks itself and then I ask somebody."
    samples = f"samples: {{en: {{fires: [{fine}], misses: [{excused}]}}}}"
    content = RICH.replace("        min_cues: 1\n", f"        min_cues: 1\n        {samples}\n")
    assert not {"no_fire", "false_fire"} & set(codes(checked(tmp_path, content)))
    without = content.replace("en: [then ask somebody]", "en: [then phone somebody]")
    assert codes(checked(tmp_path, without))["false_fire"] == line_of(content, samples)


def test_few_cues_and_samples_are_counted(tmp_path: Path) -> None:
    report = checked(tmp_path)
    few = [problem.facts for problem in report.problems if problem.code == "few_cues"]
    assert {"mine/01-review p1", "mine/01-review p2", "mine/01-review x2"} <= {facts["id"] for facts in few}
    assert {facts["found"] for facts in few if facts["id"] == "mine/01-review p1"} == {2}
    assert not any("x1" in facts["id"] and "review" in facts["id"] for facts in few)


def test_the_model_answer_must_make_its_points_and_avoid_the_pitfalls(tmp_path: Path) -> None:
    rest = "We have written about two hundred product texts this way since last spring and mostly for the spring sale."
    silent = RICH.replace("en: A second reader checks every draft.", f"en: The model checks itself. {rest}")
    found = codes(checked(tmp_path, silent))
    assert found["model_misses"] == found["model_pitfall"] == found["model_score"] == line_of(silent, "model_answer")
    saved = RICH.replace("en: A second reader checks every draft.", f"en: An editor checks it. {rest}")
    rescued = [problem for problem in checked(tmp_path, saved).problems if problem.facts.get("language") == "@en"]
    assert "model_pitfall" not in {problem.code for problem in rescued}


def test_the_model_answer_must_fill_the_target(tmp_path: Path) -> None:
    assert "model_length" in codes(checked(tmp_path))
    long_enough = RICH.replace("en: A second reader checks every draft.", "en: " + "A second reader checks it. " * 20)
    report = checked(tmp_path, long_enough)
    assert (report.tally("length", "en").passed, report.tally("length", "zh").passed) == (1, 0)


def test_a_question_too_long_to_be_spoken_is_refused(tmp_path: Path) -> None:
    content = RICH.replace("en: What do you do before you publish?", "en: " + "What do you do before that " * 6)
    assert codes(checked(tmp_path, content))["ask_long"] == line_of(RICH, "ask: ")


def test_a_cue_that_fires_on_other_banks_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    other = "id: other\ntitle: {en: Other}\nquestions:\n" + "".join(
        f"  - id: other/{n}\n    ask: {{en: Why {n}?}}\n    reference: {{en: Because.}}\n"
        f"    model_answer: {{en: {'An editor checks it.' if n < 8 else 'We talk to people.'}}}\n"
        for n in range(20)
    )
    (tmp_path / "other.yaml").write_text(other, "utf-8")
    monkeypatch.setattr(deep, "shipped_bank_files", lambda: (tmp_path / "other.yaml",))
    report = checked(tmp_path)
    problem = next(problem for problem in report.problems if problem.code == "loose_cue")
    assert problem.facts["cue"] == "colleague|editor review|check" and problem.facts["share"] == "40%"
    assert report.loosest[0].cue == "colleague|editor review|check"


def test_a_broad_point_may_fire_on_other_banks(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    other = "id: other\ntitle: {en: Other}\nquestions:\n" + "".join(
        f"  - id: other/{n}\n    ask: {{en: Why {n}?}}\n    reference: {{en: Because.}}\n"
        "    model_answer: {en: An editor checks it.}\n"
        for n in range(20)
    )
    (tmp_path / "other.yaml").write_text(other, "utf-8")
    monkeypatch.setattr(deep, "shipped_bank_files", lambda: (tmp_path / "other.yaml",))
    assert "loose_cue" in codes(checked(tmp_path))
    assert "loose_cue" not in codes(checked(tmp_path, RICH.replace("weight: 2", "broad: true")))


def test_speaking_time_counts_characters_and_words() -> None:
    assert speaking_s("你" * 230, "zh") == (60.0, 230)
    assert speaking_s("AI 很好，三个字。", "zh")[1] == 7
    assert speaking_s("It's a well-known fact, 85 percent agree.", "en")[1] == 7
