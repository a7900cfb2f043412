"""Write interviewer/scoring/syllables.txt: the most common toneless reading of every Chinese character.

    python scripts/make_syllables.py

Readings are pypinyin's (MIT licence). The program reads this small table instead, because importing pypinyin alone
takes longer than scoring an answer.
"""

from __future__ import annotations

import unicodedata
from collections import defaultdict
from pathlib import Path

from pypinyin.constants import PINYIN_DICT

TARGET = Path(__file__).resolve().parent.parent / "interviewer" / "scoring" / "syllables.txt"
TONES = "\u0300\u0301\u0304\u030c"


def plain(reading: str) -> str:
    """Drop the tone of a reading and write ü as v."""
    letters = unicodedata.normalize("NFD", reading.split(",")[0])
    bare = "".join(letter for letter in letters if letter not in TONES)
    return bare.replace("u\u0308", "v").replace("\u0308", "")


def main() -> None:
    """Write the table, one syllable and its characters per line."""
    table: dict[str, list[str]] = defaultdict(list)
    for point, reading in sorted(PINYIN_DICT.items()):
        if 0x3400 <= point <= 0x4DBF or 0x4E00 <= point <= 0x9FFF:
            syllable = plain(reading)
            if syllable.isascii() and syllable.isalpha():
                table[syllable].append(chr(point))
    lines = [f"{syllable} {''.join(characters)}" for syllable, characters in sorted(table.items())]
    TARGET.write_text("\n".join(lines) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
