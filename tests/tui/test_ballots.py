"""Which answers are voted on together, in which turn, and the tally of votes."""

from __future__ import annotations

import re
from pathlib import Path

import msgspec
import pytest

from streamboard.promptset import parse
from streamboard.run.archive import votes
from streamboard.run.commands import Vote
from streamboard.run.plan import StreamPlan
from streamboard.tui.controllers.voting import Voting

from .blind import MODELS, THREE_COLUMNS, Clock, all_read, answered, plan_for
from .pilot import showing


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    """The clock by which answers appear; lots are drawn so that the last stream stands first."""
    clock = Clock()
    monkeypatch.setattr(Voting, "clock", staticmethod(clock))
    monkeypatch.setattr(Voting, "draw_lots", staticmethod(lambda names: names.reverse()))
    return clock


async def test_the_same_answers_are_not_voted_on_twice(clock: Clock) -> None:
    async with showing(answered()) as board:
        await board.press("b")
        await all_read(board, clock)
        await board.press("plus")
        await board.shows("★ your vote")
        await board.press("plus")
        await board.shows("You voted; b goes on")
        await board.press("b")
        await board.shows("no answers left")
        await board.press("escape", "b")
        await board.shows("You voted on these answers to story")
        assert "Which answer" not in board.text


async def test_b_goes_on_to_the_next_prompt(clock: Clock) -> None:
    plan = plan_for("story", "poem")
    alone = msgspec.structs.replace(plan.streams[0], id="s9", name="alone", prompt="alone")
    plan = msgspec.structs.replace(plan, streams=[*plan.streams, alone])
    async with showing(answered(plan)) as board:
        await board.press("b")
        await board.shows("story  Which answer")
        await all_read(board, clock)
        assert "An answer of s4" not in board.text
        await board.press("b")
        await board.shows("poem  Which answer")
        await all_read(board, clock)
        await board.shows("An answer of s6")
        await board.press("b")
        await board.shows("story  Which answer")


async def test_columns_of_one_model_are_voted_on_repetition_by_repetition(clock: Clock) -> None:
    feed = answered(parse(THREE_COLUMNS))
    async with showing(feed, (120, 40)) as board:
        await board.shows("sky/brief#1")
        await board.press("b")
        for number in range(1, 11):
            await board.shows("▶ A", "sky  Which answer")
            await all_read(board, clock)
            assert not any(name in board.text for name in ("brief", "wordy", "bare", "#"))
            # The last stream stands first: the bare one, then the wordy one.
            await board.press("tab", "plus")
            await board.shows("B was wordy.", f"sky/wordy#{number} ", f"sky/bare#{number} ")
            await board.press("b")
        await board.shows("no answers left")
        await board.press("escape", "y")
        await board.shows("wordy is ahead")
    assert feed.sent == [
        Vote([f"s{number + 20}", f"s{number + 10}", f"s{number}"], f"s{number + 10}")
        for number in range(1, 11)
    ]
    kept = votes.read(votes.path_of(feed.plan))
    assert {(*vote.among, vote.winner) for vote in kept} == {("bare", "wordy", "brief", "wordy")}


async def test_b_on_answers_that_were_voted_on_goes_on_to_others(clock: Clock) -> None:
    feed = answered(parse(THREE_COLUMNS.replace("10", "2")))
    async with showing(feed) as board:
        await board.press("b")
        await all_read(board, clock)
        await board.press("plus", "escape")
        await board.shows("sky/brief#1")
        await board.press("b")
        await board.shows("Which answer")
        await all_read(board, clock)
        await board.press("plus", "escape", "b")
        await board.shows("You voted on these answers to sky")
    assert [vote.among for vote in feed.sent if isinstance(vote, Vote)] == [
        ["s5", "s3", "s1"],
        ["s6", "s4", "s2"],
    ]


async def test_an_answer_without_a_counterpart_says_so(clock: Clock) -> None:
    plan = parse("models: [a, {model: b, repeat: 2}]\nprompts: [{name: sky, prompt: Explain.}]")
    async with showing(answered(plan)) as board:
        await board.shows("sky/b#2")
        await board.press("right", "right", "b")
        await board.shows("No other column has an answer to sky of this repetition")


