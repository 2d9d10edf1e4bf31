"""The race on the board: lanes on one clock, numbers over time, and two races on one time scale."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest

from streamboard.run.commands import RunAllAgain
from streamboard.run.events import PassStarted
from streamboard.tui.views.race import RaceView

from .conftest import Start
from .feed import ScriptedFeed, plan_of
from .pilot import OVERLOADED, Board, showing, under_way

SIZES = [(80, 24), (120, 40), (200, 50)]
QUICK = """
title: A race
defaults: {endpoint: sim, max_tokens: 4000}
prompts:
  - {name: river, prompt: Tell me about a river., sim: {ttft: 0.3, rate: 200, length: 80, seed: 1}}
  - {name: forest, prompt: Tell me about a forest., sim: {ttft: 0.6, rate: 200, length: 60, seed: 2}}
  - {name: rain, prompt: Tell me about rain., sim: {ttft: 0.2, rate: 200, length: 60, seed: 3}}
"""


def answer(feed: ScriptedFeed, stream: str, sent: float, *, attempt: int = 1) -> None:
    """A whole answer of two seconds, from when it is sent: one until the first words, then ten pieces."""
    feed.at_ms(sent).send_off(stream, attempt=attempt)
    feed.at_ms(sent + 200).respond(stream, attempt=attempt)
    for tenth in range(10):
        feed.at_ms(sent + 1000 + tenth * 100).say(stream, "word ", attempt=attempt)
    feed.at_ms(sent + 2000).finish(stream, attempt=attempt)


def start_pass(feed: ScriptedFeed, number: int, mode: str) -> None:
    """All streams are run again."""
    feed.feed(PassStarted(t=feed.time, number=number, mode=mode))  # type: ignore[arg-type]


def two_races(*names: str) -> ScriptedFeed:
    """All streams together, and then one by one."""
    feed = ScriptedFeed(plan_of(*names))
    ids = [stream.id for stream in feed.plan.streams]
    feed.start()
    feed.queue(*ids)
    for stream in ids:
        answer(feed, stream, 0)
    feed.at_ms(30000)
    start_pass(feed, 2, "one-by-one")
    feed.queue(*ids)
    for place, stream in enumerate(ids):
        answer(feed, stream, 30_000 + place * 2000, attempt=2)
    return feed


def lane_row(board: Board, name: str) -> str:
    """The row of a stream's lane; the first of them where there are two."""
    return next(row for row in board.rows if re.search(rf"\d  {name} ", row))


def lane(board: Board, name: str) -> str:
    """The same from its name on."""
    row = lane_row(board, name)
    return row[row.index(name) :]


@pytest.mark.parametrize("size", SIZES)
async def test_a_lane_shows_every_state_where_it_was(size: tuple[int, int]) -> None:
    feed = ScriptedFeed(plan_of("one", "two", "three"))
    feed.start()
    feed.queue("s1", "s2", "s3")
    answer(feed, "s1", 0)
    feed.at_ms(1000).send_off("s2")
    feed.at_ms(1250).respond("s2")
    for tenth in range(6):
        feed.at_ms(1500 + tenth * 100).think("s2", "hm")
    feed.at_ms(2100).say("s2", "word", index=1)
    feed.at_ms(3000)
    async with showing(feed, size) as board:
        await board.press("3")
        await board.shows("✓ end_turn", "queued 1st", "TTFO 1.10 s", "TTFT 1.00 s")
        assert re.match(r"one +┄+▒+█+✓ +TTFT", lane(board, "one"))
        assert re.match(r"two +queued +┄+▒+∙+░+▌ +TTFO", lane(board, "two"))
        assert re.match(r"three +queued  +TTFT +- +(- tok/s )?○ queued 1st", lane(board, "three"))
        axis = next(row for row in board.rows if " name " in row)
        second = axis.index(" 1s") + 1
        assert axis.index("0s") == lane_row(board, "one").index("┄")
        assert axis.index("0s") < second < axis.index(" 2s")
        row = lane_row(board, "one")
        assert (row[second - 1], row[second + 1]) == ("▒", "█")
        await board.shows("sum of streams", "speed-up", "░ stall", "in flight", "queue")


async def test_a_lane_is_exact() -> None:
    feed = ScriptedFeed(plan_of("one"))
    feed.start()
    feed.queue("s1")
    answer(feed, "s1", 0)
    async with showing(feed, (80, 24)) as board:
        await board.press("3")
        await board.shows("✓ end_turn")
        # 42 cells for two seconds.
        assert lane(board, "one").split() == [
            "one",
            "┄" * 4 + "▒" * 17 + "█" * 20 + "✓",
            *("TTFT", "1.00", "s", "✓", "end_turn"),
        ]


