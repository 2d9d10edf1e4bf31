"""Every action on boards in many states: what would do nothing says why, and is not offered."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

import pytest
from msgspec.structs import replace
from textual.widget import Widget

from streamboard.tui.command_palette import named
from streamboard.tui.keys.action import ALWAYS, Action
from streamboard.tui.keys.key_names import shown
from streamboard.tui.keys.offered_actions import footer, names_of_keys
from streamboard.tui.screen.action_order import ACTIONS
from streamboard.tui.views.catalogue import VIEW_BY_NAME
from streamboard.tui.views.loading import class_of
from streamboard.tui.views.view import CanvasView

from .feed import ScriptedFeed, plan_of
from .pilot import VIEW_KEYS, Board, showing, under_way

VIEW_ACTIONS = [action for spec in VIEW_BY_NAME.values() for action in class_of(spec).ACTIONS]


def ended(source: str = "LIVE") -> ScriptedFeed:
    """Three answers to one question."""
    plan = plan_of("one", "two", "three")
    plan = replace(plan, streams=[replace(stream, prompt="poem") for stream in plan.streams])
    feed = ScriptedFeed(plan, source)  # type: ignore[arg-type]
    feed.start()
    for number, stream in enumerate(plan.streams, 1):
        feed.at_ms(0).queue(stream.id)
        feed.send_off(stream.id)
        feed.respond(stream.id)
        feed.at_ms(number * 1000).say(stream.id, "Once upon a time.")
        feed.finish(stream.id)
    return feed


def going() -> ScriptedFeed:
    """Two streams under way, one that waits for its turn, and one that was not started."""
    feed = under_way("one", "two")
    feed.at_ms(1000).say("s1", "Once upon a time.")
    return feed


STATES: dict[str, tuple[Callable[[], ScriptedFeed], tuple[str, ...]]] = {
    "nothing yet": (lambda: ScriptedFeed(plan_of("one", "two")), ()),
    "no stream": (lambda: ScriptedFeed(plan_of()), ()),
    "under way": (going, ()),
    "under way, alone": (going, ("z",)),
    "held": (going, ("space",)),
    "clock turned back": (going, ("comma", "comma")),
    "all ended": (ended, ()),
    "a stream that said nothing": (going, ("tab",)),
    "a recording": (lambda: ended("REPLAY"), ()),
    "names hidden": (ended, ("b",)),
    "voted": (ended, ("b", "equals_sign")),
    "searched": (ended, ("slash", "t", "w", "o", "enter")),
    "pinned": (ended, ("p", "6")),
    **{
        view: (ended, (VIEW_KEYS[view],))
        for view in ("lanes", "race", "table", "events", "compare", "matrix")
    },
}


@asynccontextmanager
async def showing_state(name: str, size: tuple[int, int] = (250, 50)) -> AsyncIterator[Board]:
    make, keys = STATES[name]
    feed = make()
    async with showing(feed, size) as board:
        await board.until(lambda: len(board.screen.board.streams) == len(feed.plan.streams))
        feed.at_ms(20_000)
        board.screen.vote.clock = iter(range(0, 10**15, 10**12)).__next__
        await board.press(*keys)
        board.screen.vote.clock = lambda: 10**16
        await board.draw()
        yield board


def look(board: Board) -> tuple[object, ...]:
    """What an action may change."""
    screen, chosen = board.screen, board.screen.selection
    return (
        [*board.feed.sent],
        len(board.pilot.app.screen_stack),
        (chosen.cursor, [*chosen.order], {*chosen.marked}, chosen.pinned, chosen.search.words),
        screen.scene(),
        screen.current_view().spec.name,
        board.pilot.app.theme,
    )


@pytest.mark.parametrize("state", STATES)
async def test_what_is_refused_changes_nothing_says_why_and_is_not_offered(
    state: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with showing_state(state) as board:
        screen, told = board.screen, list[str]()
        monkeypatch.setattr(Widget, "notify", lambda _widget, words, **_options: told.append(words))
        everything = [*screen.menu.all(screen.current_view())]
        before, offered = look(board), [*screen.menu.now()]
        refused = {offer: words for offer in everything if (words := offer.refusal(screen.scene()))}
        assert {*offered} == {*everything} - {*refused}
        for offer, words in refused.items():
            told.clear()
            (offer.of if isinstance(offer.of, CanvasView) else screen).action_perform(offer.action.id)
            assert told == [words], offer.action.id
            assert look(board) == before, offer.action.id
        hints = footer(everything, screen.scene(), {})
        assert hints == footer(offered, screen.scene(), {})
        assert all(words in board.rows[-1] for _, words in hints[-3:])


WORDS = {"a", "A", "up", "down", "left", "right", "home", "end", "space"}
"""Names of keys that are words, too."""


@pytest.mark.parametrize("state", STATES)
async def test_no_refusal_and_no_footer_names_a_built_in_key_that_was_changed(state: str) -> None:
    changed = {action.id: f"alt+f{place}" for place, action in enumerate([*ACTIONS, *VIEW_ACTIONS])}
    old = {
        shown(key)
        for action in (*ACTIONS, *VIEW_ACTIONS)
        if not action.fixed
        for key in action.keys.split(",")
        if key
    }
    async with showing_state(state) as board:
        board.pilot.app.set_keymap(changed)
        screen = board.screen
        scene = dataclasses.replace(screen.scene(), key_names=names_of_keys(ACTIONS, changed))
        offers = screen.menu.all(screen.current_view())
        hints = footer(offers, scene, changed)
        keys = {key for named, _ in hints for key in named.split()}
        assert keys
        assert not keys & old
        for sentence in (offer.refusal(scene) for offer in offers):
            assert not {*re.findall(r"[^\s;:,.()]+", sentence)} & old - WORDS, sentence


@pytest.mark.parametrize("action", [*ACTIONS, *VIEW_ACTIONS], ids=lambda action: action.id)
def test_a_record_is_whole(action: Action[object]) -> None:
    assert action.title
    assert action.words[0].isupper() or not action.keys
    assert not action.words.endswith(".")
    assert action.rank < 100
    assert not action.beside or action.beside in {other.id for other in (*ACTIONS, *VIEW_ACTIONS)}


def test_ids_and_ranks_are_of_one_action_each() -> None:
    ids = [action.id for action in ACTIONS]
    assert len(ids) == len({*ids})
    ranks = [action.rank for action in ACTIONS if action.rank and not action.id.startswith("board.view_")]
    assert len(ranks) == len({*ranks})
    assert sum(rank >= ALWAYS for rank in ranks) == 3


async def test_nothing_to_stop_is_not_to_be_stopped() -> None:
    async with showing_state("all ended") as board:
        assert " x stop " not in board.rows[-1]
        await board.press("x")
        await board.shows("one is not under way.")
        await board.press("X")
        await board.shows("No stream is under way.")
        assert board.feed.sent == []


@pytest.mark.parametrize(("state", "saves"), [("table", "Table: save table"), ("all ended", "View: table")])
async def test_the_palette_finds_what_people_call_things(state: str, saves: str) -> None:
    typed = ("export", "report", "csv", "error", "model", "percentile", "slowest", "record")
    async with showing_state(state, (120, 40)) as board:
        entries = [*board.pilot.app.entries(board.screen)]  # type: ignore[attr-defined]
        found = {words: [entry.title for entry in entries if named(words, entry)] for words in typed}
        assert all(found.values())
        assert {"Save", "Save all", saves} <= {*found["export"]}
        await board.press("ctrl+p")
        await board.shows("Search for commands")
        await board.press(*"csv")
        await board.shows(saves)


async def test_what_a_view_does_not_show_is_not_changed_there_in_silence() -> None:
    async with showing(ended()) as board:
        await board.press(VIEW_KEYS["matrix"])
        for key, words in (("t", "shown in panes"), ("e", "shown in panes"), ("G", "Panes and lanes")):
            await board.press(key)
            await board.shows(words)
