"""Reviews: what may come back from a reviewer, what is refused, and where the marks differ."""

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from interviewer.cli import main, program
from interviewer.errors import InputError
from interviewer.records import PitfallResult, PointResult
from interviewer.report.asked import Asked
from interviewer.review.beside import put_beside, summary_lines
from interviewer.review.records import MOST_BYTES, Review, read_review
from interviewer.review.saved import SavedReview, reviews_of, save_review
from interviewer.store import SavedAnswer, open_store
from tests.interviewer.answers import sample_answer

ASKED = Asked("q", "Who are you?", points={"p1": "Name", "p2": "Company", "p3": "Thanks"}, pitfalls={"x1": "Reads out"})


def save(folder: Path) -> SavedAnswer:
    with open_store(folder) as store:
        return store.answer(store.save(store.new_session("drill", "zh"), sample_answer()))


def record(saved: SavedAnswer, **changes: Any) -> dict[str, Any]:
    audio = saved.answer.audio
    identity = {
        "uid": saved.uid,
        "question": saved.answer.question,
        "recording_sha256": audio.sha256 if audio else None,
    }
    return {
        "schema": "interviewer.review/1",
        "answer": identity,
        "reviewer": "李姐",
        "reviewed_at": "2026-01-01T00:00:00Z",
        "total": 61,
        "points": [{"id": "p1", "strength": 0.5}, {"id": "p2", "strength": 0}],
        "pitfalls": [{"id": "x1", "triggered": True}],
        "comments": [{"at_s": 1.5, "text": "slower"}, {"at_s": None, "text": "fine"}],
        **changes,
    }


def import_file(folder: Path, content: dict[str, Any], *options: str) -> Result:
    (folder / "review.json").write_text(json.dumps(content), encoding="utf-8")
    arguments = ["review", "import", str(folder / "review.json"), "--data-dir", str(folder), *options]
    return CliRunner().invoke(program, arguments)


def test_a_review_is_kept_and_shown_beside_the_programs_marks(tmp_path: Path) -> None:
    saved = save(tmp_path)
    done = import_file(tmp_path, record(saved), "--json")
    shown = json.loads(done.stdout)
    assert [column["name"] for column in shown["columns"]] == ["rules", "李姐"]
    marks = {row["id"]: (row["marks"], row["differs"]) for row in shown["rows"]}
    assert marks["p1"] == ([1.0, 0.5], True)
    assert marks["p2"] == ([0.0, 0.0], False)
    assert marks["p3"] == ([0.0, None], False)
    assert marks["x1"] == ([0.0, 1.0], True)
    assert (shown["differing"], shown["shared"], shown["total_differs"]) == (2, 3, True)


@pytest.mark.parametrize(("language", "word"), [("en", "differs"), ("zh", "不一致")])
def test_the_table_fits_80_columns_in_both_languages(tmp_path: Path, language: str, word: str) -> None:
    done = import_file(tmp_path, record(save(tmp_path)), "--lang", language)
    assert done.exit_code == 0
    assert sum(line.endswith(word) for line in done.stdout.splitlines()) == 3
    from rich.cells import cell_len

    assert max(cell_len(line) for line in done.stdout.splitlines()) <= 80


def test_one_person_has_one_review_and_own_marks_stand_apart(tmp_path: Path) -> None:
    saved = save(tmp_path)
    import_file(tmp_path, record(saved))
    import_file(tmp_path, record(saved, total=70))
    import_file(tmp_path, record(saved, reviewer="Tom"))
    import_file(tmp_path, record(saved, total=90), "--own")
    with open_store(tmp_path) as store:
        kept = [(one.own, one.review.reviewer, one.review.total) for one in reviews_of(store, saved.id)]
    assert kept == [(True, "李姐", 90), (False, "李姐", 70), (False, "Tom", 61)]


def test_reviews_go_with_their_answer(tmp_path: Path) -> None:
    saved = save(tmp_path)
    import_file(tmp_path, record(saved))
    with open_store(tmp_path) as store:
        with store.transaction() as db:
            db.execute("DELETE FROM session")
        assert store.connection.execute("SELECT count(*) FROM review").fetchone() == (0,)


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"schema": "interviewer.review/2"}, "schema"),
        ({"total": 101}, "total"),
        ({"total": 60.5}, "total"),
        ({"total": True}, "total"),
        ({"reviewer": "  "}, "reviewer"),
        ({"reviewer": "x" * 81}, "reviewer"),
        ({"points": [{"id": "p1", "strength": 0.7}]}, "points.0.strength"),
        ({"points": [{"id": "p1", "strength": "1"}]}, "points.0.strength"),
        ({"points": [{"id": "p1", "strength": 1}] * 2}, "JSON"),
        ({"points": [{"id": "p1", "strength": 1}] * 201}, "points"),
        ({"comments": [{"at_s": -1, "text": "x"}]}, "comments.0.at_s"),
        ({"comments": [{"at_s": 1, "text": "x" * 2001}]}, "comments.0.text"),
        ({"more": 1}, "more"),
        ({"\u202e\x1b[31m" + "long" * 99: 1}, "\ufffd\ufffd[31mlong"),
    ],
)
def test_what_is_no_review_is_refused_with_the_field(tmp_path: Path, changes: dict[str, Any], field: str) -> None:
    path = tmp_path / "review.json"
    path.write_text(json.dumps(record(save(tmp_path), **changes)), encoding="utf-8")
    with pytest.raises(InputError) as caught:
        read_review(path)
    assert caught.value.facts["problem"] == "review"
    assert str(caught.value.facts["field"]).startswith(field) and len(str(caught.value.facts["field"])) <= 60


