"""How well fillers are found, on turns or sentences in which people marked them.

    python scripts/eval_fillers.py MARKED.tsv

Two kinds of files are read (tab-separated, with a header):

- plain_text, fillers_F, discourse_markers_D: turns of telephone talk with the marked words in order, as derived from
  the Switchboard sample (Open Content License); printed are um, uh and "you know" together and each word by itself.
- class, sentence: Mandarin sentences with [那个] marked as a filler and <那个> as a word that means something; printed
  are the ambiguous words by class, and the certain ones (嗯, 呃), which every sentence must give exactly.
"""

from __future__ import annotations

import argparse
import csv
import re
import sys
from collections import Counter, defaultdict
from collections.abc import Iterable
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from agreement import precision_recall

from audio.ports import Language, Transcript
from interviewer.delivery.fillers import find_fillers
from interviewer.records import Filler

CERTAIN_EN = ("um", "uh", "you know")
CERTAIN_ZH = re.compile(r"嗯+|呃+")
SHOWN = 8
"""Words shown one by one, the most frequent first."""


def found(text: str, language: Language) -> tuple[Filler, ...]:
    """Return the fillers of a text."""
    return find_fillers(Transcript(text, (), language, engine="text"), language)


def row(counts: list[int]) -> dict[str, float]:
    """Return [right, false, missed] as a row to print."""
    precision, recall, f1 = precision_recall(*counts)
    names = {"precision": precision, "recall": recall, "f1": f1, "marked": counts[0] + counts[2]}
    return {name: round(value, 3) for name, value in names.items()}


def turns(rows: Iterable[dict[str, str]]) -> dict[str, dict[str, float]]:
    """Count marked and found fillers turn by turn."""
    counts: dict[str, list[int]] = defaultdict(lambda: [0, 0, 0])
    for turn in rows:
        columns = (turn["fillers_F"] or "", turn["discourse_markers_D"] or "")
        marked = Counter(word.strip().lower() for column in columns for word in column.split(";") if word.strip())
        heard = Counter(filler.text.strip().lower() for filler in found(turn["plain_text"], "en"))
        for word in marked | heard:
            both = min(marked[word], heard[word])
            for name in (word, "um, uh, you know") if word in CERTAIN_EN else (word,):
                counts[name][0] += both
                counts[name][1] += heard[word] - both
                counts[name][2] += marked[word] - both
    often = sorted(counts, key=lambda word: -counts[word][0] - counts[word][2])
    return {word: row(counts[word]) for word in often[:SHOWN]}


def sentences(rows: Iterable[dict[str, str]]) -> dict[str, dict[str, float]]:
    """Count marked and found fillers class by class."""
    counts: dict[str, list[int]] = defaultdict(lambda: [0, 0, 0])
    for item in rows:
        text, marks = "", []
        for part in re.split(r"([\[<][^\]>]*[\]>])", item["sentence"]):
            if part.startswith(("[", "<")):
                marks.append((len(text), len(text) + len(part) - 2, part[0] == "["))
                part = part[1:-1]
            text += part
        fillers = found(text, "zh")
        heard = [filler for filler in fillers if not filler.certain]
        for start, end, meant in marks:
            hit = any(filler.start_char < end and start < filler.end_char for filler in heard)
            counts[item["class"]][0] += hit and meant
            counts[item["class"]][1] += hit and not meant
            counts[item["class"]][2] += meant and not hit
        certain = {(filler.start_char, filler.end_char) for filler in fillers if filler.certain}
        truth = {match.span() for match in CERTAIN_ZH.finditer(text)}
        for index, places in enumerate((certain & truth, certain - truth, truth - certain)):
            counts["嗯, 呃"][index] += len(places)
    return {name: row(value) for name, value in counts.items()}


def evaluate(path: Path) -> dict[str, dict[str, float]]:
    """Return precision, recall and F1 by word or class."""
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))
    return turns(rows) if rows and "plain_text" in rows[0] else sentences(rows)


def main() -> int:
    """Run the evaluation."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("marked", type=Path)
    for name, values in evaluate(parser.parse_args().marked).items():
        print(f"{name:22}" + "  ".join(f"{key} {value:g}" for key, value in values.items()))
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
