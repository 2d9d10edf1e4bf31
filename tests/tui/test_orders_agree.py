"""Whatever tells of a whole run tells the same: the order of its streams, its wall time, its speed-up."""

from __future__ import annotations

import re

import pytest

from streamboard.figures.catalogue import FIGURES, RUN_FIGURE
from streamboard.run.events import StreamPlanned, StreamRemoved

from .feed import plan_of
from .figureruns import Run, answer, begun, folded, going, over
from .figuresshown import chosen_in_inspector, figures_by_tag, reading, squash
from .pilot import VIEW_KEYS, Board, showing

pytestmark = pytest.mark.slow

# -- orders


def _order(board: Board) -> tuple[str, list[int]]:
    """What rows are sorted by, from the header, and the streams' numbers from the top."""
    told = re.search(r" by (.+), (lowest|highest) first", board.rows[0])
    tags = [figure.tag for figure in FIGURES if told is not None and figure.name == told[1]]
    rows = [re.match(r"[▶ ] *(\d+)  ", row) for row in board.rows]
    return (*tags, "")[0], [int(row[1]) for row in rows if row]


async def _orders(board: Board, view: str, key: str) -> dict[str, tuple[list[int], list[int]]]:
    """For each figure that rows are sorted by: the order, and the one that is turned round."""
    await board.press(VIEW_KEYS[view])
    found: dict[str, tuple[list[int], list[int]]] = {}
    for _ in range(len(FIGURES) + 4):
        await board.press(key)
        await board.draw()
        tag, order = _order(board)
        await board.press("o")
        await board.draw()
        assert _order(board)[0] == tag
        if tag:
            found[tag] = order, _order(board)[1]
        await board.press("o")
    return found


@pytest.mark.parametrize("run", [over, going])
async def test_lanes_and_table_have_the_same_order_by_every_figure(run: Run) -> None:
    feed = run()
    async with showing(feed, (200, 60)) as board:
        streams = await folded(board, feed)
        lanes = await _orders(board, "lanes", "s")
        await board.press(VIEW_KEYS["table"], "L")
        table = await _orders(board, "table", "s")
        assert {"ttft", "tokens_per_second", "output_tokens", "e2e"} <= set(table) <= set(lanes)
        for tag, orders in table.items():
            assert orders == lanes[tag], tag
            figure = figures_by_tag(board)[tag]
            found = {stream.number: reading(board, stream, figure).value for stream in streams}
            for order, descending in zip(
                orders, (figure.first == "high", figure.first != "high"), strict=True
            ):
                assert len(order) == len(streams)
                values = [found[number] for number in order if found[number] is not None]
                assert values == sorted(values, reverse=descending), tag  # type: ignore[type-var]
                assert all(found[number] is None for number in order[len(values) :])


# -- the run


def _of_race(board: Board) -> tuple[str, str]:
    """The race's wall and speed-up."""
    found = re.search(r"wall (.+?)  speed-up (\S+)", board.text)
    assert found is not None
    return found[1], found[2]


async def _assert_header_and_race_agree(board: Board, wall: str, speed_up: str) -> None:
    """Header, race and inspector tell these."""
    await board.press(VIEW_KEYS["race"])
    await board.until(lambda: re.search(r"wall .+?  speed-up", board.text), "the race's figures")
    await board.draw()
    assert _of_race(board) == (wall, speed_up)
    assert f"speed-up {speed_up}" in board.rows[1]
    seconds = float(wall.removesuffix(" s"))
    assert board.rows[0].rstrip().endswith(f" 00:{seconds:04.1f}")
    await board.press("I", "up", "up", "up")
    for tag, text in (("speed_up", speed_up), ("wall", wall)):
        while not chosen_in_inspector(board)[0].startswith(squash(RUN_FIGURE[tag].name)):
            await board.press("up")
        assert chosen_in_inspector(board)[0] == squash(f"{RUN_FIGURE[tag].name} {text}")
    await board.press("escape")


@pytest.mark.parametrize("size", [(140, 40), (200, 60)])
async def test_header_and_race_agree_after_a_stream_went_and_another_came(size: tuple[int, int]) -> None:
    feed = begun("one", "two", "three")
    answer(feed, "s1", 1000, 100, 11, 30)
    answer(feed, "s2", 1000, 200, 11, 30)
    answer(feed, "s3", 1000, 300, 11, 30)
    later = plan_of("one", "two", "three", "four").streams[3]
    async with showing(feed, size) as board:
        await folded(board, feed)
        # The times from 0.1 s on, over the wall: (1.9 + 2.9 + 3.9) / 4.
        await _assert_header_and_race_agree(board, "4.00 s", "2.2x")
        feed.feed(StreamRemoved(t=feed.time, stream="s3", attempt=1))
        await board.until(lambda: len(board.screen.board.streams) == 2)
        await _assert_header_and_race_agree(board, "4.00 s", "2.2x")
        feed.feed(StreamPlanned(t=feed.time, stream="s4", attempt=0, plan=later))
        await board.until(lambda: len(board.screen.board.streams) == 3)
        await _assert_header_and_race_agree(board, "4.00 s", "2.2x")
        feed.at_ms(20000).queue("s4")
        feed.send_off("s4")
        feed.respond("s4")
        answer(feed, "s4", 21_000, 100, 11, 30)
        await folded(board, feed)
        await _assert_header_and_race_agree(board, "6.00 s", "2.2x")
