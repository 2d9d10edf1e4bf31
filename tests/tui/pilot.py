"""A board fed by a script, with a clock that stands still, to press keys on and to read."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Any

from rich.cells import cell_len
from textual.pilot import Pilot
from textual.strip import Strip

from streamboard.comparing.ghost import ALONE, Beside
from streamboard.feeds.feed import Feed
from streamboard.run.events import ErrorInfo
from streamboard.settings.memory import Habits
from streamboard.tui.app import StreamboardApp
from streamboard.tui.screen.board import BoardScreen
from streamboard.tui.views.catalogue import VIEWS, ZOOM

from .feed import ScriptedFeed, plan_of
from .looks import FILLER, Box, boxes

PATIENCE_S = 60.0
VIEW_KEYS = {spec.name: spec.key for spec in VIEWS} | {ZOOM.name: "z"}
"""The key of each view."""
OVERLOADED = ErrorInfo("overloaded_error", "The server is overloaded", "Try again later.", 529, "req_1")
REFUSED_CONNECTION = ErrorInfo("connection", "Connection refused", "Is the server running?")


class Board:
    """A board under test."""

    def __init__(self, pilot: Pilot[int], feed: Any) -> None:
        self.pilot = pilot
        self.feed = feed
        """What plays: a `ScriptedFeed` mostly."""

    @property
    def screen(self) -> BoardScreen:
        """The board's own screen, whatever lies over it."""
        (screen,) = (shown for shown in self.pilot.app.screen_stack if isinstance(shown, BoardScreen))
        return screen

    @property
    def rows(self) -> list[str]:
        """What the uppermost screen shows; behind a wide character comes a filler."""
        return [filled(strip) for strip in self.pilot.app.screen._compositor.render_strips()]

    @property
    def text(self) -> str:
        """The same in one text."""
        return "\n".join(self.rows).replace(FILLER, "")

    @property
    def panes(self) -> dict[str, Box]:
        """The panes by name, which line up."""
        return boxes(self.rows, self.pilot.app.size.width)

    async def until(self, condition: Callable[[], object], what: str = "a condition") -> None:
        """Wait until a condition holds."""
        end = time.monotonic() + PATIENCE_S
        while not condition():
            assert time.monotonic() < end, f"waited in vain for {what}; the screen:\n{self.text}"
            await asyncio.sleep(0.01)

    async def shows(self, *texts: str) -> None:
        """Wait until all of these are on the screen."""
        await self.until(lambda: all(map(self.text.__contains__, texts)), f"{texts}")

    async def hides(self, *texts: str) -> None:
        """Wait until none of these is on the screen."""
        await self.until(lambda: not any(map(self.text.__contains__, texts)), f"{texts} to be gone")

    async def draw(self) -> None:
        """Have a frame drawn, as of now, and reach the screen."""
        self.screen.draw_frame()
        await self.pilot.pause()

    async def resize(self, width: int, height: int) -> None:
        """Resize the terminal and have it laid out; Textual waits a moment for further sizes first."""
        await self.pilot.resize_terminal(width, height)
        await self.until(lambda: len(self.rows) == height and len(self.rows[0]) == width, "the new size")
        await self.pilot.pause()

    async def press(self, *keys: str) -> None:
        """Press keys, and have what they change laid out: the next key may depend on it."""
        for key in keys:
            await self.pilot.press(key)
            await self.pilot.pause()


def filled(strip: Strip) -> str:
    """A row of the screen; behind a wide character comes a filler."""
    text = strip.text
    if len(text) == strip.cell_length:
        return text
    return "".join(letter + FILLER * (cell_len(letter) - 1) for letter in text)


def assert_fits(board: Board, size: tuple[int, int]) -> None:
    """Every row is as wide as the screen, and there are as many as it is high."""
    rows = board.rows
    assert len(rows) == size[1]
    assert {len(row) for row in rows} == {size[0]}


@asynccontextmanager
async def showing(
    feed: Feed,
    size: tuple[int, int] = (120, 40),
    habits: Habits | None = None,
    beside: Beside = ALONE,
) -> AsyncIterator[Board]:
    """A board on a feed."""
    app = StreamboardApp(feed, habits, beside=beside)
    async with app.run_test(size=size, notifications=True) as pilot:
        board = Board(pilot, feed)
        await board.until(lambda: isinstance(app.screen, BoardScreen) and app.screen.is_mounted)
        yield board
        feed.close()
        assert app.mishaps.bug is None, app.mishaps.report


def under_way(*names: str, **fields: Any) -> ScriptedFeed:
    """A feed in which these streams' responses have begun, all at 0."""
    feed = ScriptedFeed(plan_of(*names, **fields))
    ids = [stream.id for stream in feed.plan.streams]
    feed.start()
    feed.queue(*ids)
    feed.send_off(*ids)
    feed.respond(*ids)
    return feed


def story(first: int, count: int) -> str:
    """Numbered lines."""
    return "".join(f"line {number}\n" for number in range(first, first + count))


async def click(board: Board, text: str, *, at: int = 1) -> None:
    """Click on a character of a text."""
    await board.shows(text)
    x, y = next((row.index(text), y) for y, row in enumerate(board.rows) if text in row)
    await board.pilot.click(offset=(x + at, y))