async def test_old_votes_for_a_model_count_for_its_column(clock: Clock) -> None:
    feed = answered(parse("models: [claude-a, claude-b]\nprompts: [{name: sky, prompt: Explain.}]"))
    votes.record(votes.path_of(feed.plan), "sky", ["claude-a", "claude-b"], "claude-b")
    async with showing(feed) as board:
        await board.press("b")
        await all_read(board, clock)
        await board.press("plus")
        await board.shows("A was b.", "b    2     0     0      2", "a    0     2     0      2")


async def test_a_prompt_with_one_answer_cannot_be_voted_on(clock: Clock) -> None:
    async with showing(answered(plan_for("story", models=("haiku",)))) as board:
        await board.press("b")
        await board.shows("story has no two answers to choose from")
        await board.press("plus")
        await board.shows("b hides the names")


def asked(one: StreamPlan, *messages: str) -> StreamPlan:
    """A stream that these messages were sent to, those of the user first."""
    talk = [{"role": ("user", "assistant")[at % 2], "content": text} for at, text in enumerate(messages)]
    return msgspec.structs.replace(one, request=one.request | {"messages": talk})


async def test_answers_to_different_questions_are_not_voted_on_together(clock: Clock) -> None:
    plan = plan_for("chat", models=("haiku", "opus"))
    one, two = plan.streams
    plan = msgspec.structs.replace(plan, streams=[one, asked(two, "Hello.", "Hi.", "Something else?")])
    feed = answered(plan)
    async with showing(feed) as board:
        await board.shows("haiku")
        await board.press("b")
        await board.shows("No other answer to chat is to this question", "ctrl+f")
        await board.press("plus")
        assert "Which answer" not in board.text
    assert not feed.sent
    assert votes.read(votes.path_of(feed.plan)) == []


async def test_each_question_is_voted_on_by_itself_and_shown(clock: Clock) -> None:
    plan = plan_for("chat", models=("haiku", "opus", "sonnet", "fable"))
    streams = [*plan.streams]
    for place in (1, 3):
        streams[place] = asked(streams[place], "Say [red]\x1b[2J\n" + "more " * 100)
    async with showing(answered(msgspec.structs.replace(plan, streams=streams))) as board:
        await board.shows("haiku")
        await board.press("b")
        await board.shows("› Hello.")
        await all_read(board, clock)
        await board.shows("An answer of s3", "An answer of s1")
        assert "An answer of s2" not in board.text
        await board.press("b")
        await board.shows("› Say [red]␛[2J more more", "…")
        await all_read(board, clock)
        await board.shows("An answer of s4", "An answer of s2")
        assert "An answer of s1" not in board.text
        y = next(y for y, row in enumerate(board.rows) if "╰" in row)
        await board.pilot.click(offset=(board.rows[y].rindex("╯"), y))
        assert board.screen.chosen.plan.id == "s2"


async def test_a_stream_that_goes_away_ends_a_vote_between_two(clock: Clock) -> None:
    async with showing(answered(plan_for("story", models=MODELS[:2]))) as board:
        await board.press("b")
        await board.shows("Which answer")
        del board.screen.board.streams["s1"]
        await board.hides("Which answer")


async def test_y_shows_the_tally(clock: Clock) -> None:
    feed = answered()
    path = votes.path_of(feed.plan)
    for _ in range(30):
        votes.record(path, "story", [*MODELS], MODELS[0])
    async with showing(feed) as board:
        await board.shows("haiku")
        await board.press("y")
        await board.shows("votes: A test", "haiku is ahead", "100 %", "strength", "+")
        await board.press("escape")
        await board.hides("is ahead")


async def test_a_wide_name_is_whole_where_there_is_room() -> None:
    feed = answered(plan_for("story", models=("日本語モデル", "haiku")))
    path = votes.path_of(feed.plan)
    for _ in range(3):
        votes.record(path, "story", ["日本語モデル", "haiku"], "haiku")
    async with showing(feed) as board:
        await board.press("y")
        await board.until(lambda: re.search(r"日本語モデル +0 +3 +0 +3 +0 %", board.text), "its row")


async def test_without_votes_it_says_how_to_cast_one() -> None:
    async with showing(answered(), (80, 24)) as board:
        await board.press("y")
        await board.shows("There are no votes on these prompts yet")


async def test_a_tally_that_cannot_be_kept_is_told_and_the_names_are_shown(
    clock: Clock, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / "file").write_text("")
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "file"))
    async with showing(answered()) as board:
        await board.press("b")
        await all_read(board, clock)
        await board.press("plus")
        await board.shows("A was sonnet.", "The vote is not in the tally")
