"""`--llm` as people and programs use it: whole processes, a real server, both languages."""

import json
import os
import re
import subprocess
import sys
import threading
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from audio.clip import SPEECH_RATE_HZ, Clip
from audio.files import read_clip
from audio.replay import ReplayMicrophone
from interviewer import wiring
from interviewer.cli import main
from interviewer.cli.second_judge import announced_llm, second_judge
from interviewer.doctor import check_llm
from interviewer.scoring.lexicon import shipped_lexicon
from interviewer.settings import Settings
from interviewer.store import open_store
from tests.interviewer.doubles import ScriptedTranscriber, small_question
from tests.interviewer.test_drill import Bench
from tests.llm_server import Request, Say, data_of, in_turn, serve_llm

QUESTION = "hr-faq/02-self-intro"
KEY = "sk-secret-key"
SPEECH = Path(__file__).parents[1] / "data" / "jfk.ogg"
SAID_EN = "My name is Ann and for six years I have led a support team of twelve people at a parcel company. Thank you."
SAID_ZH = "我叫林可，在一家电商公司做了三年客服主管，带十二个人，投诉率从百分之六降到百分之三。谢谢您。"


def model(request: Request) -> Say:
    """Find the first point in the first words of the answer; write nothing else."""
    name = request["response_format"]["json_schema"]["name"]
    if name == "_Rewrite":
        return Say({"answer": data_of(request, "ANSWER")})
    if name == "_FollowUp":
        return Say({"question": "你自己做了什么？"})
    ids = re.findall(r"^(point|pitfall) (\w+):", data_of(request, "RUBRIC"), re.M)
    first = {"id": "p1", "level": "explained", "quotes": [re.split(r"，| and ", data_of(request, "ANSWER"))[0]]}
    points = [{"id": id, "level": "not_said", "quotes": []} for kind, id in ids if kind == "point" and id != "p1"]
    pitfalls = [{"id": id, "triggered": False, "quotes": []} for kind, id in ids if kind == "pitfall"]
    return Say({"points": [first, *points], "pitfalls": pitfalls})


def interviewer(*arguments: str, text: str = "", **env: str) -> subprocess.CompletedProcess[str]:
    """Run the real program with nothing of the surrounding environment that concerns language models."""
    clean = {name: value for name, value in os.environ.items() if not name.startswith(("OPENAI_", "INTERVIEWER_"))}
    return subprocess.run(
        [sys.executable, "-m", "interviewer", *arguments],
        capture_output=True,
        encoding="utf-8",
        timeout=120,
        input=text,
        env={**clean, "PYTHONIOENCODING": "utf-8", "OPENAI_API_KEY": KEY, **env},
    )


def score_text(*options: str, text: str = SAID_ZH, **env: str) -> subprocess.CompletedProcess[str]:
    return interviewer("score-text", "-", "--question", QUESTION, *options, text=text, **env)


def test_a_page_shows_both_views_and_where_the_words_went() -> None:
    with serve_llm(model) as server:
        done = score_text("--lang", "zh", "--llm", "judge-1", OPENAI_BASE_URL=server.base_url)
        host = server.base_url.split("/")[2]
    assert done.returncode == 0, done.stderr
    assert host in done.stderr and "judge-1" in done.stderr and done.stderr.count("\n") == 1
    assert "judge-1 的看法" in done.stdout and "你自己做了什么？" in done.stdout
    assert KEY not in done.stdout + done.stderr


def test_json_holds_both_scores() -> None:
    with serve_llm(model) as server:
        done = score_text("--lang", "en", "--llm", "judge-1", "--json", text=SAID_EN, OPENAI_BASE_URL=server.base_url)
    (line,) = done.stdout.splitlines()
    answer = json.loads(line)
    assert answer["score"]["scorer"] == "rules" and answer["llm_score"]["scorer"] == "llm:judge-1"
    assert answer["llm"]["calls"] == 3 and answer["llm"]["tokens_in"] == 300 and answer["llm"]["problem"] is None
    assert answer["llm"]["base_url_host"] == server.base_url.split("/")[2]


def test_nothing_is_sent_unless_asked_for() -> None:
    with serve_llm(model) as server:
        done = score_text("--lang", "zh", "--json", OPENAI_BASE_URL=server.base_url)
        assert "llm" not in json.loads(done.stdout) and done.stderr == ""
        assert server.requests == []
        done = score_text("--lang", "zh", "--json", OPENAI_BASE_URL=server.base_url, INTERVIEWER_LLM="judge-2")
        assert json.loads(done.stdout)["llm"]["model"] == "judge-2"


@pytest.mark.parametrize(("language", "text"), [("en", SAID_EN), ("zh", SAID_ZH)])
def test_without_a_server_the_offline_score_stands(language: str, text: str) -> None:
    done = score_text("--lang", language, "--llm", "m", "--json", text=text, OPENAI_BASE_URL="http://127.0.0.1:9/v1")
    answer = json.loads(done.stdout)
    assert done.returncode == 0 and answer["score"]["total"] is not None and "llm_score" not in answer
    assert answer["llm"]["problem"]["code"] == "llm_unreachable" and answer["llm"]["tokens_in"] == 0
    assert (language == "zh") == ("网络" in answer["llm"]["problem"]["message"])


