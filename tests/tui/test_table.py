"""The table view: columns by width, order, blocks of percentiles, what is saved, and a real terminal."""

from __future__ import annotations

import csv
import re
from collections.abc import Callable
from pathlib import Path

import pytest

from streamboard.run.plan import SECOND, Slo
from streamboard.tui.screen.board import BoardScreen
from streamboard.tui.views.table import TableView
from tests.support.told import held_up

from .conftest import Start
from .feed import ScriptedFeed, plan_of
from .pilot import Board, showing, under_way

SIZES = [(80, 24), (120, 40), (200, 50)]


def raced(*names: str, **fields: object) -> ScriptedFeed:
    """Streams sent at 0 that have ended: the first token of the nth after n times 100 ms, all after 2 s."""
    feed = ScriptedFeed(plan_of(*names, **fields))
    ids = [stream.id for stream in feed.plan.streams]
    feed.start()
    feed.queue(*ids)
    feed.send_off(*ids)
    feed.respond(*ids)
    for place, stream in enumerate(ids, 1):
        feed.at_ms(place * 100).say(stream, "first")
    for stream in ids:
        feed.at_ms(2000).say(stream, "last")
        feed.finish(stream, tokens=11)
    return feed


def names(board: Board) -> list[str]:
    """The streams of the table from the top."""
    rows = [row for row in board.rows[2:] if row[3:4].isdigit() and row[0] in "▶ "]
    return [row[6:].split()[0] for row in rows]


def names_in(folder: Path) -> list[str]:
    """The streams of the tables that were saved in a folder, each in all three forms."""
    found = []
    for path in folder.glob("*.csv"):
        assert path.with_suffix(".md").exists()
        assert path.with_suffix(".json").exists()
        rows = csv.DictReader(path.read_text(encoding="utf-8").splitlines())
        found += [row["name"] for row in rows if row["of"] == "stream"]
    return found


@pytest.mark.parametrize("size", SIZES)
async def test_streams_models_and_prompts_are_on_one_screen(size: tuple[int, int]) -> None:
    feed = raced("one", "two", "three")
    async with showing(feed, size) as board:
        await board.press("4")
        await board.shows("by column", "by prompt", "p50", "p95", "sim ×3", "two ×1")
        assert names(board) == ["one", "two", "three"]
        first, _, third = (row for row in board.rows[2:] if row[3:4].isdigit())
        assert "✓ end_turn" in first
        assert "100 ms▲" in first
        assert "300 ms▼" in third
        assert "2.00 s" in first
        assert all(len(row) == size[0] for row in board.rows)


async def test_columns_give_way_by_width() -> None:
    feed = raced("one", "two")
    seen = []
    for width in (64, 80, 100, 200):
        async with showing(feed, (width, 30)) as board:
            await board.press("4")
            await board.shows("TTFT", "tok/s")
            (heading,) = (row for row in board.rows if "stream " in row and "state" in row)
            seen.append(heading.split())
        feed = raced("one", "two")
    narrow, usual, wide, widest = seen
    assert set(narrow) < set(usual) < set(wide) < set(widest)
    assert {"ITL", "p95", "tries", "model"} <= set(widest)


async def test_short_names_leave_each_heading_over_its_figures() -> None:
    async with showing(raced("a", "b")) as board:
        await board.press("4")
        await board.shows("TTFT")
        (heading,) = (row for row in board.rows if "stream " in row and "state" in row)
        figures = next(row for row in board.rows if "✓" in row)
        assert heading.index("state") == figures.index("✓")


async def test_columns_follow_the_width_when_nothing_moves_any_more() -> None:
    async with showing(raced("one", "two"), (200, 40)) as board:
        await board.press("4")
        await board.shows("ITL", "tries")
        await board.resize(80, 40)
        await board.hides("tries")
        await board.resize(200, 40)
        await board.shows("ITL", "tries")


