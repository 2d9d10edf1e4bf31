"""The metric inspector: what it shows of a figure, how it is moved in, and a real terminal."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from streamboard.figures.catalogue import RUN_FIGURES, figures_of
from streamboard.figures.figure import Figure, asked_of
from streamboard.figures.run_figure import RunFigure
from streamboard.figures.unit import RATE, TIME, TOKENS
from streamboard.run.events import StreamRemoved
from streamboard.run.plan import SECOND, Slo
from streamboard.tui.dialogs.inspector import Inspector, precise
from tests.support.told import held_up

from .conftest import Start
from .feed import ScriptedFeed, plan_of
from .pilot import Board, showing, under_way

NO_OBJECTIVES = Slo()
SIZES = [(80, 24), (120, 40), (200, 50)]


def answered(*names: str, slo: Slo = NO_OBJECTIVES) -> ScriptedFeed:
    """Answers of 11 tokens, sent at 0: opened after 50 ms, content after 100, 300 and 1100 ms."""
    feed = ScriptedFeed(plan_of(*names, slo=slo))
    ids = [stream.id for stream in feed.plan.streams]
    feed.start()
    feed.queue(*ids)
    feed.send_off(*ids)
    feed.at_ms(50).respond(*ids)
    for stream in ids:
        for seconds in (0.1, 0.3, 1.1):
            feed.at_ms(seconds * 1000).say(stream, "word")
        feed.at_ms(1200).finish(stream, tokens=11)
    return feed


def row(board: Board, tool: str, name: str) -> str:
    """What is said of a tool's figure."""
    begin = f"│ {tool:<12}{name} "
    (found,) = (line[line.index(begin) :] for line in board.text.splitlines() if begin in line)
    # Beside the dialog the board is seen.
    return " ".join(found[1:].partition("│")[0].split())


@pytest.mark.parametrize("size", SIZES)
async def test_a_figure_with_its_inputs_and_the_definitions_of_others(size: tuple[int, int]) -> None:
    async with showing(answered("one", "two"), size) as board:
        await board.shows("✓")
        await board.press("I")
        await board.shows(
            "one", "▶ TTFT", "100.0 ms", "From when the request", "= 100.0 - 0.0 ms", "n 1 request"
        )
        assert row(board, "streamboard", "TTFT") == "streamboard TTFT 100.0 ms first delta - request sent"
        assert row(board, "AIPerf", "TTFT").startswith("AIPerf TTFT 100.0 ms")
        assert row(board, "vLLM", "TTFT") == "vLLM TTFT 50.0 ms first chunk - call"
        assert "message_start" in board.text


@pytest.mark.parametrize("size", SIZES)
async def test_every_figure_fits(size: tuple[int, int]) -> None:
    async with showing(answered("one", "two", slo=Slo(ttft_ns=SECOND)), size) as board:
        await board.shows("2 done")
        await board.press("I", "up", "up")
        state = board.screen.board
        every: list[Figure | RunFigure] = [
            *asked_of(state.streams.values(), figures_of(state.plan.slo)),
            *(figure for figure in RUN_FIGURES if figure.worth(state)),
        ]
        for figure in every:
            last_words = figure.why.split()[-1]
            await board.shows("= " + figure.formula, last_words, "esc closes this")
            await board.press("down")
        await board.shows("▶ queued")


