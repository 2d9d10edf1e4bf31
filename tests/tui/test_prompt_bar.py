"""The prompt bar: to whom a prompt goes, and what is sent."""

from __future__ import annotations

from pathlib import Path

import pytest

from streamboard.promptset import load
from streamboard.run.commands import AnyCommand, PlanStream, RemoveStream
from streamboard.run.events import RunStarted, StreamPlanned, StreamRemoved
from streamboard.run.plan import Start

from .feed import ScriptedFeed, plan_of
from .pilot import OVERLOADED, showing, under_way
from .prompting import SIZES, answered, chat, opened, said, sent, type_in


@pytest.fixture(autouse=True)
def _own_folders(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Prompts that tests send are not kept among the user's."""
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    monkeypatch.chdir(tmp_path)


@pytest.mark.parametrize("size", SIZES)
async def test_a_prompt_goes_to_all_each_with_its_own_history(size: tuple[int, int]) -> None:
    async with showing(answered("north", "south"), size) as board:
        await board.until(lambda: board.screen.board.finished, "the answers")
        await opened(board)
        await type_in(board, "and now")
        await board.shows("to all 2 streams", "and now", "enter send")
        await board.press("enter")
        assert {name: said(plan) for name, plan in sent(board.feed).items()} == {
            "s1": ["u: Hello.", "a: I am north.", "u: and now"],
            "s2": ["u: Hello.", "a: I am south.", "u: and now"],
        }
        assert {plan.turn for plan in sent(board.feed).values()} == {2}
        assert all(command.run for command in board.feed.sent if isinstance(command, PlanStream))
        assert board.screen.prompt.bar.text == ""


async def test_a_tiny_terminal_takes_a_prompt() -> None:
    async with showing(answered("north"), (20, 5)) as board:
        await board.until(lambda: board.screen.board.finished, "the answers")
        await opened(board)
        await type_in(board, "x" * 70)
        await board.press("enter")
        assert said(sent(board.feed)["s1"])[-1] == "u: " + "x" * 70


async def test_a_prompt_goes_to_the_one_in_focus_or_to_the_marked_ones() -> None:
    async with showing(answered("north", "south", "west")) as board:
        await board.until(lambda: board.screen.board.finished, "the answers")
        await board.press("m", "right", "right", "m", "left")
        await opened(board)
        await board.shows("to all 3 streams")
        await board.press("ctrl+t")
        await board.shows("to south")
        await board.press("ctrl+t")
        await board.shows("to 2 marked")
        await type_in(board, "hi")
        await board.press("enter")
        assert set(sent(board.feed)) == {"s1", "s3"}
        await board.press("ctrl+t")
        await board.shows("to all 3 streams")


async def test_all_may_follow_on_the_pinned_stream() -> None:
    async with showing(answered("north", "south")) as board:
        await board.until(lambda: board.screen.board.finished, "the answers")
        await opened(board)
        await board.press("ctrl+f")
        await board.shows("No stream is pinned")
        board.screen.selection.pin("s2")
        await board.press("ctrl+f")
        await board.shows("on from south, which is pinned")
        await type_in(board, "go")
        await board.press("enter")
        assert {tuple(said(plan)) for plan in sent(board.feed).values()} == {
            ("u: Hello.", "a: I am south.", "u: go")
        }


async def test_the_most_useful_keys_come_first_and_only_those_that_do_something() -> None:
    async with showing(answered("north", "south"), (80, 24)) as board:
        await board.until(lambda: board.screen.board.finished, "the answers")
        await board.press("p")
        await opened(board)
        await board.shows("enter send", "ctrl+t to whom", "ctrl+f from the pinned")
    async with showing(answered("north"), (80, 24)) as board:
        await board.until(lambda: board.screen.board.finished, "the answers")
        await opened(board)
        await board.shows("enter send", "ctrl+j new line", "@ file", "ctrl+r search")
        assert not [words for words in ("to whom", "pinned") if words in board.rows[-1]]


async def test_the_palette_has_what_the_bar_does() -> None:
    async with showing(answered("north", "south")) as board:
        await board.until(lambda: board.screen.board.finished, "the answers")
        await board.press("p", "ctrl+p")
        await board.shows("Search for commands")
        await board.press(*"pinned stream")
        await board.shows("Prompt: go on from the pinned stream", "ctrl+f in the prompt bar")
        await board.press("down", "enter")
        await board.shows("on from north, which is pinned", "enter send")
        await board.press("ctrl+p")
        await board.shows("Search for commands")
        await board.press(*"sent before")
        await board.shows("Prompt: search those sent before")
        await board.press("enter")
        await board.shows("search: ▌")


async def test_nothing_is_sent_while_one_of_them_still_answers() -> None:
    feed = under_way("north", "south")
    async with showing(feed) as board:
        feed.finish("s1")
        await board.until(lambda: board.screen.board.streams["s1"].phase == "ended", "an end")
        await opened(board)
        await type_in(board, "hi")
        await board.press("enter")
        await board.shows("south is still answering; x stops it.")
        assert not feed.sent
        assert board.screen.prompt.bar.text == "hi"
        # Sent, but not yet told of by the engine: a second enter sends nothing twice.
        feed.finish("s2")
        await board.until(lambda: board.screen.board.finished, "an end")
        await board.press("enter")
        assert len(feed.sent) == 2
        await type_in(board, "again")
        await board.press("enter")
        await board.shows("2 streams are still answering")
        assert len(feed.sent) == 2


async def test_a_failed_question_gives_way_to_the_next() -> None:
    feed = under_way("north")
    feed.end("s1", "failed", OVERLOADED)
    async with showing(feed) as board:
        await board.until(lambda: board.screen.board.finished, "the failure")
        await opened(board)
        await type_in(board, "retry")
        await board.press("enter")
        plan = sent(feed)["s1"]
        assert (said(plan), plan.turn) == (["u: retry"], 1)


async def test_a_chat_is_ready_to_type_in() -> None:
    feed = chat()
    async with showing(feed) as board:
        await board.until(lambda: board.screen.prompt.bar.typing, "the bar")
        await type_in(board, "hello")
        await board.press("enter")
        assert {name: (said(plan), plan.turn) for name, plan in sent(feed).items()} == {
            "s1": (["u: hello"], 1),
            "s2": (["u: hello"], 1),
        }
        # The bar stays when it is left, and says how to come back.
        await board.press("escape")
        await board.shows("i types here")


@pytest.mark.parametrize("word", ["exit", "quit", "/quit"])
async def test_a_word_leaves_the_board(word: str) -> None:
    async with showing(chat()) as board:
        await board.until(lambda: board.screen.prompt.bar.typing, "the bar")
        await type_in(board, word)
        await board.press("enter")
        await board.until(lambda: board.pilot.app.return_code == 0, "the end")
        assert not board.feed.sent


async def test_a_recording_says_that_it_takes_no_prompts() -> None:
    feed = ScriptedFeed(plan_of("north", "south"), "REPLAY")
    feed.start()
    async with showing(feed) as board:
        await board.press("i")
        await board.shows("A recorded run takes no prompts.")
        assert not board.screen.prompt.bar.display
        await board.press("tab")
        assert board.screen.chosen.plan.name == "south"
        assert not feed.sent


@pytest.mark.parametrize("key", ["D", "d", "E", "a"])
async def test_a_recording_is_not_changed(key: str) -> None:
    feed = under_way("north", "south")
    feed.source = "REPLAY"
    async with showing(feed) as board:
        await board.shows("south")
        await board.press(key)
        await board.shows("A recorded run takes no commands.")
        assert not feed.sent


async def test_a_held_view_goes_on_when_a_prompt_is_sent() -> None:
    async with showing(answered("north")) as board:
        await board.until(lambda: board.screen.board.finished, "the answers")
        await board.press("space")
        await opened(board)
        await board.press("h", "enter")
        assert board.screen.playback.paused_at is None
        assert sent(board.feed)


async def test_names_stay_hidden_in_the_bar() -> None:
    feed = ScriptedFeed(plan_of("na\x1b[2Jme", "[red]south[/red]"))
    feed.start()
    async with showing(feed) as board:
        await opened(board)
        await board.press("ctrl+t")
        await board.shows("to na␛[2Jme")


async def test_a_session_is_saved_and_opens_as_it_was(tmp_path: Path) -> None:
    async with showing(answered("north", "south")) as board:
        await board.until(lambda: board.screen.board.finished, "the answers")
        await board.press("ctrl+s")
        await board.shows("Save the session as a prompt set")
        await board.press("ctrl+u", *"mine.yaml", "enter")
        await board.shows("Saved in", "mine.yaml")
        assert (tmp_path / "mine.yaml").stat().st_mode & 0o777 == 0o600
        plan = load(tmp_path / "mine.yaml")
        assert [said(stream) for stream in plan.streams] == [
            ["u: Hello.", "a: I am north."],
            ["u: Hello.", "a: I am south."],
        ]
        assert plan.start == Start("by-hand")
        assert all(stream.answered for stream in plan.streams)
        # Never over another file; the form says so and stays.
        await board.press("ctrl+s")
        await board.shows("Save the session as a prompt set")
        await board.press("ctrl+u", *"mine.yaml", "enter")
        await board.shows("is taken already")
        await board.press("escape")
        await board.hides("is taken already")


async def test_a_session_is_saved_as_it_is_when_its_file_is_named(tmp_path: Path) -> None:
    feed = under_way("north", "south")
    feed.say("s1", "I am")
    feed.say("s2", "I was")
    async with showing(feed) as board:
        await board.shows("I am", "I was")
        await board.press("ctrl+s")
        await board.shows("Save the session as a prompt set")
        feed.say("s1", " north.")
        feed.finish("s1")
        await board.until(lambda: board.screen.board.streams["s1"].phase == "ended", "an end")
        await board.press("ctrl+u", *"mine.yaml", "enter")
        await board.shows("Saved in", "mine.yaml")
        ended, goes_on = load(tmp_path / "mine.yaml").streams
        assert (said(ended)[-1], said(goes_on)[-1]) == ("a: I am north.", "a: I was")
        assert [one.ending and one.ending.outcome for one in (ended, goes_on)] == ["completed", "cancelled"]


async def test_what_was_never_said_is_not_saved() -> None:
    async with showing(chat()) as board:
        await board.until(lambda: board.screen.prompt.bar.typing, "the bar")
        await board.press("ctrl+s")
        await board.shows("Nothing was said yet.")


async def test_a_stream_is_removed_at_once_when_it_has_ended_and_else_if_asked_twice() -> None:
    feed = under_way("north", "south")
    async with showing(feed) as board:
        feed.finish("s2")
        await board.until(lambda: board.screen.board.streams["s2"].phase == "ended", "an end")
        await board.press("D")
        await board.shows("north is still answering; D again removes it.")
        assert not feed.sent
        await board.press("D")
        assert feed.sent == [RemoveStream("s1")]
        feed.feed(StreamRemoved(t=1, stream="s1", attempt=1))
        await board.until(lambda: set(board.screen.board.streams) == {"s2"}, "its going")
        await board.press("D")
        expected: list[AnyCommand] = [RemoveStream("s1"), RemoveStream("s2")]
        assert feed.sent == expected


async def test_a_turn_is_seen_once_the_engine_takes_it() -> None:
    feed = answered("north")
    async with showing(feed) as board:
        await board.until(lambda: board.screen.board.finished, "the answers")
        await opened(board)
        await board.press("h", "enter")
        plan = sent(feed)["s1"]
        feed.feed(StreamPlanned(t=2, stream="s1", attempt=2, plan=plan))
        feed.queue("s1")
        feed.send_off("s1", attempt=2)
        feed.respond("s1", attempt=2)
        feed.say("s1", "Second.", attempt=2)
        feed.finish("s1", attempt=2)
        stream = board.screen.board.streams["s1"]
        await board.until(lambda: stream.plan.turn == 2 and stream.phase == "ended", "the second turn")
        await board.press("h", "enter")
        assert said(sent(feed)["s1"]) == ["u: Hello.", "a: I am north.", "u: h", "a: Second.", "u: h"]
        assert not any(isinstance(event, RunStarted) for event in feed.events[3:])
