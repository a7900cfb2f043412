"""Everything a bank file must satisfy beyond its types: ids, references between parts, target times, cues.

All problems of a file are found in one go. `check_structure` is cheap and runs at every load; `check_cues` compiles
every cue and belongs to `banks validate`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from interviewer.banks.problems import Problem, closest
from interviewer.banks.reader import read_bank, read_lexicon
from interviewer.banks.schema import LANGUAGES, Bank, Condition, Pitfall, Point, Question, RolePlay, Turn
from interviewer.banks.source import Source, read_source

Keys = tuple[Any, ...]

SHORTEST_TARGET_S, LONGEST_TARGET_S = 3.0, 900.0


def check_file(path: Path, *, complete: bool = False, cues: bool = True) -> tuple[Bank | None, list[Problem]]:
    """Read a bank file (or the lexicon) and return it with everything that is wrong with it, in the order of its lines.

    Args:
        path: the file.
        complete: ask for both languages everywhere, as in a shipped bank.
        cues: compile the cues as well.

    Returns:
        The bank, None when it cannot be used or the file is a lexicon; and the problems, warnings among them.
    """
    source = read_source(path)
    bank = None
    if isinstance(source.root, dict) and set(source.root) == {"concepts"}:
        from interviewer.banks.cue_check import check_lexicon

        check_lexicon(source, read_lexicon(source))
    else:
        bank = replace(read_bank(source), path=path)
        if source.root is not None:
            check_structure(source, bank, complete=complete)
            if cues:
                from interviewer.banks.cue_check import check_cues

                check_cues(source, bank)
    problems = sorted(source.problems, key=lambda problem: (str(problem.path), problem.line, problem.column))
    usable = all(problem.is_warning for problem in problems)
    return (bank if usable else None), problems


def check_structure(source: Source, bank: Bank, *, complete: bool) -> None:
    """Report wrong references, duplicate ids, silly times and, if asked for, missing languages."""
    if isinstance(source.root, dict) and not bank.questions and not bank.roleplays and "questions" in source.root:
        source.report("no_questions", ("questions",))
    _unique(source, ("groups",), bank.groups)
    _unique(source, ("questions",), bank.questions)
    _unique(source, ("roleplays",), bank.roleplays)
    groups = [group.id for group in bank.groups]
    for number, question in enumerate(bank.questions):
        keys: Keys = ("questions", number)
        if question.group is not None and question.group not in groups:
            _unknown(source, "unknown_group", (*keys, "group"), question.group, groups)
        if question.id and bank.id and not question.id.startswith(f"{bank.id}/"):
            source.report("foreign_id", (*keys, "id"), id=question.id, bank=bank.id)
        _check_question(source, keys, question)
    for number, roleplay in enumerate(bank.roleplays):
        _check_roleplay(source, ("roleplays", number), roleplay)
    if complete:
        for line, column in source.bare_questions:
            source.problems.append(Problem(source.path, line, column, "bare_question", {}))
        _check_languages(source)
        _check_shipped(source, bank)


def _check_question(source: Source, keys: Keys, question: Question) -> None:
    raw = _raw(source, keys)
    if not question.points and not question.reference and not {"points", "reference"} & set(raw):
        source.report("no_rubric", keys)
    elif not question.points and not question.reference:
        source.report("no_rubric", (*keys, "points" if "points" in raw else "reference"))
    _unique(source, keys, question.points, question.pitfalls, names=("points", "pitfalls"))
    points = [point.id for point in question.points]
    for number, follow_up in enumerate(question.follow_ups):
        if follow_up.when is not None and follow_up.when not in points:
            _unknown(source, "unknown_point", (*keys, "follow_ups", number, "when"), follow_up.when, points)
    _check_pitfalls(source, (*keys, "pitfalls"), question.pitfalls, points)
    _check_target(source, keys, question.target_s)


def _check_pitfalls(source: Source, keys: Keys, pitfalls: Sequence[Pitfall], points: Sequence[str]) -> None:
    for number, pitfall in enumerate(pitfalls):
        here = (*keys, number)
        for index, point in enumerate(pitfall.missing):
            if point not in points:
                _unknown(source, "unknown_point", (*here, "missing", index), point, points)
        if not (pitfall.cues or pitfall.missing or pitfall.outside_target) and "cues" not in _raw(source, here):
            source.report("pitfall_empty", here)


def _check_target(source: Source, keys: Keys, target_s: tuple[float, float]) -> None:
    low, high = target_s
    here = (*keys, "target_s")
    if not isinstance(_raw(source, keys).get("target_s"), list) or target_s == (0.0, 0.0):
        return
    if low >= high:
        source.report("target_reversed", here, low=low, high=high)
    elif low < SHORTEST_TARGET_S or high > LONGEST_TARGET_S:
        source.report("target_silly", here, low=low, high=high)


def _check_roleplay(source: Source, keys: Keys, roleplay: RolePlay) -> None:
    for name, found in (("steps", roleplay.steps), ("turns", roleplay.turns)):
        if not found and name in _raw(source, keys):
            source.report("roleplay_empty", (*keys, name), field=name)
    _unique(source, (*keys, "steps"), roleplay.steps)
    _unique(source, (*keys, "turns"), roleplay.turns)
    steps = [step.id for step in roleplay.steps]
    turns = [turn.id for turn in roleplay.turns]
    for number, turn in enumerate(roleplay.turns):
        _check_turn(source, (*keys, "turns", number), turn, steps, turns)
    everywhere = [f"{turn.id}/{pitfall.id}" for turn in roleplay.turns for pitfall in turn.avoid]
    for number, ending in enumerate(roleplay.ending):
        here = (*keys, "ending", number)
        last = number == len(roleplay.ending) - 1
        if (ending.when is None) != last:
            source.report("ending_when", here)
        if ending.when is not None:
            _check_condition(source, (*here, "when"), ending.when, steps, everywhere)


def _check_turn(source: Source, keys: Keys, turn: Turn, steps: Sequence[str], turns: Sequence[str]) -> None:
    if turn.id in ("end", "repeat"):
        source.report("reserved_turn", (*keys, "id"), id=turn.id)
    _unique(source, keys, turn.contains, turn.avoid, names=("contains", "avoid"))
    for index, step in enumerate(turn.expects):
        if step not in steps:
            _unknown(source, "unknown_step", (*keys, "expects", index), step, steps)
    _check_pitfalls(source, (*keys, "avoid"), turn.avoid, [*(point.id for point in turn.contains), *steps])
    _check_target(source, keys, turn.target_s)
    avoid = [pitfall.id for pitfall in turn.avoid]
    for number, branch in enumerate(turn.branches):
        here = (*keys, "branches", number)
        _check_condition(source, (*here, "when"), branch.when, steps, avoid)
        if branch.goto is not None and branch.goto not in (*turns, "end", "repeat"):
            _unknown(source, "unknown_turn", (*here, "goto"), branch.goto, turns)


def _check_condition(source: Source, keys: Keys, when: Condition, steps: Sequence[str], avoid: Sequence[str]) -> None:
    if not (when.all or when.any or when.none or when.avoid) and not _raw(source, keys):
        source.report("empty_condition", keys)
    for name in ("all", "any", "none"):
        for index, step in enumerate(getattr(when, name)):
            if step not in steps:
                _unknown(source, "unknown_step", (*keys, name, index), step, steps)
    for index, pitfall in enumerate(when.avoid):
        if pitfall not in avoid:
            _unknown(source, "unknown_pitfall", (*keys, "avoid", index), pitfall, avoid)


def _unique(source: Source, keys: Keys, *lists: Sequence[Any], names: Iterable[str] | None = None) -> None:
    """Report ids that occur twice in one or several lists that share their ids."""
    first: dict[str, int] = {}
    paths = [(*keys, name) for name in names] if names else [keys]
    for path, items in zip(paths, lists, strict=True):
        for number, item in enumerate(items):
            here = (*path, number, "id")
            if not item.id:
                continue
            if item.id in first:
                source.report("duplicate_id", here, id=item.id, first=first[item.id])
            first.setdefault(item.id, source.place(here)[0])


def _unknown(source: Source, code: str, keys: Keys, name: str, known: Sequence[str]) -> None:
    if not name:
        return
    field = next(key for key in reversed(keys) if isinstance(key, str))
    facts = {"field": field, "id": name, "known": ", ".join(known) or "-", "suggestion": closest(name, known)}
    source.report(code, keys, **facts)


def _raw(source: Source, keys: Keys) -> dict[Any, Any]:
    """Return the mapping as it stands in the file, empty when there is none."""
    node = source.root
    for key in keys:
        try:
            node = node[key]
        except (KeyError, IndexError, TypeError):
            return {}
    return node if isinstance(node, dict) else {}


def rubric_items(bank: Bank) -> Iterator[tuple[Keys, str, Point | Pitfall]]:
    """Yield (keys, readable id, item) for everything in a bank that can carry cues."""
    for number, question in enumerate(bank.questions):
        for name in ("points", "pitfalls"):
            for index, item in enumerate(getattr(question, name)):
                yield ("questions", number, name, index), f"{question.id} {item.id}", item
    for number, roleplay in enumerate(bank.roleplays):
        for index, step in enumerate(roleplay.steps):
            yield ("roleplays", number, "steps", index), f"{roleplay.id} {step.id}", step
        for place, turn in enumerate(roleplay.turns):
            for name in ("contains", "avoid"):
                for index, item in enumerate(getattr(turn, name)):
                    keys = ("roleplays", number, "turns", place, name, index)
                    yield keys, f"{roleplay.id} {turn.id} {item.id}", item


def _check_languages(source: Source) -> None:
    """Report every text that exists in one language only."""

    def walk(node: Any, keys: Keys) -> None:
        if isinstance(node, dict):
            # Cue lists and samples are counted elsewhere; here only sentences count.
            if keys and keys[-1] not in ("cues", "unless", "samples"):
                missing = [language for language in LANGUAGES if not node.get(language)]
                if len(missing) == 1:
                    name = next((key for key in reversed(keys) if isinstance(key, str)), "")
                    source.report("incomplete", keys, field=name, language=f"@{missing[0]}")
            for key, value in node.items():
                if key not in ("cues", "unless", "samples", "concepts"):
                    walk(value, (*keys, key))
        elif isinstance(node, list):
            for index, value in enumerate(node):
                walk(value, (*keys, index))

    walk(source.root, ())


def _check_shipped(source: Source, bank: Bank) -> None:
    """Report optional parts a shipped bank may not leave out."""
    for number, question in enumerate(bank.questions):
        for name in ("intent", "tip", "model_answer", "points", "pitfalls", "follow_ups"):
            if not getattr(question, name):
                source.report("incomplete_field", ("questions", number), field=name)
    for number, roleplay in enumerate(bank.roleplays):
        if not roleplay.ending:
            source.report("incomplete_field", ("roleplays", number), field="ending")
        for index, turn in enumerate(roleplay.turns):
            for name in ("tests", "contains", "avoid", "model_reply"):
                if not getattr(turn, name):
                    source.report("incomplete_field", ("roleplays", number, "turns", index), field=name)
