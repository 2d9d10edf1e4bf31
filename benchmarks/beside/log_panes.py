"""The same board drawn with Textual's own widgets: what a person would build from the tutorial.

    python -m benchmarks.beside.log_panes PROMPT_SET Log|RichLog

The same engine feeds it, the same state is folded, and at the same 20 frames a second each pane gets what
is new since the last: text into a `Log` (or a `RichLog`), the event log into another, and the figures into a
`Static`. It wraps nothing, so it does less than the board does.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import ClassVar

from rich.text import Text
from textual import work
from textual.app import App, ComposeResult
from textual.binding import BindingType
from textual.containers import Grid, Vertical
from textual.widgets import Footer, Header, Log, RichLog, Static

from streamboard.board.histories import gap_history, rate_history
from streamboard.board.state import BoardState
from streamboard.board.stream import StreamState
from streamboard.feeds.live import LiveFeed
from streamboard.feeds.process import EngineProcess
from streamboard.figures.catalogue import FIGURE
from streamboard.promptset import load
from streamboard.tui.draw.glyphs import sparkline

FRAMES_PER_SECOND = 20


class LogPane(Vertical):
    """One stream in Textual's widgets."""

    DEFAULT_CSS = """
    LogPane { border: round $primary; }
    LogPane > .text { height: 3fr; }
    LogPane > .events { height: 2fr; }
    LogPane > Static { height: 3; }
    """

    def __init__(self, stream: StreamState, kind: str) -> None:
        super().__init__()
        self.stream = stream
        self._kind = kind
        self._chars = self._rows = 0

    def compose(self) -> ComposeResult:
        if self._kind == "RichLog":
            yield RichLog(classes="text", wrap=True)
            yield RichLog(classes="events")
        else:
            yield Log(classes="text")
            yield Log(classes="events")
        yield Static(markup=False)

    def update_view(self, now: int) -> None:
        """Show what is new."""
        stream, attempt = self.stream, self.stream.shown
        self.border_title = Text(f"{stream.number} {stream.plan.name} {stream.model()} {stream.phase}")
        if attempt is None:
            return
        if attempt.message.blocks:
            block = attempt.message.blocks[0]
            if new := block.since(self._chars):
                self._write(".text", new)
            self._chars = block.chars
        rows = list(stream.log.rows)[self._rows :]
        for row in rows:
            self._write(".events", f"{row.t / 1e9:7.3f} {row.label} {row.detail}\n")
        self._rows += len(rows)
        deltas = attempt.deltas
        ttft, speed, tokens, median = (
            FIGURE[tag].text(FIGURE[tag].of(stream, now))
            for tag in ("ttft", "tokens_per_second", "output_tokens", "gap_p50")
        )
        figures = (
            f"tok/s {sparkline(rate_history(deltas, now, 20))} {speed}\n"
            f"gaps {sparkline(gap_history(deltas, now, 20))} p50 {median}\n"
            f"TTFT {ttft} {tokens} tok"
        )
        self.query_one(Static).update(figures)

    def _write(self, where: str, text: str) -> None:
        widget = self.query_one(where)
        if isinstance(widget, Log):
            widget.write(text)
        elif isinstance(widget, RichLog):
            widget.write(text.rstrip("\n"))


class LogBoard(App[None]):
    """A grid of such panes."""

    CSS = "Grid { grid-size: 4 4; }"
    BINDINGS: ClassVar[list[BindingType]] = [("q", "quit", "Quit")]

    def __init__(self, feed: LiveFeed, kind: str) -> None:
        super().__init__()
        self.feed = feed
        self.board = BoardState(feed.plan)
        self.kind = kind

    def compose(self) -> ComposeResult:
        yield Header()
        with Grid():
            for stream in self.board.streams.values():
                yield LogPane(stream, self.kind)
        yield Footer()

    def on_mount(self) -> None:
        self._read()
        self.set_interval(1 / FRAMES_PER_SECOND, self._draw)

    @work
    async def _read(self) -> None:
        async for batch in self.feed.batches():
            self.board.apply_all(batch)

    def _draw(self) -> None:
        now = self.feed.now()
        for pane in self.query(LogPane):
            pane.update_view(now)


def main(prompt_set: Path, kind: str) -> None:
    """Run a prompt set on it."""
    plan = load(prompt_set)
    engine = EngineProcess(plan, keep_open=True)
    try:
        LogBoard(LiveFeed(plan, engine, None), kind).run()
    finally:
        engine.close()


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2])
