"""The board: panes or lanes between a header and a footer, and the keys that work on them."""

from __future__ import annotations

from typing import ClassVar

from textual import work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.screen import Screen

from streamboard.board.caps import ON_SCREEN
from streamboard.board.marks import Marks, best_and_worst
from streamboard.board.state import BoardState
from streamboard.board.stream import StreamState
from streamboard.collector import settle
from streamboard.engine.commands import AnyCommand, RunAgain, RunAllAgain, StopAll, StopStream
from streamboard.errors import SourceEndedError
from streamboard.events import Event
from streamboard.tui.bridge import Feed
from streamboard.tui.layout import Layout, lanes_by_itself, layout
from streamboard.tui.screens.help import Help
from streamboard.tui.widgets.bars import Banner, Flags, Footer, Header
from streamboard.tui.widgets.grid import Grid, capacity
from streamboard.tui.widgets.lanes import Lanes
from streamboard.tui.widgets.pane import Pane

FRAMES_PER_SECOND = 20
MOST_HELD = 200_000
"""Events that a held view keeps, about 100 MB: a minute of 64 streams. More let it go."""


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
        self.board = BoardState(feed.plan, ON_SCREEN)
        self.cursor = 0
        """The index of the stream in focus."""
        self.paused_at: int | None = None
        """The time at which the view is held; None while it moves."""
        self.show_log = True
        self.unfold = False
        self.zoomed = False
        self.lanes_wanted: bool | None = None
        """Lanes or panes, as the user chose; None leaves it to what fits."""
        self._held: list[Event] = []
        """What came while the view is held."""
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
        self.call_after_refresh(settle)

    def on_resize(self) -> None:
        self.call_after_refresh(self.draw_frame)

    @work(exclusive=True, group="feed", exit_on_error=False)
    async def _read(self) -> None:
        """Fold the feed's events as they come; a held view folds them when it is let go."""
        try:
            async for batch in self.feed.batches():
                if self.paused_at is None:
                    self.board.apply_all(batch)
                else:
                    self._held += batch
                    if len(self._held) > MOST_HELD:
                        self.notify("The view goes on: too much happened while it was held.", markup=False)
                        self.action_pause()
        except SourceEndedError as error:
            self._let_go()
            self.board.source_ended(error.message, error.advice)
        except Exception as bug:  # The board must say so rather than stand still.
            self.board.source_ended(f"streamboard failed: {type(bug).__name__}: {bug}", "Please report it.")

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

    def layout_now(self) -> Layout:
        """Where everything is to be."""
        width, height = self._body
        return layout(
            len(self.board.streams),
            width,
            height,
            self.cursor,
            zoomed=self.zoomed,
            lanes_wanted=self.lanes_wanted,
        )

    def draw_frame(self) -> None:
        """Draw the state as it is now, or as it was when the view was held."""
        if not self.is_mounted or self.size.width < 1:
            return
        if not getattr(self.app, "keeps_up", True):
            return  # A slow terminal gets fewer frames; what is drawn next is as of then.
        now = self.feed.now() if self.paused_at is None else self.paused_at
        self.query_one(Banner).update_view(now)
        where = self.layout_now()
        self._place(where)
        if where.lanes:
            self.query_one(Lanes).update_view(now, self.cursor)
        else:
            self._draw_panes(now)
        page = f"{where.page}/{where.pages}" if where.pages > 1 else ""
        recording = self.feed.record is not None and self.feed.live and not self.board.recording_failed
        flags = Flags(
            self.feed.source, recording, len(self._held) if self.paused_at is not None else None, page
        )
        self.query_one(Header).update_view(now, self.feed.now(), flags)
        self.query_one(Footer).update_view(self._keys())

    def _draw_panes(self, now: int) -> None:
        marks = best_and_worst(self.board.streams.values())
        for pane in self.query_one(Grid).shown:
            pane.update_view(
                now,
                focused=pane.stream is self.chosen,
                show_log=self.show_log,
                unfold=self.unfold,
                marks=marks.get(pane.stream.plan.id, Marks()),
            )

    def _place(self, where: Layout) -> None:
        """Put the streams of the page into the grid, where that changed."""
        grid, lanes = self.query_one(Grid), self.query_one(Lanes)
        lanes.display, grid.display = where.lanes, not where.lanes
        height = self._body[1]
        streams = self.streams[where.first : where.first + where.panes]
        placed = (where.shape, height, *(stream.plan.id for stream in streams))
        if placed != self._placed:
            self._placed = placed
            if not where.lanes:
                grid.place(streams, where.shape, height)

    def _keys(self) -> list[tuple[str, str]]:
        keys = [("z", "back" if self.zoomed else "zoom")]
        if self.feed.live:
            keys += [("x", "stop"), ("r", "again"), ("X", "stop all"), ("R", "all again")]
        keys += [
            ("space", "pause" if self.paused_at is None else "go on"),
            ("e", "events"),
            ("v", "view"),
            ("f", "follow"),
        ]
        if self.board.any_thinking:
            keys.append(("t", "thinking"))
        return [*keys, ("ctrl+p", "palette"), ("q", "quit"), ("?", "help")]

    # -- keys

    def action_move(self, step: int) -> None:
        """Move the focus along the streams."""
        self.cursor = (self.cursor + step) % len(self.streams)
        self.draw_frame()

    def action_move_row(self, step: int) -> None:
        """Move the focus up or down; in the zoom, scroll."""
        if self.zoomed:
            if pane := self._focused_pane():
                pane.scroll_text(step)
            return
        where = self.layout_now()
        target = self.cursor + step * (1 if where.lanes else where.shape.columns)
        if 0 <= target < len(self.streams):
            self.cursor = target
        self.draw_frame()

    def action_page(self, step: int) -> None:
        """Move the focus by a page."""
        where, lanes = self.layout_now(), self.query_one(Lanes)
        size = lanes.page if where.lanes else where.shape.panes
        self.cursor = min(max(self.cursor + step * size, 0), len(self.streams) - 1)
        if where.lanes:
            lanes.turn_page(step)
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
        """Hold the view, or let it go on from where the streams are."""
        if self.paused_at is None:
            self.paused_at = self.feed.now()
            self.feed.pause(True)
        else:
            self._let_go()
            self.feed.pause(False)
        self.draw_frame()

    def _let_go(self) -> None:
        """Fold what came while the view was held."""
        self.paused_at = None
        held, self._held = self._held, []
        self.board.apply_all(held)

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
        width, height = self._body
        if capacity(width, height).panes == 0:
            self.notify("The terminal is too small for panes.", markup=False)
            return
        wanted = not self.layout_now().lanes
        # Back at what fits by itself is no choice: the next resize decides again.
        self.lanes_wanted = None if wanted == lanes_by_itself(len(self.streams), width, height) else wanted
        self.draw_frame()

    def action_scroll_text(self, pages: int) -> None:
        """Scroll the text of the stream in focus; in lanes, the lanes."""
        if self.layout_now().lanes:
            self.action_page(pages)
        elif pane := self._focused_pane():
            pane.scroll_page(pages)

    def action_text_start(self) -> None:
        """Go to the start of the text."""
        if pane := self._focused_pane():
            pane.scroll_home_text()

    def action_follow(self) -> None:
        """Follow the text's end again."""
        if pane := self._focused_pane():
            pane.follow()

    def _focused_pane(self) -> Pane | None:
        """The pane of the stream in focus; None in lanes."""
        if self.layout_now().lanes:
            return None
        return next((pane for pane in self.query_one(Grid).shown if pane.stream is self.chosen), None)

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
