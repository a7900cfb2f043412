"""The notation of cues (see banks/FORMAT.md): from one line to the pattern it means."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cache

from audio.ports import Language
from interviewer.scoring.confusion import register
from interviewer.scoring.figures import FIGURE_KINDS
from interviewer.scoring.normalise import fold, is_hanzi
from interviewer.scoring.patterns import (
    MAX_GAP,
    NEGATIONS,
    Either,
    EnglishWord,
    Figure,
    Following,
    Pattern,
    Run,
    Together,
)
from interviewer.scoring.pinyin import near_syllable, syllable
from interviewer.scoring.tokens import Tokens, code, tokenise

_SPECIAL = set(' |(){}&!"~')


class CueError(ValueError):
    """A cue cannot be read.

    Attributes:
        message: what is wrong and what to change.
        position: index of the character in the cue where it goes wrong.
    """

    def __init__(self, message: str, position: int) -> None:
        """Keep the message and the place."""
        super().__init__(f"{message} (at character {position + 1})")
        self.message = message
        self.position = position


@dataclass
class PatternTable:
    """Patterns already built, so that the same words in many cues are one object and are searched once."""

    known: dict[tuple[object, ...], Pattern] = field(default_factory=dict)

    def get(self, key: tuple[object, ...], build: Callable[[], Pattern]) -> Pattern:
        """Return the pattern of a key, built at most once."""
        pattern = self.known.get(key)
        if pattern is None:
            pattern = self.known[key] = build()
        return pattern


class CueParser:
    """Recursive descent over one cue; `parse` returns (pattern, whether polarity is ignored)."""

    def __init__(
        self, text: str, language: Language, concept: Callable[[str], Pattern | None], table: PatternTable
    ) -> None:
        """Prepare a cue.

        Args:
            text: the cue.
            language: "zh" or "en".
            concept: gives the pattern of a concept, None for an unknown name.
            table: shared patterns.
        """
        folded = fold(text)
        self._text, self._origin = folded.text, folded.origin
        self._at = 0
        self._language: Language = language
        self._concept = concept
        self._table = table
        self.literals: list[str] = []

    def parse(self) -> tuple[Pattern, bool]:
        """Return the pattern and whether the cue begins with ~."""
        self._blank()
        any_polarity = self._take("~")
        pattern = self._both()
        if self._at < len(self._text):
            self._fail(f"unexpected {self._text[self._at]!r}; quote it or take it out")
        return pattern, any_polarity

    def _fail(self, message: str) -> None:
        position = self._origin[min(self._at, len(self._origin) - 1)] if self._origin else 0
        raise CueError(message, position)

    def _blank(self) -> None:
        while self._at < len(self._text) and self._text[self._at].isspace():
            self._at += 1

    def _take(self, mark: str) -> bool:
        if self._text.startswith(mark, self._at):
            self._at += len(mark)
            return True
        return False

    def _both(self) -> Pattern:
        parts = [(self._later(), 0)]
        excluded: list[Pattern] = []
        self._blank()
        while self._take("&"):
            digits = re.match(r"\d", self._text[self._at :])
            apart = int(digits.group()) if digits else 0
            self._at += 1 if digits else 0
            self._blank()
            if self._take("!"):
                self._blank()
                excluded.append(self._later())
            else:
                parts.append((self._later(), apart))
            self._blank()
        if len(parts) == 1 and not excluded:
            return parts[0][0]
        key = ("together", tuple((id(part), apart) for part, apart in parts), tuple(map(id, excluded)))
        return self._table.get(key, lambda: Together(parts, excluded))

    def _later(self) -> Pattern:
        return self._sequence(self._chain, "...", None)

    def _chain(self) -> Pattern:
        parts = [self._part()]
        while True:
            at = self._at
            self._blank()
            if self._at >= len(self._text) or self._text[self._at] in ")&|" or self._text.startswith("...", self._at):
                break
            if self._at == at and self._text[at] not in '({"':
                break
            parts.append(self._part())
        return self._following(parts, MAX_GAP[self._language])

    def _sequence(self, item: Callable[[], Pattern], mark: str, gap: int | None) -> Pattern:
        parts = [item()]
        self._blank()
        while self._take(mark):
            self._blank()
            parts.append(item())
            self._blank()
        return self._following(parts, gap)

    def _following(self, parts: list[Pattern], gap: int | None) -> Pattern:
        if len(parts) == 1:
            return parts[0]
        return self._table.get(("following", gap, *map(id, parts)), lambda: Following(parts, gap))

    def _part(self) -> Pattern:
        parts = [self._atom()]
        while self._alternative():
            parts.append(self._atom())
        return self._either(parts)

    def _alternative(self) -> bool:
        at = self._at
        self._blank()
        if self._take("|"):
            self._blank()
            return True
        self._at = at
        return False

    def _either(self, parts: list[Pattern]) -> Pattern:
        if len(parts) == 1:
            return parts[0]
        return self._table.get(("either", *map(id, parts)), lambda: Either(parts))

    def _atom(self) -> Pattern:
        if self._at >= len(self._text):
            self._fail("something is missing at the end of the cue")
        if self._take("("):
            return self._group()
        if self._take("{"):
            return self._named()
        if self._take('"'):
            end = self._text.find('"', self._at)
            if end < 0:
                self._fail("the quotation mark is not closed")
            words, self._at = self._text[self._at : end], end + 1
            return self._literal(words, exact=True)
        start = self._at
        while self._at < len(self._text) and not self._text[self._at].isspace():
            if self._text[self._at] in _SPECIAL or self._text.startswith("...", self._at):
                break
            self._at += 1
        if self._at == start:
            self._fail(f"{self._text[start]!r} cannot stand here; a word, (, {{ or a quotation mark is expected")
        return self._literal(self._text[start : self._at], exact=False)

    def _group(self) -> Pattern:
        parts = []
        while True:
            self._blank()
            parts.append(self._sequence(self._group_chain, "...", None))
            self._blank()
            if self._take("|"):
                continue
            if self._take(")"):
                return self._either(parts)
            self._fail("the bracket is not closed; & is not allowed inside brackets")

    def _group_chain(self) -> Pattern:
        parts = [self._atom()]
        self._blank()
        while self._at < len(self._text) and self._text[self._at] not in "|)&":
            if self._text.startswith("...", self._at):
                break
            parts.append(self._atom())
            self._blank()
        return self._following(parts, MAX_GAP[self._language])

    def _named(self) -> Pattern:
        end = self._text.find("}", self._at)
        if end < 0:
            self._fail("the brace is not closed")
        name = self._text[self._at : end].strip()
        if name in FIGURE_KINDS:
            self._at = end + 1
            return self._table.get(("figure", name), lambda: Figure(name))
        pattern = self._concept(name)
        if pattern is None:
            self._fail(f"there is no concept {name!r} with cues in this language; see lexicon.yaml")
        self._at = end + 1
        assert pattern is not None
        return pattern

    def _literal(self, words: str, *, exact: bool) -> Pattern:
        tokens = _literal_tokens(words, self._language)
        if not tokens.words:
            self._fail(f"{words!r} holds no word")
        self.literals.append(words)
        if self._language == "zh":
            return self._run(tokens.codes, exact)
        parts = [self._word(word, one, exact) for word, one in zip(tokens.words, tokens.codes, strict=True)]
        return self._following(parts, 0 if exact or len(parts) > 1 else MAX_GAP["en"])

    def _run(self, codes: str, exact: bool) -> Pattern:
        def build() -> Pattern:
            return Run(
                codes,
                "".join(code(syllable(c)) for c in codes),
                "".join(code(near_syllable(c)) for c in codes),
                exact=exact,
                meant=bool(NEGATIONS["zh"].search(codes)),
            )

        return self._table.get(("run", codes, exact), build)

    def _word(self, word: str, one: str, exact: bool) -> Pattern:
        if not exact:
            register(word)
        key = ("word", one, word if exact else "", exact)
        meant = bool(NEGATIONS["en"].match(word))
        return self._table.get(key, lambda: EnglishWord(word, one, exact=exact, meant=meant))


@cache
def _literal_tokens(words: str, language: Language) -> Tokens:
    """Cut the words of a cue; of those in the shipped banks only every seventh is a new one."""
    return tokenise(words, language, keep_fillers=True)


_EVERYDAY = {
    "zh": frozenset(
        "数据 用户 客户 模型 产品 问题 业务 工具 内容 公司 项目 团队 时间 工作 效果 结果 目标 需求 "
        "系统 功能 指标 成本 人工 智能 技术 方案 运营 质量 效率 安全 风险 价格 服务 经验 能力 学习 "
        "沟通 提升 优化 分析 管理 领导 同事 老板 岗位 行业 市场 活动 流程 标准 情况 方法 方向 机会 "
        "计划 经历 反馈 测试 上线 开发 设计 体验 需要 觉得 然后 因为 所以 可以 就是 ai 人工智能 "
        "大模型 机器人".split()
    ),
    "en": frozenset(
        "data user users customer customers client model models product problem problems issue business tool "
        "tools content company project team time work result results goal need system feature metric metrics "
        "cost costs ai technology plan quality speed risk price service experience skill learn improve manage "
        "boss job role industry market process standard case method change feedback test launch design people "
        "thing use help good make know think want person money number report check ask tell say talk call "
        "email meeting week day year month question answer".split()
    ),
}


def refuse_everyday(parser: CueParser, pattern: Pattern, language: Language) -> None:
    """Refuse a cue that is one everyday word and nothing else.

    Raises:
        CueError: it would fire on answers to any question.
    """
    if not isinstance(pattern, (Run, EnglishWord)):
        return
    word = parser.literals[0]
    alone = len(word) == 1 and is_hanzi(word)
    if alone or word in _EVERYDAY[language]:
        raise CueError(f"{word!r} alone fires on any answer; join it with a second idea, as in `{word} & ...`", 0)
