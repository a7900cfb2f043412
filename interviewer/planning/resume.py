"""What a resume says, found by rules, in its own words: nothing is rephrased and nothing is added."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from interviewer.planning.requirements import BULLET, TITLE, language_of

if TYPE_CHECKING:
    # Importing it for real would import numpy.
    from audio.ports import Language

_JOBS, _PROJECTS, _STRENGTHS = 2, 3, 3  # what fits into a minute or two


@dataclass(frozen=True)
class Job:
    """One position; None where the resume does not say, or not in a way rules can tell."""

    company: str | None
    role: str | None


@dataclass(frozen=True)
class Resume:
    """The facts of a resume, each as it is written there.

    Attributes:
        language: it is written in.
        name: of the person.
        education: the first school.
        jobs: the first ones named, which are the latest.
        projects: what was done, lines with a figure first.
        strengths: skills and strengths.
        lines: everything, for finding what answers a requirement.
    """

    language: Language
    name: str | None
    education: str | None
    jobs: tuple[Job, ...]
    projects: tuple[str, ...]
    strengths: tuple[str, ...]
    lines: tuple[str, ...]


_SECTIONS = {
    "education": r"教育(?:背景|经历)|学历|education(?:al background)?|academic background",
    "work": r"(?:工作|实习|职业)(?:经历|经验|履历)"
    r"|(?:work |professional |relevant )?experience|employment(?: history)?|work history",
    "projects": r"项目(?:经历|经验|成果)|(?:key |selected |personal )?projects",
    "strengths": r"(?:个人|核心|主要)?(?:优势|特长|亮点)|(?:专业|个人|掌握)?技能|自我评价|个人(?:评价|总结)"
    r"|(?:key |core |technical )?(?:skills|strengths)"
    r"|core competencies|summary|profile",
    "other": r"联系方式|个人信息|基本信息|求职意向|证书|荣誉|奖项|爱好"
    r"|contact|certifications?|awards|interests|hobbies|references|languages",
}
_HEADINGS = {
    section: re.compile(
        rf"^[\s#*【\[一二三四五六七八九十、.]*(?:{words})\s*[】\]*]*\s*[:：]?\s*(?P<rest>.*)$", re.IGNORECASE
    )
    for section, words in _SECTIONS.items()
}
_MONTH = (
    r"(?:\d{1,2}\s*[./-]\s*)?(?:19|20)\d{2}(?:\s*[./年-]\s*\d{1,2}\s*月?)?"
    r"|(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\.?\s+(?:19|20)\d{2}"
)
_PERIOD = re.compile(
    rf"[(（\[]?\s*(?:{_MONTH})\s*年?\s*(?:[-–—~至到]+|to)\s*(?:{_MONTH}|至今|今|现在|present|now|current)\s*年?\s*[)）\]]?",
    re.IGNORECASE,
)
_NAME_FIELD = re.compile(
    r"(?:^|\s)(?:姓\s*名|name)\s*[:：]\s*(?P<name>[^\s,，|/;；]{2,20}(?: [A-Z][\w.'-]+){0,3})", re.IGNORECASE
)
_ZH_NAME = re.compile(r"^[\u4e00-\u9fff]{2,4}$")
_EN_NAME = re.compile(r"^[A-Z][a-z.'-]+(?: [A-Z][\w.'-]*){1,3}$")
_NO_NAME = re.compile(r"简历|履历|个人|求职|resume|curriculum|vitae|profile", re.IGNORECASE)
_SCHOOL = re.compile(r"大学|学院|university|college|institute|school", re.IGNORECASE)
_PARTS = re.compile(r"\s*[|｜\t/·•]\s*|\s{2,}|\s+[-–—]\s+|\s*[，,]\s*|\s+at\s+", re.IGNORECASE)
_FIGURE = re.compile(
    r"\d+(?:\.\d+)?\s*(?:%|％|倍|万|亿|个|人|次|小时|分钟|天|k\b|x\b|percent|times|hours|users|customers|people)?",
    re.IGNORECASE,
)


def read_resume(content: str) -> Resume:
    """Find the facts of a resume.

    Args:
        content: its text, as `read_document` returns it.
    """
    sections = _sectioned(content)
    lines = tuple(line.strip() for line in content.splitlines() if line.strip())
    work = sections["work"]
    done = [*sections["projects"], *(line for line in work if _is_bullet(line))]
    return Resume(
        language=language_of(content),
        name=_name(content, lines),
        education=_education([*sections["education"], *lines]),
        jobs=tuple(_jobs(work)[:_JOBS]),
        projects=_projects(done),
        strengths=_strengths(sections["strengths"]),
        lines=tuple(_bare(line) for line in lines),
    )


def _sectioned(content: str) -> dict[str, list[str]]:
    """Return the lines of each section."""
    sections: dict[str, list[str]] = {name: [] for name in (*_SECTIONS, "")}
    current = ""
    for line in filter(str.strip, content.splitlines()):
        for name, pattern in _HEADINGS.items():
            match = pattern.match(line)
            if (
                match
                and not _is_bullet(line)
                and (not match["rest"] or re.search(r"[:：]", line[: match.start("rest")]))
            ):
                current, line = name, match["rest"]
                break
        if line.strip():
            sections[current].append(line)
    return sections


def _is_bullet(line: str) -> bool:
    return BULLET.match(line) is not None


def _bare(line: str) -> str:
    return BULLET.sub("", line.strip()).strip(" \t#*；;。.")


def _name(content: str, lines: tuple[str, ...]) -> str | None:
    if match := _NAME_FIELD.search(content):
        return match["name"].strip()
    for line in lines[:3]:
        first = re.split(r"[|｜\t,，]|\s{2,}", line.strip(" #*"))[0].strip()
        if not _NO_NAME.search(first) and not TITLE.search(first) and (_ZH_NAME.match(first) or _EN_NAME.match(first)):
            return first
    return None


def _education(lines: list[str]) -> str | None:
    """Return the first school with what was studied there, without the years."""
    for line in lines:
        if _SCHOOL.search(line):
            parts = [part for part in _PARTS.split(_PERIOD.sub(" ", _bare(line))) if part.strip()]
            return " ".join(part.strip() for part in parts[:3]) or None
    return None


def _jobs(lines: list[str]) -> list[Job]:
    """Return the positions: lines that carry a period, or end with a title, and are no bullets."""
    jobs = []
    for line in lines:
        if _is_bullet(line) or not (_PERIOD.search(line) or TITLE.search(line.strip())):
            continue
        parts = [part.strip(" -–—()（）") for part in _PARTS.split(_PERIOD.sub("  ", _bare(line)))]
        parts = [part for part in parts if part]
        role = next((part for part in parts if TITLE.search(part)), None)
        company = next((part for part in parts if part != role), None)
        if role or company:
            jobs.append(Job(company, role))
    return jobs


def _projects(lines: list[str]) -> tuple[str, ...]:
    """Return what was done, lines with a figure first: a result is worth more than a task."""
    bare = dict.fromkeys(_bare(_PERIOD.sub("", line)) for line in lines)
    done = [line for line in bare if len(line) > 5]
    return tuple(sorted(done, key=lambda line: not _FIGURE.search(line))[:_PROJECTS])


def _strengths(lines: list[str]) -> tuple[str, ...]:
    pieces = (piece.strip() for line in lines for piece in re.split(r"[;；。]|\.\s", _bare(line)))
    return tuple([piece for piece in pieces if piece][:_STRENGTHS])