@pytest.mark.parametrize("content", [b"", b"[1", b"\xff\xfe\x00", b"null", b'{"schema": NaN}', b"[" * 100_000])
def test_what_is_no_json_is_refused(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "review.json").write_bytes(content)
    with pytest.raises(InputError, match="no review"):
        read_review(tmp_path / "review.json")


def test_files_that_cannot_be_reviews(tmp_path: Path) -> None:
    for path, problem in ((tmp_path / "none.json", "missing"), (tmp_path, "unreadable")):
        with pytest.raises(InputError) as caught:
            read_review(path)
        assert caught.value.facts["problem"] == problem
    (tmp_path / "big.json").write_bytes(b" " * (MOST_BYTES + 1))
    with pytest.raises(InputError) as caught:
        read_review(tmp_path / "big.json")
    assert caught.value.facts["problem"] == "review_size"


def test_a_review_of_another_answer_is_refused(tmp_path: Path) -> None:
    saved = save(tmp_path)
    good = record(saved)
    strangers = [
        {**good["answer"], "uid": "feedfeedfeedfeed"},
        {**good["answer"], "recording_sha256": "1" * 64},
        {**good["answer"], "recording_sha256": None},
        {**good["answer"], "question": "hr-faq/05-career-plan"},
    ]
    with open_store(tmp_path) as store:
        for stranger in strangers:
            with pytest.raises(InputError) as caught:
                save_review(store, Review.model_validate_json(json.dumps({**good, "answer": stranger})), own=False)
            assert caught.value.facts["problem"] == "review_answer"
        strange = {**good, "points": [{"id": "p9", "strength": 1}]}
        with pytest.raises(InputError) as caught:
            save_review(store, Review.model_validate_json(json.dumps(strange)), own=False)
        assert caught.value.facts["problem"] == "review_points"
        assert reviews_of(store, saved.id) == []


def test_errors_are_told_in_the_users_language(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("INTERVIEWER_LANG", "zh")
    (tmp_path / "bad.json").write_text("{}")
    assert main(["review", "import", str(tmp_path / "bad.json"), "--data-dir", str(tmp_path)]) == 1
    assert "不是本程序的评分文件" in capsys.readouterr().err
    assert main(["review", "export", "7", "--data-dir", str(tmp_path)]) == 1
    assert "没有编号为 7 的回答" in capsys.readouterr().err
    assert main(["review", "export", "last", "--data-dir", str(tmp_path)]) == 1


def test_a_review_of_what_was_not_judged_takes_the_points_of_the_bank(tmp_path: Path) -> None:
    answer = replace(sample_answer(total=None), score=replace(sample_answer(total=None).score, points=(), pitfalls=()))
    with open_store(tmp_path) as store:
        saved = store.answer(store.save(store.new_session("drill", "zh"), answer))
        save_review(store, Review.model_validate_json(json.dumps(record(saved))), own=False)
        beside = put_beside(saved.answer, ASKED, reviews_of(store, saved.id))
    assert [(row.id, row.marks) for row in beside.rows][:2] == [("p1", (None, 0.5)), ("p2", (None, 0.0))]
    assert beside.shared == 0 and summary_lines(beside, "en") == ["No point was marked by more than one."]


def test_the_model_has_a_column_of_its_own() -> None:
    answer = sample_answer()
    model = replace(
        answer.score,
        scorer="llm:big",
        total=80.0,
        points=(PointResult("p1", True, 0.5),),
        pitfalls=(PitfallResult("x1", True, 1.0),),
    )
    beside = put_beside(replace(answer, llm_score=model), ASKED, [])
    assert [(column.kind, column.name) for column in beside.columns] == [("program", "rules"), ("llm", "llm:big")]
    assert {row.id: row.marks for row in beside.rows} == {
        "p1": (1.0, 0.5),
        "p2": (0.0, None),
        "p3": (0.0, None),
        "x1": (0.0, 1.0),
    }
    assert not beside.total_differs  # 72 and 80


def test_agreement_is_told(tmp_path: Path) -> None:
    saved = save(tmp_path)
    same = record(saved, total=70, points=[{"id": "p1", "strength": 1}], pitfalls=[])
    review = SavedReview(False, Review.model_validate_json(json.dumps(same)))
    beside = put_beside(saved.answer, ASKED, [review])
    assert summary_lines(beside, "en") == ["Shared marks: 1. All of them agree."]


def test_export_tells_when_there_is_no_sound(tmp_path: Path) -> None:
    save(tmp_path)
    done = CliRunner().invoke(program, ["review", "export", "--lang", "en", "--data-dir", str(tmp_path)])
    assert done.exit_code == 0 and "no sound" in done.stdout
    assert (tmp_path / "reports" / "review-1.html").exists()
