"""A question's rubric as the model reads it, and what it is to say about every part."""

from __future__ import annotations

from typing import Literal

from audio.ports import Language
from interviewer.banks.schema import Pitfall, Point, Question
from interviewer.llm.reply import StrictReply

REFERENCE_ID = "reference"
"""The one point of a question that is judged by reference answers; the offline scorer names it so too."""

INSTRUCTIONS = """\
You judge one spoken interview answer by a rubric. The data holds the QUESTION, the RUBRIC (one point or pitfall a line)
and the ANSWER: the transcript of a speech recogniser, which may lack punctuation and hold misheard words.

For every point of the rubric look for quotes, then give its level:
- not_said: the answer does not state it, denies it, or only drops key words of it
- mentioned: the answer states it, with nothing behind it
- explained: the answer states it with an example, a mechanism or a figure of its own
For mentioned and explained give one to three quotes that show it, each copied from ANSWER character by character, as
short as possible and never longer than two sentences. Do not correct, translate or join words. Without a true quote
there is no credit, and the same words count for two points at most.

For every pitfall say whether the answer itself steps into it (triggered), again with quotes. Someone who warns of a
mistake does not make it.

Use every id exactly once. Judge by what is said, not by how long or how confident it is. Write no total."""

AGAIN = """

You judged this answer before. PROBLEMS says what was wrong with it. Judge again, and copy every quote exactly."""


class PointVerdict(StrictReply):
    """The model's view of one point; the quotes stand first, so that the level is judged from words."""

    id: str
    quotes: list[str]
    level: Literal["not_said", "mentioned", "explained"]


class PitfallVerdict(StrictReply):
    """The model's view of one pitfall."""

    id: str
    quotes: list[str]
    triggered: bool


class Verdict(StrictReply):
    """The model's view of an answer."""

    points: list[PointVerdict]
    pitfalls: list[PitfallVerdict]


def rubric_text(question: Question, language: Language) -> str:
    """Return the rubric, one point or pitfall a line."""
    lines = [_point_line(point, language) for point in question.points]
    if not question.points:
        lines.append(
            f"point {REFERENCE_ID}: gives what one of these reference answers gives "
            "(not_said: little of it; mentioned: about half; explained: nearly all)"
        )
        lines += [f"  reference answer: {_one_line(text)}" for text in question.reference.get(language)]
    lines += [f"pitfall {pitfall.id}: {_one_line(pitfall.get(language))}" for pitfall in said_pitfalls(question)]
    return "\n".join(lines)


def point_ids(question: Question) -> list[str]:
    """Return the ids the model must judge, in order."""
    return [point.id for point in question.points] or [REFERENCE_ID]


def said_pitfalls(question: Question) -> list[Pitfall]:
    """Return the pitfalls that words step into; those that follow from missing points or from the time do not count."""
    return [pitfall for pitfall in question.pitfalls if pitfall.cues or not (pitfall.missing or pitfall.outside_target)]


def _point_line(point: Point, language: Language) -> str:
    line = f"point {point.id}: {_one_line(point.get(language))}"
    if point.anchors is not None:
        for name, anchor in (("mentioned", point.anchors.mentioned), ("explained", point.anchors.explained)):
            if anchor is not None:
                line += f" ({name}: {_one_line(anchor.get(language))})"
    return line


def _one_line(text: str) -> str:
    return " ".join(text.split())
