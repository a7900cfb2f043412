"""A job description held against the banks, the saved answers and the resume: what is shown, and what is not yet."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from interviewer.banks.schema import Bank
from interviewer.memory.attempts import Attempt
from interviewer.memory.trends import current
from interviewer.planning.matching import Match, Matcher, units_of
from interviewer.planning.requirements import JobDescription, Requirement

if TYPE_CHECKING:
    from interviewer.planning.resume import Resume

_RECENT = 3  # attempts at a question that count, as in the plan
_CLOSE = 0.4
"""Share from which a point stands for the requirement itself: only then an answer that makes it shows the other."""

_SHARED_UNITS = 2
"""Units of wording a line of the resume must share with a requirement to be shown beside it; one is chance."""


@dataclass(frozen=True)
class Shown:
    """The newest recent answer that makes a point close to a requirement."""

    answer: int
    question: str
    point: str
    strength: float


@dataclass(frozen=True)
class RequirementNeed:
    """One requirement and where the person stands.

    Attributes:
        requirement: as written.
        matches: the points of the banks it belongs to, the closest first; empty when no question asks for it.
        shown: the answer that shows it, None when none has yet.
        resume_line: a line of the resume that speaks of it, None without one.
    """

    requirement: Requirement
    matches: tuple[Match, ...]
    shown: Shown | None
    resume_line: str | None = None

    @property
    def open(self) -> bool:
        """Whether practice can still show it: a question fits and no answer has made the point."""
        return bool(self.matches) and self.shown is None


@dataclass(frozen=True)
class JobNeeds:
    """A job description with all its requirements."""

    job: JobDescription
    needs: tuple[RequirementNeed, ...]

    def wanted(self) -> dict[str, int]:
        """Return question id -> how many requirements that are not shown yet it could show."""
        return dict(Counter(match.question.id for need in self.needs if need.open for match in need.matches))

    def fit(self) -> str | None:
        """Return the resume's line that answers the weightiest requirement."""
        order = {"must": 0, "duty": 1, "preferred": 2, "formal": 3}
        lines = [need for need in self.needs if need.resume_line and need.requirement.weight != "formal"]
        return min(lines, key=lambda need: order[need.requirement.weight]).resume_line if lines else None


def job_needs(
    job: JobDescription, banks: Sequence[Bank], attempts: Iterable[Attempt], resume: Resume | None = None
) -> JobNeeds:
    """Map every requirement to points, and say which the answers have shown.

    Args:
        job: the description.
        banks: to look for questions in.
        attempts: the person's, oldest first.
        resume: the person's, where there is one; only one in the job's language can be matched by wording.
    """
    matcher = Matcher(banks, job.language)
    recent: dict[str, list[Attempt]] = defaultdict(list)
    for one in current(attempts):
        if one.total is not None:
            recent[one.question] = [*recent[one.question], one][-_RECENT:]
    lines = resume.lines if resume is not None and resume.language == job.language else ()
    needs = []
    for requirement in job.requirements:
        matches = () if requirement.weight == "formal" else matcher.matches(requirement.text)
        line = _resume_line(requirement.text, lines, job)
        needs.append(RequirementNeed(requirement, matches, _shown(matches, recent), line))
    return JobNeeds(job, tuple(needs))


def _shown(matches: Sequence[Match], recent: dict[str, list[Attempt]]) -> Shown | None:
    for match in (match for match in matches if match.share >= _CLOSE):
        for attempt in reversed(recent.get(match.question.id, [])):
            strength = attempt.points.get(match.point.id, 0.0)
            if strength > 0:
                return Shown(attempt.id, match.question.id, match.point.id, strength)
    return None


def _resume_line(sentence: str, lines: Sequence[str], job: JobDescription) -> str | None:
    """Return the line that shares most wording with a requirement, None when none shares enough."""
    wanted = set(units_of(sentence, job.language))
    shares = [(len(wanted & set(units_of(line, job.language))), -index) for index, line in enumerate(lines)]
    count, index = max(shares, default=(0, 0))
    return lines[-index] if count >= _SHARED_UNITS else None
