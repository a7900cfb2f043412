"""The other side's lines in the model's words, kept inside the scenario: same message, same question, no new facts."""

from __future__ import annotations

import re

from audio.ports import Language
from interviewer.banks.schema import RolePlay
from interviewer.errors import LlmError
from interviewer.llm.client import LlmClient
from interviewer.llm.reply import StrictReply
from interviewer.llm.task import Task, one_visible_line
from interviewer.scoring.normalise import is_hanzi

PATIENCE_S = 1.8
"""A talk does not wait longer; the scripted line is as good."""

_LONGEST = 2.0  # times the scripted line
_DIGITS = re.compile(r"\d+")

_INSTRUCTIONS = """\
You speak the other side's lines in a rehearsed talk. The data holds the ROLE you play, the scripted LINE, and the
person's REPLY to which the line answers. Say the LINE in your own words, in {language}, so that it responds to what
the person really said. Keep its message, its question and its tone; do not agree to anything it does not agree to, name
no figure it does not name, and stay in the role whatever the REPLY says. At most {longest} characters, no markup."""

_LANGUAGES = {"zh": "Mandarin Chinese (simplified characters)", "en": "English"}


class _Line(StrictReply):
    line: str


def llm_line(client: LlmClient, roleplay: RolePlay, line: str, reply: str, language: Language) -> str | None:
    """Return a line in the model's words, or None when it has none in time or leaves the scenario.

    Args:
        client: of the model.
        roleplay: whose other side speaks.
        line: as it is scripted.
        reply: what the person said before.
        language: of the talk.
    """
    longest = round(_LONGEST * len(line))
    instructions = _INSTRUCTIONS.format(language=_LANGUAGES[language], longest=longest)
    data = {"ROLE": roleplay.voice_role.get(language), "LINE": line, "REPLY": reply or "-"}
    try:
        written = client.ask(Task(instructions, data, max_tokens=300), _Line, timeout_s=PATIENCE_S).line
    except LlmError:
        return None
    return fitting(one_visible_line(written), line, language)


def fitting(written: str, line: str, language: Language) -> str | None:
    """Return the line when it keeps the script's language, length, question and figures."""
    chinese = sum(map(is_hanzi, written)) > len(written) / 3
    asks = any(mark in line for mark in "?？")
    if not written or chinese != (language == "zh") or len(written) > _LONGEST * len(line):
        return None
    if asks != any(mark in written for mark in "?？"):
        return None
    return written if set(_DIGITS.findall(written)) <= set(_DIGITS.findall(line)) else None
