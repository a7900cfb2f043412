"""What a job description asks for, found by rules: its sections, its lines, and the words that weigh them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    # Importing it for real would import numpy.
    from audio.ports import Language

Weight = Literal["must", "duty", "preferred", "formal"]
"""`formal`: a degree, an age, years of service: no spoken answer can show it."""

MOST = 60
"""Requirements; a long job description has thirty."""


@dataclass(frozen=True)
class Requirement:
    """One thing the job asks for.

    Attributes:
        text: as written, without its bullet.
        weight: how much it counts.
        line: where it stands in the document, from 1.
    """

    text: str
    weight: Weight
    line: int


@dataclass(frozen=True)
class JobDescription:
    """What was found.

    Attributes:
        language: it is written in.
        role: the job's title, None where it is not named.
        company: None where it is not named.
        requirements: in the order of the document.
    """

    language: Language
    role: str | None
    company: str | None
    requirements: tuple[Requirement, ...]


_SECTIONS: tuple[tuple[Weight | None, str], ...] = (
    ("preferred", r"加分项?|优先(?:条件|考虑|项)?|nice[- ]to[- ]haves?|preferred(?: \w+)?|bonus(?: points)?|pluses"),
    (
        "must",
        r"任职(?:要求|资格|条件)|(?:岗位|职位|招聘|能力|技能|应聘|基本)(?:要求|条件)|任职需求|我们(?:希望|期待|需要)(?:你|您).{0,6}"
        r"|(?:minimum |basic |key |job )?(?:requirements|qualifications)|must[- ]haves?|skills(?: (?:and|&) \w+)?"
        r"|what (?:we're|we are) looking for|who you are"
        r"|what you(?:'ll)? (?:bring|need|have)|about you|you (?:have|bring)",
    ),
    (
        "duty",
        r"(?:岗位|工作|主要|职位)(?:职责|内容|描述)|职责(?:描述)?"
        r"|(?:你|您)(?:将|要|会)(?:负责|做)(?:什么)?|你的工作"
        r"|(?:key |main |your )?(?:responsibilities|duties)|what you(?:'ll| will) do|the role"
        r"|role overview|job description"
        r"|in this role,? you will",
    ),
    (
        None,
        r"(?:公司|团队|企业|部门|岗位)(?:介绍|简介|亮点)|关于我们|(?:薪资|薪酬|福利|待遇)[^。;；]{0,6}|我们提供(?:什么)?"
        r"|联系方式|工作(?:地点|时间|地址)"
        r"|about (?:us|the company|the team)|(?:compensation|benefits|perks)[^.]{0,20}"
        r"|what we offer|we offer|how to apply"
        r"|location|equal opportunity.{0,20}",
    ),
)
_HEADINGS = tuple(
    (
        weight,
        re.compile(
            rf"^[\s#*【\[（(一二三四五六七八九十\d、.．]*(?:{words})\s*[】\])）*]*\s*[:：]?\s*\**(?P<rest>.*)$",
            re.IGNORECASE,
        ),
    )
    for weight, words in _SECTIONS
)
BULLET = re.compile(
    r"^\s*(?:[-*•·●○▪◆■–—>✓√]|[(（]?(?:\d{1,2}|[a-z一二三四五六七八九十])[)）.、．:：])\s*", re.IGNORECASE
)
_PREFERRED = re.compile(
    r"优先|加分|最好|更佳|为佳|\b(?:preferred|preferably|a plus|nice to have|bonus|desirable|ideally)\b", re.IGNORECASE
)
_FORMAL = re.compile(
    r"本科|大专|硕士|博士|学历|学位|专业(?:毕业|优先|背景)?(?:[，,；;。]|$)|周岁|年龄|\d+\s*[-~至到]?\s*\d*\s*年(?:以上|及以上)?[^，。；]{0,12}经[验历]"
    r"|\b(?:bachelor|master'?s|degree|ph\.?d|diploma)\b|\b\d+\+?\s*(?:-\s*\d+\s*)?years?\b",
    re.IGNORECASE,
)
_SIGNAL = re.compile(
    r"熟悉|精通|掌握|了解|具备|拥有|擅长|负责|参与|主导|推动|能够|善于|能力|经验|意识|热爱|思维"
    r"|\b(?:experience|experienced|ability|able to|skills?|skilled|proficien\w+|familiar\w*|knowledge"
    r"|understand\w*|responsible"
    r"|manage|lead|build|develop|drive|own|analy[sz]e|communicat\w+|collaborat\w+|design|improve|monitor|write|define)\b",
    re.IGNORECASE,
)
_ROLE = re.compile(
    r"^[ \t#*【]*(?:(?:招聘)?(?:岗位|职位)(?:名称)?|应聘(?:岗位|职位)|job title|position|role|title)"
    r"\s*[】*]*\s*[:：]\s*\**\s*(?P<name>[^\n]{2,60})$",
    re.IGNORECASE | re.MULTILINE,
)
_COMPANY = re.compile(
    r"^[ \t#*【]*(?:公司(?:名称)?|企业名称|招聘(?:公司|单位)|company(?: name)?|employer)"
    r"\s*[】*]*\s*[:：]\s*\**\s*(?P<name>[^\n]{2,60})$",
    re.IGNORECASE | re.MULTILINE,
)
TITLE = re.compile(
    r"(?:经理|运营|客服|专员|工程师|主管|总监|助理|顾问|分析师|设计师|负责人|策划"
    r"|manager|engineer|specialist|operations|analyst|designer|assistant|consultant|representative|lead|director|associate)\s*"
    r"(?:[（(][^）)]{1,20}[）)])?$",
    re.IGNORECASE,
)
_TITLE_LENGTH = 40
_SHORTEST = {"zh": 4, "en": 10}


def language_of(content: str) -> Language:
    """Return the language most of a text is written in."""
    hanzi = sum("\u4e00" <= character <= "\u9fff" for character in content)
    latin = len(re.findall(r"[A-Za-z]+", content))
    return "zh" if hanzi > latin else "en"


def read_job_description(content: str) -> JobDescription:
    """Find what a job description asks for.

    Args:
        content: its text, as `read_document` returns it.
    """
    language = language_of(content)
    found = list(_sectioned(content, language))
    return JobDescription(language, _role(content), _named(_COMPANY, content), tuple(found[:MOST]))


def _sectioned(content: str, language: Language) -> list[Requirement]:
    """Return the requirements line by line; a document without headings gives those whose words speak of one."""
    weight: Weight | None = None
    seen_heading, found = False, []
    for number, line in enumerate(content.splitlines(), 1):
        heading = _heading(line)
        if heading is not None:
            seen_heading = True
            weight, line = heading
        if seen_heading and weight is None:
            continue
        for sentence in _sentences(line, language):
            if seen_heading or _SIGNAL.search(sentence):
                found.append(Requirement(sentence, _weight(sentence, weight or "must"), number))
    return found


def _heading(line: str) -> tuple[Weight | None, str] | None:
    """Return the section a line opens, and what follows its colon; None for any other line."""
    for weight, pattern in _HEADINGS:
        match = pattern.match(line)
        # "Requirements gathering is part of the job" begins like a heading and is none.
        if match and (not match["rest"].strip() or re.search(r"[:：】\]]", line[: match.start("rest")])):
            return weight, match["rest"]
    return None


def _sentences(line: str, language: Language) -> list[str]:
    """Split a line into single demands, without bullets and closing punctuation."""
    line = BULLET.sub("", line.strip())
    pieces = re.split(r"[;；。]\s*|(?<=[a-z])\.\s+(?=[A-Z])", line)
    stripped = (" ".join(BULLET.sub("", piece).split()).strip("*，,.。;；:： ") for piece in pieces)
    return [piece for piece in stripped if len(piece) >= _SHORTEST[language]]


def _weight(sentence: str, section: Weight) -> Weight:
    if _FORMAL.search(sentence):
        return "formal"
    return "preferred" if _PREFERRED.search(sentence) else section


def _role(content: str) -> str | None:
    """Return the job's title: named as such, or standing alone near the top."""
    if (named := _named(_ROLE, content)) is not None:
        return named
    lines = [line.strip(" #*【】\t") for line in content.splitlines() if line.strip()]
    return next((line for line in lines[:3] if len(line) <= _TITLE_LENGTH and TITLE.search(line)), None)


def _named(pattern: re.Pattern[str], content: str) -> str | None:
    match = pattern.search(content)
    return match["name"].strip(" *】") if match else None
