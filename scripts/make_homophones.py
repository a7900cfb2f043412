"""Write interviewer/scoring/homophones.txt: common two-character words that sound like another common one.

    python scripts/make_homophones.py DICT.TXT

DICT.TXT is the dictionary of jieba (MIT licence; `pip download jieba --no-deps`): one word, its frequency and its part
of speech a line. Kept are words with a frequency of at least FREQUENCY, names left out, that share their toneless sound
and one character with another such word: heard clearly, they are themselves and not that other word misheard.
"""

from __future__ import annotations

import argparse
import sys
from collections import defaultdict
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from interviewer.scoring.normalise import is_hanzi
from interviewer.scoring.pinyin import syllable

FREQUENCY = 200
NAMES = ("nr", "ns", "nz")
TARGET = Path(__file__).resolve().parent.parent / "interviewer" / "scoring" / "homophones.txt"


def families(lines: list[str]) -> list[list[str]]:
    """Return the words of each sound that one could take for each other."""
    by_sound: dict[tuple[str, str], list[str]] = defaultdict(list)
    for line in lines:
        word, frequency, kind = line.split(" ")
        if len(word) == 2 and all(map(is_hanzi, word)) and int(frequency) >= FREQUENCY:
            if not kind.startswith(NAMES):
                by_sound[syllable(word[0]), syllable(word[1])].append(word)
    return [
        sorted(
            word
            for word in words
            if any(word != other and (word[0] == other[0] or word[1] == other[1]) for other in words)
        )
        for _, words in sorted(by_sound.items())
    ]


def main() -> None:
    """Write the list, one sound a line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("dictionary", type=Path)
    lines = parser.parse_args().dictionary.read_text(encoding="utf-8").splitlines()
    TARGET.write_text("".join(" ".join(family) + "\n" for family in families(lines) if family), encoding="utf-8")


if __name__ == "__main__":
    main()
