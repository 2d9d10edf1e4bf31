"""Texts shown up to a moment: typed out at a pace, or as they were at some time."""

from __future__ import annotations

from dataclasses import replace

import pytest
from click.testing import CliRunner

from streamboard.cli.main import cli
from streamboard.common.errors import StreamboardError
from streamboard.tui.draw.scene import Scene
from streamboard.tui.screen.board import BoardScreen
from streamboard.tui.text.chars_shown import chars_shown

from .feed import ScriptedFeed
from .pilot import Board, showing, under_way


def written() -> ScriptedFeed:
    """Thirty characters, ten at each of 1, 2 and 3 seconds; the request went out at 0."""
    feed = under_way("one")
    for second, text in enumerate(("aaaaaaaaa ", "bbbbbbbbb ", "ccccccccc "), 1):
        feed.at_ms(second * 1000).say("s1", text)
    return feed


def words(board: Board) -> str:
    return board.panes["one"].words[1]


async def test_a_pace_types_the_text_out_and_leaves_the_figures_alone() -> None:
    feed = written()
    feed.finish("s1", tokens=10)
    async with showing(feed) as board:
        await board.shows("end_turn", "ccccccccc")
        figures = board.panes["one"].inside[-3:]
        board.screen.texts.pace = 5.0
        await board.until(lambda: words(board) == "aaaaaaaaa ▌")
        await board.shows("typing", "pace 5/s")
        assert board.panes["one"].inside[-3:] == figures
        feed.at_ms(4000)
        await board.until(lambda: words(board) == "aaaaaaaaa bbbbb▌")
        feed.at_ms(60000)
        await board.until(lambda: words(board) == "aaaaaaaaa bbbbbbbbb ccccccccc")
        assert "typing" not in board.text
        assert board.panes["one"].inside[-3:] == figures


async def test_a_stream_that_is_stopped_is_no_longer_typed() -> None:
    feed = written()
    async with showing(feed) as board:
        board.screen.texts.pace = 1.0
        await board.shows("typing")
        feed.end("s1", "cancelled")
        await board.until(lambda: words(board) == "aaaaaaaaa bbbbbbbbb ccccccccc")
        await board.hides("typing")


async def test_the_palette_changes_the_pace() -> None:
    async with showing(written()) as board:
        await board.shows("ccccccccc")
        assert "pace" not in board.rows[0]
        for title, told in (("pace: 30", "pace 30/s"), ("pace: off", "not recorded")):
            await board.press("ctrl+p")
            await board.shows("Search for commands")
            await board.press(*("space" if letter == " " else letter for letter in title))
            await board.shows(title.capitalize())
            await board.press("enter")
            await board.until(lambda: board.pilot.app.screen is board.screen, "the palette to close")
            await board.shows(told)
        assert board.screen.texts.pace is None


async def test_markdown_is_rendered_when_all_of_it_is_typed() -> None:
    feed = under_way("one")
    feed.at_ms(1000).say("s1", "It is **wet** out there.")
    feed.finish("s1")
    async with showing(feed) as board:
        board.screen.texts.pace = 5.0
        feed.at_ms(3000)
        await board.until(lambda: words(board) == "It is **we▌")
        feed.at_ms(30000)
        await board.until(lambda: words(board) == "It is wet out there.")


class Scrubbed:
    """A board whose texts are shown as of a time."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.at_ns: int | None = None
        whole = BoardScreen.scene

        def scene(screen: BoardScreen) -> Scene:
            return replace(whole(screen), at_ns=self.at_ns)

        monkeypatch.setattr(BoardScreen, "scene", scene)

    def at(self, seconds: float) -> None:
        self.at_ns = round(seconds * 1e9)


@pytest.mark.parametrize("size", [(80, 24), (120, 40), (200, 50)])
async def test_a_text_is_shown_as_it_was_and_time_may_go_back(
    size: tuple[int, int], monkeypatch: pytest.MonkeyPatch
) -> None:
    scrubbed = Scrubbed(monkeypatch)
    feed = written()
    feed.finish("s1", tokens=10)
    async with showing(feed, size) as board:
        await board.shows("ccccccccc")
        figures = board.panes["one"].inside[-3:]
        scrubbed.at(2.5)
        await board.until(lambda: words(board) == "aaaaaaaaa bbbbbbbbb")
        scrubbed.at(1)
        await board.until(lambda: words(board) == "aaaaaaaaa")
        scrubbed.at(0.5)
        await board.shows("nothing yet 500 ms after the request")
        scrubbed.at(3)
        await board.until(lambda: words(board) == "aaaaaaaaa bbbbbbbbb ccccccccc")
        assert board.panes["one"].inside[-3:] == figures
        scrubbed.at_ns = None
        await board.shows("ccccccccc")


async def test_going_on_in_time_does_not_wrap_anew(monkeypatch: pytest.MonkeyPatch) -> None:
    scrubbed = Scrubbed(monkeypatch)
    scrubbed.at(1)
    async with showing(written()) as board:
        await board.until(lambda: words(board) == "aaaaaaaaa")
        pane = board.screen.current_view().pane_in_focus(board.screen.scene())
        assert pane is not None
        wrapped = pane.reader.view.wrapped
        scrubbed.at(2)
        await board.until(lambda: words(board) == "aaaaaaaaa bbbbbbbbb")
        assert pane.reader.view.wrapped is wrapped
        scrubbed.at(1)
        await board.until(lambda: words(board) == "aaaaaaaaa")
        assert pane.reader.view.wrapped is not wrapped


async def test_thinking_is_open_while_time_stands_within_it(monkeypatch: pytest.MonkeyPatch) -> None:
    scrubbed = Scrubbed(monkeypatch)
    feed = under_way("one")
    feed.at_ms(1000).think("s1", "let me see")
    feed.at_ms(2000).say("s1", "Yes.", index=1)
    async with showing(feed) as board:
        await board.shows("▸ thought for", "Yes.")
        scrubbed.at(1.5)
        await board.shows("▾ thinking", "let me see")
        await board.hides("Yes.")


async def test_a_number_of_released_characters_counts_what_is_visible() -> None:
    feed = under_way("one")
    feed.at_ms(1000).think("s1", "let me see")
    feed.at_ms(2000).say("s1", "Yes indeed.", index=1)
    async with showing(feed) as board:
        await board.shows("Yes indeed.")
        scene = board.screen.scene()
        stream = board.screen.chosen
        assert chars_shown(replace(scene, released=3), stream) == 13
        assert chars_shown(replace(scene, released=300), stream) is None


@pytest.mark.parametrize("wrong", ["fast", "0", "0.9", "100001", "-3", "nan", "inf"])
def test_a_pace_is_a_number_or_off(wrong: str) -> None:
    result = CliRunner().invoke(cli, ["replay", "none.jsonl", "--pace", wrong])
    assert "characters a second" in result.output


def test_off_is_a_pace() -> None:
    result = CliRunner().invoke(cli, ["replay", "none.jsonl", "--pace", "off"])
    assert isinstance(result.exception, StreamboardError)