async def test_retries_are_in_the_lane_with_the_wait_between_them() -> None:
    feed = under_way("one")
    feed.at_ms(1000).fail_and_retry("s1", OVERLOADED, 1000)
    feed.at_ms(1500)
    async with showing(feed) as board:
        await board.press("3")
        await board.shows("↻ retry 0.5 s")
        assert re.match(r"one +▒+✗↻+ +TTFT", lane(board, "one"))
        answer(feed, "s1", 2000, attempt=2)
        await board.shows("✓ end_turn")
        assert re.match(r"one +▒+✗↻+┄+▒+█+✓ ", lane(board, "one"))


async def test_the_picture_moves_with_the_clock_and_the_axis_grows_in_steps() -> None:
    feed = under_way("one")
    async with showing(feed) as board:
        await board.press("3")
        await board.shows("0.4s")
        feed.at_ms(7900)
        await board.shows(" 7s", "7.9 s")
        before = lane(board, "one").count("▒")
        feed.at_ms(8100)
        await board.shows(" 8s", "8.1 s")
        assert 0 < lane(board, "one").count("▒") < before


async def test_requests_in_flight_and_the_queue_are_told_with_their_limit() -> None:
    feed = ScriptedFeed(plan_of("one", "two", "three", concurrency=2))
    feed.start()
    feed.queue("s1", "s2", "s3")
    feed.send_off("s1", "s2")
    feed.at_ms(1000)
    async with showing(feed) as board:
        await board.press("3")
        await board.shows("2 now, most 2 of 2", "1 now, most 1")
        feed.end("s1", "cancelled")
        feed.at_ms(2000)
        await board.shows("1 now, most 2 of 2")


async def test_a_small_terminal_has_lanes_first() -> None:
    feed = under_way(*[f"stream{number}" for number in range(1, 31)]).at_ms(1000)
    async with showing(feed, (60, 12)) as board:
        await board.press("3")
        await board.shows("stream1 ", "↓ ")
        rows = sum("stream" in row and "▒" in row for row in board.rows)
        assert rows >= 5
        assert "TTFT" in board.text


@pytest.mark.parametrize("size", [(20, 5), (40, 6), (45, 8), (60, 15), (109, 20), (110, 12)])
async def test_no_size_breaks_it(size: tuple[int, int]) -> None:
    async with showing(two_races("one", "two"), size) as board:
        await board.press("3", "B", "B", "down", "O")
        await board.shows("Too small" if size[0] < 40 else "one")


async def test_two_hundred_streams_scroll_with_the_cursor_and_by_pages() -> None:
    feed = under_way(*[f"n{number}" for number in range(1, 201)])
    async with showing(feed) as board:
        await board.press("3")
        await board.shows("n1 ", " more")
        shown = int(next(row for row in board.rows if "more" in row).split("↓ ")[1].split()[0])
        page = 200 - shown
        await board.press("right_square_bracket")
        await board.shows(f"▶{page + 1:>3}")
        assert f"n{page} " not in board.text
        await board.press("left_square_bracket", "up")
        await board.shows("▶  1")
        await board.press("left")
        await board.shows("▶200")
        await board.hides(" more")


async def test_a_click_on_a_lane_puts_its_stream_in_focus() -> None:
    async with showing(under_way("one", "two", "three")) as board:
        await board.press("3")
        await board.shows("three")
        y = next(y for y, row in enumerate(board.rows) if " three " in row)
        await board.pilot.click(offset=(50, y))
        await board.shows("▶  3")
        assert board.screen.chosen.plan.name == "three"


# -- two races


async def test_o_runs_all_again_one_by_one_and_goes_to_the_race() -> None:
    feed = under_way("one", "two")
    async with showing(feed) as board:
        await board.press("O")
        await board.shows("2 streams under way: O again stops them")
        assert feed.sent == []
        await board.press("O")
        assert feed.sent == [RunAllAgain("one-by-one")]
        await board.until(lambda: isinstance(board.screen.current_view(), RaceView))
        assert "O one by one" in board.rows[-1]
        assert "together" not in board.text


async def test_both_races_stand_side_by_side_on_the_same_scale() -> None:
    async with showing(two_races("one", "two")) as board:
        await board.press("3")
        await board.shows("2.0 times as fast together")
        title = next(row for row in board.rows if "wall" in row)
        assert re.search(r"together  wall 2\.00 s .*one by one  wall 4\.00 s", title)
        first, second = (re.findall(r"[┄▒█]+", lane_row(board, name)) for name in ("one", "two"))
        assert len(first) == len(second) == 2
        assert first[0] == first[1] == second[0] == second[1]
        axis = next(row for row in board.rows if " name " in row)
        assert axis.count("0s") == 2
        assert lane_row(board, "two").rindex("✓") > lane_row(board, "one").rindex("✓")


async def test_on_a_narrow_terminal_they_stand_above_each_other() -> None:
    async with showing(two_races("one", "two"), (80, 24)) as board:
        await board.press("3")
        await board.shows("together 2.00 s, one by one 4.00 s: 2.0 times as fast together")
        first, second = [row for row in board.rows if re.search(r"\d  two ", row)]
        begin = first.index("▒")
        assert second.index("▒") > begin
        bars = [re.findall(r"[┄▒█]+", row)[0] for row in (first, second)]
        assert abs(len(bars[0]) - len(bars[1])) <= 1
        titles = [y for y, row in enumerate(board.rows) if "speed-up" in row and "wall" in row]
        assert len(titles) == 2


