"""How the history looks on the screen and as JSON."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import TYPE_CHECKING, Any

from interviewer.memory.attempts import Attempt
from interviewer.memory.table import table
from interviewer.memory.trends import (
    Trend,
    bank_trends,
    dimension_trends,
    point_trends,
    question_trends,
    sparkline,
)
from interviewer.messages import CATALOGUE, text

if TYPE_CHECKING:
    # Importing it for real would import numpy, and `history` is to be quick.
    from audio.ports import Language
    from interviewer.store import SavedSession

_QUESTIONS_SHOWN = 10
_ARROW = {"up": "↑", "down": "↓", "same": "=", None: ""}


@dataclass(frozen=True)
class History:
    """What is shown.

    Attributes:
        attempts: all that were asked for, oldest first.
        sessions: the newest ones, newest first.
        limit: attempts that are listed.
        question: the one question it is about, None for all.
        point_names: point id -> its sentence, for that question.
    """

    attempts: Sequence[Attempt]
    sessions: Sequence[SavedSession]
    limit: int
    question: str | None
    point_names: Mapping[str, str]

    @cached_property
    def trends(self) -> dict[str, list[Trend]]:
        """Return the trends by what they are of."""
        trends = {
            "questions": question_trends(self.attempts),
            "banks": bank_trends(self.attempts),
            "dimensions": dimension_trends(self.attempts),
        }
        if self.question is not None:
            trends["points"] = point_trends(self.attempts)
        return trends

    def listed(self) -> list[Attempt]:
        """Return the attempts that are listed, newest first."""
        return list(reversed(self.attempts))[: self.limit]


def history_json(history: History) -> dict[str, Any]:
    """Return everything for programs."""
    means = _session_means(history.attempts)
    return {
        "attempts": [attempt.as_dict() for attempt in history.listed()],
        "sessions": [
            {
                "id": session.id,
                "kind": session.kind,
                "lang": session.language,
                "bank": session.bank,
                "started_at": session.started_at,
                "ended_at": session.ended_at,
                "attempts": means[session.id][0],
                "mean": means[session.id][1],
            }
            for session in history.sessions
        ],
        "trends": {kind: [_trend_json(trend) for trend in trends] for kind, trends in history.trends.items()},
    }


def _trend_json(trend: Trend) -> dict[str, Any]:
    return {
        "name": trend.name,
        "lang": trend.language,
        "values": list(trend.values),
        "attempts": trend.attempts,
        "last_at": trend.last_at,
        "change": trend.change,
    }


def history_lines(history: History, language: Language) -> list[str]:
    """Return what people read, at most 80 columns wide."""
    if not history.attempts:
        return [text("history.nothing", language)]
    trends = history.trends
    lines = _attempts(history, language)
    lines += _trends("questions", trends["questions"][:_QUESTIONS_SHOWN], {}, language)
    lines += _trends("points", trends.get("points", []), history.point_names, language)
    lines += _trends("banks", trends["banks"] if history.question is None else [], {}, language)
    names = {name: text(f"history.dimension.{name}", language) for name in {t.name for t in trends["dimensions"]}}
    lines += _trends("dimensions", trends["dimensions"], names, language)
    return lines + _sessions(history, language)


def _attempts(history: History, language: Language) -> list[str]:
    headers = [text(f"history.column.{name}", language) for name in ("number", "when", "lang", "score", "time", "id")]
    rows = [
        (
            str(one.id),
            local_time(one.recorded_at),
            one.language,
            score_text(one.total),
            time_text(one.speaking_s),
            one.question,
        )
        for one in history.listed()
    ]
    title = text("history.attempts", language, shown=len(rows), count=len(history.attempts))
    return [title, *table(headers, rows, right="rllrrl", gap=" ")]


def _trends(kind: str, trends: Sequence[Trend], names: Mapping[str, str], language: Language) -> list[str]:
    """Lay out trends: the line, the last value and where it went, then whose it is."""
    if not trends:
        return []
    top = 1.0 if kind == "points" else 100.0
    headers = [text(f"history.column.{name}", language) for name in ("trend", "last", "best", "count", "lang", kind)]
    rows = [
        (
            sparkline(trend.values, top),
            (_value(trend.values[-1], kind) + _ARROW[trend.change].rjust(1)) if trend.values else "–",
            _value(max(trend.values), kind) if trend.values else "–",
            str(trend.attempts),
            trend.language,
            names.get(trend.name, trend.name),
        )
        for trend in trends
    ]
    return ["", text(f"history.{kind}", language), *table(headers, rows, right="lrrrll", gap=" ")]


def _value(value: float, kind: str) -> str:
    if kind == "points":
        return {0.0: "0", 0.5: "½", 1.0: "1"}.get(value, f"{value:.1f}")
    return f"{value:.0f}"


def _sessions(history: History, language: Language) -> list[str]:
    if not history.sessions:
        return []
    means = _session_means(history.attempts)
    headers = [
        text(f"history.column.{name}", language) for name in ("session", "when", "lang", "count", "mean", "kind")
    ]
    rows = []
    for session in history.sessions:
        count, mean = means[session.id]
        kind = " ".join([_kind(session.kind, language), *([session.bank] if session.bank else [])])
        if session.ended_at is None and session.kind in ("interview", "roleplay"):
            kind += f" ({text('history.unfinished', language)})"
        rows.append((session.id, local_time(session.started_at), session.language, str(count), score_text(mean), kind))
    return ["", text("history.sessions", language), *table(headers, rows, right="lllrrl", gap=" ")]


def _kind(kind: str, language: Language) -> str:
    """Name a kind of session; one that came with an import may be unknown here."""
    key = f"history.kind.{kind}"
    return text(key, language) if key in CATALOGUE else kind


def _session_means(attempts: Sequence[Attempt]) -> dict[str, tuple[int, float | None]]:
    """Return for each session how many attempts it holds, and their mean total."""
    counts: dict[str, int] = defaultdict(int)
    totals: dict[str, list[float]] = defaultdict(list)
    for one in attempts:
        counts[one.session] += 1
        if one.total is not None:
            totals[one.session].append(one.total)
    means = {session: round(sum(values) / len(values), 1) for session, values in totals.items()}
    return defaultdict(lambda: (0, None), {name: (count, means.get(name)) for name, count in counts.items()})


def score_text(total: float | None) -> str:
    """Write a score; a dash where there is none."""
    return "–" if total is None else f"{total:.0f}"


def time_text(seconds: float | None) -> str:
    """Write a length of time as m:ss; a dash where it is unknown."""
    if seconds is None:
        return "–"
    minutes, rest = divmod(round(seconds), 60)
    return f"{minutes}:{rest:02d}"


def local_time(stamp: str) -> str:
    """Write a stored time as people on this machine read it; the year stands where it is another one."""
    moment = datetime.fromisoformat(stamp).astimezone()
    return f"{moment:%m-%d %H:%M}" if moment.year == datetime.now().year else f"{moment:%Y-%m-%d}"