async def test_keys_sort_by_columns_and_turn_the_order_round() -> None:
    feed = raced("one", "two", "three")
    async with showing(feed) as board:
        await board.press("4", "s")
        await board.shows("by TTFT, lowest first")
        assert names(board) == ["one", "two", "three"]
        await board.press("o")
        await board.shows("by TTFT, highest first")
        assert names(board) == ["three", "two", "one"]
        assert board.screen.chosen.plan.name == "one"
        await board.press("up")
        assert board.screen.chosen.plan.name == "two"
        await board.press("home")
        await board.until(lambda: board.screen.chosen.plan.name == "three")
        await board.press("S")
        await board.hides(" first")
        assert names(board) == ["one", "two", "three"]
        await board.press("S", "s", "s")
        await board.shows("by TTFT, lowest first")


async def test_a_sorted_column_has_room_on_a_narrow_screen() -> None:
    feed = raced("one", "two")
    async with showing(feed, (58, 24)) as board:
        await board.press("4")
        await board.shows("TTFT")
        assert "tries" not in board.text
        await board.press("S")
        await board.shows("by tries, highest first")


async def test_a_click_chooses_a_row_or_sorts_by_a_head() -> None:
    feed = raced("one", "two", "three")
    async with showing(feed) as board:
        await board.press("4")
        await board.shows("by column")
        (y,) = (y for y, row in enumerate(board.rows) if row[6:].startswith("three"))
        await board.pilot.click(offset=(10, y))
        assert board.screen.chosen.plan.name == "three"
        x = board.rows[y - 3].index("TTFT")
        await board.pilot.click(offset=(x, y - 3))
        await board.shows("by TTFT, lowest first")
        await board.pilot.click(offset=(x, y - 3))
        await board.shows("by TTFT, highest first")


async def test_parts_can_be_shown_alone() -> None:
    feed = raced("one", "two")
    async with showing(feed) as board:
        await board.press("4", "L")
        await board.hides("by column", "by prompt")
        assert names(board) == ["one", "two"]
        await board.press("L")
        await board.shows("by column")
        await board.hides("by prompt")
        assert names(board) == []
        await board.press("L")
        await board.shows("by prompt")
        await board.press("down", "down", "pagedown", "up")
        await board.shows("one ×1")
        await board.press("L")
        await board.shows("Too few values")
        await board.press("L")
        await board.shows("by column", "by prompt")


async def test_how_the_figure_that_rows_are_sorted_by_is_spread_in_each_column() -> None:
    feed = raced(*(f"n{number}" for number in range(1, 9)))
    async with showing(feed, (120, 50)) as board:
        await board.press("4")
        await board.shows("TTFT by column", "p50  450 ms  n 8", "100 ms")
        await board.press("L", "s", "s", "L", "L", "L")
        await board.shows("ITL by column")
        assert names(board) == []


async def test_many_streams_scroll_under_their_heads_and_blocks_stay() -> None:
    feed = raced(*(f"n{number}" for number in range(1, 201)))
    async with showing(feed, (120, 40)) as board:
        await board.press("4")
        await board.shows("n1 ", "by column", "of 200")
        assert "by prompt" not in board.text, "a prompt of one stream says what its row says"
        await board.press("end")
        await board.shows("▶200", "by column", "TTFT")
        await board.press("pageup")
        await board.hides("▶200")
        assert "by column" in board.text
        await board.press("L", "L", "L")
        await board.shows("n1 ×1")
        await board.press("pagedown", "pagedown")
        await board.hides("n1 ×1")


async def test_it_follows_streams_under_way() -> None:
    feed = under_way("one", "two")
    async with showing(feed) as board:
        await board.press("4")
        feed.at_ms(500).say("s1", "x" * 40)
        await board.shows("500 ms", "10~")
        feed.at_ms(1500).say("s1", "x" * 40)
        await board.shows("20~", "1.00 s")
        feed.finish("s1", tokens=21)
        await board.shows("✓ end_turn", " 21 ")


