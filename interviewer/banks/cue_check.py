"""Whether the cues of a bank compile, and whether one is so loose that it fires on small talk."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from typing import TYPE_CHECKING, Any

import yaml

from interviewer.banks.cue_shape import torn_phrases
from interviewer.banks.everyday import EVERYDAY, LIMIT
from interviewer.banks.loader import LEXICON_PATH, lexicon
from interviewer.banks.problems import Problem, closest
from interviewer.banks.schema import LANGUAGES, Bank, Concept, LexiconFile, Pitfall, Texts
from interviewer.banks.source import Source, read_source
from interviewer.banks.validate import rubric_items
from interviewer.scoring.cues import Cue, CueError, Purpose, compile_cue
from interviewer.scoring.lexicon import Lexicon, shipped_lexicon
from interviewer.scoring.tokens import Document, document

if TYPE_CHECKING:
    from audio.ports import Language

_NO_CONCEPT = re.compile(r"there is no concept '(\w*)'")


def check_cues(source: Source, bank: Bank) -> None:
    """Report every cue that does not compile or fires on small talk, and concepts that clash with the lexicon."""
    broken = _lexicon_problems()
    if broken:
        source.problems += broken
        return
    for name in bank.concepts:
        if name in shipped_lexicon().names:
            source.report("concept_taken", ("concepts", name), name=name)
    words = lexicon(bank)
    _check_concepts(source, bank.concepts, words)
    for keys, _, item in rubric_items(bank):
        if isinstance(item, Pitfall):
            _check_all(source, (*keys, "cues"), item.cues, words, "pitfall")
            _check_all(source, (*keys, "unless"), item.unless, words, "point")
        else:
            _check_all(source, (*keys, "cues"), item.cues, words, "point")


def check_lexicon(source: Source, content: LexiconFile) -> None:
    """Report every cue of a lexicon that does not compile."""
    concepts = {name: {"zh": concept.zh, "en": concept.en} for name, concept in content.concepts.items()}
    _check_concepts(source, content.concepts, Lexicon(concepts))


def _check_concepts(source: Source, concepts: Mapping[str, Concept], words: Lexicon) -> None:
    for name, concept in concepts.items():
        for language in LANGUAGES:
            for index, text in enumerate(concept.get(language)):
                _compile(source, ("concepts", name, language, index), text, language, words)


def _lexicon_problems() -> list[Problem]:
    """Return what keeps the program's lexicon from being read, while somebody is editing it."""
    try:
        shipped_lexicon()
    except yaml.YAMLError:
        return read_source(LEXICON_PATH).problems
    return []


def _check_all(source: Source, keys: tuple[Any, ...], cues: Texts, words: Lexicon, purpose: Purpose) -> None:
    for language in LANGUAGES:
        for index, text in enumerate(cues.get(language)):
            _check(source, (*keys, language, index), text, language, words, purpose)


def _check(
    source: Source, keys: tuple[Any, ...], text: str, language: Language, words: Lexicon, purpose: Purpose
) -> None:
    cue = _compile(source, keys, text, language, words)
    if cue is None:
        return
    fired = [doc for doc in _everyday(language) if cue.find(doc, purpose)]
    if len(fired) >= LIMIT:
        sentence = EVERYDAY[language][_everyday(language).index(fired[0])]
        source.report("cue_everyday", keys, cue=text, sentence=sentence)


def _compile(source: Source, keys: tuple[Any, ...], text: str, language: Language, words: Lexicon) -> Cue | None:
    if not text:
        return None
    try:
        cue = compile_cue(text, language, words)
    except CueError as error:
        reason = str(error)
        if unknown := _NO_CONCEPT.search(reason):
            name = unknown.group(1)
            suggestion = closest(name, words.names)
            source.report("cue_unknown_concept", keys, cue=text, name=name, suggestion=suggestion)
        else:
            source.report("cue", keys, cue=text, reason=reason)
        return None
    for torn in torn_phrases(text, language)[:1]:
        source.report("cue_torn", keys, cue=text, words=torn.words, first=torn.before, last=torn.after)
    return cue


@cache
def _everyday(language: Language) -> tuple[Document, ...]:
    return tuple(document(sentence, language) for sentence in EVERYDAY[language])
