"""Pick an installed voice by language on Linux (espeak-ng), macOS and Windows."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from audio.errors import NoVoice
from audio.ports import Language

INSTALL_HINTS = {
    "espeak": "install espeak-ng (Debian, Ubuntu: sudo apt install espeak-ng; Fedora: sudo dnf install espeak-ng)",
    "nsss": "add a voice in System Settings > Accessibility > Spoken Content > System Voice > Manage Voices",
    "sapi5": "add the language with text-to-speech in Settings > Time & language > Language & region",
}
ESPEAK_VARIANTS = ("", "+f3", "+m3", "+f2")
"""Variants of one espeak-ng voice that sound like different people, in the order of `persona`."""

_LANGUAGE_NAMES: dict[Language, str] = {"zh": "Mandarin", "en": "English"}
_MANDARIN_OTHER = {"hk", "mo", "yue", "hak", "nan"}  # regions and tags under which Cantonese and others are listed
_REGION_ORDER: dict[Language, tuple[str, ...]] = {"zh": ("latn", "cn", "hans", "sg", "tw"), "en": ("us", "gb", "au")}
_TAG_IN_ID = re.compile(r"(?<![a-z])(?:zh|cmn|en)[-_](?:[a-z]{4}[-_])?[a-z]{2}(?![a-z])")
_QUALITY_MARKS = ("premium", "enhanced", "natural", "compact", "desktop")
_CLEAR_NAMES = ("samantha", "alex", "daniel", "ting-ting", "tingting", "huihui", "zira", "david")
"""Ordinary voices. macOS lists novelty voices (Bells, Zarvox) under the same language, which nobody can follow."""


@dataclass(frozen=True)
class InstalledVoice:
    """A voice as the engine lists it.

    Attributes:
        id: what the engine is told to use.
        name: for people.
        languages: tags as listed: "cmn", "zh_CN", "en-US"; may be empty.
        gender: as listed; "" where unknown.
    """

    id: str
    name: str
    languages: tuple[str, ...] = ()
    gender: str = ""


def choose_voice(
    voices: Sequence[InstalledVoice],
    language: Language,
    wanted: str | None = None,
    *,
    driver: str = "espeak",
    persona: int = 0,
) -> str:
    """Return the id of the voice to use.

    Args:
        voices: all that are installed.
        language: what it has to speak.
        wanted: an id, a name or a part of one, or a language tag ("en-gb"); with espeak-ng a variant may follow or
            stand alone ("cmn+f3", "+f3"). A wanted voice of another language gives its variant only: a Mandarin
            voice is not made to read English.
        driver: the pyttsx3 driver, "espeak", "nsss" or "sapi5".
        persona: 0 for the first voice, 1 and up for others that sound like another person where there are any.

    Raises:
        NoVoice: nothing installed speaks the language, or `wanted` names no installed voice.
    """
    ranked = sorted((v for v in voices if _speaks(v, language)), key=lambda v: _rank(v, language))
    if not ranked:
        hint = INSTALL_HINTS.get(driver, "install one")
        name = _LANGUAGE_NAMES[language]
        raise NoVoice(f"No installed voice speaks {name}: {hint}.", language=language, driver=driver, hint=hint)
    base, plus, variant = (wanted or "").strip().partition("+") if driver == "espeak" else (wanted or "", "", "")
    chosen = _persona(ranked, 0 if base or driver == "espeak" else persona)
    if base:
        found = _named(voices, base)
        if not found:
            names = [v.id if driver == "espeak" else v.name for v in ranked]
            raise NoVoice(
                f"There is no voice {wanted!r}. Voices for {_LANGUAGE_NAMES[language]}: {', '.join(names)}.",
                language=language,
                driver=driver,
                wanted=wanted,
                available=names,
            )
        chosen = next((v for v in ranked if v in found), chosen)
    if driver != "espeak":
        return chosen.id
    return chosen.id + (plus + variant if variant else ESPEAK_VARIANTS[persona % len(ESPEAK_VARIANTS)])


def _tags(voice: InstalledVoice) -> list[tuple[str, ...]]:
    """Language tags as tuples of lower-case subtags, Mandarin always under "zh"; some engines have them in the id."""
    raw = [*voice.languages, *_TAG_IN_ID.findall(voice.id.casefold())]
    split = [tuple(re.split(r"[-_@#]+", tag.casefold())) for tag in raw]
    return [("zh", *tag[1:]) if tag[0] in ("cmn", "zho", "chi") else tag for tag in split]


def _speaks(voice: InstalledVoice, language: Language) -> bool:
    if voice.id.startswith("mb/"):  # MBROLA voices are listed whether or not their data is installed
        return False
    return any(tag[0] == language and not _MANDARIN_OTHER & set(tag[1:]) for tag in _tags(voice))


def _rank(voice: InstalledVoice, language: Language) -> tuple[int, int, int, str]:
    """Sort key: usual region first, then plain voices before local accents, then the better recording."""
    order = _REGION_ORDER[language]
    regions = [order.index(tag[1]) for tag in _tags(voice) if len(tag) > 1 and tag[0] == language and tag[1] in order]
    accents = min(len(tag) for tag in _tags(voice))
    text = f"{voice.id} {voice.name}".casefold()
    clear = any(name in text for name in _CLEAR_NAMES)
    marks = [i for i, mark in enumerate(_QUALITY_MARKS) if mark in text]
    quality = (0 if clear else len(_QUALITY_MARKS) + 1) + (marks[0] if marks else len(_QUALITY_MARKS))
    return (min(regions, default=len(order)), accents, quality, voice.id)


def _persona(ranked: Sequence[InstalledVoice], persona: int) -> InstalledVoice:
    """Order the voices so that the second is of the other gender where one is installed."""
    first = ranked[0]
    others = sorted(ranked[1:], key=lambda v: v.gender.casefold() == first.gender.casefold())
    return [first, *others][persona % len(ranked)]


def _named(voices: Sequence[InstalledVoice], base: str) -> list[InstalledVoice]:
    """Voices a name stands for: the exact id or name, else a language tag, else a part of the name."""
    name = base.casefold()
    exact = [v for v in voices if name in (v.id.casefold(), v.name.casefold())]
    if exact:
        return exact
    subtags = tuple(re.split(r"[-_]+", name))
    subtags = ("zh", *subtags[1:]) if subtags[0] == "cmn" else subtags
    tagged = [v for v in voices if any(tag[: len(subtags)] == subtags for tag in _tags(v))]
    return tagged or [v for v in voices if name in v.name.casefold()]
