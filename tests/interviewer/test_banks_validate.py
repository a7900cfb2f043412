"""The validator: every mistake is named with its line and what to change, all at once, in both languages."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from interviewer.banks.messages import MESSAGES
from interviewer.banks.problems import Problem
from interviewer.banks.starter import starter
from interviewer.banks.validate import check_file
from tests.interviewer.bank_texts import RICH, SMALLEST


def problems_of(folder: Path, content: str | bytes, **options: bool) -> list[Problem]:
    path = folder / "bank.yaml"
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return check_file(path, **options)[1]


def found(problems: list[Problem]) -> list[tuple[str, int]]:
    return [(problem.code, problem.line) for problem in problems]


def change(old: str, new: str, base: str = RICH) -> str:
    assert base.count(old) >= 1, old
    return base.replace(old, new, 1)


@pytest.mark.parametrize(
    "content", [SMALLEST, RICH, "\ufeff" + RICH, RICH.replace("\n", "\r\n"), starter(), starter("my-bank-2")]
)
def test_valid_banks_have_no_problems(tmp_path: Path, content: str) -> None:
    assert problems_of(tmp_path, content) == []


@pytest.mark.parametrize(
    ("old", "new", "code", "words"),
    [
        ("id: mine\n", "id: Mine!\n", "pattern", "lower-case"),
        ("id: mine/01-review", "id: mine/../../etc/passwd", "pattern", "lower-case"),
        ("id: mine/01-review", "id: other/01-review", "foreign_id", "mine/"),
        ("id: mine/02-reference", "id: mine/01-review", "duplicate_id", "first on line"),
        ("id: p2, zh", "id: p1, zh", "duplicate_id", "p1"),
        ("id: x1, zh: 不检查", "id: p1, zh: 不检查", "duplicate_id", "p1"),
        ("pass_mark: 65", "pass_mark: 165", "range", "between 0 and 100"),
        ("weight: 2", "weight: -2", "range", "between"),
        ("weight: 2", "weight: heavy", "type", "a number, not a text"),
        ("weight: 2", "wieght: 2", "unknown_field", "`weight`"),
        ("target_s: [30, 60]", "target_s: [60, 30]", "target_reversed", "lower"),
        ("target_s: [30, 60]", "target_s: [60, 60]", "target_reversed", "lower"),
        ("target_s: [30, 60]", "target_s: [30, 9000]", "target_silly", "seconds"),
        ("target_s: [30, 60]", "target_s: 60", "type", "[lower, upper]"),
        ("structure: steps", "structure: step", "choice", "`steps`"),
        ("when: p1}", "when: p7}", "unknown_point", "p1, p2"),
        ("missing: [p1, p2]", "missing: [p1, p7]", "unknown_point", "p7"),
        ("group: checks", "group: check", "unknown_group", "`checks`"),
        ("expects: [s1]", "expects: [s2]", "unknown_step", "s1"),
        ("goto: t2", "goto: t3", "unknown_turn", "t1, t2"),
        ("id: t2\n", "id: end\n", "reserved_turn", "goto"),
        ("avoid: [t1/x1]", "avoid: [x1]", "unknown_pitfall", "t1/x1"),
        ("{when: {all: [s1]}, goto", "{when: {}, goto", "empty_condition", "`all`"),
        ("missing: [p1, p2]}", "cost: 5}", "duplicate_key", "cost"),
        (", cost: 15, missing: [p1, p2]", "", "pitfall_empty", "`missing`"),
        ("ask: {en: Why here?}", "ask: {en: '  '}", "blank", "empty"),
        ("ask: {en: Why here?}", "ask: Why here?", "type", "{zh: ..., en: ...}"),
        ("ask: {en: Why here?}", "ask: {}", "no_language", "{zh: ...}"),
        ("ask: {en: Why here?}", "ask: {en: 42}", "quote_number", "quotes"),
        ("ask: {en: Why here?}", "asks: {en: Why here?}", "unknown_field", "`ask`"),
        ("人工|专人 审核|把关]", "人工|专人 审核|把关, '数据']", "cue", "second idea"),
        ("人工|专人 审核|把关]", "人工|专人 审核|把关, '(人工']", "cue", "bracket"),
        ("人工|专人 审核|把关]", "人工|专人 审核|把关, '{second_raeder}']", "cue_unknown_concept", "`second_reader`"),
        (
            "colleague|editor review|check]",
            "colleague|editor review|check, 'I|we|he|she|it & the|a|my|we']",
            "cue_everyday",
            "second idea",
        ),
        ("second_reader:", "human_review:", "concept_taken", "another name"),
        ("unless: {zh: [再 请人 看], en: [then ask somebody]}", "unless: [再 请人 看]", "type", "{zh: ..., en: ...}"),
        ("unless: {zh: [再 请人 看]", "unless: {zh: [数据]", "cue", "second idea"),
        ("en: [then ask somebody]}", "en: ['then {asker}']}", "cue_unknown_concept", "{asker}"),
        ("en: [then ask somebody]}", "fr: [puis]}", "unknown_field", "zh, en"),
    ],
)
def test_a_mistake_is_named_with_its_line_and_what_to_change(
    tmp_path: Path, old: str, new: str, code: str, words: str
) -> None:
    content = change(old, new)
    problems = problems_of(tmp_path, content)
    mine = [problem for problem in problems if problem.code == code]
    assert mine, found(problems)
    line = RICH[: RICH.index(old)].count("\n") + 1
    assert line in {problem.line for problem in mine}, (line, found(problems))
    assert any(words in problem.text("en") for problem in mine), [problem.text("en") for problem in mine]
    assert all(re.search("[\u4e00-\u9fff]", problem.text("zh")) for problem in problems)


def test_all_problems_are_listed_at_once(tmp_path: Path) -> None:
    content = SMALLEST.replace("title: {zh: 我的题库}", "title: 5\ncolour: red").replace("id: p1", "id: p/1")
    content += "    structure: round\n    follow_ups: [{zh: 为什么？, when: p9}]\n"
    assert [code for code, _ in found(problems_of(tmp_path, content))] == [
        "type", "unknown_field", "pattern", "choice", "unknown_point",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("content", "code", "line"),
    [
        ("id: mine\n\ttitle: x\n", "yaml_tab", 2),
        ("id: mine\ntitle：我的题库\n", "yaml_full_width", 2),
        ("id: mine\ntitle: {zh：我的题库}\n", "yaml_full_width", 2),
        ("id: mine\ntitle: ｛zh: 我的题库｝\nquestions: [}\n", "yaml_full_width", 2),
        ("id: mine\ntitle: a: b\n", "yaml_colon", 2),
        ("id: mine\nquestions: [a, b\n", "yaml_unclosed", 3),
        ('id: mine\ntags:\n  - {human_review} & more\n', "yaml_quote", 3),
        ("id: mine\nid: yours\n", "duplicate_key", 2),
        ("id: mine\n---\nid: yours\n", "documents", 2),
        ("- a\n- b\n", "not_a_bank", 1),
        ("hello\n", "not_a_bank", 1),
        ("", "empty_file", 1),
        ("\ufeff\n \n", "empty_file", 1),
        ("? [a, b]\n: c\n", "key_not_text", 1),
        ("id: mine\ntitle: {zh: x}\nquestions: []\n", "no_questions", 3),
        ("id: mine\ntitle: {zh: x}\nquestions:\n", "blank", 3),
        ("id: mine\ntitle: {zh: x}\n", "missing_field", 1),
    ],
)  # fmt: skip
def test_what_is_not_a_bank_is_explained(tmp_path: Path, content: str, code: str, line: int) -> None:
    assert (code, line) in found(problems_of(tmp_path, content))


def test_chinese_legacy_encoding_is_recognised_and_the_remedy_offered(tmp_path: Path) -> None:
    (problem,) = problems_of(tmp_path, SMALLEST.encode("gbk"))
    assert problem.code == "encoding"
    assert "iconv -f GB18030 -t UTF-8 bank.yaml" in problem.text("en")
    assert "iconv -f GB18030 -t UTF-8 bank.yaml" in problem.text("zh")


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (SMALLEST.encode("utf-16"), "encoding"),
        (b"id: caf\xe9 \xff\n", "not_utf8"),
        (b"id: mine\n\0\0", "binary"),
        (b"id: 'mine\x07'\n", "yaml_control"),
        (b'id: "mine\\e[2J"\n', "yaml_control"),
        (b'"mine\\x9b": x\n', "yaml_control"),
        ("id: 'a\u202eb'\n".encode(), "yaml_control"),
        (b"#" * 2_000_001, "too_big"),
    ],
)
def test_other_bytes_are_refused_with_a_reason(tmp_path: Path, data: bytes, code: str) -> None:
    assert [problem.code for problem in problems_of(tmp_path, data)] == [code]


@pytest.mark.parametrize(
    ("content", "code"),
    [
        ("a: &x [1]\nb: *x\n", "alias"),
        ("a: *x\n", "alias"),
        ("&a a: 1\n", "alias"),
        ("a: !!python/object/apply:os.system [ls]\n", "tag"),
        ("a: !thing 5\n", "tag"),
        ("[" * 900_000, "too_deep"),
        ("a:\n" + "".join(" " * n + "a:\n" for n in range(1, 60)), "too_deep"),
        ("- " * 5000 + "x", "too_deep"),
        ("[" + "1," * 250_000 + "]", "too_many_nodes"),
    ],
)
def test_bombs_and_tags_stop_at_once(tmp_path: Path, content: str, code: str) -> None:
    assert [problem.code for problem in problems_of(tmp_path, content)] == [code]


def test_a_billion_laughs_never_expands(tmp_path: Path) -> None:
    bomb = "a0: &a0 [x, x]\n" + "".join(f"a{n}: &a{n} [*a{n - 1}, *a{n - 1}]\n" for n in range(1, 60))
    assert found(problems_of(tmp_path, bomb)) == [("alias", 1)]


def test_a_huge_number_is_not_computed(tmp_path: Path) -> None:
    content = SMALLEST.replace("questions:", f"pass_mark: {'9' * 500_000}\nquestions:")
    assert found(problems_of(tmp_path, content)) == [("type", 3)]


def test_a_folder_and_a_missing_file(tmp_path: Path) -> None:
    assert [problem.code for problem in check_file(tmp_path)[1]] == ["folder"]
    assert [problem.code for problem in check_file(tmp_path / "none.yaml")[1]] == ["no_file"]


def test_words_that_yaml_would_turn_into_something_else_stay_words(tmp_path: Path) -> None:
    path = tmp_path / "bank.yaml"
    path.write_text(SMALLEST.replace("难在哪里", "难在哪里, en: no").replace("id: p1", "id: on"), "utf-8")
    bank, problems = check_file(path)
    assert problems == [] and bank is not None
    assert (bank.questions[0].points[0].id, bank.questions[0].points[0].en) == ("on", "no")


def test_a_folded_mandarin_text_gains_no_spaces_and_cues_keep_theirs(tmp_path: Path) -> None:
    path = tmp_path / "bank.yaml"
    text = "\n    model_answer:\n      zh: >-\n        第一步，\n        我先看数据 AI 的\n        结果。\n    points:"
    path.write_text(SMALLEST.replace("\n    points:", text).replace("哪里}", "哪里, cues: {zh: [难点 在]}}"), "utf-8")
    bank, problems = check_file(path)
    assert problems == [] and bank is not None and bank.questions[0].model_answer is not None
    assert bank.questions[0].model_answer.zh == "第一步，我先看数据 AI 的结果。"
    assert bank.questions[0].points[0].cues.zh == ("难点 在",)


def test_a_shipped_bank_must_have_both_languages(tmp_path: Path) -> None:
    problems = problems_of(tmp_path, SMALLEST, complete=True)
    assert {"incomplete", "incomplete_field"} == {problem.code for problem in problems}
    assert {problem.facts.get("language") for problem in problems if problem.code == "incomplete"} == {"@en"}
    assert problems_of(tmp_path, SMALLEST) == []


def test_a_bare_question_mark_in_braces_is_refused_in_a_shipped_bank(tmp_path: Path) -> None:
    content = SMALLEST.replace("难题是什么？", "难题是什么？, en: What was hard?")
    assert problems_of(tmp_path, content) == []
    assert ("bare_question", 5) in found(problems_of(tmp_path, content, complete=True))
    quoted = content.replace("What was hard?", "'What was hard?'")
    assert "bare_question" not in {problem.code for problem in problems_of(tmp_path, quoted, complete=True)}


def test_a_lexicon_is_checked_too(tmp_path: Path) -> None:
    lexicon = "concepts:\n  first: {zh: ['{second} 看'], en: ['(two words']}\n  second: {zh: [同事 在, '{third} 看']}\n"
    # The first concept uses the second, so what is missing there is missing in both.
    unknown = "cue_unknown_concept"
    assert found(problems_of(tmp_path, lexicon)) == [(unknown, 2), ("cue", 2), (unknown, 3)]
    fine = "concepts:\n  first: {about: looking, zh: ['{second} 看'], en: [two words]}\n  second: {zh: [同事 在]}\n"
    assert problems_of(tmp_path, fine) == []
    assert found(problems_of(tmp_path, fine.replace("about", "abuot"))) == [("unknown_field", 2)]


def test_messages_have_the_same_fields_in_both_languages() -> None:
    for code, (english, chinese) in MESSAGES.items():
        fields = re.compile(r"(?<!{){(\w+)}")
        assert set(fields.findall(english)) == set(fields.findall(chinese)), code
        assert re.search("[\u4e00-\u9fff]", chinese), code


@pytest.mark.parametrize(
    "cue", ["人工 )", "人工 &", '"人工', "人工 & & 审核", "(人工 审核", "{human_review", "，。", "数据", "| 人工"]
)
def test_what_is_wrong_with_a_cue_is_said_in_chinese_too(tmp_path: Path, cue: str) -> None:
    content = SMALLEST.replace("哪里}", "哪里, cues: {zh: ['" + cue + "']}}")
    (problem,) = problems_of(tmp_path, content)
    assert problem.code == "cue" and problem.line == 7
    assert not re.search("[a-z]{3}", problem.text("zh").replace(cue, ""))
    assert re.search("[a-z]{3}", problem.text("en").replace(cue, ""))


def with_cue(cue: str, language: str) -> str:
    return SMALLEST.replace("哪里}", "哪里, cues: {" + language + ": ['" + cue + "']}}")


@pytest.mark.parametrize(
    ("cue", "language", "words"),
    [
        ("we call|help desk|chat", "en", "help desk"),
        ("ask|find out|clarify ... need|goal", "en", "find out"),
        ("i think|i guess|my view ... company|role", "en", "i guess"),
        ("微调|system prompt|思维链", "zh", "system prompt"),
    ],
)
def test_an_alternative_that_is_torn_apart_is_a_warning_and_not_a_mistake(
    tmp_path: Path, cue: str, language: str, words: str
) -> None:
    path = tmp_path / "bank.yaml"
    path.write_text(with_cue(cue, language), "utf-8")
    bank, problems = check_file(path)
    assert bank is not None
    assert found(problems) == [("cue_torn", 7)] and problems[0].is_warning
    assert f"|{words}|" in problems[0].text("en") and f"|{words}|" in problems[0].text("zh")
    assert ": warning: " in problems[0].line_text("en") and "提醒：" in problems[0].line_text("zh")


@pytest.mark.parametrize(
    ("cue", "language"),
    [
        ("person|editor review|check", "en"),
        ("we (call|help desk|chat)", "en"),
        ("(quick|fast) learner|learning", "en"),
        ("saw|read this|the job|role", "en"),
        ("every|each week|month ... fix", "en"),
        ("人工|专人 审核|把关", "zh"),
        ("用|写 prompt|提示词", "zh"),
    ],
)
def test_a_chain_of_alternatives_that_is_meant_gives_no_warning(tmp_path: Path, cue: str, language: str) -> None:
    assert problems_of(tmp_path, with_cue(cue, language)) == []


_LINES = RICH.splitlines()

_MUTATION = st.one_of(
    st.tuples(st.just("delete"), st.integers(0, len(_LINES) - 1), st.just("")),
    st.tuples(st.just("double"), st.integers(0, len(_LINES) - 1), st.just("")),
    st.tuples(st.just("indent"), st.integers(0, len(_LINES) - 1), st.sampled_from(["  ", "\t", "    "])),
    st.tuples(
        st.just("insert"),
        st.integers(0, len(RICH) - 1),
        st.sampled_from(
            list("{}[]:,-#&*!|>'\"%@`~?\t\n\0：，｛】") + ["\u2028", "😀", "null", " - ", ": ", "1e999", ".nan", "[[["]
        ),
    ),
    st.tuples(st.just("cut"), st.integers(0, len(RICH) - 1), st.just("")),
    st.tuples(st.just("drop"), st.integers(0, len(RICH) - 1), st.just("")),
)


def mutate(content: str, mutation: tuple[str, int, str]) -> str:
    kind, at, extra = mutation
    lines = content.split("\n")
    row = min(at, len(lines) - 1)
    if kind == "delete":
        del lines[row]
    elif kind == "double":
        lines.insert(row, lines[row])
    elif kind == "indent":
        lines[row] = extra + lines[row]
    elif kind == "insert":
        return content[:at] + extra + content[at:]
    elif kind == "cut":
        return content[:at]
    else:
        return content[:at] + content[at + 1 :]
    return "\n".join(lines)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(_MUTATION, min_size=1, max_size=3))
def test_any_damage_gives_a_bank_or_messages_with_lines(tmp_path: Path, mutations: list[tuple[str, int, str]]) -> None:
    content = RICH
    for mutation in mutations:
        content = mutate(content, mutation)
    path = tmp_path / "bank.yaml"
    path.write_text(content, "utf-8", newline="")
    bank, problems = check_file(path)
    assert (bank is None) == bool(problems)
    last = len(re.split("\r\n|[\r\n\x85\u2028\u2029]", content))  # YAML ends a line at each of them
    for problem in problems:
        assert 1 <= problem.line <= last + 1
        assert problem.text("en") and problem.text("zh")


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.binary(max_size=200))
def test_any_bytes_give_messages(tmp_path: Path, data: bytes) -> None:
    problems = problems_of(tmp_path, data)
    assert problems and all(problem.text("en") and problem.text("zh") for problem in problems)
