"""Speak every line of the question banks and listen for what a person would stumble over.

Every question, follow-up and role-play line is rendered by the installed voice, both languages, and measured: does it
sound at all, how loud, how long, how fast, are there holes in it, is it clipped. Lines that fall out of their
language's usual range are listed with their text.

    .venv/bin/python scripts/listen_to_banks.py
"""

from __future__ import annotations

import argparse
import re
import statistics
import sys
from dataclasses import dataclass
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from audio.clip import SPEECH_RATE_HZ  # noqa: E402 - the project's root comes first
from audio.levels import clipping_ratio, rms_dbfs, voiced  # noqa: E402
from audio.ports import Language  # noqa: E402
from audio.pyttsx3_voice import Pyttsx3Voice  # noqa: E402
from audio.resample import at_rate  # noqa: E402
from audio.vad import speech_spans  # noqa: E402
from interviewer.banks.deep import spoken_lines  # noqa: E402
from interviewer.banks.loader import load_bank  # noqa: E402

BANKS = Path(__file__).resolve().parent.parent / "interviewer" / "banks"
LANGUAGES: tuple[Language, ...] = ("zh", "en")
LOUDNESS_DBFS = (-26.0, -14.0)  # voiced level; the program levels its voice to about -20
LONGEST_HOLE_S = 1.0
LONGEST_LINE_S = 20.0
_CHINESE_UNIT = re.compile(r"[\u3400-\u9fff]|\d|[A-Za-z]{1,4}")  # a Latin word lasts as long as a few characters
RATE_SPREAD = 0.45  # share of the language's median by which a line may be faster or slower


@dataclass(frozen=True)
class Line:
    """One spoken line and what was heard. Rate in characters (zh) or words (en) per minute of speech."""

    place: str
    language: Language
    text: str
    duration_s: float
    level_dbfs: float
    clipped: float
    hole_s: float
    rate_per_min: float

    def faults(self, usual_rate_per_min: float) -> list[str]:
        """Return what is out of range."""
        found = []
        if not LOUDNESS_DBFS[0] <= self.level_dbfs <= LOUDNESS_DBFS[1]:
            found.append(f"level {self.level_dbfs:.1f} dBFS")
        if self.clipped:
            found.append(f"clipped {self.clipped:.4f}")
        if self.hole_s > LONGEST_HOLE_S:
            found.append(f"hole of {self.hole_s:.1f} s")
        if self.duration_s > LONGEST_LINE_S:
            found.append(f"{self.duration_s:.1f} s long")
        if abs(self.rate_per_min / usual_rate_per_min - 1) > RATE_SPREAD:
            found.append(f"{self.rate_per_min:.0f} a minute (usual {usual_rate_per_min:.0f})")
        return found


def listen(voice: Pyttsx3Voice, place: str, language: Language, text: str) -> Line:
    """Speak one line and measure it."""
    clip = at_rate(voice.render(text, language), SPEECH_RATE_HZ)
    spans = speech_spans(clip)
    speaking_s = sum(span.end_s - span.start_s for span in spans) or float("inf")
    units = len(text.split()) if language == "en" else len(_CHINESE_UNIT.findall(text))
    sound = voiced(clip, spans)
    return Line(
        place,
        language,
        text,
        clip.duration_s,
        rms_dbfs(sound),
        clipping_ratio(sound),
        max((later.start_s - earlier.end_s for earlier, later in zip(spans, spans[1:], strict=False)), default=0.0),
        60 * units / speaking_s,
    )


def main() -> int:
    """Run from the command line."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("banks", type=Path, nargs="*", help="bank files; default: the shipped ones")
    options = parser.parse_args()
    files = options.banks or sorted(file for file in BANKS.glob("*.yaml") if file.name != "lexicon.yaml")
    heard: list[Line] = []
    voice = Pyttsx3Voice()
    try:
        for file in files:
            for _, place, text in spoken_lines(load_bank(file)):
                heard += [listen(voice, place, lang, text.get(lang)) for lang in LANGUAGES if text.has(lang)]
            print(f"{file.name}: {len(heard)} lines so far", file=sys.stderr)
    finally:
        voice.close()
    faulty = 0
    for language in LANGUAGES:
        own = [line for line in heard if line.language == language]
        if not own:
            continue
        usual = statistics.median(line.rate_per_min for line in own)
        found = [(line, faults) for line in own if (faults := line.faults(usual))]
        faulty += len(found)
        unit = "characters" if language == "zh" else "words"
        print(
            f"{language}: {len(own)} lines, {sum(line.duration_s for line in own) / 60:.1f} min,"
            f" longest {max(line.duration_s for line in own):.1f} s, median {usual:.0f} {unit}/min of speech,"
            f" level {min(x.level_dbfs for x in own):.1f} to {max(x.level_dbfs for x in own):.1f} dBFS,"
            f" out of range: {len(found)}"
        )
        for line, faults in found:
            print(f"  {line.place}: {', '.join(faults)}: {line.text}")
    return 1 if faulty else 0


if __name__ == "__main__":
    raise SystemExit(main())
