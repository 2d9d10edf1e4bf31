"""Actions: one record each, which serves the footer, help, palette, settings and docs."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any, Generic, TypeVar

import msgspec
from textual.binding import Binding

from streamboard.feeds.feed import GONE

if TYPE_CHECKING:
    from streamboard.tui.draw.scene import Scene

Of = TypeVar("Of", contravariant=True)
ALWAYS = 90
"""Hints of this rank or higher are in the footer however narrow it is."""
NO_STREAM = "There is no stream."


def never(_of: Any, _scene: Scene) -> str:
    """Refuses nothing: for an action that is always possible."""
    return ""


def not_live(scene: Scene, in_a_recording: str) -> str:
    """Why the engine takes no commands now; empty if it does."""
    if scene.live:
        return ""
    return in_a_recording if scene.recorded else GONE


def without_stream(_of: Any, scene: Scene) -> str:
    """Why an action on the stream in focus is impossible now; empty if it is possible."""
    return "" if scene.focus is not None else NO_STREAM


class NotDoneError(Exception):
    """An action raised an exception."""

    def __init__(self, title: str, bug: Exception) -> None:
        super().__init__(title)
        self.title = title
        """The action's."""
        self.bug = bug


Refusal = Callable[[Of, "Scene"], str]
"""Returns why an action would do nothing now; empty if it would do something."""


class Action(msgspec.Struct, Generic[Of], frozen=True):
    """Something that its owner, a controller or a view, can do."""

    id: str
    """Its name in settings, such as `board.stop`."""
    keys: str
    """Textual's identifiers of its built-in keys, comma-separated; empty if it is only in the palette."""
    title: str
    """One or two words."""
    words: str
    """A sentence."""
    run: Callable[[Of], object]
    refused: Callable[[Of, Scene], str] = never
    """Returns why it would do nothing now, in a sentence; empty if it would do something.

    A refused action is not offered, and pressing its key shows the reason.
    """
    rank: int = 0
    """Its place in the footer, lowest first; 0 keeps it out."""
    hint: Callable[[Of, Scene], str] | None = None
    """Returns its words in the footer, in place of the title; empty keeps it out."""
    beside: str = ""
    """The id of the action that shares its hint in the footer, such as its opposite."""
    in_vote: bool = False
    """It is allowed while names are hidden, because it does not reveal them."""
    synonyms: str = ""
    """Other words that find it in the palette."""
    fixed: bool = False
    """Settings cannot change its keys."""

    def refusal(self, of: Of, scene: Scene) -> str:
        """Why it is not possible now; empty if it is."""
        if (reason := self.refused(of, scene)) or self.in_vote or not scene.blind:
            return reason
        return f"Not while names are hidden; {scene.key('esc')} shows them."

    def perform(self, of: Of, scene: Scene) -> str:
        """Perform it, unless that is impossible now; returns why it is.

        Raises:
            NotDoneError: It raised an exception.
        """
        try:
            if not (refusal := self.refusal(of, scene)):
                self.run(of)
        except Exception as bug:
            raise NotDoneError(self.title, bug) from bug
        return refusal

    @property
    def command(self) -> str:
        """The Textual action string that performs it."""
        return f"perform({self.id!r})"


def bindings_of(actions: Iterable[Action[Any]]) -> list[Binding]:
    """Textual bindings for the actions with remappable keys."""
    return [
        Binding(each.keys, each.command, each.title, tooltip=each.words, show=False, id=each.id)
        for each in actions
        if each.keys and not each.fixed
    ]