async def test_what_was_bought_is_said_only_when_both_are_over() -> None:
    feed = two_races("one", "two")
    feed.at_ms(40000)
    start_pass(feed, 3, "as-planned")
    feed.queue("s1", "s2")
    feed.send_off("s1", attempt=3)
    feed.at_ms(41000)
    async with showing(feed) as board:
        await board.press("3")
        await board.shows("sum of streams")
        assert "one by one  wall" not in board.text
        await board.press("B")
        await board.shows("together 1.0 s, one by one 4.00 s so far", "2 one by one", "3 together")
        await board.press("B")
        await board.hides("one by one  wall")


async def test_answers_that_are_not_whole_are_told() -> None:
    feed = ScriptedFeed(plan_of("one"))
    feed.start()
    feed.queue("s1")
    answer(feed, "s1", 0)
    start_pass(feed, 2, "one-by-one")
    feed.queue("s1")
    feed.send_off("s1", attempt=2)
    feed.at_ms(4000).end("s1", "failed", OVERLOADED, attempt=2)
    async with showing(feed) as board:
        await board.press("3")
        await board.shows("not compared, since not every stream came to an answer")


async def test_running_together_may_be_slower() -> None:
    feed = ScriptedFeed(plan_of("one"))
    feed.start()
    feed.queue("s1")
    feed.send_off("s1")
    feed.at_ms(4000).say("s1", "word")
    feed.finish("s1")
    start_pass(feed, 2, "one-by-one")
    feed.queue("s1")
    feed.send_off("s1", attempt=2)
    feed.at_ms(6000).say("s1", "word", attempt=2)
    feed.finish("s1", attempt=2)
    async with showing(feed) as board:
        await board.press("3")
        await board.shows("2.0 times as slow together")


async def test_a_stream_that_was_run_again_makes_races_incomparable() -> None:
    feed = ScriptedFeed(plan_of("one"))
    feed.start()
    feed.queue("s1")
    answer(feed, "s1", 0)
    feed.queue("s1")
    answer(feed, "s1", 10_000, attempt=2)
    start_pass(feed, 2, "one-by-one")
    feed.queue("s1")
    answer(feed, "s1", 20_000, attempt=3)
    async with showing(feed) as board:
        await board.press("3")
        await board.shows("not compared, since streams were run again meanwhile")


async def test_without_a_race_before_it_there_is_nothing_to_compare() -> None:
    async with showing(under_way("one")) as board:
        await board.press("3", "B")
        await board.shows("There is one race so far")
        assert "both races" not in board.rows[-1]


async def test_a_recorded_run_shows_its_races_but_is_not_run_again() -> None:
    feed = two_races("one", "two")
    feed.source = "REPLAY"
    async with showing(feed) as board:
        await board.shows("end_turn")
        await board.press("O")
        await board.shows("A recorded run cannot be", "2.0 times as fast together")
        assert "one by one" not in board.rows[-1]
        assert "B one race" in board.rows[-1]


async def test_a_recorded_run_of_one_pass_stays_where_it_is() -> None:
    feed = under_way("one")
    feed.source = "REPLAY"
    async with showing(feed) as board:
        await board.press("O")
        await board.shows("A recorded run cannot be")
        assert not isinstance(board.screen.current_view(), RaceView)


async def test_names_are_text_and_nothing_else() -> None:
    feed = under_way("\x1b[mred[bold]x[/]", "\u202eback")
    async with showing(feed) as board:
        await board.press("3")
        await board.shows("red[bold]x[/]", "back")
        assert "\x1b" not in board.text
        assert "\u202e" not in board.text


async def test_an_idle_time_between_two_runs_is_left_out_and_marked() -> None:
    feed = ScriptedFeed(plan_of("one"))
    feed.start()
    feed.queue("s1")
    answer(feed, "s1", 0)
    feed.at_ms(600000).queue("s1")
    answer(feed, "s1", 600_000, attempt=2)
    async with showing(feed) as board:
        await board.press("3")
        await board.shows("╎", "wall 4.00 s")
        assert re.match(r"one +┄+▒+█+✓?┄*▒+█+✓ ", lane(board, "one"))


# -- the real program


def test_a_live_race_and_its_rival(
    streamboard: Start, prompt_set: Callable[[str], Path], tmp_path: Path
) -> None:
    record = tmp_path / "run.jsonl"
    terminal = streamboard(prompt_set(QUICK), "--record", record)
    terminal.wait_for("3 done")
    terminal.press_to_show("3", "sum of streams", "✓ end_turn", "█")
    terminal.press_to_show("O", "together  wall", "one by one  wall", "times as fast together")
    terminal.press("q")
    terminal.wait_exit()
    replay = streamboard("replay", record, size=(80, 24))
    replay.wait_for("REPLAY")
    replay.press_to_show("3", "one by one  wall", "times as fast together")