def test_without_a_key_it_says_what_to_set() -> None:
    done = score_text("--lang", "zh", "--llm", "m", OPENAI_API_KEY="", OPENAI_BASE_URL="")
    assert done.stderr.count("\n") == 1, done.stderr
    assert done.returncode == 0 and "OPENAI_API_KEY" in done.stdout and "得分" in done.stdout


@pytest.mark.parametrize(
    ("variables", "status"),
    [({}, "failure"), ({"OPENAI_API_KEY": KEY}, "ok"), ({"OPENAI_BASE_URL": "http://127.0.0.1:1/v1"}, "ok")],
)
def test_the_doctor_knows_what_a_model_needs(
    variables: dict[str, str], status: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("OPENAI_API_KEY", "OPENAI_BASE_URL"):
        monkeypatch.delenv(name, raising=False)
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    finding = check_llm(Settings(language="zh", data_dir=tmp_path, llm="m"))
    assert finding.status == status and KEY not in finding.detail


def test_many_answers_keep_their_order_and_their_own_bills() -> None:
    late = threading.Event()

    def uneven(request: Request) -> Say:
        said = data_of(request, "ANSWER")
        if "number 0 " in said:
            late.wait(20)  # the first answer is judged last
        if "number 2 " in said:
            late.set()
        if "number 5 " in said:
            return Say(refusal="no")
        return model(request)

    lines: list[dict[str, Any]] = [
        {"id": f"a{n}", "question": QUESTION, "lang": "en", "text": f"I am number {n} of many. {SAID_EN}"}
        for n in range(7)
    ]
    lines.insert(2, {"id": "bad", "question": "no/such", "text": "x"})
    content = "\n".join(json.dumps(line) for line in lines)
    with serve_llm(uneven) as server:
        options = ("--jsonl", "--llm", "judge-1", "--quiet", "--lang", "en")
        done = interviewer("score-text", "-", *options, text=content, OPENAI_BASE_URL=server.base_url)
        assert late.is_set()
    answers = [json.loads(line) for line in done.stdout.splitlines()]
    assert done.returncode == 1 and done.stderr == ""
    assert [answer["id"] for answer in answers] == [line["id"] for line in lines]
    assert answers[2]["error"]["code"] == "unknown_question"
    good = [answer for answer in answers if "error" not in answer]
    assert all(answer["llm"]["calls"] == 1 and answer["llm"]["tokens_in"] == 100 for answer in good)
    assert [answer["id"] for answer in good if answer["llm"]["problem"]] == ["a5"]


@pytest.fixture
def clip() -> Clip:
    samples = read_clip(SPEECH).samples
    tail = np.random.default_rng(1).normal(0, 1e-3, 9 * SPEECH_RATE_HZ).astype(np.float32)
    return Clip(np.concatenate([samples, tail]))


def test_a_recording_is_judged_twice(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    recogniser = wiring.Recogniser(ScriptedTranscriber(SAID_EN))
    monkeypatch.setattr(wiring, "make_recogniser", lambda settings: recogniser)
    with serve_llm(model) as server:
        monkeypatch.setenv("OPENAI_BASE_URL", server.base_url)
        assert main(["score", str(SPEECH), "--lang", "en", "--llm", "judge-1", "--llm-votes", "3", "--json"]) == 0
    answer = json.loads(capsys.readouterr().out)
    assert answer["llm"]["votes"] == 3 and answer["llm"]["calls"] == 5
    (evidence,) = answer["llm_score"]["points"][0]["evidence"]
    assert evidence["quote"] == "My name is Ann" and evidence["start_s"] is not None
    assert answer["llm_score"]["total"] is not None


@pytest.mark.parametrize("broken", [False, True])
def test_a_drill_is_judged_twice_and_saved_whole(
    broken: bool, clip: Clip, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings = Settings(language="en", data_dir=tmp_path, llm="judge-1", quiet=True)
    with serve_llm(in_turn(Say("boom", 400)) if broken else model) as server, open_store(tmp_path) as store:
        monkeypatch.setenv("OPENAI_BASE_URL", server.base_url)
        bench = Bench(tmp_path, store, SAID_EN)
        again = second_judge(announced_llm(settings), small_question(), settings, shipped_lexicon(), live=True)
        bench.plan = replace(bench.plan, second_judge=again)
        (answer,) = bench.run(ReplayMicrophone(clip))
        (saved,) = store.answers("test/01", "en")
    assert saved.answer.llm == answer.llm is not None
    assert (answer.llm_score is None) == broken == (answer.llm.problem is not None)
    assert ("judging", "") in bench.panel.states
    assert answer.score.total is not None and answer.feedback.spoken
