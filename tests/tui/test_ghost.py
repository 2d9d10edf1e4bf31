"""A recorded run beside the one on the board: lane by lane, and answer by answer."""

from __future__ import annotations

from pathlib import Path

import pytest

from streamboard.comparing.ghost import Beside, Ghost
from streamboard.run.events import RunStarted
from streamboard.run.runfile import RunFile
from tests.tui.feed import ScriptedFeed
from tests.tui.pilot import assert_fits, showing, under_way


def told(words: str, first: int) -> ScriptedFeed:
    feed = under_way("one", "two")
    for stream in ("s1", "s2"):
        feed.at_ms(first).say(stream, words)
        feed.at_ms(first + 500).finish(stream, tokens=10)
    return feed


def ghost_of(feed: ScriptedFeed) -> Ghost:
    started = next(event for event in feed.events if isinstance(event, RunStarted))
    run = RunFile(Path("then.jsonl"), started, feed.events, torn=False, bad_lines=())
    return Ghost(run, feed.plan)


@pytest.mark.parametrize("size", [(80, 24), (140, 40)])
async def test_it_is_raced_and_its_answers_stand_on_the_left(size: tuple[int, int]) -> None:
    beside = Beside(ghost=ghost_of(told("It rained all day. ", 200)))
    feed = told("It rained all night. ", 400)
    async with showing(feed, size, beside=beside) as board:
        await board.press("3")
        await board.shows("ghost then.jsonl", "this run", "TTFT 200 ms", "TTFT 400 ms", "before")
        assert_fits(board, size)
        await board.press("B")
        await board.hides("ghost then.jsonl")
        await board.press("6")
        await board.shows("ghost: one", "the same for 3 words", "day.", "night.")
        assert_fits(board, size)
        await board.press("tab")
        await board.shows("ghost: two")
        await board.press("p")
        await board.hides("ghost: two")
