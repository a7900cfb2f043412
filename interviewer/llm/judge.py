"""The model as a second judge: it says which points were made and quotes the words; the marks are ours.

Every quote is looked up in the transcript. A point whose quotes were not said is asked about once more, then the
offline result stands for it; a model that invents most of its quotes is not believed at all. The total is computed
from strengths by the same formula as the offline score, so nothing in an answer can talk the model into a number.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from statistics import median_low

from audio.ports import Transcript
from interviewer.banks.schema import Pitfall, Question
from interviewer.llm.client import LlmClient
from interviewer.llm.quotes import Quotes
from interviewer.llm.rubric_text import (
    AGAIN,
    INSTRUCTIONS,
    Verdict,
    point_ids,
    rubric_text,
    said_pitfalls,
)
from interviewer.llm.steering import steers
from interviewer.llm.task import Task
from interviewer.records import Evidence, PitfallResult, PointResult, Score
from interviewer.scoring.lexicon import Lexicon, shipped_lexicon
from interviewer.scoring.points import MAX_EVIDENCE, read
from interviewer.scoring.rubric import compile_rubric
from interviewer.scoring.rules import OFF_TOPIC, content_score, total_score
from interviewer.scoring.tokens import document

LONGEST_ANSWER = 30_000
"""Characters sent at most: over an hour of speech; servers cut or refuse longer prompts."""

STRENGTH = {"not_said": 0.0, "mentioned": 0.5, "explained": 1.0}

VOTING_TEMPERATURE = 0.5
"""With several votes; at 0 they would all be the same."""

POINTS_PER_PASSAGE = 2
"""The same words prove at most so many points; a model that shows one sentence for everything has not judged."""

FAR_APART = 25.0
"""Marks between the two judges from which the page tells people to read the quotes."""

_TOKENS_PER_ID = 160  # a verdict with three quotes, generously
_TOKENS_FOR_THOUGHT = 4000  # models that think first count it as written


@dataclass(frozen=True)
class _Asked:
    """What all votes of one answer share."""

    client: LlmClient
    question: Question
    transcript: Transcript
    quotes: Quotes


@dataclass(frozen=True)
class _Vote:
    """One reading of the answer: what could be verified, by id; an id that is missing could not be."""

    points: dict[str, PointResult]
    pitfalls: dict[str, PitfallResult]


def llm_score(
    client: LlmClient,
    question: Question,
    transcript: Transcript,
    offline: Score,
    *,
    votes: int = 1,
    lexicon: Lexicon | None = None,
) -> Score:
    """Judge an answer by the model and return its score, made by the formula of the offline one.

    Args:
        client: of the model.
        question: with its rubric.
        transcript: what was said.
        offline: the offline score of the same answer; it stands where the model's quotes were not said.
        votes: how often the model is asked; the median counts.
        lexicon: the concepts of the question's bank; the program's own by default.

    Returns:
        A score with scorer "llm:MODEL". Its notes say where the offline result stands ("llm_offline_points") and
        that the two are far apart ("llm_far_apart").

    Raises:
        LlmError: the model gave nothing that can be used, or there is nothing to judge; the offline score stands.
    """
    _check(client, question, transcript, offline)
    asked = _Asked(client, question, transcript, Quotes(transcript))
    readings = [_vote(asked, seed, VOTING_TEMPERATURE if votes > 1 else 0.0) for seed in range(votes)]
    ids = point_ids(question)
    judged = {id: _median_point([vote.points.get(id) for vote in readings]) for id in ids}
    undecided = [id for id in ids if judged[id] is None]
    if 2 * len(undecided) > len(ids):
        raise client.error("llm_invented")
    rules = {result.id: result for result in offline.points}
    points = tuple(judged[id] or rules[id] for id in ids)
    hits = {result.id for result in points if result.hit}
    before = {result.id: result for result in offline.pitfalls}
    pitfalls = tuple(_pitfall(pitfall, hits, before[pitfall.id], readings) for pitfall in question.pitfalls)
    score = _scored(asked, offline, points, pitfalls, lexicon or shipped_lexicon())
    notes = [*score.notes, *(["llm_offline_points"] if undecided else [])]
    if abs((score.total or 0.0) - (offline.total or 0.0)) >= FAR_APART:
        notes.append("llm_far_apart")
    return replace(score, notes=tuple(notes))


def _check(client: LlmClient, question: Question, transcript: Transcript, offline: Score) -> None:
    """Refuse what a model cannot or must not judge."""
    rubric = question.points or question.reference.get(transcript.language)
    if offline.total is None or not rubric:
        raise client.error("llm_nothing_to_judge")
    if len(transcript.text) > LONGEST_ANSWER:
        raise client.error("llm_too_long", length=len(transcript.text), limit=LONGEST_ANSWER)
    if steers(transcript.text):
        raise client.error("llm_steered")


def _vote(asked: _Asked, seed: int, temperature: float) -> _Vote:
    """Ask once, and once more where a verdict is missing or its quotes were not said."""
    vote, invented = _verified(asked, _verdict(asked, seed, temperature, ()))
    wanted = [*point_ids(asked.question), *(pitfall.id for pitfall in said_pitfalls(asked.question))]
    lacking = [id for id in wanted if id not in vote.points and id not in vote.pitfalls]
    if not lacking:
        return vote
    problems = [f"not in ANSWER: {quote}" for quote in invented]
    problems.append(f"no verdict, or none with a true quote of its own, for: {', '.join(lacking)}")
    second, _ = _verified(asked, _verdict(asked, seed, temperature, problems))
    return _Vote({**second.points, **vote.points}, {**second.pitfalls, **vote.pitfalls})


def _verdict(asked: _Asked, seed: int, temperature: float, problems: Sequence[str]) -> Verdict:
    language = asked.transcript.language
    data = {
        "QUESTION": asked.question.ask.get(language),
        "RUBRIC": rubric_text(asked.question, language),
        "ANSWER": asked.transcript.text,
    }
    if problems:
        data["PROBLEMS"] = "\n".join(problems)
    parts = len(point_ids(asked.question)) + len(said_pitfalls(asked.question))
    task = Task(
        INSTRUCTIONS + (AGAIN if problems else ""),
        data,
        seed=seed,
        temperature=temperature,
        max_tokens=_TOKENS_FOR_THOUGHT + _TOKENS_PER_ID * parts,
    )
    return asked.client.ask(task, Verdict)


def _verified(asked: _Asked, verdict: Verdict) -> tuple[_Vote, list[str]]:
    """Keep the verdicts whose quotes were said, the first for each id; return them and the quotes that were not."""
    points: dict[str, PointResult] = {}
    pitfalls: dict[str, PitfallResult] = {}
    invented: list[str] = []
    passages: list[Evidence] = []

    def evidence(quotes: list[str]) -> tuple[Evidence, ...]:
        found = {quote: asked.quotes.find(quote) for quote in quotes}
        invented.extend(quote for quote, places in found.items() if not places)
        distinct = {(item.start_char, item.end_char): item for places in found.values() for item in places}
        return tuple(distinct[place] for place in sorted(distinct))[:MAX_EVIDENCE]

    for point in verdict.points:
        strength = STRENGTH[point.level]
        said = evidence(point.quotes) if strength else ()
        fresh = tuple(item for item in said if _uses(item, passages) < POINTS_PER_PASSAGE)
        if (fresh or not strength) and point.id not in points:
            points[point.id] = PointResult(point.id, strength > 0, strength, fresh)
            passages += fresh
    for pitfall in verdict.pitfalls:
        said = evidence(pitfall.quotes) if pitfall.triggered else ()
        if said or not pitfall.triggered:
            result = PitfallResult(pitfall.id, pitfall.triggered, float(pitfall.triggered), said)
            pitfalls.setdefault(pitfall.id, result)
    return _Vote(points, pitfalls), invented


def _uses(passage: Evidence, others: Sequence[Evidence]) -> int:
    """Return how many points a passage proves already: the same words, or more than half of them."""
    length = passage.end_char - passage.start_char
    return sum(
        2 * (min(passage.end_char, other.end_char) - max(passage.start_char, other.start_char))
        > min(length, other.end_char - other.start_char)
        for other in others
    )


def _median_point(results: list[PointResult | None]) -> PointResult | None:
    """Return the median of the votes (the lower one of two), None where half of them or more could not be verified."""
    sure = [result for result in results if result is not None]
    if 2 * len(sure) <= len(results):
        return None
    strength = median_low(result.strength for result in sure)
    shown = next(result for result in sure if result.strength >= strength)
    return replace(shown, hit=strength > 0, strength=strength, evidence=shown.evidence if strength else ())


def _pitfall(pitfall: Pitfall, hits: set[str], offline: PitfallResult, votes: Sequence[_Vote]) -> PitfallResult:
    """Judge a pitfall by the time taken, by the points that are missing now, or by the majority of the votes."""
    if offline.reason is not None and offline.reason.startswith("time:"):
        return offline
    if hits.intersection(pitfall.missing):
        return PitfallResult(pitfall.id, triggered=False, strength=0.0)
    if pitfall.missing and not pitfall.cues:
        return PitfallResult(pitfall.id, triggered=True, strength=1.0, reason=f"missing:{','.join(pitfall.missing)}")
    found = [vote.pitfalls[pitfall.id] for vote in votes if pitfall.id in vote.pitfalls]
    if 2 * len(found) <= len(votes):
        return offline
    triggered = [result for result in found if result.triggered]
    untriggered = PitfallResult(pitfall.id, triggered=False, strength=0.0)
    return triggered[0] if 2 * len(triggered) > len(found) else untriggered


def _scored(
    asked: _Asked,
    offline: Score,
    points: tuple[PointResult, ...],
    pitfalls: tuple[PitfallResult, ...],
    lexicon: Lexicon,
) -> Score:
    """Return the score of these points and pitfalls by the formula of `scoring.rules`.

    What the text alone decides (structure, specificity, relevance, mere lists of terms) stays as the offline scorer
    sees it: an answer about something else gains nothing by a friendly model.
    """
    transcript = asked.transcript
    rubric = compile_rubric(asked.question, transcript.language, lexicon)
    doc = document(transcript.text, transcript.language, transcript.words)
    relevant = read(rubric, doc).relevance
    content = content_score(rubric, points) * relevant
    dimensions = replace(offline.dimensions, content=round(content, 1))
    total, notes = total_score(doc, rubric, dimensions, pitfalls, relevant)
    if relevant < OFF_TOPIC:
        notes = (*notes, "off_topic")
    return Score(
        round(total, 1),
        f"llm:{asked.client.model}",
        offline.rubric_version,
        dimensions=dimensions,
        points=points,
        pitfalls=pitfalls,
        weights=dict(offline.weights),
        notes=notes,
    )
