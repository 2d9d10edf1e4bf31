"""The actions offered by the footer, help and palette."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any, Protocol

from streamboard.tui.controllers.controller import Board
from streamboard.tui.keys import key_names
from streamboard.tui.keys.action import Action
from streamboard.tui.keys.offered_actions import Hint, Offer, PaletteEntry, footer
from streamboard.tui.views.view import CanvasView, View

if TYPE_CHECKING:
    from textual.binding import ActiveBinding

    from streamboard.tui.dialogs.help import HelpSection
    from streamboard.tui.draw.scene import Scene

_NOT_IN_PALETTE = ("board.quit", "board.palette")
"""Textual adds its own quit; the other opens the palette."""


Group = tuple[str, object, Sequence[Action[Any]]]
"""A subject, its owner and its actions."""


class BoardWithKeys(Board, Protocol):
    @property
    def active_bindings(self) -> dict[str, ActiveBinding]:
        """By key."""
        ...

    def perform(self, offer: Offer) -> None: ...


class Menu:
    def __init__(self, screen: BoardWithKeys, groups: Sequence[Group]) -> None:
        self._screen = screen
        self._groups = groups

    def all(self, view: View) -> list[Offer]:
        own = [Offer(view.spec.name.capitalize(), action, view) for action in view.ACTIONS]
        return own + [Offer(name, action, of) for name, of, actions in self._groups for action in actions]

    def now(self) -> list[Offer]:
        view, scene = self._screen.current_view(), self._screen.scene()
        return [offer for offer in self.all(view) if not offer.refusal(scene)]

    def called(self, name: str) -> Offer:
        return next(
            Offer(group, action, of)
            for group, of, actions in self._groups
            for action in actions
            if action.id == name
        )

    def hints(self, view: View, scene: Scene, own: Mapping[str, str]) -> list[Hint]:
        """`own` has the user's keys by action id."""
        return footer(self.all(view), scene, own, view.FOREMOST)

    def sections(self) -> list[HelpSection]:
        """Return the keys that work now, by subject."""
        from streamboard.tui.dialogs.help import HelpSection

        found: dict[str, list[tuple[str, str]]] = {}
        keys_of = self._keys_of()
        for offer in self.now():
            keys = (offer.action.keys,) if offer.action.fixed else keys_of(offer)
            if keys:
                found.setdefault(offer.group, []).append((" ".join(keys), offer.action.words))
        return [HelpSection(heading, rows) for heading, rows in found.items()]

    def entries(self) -> Iterator[PaletteEntry]:
        """Yield the palette's lines, views first."""
        keys_of = self._keys_of()
        offers = [offer for offer in self.now() if offer.action.id not in _NOT_IN_PALETTE]
        for offer in sorted(offers, key=lambda offer: not _goes(offer)):
            words = "  ".join(filter(None, (" ".join(keys_of(offer)), offer.action.words)))
            yield PaletteEntry(_title(offer), words, partial(self._run, offer), offer.action.synonyms)
        view = self._screen.current_view()
        for title, run in view.commands():
            yield PaletteEntry(f"{view.spec.name.capitalize()}: {title}", "", run)

    def _run(self, offer: Offer) -> None:
        if isinstance(offer.of, CanvasView):
            offer.of.action_perform(offer.action.id)
        else:
            self._screen.perform(offer)

    def _keys_of(self) -> Callable[[Offer], tuple[str, ...]]:
        """Return a function from an action to its keys' names, without keys now bound otherwise."""
        keys: dict[tuple[object, str], list[str]] = {}
        for name, active in self._screen.active_bindings.items():
            keys.setdefault((active.node, active.binding.action), []).append(key_names.shown(name))

        def keys_of(offer: Offer) -> tuple[str, ...]:
            node = offer.of if isinstance(offer.of, View) else self._screen
            return tuple(keys.get((node, offer.action.command), ()))

        return keys_of


def _goes(offer: Offer) -> bool:
    return offer.action.id.startswith("board.view_")


def _title(offer: Offer) -> str:
    title = offer.action.title
    if _goes(offer):
        return f"View: {title}"
    return f"{offer.group}: {title}" if isinstance(offer.of, View) else title[:1].upper() + title[1:]
