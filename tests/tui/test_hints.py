"""What the footer offers: keys that do something where one is."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from .feed import ScriptedFeed, plan_of
from .pilot import Board, showing, under_way


def offered(board: Board) -> str:
    """The footer."""
    return board.rows[-1]


@pytest.mark.parametrize("view", ["2", "3", "4", "5", "6"])
async def test_views_without_panes_offer_nothing_of_panes(view: str) -> None:
    feed = under_way("one", "two")
    feed.think("s2", "thoughts")
    feed.say("s1", "words")
    async with showing(feed, (250, 50)) as board:
        await board.until(lambda: "e events" in offered(board) and "t thinking" in offered(board))
        await board.press(view)
        await board.until(lambda: "e events" not in offered(board))
        assert "t thinking" not in offered(board)
        assert ("f follow" in offered(board)) == (view in "56")
        assert "v view" in offered(board)
        assert "c copy" in offered(board)


async def test_panes_that_are_too_small_for_a_log_do_not_offer_it() -> None:
    async with showing(under_way(*"abcdefgh"), (250, 20)) as board:
        await board.press("1")
        await board.until(lambda: "f follow" in offered(board))
        assert "e events" not in offered(board)
        await board.press("e")
        await board.resize(250, 50)
        await board.until(lambda: "e events" in offered(board))


async def test_while_names_are_hidden_only_what_may_be_done_is_offered() -> None:
    plan = plan_of("one", "two")
    feed = ScriptedFeed(replace(plan, streams=[replace(stream, prompt="poem") for stream in plan.streams]))
    feed.start()
    for stream_id in ("s1", "s2"):
        feed.queue(stream_id)
        feed.send_off(stream_id)
        feed.respond(stream_id)
        feed.at_ms(1000).say(stream_id, "An answer.")
    async with showing(feed, (250, 50)) as board:
        await board.until(lambda: "z zoom" in offered(board))
        await board.press("b")
        await board.until(lambda: "+ best" in offered(board))
        for kept in ("= alike", "x stop", "space pause", "ctrl+p palette", "q quit", "? help"):
            assert kept in offered(board)
        for away in ("z zoom", "i prompt", "e events", "/ search", "c copy", "v view"):
            assert away not in offered(board)
