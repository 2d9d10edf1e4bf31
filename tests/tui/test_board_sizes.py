"""The board at all sizes of the terminal."""

from __future__ import annotations

import msgspec
import pytest

from streamboard.run.commands import StopStream
from streamboard.run.events import ClockLag, EndpointState, ErrorInfo

from .feed import ScriptedFeed, plan_of
from .looks import assert_even
from .pilot import showing, story, under_way


@pytest.mark.parametrize("size", [(20, 5), (1, 1), (10, 2), (37, 11), (3, 30), (200, 3)])
async def test_a_terminal_that_is_too_small_does_no_harm(size: tuple[int, int]) -> None:
    feed = under_way("one", "two", "three", "four")
    async with showing(feed, size) as board:
        for number, stream in enumerate(("s1", "s2", "s3", "s4"), 1):
            feed.at_ms(number * 1000).say(stream, story(1, 30) + "漢字" * 30)
        for key in (
            "z",
            "e",
            "v",
            "tab",
            "pageup",
            "home",
            "f",
            "z",
            "v",
            "down",
            "up",
            "space",
            "space",
            "t",
        ):
            await board.press(key)
        feed.at_ms(5000).finish("s1")
        await board.resize(120, 40)
        await board.shows("✓ end_turn")


async def test_a_terminal_that_is_too_small_says_so() -> None:
    async with showing(under_way("one", "two"), (20, 5)) as board:
        await board.until(lambda: "too small" in board.text.lower(), "a word about the size")


async def test_what_the_user_works_with_has_its_rows_before_anything_above_it() -> None:
    feed = under_way("one", "two")
    feed.end("s1", "failed", ErrorInfo("x", "One cause.", "Do it."))
    feed.end("s2", "failed", ErrorInfo("x", "One cause.", "Do it."))
    async with showing(feed, (80, 5)) as board:
        await board.shows("One cause.", "quit")
        await board.press("i", *"words")
        await board.shows("words", "send")
        await board.resize(80, 3)
        await board.shows("words", "send")
        await board.press("escape")
        await board.shows("quit")


MIXED = ("rain", "silence", "trouble", "waiting")


def mixed() -> ScriptedFeed:
    """Streams in different states, with wide characters and long words."""
    feed = under_way(*MIXED)
    feed.at_ms(1000).say("s1", "漢字とかな " * 40 + "incomprehensibilities" * 12 + " naïve café 한국어 " * 9)
    feed.say("s2", "One.")
    feed.say("s3", "Two\twith\ttabs\n" * 9)
    feed.at_ms(2000).end(
        "s3", "failed", ErrorInfo("x", "Es ging schief: " + "漢字" * 60, "Noch einmal " * 20)
    )
    feed.at_ms(6000)
    return feed


@pytest.mark.parametrize("size", [(80, 24), (120, 40), (200, 50)])
async def test_no_row_is_wider_than_the_screen_and_every_border_lines_up(size: tuple[int, int]) -> None:
    feed = mixed()
    async with showing(feed, size) as board:
        await board.shows("1 failed", "漢字")
        await board.until(lambda: len(board.panes) == 4)
        assert list(board.panes) == [*MIXED]
        assert_even(board.panes)
        for key in ("e", "t", "pageup", "z", "e"):
            await board.press(key)
            await board.pilot.pause()
            assert len(board.panes) == (1 if key == "z" or board.screen.navigation.zoomed else 4)
        await board.press("z", "v")
        await board.shows("last words")
        assert all(len(row) == size[0] for row in board.rows)


async def test_the_header_says_once_that_all_are_simulated() -> None:
    feed = under_way("explain/rain", "explain/rust", "story/rain", "story/rust")
    feed.at_ms(1000).say("s1", "Once upon")
    feed.at_ms(2000).finish("s1")
    feed.finish("s2", reason="max_tokens")
    async with showing(feed, (80, 24)) as board:
        await board.shows("1/4 done", "1 cut")
        assert board.text.count("SIMULATED") == 1
        assert " SIMULATED " in board.rows[0]


