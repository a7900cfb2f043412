"""The screen while the program speaks and listens: a live panel on a terminal, plain lines elsewhere."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from audio.ports import Language
from interviewer.messages import duration_text, text

if TYPE_CHECKING:
    # Importing it for real would import all of end-pointing, and a result is shown without any.
    from audio.capture_records import Progress

_METER_FLOOR_DBFS = -60.0
_METER_CELLS = 20
_BAR_CELLS = 44
_CAPTION = 140  # characters: about two lines
_PLAIN_EVERY_S = 15.0  # without a terminal: one line for each quarter of a minute is enough to follow


class Panel(Protocol):
    """What the turn-taking tells the screen."""

    def state(self, name: str, detail: str = "") -> None:
        """Say what is going on; `name` is the key of a `state.` message, `detail` stands beside it."""
        ...

    def progress(self, progress: Progress, target_s: tuple[float, float]) -> None:
        """Show time against target, level and countdown, at most about 20 times a second."""
        ...

    def caption(self, words: str) -> None:
        """Show what was understood so far."""
        ...

    def note(self, message: str) -> None:
        """Leave one line on the screen."""
        ...

    def close(self) -> None:
        """Leave the screen as results should find it."""
        ...


def clock(seconds: float) -> str:
    """Write seconds as m:ss."""
    minutes, rest = divmod(int(seconds), 60)
    return f"{minutes}:{rest:02d}"


def time_bar(elapsed_s: float, target_s: tuple[float, float], cells: int = _BAR_CELLS) -> str:
    """Draw elapsed time against the target; the target range is drawn thick.

    The scale ends a quarter beyond the upper target, where an interviewer would interrupt.
    """
    low, high = target_s
    scale = high * 1.25

    def cell(seconds: float) -> int:
        return min(cells, round(seconds / scale * cells))

    done, first, last = cell(elapsed_s), cell(low), cell(high)
    marks = []
    for position in range(cells):
        inside = first <= position < last
        marks.append(("█" if inside else "▓") if position < done else ("▒" if inside else "░"))
    return "".join(marks)


def level_meter(level_dbfs: float | None, cells: int = _METER_CELLS) -> str:
    """Draw a level from -60 dBFS to full scale."""
    if level_dbfs is None:
        return "·" * cells
    share = (max(level_dbfs, _METER_FLOOR_DBFS) - _METER_FLOOR_DBFS) / -_METER_FLOOR_DBFS
    filled = min(cells, round(share * cells))
    return "▮" * filled + "·" * (cells - filled)


def state_line(progress: Progress, language: Language) -> str:
    """Return the sentence for the state capture is in."""
    countdown = "" if progress.countdown_s is None else f"{progress.countdown_s:.0f}"
    return text(f"state.{progress.state}", language, countdown=countdown)


class LivePanel:
    """A panel that redraws itself, on stderr."""

    def __init__(self, language: Language) -> None:
        """Prepare; nothing is drawn before the first state."""
        # rich is imported late: `--help` and batch runs never need it.
        from rich.console import Console
        from rich.live import Live

        self._language = language
        self._console = Console(stderr=True)
        self._live = Live(console=self._console, refresh_per_second=12, transient=True)
        self._started = False
        self._question = ""
        self._caption = ""

    def state(self, name: str, detail: str = "") -> None:
        """Show the state alone."""
        from rich.panel import Panel as Box
        from rich.text import Text

        line = text(f"state.{name}", self._language, countdown="")
        self._question = detail
        self._caption = ""
        self._show(Box(Text(detail or line), title=line if detail else None, title_align="left"))

    def progress(self, progress: Progress, target_s: tuple[float, float]) -> None:
        """Redraw time, level and keys."""
        from rich.panel import Panel as Box
        from rich.text import Text

        language, (low, high) = self._language, target_s
        if progress.state == "asking":
            keys = Text(f"\n{text('live.asking_keys', language)}", style="dim")
            self._show(Box(Text(self._question) + keys, title=state_line(progress, language), title_align="left"))
            return
        elapsed = progress.elapsed_s or 0.0
        colour = "yellow" if elapsed < low else "green" if elapsed <= high else "red"
        body = Text()
        body.append(time_bar(elapsed, target_s), style=colour)
        body.append(f"  {clock(elapsed)}", style=f"bold {colour}")
        body.append("  " + text("live.target", language, low=clock(low), high=clock(high)), style="dim")
        body.append(f"\n{text('live.level', language)} {level_meter(progress.level_dbfs)}")
        for warning in progress.warnings:
            body.append(f"  {text(f'live.{warning}', language)}", style="bold red")
        if self._caption:
            body.append(f"\n{self._caption}", style="italic")
        body.append(f"\n{text('live.keys', language)}", style="dim")
        self._show(Box(body, title=f"● {state_line(progress, language)}", title_align="left"))

    def caption(self, words: str) -> None:
        """Show the end of what was understood with the next report."""
        self._caption = ("…" + words[-_CAPTION:]) if len(words) > _CAPTION else words

    def note(self, message: str) -> None:
        """Print a line above the panel."""
        from rich.markup import escape

        self._console.print(escape(message), highlight=False)

    def close(self) -> None:
        """Remove the panel."""
        if self._started:
            self._live.stop()
            self._started = False

    def _show(self, renderable: object) -> None:
        if not self._started:
            self._live.start()
            self._started = True
        self._live.update(renderable)  # type: ignore[arg-type]


class PlainPanel:
    """Lines on stderr, for pipes, logs and screen readers."""

    def __init__(self, language: Language) -> None:
        """Prepare."""
        self._language = language
        self._shown = ""
        self._next_line_s = _PLAIN_EVERY_S
        self._warned: set[str] = set()

    def state(self, name: str, detail: str = "") -> None:
        """Print the state when it changes; a new question begins with nothing warned of."""
        self._warned.clear()
        line = text(f"state.{name}", self._language, countdown="")
        if detail:
            line = f"{line}: {detail}"
        self._print_once(line)

    def progress(self, progress: Progress, target_s: tuple[float, float]) -> None:
        """Print changes of state, each warning once, and the time every quarter of a minute."""
        for warning in progress.warnings:
            if warning not in self._warned:
                self._warned.add(warning)
                self.note(text(f"live.{warning}", self._language))
        if progress.state in ("waiting", "speaking", "held"):
            self._print_once(text(f"state.{progress.state}", self._language))
        elapsed = progress.elapsed_s or 0.0
        if elapsed >= self._next_line_s:
            low, high = (duration_text(bound, self._language) for bound in target_s)
            target = text("live.target", self._language, low=low, high=high)
            self.note(f"{duration_text(elapsed, self._language)} ({target})")
            self._next_line_s += _PLAIN_EVERY_S
        elif elapsed < self._next_line_s - 2 * _PLAIN_EVERY_S:
            self._next_line_s = _PLAIN_EVERY_S  # a new attempt began

    def caption(self, words: str) -> None:
        """Nothing: lines that grow are no help in a log, and the whole transcript follows."""

    def note(self, message: str) -> None:
        """Print one line."""
        import click

        click.echo(message, err=True)

    def close(self) -> None:
        """Nothing to tidy."""

    def _print_once(self, line: str) -> None:
        if line != self._shown:
            self._shown = line
            self.note(line)


class QuietPanel:
    """Says nothing, for --quiet."""

    def state(self, name: str, detail: str = "") -> None:
        """Ignore."""

    def progress(self, progress: Progress, target_s: tuple[float, float]) -> None:
        """Ignore."""

    def caption(self, words: str) -> None:
        """Ignore."""

    def note(self, message: str) -> None:
        """Ignore."""

    def close(self) -> None:
        """Ignore."""
