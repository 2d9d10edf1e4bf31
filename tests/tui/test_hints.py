"""What the footer offers: keys that do something where one is."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from msgspec.structs import replace

from streamboard import tui
from streamboard.settings.memory import Habits

from .feed import ScriptedFeed, plan_of
from .pilot import Board, showing, under_way


def offered(board: Board) -> str:
    """The footer."""
    return board.rows[-1]


@pytest.mark.parametrize("view", ["2", "3", "4", "5", "6"])
async def test_views_without_panes_offer_nothing_of_panes(view: str) -> None:
    feed = under_way("one", "two")
    feed.think("s2", "thoughts")
    feed.say("s1", "words")
    async with showing(feed, (250, 50)) as board:
        await board.until(lambda: "e events" in offered(board) and "t thinking" in offered(board))
        await board.press(view)
        await board.until(lambda: "e events" not in offered(board))
        assert "t thinking" not in offered(board)
        assert ("f follow" in offered(board)) == (view in "56")
        assert "v view" in offered(board)
        assert "c copy" in offered(board)


async def test_panes_that_are_too_small_for_a_log_do_not_offer_it() -> None:
    async with showing(under_way(*"abcdefgh"), (250, 20)) as board:
        await board.press("1")
        await board.until(lambda: "f follow" in offered(board))
        assert "e events" not in offered(board)
        await board.press("e")
        await board.resize(250, 50)
        await board.until(lambda: "e events" in offered(board))


async def test_while_names_are_hidden_only_what_may_be_done_is_offered() -> None:
    plan = plan_of("one", "two")
    feed = ScriptedFeed(replace(plan, streams=[replace(stream, prompt="poem") for stream in plan.streams]))
    feed.start()
    for stream_id in ("s1", "s2"):
        feed.queue(stream_id)
        feed.send_off(stream_id)
        feed.respond(stream_id)
        feed.at_ms(1000).say(stream_id, "An answer.")
    async with showing(feed, (250, 50)) as board:
        await board.until(lambda: "z zoom" in offered(board))
        await board.press("b")
        await board.until(lambda: "+ best" in offered(board))
        for kept in ("= alike", "x stop", "space pause", "ctrl+p palette", "q quit", "? help"):
            assert kept in offered(board)
        for away in ("z zoom", "i prompt", "e events", "/ search", "c copy", "v view"):
            assert away not in offered(board)


OWN_KEYS = {
    "events.follow": "ctrl+f",
    "board.blind": "ctrl+b",
    "board.one_by_one": "ctrl+o",
    "board.add": "ctrl+a",
    "board.back": "f2",
    "table.part": "ctrl+g",
    "board.zoom": "ctrl+z",
}


async def test_the_users_own_keys_are_named() -> None:
    feed = under_way(*(f"stream {number}" for number in range(60)))
    async with showing(feed, (120, 24), Habits(keys=OWN_KEYS)) as board:
        await board.press("5", "home")
        await board.shows("below, ctrl+f follows")
        await board.press("3", "B")
        await board.shows("There is one race so far. ctrl+o runs all again")
        await board.press("y")
        await board.shows("ctrl+b hides the names for one")
        await board.press("escape", "2", "home")
        await board.shows("or ctrl+z for one alone")


async def test_the_users_own_keys_are_named_where_there_is_nothing() -> None:
    async with showing(ScriptedFeed(plan_of()), habits=Habits(keys=OWN_KEYS)) as board:
        await board.shows("ctrl+a adds one")
        await board.press("i")
        await board.shows("There is no stream to ask; ctrl+a adds one.")


def test_no_sentence_has_a_key_of_its_own() -> None:
    """Names of keys come from the scene or from the action, since the user may have bound others."""
    verbs = "adds|again|asks|follows|for one|goes|hides|keeps|marks|pins|removes|runs|shows|stops|turns|types"
    key = re.compile(rf"(?:^|[ ;:(] ?)(?:[A-Za-z,]|esc) (?:{verbs})\b")
    found = [
        f"{path.name}:{line}: {text}"
        for path in sorted(Path(tui.__file__).parent.rglob("*.py"))
        for line, text in _texts(path)
        if key.search(text)
    ]
    assert found == []


def _texts(path: Path) -> Iterator[tuple[int, str]]:
    """The texts of a module with their lines, without docstrings."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    docs = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in docs:
            yield node.lineno, node.value
