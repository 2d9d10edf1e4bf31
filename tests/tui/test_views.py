"""What holds for every view alike: any number of streams, any size, and a resize in the middle."""

from __future__ import annotations

import pytest
from textual.events import MouseScrollDown, MouseScrollUp
from textual.widget import Widget

from streamboard.run.events import ErrorInfo
from streamboard.tui.views.catalogue import VIEW_BY_NAME

from .feed import ScriptedFeed
from .pilot import VIEW_KEYS, Board, assert_fits, showing, under_way

pytestmark = pytest.mark.slow

Notch = MouseScrollDown | MouseScrollUp
SIZES = [(80, 24), (120, 40), (200, 50)]
MOVES = ("j", "l", "k", "right_square_bracket", "pagedown", "home", "end", "e", "t", "tab")
SMALL = [(20, 5), (1, 1), (37, 11), (60, 15)]


def some(count: int) -> ScriptedFeed:
    """So many streams in states of all kinds, with texts of all kinds."""
    feed = under_way(*(f"stream-{number}" for number in range(1, count + 1)))
    for number in range(1, count + 1):
        feed.at_ms(300 + number * 10)
        match number % 6:
            case 0:
                feed.say(f"s{number}", "漢字とかな " * 20)
            case 1:
                feed.say(f"s{number}", "# A heading\n\n- one\n- two\n\n```python\nprint(1)\n```\n")
                feed.finish(f"s{number}")
            case 2:
                feed.say(f"s{number}", "Some words, and then nothing.")
                feed.end(f"s{number}", "failed", ErrorInfo("connection_reset", "It broke.", "Again."))
            case 3:
                feed.think(f"s{number}", "Let me think.")
            case 4:
                feed.fail_and_retry(f"s{number}", ErrorInfo("overloaded_error", "busy", "Wait."), 4000)
    return feed.at_ms(3000)


async def show(board: Board, view: str) -> None:
    await board.press(VIEW_KEYS[view])
    await board.until(lambda: view == board.screen.current_view().spec.name, view)
    await board.pilot.pause()


@pytest.mark.parametrize(
    ("count", "size"),
    [(1, (120, 40)), (2, (80, 24)), (16, (80, 24)), (16, (200, 50))],
)
async def test_a_view_of_some_streams(count: int, size: tuple[int, int], subtests: pytest.Subtests) -> None:
    feed = some(count)
    async with showing(feed, size) as board:
        for number, view in enumerate(VIEW_KEYS, 1):
            with subtests.test(view):
                await show(board, view)
                assert_fits(board, size)
                if count > 1 or view != "compare":  # One stream cannot be compared.
                    assert any("stream-" in row for row in board.rows)
                await board.press(*MOVES)
                feed.at_ms(4000 + number).say("s1", "More words.")
                await board.pilot.pause()
                assert_fits(board, size)


async def test_a_view_of_two_hundred_streams(subtests: pytest.Subtests) -> None:
    async with showing(some(200), (120, 40)) as board:
        for view in VIEW_KEYS:
            with subtests.test(view):
                await show(board, view)
                for key in ("right_square_bracket", "j", "left_square_bracket", "end"):
                    await board.press(key)
                await board.pilot.pause()
                assert_fits(board, (120, 40))
                assert "200 streams" in board.rows[1]


@pytest.mark.parametrize("view", ["lanes", "race", "table"])
async def test_the_wheel_moves_the_rows_with_the_focus(view: str) -> None:
    async with showing(some(60), (120, 40)) as board:
        await board.press(VIEW_KEYS[view])
        await board.until(lambda: board.screen.current_view().spec.name in (view,), view)
        before = board.screen.selection.cursor
        shown = board.screen.current_view()
        shown.post_message(wheel(MouseScrollDown, shown))
        await board.until(lambda: board.screen.selection.cursor not in (before,), "the focus to move")
        shown.post_message(wheel(MouseScrollUp, shown))
        await board.until(lambda: board.screen.selection.cursor in (before,), "the focus to move back")


def wheel(kind: type[MouseScrollDown] | type[MouseScrollUp], widget: Widget) -> Notch:
    """A notch of the wheel over a widget."""
    return kind(widget, 5, 5, 0, 0, 0, False, False, False)


@pytest.mark.parametrize("view", VIEW_KEYS)
async def test_a_view_on_a_screen_that_is_too_small_does_no_harm(view: str) -> None:
    feed = some(6)
    async with showing(feed) as board:
        await board.press(VIEW_KEYS[view])
        for number, size in enumerate(SMALL):
            await board.resize(*size)
            feed.at_ms(4000 + number * 1000).say("s6", "words ")
            await board.press("j", "tab")
            await board.pilot.pause()
            assert_fits(board, size)


@pytest.mark.parametrize("view", VIEW_KEYS)
async def test_a_view_that_is_resized_while_everything_streams(view: str) -> None:
    feed = some(6)
    async with showing(feed) as board:
        await board.press(VIEW_KEYS[view])
        for number, size in enumerate([*SIZES, (61, 17), (38, 11), *SIZES]):
            feed.at_ms(4000 + number * 100).say("s6", "words and words ")
            await board.resize(*size)
            await board.pilot.pause()
            assert_fits(board, size)


@pytest.mark.parametrize("view", VIEW_KEYS)
async def test_a_view_without_streams_says_so_and_comes_back(view: str) -> None:
    feed = some(2)
    async with showing(feed) as board:
        await board.press(VIEW_KEYS[view])
        await board.press("slash", *"zebra")
        await board.shows("No event matches" if VIEW_BY_NAME[view].searches else "No stream matches", "zebra")
        await board.press("escape")
        await board.until(lambda: view == board.screen.current_view().spec.name, view)
        await board.shows("stream-1")
