"""Transcripts from outside: what is accepted, what is refused, and one answer a line in order."""

import io
import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from audio.ports import Transcript, Word
from interviewer.answer_json import answer_to_dict
from interviewer.errors import InputError
from interviewer.settings import Settings
from interviewer.transcripts import read_text, score_lines, transcript_from_text
from tests.interviewer.answers import sample_answer

QUESTION = "hr-faq/02-self-intro"


def lines(content: str, tmp_path: Path) -> tuple[int, list[dict[str, object]]]:
    output = io.StringIO()
    code = score_lines(content, "many.jsonl", Settings(language="en", data_dir=tmp_path), output)
    return code, [json.loads(line) for line in output.getvalue().splitlines()]


def two_words(first_s: object, second_s: object) -> str:
    words = [{"text": "a", "start_s": first_s, "end_s": 6.0}, {"text": " b", "start_s": second_s, "end_s": 7.0}]
    return json.dumps({"text": "a b", "words": words})


def test_plain_text_has_no_times() -> None:
    transcript = transcript_from_text("  Hello there. \n", "en", "-")
    assert transcript == Transcript("Hello there.", (), "en", "text")


def test_our_own_json_keeps_its_times() -> None:
    answer = sample_answer()
    content = json.dumps(answer_to_dict(answer), ensure_ascii=False)
    assert transcript_from_text(content, "en", "-") == answer.transcript


@pytest.mark.parametrize("bad", [float("nan"), -1.0, 1e9, "soon"])
def test_times_that_are_no_times_are_dropped(bad: object) -> None:
    content = json.dumps(
        {
            "text": "a b",
            "words": [{"text": "a", "start_s": bad, "end_s": 1.0}, {"text": " b", "start_s": 1.0, "end_s": 2.0}],
        }
    )
    words = transcript_from_text(content, "en", "-").words
    assert words[0] == Word("a", None, None) and words[1].start_s == 1.0


def test_words_out_of_order_lose_their_times() -> None:
    content = json.dumps(
        {
            "text": "a b",
            "words": [{"text": "a", "start_s": 5.0, "end_s": 6.0}, {"text": " b", "start_s": 1.0, "end_s": 2.0}],
        }
    )
    assert all(word.start_s is None for word in transcript_from_text(content, "en", "-").words)


def test_words_of_another_text_are_dropped() -> None:
    content = json.dumps({"text": "something else", "words": [{"text": "a", "start_s": 0.0, "end_s": 1.0}]})
    assert transcript_from_text(content, "en", "-").words == ()


@pytest.mark.parametrize(
    "content", ['{"words": []}', '{"text": 3}', '{"text": "a", "language": "fr"}', "{broken", '{"text": "a", "odd": 1}']
)
def test_json_that_is_no_transcript_is_refused(content: str) -> None:
    with pytest.raises(InputError) as caught:
        transcript_from_text(content, "en", "x.json")
    assert caught.value.facts["problem"] == "json"


def test_other_encodings_are_recognised(tmp_path: Path) -> None:
    (tmp_path / "gbk.txt").write_bytes("我叫林可".encode("gbk"))
    with pytest.raises(InputError) as caught:
        read_text(tmp_path / "gbk.txt", io.BytesIO())
    assert caught.value.facts["problem"] == "encoding"
    (tmp_path / "bom.txt").write_bytes("\ufeff我叫林可".encode())
    assert read_text(tmp_path / "bom.txt", io.BytesIO()) == "我叫林可"


def test_a_folder_or_nothing_is_refused(tmp_path: Path) -> None:
    for path in (tmp_path, tmp_path / "nothing.txt"):
        with pytest.raises(InputError):
            read_text(path, io.BytesIO())


def test_one_answer_a_line_in_order(tmp_path: Path) -> None:
    said = "My name is Ann. I graduated from Leeds in economics and I work as a support lead. Thank you for your time."
    records = [
        {"id": "b", "question": QUESTION, "lang": "en", "text": said},
        {
            "id": 7,
            "question": QUESTION,
            "lang": "zh",
            "text": "我叫林可，毕业于杭州的大学，在电商公司做客服主管，谢谢。",
        },
        {"question": QUESTION, "lang": "en", "text": ""},
    ]
    code, answers = lines("\n".join(json.dumps(record) for record in records) + "\n\n", tmp_path)
    assert code == 0
    assert [answer.get("id") for answer in answers] == ["b", "7", None]
    scores = [answer["score"] for answer in answers]
    assert [isinstance(score["total"], float) for score in scores] == [True, True, False]  # type: ignore[index]
    assert scores[2]["abstained"] == "silence"  # type: ignore[index]


def test_a_line_that_cannot_be_scored_keeps_its_place(tmp_path: Path) -> None:
    good = json.dumps(
        {"id": "ok", "question": QUESTION, "lang": "en", "text": "My name is Ann and I thank you for your time today."}
    )
    bad = [
        "not json",
        "[]",
        '{"id": "q", "question": "no/such", "text": "x"}',
        '{"id": "t", "question": "hr-faq/02-self-intro"}',
    ]
    code, answers = lines("\n".join([*bad, good]), tmp_path)
    assert code == 1
    assert ["error" in answer for answer in answers] == [True, True, True, True, False]
    assert [answer.get("id") for answer in answers] == [None, None, "q", "t", "ok"]


@given(st.text(max_size=300), st.sampled_from(["zh", "en"]))
def test_any_text_is_scored_or_abstained_with_quotes_in_place(said: str, language: str) -> None:
    code, (answer,) = lines(json.dumps({"question": QUESTION, "lang": language, "text": said}), Path("/nonexistent"))
    text = answer["transcript"]["text"]  # type: ignore[index]
    assert code == 0 and text == said.strip()
    for point in answer["score"]["points"]:  # type: ignore[index]
        for evidence in point["evidence"]:
            assert text[evidence["start_char"] : evidence["end_char"]] == evidence["quote"]
