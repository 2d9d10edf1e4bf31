"""Answers without names: what is hidden while they are voted on, and what a vote does."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest

from streamboard.board.votes.ballot import PACE
from streamboard.promptset import parse
from streamboard.run import runfile
from streamboard.run.archive import votes
from streamboard.run.commands import Vote
from streamboard.run.events import VoteCast
from streamboard.run.plan import SECOND
from streamboard.tui.controllers.voting import Voting

from .blind import MODELS, THREE_COLUMNS, Clock, all_read, answered, plan_for
from .conftest import Start
from .pilot import showing


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    """The clock by which answers appear; lots are drawn so that the last stream stands first."""
    clock = Clock()
    monkeypatch.setattr(Voting, "clock", staticmethod(clock))
    monkeypatch.setattr(Voting, "draw_lots", staticmethod(lambda names: names.reverse()))
    return clock


@pytest.mark.parametrize("size", [(80, 24), (120, 40), (200, 50)])
async def test_neither_name_nor_model_nor_pace_is_shown(size: tuple[int, int], clock: Clock) -> None:
    async with showing(answered(), size) as board:
        await board.shows("haiku")
        await board.press("b")
        await board.shows("▶ A", "B ─", "Which answer is best?")
        for key in (
            "1",
            "6",
            "2",
            "4",
            "5",
            "3",
            "z",
            "I",
            "e",
            "tab",
            "j",
            "pagedown",
            "home",
            "end",
            "p",
            "comma",
        ):
            await board.press(key)
            await board.pilot.pause()
            assert not any(
                name in board.text for name in ("haiku", "opus", "sonnet", "TTFT", "E2E", "end_turn")
            )
        await board.press("escape")
        await board.shows("haiku", "sonnet", "opus")


async def test_a_pin_does_not_tell_whose_an_answer_is(clock: Clock) -> None:
    async with showing(answered()) as board:
        await board.shows("haiku")
        await board.press("right", "p")
        await board.shows("story/opus is pinned")
        await board.press("i", "ctrl+f", "x", "escape")
        await board.shows("on from story/opus, which is pinned")
        await board.press("b")
        await board.shows("▶ A", "Which answer")
        await board.hides("pinned")
        assert "opus" not in board.text
        await board.press("escape")
        await board.shows("on from story/opus, which is pinned")


async def test_only_keys_that_do_something_are_listed(clock: Clock) -> None:
    async with showing(answered(), (120, 100)) as board:
        await board.shows("haiku")
        await board.press("b")
        await board.shows("esc names", "6 compare")
        clock.ns += SECOND
        await board.shows("+ best")
        assert not [words for words in ("prompt", "zoom", "events", "search") if words in board.rows[-1]]
        await board.press("question_mark")
        await board.shows("esc closes this", "Two answers side by side", "Vote for the answer", "q  Stop")
        unwanted = (
            "A pane for each",
            "A line for each",
            "clock",
            "All figures",
            "Pin this",
            "0.1 s",
            "Type a",
        )
        assert not [words for words in unwanted if words in board.text]
        await board.press("escape", "6")
        await board.shows("1 texts alone")
        await board.press("question_mark")
        await board.shows("esc closes this", "A pane for each")
        assert "Two answers" not in board.text


async def test_another_view_is_not_shown_and_not_remembered(clock: Clock) -> None:
    async with showing(answered()) as board:
        await board.shows("haiku")
        await board.press("b")
        clock.ns += SECOND
        for key in "2345":
            await board.press(key)
            await board.shows("Not while names are hidden", "▶ A")
            board.pilot.app.clear_notifications()
            await board.hides("Not while")
        await board.press("1")
        await board.shows("That is what is shown", "▶ A")
        await board.press("6")
        await board.shows("alike", "1 texts alone")
        assert board.screen.looks.now("dark").view is None
        await board.press("1")
        await board.shows("▶ A")
        await all_read(board, clock)
        await board.press("plus")
        await board.shows("★ your vote")
        await board.press("2")
        await board.hides("★ your vote")
        assert board.screen.current_view().spec.name == "lanes"


async def test_answers_appear_at_one_pace_for_all(clock: Clock) -> None:
    async with showing(answered(text="abcdefghi " * 30 + "{id}")) as board:
        await board.press("b")
        await board.shows("▶ A")
        assert "abc" not in board.text
        clock.ns += SECOND // 10
        await board.until(lambda: board.text.count("abcdef") == 3)
        assert len("abcdef") == PACE // 10
        assert "abcdefg" not in board.text
        await all_read(board, clock)


async def test_while_the_view_is_held_so_are_the_answers(clock: Clock) -> None:
    async with showing(answered(text="abcdefghi " * 30 + "{id}")) as board:
        await board.press("b", "space")
        await board.shows("PAUSED")
        clock.ns += 100 * SECOND
        await board.draw()
        assert "abc" not in board.text
        await board.press("space")
        await board.hides("PAUSED")
        clock.ns += SECOND // 10
        await board.until(lambda: board.text.count("abcdef") == 3)
        assert "abcdefg" not in board.text


async def test_the_order_is_drawn_by_lot_and_is_as_before_afterwards(clock: Clock) -> None:
    async with showing(answered()) as board:
        await board.shows("haiku")
        await board.press("b")
        await all_read(board, clock)
        row = next(row for row in board.rows if "An answer of s3" in row)
        assert row.index("An answer of s3") < row.index("An answer of s2")
        assert board.screen.selection.cursor == "s3"
        await board.press("escape")
        await board.shows("1 story/haiku")
        assert board.screen.selection.order == ["s1", "s2", "s3"]


async def test_a_vote_goes_to_the_run_and_to_the_tally_and_shows_the_names(clock: Clock) -> None:
    feed = answered()
    async with showing(feed) as board:
        await board.press("b")
        await all_read(board, clock)
        await board.press("tab", "plus")
        await board.shows(
            "B was opus.", "★ your vote", "Too few to say: 9 more votes needed at least.", "TTFT"
        )
    assert feed.sent == [Vote(["s3", "s2", "s1"], "s2")]
    (kept,) = votes.read(votes.path_of(feed.plan))
    assert (kept.prompt, kept.among, kept.winner) == ("story", [*reversed(MODELS)], "opus")
    assert kept.title == feed.plan.title


async def test_a_tie_has_no_winner(clock: Clock) -> None:
    feed = answered()
    async with showing(feed) as board:
        await board.press("b")
        await all_read(board, clock)
        await board.press("equals_sign")
        await board.shows("A was sonnet, B was opus, C was haiku.")
    assert feed.sent == [Vote(["s3", "s2", "s1"], None)]
    assert [kept.winner for kept in votes.read(votes.path_of(feed.plan))] == [None]


async def test_a_recorded_run_is_voted_on_in_the_tally_alone(clock: Clock) -> None:
    feed = answered(source="REPLAY")
    async with showing(feed) as board:
        await board.press("b")
        await all_read(board, clock)
        await board.press("plus")
        await board.shows("A was sonnet.", "in the tally alone")
    assert feed.sent == []
    assert len(votes.read(votes.path_of(feed.plan))) == 1


async def test_names_of_columns_are_hidden_in_every_view_and_dialog(clock: Clock) -> None:
    async with showing(answered(parse(THREE_COLUMNS)), (120, 40)) as board:
        await board.shows("sky/brief#1")
        await board.press("b")
        await board.shows("▶ A")
        keys = "1 2 3 4 5 6 z I e s o p m a d E D c x w comma slash i tab question_mark escape 6 ctrl+p"
        for key in keys.split():
            await board.press(key)
            await board.pilot.pause()
            assert not any(name in board.text for name in ("brief", "wordy", "bare")), key


async def test_before_anything_is_shown_there_is_nothing_to_choose(clock: Clock) -> None:
    async with showing(answered()) as board:
        await board.press("b", "plus")
        await board.shows("nothing to choose from yet")
        await board.shows("Which answer")


async def test_a_click_chooses_an_answer(clock: Clock) -> None:
    async with showing(answered()) as board:
        await board.press("b")
        await all_read(board, clock)
        y = next(y for y, row in enumerate(board.rows) if "An answer of s2" in row)
        await board.pilot.click(offset=(board.rows[y].index("An answer of s2"), y))
        assert board.screen.chosen.plan.id == "s2"
        await board.shows("▶ B")


async def test_a_tiny_terminal_shows_one_answer_and_does_not_break(clock: Clock) -> None:
    async with showing(answered(), (20, 5)) as board:
        await board.press("b")
        await board.pilot.pause()
        clock.ns += 1000 * SECOND
        await board.press("tab", "plus", "y", "escape", "escape")
        await board.resize(120, 40)
        await board.shows("story/haiku")


async def test_untrusted_names_and_texts_are_shown_as_what_they_are(clock: Clock) -> None:
    plan = plan_for("[b]story", models=("\x1b[31mred", "[bold]"))
    async with showing(answered(plan, text="\x1b]0;title\x07 [red]{id} \u202e")) as board:
        await board.press("b")
        await all_read(board, clock)
        await board.shows("␛]0;title␇", "[red]s1", "[b]story")
        await board.press("plus")
        await board.shows("A was [bold].", "␛[31mred")
        await board.press("y")
        await board.shows("votes:", "[bold]", "␛[31mred")
        assert "\x1b" not in board.text
        assert "\u202e" not in board.text


TWO_MODELS = """
title: A vote
models: [one, two]
defaults: {endpoint: sim}
prompts:
  - {name: river, prompt: Tell me about a river., sim: {ttft: 0, rate: 2000, length: 6}}
"""


def test_in_a_terminal_a_vote_is_in_the_run_file(
    streamboard: Start, prompt_set: Callable[[str], Path], tmp_path: Path
) -> None:
    run = tmp_path / "run.jsonl"
    with streamboard(prompt_set(TWO_MODELS), "--record", run) as terminal:
        terminal.wait_until(lambda: terminal.text.count("end_turn") >= 2, "both answers")
        terminal.press_to_show("b", "Which answer is best?")
        terminal.wait_until(lambda: terminal.text.count("✓ whole") == 2, "both answers whole")
        assert "river/" not in terminal.text
        terminal.press_to_show("tab", "▶ B")
        terminal.press_until(
            "+", lambda: re.search(r"B was (one|two)\.", terminal.text), "the column that it is of"
        )
        terminal.wait_for("★ your vote")
        terminal.press("q")
        assert terminal.wait_exit() == 0
    (vote,) = [event for event in runfile.read(run).events if isinstance(event, VoteCast)]
    assert sorted(vote.among) == ["s1", "s2"]
    assert vote.winner == vote.among[1]
