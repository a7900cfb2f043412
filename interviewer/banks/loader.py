"""Finding and loading banks: the shipped ones, those in the user's data folder, those named on the command line."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from interviewer.banks.problems import Problem, bank_error, closest
from interviewer.banks.reader import read_bank
from interviewer.banks.schema import Bank, Question, RolePlay
from interviewer.banks.source import Source, read_one_question, read_source
from interviewer.banks.validate import check_structure
from interviewer.errors import BankError, UnknownBank, UnknownQuestion

if TYPE_CHECKING:
    from interviewer.scoring.lexicon import Lexicon

SHIPPED_DIR = Path(__file__).parent
LEXICON_PATH = SHIPPED_DIR / "lexicon.yaml"


@dataclass(frozen=True)
class BankEntry:
    """A bank of the user's data folder: loaded, or with the error that kept it from loading."""

    path: Path
    bank: Bank | None
    error: BankError | None = None


def load_bank(path: Path) -> Bank:
    """Load a bank.

    Cues are compiled where they are used, not here; `validate.check_file` compiles them all.

    Raises:
        BankError: the file is not a valid bank; `facts["problems"]` lists everything that is wrong.
    """
    path = Path(path)
    try:
        stamp = path.stat()
    except OSError:
        return _load(path, 0, 0)
    return _load(path, stamp.st_mtime_ns, stamp.st_size)


@lru_cache(maxsize=32)
def _load(path: Path, _mtime_ns: int, _size: int) -> Bank:
    source = read_source(path)
    bank = read_bank(source)
    if source.root is not None:
        check_structure(source, bank, complete=False)
    _refuse_shadowing(source, bank)
    if source.problems:
        raise bank_error(source.problems)
    return replace(bank, path=path)


@lru_cache(maxsize=8)
def _load_question(path: Path, question_id: str) -> Bank | None:
    """Load a shipped bank with one of its questions, in a fraction of the time that all of them take.

    None where that question cannot be had alone. What else may be wrong with a shipped bank is found by its tests.
    """
    source = read_one_question(path, question_id)
    if source is None:
        return None
    bank = read_bank(source)
    return None if source.problems or bank.question(question_id) is None else replace(bank, path=path)


def lexicon(bank: Bank | None = None) -> Lexicon:
    """Return the concepts the cues of a bank may use: the program's, and those the bank brings itself."""
    from interviewer.scoring.lexicon import shipped_lexicon

    if bank is None or not bank.concepts:
        return shipped_lexicon()
    return _extended(bank)


@lru_cache(maxsize=8)
def _extended(bank: Bank) -> Lexicon:
    from interviewer.scoring.lexicon import shipped_lexicon

    own = {name: {"zh": concept.zh, "en": concept.en} for name, concept in bank.concepts.items()}
    return shipped_lexicon().extended(own)


def _refuse_shadowing(source: Source, bank: Bank) -> None:
    """A copy of a shipped bank under its old id would mix two rubrics in one history."""
    if bank.id in shipped_bank_ids() and not is_shipped(source.path):
        source.report("bank_id_taken", ("id",), id=bank.id)


@lru_cache(maxsize=1)
def shipped_bank_files() -> tuple[Path, ...]:
    """Return the files of the shipped banks, in the order of their ids."""
    return tuple(sorted(path for path in SHIPPED_DIR.glob("*.yaml") if path != LEXICON_PATH))


def is_shipped(path: Path) -> bool:
    """Tell whether a file is one of the program's own."""
    return path.resolve().parent == SHIPPED_DIR.resolve()


def shipped_bank_ids() -> tuple[str, ...]:
    """Return the ids of the shipped banks, which are also their file names."""
    return tuple(path.stem for path in shipped_bank_files())


def shipped_banks() -> tuple[Bank, ...]:
    """Load all shipped banks, in the order of their ids."""
    return tuple(load_bank(path) for path in shipped_bank_files())


def user_banks(data_dir: Path) -> tuple[BankEntry, ...]:
    """Load the banks kept in `data_dir/banks`; a broken one is an entry with its error, never an exception."""
    entries: list[BankEntry] = []
    seen: dict[str, Path] = {}
    for path in sorted((data_dir / "banks").glob("*.y*ml")):
        try:
            bank = load_bank(path)
        except BankError as error:
            entries.append(BankEntry(path, None, error))
            continue
        if bank.id in seen:
            facts = {"id": bank.id, "other": str(seen[bank.id])}
            entries.append(BankEntry(path, None, bank_error([Problem(path, 1, 1, "bank_id_twice", facts)])))
        else:
            seen[bank.id] = path
            entries.append(BankEntry(path, bank))
    return tuple(entries)


