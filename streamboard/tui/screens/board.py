"""The board: panes or lanes between a header and a footer, and the keys that work on them."""

from __future__ import annotations

from typing import ClassVar

from textual import work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.screen import Screen

from streamboard.board.marks import Marks, best_and_worst
from streamboard.board.state import BoardState
from streamboard.board.stream import StreamState
from streamboard.engine.commands import AnyCommand, RunAgain, RunAllAgain, StopAll, StopStream
from streamboard.errors import EngineError
from streamboard.tui.bridge import Feed
from streamboard.tui.screens.help import Help
from streamboard.tui.widgets.bars import Banner, Flags, Footer, Header
from streamboard.tui.widgets.grid import Grid, Shape, capacity, shape_for
from streamboard.tui.widgets.lanes import Lanes
from streamboard.tui.widgets.pane import Pane

FRAMES_PER_SECOND = 20


def _key(key: str, action: str, words: str, tooltip: str) -> Binding:
    return Binding(key, action, words, tooltip=tooltip, show=False, id=f"board.{action}")


class BoardScreen(Screen[None]):
    """Shows a feed's events and sends what the keys ask for."""

    DEFAULT_CSS = """
    BoardScreen { layers: base; }
    BoardScreen > Grid, BoardScreen > Lanes { width: 1fr; height: 1fr; }
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        _key("tab,right,l", "move(1)", "next", "Go to the next stream"),
        _key("shift+tab,left,h", "move(-1)", "previous", "Go to the previous stream"),
        _key("down,j", "move_row(1)", "down", "Go to the stream below"),
        _key("up,k", "move_row(-1)", "up", "Go to the stream above"),
        _key("right_square_bracket", "page(1)", "next page", "Go to the next page of streams"),
        _key("left_square_bracket", "page(-1)", "previous page", "Go to the previous page of streams"),
        _key("z,enter", "zoom", "zoom", "Show one stream alone, and back"),
        _key("escape", "back", "back", "Leave the zoom, or follow the text again"),
        _key("x", "stop", "stop", "Stop this stream; what came is kept"),
        _key("X", "stop_all", "stop all", "Stop all streams"),
        _key("r", "again", "again", "Run this stream again"),
        _key("R", "again_all", "all again", "Run all streams again"),
        _key("space", "pause", "pause", "Hold the view; the streams go on and the figures stay true"),
        _key("e", "log", "events", "Show or hide the event log"),
        _key("t", "unfold", "thinking", "Show thinking in full, or fold it"),
        _key("v", "view", "view", "Change between panes and lanes"),
        _key("pageup", "scroll_text(-1)", "page up", "Scroll the text up"),
        _key("pagedown", "scroll_text(1)", "page down", "Scroll the text down"),
        _key("home,g", "text_start", "start", "Go to the start of the text"),
        _key("end,f", "follow", "follow", "Follow the text's end again"),
        _key("question_mark,f1", "help", "help", "Show all keys"),
        _key("q", "app.quit", "quit", "Stop everything and leave"),
    ]

    def __init__(self, feed: Feed) -> None:
        super().__init__()
        self.feed = feed
        self.board = BoardState(feed.plan)
        self.cursor = 0
        """The index of the stream in focus."""
        self.paused = False
        self.show_log = True
        self.unfold = False
        self.zoomed = False
        self.lanes_wanted: bool | None = None
        """Lanes or panes, as the user chose; None leaves it to what fits."""
        self._placed: tuple[object, ...] = ()

    def compose(self) -> ComposeResult:
        yield Header(self.board)
        yield Banner(self.board)
        yield Grid(self.board)
        yield Lanes(self.board)
        yield Footer()

    def on_mount(self) -> None:
        self._read()
        # One timer for everything: a frame is drawn from the state, however many events it took.
        self.set_interval(1 / FRAMES_PER_SECOND, self.draw_frame)
        self.call_after_refresh(self.draw_frame)

    def on_resize(self) -> None:
        self.call_after_refresh(self.draw_frame)

    @work(exclusive=True, group="feed", exit_on_error=False)
    async def _read(self) -> None:
        """Fold the feed's events as they come."""
        try:
            async for batch in self.feed.batches():
                self.board.apply_all(batch)
        except EngineError as error:
            self.board.engine_died(error.message)

    # -- drawing

    @property
    def streams(self) -> list[StreamState]:
        """All streams, in the order of the plan."""
        return list(self.board.streams.values())

    @property
    def chosen(self) -> StreamState:
        """The stream in focus."""
        return self.streams[self.cursor]

    @property
    def _body(self) -> tuple[int, int]:
        """The cells that header, banner and footer leave."""
        bars = 4 if self.query_one(Banner).display else 3
        return self.size.width, max(self.size.height - bars, 0)

    @property
    def _fits(self) -> Shape:
        return capacity(*self._body)

    @property
    def in_lanes(self) -> bool:
        """Whether the streams are shown as lanes."""
        most = self._fits.panes
        if self.zoomed or most == 0:
            return not self.zoomed
        return self.lanes_wanted if self.lanes_wanted is not None else len(self.streams) > most

    def draw_frame(self) -> None:
        """Draw the state as it is now."""
        if not self.is_mounted or self.size.width < 1:
            return
        now = self.feed.now()
        self._place()
        page = ""
        if not self.paused:
            if self.in_lanes:
                self.query_one(Lanes).update_view(now, self.cursor)
            else:
                self._draw_panes(now)
        if not self.in_lanes and not self.zoomed and self._pages > 1:
            page = f"{self.cursor // self._shape.panes + 1}/{self._pages}"
        recording = self.feed.record is not None and not any(
            "not recording" in words for words in self.board.problems
        )
        self.query_one(Header).update_view(now, Flags(self.feed.source, recording, self.paused, page))
        self.query_one(Banner).update_view()
        self.query_one(Footer).update_view(self._keys())

    def _draw_panes(self, now: int) -> None:
        marks = best_and_worst(self.streams)
        for pane in self.query_one(Grid).shown:
            pane.update_view(
                now,
                focused=pane.stream is self.chosen,
                show_log=self.show_log,
                unfold=self.unfold,
                marks=marks.get(pane.stream.plan.id, Marks()),
            )

    @property
    def _shape(self) -> Shape:
        return shape_for(len(self.streams), *self._body)

    @property
    def _pages(self) -> int:
        return -(-len(self.streams) // max(self._shape.panes, 1))

    def _place(self) -> None:
        """Put the streams of the cursor's page into the grid, where that changed."""
        grid, lanes = self.query_one(Grid), self.query_one(Lanes)
        in_lanes = self.in_lanes
        lanes.display, grid.display = in_lanes, not in_lanes
        if in_lanes:
            self._placed = ()
            return
        if self.zoomed:
            streams, shape = [self.chosen], Shape(1, 1)
        else:
            shape = self._shape
            first = self.cursor // shape.panes * shape.panes
            streams = self.streams[first : first + shape.panes]
        height = self._body[1]
        placed = (shape, height, *(stream.plan.id for stream in streams))
        if placed != self._placed:
            self._placed = placed
            grid.place(streams, shape, height)

    def _keys(self) -> list[tuple[str, str]]:
        keys = [("z", "back" if self.zoomed else "zoom")]
        if self.feed.source == "LIVE":
            keys += [("x", "stop"), ("r", "again"), ("X", "stop all"), ("R", "all again")]
        keys += [
            ("space", "go on" if self.paused else "pause"),
            ("e", "events"),
            ("v", "view"),
            ("f", "follow"),
        ]
        if any(attempt.message.blocks for attempt in self.board.attempts()[:1]):
            keys.append(("t", "thinking"))
        return [*keys, ("q", "quit"), ("ctrl+p", "palette"), ("?", "help")]

    # -- keys

    def action_move(self, step: int) -> None:
        """Move the focus along the streams."""
        self.cursor = (self.cursor + step) % len(self.streams)
        self.draw_frame()

    def action_move_row(self, step: int) -> None:
        """Move the focus up or down; in the zoom, scroll."""
        if self.zoomed:
            self._pane_action("scroll_text", step)
            return
        columns = 1 if self.in_lanes else self._shape.columns
        target = self.cursor + step * columns
        if 0 <= target < len(self.streams):
            self.cursor = target
        self.draw_frame()

    def action_page(self, step: int) -> None:
        """Move the focus by a page."""
        size = self.query_one(Lanes).page if self.in_lanes else self._shape.panes
        self.cursor = min(max(self.cursor + step * max(size, 1), 0), len(self.streams) - 1)
        self.draw_frame()

    def action_zoom(self) -> None:
        """Show one stream alone, and back."""
        self.zoomed = not self.zoomed
        self.draw_frame()

    def action_back(self) -> None:
        """Leave the zoom; else follow the text again."""
        if self.zoomed:
            self.action_zoom()
        else:
            self.action_follow()

    def action_stop(self) -> None:
        """Stop the stream in focus."""
        self._send(StopStream(self.chosen.plan.id))

    def action_stop_all(self) -> None:
        """Stop all streams."""
        self._send(StopAll())

    def action_again(self) -> None:
        """Run the stream in focus again."""
        self._send(RunAgain(self.chosen.plan.id))

    def action_again_all(self) -> None:
        """Run all streams again."""
        self._send(RunAllAgain())

    def _send(self, command: AnyCommand) -> None:
        refusal = self.feed.send(command)
        if refusal:
            self.notify(refusal, markup=False)

    def action_pause(self) -> None:
        """Hold the view, or let it go."""
        self.paused = not self.paused
        self.feed.pause(self.paused)
        self.draw_frame()

    def action_log(self) -> None:
        """Show or hide the event log."""
        self.show_log = not self.show_log
        self.draw_frame()

    def action_unfold(self) -> None:
        """Show thinking in full, or fold it."""
        self.unfold = not self.unfold
        self.draw_frame()

    def action_view(self) -> None:
        """Change between panes and lanes."""
        self.zoomed = False
        if self._fits.panes == 0:
            self.notify("The terminal is too small for panes.", markup=False)
            return
        wanted = not self.in_lanes
        # Back at what fits by itself is no choice: the next resize decides again.
        self.lanes_wanted = None if wanted == (len(self.streams) > self._fits.panes) else wanted
        self.draw_frame()

    def action_scroll_text(self, pages: int) -> None:
        """Scroll the text of the stream in focus; in lanes, the lanes."""
        if self.in_lanes:
            self.action_page(pages)
        else:
            self._pane_action("scroll_page", pages)

    def action_text_start(self) -> None:
        """Go to the start of the text."""
        self._pane_action("scroll_home_text")

    def action_follow(self) -> None:
        """Follow the text's end again."""
        self._pane_action("follow")

    def _pane_action(self, method: str, *arguments: int) -> None:
        for pane in self.query_one(Grid).shown:
            if pane.stream is self.chosen and not self.in_lanes:
                getattr(pane, method)(*arguments)

    def action_help(self) -> None:
        """Show all keys."""
        self.app.push_screen(Help(self))

    # -- mouse

    def on_pane_chosen(self, message: Pane.Chosen) -> None:
        ids = list(self.board.streams)
        self.cursor = ids.index(message.stream_id)
        self.draw_frame()

    def on_lanes_chosen(self, message: Lanes.Chosen) -> None:
        self.cursor = message.index
        self.draw_frame()
