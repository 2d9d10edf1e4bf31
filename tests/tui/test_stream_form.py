"""Streams at run time: added for a further model, duplicated with changes, edited and run again."""

from __future__ import annotations

from pathlib import Path

import msgspec
import pytest

from streamboard.run.commands import ListModels, PlanStream
from streamboard.run.events import EndpointModels, StreamPlanned
from streamboard.run.plan import StreamPlan
from streamboard.tui.dialogs.model_picker import ModelRow, rows_of

from .feed import ScriptedFeed, plan_of
from .pilot import Board, showing, under_way
from .prompting import SIZES, answered, chat, sent

HELLO = [{"role": "user", "content": "Hello."}]


@pytest.fixture(autouse=True)
def _own_folders(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))


def listed(endpoint: str, *models: str, problem: str = "") -> EndpointModels:
    return EndpointModels(t=1, endpoint=endpoint, models=[*models], problem=problem)


async def ready(board: Board) -> None:
    """Wait for the answers."""
    await board.until(lambda: board.screen.board.finished, "the answers")


async def take(board: Board) -> StreamPlan:
    """What the engine says to the only plan that was sent."""
    (plan,) = sent(board.feed).values()
    board.feed.feed(StreamPlanned(t=2, stream=plan.id, attempt=1, plan=plan))
    await board.until(lambda: board.screen.selection.cursor == plan.id, "the focus on it")
    return plan


# -- the form


@pytest.mark.parametrize("size", SIZES)
async def test_a_stream_is_duplicated_with_a_change(size: tuple[int, int]) -> None:
    async with showing(answered("north", "south"), size) as board:
        await ready(board)
        await board.press("right", "d")
        await board.shows("A stream like this one: south", "max_tokens", "last question", "Hello.")
        await board.press("tab", "tab", "backspace", "5", "ctrl+s")
        plan = await take(board)
        assert (plan.id, plan.name, plan.request["max_tokens"]) == ("s3", "south (2)", 105)
        assert plan.request["messages"] == HELLO
        await board.shows("south (2)")


async def test_a_stream_is_edited_and_run_again() -> None:
    async with showing(answered("north")) as board:
        await ready(board)
        await board.press("E")
        await board.shows("Change and run again: ")
        await board.press("tab", "tab", "tab", *"top_k: 3", "tab", *" Oh.", "ctrl+s")
        assert board.feed.sent == [PlanStream(sent(board.feed)["s1"], run=True)]
        plan = await take(board)
        assert (plan.name, plan.request["top_k"], plan.turn) == ("north", 3, 1)
        assert plan.request["messages"] == [{"role": "user", "content": "Hello. Oh."}]


async def test_a_changed_stream_leaves_its_column_and_another_question_does_not() -> None:
    feed = answered("north")
    feed.plan.streams[0] = msgspec.structs.replace(feed.plan.streams[0], column="north")
    feed.start()
    async with showing(feed) as board:
        await ready(board)
        await board.press("E", *["tab"] * 4, *"Oh. ", "ctrl+s")
        assert (await take(board)).column == "north"
        await board.press("E", "tab", *"Sing.", "ctrl+s")
        await board.until(lambda: len(board.feed.sent) == 2, "the second plan")
        plan = await take(board)
        assert (plan.column, plan.name, plan.request["system"]) == ("north (2)", "north (2)", "Sing.")


async def test_mistakes_are_shown_in_the_form_which_stays() -> None:
    async with showing(answered("north"), (80, 24)) as board:
        await ready(board)
        await board.press("d", "tab", "tab", "end", "x", "ctrl+s")
        await board.shows("max_tokens should be a whole number")
        await board.press("backspace", "enter")
        await board.hides("A stream like this one")
        assert sent(board.feed)["s2"].request["max_tokens"] == 100


async def test_esc_changes_nothing() -> None:
    async with showing(answered("north")) as board:
        await ready(board)
        await board.press("E", *"x")
        await board.shows("simx")
        await board.press("escape")
        await board.hides("Change and run again")
        assert not board.feed.sent


async def test_texts_from_outside_are_harmless_in_the_form() -> None:
    feed = under_way("[red]evil[/red]\x1b[2J")
    feed.finish("s1")
    feed.plan.streams[0].request["messages"] = [{"role": "user", "content": "\x1b[31m[b]bold\u202e"}]
    async with showing(feed) as board:
        await ready(board)
        await board.press("d")
        await board.shows("[b]bold")
        assert "\x1b" not in board.text
        assert "\u202e" not in board.text


