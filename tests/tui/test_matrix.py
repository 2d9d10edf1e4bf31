"""The matrix on the board: its cells, its cursor, its order, and what is done to a row or a column."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from streamboard.run.commands import PlanStream, RunAgain
from streamboard.run.events import EndpointModels, ErrorInfo, StreamPlanned, VoteCast
from streamboard.run.plan import RunPlan, StreamPlan
from streamboard.session.conversation import History, next_turn
from tests.support.plans import matrix_plan

from .feed import ScriptedFeed
from .pilot import VIEW_KEYS, Board, click, showing

MATRIX = VIEW_KEYS["matrix"]
TTFTS = {"haiku": 300, "opus": 800, "sonnet": 500}


def a_set(run: RunPlan | None = None, source: str = "LIVE") -> ScriptedFeed:
    """Three prompts to three models, twice each; all but one have answered."""
    run = run or matrix_plan("story poem letter", "haiku opus sonnet", repeat=2)
    feed = ScriptedFeed(run, "REPLAY" if source == "REPLAY" else "LIVE")
    ids = [one.id for one in run.streams]
    feed.start()
    feed.queue(*ids)
    feed.send_off(*ids)
    feed.respond(*ids)
    for place, one in enumerate(run.streams):
        feed.at_ms(TTFTS[one.column] + place).say(one.id, f"The {one.prompt} of {one.column}.")
    for place, one in enumerate(run.streams[:-1]):
        feed.at_ms(2000 + place).finish(one.id, tokens=20)
    feed.at_ms(2500).end(run.streams[-1].id, "failed", ErrorInfo("overloaded_error", "Busy.", "Wait."))
    return feed.at_ms(3000)


def row(board: Board, name: str) -> str:
    return next(line for line in board.rows if line.startswith(f" {name}"))


def focus(board: Board) -> str:
    return board.screen.chosen.plan.id


async def test_a_cell_has_states_the_range_and_words_and_the_best_is_marked() -> None:
    async with showing(a_set(), (120, 30)) as board:
        await board.press(MATRIX)
        await board.shows("TTFT f", "haiku", "opus", "sonnet", "The story of haiku.", "What of poem?")
        assert "✓✓ 300-301 ms▲ ×2" in row(board, "story")
        assert "✓✓ 802-803 ms  ×2" in row(board, "story")
        assert "✓✗ 516-517 ms  ×2" in row(board, "letter")
        # One of the last column failed, so the sums are of all that have a value, which is all here.
        assert "n 6" in row(board, "p50")
        assert "✓5 ✗1" in row(board, "streams")


async def test_the_cursor_moves_in_both_directions_and_tab_goes_through_all() -> None:
    async with showing(a_set(), (120, 30)) as board:
        await board.press(MATRIX, "right", "j")
        assert focus(board) == "poem/opus#1"
        await board.press("l", "up", "h", "h")
        assert focus(board) == "story/haiku#1"
        await board.press("left")
        assert focus(board) == "letter/sonnet#1"
        await board.press("enter")
        await board.shows("[z zoom]")
        await board.press("tab")
        assert focus(board) == "letter/sonnet#2"


async def test_f_shows_another_figure_and_s_sorts_by_the_column() -> None:
    async with showing(a_set(), (120, 30)) as board:
        await board.press(MATRIX, "f")
        await board.shows("tok/s f")
        await board.press("f", "f", "s", "o")
        await board.shows("haiku↓")
        names = [line.split()[0] for line in board.rows if line.startswith((" story", " poem", " letter"))]
        assert sorted(names) == ["letter", "poem", "story"]
        await board.press("s")
        await board.hides("haiku↓")
        names = [line.split()[0] for line in board.rows if line.startswith((" story", " poem", " letter"))]
        assert names == ["story", "poem", "letter"]


async def test_rows_and_columns_that_do_not_fit_scroll_below_their_heads() -> None:
    prompts = " ".join(f"prompt-{number}" for number in range(30))
    run = matrix_plan(prompts, "haiku opus sonnet")
    async with showing(a_set(run), (60, 20)) as board:
        await board.press(MATRIX)
        await board.shows("rows 1-", "↓", "1→", "prompt-0")
        await board.press("l", "l", "]", "]")
        await board.shows("sonnet", "←1", "TTFT")
        await board.hides("of haiku", "prompt-0 ")
        assert focus(board).endswith("sonnet#1")


async def test_a_click_chooses_a_cell_two_open_it_and_one_on_a_heading_sorts() -> None:
    async with showing(a_set(), (120, 30)) as board:
        await board.press(MATRIX)
        await click(board, "The poem of opus.")
        await board.until(lambda: focus(board) == "poem/opus#1")
        y = next(y for y, line in enumerate(board.rows) if "TTFT f" in line)
        await board.pilot.click(offset=(board.rows[y].index("sonnet"), y))
        await board.shows("sonnet↑")


async def test_votes_and_another_question_are_seen() -> None:
    feed = a_set()
    async with showing(feed, (120, 30)) as board:
        await board.press(MATRIX)
        await board.shows("✓5 ✗1")
        first, other = "story/haiku#1", "story/opus#1"
        feed.feed(VoteCast(t=feed.time, among=[first, other], winner=first))
        await board.shows("+1/1", "+0/1")
        assert "▲" in row(board, "story")
        plan = next(one for one in feed.plan.streams if one.id == other)
        asked = [{"role": "user", "content": "Another one?"}]
        changed = replace(plan, request=plan.request | {"messages": asked})
        await _plan(board, changed)
        await board.shows("≠")
        assert "▲" not in row(board, "story")


async def _plan(board: Board, plan: StreamPlan) -> None:
    board.feed.feed(StreamPlanned(t=board.feed.time, stream=plan.id, attempt=2, plan=plan))


async def test_a_row_a_column_and_a_cell_are_run_again() -> None:
    feed = a_set()
    async with showing(feed, (120, 30)) as board:
        await board.press(MATRIX, "l")
        await board.shows("✓5 ✗1")
        for key, ids in {
            "r": ["story/opus#1", "story/opus#2"],
            "-": [one.id for one in feed.plan.streams if one.prompt == "story"],
            "|": [one.id for one in feed.plan.streams if one.column == "opus"],
        }.items():
            feed.sent.clear()
            await board.press({"-": "minus", "|": "vertical_line"}.get(key, key))
            assert feed.sent == [RunAgain(each) for each in ids], key


async def test_a_further_model_is_put_to_all_prompts_in_two_keys() -> None:
    feed = a_set()
    feed.feed(EndpointModels(t=0, endpoint="sim", models=["claude-new"], problem=""))
    async with showing(feed, (120, 30)) as board:
        await board.press(MATRIX, "A")
        await board.shows("A further model for all: 3 prompts", "claude-new")
        await board.press(*"new", "enter")
        plans = [command.plan for command in feed.sent if isinstance(command, PlanStream)]
        assert len(plans) == 6
        assert {plan.column for plan in plans} == {"new"}


async def test_a_prompt_is_edited_for_all_its_streams_in_two_keys() -> None:
    feed = a_set()
    async with showing(feed, (120, 30)) as board:
        await board.press(MATRIX, "j", "P")
        await board.shows("poem, for 6 streams", "What of poem?")
        await board.press(*" Hm?", "ctrl+s")
        plans = [command.plan for command in feed.sent if isinstance(command, PlanStream)]
        assert [plan.prompt for plan in plans] == ["poem"] * 6
        assert {plan.request["messages"][0]["content"] for plan in plans} == {"What of poem? Hm?"}


async def test_in_a_recording_acting_is_refused_and_looking_is_not() -> None:
    async with showing(a_set(source="REPLAY"), (120, 30)) as board:
        await board.press(MATRIX)
        await board.shows("✓✓ 300-301 ms▲")
        await board.press("vertical_line")
        await board.shows("A recorded run cannot be stopped or run again.")
        await board.press("A")
        await board.shows("A recorded run takes no commands.")
        await board.press("f")
        await board.shows("tok/s f")


async def test_while_names_are_hidden_it_is_not_shown() -> None:
    async with showing(a_set(), (120, 30)) as board:
        await board.shows("5", "failed")
        await board.press("b")
        await board.press(MATRIX)
        await board.shows("Not while names are hidden")


async def test_one_column_is_a_list_of_prompts() -> None:
    run = matrix_plan("story poem letter", "haiku")
    async with showing(a_set(run), (80, 24)) as board:
        await board.press(MATRIX)
        await board.shows("haiku", "The poem of haiku.", "n 3")


@pytest.mark.parametrize("view", ["panes", "lanes"])
async def test_g_groups_by_prompt_below_heads_so_that_titles_are_columns(view: str) -> None:
    async with showing(a_set(), (120, 45)) as board:
        await board.press(VIEW_KEYS[view])
        await board.shows("story/haiku#1")
        await board.press("G")
        await board.shows(" story  What of story?", " haiku#1 ", " opus#2 ")
        await board.hides("story/haiku#1")
        await board.press("j", "tab")
        await board.press("G")
        await board.shows("story/haiku#1")
        await board.hides(" story  What of story?")


async def test_lanes_are_sorted_within_their_groups_and_a_click_finds_its_lane() -> None:
    async with showing(a_set(), (120, 30)) as board:
        await board.press("2", "G", *"sss")
        await board.shows("by TTFT, lowest first", " poem  What of poem?")
        lanes = [line.split()[-1] for line in board.rows if " What of " in line]
        assert len(lanes) >= 2
        await click(board, "opus#2")
        await board.until(lambda: focus(board) == "story/opus#2")


async def test_a_conversation_stays_in_its_row_with_the_number_of_its_turn() -> None:
    run = matrix_plan("story poem", "haiku opus")
    feed = a_set(run)
    async with showing(feed, (120, 30)) as board:
        await board.press(MATRIX)
        await board.shows("What of story?", "p50")
        for column in ("haiku", "opus"):
            plan = next(one for one in run.streams if one.id == f"story/{column}#1")
            follows = History([*plan.request["messages"], {"role": "assistant", "content": "A story."}], 2)
            await _plan(board, next_turn(plan, "And then?", follows))
            if column == "haiku":
                await board.shows("story ↳2", "And then?", "≠↳1")
                assert "▲" not in row(board, "story")
        await board.hides("≠")
        await board.shows("story ↳2")
        assert "↳" not in row(board, "poem")