def find_bank(bank_id: str, extra_paths: Sequence[Path] = (), data_dir: Path | None = None) -> Bank:
    """Return the bank of that id, or the bank in that file.

    Args:
        bank_id: an id, or the path of a bank file.
        extra_paths: bank files named on the command line.
        data_dir: the user's data folder.

    Raises:
        UnknownBank: there is no such bank; `facts["suggestions"]` holds near ids.
        BankError: the bank that was meant does not validate.
    """
    if bank_id.endswith((".yaml", ".yml")):
        return load_bank(Path(bank_id))
    if bank_id in shipped_bank_ids():
        return load_bank(SHIPPED_DIR / f"{bank_id}.yaml")
    own = _own_banks(extra_paths, data_dir, wanted=bank_id)
    for bank in own:
        if bank.id == bank_id:
            return bank
    known = [*shipped_bank_ids(), *(bank.id for bank in own)]
    near = closest(bank_id, known)
    hint = f" Did you mean {near}?" if near else ""
    raise UnknownBank(
        f"There is no bank called {bank_id}.{hint} Banks: {', '.join(known) or '-'}.",
        id=bank_id,
        hint=f"{near}? " if near else "",
        suggestions=(near,) if near else (),
        known=", ".join(known),
    )


def _own_banks(extra_paths: Sequence[Path], data_dir: Path | None, wanted: str) -> list[Bank]:
    """Load the user's banks; a broken file is only an error when it is named, or is the one that is wanted."""
    banks = [load_bank(path) for path in extra_paths]
    for entry in user_banks(data_dir) if data_dir else ():
        if entry.bank is not None:
            banks.append(entry.bank)
        elif entry.error is not None and (entry.path.stem == wanted or _first_id(entry.path) == wanted):
            raise entry.error
    return banks


def _first_id(path: Path) -> str | None:
    """Return the id a broken file seems to have."""
    try:
        match = re.search(r"^id:\s*[\"']?([^\s\"'#]+)", path.read_text("utf-8-sig", errors="replace"), re.MULTILINE)
    except OSError:
        return None
    return match.group(1) if match else None


def find_question(
    question_id: str, extra_paths: Sequence[Path] = (), data_dir: Path | None = None, *, alone: bool = False
) -> tuple[Bank, Question]:
    """Return a question and its bank; only the bank that the id names is parsed.

    Args:
        question_id: BANK/NAME.
        extra_paths: bank files named on the command line.
        data_dir: the user's data folder.
        alone: nothing else of the bank will be asked for, so that its other questions need not be there.

    Raises:
        UnknownQuestion: no bank holds the id; `facts["suggestions"]` holds near ids.
        BankError: the bank that was meant does not validate.
    """
    bank_id, _, _ = question_id.partition("/")
    if alone and bank_id in shipped_bank_ids():
        part = _load_question(SHIPPED_DIR / f"{bank_id}.yaml", question_id)
        if part is not None and (question := part.question(question_id)) is not None:
            return part, question
    try:
        bank = find_bank(bank_id, extra_paths, data_dir)
    except UnknownBank:
        raise _unknown_question(question_id, all_question_ids(extra_paths, data_dir)) from None
    question = bank.question(question_id)
    if question is None:
        raise _unknown_question(question_id, [question.id for question in bank.questions])
    return bank, question


def find_roleplay(
    roleplay_id: str, extra_paths: Sequence[Path] = (), data_dir: Path | None = None
) -> tuple[Bank, RolePlay]:
    """Return a role-play and its bank.

    Raises:
        UnknownQuestion: no bank holds the id; `facts["suggestions"]` holds near ids.
    """
    banks = [*shipped_banks(), *_own_banks(extra_paths, data_dir, wanted=roleplay_id)]
    for bank in banks:
        if (roleplay := bank.roleplay(roleplay_id)) is not None:
            return bank, roleplay
    raise _unknown_question(roleplay_id, [roleplay.id for bank in banks for roleplay in bank.roleplays])


def all_question_ids(extra_paths: Sequence[Path] = (), data_dir: Path | None = None) -> list[str]:
    """Return the ids of all questions in all banks."""
    banks = [*shipped_banks(), *_own_banks(extra_paths, data_dir, wanted="")]
    return [question.id for bank in banks for question in bank.questions]


def _unknown_question(wanted: str, known: Sequence[str]) -> UnknownQuestion:
    near = closest(wanted, known) or closest(wanted.rpartition("/")[2], known)
    # "self-intro" is how one remembers "hr-faq/02-self-intro".
    tail = wanted.rpartition("/")[2].lower()
    ends = [identifier for identifier in known if tail and identifier.endswith(tail)]
    suggestions = tuple(dict.fromkeys([*ends[:3], *([near] if near else [])]))
    hint = f" Did you mean {' or '.join(suggestions)}?" if suggestions else " `interviewer banks list` shows all."
    near_ids = " / ".join(suggestions) + "? " if suggestions else ""
    return UnknownQuestion(f"No bank holds {wanted}.{hint}", id=wanted, hint=near_ids, suggestions=suggestions)