async def test_a_tiny_terminal_shows_the_dialogs() -> None:
    async with showing(answered("north"), (20, 5)) as board:
        await ready(board)
        for key in ("d", "a", "ctrl+s"):
            await board.press(key)
            await board.until(lambda: len(board.pilot.app.screen_stack) == 3, "the dialog")
            await board.press("escape")
            await board.until(lambda: len(board.pilot.app.screen_stack) == 2, "its end")


async def test_a_recording_takes_no_changes() -> None:
    feed = ScriptedFeed(plan_of("north"), "REPLAY")
    feed.start()
    async with showing(feed) as board:
        await board.press("d")
        await board.shows("A recorded run takes no commands.")
        await board.press("a")
        assert len(board.pilot.app.screen_stack) == 2


# -- the model picker


@pytest.mark.parametrize("size", SIZES)
async def test_a_further_model_is_found_by_typing(size: tuple[int, int]) -> None:
    async with showing(answered("north"), size) as board:
        await ready(board)
        await board.press("a")
        assert board.feed.sent == [ListModels()]
        await board.shows("sim: asking", "local: asking")
        board.feed.feed(
            listed("sim", "sim-fast", "sim-slow"), listed("anthropic", problem="no \x1bcredentials")
        )
        await board.shows("sim-fast", "sim-slow", "anthropic: no ␛credentials")
        await board.press(*"SLO")
        await board.hides("sim-fast")
        await board.press("enter")
        plan = await take(board)
        assert (plan.id, plan.endpoint, plan.model, plan.name) == ("s2", "sim", "sim-slow", "north/sim-slow")
        assert plan.column == "sim-slow"
        assert plan.request["messages"] == HELLO
        assert board.feed.sent[-1] == PlanStream(plan, run=True)


async def test_the_arrow_keys_choose() -> None:
    async with showing(answered("north")) as board:
        await ready(board)
        await board.press("a")
        board.feed.feed(listed("sim", "one", "two", "three"))
        await board.shows("three")
        await board.press("down", "down", "up", "enter")
        assert sent(board.feed)["s2"].model == "two"


async def test_any_other_model_is_asked_for_by_its_name() -> None:
    async with showing(answered("north")) as board:
        await ready(board)
        await board.press("a", *"my-model")
        await board.shows("any other", "my-model at sim", "my-model at local")
        await board.press("down", "enter")
        plan = sent(board.feed)["s2"]
        assert (plan.model, plan.endpoint) == ("my-model", "anthropic")


async def test_in_a_chat_a_further_model_waits_for_the_next_prompt() -> None:
    async with showing(chat()) as board:
        await board.until(lambda: board.screen.prompt.bar.typing, "the bar")
        await board.press("escape", "a", *"green", "enter")
        await board.until(lambda: sent(board.feed), "the plan")
        assert board.feed.sent[-1] == PlanStream(sent(board.feed)["s3"], run=False)
        plan = await take(board)
        assert (plan.name, plan.request["messages"]) == ("green", [])


def test_what_the_picker_lists() -> None:
    said = {"sim": listed("sim", "b", "ab", "a\x1bc"), "mine": listed("mine", problem="refused")}
    assert [*rows_of(said, ["sim", "local"], "B")] == [
        ModelRow("sim"),
        ModelRow("  b", ("sim", "b")),
        ModelRow("  ab", ("sim", "ab")),
        ModelRow("mine: refused"),
        ModelRow("local: asking"),
        ModelRow("any other"),
        ModelRow("  B at sim", ("sim", "B")),
        ModelRow("  B at local", ("local", "B")),
    ]
    assert [*rows_of(said, ["sim"], "ab")][-1] == ModelRow("mine: refused")
    assert ModelRow("  a␛c", ("sim", "a\x1bc")) in [*rows_of(said, ["sim"], "")]


def test_a_long_list_is_cut_and_says_so() -> None:
    rows = [*rows_of({"sim": listed("sim", *map(str, range(700)))}, ["sim"], "")]
    assert len(rows) == 502
    assert rows[-1].words == "  and 200 more; type to find one"


async def test_a_long_name_takes_one_row() -> None:
    async with showing(answered("north")) as board:
        await ready(board)
        await board.press("a")
        board.feed.feed(listed("sim", "first", "long name " * 20, "last"))
        await board.shows("first", "long name", "last")
        first, last = (
            next(place for place, row in enumerate(board.text.splitlines()) if word in row)
            for word in ("  first", "  last")
        )
        assert last - first == 2
