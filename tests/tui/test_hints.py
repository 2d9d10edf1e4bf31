"""What the footer offers: keys that do something where one is."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from functools import cache, partial
from pathlib import Path

import pytest
from msgspec.structs import replace
from textual.binding import Binding

from streamboard import tui
from streamboard.settings.memory import Habits
from streamboard.tui.dialogs.gates import GatesDialog
from streamboard.tui.dialogs.glossary import Glossary
from streamboard.tui.dialogs.help import Help
from streamboard.tui.dialogs.inspector import Inspector
from streamboard.tui.dialogs.tally import Tally
from streamboard.tui.keys import key_names
from streamboard.tui.screen.action_order import ACTIONS

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


EVERY_KEY = {
    action.id: f"alt+f{number}" for number, action in enumerate(ACTIONS) if action.keys and not action.fixed
}
"""Another key for every action of the board."""
USUAL = {key_names.shown(key) for each in ACTIONS if each.id in EVERY_KEY for key in each.keys.split(",")}


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


@pytest.mark.parametrize("bar", ["board.prompt", "board.step", "board.search", "board.seek_time"])
async def test_a_bar_names_the_users_keys_where_the_board_takes_them(bar: str) -> None:
    """Also where the bar has keys of its own, which nobody can change."""
    feed = under_way("one", "two")
    feed.say("s1", "words")
    async with showing(feed, (250, 50), Habits(keys=EVERY_KEY)) as board:
        await board.shows("words")
        await board.press(EVERY_KEY[bar])
        screen = board.screen
        own = _keys_of_bars()
        hinted = {key for each in screen.with_bars for key, _ in each.bar.hints(screen.scene())}
        assert not (hinted & USUAL) - own
        assert hinted & own or not hinted


async def test_what_opens_a_dialog_closes_it_whatever_key_that_is() -> None:
    feed = under_way("one", "two")
    async with showing(feed, (120, 40), Habits(keys=EVERY_KEY)) as board:
        for action in ("board.inspect", "board.tally", "board.help"):
            for screens in (2, 1):
                await board.press(EVERY_KEY[action])
                await board.until(partial(_has_screens, board, screens + 1))


def _has_screens(board: Board, count: int) -> bool:
    return len(board.pilot.app.screen_stack) == count


def test_a_dialog_repeats_no_key_of_the_action_that_opens_it() -> None:
    by_id = {action.id: action for action in ACTIONS}
    for kind in (GatesDialog, Glossary, Help, Inspector, Tally):
        assert not {each.key for each in Binding.make_bindings(kind.BINDINGS)} & {
            *by_id[kind.OPENED_BY].keys.split(",")
        }


def test_keys_are_asked_for_by_actions_that_there_are() -> None:
    """A sentence that asks for `x` by that name would go on naming it when the key of `stop` is another."""
    ids = {action.id for action in ACTIONS}
    asked = [
        (path.name, node.lineno, ast.literal_eval(node.args[0]) if _is_text(node.args[0]) else node.args[0])
        for path in sorted(Path(tui.__file__).parent.rglob("*.py"))
        for node in ast.walk(_tree(path))
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr == "key"
        and not (isinstance(node.func.value, ast.Name) and node.func.value.id == "self")  # A view's own.
    ]
    assert len(asked) > 30
    unknown = [each for each in asked if each[2] not in ids and not _is_an_id(each[2])]
    assert unknown == []


def _is_text(node: ast.expr) -> bool:
    return isinstance(node, ast.Constant)


def _is_an_id(asked: object) -> bool:
    """Whether it is a view's `action`, or an id put together, and no name of a key passed on."""
    if isinstance(asked, ast.JoinedStr):
        return isinstance(asked.values[0], ast.Constant) and str(asked.values[0].value).startswith("board.")
    return isinstance(asked, ast.Attribute) and asked.attr == "action"


def _keys_of_bars() -> set[str]:
    """The names of keys that bars take themselves."""
    widgets = Path(tui.__file__).parent / "widgets"
    files = [*widgets.glob("*bar.py"), widgets / "prompt_text.py", widgets.parent / "keys" / "fixed.py"]
    hints = {
        id(each)
        for path in files
        for node in ast.walk(_tree(path))
        if isinstance(node, ast.FunctionDef) and node.name == "hints"
        for each in ast.walk(node)
    }
    own = {
        node.value
        for path in files
        for node in ast.walk(_tree(path))
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in hints
    }
    return {*map(key_names.shown, own)}


@cache
def _tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


def test_no_sentence_has_a_key_of_its_own() -> None:
    """Names of keys come from the scene or from the action, since the user may have bound others."""
    named = r"[^\s\w()\[\]{}=+·:`-]|`.`|[B-Zb-z]|esc|tab|space|(?:ctrl|shift|alt)\+\w+"
    key = re.compile(rf"(?:^|[ ;:(,] ?)(?:{named}) (?:[a-z]+s|for one|again)\b")
    found = [
        f"{path.name}:{line}: {text}"
        for path in sorted(Path(tui.__file__).parent.rglob("*.py"))
        for line, text in _texts(path)
        if key.search(text)
    ]
    assert found == []


def _texts(path: Path) -> Iterator[tuple[int, str]]:
    """The texts of a module with their lines, without docstrings."""
    tree = _tree(path)
    docs = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in docs:
            yield node.lineno, node.value
