"""What a user settles into: themes, keys of their own, a view that is there again next time."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from functools import cached_property
from typing import ClassVar, NamedTuple

from textual import actions
from textual.binding import Binding, BindingType
from textual.dom import DOMNode
from textual.widget import Widget

from streamboard.feeds.feed import Feed
from streamboard.settings.memory import Habits, Remembered
from streamboard.tui import keymap, textual_internals, themes
from streamboard.tui.scene import Scene
from streamboard.tui.screens.base import BoardBase, key
from streamboard.tui.views import VIEW_NAMES
from streamboard.tui.views.view import Hint, View
from streamboard.tui.widgets.places import Place

_FIRST = ("Look", "Run", "Read", "Find", "Talk", "Streams", "Compare", "Vote")
"""The subjects that come first in the help, the most needed before the others."""


_NEEDED = (
    *("i", "z", "x", "r", "ctrl+right", "ctrl+end", "/", "space"),
    *("c", "a", "I", "p", "b", "R", "X", "e", "f", "t", "v"),
)
"""Keys that every view has, the most needed first: the footer of a narrow terminal has room for some."""


class Offer(NamedTuple):
    """Something that can be done now."""

    group: str
    """What it belongs to: `Run`, or a view's name."""
    title: str
    """One or two words."""
    words: str
    """A sentence."""
    keys: tuple[str, ...]
    """The keys that do it, as they are shown; none while other things have them."""
    action: str
    of: Widget
    """Whose action it is."""


class HabitsActions(BoardBase):
    """How the board begins, looks and is left, and what it offers."""

    GROUP = "Board"
    BINDINGS: ClassVar[list[BindingType]] = [key("T", "theme", "next theme", "Change to the next theme")]

    def __init__(self, feed: Feed, habits: Habits | None = None) -> None:
        super().__init__(feed)
        look = (habits or Habits.of()).look
        self.show_log = look.show_log is not False
        self.unfold = bool(look.unfold)
        self.view_wanted = look.view if look.view in VIEW_NAMES else None
        places = {name: place for place, name in enumerate(look.order)}
        self.selection.order = sorted(
            self.board.streams,
            key=lambda name: places.get(self.board.streams[name].plan.name, len(places)),
        )

    def look(self, theme: str) -> Remembered:
        """How the board looks now, for the next time, in the theme of that name."""
        streams = [self.board.streams[name] for name in self.selection.order if name in self.board.streams]
        arranged = [stream.plan.id for stream in streams] != list(self.board.streams)
        order = tuple(stream.plan.name for stream in streams) if arranged else ()
        return Remembered(themes.short_name(theme), self.view_wanted, self.show_log, self.unfold, order)

    def action_theme(self) -> None:
        """Change to the next theme."""
        self.app.theme = themes.following(self.app.theme)
        self.say(f"Theme: {themes.short_name(self.app.theme)}")

    def scene(self) -> Scene:
        scene = super().scene()
        return replace(scene, key_names=self._key_names) if self._key_names else scene

    @cached_property
    def _key_names(self) -> dict[str, str]:
        return self._names_of_keys(self.all_bindings())

    # -- what can be done now

    def offers(self) -> Iterator[Offer]:
        """All that can be done now: first what the view that is shown can do, then by subject."""
        keys: dict[tuple[DOMNode, str], list[str]] = {}
        for name, active in self.active_bindings.items():
            keys.setdefault((active.node, active.binding.action), []).append(keymap.shown(name))
        view = self.current_view()
        yield from _offers(view, view.NAME.capitalize(), view_bindings(type(view)), keys)
        for group, found in self.groups().items():
            wanted = [binding for binding in found if self._is_offered(binding.action)]
            yield from _offers(self, group, wanted, keys)

    @classmethod
    def groups(cls) -> dict[str, list[Binding]]:
        """The screen's bindings by subject."""
        found: dict[str, list[Binding]] = {}
        for kind in cls.__mro__:
            if issubclass(kind, BoardBase):
                own = [binding for binding in vars(kind).get("BINDINGS", ()) if isinstance(binding, Binding)]
                found.setdefault(kind.GROUP, []).extend(own)
        first = [group for group in _FIRST if group in found]
        others = [group for group in found if group not in (*_FIRST, HabitsActions.GROUP)]
        # What is the same everywhere comes last.
        return {group: found[group] for group in (*first, *others, HabitsActions.GROUP) if found[group]}

    def _is_offered(self, action: str) -> bool:
        return self._may(*actions.parse(action)[1:])

    def _may(self, name: str, parameters: tuple[object, ...]) -> bool:
        return self.check_action(name, parameters) is not False and self.does_something(name, parameters)

    def hints(self, view: View, scene: Scene) -> list[Hint]:
        # The view's own keys come before the screen's.
        own = view.hints(scene)
        names = self._key_names | self._names_of_keys(view_bindings(type(view)))
        *others, palette, leave, help_ = super().hints(view, scene)
        return [
            (" ".join(names.get(name, name) for name in keys.split(" ")), words)
            for keys, words in (*_in_order(others), palette, leave, help_)
            if (keys, words) in own or self._does_any(keys.split(" "))
        ]

    def places(self, view: View, scene: Scene) -> list[Place]:
        names = self._key_names
        return [place._replace(key=names.get(place.key, place.key)) for place in super().places(view, scene)]

    def _does_any(self, keys: list[str]) -> bool:
        """Whether the first of these keys does something now."""
        action = self._actions.get(keys[0])
        return action is None or self._may(*action)

    @cached_property
    def _actions(self) -> dict[str, tuple[str, tuple[object, ...]]]:
        """What keys of the screen do, by their built-in names; parsed once, asked for in every frame."""
        bindings = Binding.make_bindings(self.all_bindings())
        return {keymap.shown(binding.key): actions.parse(binding.action)[1:] for binding in bindings}

    def _names_of_keys(self, bindings: Iterable[BindingType]) -> dict[str, str]:
        """The names of keys that the user gave to what has these ones else."""
        wanted = textual_internals.keymap_of(self.app)
        if not wanted:
            return {}
        names: dict[str, str] = {}
        for binding in Binding.make_bindings(bindings):
            name = keymap.shown(binding.key)
            first = wanted.get(binding.id or "", "").partition(",")[0]
            names[name] = keymap.shown(first) if first else name
        return names


def _in_order(hints: list[Hint]) -> list[Hint]:
    """Hints with those that every view has in the order in which they are needed, at the places they have."""
    # A view may name a key as well: once is enough.
    hints = list({keys: (keys, words) for keys, words in reversed(hints)}.values())[::-1]
    everywhere = [hint for hint in hints if hint[0] in _NEEDED]
    everywhere.sort(key=lambda hint: _NEEDED.index(hint[0]))
    following = iter(everywhere)
    return [next(following) if hint[0] in _NEEDED else hint for hint in hints]


def view_bindings(kind: type[View]) -> list[BindingType]:
    """A view's own keys."""
    return [
        binding
        for each in kind.__mro__
        if issubclass(each, View)
        for binding in vars(each).get("BINDINGS", ())
    ]


def _offers(
    of: Widget, group: str, bindings: Iterable[BindingType], keys: dict[tuple[DOMNode, str], list[str]]
) -> Iterator[Offer]:
    seen: set[str] = set()
    for binding in Binding.make_bindings(bindings):
        _, name, parameters = actions.parse(binding.action)
        if binding.action not in seen and of.check_action(name, parameters) is not False:
            seen.add(binding.action)
            words = binding.tooltip or binding.description
            have = tuple(keys.get((of, binding.action), ()))
            yield Offer(group, binding.description, words, have, binding.action, of)
