"""What keys and the palette do."""

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
"""From this rank on, hints show at any width."""
NO_STREAM = "There is no stream."


def never(_of: Any, _scene: Scene) -> str:
    return ""


def not_live(scene: Scene, in_a_recording: str) -> str:
    if scene.live:
        return ""
    return in_a_recording if scene.recorded else GONE


def without_stream(_of: Any, scene: Scene) -> str:
    return "" if scene.focus is not None else NO_STREAM


class NotDoneError(Exception):
    def __init__(self, title: str, bug: Exception) -> None:
        super().__init__(title)
        self.title = title
        self.bug = bug


Refusal = Callable[[Of, "Scene"], str]
"""Returns a sentence on why an action is impossible now; empty if it is possible."""


class Action(msgspec.Struct, Generic[Of], frozen=True):
    id: str
    """As in settings: `board.stop`."""
    keys: str
    """Textual's identifiers, comma-separated; empty if only in the palette."""
    title: str
    words: str
    """One sentence."""
    run: Callable[[Of], object]
    refused: Callable[[Of, Scene], str] = never
    """A refused action is not offered; its key shows the reason."""
    rank: int = 0
    """Place in the footer, lowest first; 0 keeps it out."""
    hint: Callable[[Of, Scene], str] | None = None
    """Words for the footer instead of the title; empty keeps it out."""
    beside: str = ""
    """Id of an opposite action that shares its hint."""
    in_vote: bool = False
    """Allowed while names are hidden."""
    synonyms: str = ""
    fixed: bool = False
    """Settings cannot change its keys."""

    def refusal(self, of: Of, scene: Scene) -> str:
        if (reason := self.refused(of, scene)) or self.in_vote or not scene.blind:
            return reason
        return f"Not while names are hidden; {scene.key('board.back')} shows them."

    def perform(self, of: Of, scene: Scene) -> str:
        """Return the refusal, if any; exceptions come as NotDoneError."""
        try:
            if not (refusal := self.refusal(of, scene)):
                self.run(of)
        except Exception as bug:
            raise NotDoneError(self.title, bug) from bug
        return refusal

    @property
    def command(self) -> str:
        return f"perform({self.id!r})"


def bindings_of(actions: Iterable[Action[Any]]) -> list[Binding]:
    return [
        Binding(each.keys, each.command, each.title, tooltip=each.words, show=False, id=each.id)
        for each in actions
        if each.keys and not each.fixed
    ]