@pytest.mark.parametrize("size", SIZES)
async def test_where_objectives_are_set_it_tells_whether_they_were_met(size: tuple[int, int]) -> None:
    slo = Slo(ttft_ns=SECOND, ttfo_ns=SECOND, itl_ns=SECOND // 20, e2e_ns=SECOND)
    feed = answered("one", slo=slo)
    async with showing(feed, size) as board:
        await board.shows("✓")
        await board.press("I", "up", "up", "up")
        await board.shows("▶ goodput     0 of 1", "0.0%", "0 / 1", "second.")
        await board.press("up", "up", "up", "up", "up")
        await board.shows("▶ SLO", "missed", "= TTFT <= 1 s and TTFO", "ITL 100 ms", "> 50 ms")
        assert row(board, "vLLM", "good request").startswith("vLLM good request missed TTFT, TPOT")
        await board.shows("as an objective.", "esc closes this")


async def test_up_and_down_go_through_figures_and_left_and_right_through_streams() -> None:
    async with showing(answered("one", "two")) as board:
        await board.shows("✓")
        await board.press("I", "down", "down")
        await board.shows("▶ ITL", "(1100.0 - 100.0) ms / (11 - 1)", "the server's count")
        assert row(board, "GuideLLM", "TPOT").endswith("100.0 ms (last - call) / tokens")
        await board.press("right")
        await board.shows("2 two", "▶ ITL")
        assert board.screen.chosen.plan.name == "two"
        await board.press("tab", "up", "up", "up", "up", "up")
        await board.shows("1 one", "▶ speed-up      1.8x", "= 2.20 s / 1.20 s")
        await board.press("up")
        await board.shows("▶ run tok/s", "= 22 tokens / 1.20 s", "n 2 attempts")


@pytest.mark.parametrize("key", ["escape", "I", "q", "enter"])
async def test_it_closes_and_the_board_goes_on(key: str) -> None:
    async with showing(answered("one")) as board:
        await board.press("I")
        await board.shows("esc closes this")
        await board.press(key)
        await board.hides("esc closes this")
        assert board.pilot.app.screen is board.screen


async def test_a_click_chooses_a_figure() -> None:
    async with showing(answered("one")) as board:
        await board.press("I")
        await board.shows("tokens")
        (y,) = (y for y, line in enumerate(board.rows) if " E2E " in line and "1.10 s" in line)
        await board.pilot.click(offset=(board.rows[y].index("E2E"), y))
        await board.shows("▶ E2E", "1100.0 - 0.0 ms")
        assert row(board, "GuideLLM", "latency").startswith("GuideLLM latency 1,200.0 ms")


async def test_it_follows_a_stream_under_way() -> None:
    feed = under_way("one")
    async with showing(feed) as board:
        await board.press("I")
        await board.shows("▶ TTFT         0.0 s")
        feed.at_ms(400).say("s1", "x" * 40)
        await board.shows("400.0 ms")
        await board.press("down", "down", "down", "down", "down")
        await board.shows("10~ tok ", "max(1 delta, 40 characters / 4)", "an estimate")
        feed.at_ms(800).say("s1", "x" * 40)
        await board.shows("20~ tok ")


async def test_lateness_is_said() -> None:
    feed = under_way("one")
    feed.at_ms(1000).say("s1", "a")
    feed.feed(held_up(500, 1000))
    async with showing(feed) as board:
        await board.press("I")
        await board.shows("1,000.0 ms, at most 500 ms less: the engine was late meanwhile")


async def test_it_begins_with_the_column_that_the_table_is_sorted_by() -> None:
    async with showing(answered("one")) as board:
        await board.press("4", "s", "s")
        await board.shows("by ITL, lowest first")
        await board.press("I")
        await board.shows("▶ ITL")


async def test_a_stream_that_goes_leaves_nothing_to_look_into() -> None:
    feed = answered("one")
    async with showing(feed) as board:
        await board.press("I")
        await board.shows("▶ TTFT")
        feed.feed(StreamRemoved(t=feed.time, stream="s1", attempt=1))
        await board.shows("There is no stream.")
        await board.press("right", "escape", "I")
        await board.shows("no stream to look into")


async def test_names_from_outside_are_shown_as_text() -> None:
    async with showing(answered("[red]x[/] \x1b[31m\u202e")) as board:
        await board.press("I")
        await board.shows("▶ TTFT", "[red]x[/] ␛[31m")


async def test_while_names_are_hidden_it_stays_closed(monkeypatch: pytest.MonkeyPatch) -> None:
    async with showing(answered("one")) as board:
        scene = board.screen.scene
        monkeypatch.setattr(board.screen, "scene", lambda: replace(scene(), blind=True))
        await board.press("I")
        await board.shows("Names are hidden")
        assert board.pilot.app.screen is board.screen


@pytest.mark.parametrize("size", [(20, 5), (50, 10), (60, 15)])
async def test_no_size_breaks_it(size: tuple[int, int]) -> None:
    async with showing(answered("one"), size) as board:
        await board.press("I", "down", "down", "up", "right")
        await board.until(lambda: isinstance(board.pilot.app.screen, Inspector))
        assert all(len(line) == size[0] for line in board.rows)


def test_values_are_precise_enough_to_tell_definitions_apart() -> None:
    assert precise(3_562_501_000, TIME) == "3,562.5 ms"
    assert precise(93.7716, RATE) == "93.77"
    assert precise(315, TOKENS) == "315"
    assert precise(None, TIME) == "-"


def test_the_inspector_in_a_real_terminal(streamboard: Start, prompt_set: Callable[[str], Path]) -> None:
    quick = prompt_set("""
title: Quick
defaults: {endpoint: sim, max_tokens: 4000}
prompts:
  - {name: river, prompt: Tell me about a river., sim: {ttft: 0.1, rate: 400, length: 60, seed: 1}}
""")
    terminal = streamboard(quick, "--no-record", size=(80, 24))
    terminal.wait_for("1 done")
    terminal.press_to_show("I", "river", "SIMULATED", "▶ TTFT", "AIPerf", "GuideLLM", "vLLM")
    terminal.press_to_show(["down", "down"], "▶ ITL", "the server's count (usage)", "TPOT")
    terminal.press_to_hide("esc", "AIPerf")
    terminal.press("q")
    assert terminal.wait_exit() == 0


FIGURES_OF_A_PANE = [
    ("TTFT ", "TTFT"),
    ("100 ms", "TTFT"),
    (" tok ", "tokens"),
    ("1.20 s", "took"),
    ("p50", "gap p50"),
    ("500", "gap p50"),
    ("max", "gap max"),
    (" ms ", "gap max"),
    ("gaps ", "gap max"),
    ("tok/s ", "tok/s"),
    ("█", "tok/s"),
]


def figure_rows(board: Board) -> range:
    """The rows of the first pane's figures."""
    bottom = board.panes["one"].bottom
    return range(bottom - 3, bottom)


@pytest.mark.parametrize("streams", [1, 5])
@pytest.mark.parametrize(("words", "figure"), FIGURES_OF_A_PANE)
async def test_a_click_on_a_figure_of_a_pane_opens_it(words: str, figure: str, streams: int) -> None:
    async with showing(answered("one", *"abcd"[: streams - 1])) as board:
        await board.shows(f"{streams} done")
        left, right = board.panes["one"].left, board.panes["one"].right
        rows = {y: board.rows[y][left:right] for y in figure_rows(board)}
        y = next(y for y, row in rows.items() if words in row)
        await board.pilot.click(offset=(left + rows[y].rindex(words) + len(words) // 2, y))
        await board.shows(f"▶ {figure}")
        assert board.screen.chosen.plan.name == "one"


async def test_a_click_between_figures_opens_nothing() -> None:
    async with showing(answered("one")) as board:
        await board.shows("✓")
        y = figure_rows(board)[-1]
        await board.pilot.click(offset=(60, y))
        assert board.pilot.app.screen is board.screen


@pytest.mark.parametrize(
    ("words", "figure"),
    [
        ("TTFT ", "TTFT"),
        ("10.0 tok/s", "tok/s"),
        ("tokens ", "tokens"),
        ("gap p95", "gap p95"),
        ("n 2", "gap p50"),
        ("over time", "tok/s"),
    ],
)
async def test_a_click_on_a_figure_of_the_zoom_opens_it(words: str, figure: str) -> None:
    async with showing(answered("one", "two")) as board:
        await board.shows("2 done")
        await board.press("tab", "z")
        await board.shows("over time")
        y = next(y for y, line in enumerate(board.rows) if words in line[82:])
        await board.pilot.click(offset=(board.rows[y].rindex(words) + 1, y))
        await board.shows(f"▶ {figure}", "2 two  sim")


async def test_a_click_on_a_figure_of_the_comparison_opens_it() -> None:
    async with showing(answered("one", "two")) as board:
        await board.shows("2 done")
        await board.press("6")
        await board.shows("E2E")
        y = next(y for y, line in enumerate(board.rows) if "E2E" in line)
        for name, x in (("two", board.rows[y].rindex("tok/s")), ("one", board.rows[y].index("tok/s"))):
            await board.pilot.click(offset=(x, y))
            await board.shows("▶ tok/s", f"{name}  sim")
            await board.press("escape")
            await board.hides("▶ tok/s")


async def test_two_clicks_on_a_figure_of_the_table_open_it() -> None:
    async with showing(answered("one", "two")) as board:
        await board.shows("2 done")
        await board.press("4")
        await board.shows("ITL")
        y = next(y for y, line in enumerate(board.rows) if "  2  two" in line)
        x = next(line for line in board.rows if " ITL" in line).index("ITL") + 2
        await board.pilot.click(offset=(x, y))
        await board.until(lambda: board.screen.chosen.plan.name == "two")
        assert board.pilot.app.screen is board.screen
        await board.pilot.double_click(offset=(x, y))
        await board.shows("▶ ITL", "2 two  sim")
        await board.press("escape")
        await board.pilot.double_click(offset=(8, y))
        assert board.pilot.app.screen is board.screen