@pytest.mark.parametrize("size", [(80, 24), (120, 40)])
async def test_the_header_says_if_only_some_are_simulated(size: tuple[int, int]) -> None:
    made = plan_of("one", "two")
    real = msgspec.structs.replace(made.streams[1], endpoint="mine", model="qwen3")
    feed = ScriptedFeed(msgspec.structs.replace(made, streams=[made.streams[0], real]))
    feed.start()
    feed.feed(EndpointState(t=0, endpoint="mine", state="ready", detail="a server", simulated=False))
    feed.queue("s1", "s2")
    feed.send_off("s1")
    feed.tell(lambda told, now: told.sent(now, endpoint="mine", model="qwen3"), "s2")
    feed.respond("s1", "s2")
    async with showing(feed, size) as board:
        await board.until(lambda: " PARTLY SIMULATED " in board.rows[0], "the header")
        assert_even(board.panes)
        one, two = (board.panes[name].title for name in ("one", "two"))
        assert "SIM" in one.upper()
        assert "SIMULATED" not in two


@pytest.mark.parametrize("streams", [2, 12, 200])
async def test_the_header_of_80_columns_has_what_a_room_wants_first_and_nothing_in_it_jumps(
    streams: int,
) -> None:
    feed = under_way(*(f"stream-{number}" for number in range(1, streams + 1)))
    cells = len(str(streams))

    def at(done: int, live: int) -> str:
        return f" {done:>{cells}}/{streams} done  {live:>{cells}} live "

    async with showing(feed, (80, 24)) as board:
        await board.shows(at(0, streams))
        place = board.rows[1].index(" tok/s")
        assert board.rows[1].index(" tok", place + 1) == place + 6 + 2 + 6
        for number in range(1, streams + 1):
            feed.at_ms(1000).say(f"s{number}", "Once upon a time.")
        feed.at_ms(1500).say("s1", "And then.")
        await board.until(lambda: board.rows[1][place - 1] == "~", "the present speed")
        feed.at_ms(3000).finish("s1", tokens=21)
        await board.shows(at(1, streams - 1))
        feed.end("s2", "failed", ErrorInfo("connection_reset", "The connection was reset."))
        await board.shows("tok  1 failed")
        for number in range(3, streams + 1):
            feed.at_ms(4000).finish(f"s{number}", tokens=22)
        await board.shows(f" {streams - 1:>{cells}}/{streams} done")
        assert board.rows[1].startswith(" tok/s", place)
        assert board.rows[1][place - 1] in "0123456789 ~"
        feed.feed(ClockLag(t=2_000_000_000, lag_ns=12_000_000))
        await board.shows("1 failed", "! late 12.0 ms")
        assert board.rows[1].startswith(" tok/s", place)


@pytest.mark.slow
@pytest.mark.parametrize("size", [(60, 15), (80, 24), (120, 40), (200, 50)])
async def test_two_hundred_streams_are_lanes_with_a_cursor_that_scrolls(size: tuple[int, int]) -> None:
    names = [f"stream-{number}" for number in range(1, 201)]
    feed = under_way(*names)
    for number in range(1, 201):
        feed.say(f"s{number}", f"words of {number}")
    async with showing(feed, size) as board:
        counts = "200 streams  200 in flight" if size[0] > 100 else "  0/200 done  200 live"
        await board.shows(counts, "▶  1  stream-1")
        assert all(len(row) == size[0] for row in board.rows)
        page = size[1] - 4 - (3 if size[1] > 17 else 0)  # The percentiles.
        await board.shows(f"↓ {200 - page}{' more' if size[0] > 60 else ''}", f"stream-{page} ")
        assert f"stream-{page + 1} " not in board.text
        await board.press("right_square_bracket")
        await board.shows(f"▶{page + 1:>3}  stream-{page + 1}")
        await board.press("up", "shift+tab")
        await board.shows(f"▶{page - 1:>3}")
        await board.press("x")
        assert feed.sent == [StopStream(f"s{page - 1}")]
        await board.press(*["right_square_bracket"] * (200 // page + 1))
        await board.shows("▶200  stream-200")
        assert "↓" not in board.rows[2]
        await board.press("tab")
        await board.shows("▶  1  stream-1")