async def test_objectives_and_waits_have_columns_when_they_say_something() -> None:
    feed = raced("one", "two", slo=Slo(ttft_ns=SECOND * 15 // 100))
    async with showing(feed) as board:
        await board.press("4")
        await board.shows("SLO", " met", "TTFT 200>150 ms")
        assert "queued" not in board.rows[2] + board.rows[3]


async def test_what_the_engine_stamped_late_is_kept_and_carries_a_sign() -> None:
    feed = ScriptedFeed(plan_of("one", "two"))
    feed.start()
    feed.queue("s1", "s2")
    feed.send_off("s1", "s2")
    feed.at_ms(1000).say("s1", "a")
    feed.feed(held_up(500, 1000))
    feed.at_ms(3000).say("s2", "b")
    async with showing(feed, (200, 50)) as board:
        await board.press("4")
        # The first may have come half a second earlier; so may the middle of both by half of that.
        await board.shows("1.00 s!", "3.00 s ", "sim ×2             2.00 s!  2.90 s    2")
        await board.shows("one ×1             1.00 s!  1.00 s!   1")
        assert "3.00 s!" not in board.text


async def test_names_from_outside_are_shown_as_text() -> None:
    feed = raced("[red]x\x1b[31m\u202e", "平仮名平仮名")
    async with showing(feed) as board:
        await board.press("4")
        await board.shows("[red]x␛[31m", "平仮名平仮名", "by prompt")
        assert all(len(row) == 120 for row in board.rows)


@pytest.mark.parametrize("size", [(20, 5), (41, 4), (60, 15), (200, 6)])
async def test_no_size_breaks_it(size: tuple[int, int]) -> None:
    feed = raced("one", "two", "three")
    async with showing(feed, size) as board:
        for key in ("4", "s", "L", "L", "down", "L", "L", "L", "end", "o"):
            await board.press(key)
        await board.until(lambda: isinstance(board.screen.current_view(), TableView))
        assert all(len(row) == size[0] for row in board.rows)


async def test_the_table_is_saved_where_one_is(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    feed = raced("one", "two", title="A [b]run[/b]")
    async with showing(feed) as board:
        await board.press("4", "s", "o", "w")
        await board.shows("Saved as a-b-run-b-")
        assert names_in(tmp_path) == ["two", "one"]


async def test_a_folder_that_takes_no_file_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = tmp_path / "gone"
    folder.mkdir()
    monkeypatch.chdir(folder)
    folder.rmdir()
    feed = raced("one")
    async with showing(feed) as board:
        await board.press("4", "w")
        await board.shows("could not be saved here")


async def test_while_names_are_hidden_there_are_no_figures(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    feed = raced("one", "two")
    async with showing(feed) as board:
        await board.press("4")
        await board.shows("TTFT", "two")
        blind_from(board.screen, monkeypatch)
        await board.shows("Figures are hidden", "A ", "B ")
        assert not any(word in board.text for word in ("two", "TTFT", "200 ms", "by column", "▲"))
        await board.press("w")
        await board.shows("Names are hidden")
        assert names_in(tmp_path) == []


def blind_from(screen: BoardScreen, monkeypatch: pytest.MonkeyPatch) -> None:
    """Hide names from now on, in whatever view is shown."""
    from dataclasses import replace

    scene = screen.scene
    monkeypatch.setattr(screen, "scene", lambda: replace(scene(), blind=True))


def test_the_table_in_a_real_terminal(streamboard: Start, prompt_set: Callable[[str], Path]) -> None:
    quick = prompt_set("""
title: Quick ones
defaults: {endpoint: sim, max_tokens: 4000}
prompts:
  - {name: river, prompt: Tell me about a river., sim: {ttft: 0.1, rate: 400, length: 60, seed: 1}}
  - {name: forest, prompt: Tell me about a forest., sim: {ttft: 0.6, rate: 400, length: 60, seed: 2}}
""")
    terminal = streamboard(quick, "--no-record")
    terminal.wait_for("2 done")
    terminal.press_to_show("4", "by column", "by prompt", "river ×1", "sim ×2", "▲", "▼")
    # Which column comes first depends on whether the time to connect is worth one.
    sorted_by = terminal.press_until(
        "s",
        lambda: re.search(r"by (.+), (lowest|highest) first", terminal.rows[0]),
        "what rows are sorted by",
    )
    turned = "highest" if sorted_by[2] == "lowest" else "lowest"
    terminal.press_to_show("o", f"by {sorted_by[1]}, {turned} first")
    terminal.press_to_show("w", "Saved as quick-ones-")
    terminal.press("q")
    assert terminal.wait_exit() == 0
