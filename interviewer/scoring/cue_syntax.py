"""The notation of cues (see banks/FORMAT.md): from one line to the pattern it means."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import NoReturn

from audio.ports import Language
from interviewer.scoring.atoms import EnglishWord, Figure, Run
from interviewer.scoring.figures import FIGURE_KINDS
from interviewer.scoring.literals import PatternTable, literal
from interviewer.scoring.normalise import fold, is_hanzi
from interviewer.scoring.patterns import MAX_GAP, Either, Pattern, Together

_PIECE = re.compile(r"""(\s*)(\.\.\.|"[^"]*"|\{[^}]*\}|&[0-9]?|[|()!~"{}]|(?:(?!\.\.\.)[^\s|(){}&!"~])+)""")
"""Blanks and a piece: a mark, what stands in quotation marks or braces, or a word. A cue consists of nothing else."""
_END = ""
"""Stands behind the last piece."""
_STOPS = frozenset({_END, "|", ")", "...", "&", *(f"&{digit}" for digit in range(10))})
"""Pieces that end a row of words."""
_NO_ATOMS = _STOPS | {"!", "~", "}"}


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


class CueParser:
    """Recursive descent over the pieces of one cue; `parse` returns (pattern, whether polarity is ignored)."""

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
        self._origin = folded.origin
        self._cut: list[tuple[str, str]] = _PIECE.findall(folded.text)
        self._pieces = [*(piece for _, piece in self._cut), _END]
        self._at = 0
        self._language: Language = language
        self._concept = concept
        self._table = table
        self._atoms = table.atoms[language]

    def parse(self) -> tuple[Pattern, bool]:
        """Return the pattern and whether the cue begins with ~."""
        any_polarity = self._take("~")
        pattern = self._both()
        if self._pieces[self._at] != _END:
            self._fail(f"unexpected {self._pieces[self._at][0]!r}; quote it or take it out")
        return pattern, any_polarity

    @property
    def first_word(self) -> str:
        """The first word of the cue, without its quotation marks."""
        return next(piece for piece in self._pieces if piece not in _NO_ATOMS and piece != "(").strip('"')

    def _fail(self, message: str) -> NoReturn:
        """Refuse the cue at the piece that is next."""
        before = sum(len(blanks) + len(piece) for blanks, piece in self._cut[: self._at])
        blanks = len(self._cut[self._at][0]) if self._at < len(self._cut) else 0
        raise CueError(message, self._origin[min(before + blanks, len(self._origin) - 1)] if self._origin else 0)

    def _take(self, mark: str) -> bool:
        if self._pieces[self._at] == mark:
            self._at += 1
            return True
        return False

    def _both(self) -> Pattern:
        parts = [(self._later(), 0)]
        excluded: list[Pattern] = []
        while (mark := self._pieces[self._at]).startswith("&"):
            self._at += 1
            if self._take("!"):
                excluded.append(self._later())
            else:
                parts.append((self._later(), int(mark[1:] or 0)))
        if len(parts) == 1 and not excluded:
            return parts[0][0]
        key = ("together", tuple((id(part), apart) for part, apart in parts), tuple(map(id, excluded)))
        return self._table.get(key, lambda: Together(parts, excluded))

    def _later(self) -> Pattern:
        return self._sequence(self._chain)

    def _sequence(self, item: Callable[[], Pattern]) -> Pattern:
        parts = [item()]
        while self._take("..."):
            parts.append(item())
        return self._table.following(parts, None)

    def _chain(self) -> Pattern:
        parts = [self._part()]
        while (piece := self._pieces[self._at]) not in _STOPS:
            if not self._cut[self._at][0] and piece[0] not in '({"':
                break  # a word that hangs on a bracket
            parts.append(self._part())
        return self._table.following(parts, MAX_GAP[self._language])

    def _part(self) -> Pattern:
        parts = [self._atom()]
        while self._take("|"):
            parts.append(self._atom())
        return self._either(parts)

    def _either(self, parts: list[Pattern]) -> Pattern:
        if len(parts) == 1:
            return parts[0]
        return self._table.get(("either", *map(id, parts)), lambda: Either(parts))

    def _atom(self) -> Pattern:
        piece = self._pieces[self._at]
        if piece == "(":
            self._at += 1
            return self._group()
        pattern = self._atoms.get(piece)
        if pattern is None:
            pattern = self._atoms[piece] = self._new_atom(piece)
        self._at += 1
        return pattern

    def _group(self) -> Pattern:
        parts = [self._sequence(self._group_chain)]
        while self._take("|"):
            parts.append(self._sequence(self._group_chain))
        if not self._take(")"):
            self._fail("the bracket is not closed; & is not allowed inside brackets")
        return self._either(parts)

    def _group_chain(self) -> Pattern:
        parts = [self._atom()]
        while self._pieces[self._at] not in _STOPS:
            parts.append(self._atom())
        return self._table.following(parts, MAX_GAP[self._language])

    def _new_atom(self, piece: str) -> Pattern:
        """Return the pattern of a word, of what is quoted, or of a {name} that is met for the first time."""
        if piece == _END:
            self._fail("something is missing at the end of the cue")
        if piece in _NO_ATOMS:
            self._fail(f"{piece[0]!r} cannot stand here; a word, (, {{ or a quotation mark is expected")
        if piece == '"':
            self._fail("the quotation mark is not closed")
        if piece[0] == "{":
            return self._named(piece)
        words = piece.strip('"')
        pattern = literal(words, self._language, self._table, exact=piece[0] == '"')
        if pattern is None:
            self._fail(f"{words!r} holds no word")
        return pattern

    def _named(self, piece: str) -> Pattern:
        if piece == "{":
            self._fail("the brace is not closed")
        name = piece[1:-1].strip()
        if name in FIGURE_KINDS:
            return self._table.get(("figure", name), lambda: Figure(name))
        pattern = self._concept(name)
        if pattern is None:
            self._fail(f"there is no concept {name!r} with cues in this language; see lexicon.yaml")
        return pattern


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
    word = parser.first_word
    alone = len(word) == 1 and is_hanzi(word)
    if alone or word in _EVERYDAY[language]:
        raise CueError(f"{word!r} alone fires on any answer; join it with a second idea, as in `{word} & ...`", 0)
