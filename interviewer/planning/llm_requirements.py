"""The requirements as a language model reads them: only what stands in the document word for word is believed."""

from __future__ import annotations

from dataclasses import replace
from typing import Literal

from interviewer.llm.client import LlmClient
from interviewer.llm.reply import StrictReply
from interviewer.llm.task import Task, one_visible_line
from interviewer.planning.requirements import MOST, JobDescription, Requirement
from interviewer.scoring.normalise import fold

_INSTRUCTIONS = """\
The data holds a JOB_DESCRIPTION. List what it asks of the candidate, in its order, one demand at a time:
- text: copied word for word from the document, without bullets, at most one sentence;
- weight: "must" for a condition, "duty" for a task of the job, "preferred" for a plus, "formal" for what no spoken
  answer can show (a degree, an age, years of service).
Leave out benefits, places, and what the company says about itself. Copy the job's title to `role` and the company's
name to `company`; leave them empty where the document does not name them. At most {most} requirements."""


class _Demand(StrictReply):
    text: str
    weight: Literal["must", "duty", "preferred", "formal"]


class _Demands(StrictReply):
    role: str
    company: str
    requirements: list[_Demand]


def ask_for_requirements(client: LlmClient, content: str, offline: JobDescription) -> JobDescription:
    """Return the description with the model's requirements; whatever is not in the document is dropped.

    Args:
        client: of the model.
        content: text of the document.
        offline: what the rules found; stays where the model found nothing that stands in the document.

    Raises:
        LlmError: the model gave nothing that can be used; the offline result stands.
    """
    task = Task(_INSTRUCTIONS.format(most=MOST), {"JOB_DESCRIPTION": content}, max_tokens=4000)
    reply = client.ask(task, _Demands)
    lines = [_bare(line) for line in content.splitlines()]
    found = []
    for demand in reply.requirements[:MOST]:
        bare = _bare(demand.text)
        number = next((number for number, line in enumerate(lines, 1) if len(bare) > 2 and bare in line), None)
        if number is not None:
            found.append(Requirement(one_visible_line(demand.text), demand.weight, number))
    whole = _bare(content)
    role, company = (
        one_visible_line(name) if _bare(name) and _bare(name) in whole else None for name in (reply.role, reply.company)
    )
    return replace(
        offline,
        role=role or offline.role,
        company=company or offline.company,
        requirements=tuple(dict.fromkeys(found)) or offline.requirements,
    )


def _bare(words: str) -> str:
    """Return only what is read aloud: letters and figures, in one way of writing."""
    return "".join(character for character in fold(words).text if character.isalnum())
