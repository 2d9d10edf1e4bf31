"""Stalls: found among the gaps, gone to by a key or a click, marked in the text and in the ribbon."""

from __future__ import annotations

import pytest

from streamboard.board.attempt import Attempt
from streamboard.board.caps import Caps
from streamboard.board.stalls import Stall, stalls

from .feed import ScriptedFeed
from .pilot import Board, showing, under_way

MS = 1_000_000


def attempt(*stamps: int, caps: Caps | None = None) -> Attempt:
    """An attempt sent at 0 with four characters at each of these times, in milliseconds."""
    made = Attempt(1, caps) if caps is not None else Attempt(1)
    made.started = 0
    for stamp in stamps:
        made.deltas.add(stamp * MS, 4)
    made.ended = stamps[-1] * MS if stamps else 0
    return made


def test_a_gap_of_eight_times_the_median_is_a_stall() -> None:
    at_pace = attempt(100, 110, 120, 130, 209)
    assert stalls(at_pace, 0) == [Stall(0, 100 * MS, 0)]
    longer = attempt(10, 20, 30, 40, 120, 130)
    assert stalls(longer, 0) == [Stall(40 * MS, 120 * MS, 16)]
    assert stalls(longer, 0)[0].length == 80 * MS


def test_the_wait_for_the_first_content_is_one_if_it_is_the_longest() -> None:
    assert stalls(attempt(300, 310, 320, 420, 430), 0) == [
        Stall(0, 300 * MS, 0),
        Stall(320 * MS, 420 * MS, 12),
    ]


def test_silence_counts_while_it_goes_on() -> None:
    going = attempt(10, 20, 30, 40)
    going.ended = None
    assert stalls(going, 50 * MS) == []
    assert stalls(going, 120 * MS) == [Stall(40 * MS, 120 * MS, 16)]


def test_the_silence_in_which_an_attempt_ended_is_one_unless_the_answer_was_whole() -> None:
    failed = attempt(10, 20, 30, 40)
    failed.ended, failed.outcome = 500 * MS, "stalled"
    assert stalls(failed, 900 * MS) == [Stall(40 * MS, 500 * MS, 16)]
    failed.outcome = "completed"
    assert stalls(failed, 900 * MS) == []


def test_a_stall_between_bunches_is_found() -> None:
    bunches = [at + more for at in range(100, 1100, 100) for more in (0, 0, 0)]
    stamps = [*bunches, 3000, 3000, 3000]
    assert [stall.length for stall in stalls(attempt(*stamps), 0)] == [2000 * MS]


def test_there_are_none_without_content_or_gaps() -> None:
    assert stalls(Attempt(1), 0) == []
    assert stalls(attempt(), 0) == []


def test_stalls_of_merged_deltas_are_found() -> None:
    stamps = [*range(10, 510, 10), *range(1000, 3000, 10)]
    found = stalls(attempt(*stamps, caps=Caps(deltas=64)), 0)
    assert [stall.length for stall in found] == [500 * MS]


def stalled() -> ScriptedFeed:
    """Words at a steady pace, with two stalls."""
    feed = under_way("one", "two")
    second = 0.05
    for number in range(60):
        second += {20: 1.5, 40: 2.5}.get(number, 0.05)
        feed.at_ms(second * 1000).say("s1", f"word{number} ")
    feed.say("s2", "here")
    return feed


def ribbon(board: Board) -> str:
    return next(row for row in board.panes["one"].inside if row.startswith("gaps"))


@pytest.mark.parametrize("size", [(80, 24), (120, 40), (200, 50)])
async def test_the_keys_go_to_the_places_in_the_text_and_back(size: tuple[int, int]) -> None:
    feed = stalled()
    async with showing(feed, size) as board:
        await board.shows("word59")
        await board.press("z", "right_parenthesis")
        await board.shows("◍ stall of 1.50 s after 130 characters", "word19", "word20")
        lines = board.panes["one"].words
        mark = next(index for index, line in enumerate(lines) if line.startswith("◍"))
        assert lines[mark - 1].endswith("word19")
        assert lines[mark + 1].startswith("word20")
        assert "▒" in ribbon(board)
        await board.press("right_parenthesis")
        await board.shows("◍ stall of 2.50 s after 270 characters")
        assert board.text.count("◍") == 1
        await board.press("left_parenthesis")
        await board.shows("◍ stall of 1.50 s after 130 characters")
        await board.press("escape")
        await board.hides("◍")
        assert "▒" not in ribbon(board)
        await board.press("right_parenthesis", "right_parenthesis", "right_parenthesis")
        await board.shows("No further stall that way.")


async def test_a_stall_in_rendered_text_is_shown_in_the_text_as_it_came() -> None:
    feed = under_way("one")
    for number in range(30):
        feed.at_ms(number * 50 + (2000 if number > 9 else 0)).say("s1", "**w** " * 2)
    feed.finish("s1")
    async with showing(feed) as board:
        await board.shows("w w w w")
        await board.press("right_parenthesis")
        await board.shows("**w**", "◍ stall of")
        await board.press("escape")
        await board.hides("**w**")


async def test_a_stall_within_thinking_unfolds_it() -> None:
    feed = under_way("one")
    for number in range(20):
        feed.at_ms(100 + number * 50 + (2000 if number > 9 else 0)).think("s1", f"thought{number} ")
    feed.say("s1", "Answer.", index=1)
    async with showing(feed) as board:
        await board.shows("▸ thought for", "Answer.")
        await board.press("right_parenthesis")
        await board.shows("thought9", "◍ stall of", "thought10")
        await board.press("escape")
        await board.shows("▸ thought for")


async def test_a_click_on_the_ribbon_goes_to_the_stall_under_it() -> None:
    feed = stalled()
    async with showing(feed) as board:
        await board.shows("word59")
        box = board.panes["one"]
        y = next(index for index, row in enumerate(box.inside) if row.startswith("gaps")) + box.top + 1
        full = ribbon(board)
        await board.pilot.click(offset=(box.left + 2 + full.index("█"), y))
        await board.shows("◍ stall of 1.50 s")
        await board.pilot.click(offset=(box.left + 2 + full.rindex("█"), y))
        await board.shows("◍ stall of 2.50 s")


async def test_a_steady_stream_has_none_and_says_so() -> None:
    feed = under_way("one")
    for number in range(1, 10):
        feed.at_ms(number * 1000).say("s1", "word ")
    async with showing(feed) as board:
        await board.shows("word")
        await board.press("left_parenthesis")
        await board.press("v", "right_parenthesis")
        await board.shows("Stalls are shown in panes")


async def test_a_stall_is_let_go_when_the_stream_runs_again() -> None:
    feed = stalled()
    async with showing(feed) as board:
        await board.shows("word59")
        await board.press("right_parenthesis")
        await board.shows("◍ stall of")
        feed.queue("s1")
        feed.send_off("s1", attempt=2)
        feed.respond("s1", attempt=2)
        feed.say("s1", "anew", attempt=2)
        await board.shows("anew")
        await board.hides("◍ stall of")
