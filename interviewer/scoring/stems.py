"""English inflection: a light stemmer, and a key for words that sound alike."""

from __future__ import annotations

import re
from functools import cache

# Irregular forms of the verbs and nouns people use when they tell what they did.
_IRREGULAR = {
    form: base
    for base, forms in {
        "be": "am is are was were been being", "have": "has had having", "do": "does did doing",
        "go": "went gone goes going", "use": "used uses using", "agree": "agreed agreeing agrees",
        "guarantee": "guaranteed", "free": "freed", "write": "wrote written", "run": "ran", "say": "said",
        "tell": "told",
        "keep": "kept", "catch": "caught", "build": "built", "buy": "bought", "bring": "brought", "think": "thought",
        "teach": "taught", "send": "sent", "spend": "spent", "find": "found", "get": "got gotten", "give": "gave given",
        "take": "took taken", "make": "made", "know": "knew known", "grow": "grew grown", "show": "shown",
        "see": "saw seen", "speak": "spoke spoken", "break": "broke broken", "choose": "chose chosen",
        "fall": "fell fallen", "rise": "rose risen", "drive": "drove driven", "hold": "held", "lead": "led",
        "leave": "left", "lose": "lost", "meet": "met", "pay": "paid", "sell": "sold", "sit": "sat", "stand": "stood",
        "understand": "understood", "win": "won", "feel": "felt", "hear": "heard", "begin": "began begun",
        "come": "came", "become": "became", "feed": "fed", "mean": "meant", "draw": "drew drawn",
        "throw": "threw thrown",
        "wear": "wore worn", "stick": "stuck", "deal": "dealt", "learn": "learnt", "forget": "forgot forgotten",
        "hide": "hid hidden", "seek": "sought", "sleep": "slept", "shrink": "shrank shrunk", "withdraw": "withdrew",
        "person": "people", "child": "children", "man": "men", "woman": "women", "analysis": "analyses",
        "criterion": "criteria", "try": "tries tried", "lie": "lying lied", "die": "dying died", "tie": "tied tying",
    }.items()
    for form in forms.split()
}  # fmt: skip
_UNCHANGED = frozenset(
    "this its is was has us as his yes always perhaps news business process access success address less unless "
    "during thing something anything everything nothing bring king ring sing string spring wing morning evening "
    "need feed speed seed indeed bed red hundred shed sales series species focus status bus plus minus bias loss "
    "boss cross class mass pass miss press dress stress across guess gross basis crisis analysis campus bonus "
    "versus virus gas thus ours hers yours theirs various previous serious obvious".split()
)
_WHOLE = {"note": "note", "notes": "note", "noted": "note", "noting": "note", "here": "here"}
"""What would become another word altogether (not, her)."""
_VOWEL = re.compile(r"[aeiouy]")


@cache
def stem(word: str) -> str:
    """Return what the inflections of a lower-case word share (review, reviews, reviewed, reviewing)."""
    if word in _WHOLE:
        return _WHOLE[word]
    if len(word) <= 3 or word in _UNCHANGED:
        return _bare(_IRREGULAR.get(word, word))
    if word in _IRREGULAR:
        return _bare(_IRREGULAR[word])
    if word.endswith("ings"):
        return stem(word[:-1])
    if word.endswith("ies"):
        return word[:-3] + "i"
    if word.endswith("ied"):
        return word[:-3] + "i"
    for suffix in ("ing", "ed"):
        root = word[: -len(suffix)]
        if word.endswith(suffix) and len(root) >= 2 and _VOWEL.search(root) and not root.endswith("e"):
            return _bare(_undoubled(root))
    if word.endswith(("sses", "shes", "ches", "xes", "zes")):
        return _bare(word[:-2])
    if word.endswith("s") and not word.endswith(("ss", "us", "is")):
        return _bare(word[:-1])
    return _bare(word)


def _undoubled(root: str) -> str:
    if len(root) > 3 and root[-1] == root[-2] and root[-1] not in "lsz":
        return root[:-1]
    return root


def _bare(word: str) -> str:
    """Drop a silent e and write a final y as i, so that measure, measured and measuring agree."""
    if len(word) > 3 and word.endswith("e"):
        return word[:-1]
    if len(word) > 2 and word.endswith("y") and word[-2] not in "aeiou":
        return word[:-1] + "i"
    if len(word) > 4 and word.endswith("ll"):
        return word[:-1]
    return word


_SPELLINGS = tuple(
    (re.compile(pattern), sound)
    for pattern, sound in (
        (r"^kn", "n"), (r"^wr", "r"), (r"^wh", "w"), (r"ph", "f"), (r"[ao]ugh$", "o"), (r"igh", "ai"), (r"gh", ""),
        (r"tch", "C"), (r"ch", "C"), (r"sh|[ct]ion|sion|tial|cial", "S"), (r"th", "T"), (r"ck|q", "k"),
        (r"c(?=[eiy])", "s"), (r"c", "k"), (r"x", "ks"), (r"g(?=[eiy])", "j"), (r"dge", "j"), (r"z", "s"),
        (r"mb$", "m"), (r"ee|ea|ie|ei|ey$|y$|i$", "I"), (r"ai|ay|a(?=[^aeiou]e$)", "A"), (r"i(?=[^aeiou]e$)", "Y"),
        (r"oa|ow|o(?=[^aeiou]e$)|ew|oo|ou|u(?=[^aeiou]e$)", "O"), (r"e$", ""), (r"([aeiou])[aeiou]+", r"\1"),
        (r"h", ""),
        (r"(.)\1+", r"\1"),
    )
)  # fmt: skip


@cache
def sound_key(word: str) -> str:
    """Return a key shared by words that sound alike (weak, week; cash, cache; whole, hole)."""
    key = word
    for pattern, sound in _SPELLINGS:
        key = pattern.sub(sound, key)
    return key
