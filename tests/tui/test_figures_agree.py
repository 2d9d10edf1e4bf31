"""One run, one value: whatever surface a figure stands on, it is the same reading that is shown."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

import pytest

from streamboard.board.stream import StreamState
from streamboard.figures.catalogue import FIGURES, POOLED, RUN_FIGURE
from streamboard.figures.figure import asked_of, on
from streamboard.run.events import ClockLag, ErrorInfo, StreamPlanned, StreamRemoved
from streamboard.run.plan import SECOND, Slo
from streamboard.tui.dialogs.inspector import Inspector

from .feed import ScriptedFeed, plan_of
from .figuresshown import (
    Shown,
    chosen_in_inspector,
    differences,
    figures_by_tag,
    in_cell,
    in_column,
    in_head,
    in_line,
    in_list,
    in_race,
    of_column,
    of_pane,
    of_row,
    on_pane,
    reading,
    settle,
    shown_in,
    squash,
)
from .pilot import OVERLOADED, VIEW_KEYS, Board, showing

pytestmark = pytest.mark.slow

SIZES = [(80, 24), (120, 40), (200, 60)]
IDLE = ErrorInfo("idle", "No content for 20 s", "Raise limits.idle.")


def begun(*names: str, **fields: object) -> ScriptedFeed:
    """Streams whose requests are out at 0.1 s, over connections that took 80 ms."""
    feed = ScriptedFeed(plan_of(*names, **fields))
    ids = [stream.id for stream in feed.plan.streams]
    feed.start()
    feed.queue(*ids)
    feed.send_off(*ids)
    feed.at_ms(80).connect(*ids, took=80)
    feed.at_ms(100).get_out(*ids)
    feed.at_ms(150).respond(*ids)
    return feed


def answer(feed: ScriptedFeed, stream: str, first: float, every: float, count: int, tokens: int) -> None:
    """A whole answer in so many pieces, from its first, one every so many milliseconds."""
    for number in range(count):
        feed.at_ms(first + number * every).say(stream, "word ")
    feed.finish(stream, tokens=tokens)


def over() -> ScriptedFeed:
    """Answers that differ in every figure, the third with thinking, and with objectives."""
    feed = begun("fig", "two", "three", slo=Slo(ttft_ns=SECOND))
    answer(feed, "s1", 428.5, 50, 20, 60)
    answer(feed, "s2", 900, 200, 20, 23)
    feed.at_ms(1500).think("s3", "Hm. ")
    feed.at_ms(2500).think("s3", "Well. ")
    answer(feed, "s3", 3000, 500, 130, 2345)
    return feed


def late() -> ScriptedFeed:
    """The engine was late by more and by less than matters, and one answer came at once."""
    feed = begun("one", "two", "three")
    feed.at_ms(500).say("s1", "word ")
    feed.feed(ClockLag(t=feed.time, lag_ns=SECOND * 3 // 10))
    answer(feed, "s1", 600, 100, 10, 30)
    feed.at_ms(4000).say("s2", "word ")
    feed.feed(ClockLag(t=feed.time, lag_ns=SECOND // 100))
    answer(feed, "s2", 4100, 100, 10, 30)
    feed.at_ms(8000).say("s3", "word ")
    feed.at_ms(8001).say("s3", "word " * 40)
    feed.finish("s3", tokens=80)
    return feed


def going() -> ScriptedFeed:
    """One stream of each kind that has not ended, beside one that has."""
    feed = ScriptedFeed(plan_of("made", "waits", "thinks", "writes", "again", "queues", "done"))
    feed.start()
    feed.queue("s1", "s2", "s3", "s4", "s5", "s7")
    feed.at_ms(200).send_off("s1", "s2", "s3", "s4", "s5", "s7")
    feed.connect("s2", "s3", "s4", "s5", "s7")
    feed.at_ms(300).get_out("s2", "s3", "s4", "s5", "s7")
    feed.respond("s3", "s4", "s5", "s7")
    feed.at_ms(700).think("s3", "Hm. ")
    feed.at_ms(1700).think("s3", "Well. ")
    for tenth in range(8, 40):
        feed.at_ms(tenth * 100).say("s4", "word " * 30)
    feed.at_ms(4000).fail_and_retry("s5", OVERLOADED, 60000)
    answer(feed, "s7", 4100, 100, 5, 12)
    feed.at_ms(4500).queue("s6")
    return feed


def broken() -> ScriptedFeed:
    """A silence at the end, a second attempt, a stop, and an answer of a single piece."""
    feed = begun("silent", "second", "stopped", "short")
    for second in (1, 2, 3):
        feed.at_ms(second * 1000).say("s1", "word ")
        feed.say("s3", "word " * 9)
    feed.end("s3", "cancelled")
    feed.at_ms(5000).say("s2", "word ")
    feed.at_ms(6000).fail_and_retry("s2", OVERLOADED, 1000)
    feed.at_ms(7000).send_off("s2", attempt=2)
    feed.connect("s2", attempt=2)
    feed.at_ms(7010).get_out("s2", attempt=2)
    feed.respond("s2", attempt=2)
    for second in (8, 9, 10):
        feed.at_ms(second * 1000).say("s2", "word ", attempt=2)
    feed.finish("s2", tokens=9, attempt=2)
    feed.say("s4", "yes")
    feed.finish("s4", tokens=1)
    feed.at_ms(23000).end("s1", "stalled", IDLE)
    return feed


RUNS: list[Callable[[], ScriptedFeed]] = [over, late, going, broken]


async def folded(board: Board, feed: ScriptedFeed) -> Sequence[StreamState]:
    """The streams, once all is on the board."""
    await settle(board, feed)
    return list(board.screen.board.streams.values())


async def put_in_focus(board: Board, stream: StreamState) -> None:
    """Go to a stream."""
    for _ in board.screen.board.streams:
        if board.screen.chosen is stream:
            break
        await board.press("tab")
    assert board.screen.chosen is stream
    await board.draw()


def assert_same(found: Sequence[str]) -> None:
    assert not found, "\n".join(found)


runs = pytest.mark.parametrize("run", RUNS)
sizes = pytest.mark.parametrize("size", SIZES)


@runs
@sizes
async def test_panes_tell_the_one_reading(run: Callable[[], ScriptedFeed], size: tuple[int, int]) -> None:
    feed, seen = run(), 0
    async with showing(feed, size) as board:
        streams = await folded(board, feed)
        await board.press(VIEW_KEYS["panes"])
        for stream in streams:
            await put_in_focus(board, stream)
            shown = of_pane(board, stream)
            seen += len(shown)
            assert {"ttft", "output_tokens", "took"} <= set(shown)
            assert_same([*differences(shown, stream, board, on_pane)])
        assert seen > 4 * len(streams)


@runs
@pytest.mark.parametrize("size", [*SIZES, (140, 40)])
async def test_lanes_tell_the_one_reading(run: Callable[[], ScriptedFeed], size: tuple[int, int]) -> None:
    feed = run()
    async with showing(feed, size) as board:
        streams = await folded(board, feed)
        await board.press(VIEW_KEYS["lanes"])
        await board.shows("last words")
        asked = on("lanes", asked_of(streams, FIGURES))
        wanted = {figure.tag for figure in asked if size[0] >= figure.places["lanes"].least}
        for stream in streams:
            shown = of_row(board, stream)
            assert set(shown) == wanted
            assert_same([*differences(shown, stream, board, in_cell)])


@runs
@sizes
async def test_the_table_tells_the_one_reading(
    run: Callable[[], ScriptedFeed], size: tuple[int, int]
) -> None:
    feed = run()
    async with showing(feed, size) as board:
        streams = await folded(board, feed)
        await board.press(VIEW_KEYS["table"], "g")
        await board.hides("by column")
        for stream in streams:
            shown = of_row(board, stream)
            assert {"ttft", "tokens_per_second", "output_tokens"} <= set(shown)
            assert_same([*differences(shown, stream, board, in_cell)])


@runs
@pytest.mark.parametrize("size", [(120, 50), (200, 60)])
async def test_the_zoom_tells_the_one_reading_of_every_figure(
    run: Callable[[], ScriptedFeed], size: tuple[int, int]
) -> None:
    feed = run()
    async with showing(feed, size) as board:
        streams = await folded(board, feed)
        await board.press("z")
        for stream in streams:
            await put_in_focus(board, stream)
            shown = of_column(board)
            assert set(shown) == set(figures_by_tag(board))
            for tag, figure in figures_by_tag(board).items():
                wanted = in_column(figure, reading(board, stream, figure), stream)
                assert shown[tag].squashed == wanted, stream.plan.name


@pytest.mark.parametrize(("run", "size"), [(over, (200, 60)), (going, (80, 24))])
async def test_the_inspector_tells_the_one_reading_of_every_figure(
    run: Callable[[], ScriptedFeed], size: tuple[int, int]
) -> None:
    feed = run()
    async with showing(feed, size) as board:
        streams = await folded(board, feed)
        for stream in streams:
            await put_in_focus(board, stream)
            await board.press("I", "up", "up")
            for figure in figures_by_tag(board).values():
                found = reading(board, stream, figure)
                assert chosen_in_inspector(board) == (in_list(figure, found), in_head(figure, found))
                await board.press("down")
            await board.press("escape")


@runs
@sizes
async def test_the_comparison_tells_the_one_reading(
    run: Callable[[], ScriptedFeed], size: tuple[int, int]
) -> None:
    feed = run()
    async with showing(feed, size) as board:
        first, *others = await folded(board, feed)
        await board.press(VIEW_KEYS["compare"])
        for other in others:
            await put_in_focus(board, other)
            shown = shown_in(board)
            middle = size[0] // 2
            for stream, half in (
                (first, [one for one in shown if one.x < middle]),
                (other, [one for one in shown if one.x >= middle]),
            ):
                assert half
                assert_same([*differences({one.tag: one for one in half}, stream, board, in_line)])


@runs
@sizes
async def test_the_race_tells_the_one_reading(run: Callable[[], ScriptedFeed], size: tuple[int, int]) -> None:
    feed, seen = run(), 0
    async with showing(feed, size) as board:
        streams = await folded(board, feed)
        await board.press(VIEW_KEYS["race"])
        await board.draw()
        for stream in streams:
            if (found := in_race(board, stream)) is not None:
                figure, text = found
                seen += 1
                assert text == in_cell(figure, reading(board, stream, figure)), stream.plan.name
        assert seen >= 3


async def test_marks_are_among_all_streams_whatever_a_search_leaves() -> None:
    feed = over()
    async with showing(feed, (200, 60)) as board:
        streams = await folded(board, feed)
        await board.press("slash", *"!fig", "enter")
        await board.shows("2 of 3")
        for view, expected in (("panes", on_pane), ("lanes", in_cell), ("table", in_cell)):
            await board.press(VIEW_KEYS[view])
            await board.draw()
            for stream in streams[1:]:
                shown = of_pane(board, stream) if view == "panes" else of_row(board, stream)
                assert_same([*differences(shown, stream, board, expected)])


# -- clicks


@pytest.mark.parametrize(("run", "size"), [(late, (120, 40)), (broken, (80, 24))])
async def test_a_click_on_a_number_of_a_pane_opens_the_inspector_on_that_number(
    run: Callable[[], ScriptedFeed], size: tuple[int, int]
) -> None:
    feed = run()
    async with showing(feed, size) as board:
        streams = await folded(board, feed)
        await board.press(VIEW_KEYS["panes"])
        for stream in streams:
            await put_in_focus(board, stream)
            for one in of_pane(board, stream).values():
                await _click_on_number(board, one)
                figure = figures_by_tag(board)[one.tag]
                found = reading(board, stream, figure)
                assert board.screen.chosen is stream
                assert chosen_in_inspector(board) == (in_list(figure, found), in_head(figure, found))
                assert one.squashed.endswith(on_pane(figure, found))
                await board.press("escape")
                await board.until(lambda: board.pilot.app.screen is board.screen)


async def _click_on_number(board: Board, one: Shown) -> None:
    """Click on the last digit of a figure, or on its dash."""
    found = [place for place, letter in enumerate(one.text) if letter.isdigit() or letter == "-"]
    # A picture stands before a speed: what stands behind its last cell is the number.
    at = found[-1] if found else len(one.text.rstrip()) - 1
    await board.pilot.click(offset=(one.x + at, one.y))
    await board.until(lambda: isinstance(board.pilot.app.screen, Inspector), f"the inspector on {one}")
    await board.pilot.pause()


# -- orders


def _order(board: Board) -> tuple[str, list[int]]:
    """What rows are sorted by, from the heading, and the streams' numbers from the top."""
    heading = next(row for row in board.rows if re.search(r" state[ ↑↓]", row))
    tags = [figure.tag for figure in FIGURES if re.search(rf" {re.escape(figure.name)}[↑↓]", heading)]
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
async def test_lanes_and_table_have_the_same_order_by_every_figure(run: Callable[[], ScriptedFeed]) -> None:
    feed = run()
    async with showing(feed, (200, 60)) as board:
        streams = await folded(board, feed)
        lanes = await _orders(board, "lanes", "s")
        await board.press(VIEW_KEYS["table"], "g")
        table = await _orders(board, "table", "right")
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


