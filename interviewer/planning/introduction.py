"""A draft of the self-introduction: self, company, role, past projects, main strengths, fit, thanks.

Every fact is the resume's own, word for word; what the resume does not say is a marked blank.
"""

from __future__ import annotations

from dataclasses import dataclass

from interviewer.messages import text
from interviewer.planning.resume import Resume


@dataclass(frozen=True)
class Draft:
    """A draft.

    Attributes:
        sentences: in the order of the formula.
        blanks: what is missing, in words, as it stands in the blanks.
    """

    sentences: tuple[str, ...]
    blanks: tuple[str, ...]


def draft_introduction(resume: Resume, role: str | None = None, fit: str | None = None) -> Draft:
    """Write the draft in the resume's language.

    Args:
        resume: the person's facts.
        role: the job that is applied for, as its description names it.
        fit: a line of the resume that answers a requirement of the job.
    """
    language = resume.language
    blanks: list[str] = []
    between = "；" if language == "zh" else "; "

    def given(fact: str | None, blank: str) -> str:
        if fact:
            return fact
        what = text(f"draft.blank.{blank}", language)
        blanks.append(what)
        return text("draft.blank", language, what=what)

    def say(key: str, **facts: str) -> str:
        return text(f"draft.{key}", language, **facts)

    sentences = [say("self", name=given(resume.name, "name"), education=given(resume.education, "education"))]
    for job in resume.jobs[:1]:
        sentences.append(say("job", company=given(job.company, "company"), role=given(job.role, "role")))
    sentences += [
        say("job_before", company=job.company or "", role=job.role or "")
        for job in resume.jobs[1:]
        if job.company and job.role
    ]
    if not resume.jobs:
        sentences.append(say("job", company=given(None, "company"), role=given(None, "role")))
    sentences.append(say("projects", projects=given(between.join(resume.projects), "projects")))
    sentences.append(say("strengths", strengths=given(between.join(resume.strengths), "strengths")))
    sentences.append(say("fit", role=given(role, "wanted_role"), fit=given(fit, "fit")))
    sentences.append(say("thanks"))
    return Draft(tuple(sentences), tuple(blanks))
