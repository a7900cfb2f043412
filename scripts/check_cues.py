"""Check cues while writing them: one cue against one text, or every cue and sample sentence of bank files.

    python scripts/check_cues.py --lang zh --cue '{human_review} & 发布' --text '发出去之前得有人看一遍'
    python scripts/check_cues.py interviewer/banks/mine.yaml [--question ID] [--verbose]

For a bank file: cues that do not compile, `fires` sentences no cue of the point fires on, `misses` sentences that fire,
and points that the question's own model answer does not reach. Exit 1 when anything is wrong.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import Any

import yaml

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from interviewer.scoring.cues import Cue, CueError, Purpose, compile_cue
from interviewer.scoring.lexicon import LEXICON_PATH, Lexicon, read_lexicon
from interviewer.scoring.points import apart
from interviewer.scoring.tokens import Document, document


def quote(doc: Document, start: int, end: int) -> str:
    """Return the words of a place in a document."""
    return doc.text[doc.tokens.starts[start] : doc.tokens.ends[end - 1]]


def check_one(cue_text: str, text: str, language: Any, lexicon: Lexicon) -> int:
    """Print where one cue fires."""
    doc = document(text, language)
    cue = compile_cue(cue_text, language, lexicon)
    for purpose in ("point", "pitfall"):
        found = cue.find(doc, purpose)
        for match in found:
            print(f"{purpose}: {quote(doc, match.start, match.end)!r} (quality {match.quality})")
        if not found:
            print(f"{purpose}: does not fire")
    raw = cue.pattern.find(doc)
    if raw and not cue.find(doc):
        print(f"the words are there ({quote(doc, raw[0].start, raw[0].end)!r}) but denied or only reported")
    return 0


def entries(bank: dict[str, Any], only: str | None) -> list[tuple[str, dict[str, Any], Purpose, dict[str, Any]]]:
    """Return (where, point or pitfall, purpose, its question) for everything in a bank that has cues."""
    found: list[tuple[str, dict[str, Any], Purpose, dict[str, Any]]] = []
    for question in bank.get("questions") or []:
        if only and question["id"] != only:
            continue
        found += [(f"{question['id']} {p['id']}", p, "point", question) for p in question.get("points") or []]
        found += [(f"{question['id']} {p['id']}", p, "pitfall", question) for p in question.get("pitfalls") or []]
    for play in bank.get("roleplays") or []:
        found += [(f"{play['id']} {step['id']}", step, "point", play) for step in play.get("steps") or []]
        for turn in play.get("turns") or []:
            found += [(f"{play['id']} {turn['id']} {p['id']}", p, "point", turn) for p in turn.get("contains") or []]
            found += [(f"{play['id']} {turn['id']} {p['id']}", p, "pitfall", turn) for p in turn.get("avoid") or []]
    return found


def firing(cues: list[Cue], doc: Document, purpose: Purpose, least: int = 1) -> list[Cue]:
    """Return the cues that fire in a document, or none where they fire in fewer different places than `least`."""
    if apart(tuple(cues), doc, purpose) < least:
        return []
    return [cue for cue in cues if cue.find(doc, purpose)]


def check_entry(
    where: str, entry: dict[str, Any], purpose: Purpose, question: dict[str, Any], lexicon: Lexicon, verbose: bool
) -> int:
    """Check one point or pitfall in both languages and return the number of problems."""
    problems, least = 0, entry.get("min_cues", 1)
    for language in ("zh", "en"):
        cues = []
        for text in (entry.get("cues") or {}).get(language) or []:
            try:
                cues.append(compile_cue(text, language, lexicon))
            except CueError as error:
                problems += 1
                print(f"{where} {language}: cue {text!r}: {error}")
        samples = (entry.get("samples") or {}).get(language) or {}
        for sentence in samples.get("fires") or []:
            if not firing(cues, document(sentence, language), purpose, least):
                problems += 1
                print(f"{where} {language}: must fire and does not: {sentence}")
        for sentence in samples.get("misses") or []:
            for cue in firing(cues, document(sentence, language), purpose, least):
                problems += 1
                print(f"{where} {language}: must not fire, but {cue.text!r} does: {sentence}")
        model = question.get("model_answer") or {}
        model = model.get(language) if isinstance(model, dict) else None
        if model and cues:
            fired = firing(cues, document(model, language), purpose, least)
            if purpose == "point" and not fired:
                problems += 1
                print(f"{where} {language}: the model answer does not make this point")
            if purpose == "pitfall" and fired and not entry.get("missing"):
                problems += 1
                print(f"{where} {language}: the model answer steps into this pitfall ({fired[0].text!r})")
            if verbose and fired:
                print(f"{where} {language}: model answer: {[cue.text for cue in fired]}")
    return problems


def main() -> int:
    """Run the check."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("banks", nargs="*", type=Path)
    parser.add_argument("--question")
    parser.add_argument("--lang", choices=("zh", "en"), default="zh")
    parser.add_argument("--cue")
    parser.add_argument("--text")
    parser.add_argument("--lexicon", type=Path, default=LEXICON_PATH)
    parser.add_argument("--verbose", action="store_true")
    arguments = parser.parse_args()
    lexicon = read_lexicon(arguments.lexicon)
    if arguments.cue:
        try:
            return check_one(arguments.cue, arguments.text or "", arguments.lang, lexicon)
        except CueError as error:
            print(error)
            return 1
    problems = 0
    for name in lexicon.names:
        for language in ("zh", "en"):
            try:
                lexicon.pattern(name, language)
            except CueError as error:
                problems += 1
                print(f"lexicon {language}: {error}")
    for path in arguments.banks:
        bank = yaml.load(path.read_text(encoding="utf-8"), Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))
        words = lexicon.extended(bank.get("concepts") or {})
        for where, entry, purpose, question in entries(bank, arguments.question):
            problems += check_entry(where, entry, purpose, question, words, arguments.verbose)
    print(f"{problems} problem(s)")
    return 1 if problems else 0


if __name__ == "__main__":
    raise SystemExit(main())