@pytest.mark.parametrize("size", [(120, 40), (200, 60)])
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


# -- percentiles


def _in_block(board: Board, name: str, place: int, part: str) -> str:
    """A value of the table's block by prompt: of the group of a single stream, at a figure's place."""
    begin = next(y for y, row in enumerate(board.rows) if row.startswith(" by prompt "))
    heads = board.rows[begin + 1]
    row = next(row for row in board.rows[begin + 2 :] if row.startswith(f" {name} ×1 "))
    end = [found.end() for found in re.finditer(part, heads)][place]
    return squash(row[end - 7 : end + 1])


@runs
async def test_a_rows_p95_equals_that_of_its_prompt_alone(run: Callable[[], ScriptedFeed]) -> None:
    feed = run()
    async with showing(feed, (220, 60)) as board:
        streams = await folded(board, feed)
        await board.press(VIEW_KEYS["table"])
        await board.shows("by prompt")
        blocks = [figure.tag for figure in POOLED]
        p95 = figures_by_tag(board)["gap_p95"]
        for stream in streams:
            shown = of_row(board, stream)
            of_gaps = blocks.index("gap_p50")
            found = reading(board, stream, p95)
            assert _in_block(board, stream.plan.name, of_gaps, "p95") == in_cell(p95, found._replace(mark=""))
            assert shown["gap_p95"].squashed == in_cell(p95, found)
            for place, figure in enumerate(POOLED):
                pool = figure.pool
                assert pool is not None
                whole = reading(board, stream, figure)._replace(mark="")
                if pool.spread is None and pool.among(stream) and whole.settled is not None:
                    text = in_cell(figure, whole)
                    assert _in_block(board, stream.plan.name, place, "p95") == text, figure.tag
