"""Sentences and clauses, also where the transcript has no punctuation: half of all recognised speech has none."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import accumulate

from audio.ports import Language
from interviewer.scoring.tokens import Tokens

LONG_PAUSE_S = 0.8
"""A silence between two words from which on a clause ends."""

SENTENCE_PAUSE_S = 1.5
"""A silence from which on a sentence ends."""

_TOO_LONG = {"zh": 64, "en": 45}
"""Tokens: a longer stretch without a full stop is split at connectives."""
_SHORTEST = {"zh": 12, "en": 9}

# Where a speaker starts a new thought. Longer ones first: the first alternative that fits is taken.
_ZH_CONNECTIVE = re.compile(
    "然后|后来|接着|再就是|再有|还有就是|还有|另外|此外|所以|因此|但是|可是|(?<![忙绕熬])不过(?![关审来去了得])|而是|因为|如果|(?<![主只需重想])要是|比如说|比如|例如|"
    "首先|其次|最后|第[一二三四五六七八九](?:个|点|步|样|条|类|种|段|层|件|方面|,|是|就|呢)?|一个是|一方面|另一方面|(?<![唯第统])一是|"
    "二是|三是|那我|那么|反正|其实|当时|结果|以前|之前|现在|不是说|我觉得|我会|我们|同时|至于|总之|总的来说|"
    "简单说|说实话|当然|毕竟|虽然|尽管|而且|并且|甚至|万一|等到|之后|完了|接下来|往后|另一个|再一个|头一|那就"
)
# Words that only start a clause when the one before is long enough; the rest always do.
_EN_STARTS = frozenset(
    "but because so then also although though however when if while before after since whereas unless instead first "
    "second third finally next anyway now once otherwise and or which meanwhile plus basically".split()
)
_EN_STRONG = frozenset("but because so then although however instead if unless whereas though anyway".split())


def split(tokens: Tokens, language: Language, pauses: Sequence[float]) -> tuple[list[int], list[int], list[bool]]:
    """Number the sentences and clauses.

    Args:
        tokens: the tokens.
        language: "zh" or "en".
        pauses: silence before each token in seconds, 0 where unknown.

    Returns:
        (sentence of each token, clause of each token, for each sentence whether its end is our own split).
    """
    total = len(tokens.words)
    starts = _connectives(tokens, language)
    clause_start = [
        kind > 0 or pause >= LONG_PAUSE_S or strength == 2
        for kind, pause, strength in zip(tokens.breaks, pauses, starts, strict=True)
    ]
    stops = [kind == 2 for kind in tokens.breaks]
    hard = [index for index in range(total) if stops[index] or pauses[index] >= SENTENCE_PAUSE_S] + [total]
    sentence: list[int] = []
    soft: list[bool] = []
    for begin, end in zip(hard, hard[1:], strict=False):
        cuts = _cuts(begin, end, language, tokens, starts, pauses)
        for piece, (left, right) in enumerate(zip([begin, *cuts], [*cuts, end], strict=True)):
            sentence += [len(soft)] * (right - left)
            soft.append(piece < len(cuts) or (end < total and not stops[end]))
            clause_start[left] = True
    clause = [number - 1 for number in accumulate(clause_start)]
    return sentence, clause, soft


def _connectives(tokens: Tokens, language: Language) -> list[int]:
    """Return for each token 0 nothing, 1 may start a clause, 2 starts one."""
    strength = [0] * len(tokens.words)
    if language == "zh":
        for match in _ZH_CONNECTIVE.finditer(tokens.codes):
            word = match.group()
            strength[match.start()] = 1 if word in _ZH_WEAK else 2
        return strength
    for index, word in enumerate(tokens.words):
        if word in _EN_STRONG:
            strength[index] = 2
        elif word in _EN_STARTS:
            strength[index] = 1
    return strength


_ZH_WEAK = frozenset({"我们", "现在", "以前", "之前", "之后", "结果", "我会", "当时", "完了", "那就", "其实", "因为"})


def _cuts(
    begin: int, end: int, language: Language, tokens: Tokens, starts: Sequence[int], pauses: Sequence[float]
) -> list[int]:
    """Choose where a stretch that is too long is split: at pauses, commas before connectives, connectives."""
    longest, shortest = _TOO_LONG[language], _SHORTEST[language]
    cuts: list[int] = []
    left = begin
    while end - left > longest:
        best, best_value = 0, 0.0
        for index in range(left + shortest, min(left + longest, end - shortest // 2)):
            value = min(pauses[index], 2.0) * 2 + starts[index] + 1.5 * (tokens.breaks[index] == 1)
            if value and value + (index - left) / longest > best_value:
                best, best_value = index, value + (index - left) / longest
        if not best:
            best = left + longest
        cuts.append(best)
        left = best
    return cuts
