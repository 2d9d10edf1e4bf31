"""Text in a pane: thinking, scrolling, the event log."""

from __future__ import annotations

import re

import pytest

from .pilot import VIEW_KEYS, showing, story, under_way


async def test_thinking_folds_when_it_is_over_and_unfolds_with_t() -> None:
    feed = under_way("one")
    feed.at_ms(1000).think("s1", "Rain falls because it is heavy.")
    async with showing(feed) as board:
        await board.shows("▾ thinking", "Rain falls")
        feed.at_ms(3000).say("s1", "It rains.", index=1)
        await board.shows("▸ thought for 2.00 s", "tok~", "It rains.")
        assert "Rain falls" not in board.text
        await board.press("t")
        await board.shows("▾ thinking", "Rain falls because it is heavy.", "It rains.")
        await board.press("t")
        await board.hides("Rain falls")
        await board.shows("It rains.")


async def test_scrolling_up_lets_go_of_the_tail_and_f_follows_again() -> None:
    feed = under_way("one")
    feed.say("s1", story(1, 100))
    async with showing(feed) as board:
        await board.shows("line 100")
        await board.press("pageup")
        await board.shows("below, f follows")
        held = board.panes["one"].words[:-1]
        assert "line 100" not in board.text
        for number in range(101, 160, 10):
            before = board.panes["one"].words[-1]
            feed.say("s1", story(number, 10))
            await board.until(lambda: board.panes["one"].words[-1] != before)  # noqa: B023
        await board.shows("lines below, f follows")
        assert board.panes["one"].words[:-1] == held
        await board.press("f")
        await board.shows("line 160")
        await board.hides("f follows ")
        feed.say("s1", story(161, 3))
        await board.shows("line 163")


async def test_home_goes_to_the_start_and_reaching_the_end_follows_again() -> None:
    feed = under_way("one")
    feed.say("s1", story(1, 100))
    async with showing(feed) as board:
        await board.shows("line 100")
        await board.press("home")
        await board.until(lambda: board.panes["one"].words[:2] == ("› Hello.", "line 1"))
        await board.press(*["pagedown"] * 20)
        await board.shows("line 100")
        await board.hides("below, f follows")
        feed.say("s1", "the end")
        await board.shows("the end▌")


async def test_the_event_log_counts_what_is_folded() -> None:
    feed = under_way("one")
    for _ in range(5):
        feed.say("s1", "word ")
    for _ in range(3):
        feed.api("s1", "ping", {})
    feed.api("s1", "brand_new_event", {"a": 1})
    async with showing(feed) as board:
        await board.shows(
            "queued", "started", "message_start", "7 tokens in", "first text", "text x 4", "ping x 3"
        )
        await board.shows("brand_new_event")


@pytest.mark.parametrize(
    ("view", "cell"), [("panes", r"(\d+)~tok "), ("zoom", r"tokens +(\d+) tok~"), ("table", r"~ +(\d+)~ ")]
)
async def test_header_and_view_change_their_figures_in_the_same_frame(view: str, cell: str) -> None:
    feed = under_way("one")
    async with showing(feed, (160, 40)) as board:
        await board.press(VIEW_KEYS[view])
        of_run, of_stream = list[str](), list[str]()
        for time in range(350, 2000, 70):
            feed.at_ms(time).say("s1", "as many words as there are ")
            await board.draw()
            if shown := re.search(cell, board.text):
                of_stream.append(shown[1])
                of_run += re.findall(r"(\d+)~ tok ", board.text)
        assert len(set(of_run)) > 5
        assert of_run == of_stream
