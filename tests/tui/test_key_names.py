"""Keys of the user's own, from the file of settings to the footer."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from textual.binding import Binding

from streamboard.cli.key_check import Bound, bound, check, remappable
from streamboard.run.commands import RunAgain, StopAll, StopStream
from streamboard.settings.memory import Habits
from streamboard.tui.keys import key_names
from streamboard.tui.keys.action import Action
from streamboard.tui.screen.board import BoardScreen
from streamboard.tui.views.catalogue import VIEW_BY_NAME
from streamboard.tui.views.loading import class_of
from streamboard.tui.views.view import View

from .conftest import Start
from .driving import ENDLESS
from .pilot import showing, under_way


def known(name: str, keys: str, room: str = "") -> Bound:
    identifiers = tuple(key_names.split(keys))
    return Bound(name, identifiers, identifiers, room, f"does {name}")


KNOWN = [known("a", "x"), known("b", "y,z"), known("t", "s", "table"), known("e", "s,x", "events")]


def wrong(**wanted: str) -> list[str]:
    return [finding.what for finding in check(wanted, KNOWN)]


def test_a_free_key_is_right() -> None:
    assert wrong(a="ctrl+x", b="f5, f6", t="?") == []


def test_a_key_of_another_is_a_clash() -> None:
    assert wrong(a="z") == ["takes `z`, which is the key of `b` (does b)"]


def test_another_view_may_have_the_same_key_and_the_board_may_not() -> None:
    assert wrong(t="x") == ["takes `x`, which is the key of `a` (does a)"]
    assert wrong(e="q,s") == []
    assert wrong(a="s") == [
        "takes `s`, which is the key of `t` (does t)",
        "takes `s`, which is the key of `e` (does e)",
    ]


def test_what_is_shared_as_built_in_is_no_clash() -> None:
    assert wrong(e="x,f5") == []


def test_keys_that_are_exchanged_do_not_clash() -> None:
    assert wrong(a="y", b="x") == []


@pytest.mark.parametrize("key", ["ctrl+q", "ctrl+c", "ctrl+p", "contrl+x", "F77", "foo", ",", ""])
def test_keys_that_cannot_be(key: str) -> None:
    assert len(wrong(a=key)) == 1


def test_every_key_of_the_board_and_of_its_views_can_be_changed() -> None:
    kinds = {
        kind for spec in VIEW_BY_NAME.values() for kind in class_of(spec).__mro__ if issubclass(kind, View)
    }
    every = [*Binding.make_bindings(BoardScreen.BINDINGS)]
    every += [binding for kind in kinds for binding in Binding.make_bindings(kind.BINDINGS)]
    assert [binding for binding in every if not binding.id] == []
    assert {binding.id for binding in every} == {each.id for each in remappable()}


@pytest.mark.parametrize("action", ["race.both", "texts.to_start", "lanes.sort"])
def test_a_key_of_the_board_is_taken_in_every_view(action: str) -> None:
    (finding,) = check({action: "x"}, remappable())
    assert "which is the key of `board.stop`" in finding.what


@pytest.mark.parametrize(
    ("key", "name"),
    [
        ("question_mark", "?"),
        ("right_square_bracket", "]"),
        ("comma", ","),
        ("slash", "/"),
        ("plus", "+"),
        ("escape", "esc"),
        ("pageup", "page up"),
        ("ctrl+x", "ctrl+x"),
        ("space", "space"),
        ("X", "X"),
    ],
)
def test_what_keys_are_called(key: str, name: str) -> None:
    assert key_names.shown(key) == name
    assert key_names.key_called(name) == key


def test_several_keys_of_one_action() -> None:
    two = Action("one", "a,b", "short", "long", print)
    keyless, fixed = Action("c", "", "short", "long", print), Action("d", "ctrl+p", "", "", print, fixed=True)
    (found,) = bound([two, keyless, fixed])
    assert found == Bound("one", ("a", "b"), ("a", "b"), "", "long")


def test_every_key_of_every_view_can_be_changed() -> None:
    names = [each.id for each in remappable()]
    assert len(names) == len(set(names))
    assert {"board.stop", "board.view_race", "board.clock_back", "board.quit", "lanes.sort_back"} <= set(
        names
    )
    assert all(re.fullmatch(r"[a-z]+\.[a-z_0-9]+", name) for name in names)


async def test_the_new_key_works_and_the_old_one_does_not() -> None:
    feed = under_way("one")
    async with showing(feed, habits=Habits(keys={"board.stop": "ctrl+x", "board.again": "x"})) as board:
        await board.shows("waiting")
        await board.press("x", "r", "ctrl+x", "X")
        assert feed.sent == [RunAgain("s1"), StopStream("s1"), StopAll()]


async def test_the_footer_shows_the_new_key() -> None:
    async with showing(
        under_way("one"), habits=Habits(keys={"board.stop": "?", "board.help": "f2"})
    ) as board:
        await board.until(lambda: "? stop" in board.rows[-1])
        assert board.rows[-1].rstrip().endswith("f2 help")


async def test_escape_leaves_text_fields_whatever_key_leaves_the_rest() -> None:
    feed = under_way("one", "two")
    feed.say("s1", "Some words.")
    async with showing(feed, habits=Habits(keys={"board.back": "ctrl+b", "board.prompt": "f5"})) as board:
        await board.shows("Some words.")
        for leave in ("escape", "ctrl+b"):
            await board.press("f5")
            await board.until(lambda: board.screen.prompt.bar.typing, "the prompt bar")
            await board.press("x", leave, "backspace")
            await board.shows("x", "f5 types here")
            await board.press("slash", *"some")
            await board.shows("1 of 2 streams", "esc drop it")
            await board.press(leave)
            await board.shows("two")
            await board.hides("esc drop it")
            assert not board.screen.selection.search


async def test_labels_name_the_new_keys() -> None:
    feed = under_way("one")
    feed.at_ms(1000)
    feed.say("s1", "Some words.")
    async with showing(feed, habits=Habits(keys={"board.back": "ctrl+b"})) as board:
        await board.shows("Some words.")
        await board.press("slash", *"nowhere", "enter")
        await board.shows("ctrl+b shows all of them again", "ctrl+b all streams")
        await board.press("ctrl+b", "comma")
        await board.shows("ctrl+b now")


async def test_the_palette_shows_the_new_key() -> None:
    async with showing(under_way("one"), habits=Habits(keys={"board.stop": "ctrl+x"})) as board:
        await board.press("ctrl+p")
        await board.shows("Search for commands")
        await board.press(*"stop")
        await board.shows("ctrl+x  Stop this stream")


def test_from_the_file_to_the_board(
    streamboard: Start, prompt_set: Callable[[str], Path], tmp_path: Path
) -> None:
    settings = tmp_path / "mine.yaml"
    settings.write_text("keys: {board.theme: f6}\ntheme: contrast\nview: lanes\n")
    terminal = streamboard(prompt_set(ENDLESS), "--no-record", "--config", settings)
    terminal.wait_for("last words", "river")
    terminal.press_to_show("\x1b[17~", "Theme: contrast-light")
    terminal.press("q")
    terminal.wait_exit()


def test_a_bad_key_is_said_before_the_screen(
    streamboard: Start, prompt_set: Callable[[str], Path], tmp_path: Path
) -> None:
    settings = tmp_path / "mine.yaml"
    settings.write_text("keys: {board.themes: f6}\n")
    terminal = streamboard(prompt_set(ENDLESS), "--no-record", STREAMBOARD_CONFIG=str(settings))
    assert terminal.wait_exit() == 2
    assert "mine.yaml:1:8: keys.board.themes: is nothing that a key can do" in terminal.text.replace("\n", "")
    assert b"\x1b[?1049h" not in terminal.raw
