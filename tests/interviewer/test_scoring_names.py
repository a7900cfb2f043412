"""Whom an English speaker says to be: a name, and nothing else that people are."""

import pytest

from interviewer.banks.loader import lexicon, shipped_banks
from interviewer.scoring.figures import figures
from interviewer.scoring.rubric import compile_rubric
from interviewer.scoring.tokens import document


def names(text: str) -> list[str]:
    doc = document(text, "en")
    return [" ".join(doc.tokens.words[start:end]) for start, end in figures(doc)["own_name"]]


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Hi, um, I am Tom and I work in sales.", "tom"),
        ("I'm Tom.", "tom"),
        ("So, I’m Priya Patel, and I studied law.", "priya patel"),
        ("This is Tom speaking.", "tom"),
        ("Tom here, thanks for having me.", "tom"),
        ("hi tom here", "tom"),
        ("hi um i'm tom and i studied law", "tom"),
        ("hello everyone i am uh wei from leeds", "wei"),
        ("Well, everybody can call me Bea.", "bea"),
    ],
)
def test_the_own_name(text: str, name: str) -> None:
    assert names(text) == [name]


@pytest.mark.parametrize(
    "text",
    [
        "i'm happy to be here",
        "I'm French and I like figures.",
        "Good morning, I'm really glad to meet you.",
        "I used ChatGPT for that.",
        "this is great",
        "Everyone here knows it.",
        "I'm not sure, I think so.",
        "My manager is Tom.",
        "I am in marketing.",
        "",
        "um",
    ],
)
def test_what_is_no_name(text: str) -> None:
    assert names(text) == []


def test_a_bare_name_says_who_one_is() -> None:
    bank = next(bank for bank in shipped_banks() if bank.id == "hr-faq")
    question = next(question for question in bank.questions if question.id == "hr-faq/02-self-intro")
    who = compile_rubric(question, "en", lexicon(bank)).points[0]
    for said in ("Hi, um, I am Tom", "I'm Tom", "This is Tom speaking", "Tom here"):
        assert any(cue.find(document(said, "en")) for cue in who.cues), said
    assert not any(cue.find(document("I'm in sales and I like it", "en")) for cue in who.cues)
