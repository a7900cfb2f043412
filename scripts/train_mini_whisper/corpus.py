"""Sentences of the interview grammar, split by a hash into training and held-out."""

from __future__ import annotations

import hashlib
import random
import re
from functools import cache

from . import grammar_en, grammar_zh

GRAMMARS = {"en": grammar_en, "zh": grammar_zh}
LANGUAGES = tuple(GRAMMARS)
#: One sentence in this many is kept away from training.
HELD_OUT_ONE_IN = 10
#: Share of fixed sentences (commands, demo scripts) among the training sentences.
FIXED_SHARE = 0.12

_SLOT = re.compile(r"\{(\w+)\}")


@cache
def fixed(language: str) -> tuple[str, ...]:
    """Return the sentences that are always trained on and never held out."""
    grammar = GRAMMARS[language]
    closed = [text for _, text in grammar.TEMPLATES if "{" not in text]
    return tuple(dict.fromkeys([*grammar.COMMANDS, *grammar.STRONG, *grammar.WEAK, *closed]))


def scripts() -> dict[str, dict[str, list[str]]]:
    """Return the self-introductions of the demo's candidate."""
    return {
        language: {"strong": list(grammar.STRONG), "weak": list(grammar.WEAK)} for language, grammar in GRAMMARS.items()
    }


def held_out(sentence: str, language: str) -> bool:
    """Tell whether a sentence belongs to the evaluation, by a hash of its text."""
    if sentence in fixed(language):
        return False
    digest = hashlib.sha256(sentence.encode()).digest()
    return digest[0] % HELD_OUT_ONE_IN == 0


def _fill(template: str, language: str, draw: random.Random) -> str:
    """Fill the slots of a template; a slot named twice gets two different values."""
    slots = GRAMMARS[language].SLOTS
    used: set[str] = set()

    def pick(match: re.Match[str]) -> str:
        choices = [value for value in slots[match.group(1)] if value not in used]
        value = draw.choice(choices)
        used.add(value)
        return value

    return _SLOT.sub(pick, template)


def sentence(language: str, draw: random.Random, *, unseen: bool = False) -> str:
    """Draw one sentence, from the training part or from the held-out part."""
    templates = GRAMMARS[language].TEMPLATES
    if not unseen and draw.random() < FIXED_SHARE:
        return draw.choice(fixed(language))
    while True:
        ((_, template),) = draw.choices(templates, weights=[weight for weight, _ in templates])
        text = _fill(template, language, draw)
        if held_out(text, language) == unseen and not (unseen and text in fixed(language)):
            return text


def sentences(language: str, count: int, seed: int, *, unseen: bool = False) -> list[str]:
    """Draw `count` sentences reproducibly."""
    draw = random.Random(f"{language}-{seed}-{unseen}")
    return [sentence(language, draw, unseen=unseen) for _ in range(count)]


def lexicon(language: str) -> list[str]:
    """Return every word (en) or character (zh) the grammar can produce, with punctuation."""
    grammar = GRAMMARS[language]
    texts = [text for _, text in grammar.TEMPLATES] + list(fixed(language))
    texts = [_SLOT.sub(" ", text) for text in texts]
    texts += [value for values in grammar.SLOTS.values() for value in values]
    if language == "zh":
        return sorted(set("".join(texts)) - {" "})
    return sorted(set(re.findall(r"[A-Za-z]+|[.,]", " ".join(texts))))
