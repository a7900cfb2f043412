"""Every sentence the program shows or speaks, in both languages.

A message is a pair (English, Chinese) with `str.format` fields. Keys are grouped by area in the modules beside this
one. A key that is missing is a programming error and raises KeyError; a test checks that all fields agree.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from interviewer.messages import (
    audio_errors,
    banks,
    batch,
    command_line,
    errors,
    interview,
    live,
    llm,
    memory,
    report,
    review,
    spoken,
)

if TYPE_CHECKING:
    # --help is to be quick.
    from audio.ports import Language


CATALOGUE: dict[str, tuple[str, str]] = {
    **banks.MESSAGES,
    **batch.MESSAGES,
    **command_line.MESSAGES,
    **errors.MESSAGES,
    **interview.MESSAGES,
    **live.MESSAGES,
    **llm.MESSAGES,
    **memory.MESSAGES,
    **report.MESSAGES,
    **review.MESSAGES,
    **spoken.MESSAGES,
}


def text(key: str, language: Language, **fields: object) -> str:
    """Return the message in a language, its fields filled in.

    Raises:
        KeyError: there is no such message, or a field is missing.
    """
    english, chinese = CATALOGUE[key]
    return (chinese if language == "zh" else english).format(**fields)


def error_text(error: Exception, language: Language) -> str:
    """Return the sentence for an error of this program in a language.

    Args:
        error: an AudioError or InterviewerError (anything with `code` and `facts`).
        language: of the sentence; where the catalogue has none, it is the error's own English one.
    """
    code, facts = getattr(error, "code", ""), dict(getattr(error, "facts", {}))
    detail = facts.get("problem", facts.get("reason", ""))
    for key in (f"{code}.{detail}", code):
        template = _error_template(key, language)
        if template is None:
            continue
        try:
            return template.format(**_readable(facts, language))
        except (KeyError, IndexError, ValueError):
            continue  # the sentence wants a fact this error does not carry
    return str(error)


def _error_template(key: str, language: Language) -> str | None:
    pair = CATALOGUE.get(f"error.{key}")
    if pair is not None:
        return pair[language == "zh"]
    return audio_errors.CHINESE.get(key) if language == "zh" else None


def _readable(facts: dict[str, object], language: Language) -> dict[str, object]:
    """Write lists and machine words among the facts as people do."""
    readable: dict[str, object] = {}
    for name, value in facts.items():
        if isinstance(value, (list, tuple)):
            readable[name] = ("、" if language == "zh" else ", ").join(map(str, value))
        elif name == "kind" and language == "zh":
            readable[name] = audio_errors.DEVICE_KINDS.get(str(value), value)
        else:
            readable[name] = value
    return readable


def duration_text(seconds: float, language: Language) -> str:
    """Write a length of time as people say it: "1 min 32 s" / "1 分 32 秒"."""
    whole = round(seconds)
    minutes, rest = divmod(whole, 60)
    if language == "zh":
        return f"{minutes} 分 {rest} 秒" if minutes else f"{rest} 秒"
    return f"{minutes} min {rest} s" if minutes else f"{rest} s"


def spoken_duration(seconds: float, language: Language) -> str:
    """Write a length of time for the voice: "1 minute 32 seconds" / "1分32秒"."""
    minutes, rest = divmod(round(seconds), 60)
    if language == "zh":
        return (f"{minutes}分" if minutes and rest else f"{minutes}分钟" if minutes else "") + (
            f"{rest}秒" if rest or not minutes else ""
        )
    parts = []
    if minutes:
        parts.append(f"{minutes} minute" + ("s" if minutes != 1 else ""))
    if rest or not minutes:
        parts.append(f"{rest} second" + ("s" if rest != 1 else ""))
    return " ".join(parts)
