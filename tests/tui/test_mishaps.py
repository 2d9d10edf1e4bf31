"""What raises an exception on the board is said, and ends nothing."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

import msgspec
import pytest
from textual import events
from textual.events import MouseScrollUp
from textual.widgets import Input, TextArea

from streamboard.common.errors import StreamboardError
from streamboard.tui.controllers.stopping import RUN, Stopping
from streamboard.tui.keys.action import Action
from streamboard.tui.mishaps import SAID_AGAIN_S, Mishaps
from streamboard.tui.screen.frame import Frame
from streamboard.tui.textual_internals import driver_of
from streamboard.tui.views.events import EventsView
from streamboard.tui.widgets.search_bar import SearchBar

from .pilot import Board, showing, under_way
from .prompting import answered, opened, sent


class PrivateError(Exception):
    """Something that quotes what nobody should see."""


PRIVATE = "the words of a prompt"


def fails(*_: object) -> None:
    raise PrivateError(PRIVATE)


async def expect_mishap(board: Board, words: str) -> None:
    """Wait for the words, see that all else works, and forget what is expected."""
    await board.shows(words, "PrivateError")
    assert PRIVATE not in board.text
    await board.press("2")
    await board.until(lambda: board.screen.view_shown.spec.name == "lanes")
    app = board.pilot.app
    assert PRIVATE not in app.mishaps.report  # type: ignore[attr-defined]
    assert "in fails" in app.mishaps.report  # type: ignore[attr-defined]
    app.mishaps.bug = None  # type: ignore[attr-defined]


async def test_an_action(monkeypatch: pytest.MonkeyPatch) -> None:
    stop: Action[Stopping] = next(action for action in RUN if action.id == "board.stop")
    async with showing(under_way("one")) as board:
        broken = msgspec.structs.replace(stop, run=fails)
        offer = board.screen.menu.called("board.stop")._replace(action=broken)
        monkeypatch.setattr(board.screen.menu, "called", lambda _name: offer)
        await board.press("x")
        monkeypatch.undo()
        await expect_mishap(board, "Stop did not work: ")


def of_a_key(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(SearchBar, "on_key", fails)


def of_a_message(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(SearchBar, "on_input_changed", fails)


def of_textual(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Input, "insert_text_at_cursor", fails)


@pytest.mark.parametrize(
    ("break_one", "key", "words"),
    [
        (of_a_key, "escape", "The key esc did not work: "),
        (of_a_message, "y", "A part of the board did not work: "),
        (of_textual, "y", "The key y did not work: "),
    ],
)
async def test_a_handler(
    monkeypatch: pytest.MonkeyPatch, break_one: Callable[[pytest.MonkeyPatch], None], key: str, words: str
) -> None:
    async with showing(under_way("one", "two")) as board:
        await board.press("slash")
        break_one(monkeypatch)
        await board.press(key)
        monkeypatch.undo()
        await board.press("escape")
        await expect_mishap(board, words)


async def test_frames(monkeypatch: pytest.MonkeyPatch) -> None:
    async with showing(under_way("one")) as board:
        monkeypatch.setattr(Frame, "prepare", fails)
        monkeypatch.setattr(type(board.screen), "prepare", fails)
        await board.shows("Drawing did not work: ")
        monkeypatch.undo()
        await expect_mishap(board, "Drawing did not work: ")


def test_what_goes_on_is_said_now_and_then() -> None:
    now = 0.0
    mishaps = Mishaps(lambda: now)
    assert mishaps.add(ValueError(), None) == "Drawing did not work: ValueError. All else goes on."
    assert mishaps.add(ValueError(), None) == ""
    assert mishaps.add(KeyError(), None) != ""
    now = SAID_AGAIN_S
    assert mishaps.add(ValueError(), None) != ""


def test_a_refusal_of_the_system_is_no_bug() -> None:
    mishaps = Mishaps()
    full = mishaps.add(OSError(28, "No space left on device"), events.Paste("text"))
    assert full == "The paste did not work: No space left on device."
    assert mishaps.add(StreamboardError("It is\x1b so."), None) == "Drawing did not work: It is␛ so."
    assert mishaps.report == ""


@pytest.mark.parametrize("narrow", [("o", "o"), ("slash", "z", "z", "z", "enter")])
async def test_moving_where_nothing_is_listed(narrow: tuple[str, ...]) -> None:
    """`o` shows only trouble, then only the lifecycle, and so on: none of a stream that was never queued."""
    async with showing(under_way("one")) as board:
        await board.press("5", *narrow)
        view = board.screen.view_shown
        assert isinstance(view, EventsView)
        for _ in range(4):
            await board.press("up", "k", "down", "j", "pageup", "pagedown", "home", "end", "enter", "o")
            view.post_message(MouseScrollUp(view, 3, 3, 0, 0, 0, False, False, False))
        await board.draw()


async def send(board: Board, *keys: str) -> None:
    """Send keys that the board reads all at once."""
    driver = driver_of(board.pilot.app)
    assert driver is not None
    for key in keys:
        driver.process_message(events.Key(key, None))
    await asyncio.sleep(0)
    await board.pilot.pause()


async def test_keys_that_come_before_a_dialog_is_laid_out() -> None:
    async with showing(under_way("one")) as board:
        for page in ("pagedown", "pageup"):
            for opens in ("ctrl+p", "n", "question_mark"):
                await send(board, opens, page, page)
                await board.press("escape")
        await board.until(lambda: board.pilot.app.screen is board.screen)


@pytest.mark.parametrize("opens", ["ctrl+p", "question_mark", "E"])
async def test_a_dialog_that_is_closed_twice_takes_nothing_else_along(opens: str) -> None:
    async with showing(under_way("one")) as board:
        await board.press(opens)
        await board.until(lambda: board.pilot.app.screen is not board.screen)
        await send(board, "escape", "escape", "escape")
        await board.until(lambda: board.pilot.app.screen is board.screen)
        await board.press("2")
        await board.until(lambda: board.screen.view_shown.spec.name == "lanes")


async def test_a_home_that_nobody_has() -> None:
    async with showing(answered("one")) as board:
        await board.until(lambda: board.screen.board.finished, "the answer")
        await opened(board)
        for text in ("@~nosuchuser/x.txt hi", '@"~nosuchuser/x.txt" hi', "@~nosuchuser/x"):
            board.screen.prompt.bar.field.put(text)  # type: ignore[union-attr]
            await board.press("tab", "enter")
            await board.shows("There is no file ~nosuchuser/x")
    assert sent(board.feed) == {}


@pytest.mark.parametrize("ends", ["\r", "\r\n", "\n"])
async def test_a_paste_has_the_lines_that_were_copied(ends: str) -> None:
    """A terminal pastes line ends as the enter key sends them."""
    pasted = events.Paste(ends.join(["first", "second", ""]))
    async with showing(answered("one")) as board:
        await board.until(lambda: board.screen.board.finished, "the answer")
        await opened(board)
        await paste(board, pasted)
        field = board.screen.prompt.bar.field
        assert field is not None
        assert (field.text, field.whole, field.lines) == ("first\nsecond\n", "first\nsecond\n", 3)
        await paste(board, events.Paste(f"x{ends}" * 6000))
        assert field.whole == "first\nsecond\n" + "x\n" * 6000
        await board.press("escape", "slash")
        await paste(board, pasted)
        assert board.screen.selection.search.words == "first"
        await board.press("escape", "E", "tab")
        await paste(board, pasted)
        assert board.pilot.app.screen.query_one("#system", TextArea).text == "first\nsecond\n"


async def paste(board: Board, event: events.Paste) -> None:
    """Have the terminal paste a text."""
    driver = driver_of(board.pilot.app)
    assert driver is not None
    driver.process_message(events.Paste(event.text))
    await asyncio.sleep(0)
    await board.pilot.pause()


async def test_keys_typed_after_the_last_one() -> None:
    """They find a board that is going away, which is no bug."""
    async with showing(under_way("one")) as board:
        await board.press("2")
        await send(board, "ctrl+q", "5", "4", "ctrl+p", "question_mark", "6")
        await board.until(lambda: board.pilot.app.return_code == 0, "the end")
