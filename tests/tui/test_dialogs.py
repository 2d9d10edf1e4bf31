"""Dialogs and the mouse: what is beside them, and the keys that are written in their borders."""

from __future__ import annotations

import pytest

from streamboard.run.commands import PlanStream

from .feed import ScriptedFeed
from .pilot import Board, click, showing, under_way

SIZES = [(80, 24), (120, 40)]
OPENED = {
    "I": "▶ TTFT",
    "question_mark": "Show all keys",
    "a": "A stream for a further model",
    "y": "votes: A test",
    "d": "A stream like this one",
    "E": "Change and run again",
    "ctrl+s": "Save the session",
}
LEFT_BESIDE = ("I", "question_mark", "a", "y")
KEPT_BESIDE = ("d", "E", "ctrl+s")


def answered() -> ScriptedFeed:
    """Two whole answers."""
    feed = under_way("one", "two")
    for stream in ("s1", "s2"):
        feed.at_ms(100).say(stream, "An answer.")
        feed.at_ms(1000).finish(stream)
    return feed


async def open_dialog(board: Board, key: str) -> None:
    """Open the dialog of a key."""
    await board.shows("2 done")
    await board.press(key)
    await board.until(lambda: board.pilot.app.screen is not board.screen)
    if key == "question_mark":
        await board.shows("closes this")
    else:
        await board.shows(OPENED[key])


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("key", LEFT_BESIDE)
async def test_a_click_beside_a_dialog_closes_it(key: str, size: tuple[int, int]) -> None:
    async with showing(answered(), size) as board:
        await open_dialog(board, key)
        window = board.pilot.app.screen.children[-1].region
        await board.pilot.click(offset=(window.x + 3, window.y + 1))
        assert board.pilot.app.screen is not board.screen
        if window.width < size[0]:
            await board.pilot.click(offset=(0, size[1] // 2))
            await board.until(lambda: board.pilot.app.screen is board.screen)


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("key", OPENED)
async def test_the_words_in_the_border_close_it(key: str, size: tuple[int, int]) -> None:
    async with showing(answered(), size) as board:
        await open_dialog(board, key)
        words = "closes this" if "closes this" in board.text else "cancels"
        await click(board, words)
        await board.until(lambda: board.pilot.app.screen is board.screen)


@pytest.mark.parametrize("key", KEPT_BESIDE)
async def test_a_click_beside_what_is_typed_loses_nothing(key: str) -> None:
    async with showing(answered()) as board:
        await open_dialog(board, key)
        await board.press(*"abc")
        await board.pilot.click(offset=(0, 20))
        await board.shows(OPENED[key], "abc")
        await click(board, "esc")
        await board.until(lambda: board.pilot.app.screen is board.screen)


async def test_the_second_of_two_clicks_does_not_close_what_the_first_opened() -> None:
    async with showing(answered()) as board:
        await open_dialog(board, "I")
        await board.pilot.click(offset=(2, 20), times=2)
        await board.until(lambda: board.pilot.app.screen is board.screen)
    async with showing(answered()) as board:
        await board.shows("TTFT 100 ms")
        y = next(y for y, row in enumerate(board.rows) if "TTFT 100 ms" in row)
        await board.pilot.double_click(offset=(board.rows[y].index("TTFT"), y))
        await board.shows("▶ TTFT")


async def test_each_key_in_the_border_is_pressed_by_itself() -> None:
    async with showing(answered()) as board:
        await open_dialog(board, "I")
        await click(board, "↓", at=0)
        await board.shows("▶ TTFO")
        await click(board, "↑", at=0)
        await board.shows("▶ TTFT")
        await click(board, "→", at=0)
        await board.shows("2 two")
        await click(board, "←", at=0)
        await board.shows("1 one")


async def test_a_form_is_run_by_a_click() -> None:
    feed = answered()
    async with showing(feed) as board:
        await open_dialog(board, "E")
        await click(board, "goes on")
        await board.press(*"Be brief.")
        await click(board, "runs it")
        await board.until(lambda: feed.sent)
        (command,) = feed.sent
        assert isinstance(command, PlanStream)
        assert command.plan.request["system"] == "Be brief."
