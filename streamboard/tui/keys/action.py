"""What can be done: one record for each action, for footer, help, palette, settings and docs."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any, Generic, TypeVar

import msgspec
from textual.binding import Binding

if TYPE_CHECKING:
    from streamboard.tui.draw.scene import Scene

Of = TypeVar("Of")
ALWAYS = 90
"""Hints from this rank on stand in the footer, however narrow it is."""
NO_STREAM = "There is no stream."
_HIDDEN = "Not while names are hidden; esc shows them."


def never(_of: Any, _scene: Scene) -> str:
    """For what can be done at any time."""
    return ""


def not_live(scene: Scene, in_a_recording: str) -> str:
    """Why no command is taken now; empty if commands are."""
    if scene.live:
        return ""
    return in_a_recording if scene.recorded else "The engine is gone; start streamboard again."


def without_stream(_of: Any, scene: Scene) -> str:
    """For what is done to the stream in focus."""
    return "" if scene.focus is not None else NO_STREAM


Refusal = Callable[[Of, "Scene"], str]
"""Says why something would do nothing now; empty if it does something."""


class Action(msgspec.Struct, Generic[Of], frozen=True):
    """Something that whoever has it, the board or a view, can do."""

    id: str
    """What settings call it: `board.stop`."""
    keys: str
    """Built-in keys as Textual identifies them, with commas between; empty if the palette alone has it."""
    title: str
    """One or two words."""
    words: str
    """A sentence."""
    run: Callable[[Of], object]
    refused: Callable[[Of, Scene], str] = never
    """Why it would do nothing now, in a sentence; empty if it does something.

    What is refused is not offered, and who presses its key is told why.
    """
    rank: int = 0
    """Its place in the footer, the lowest first; 0 keeps it out."""
    hint: Callable[[Of, Scene], str] | None = None
    """Its words in the footer now, in place of the title; none keep it out."""
    beside: str = ""
    """The action whose key stands beside its own in the footer: the words are for both."""
    in_vote: bool = False
    """It shows nothing that tells whose an answer is."""
    synonyms: str = ""
    """What else people may type to find it in the palette."""
    fixed: bool = False
    """Its keys are the app's: settings cannot give it others."""

    def refusal(self, of: Of, scene: Scene) -> str:
        """Why it cannot be done now; empty if it can."""
        reason = self.refused(of, scene)
        return reason or (_HIDDEN if scene.blind and not self.in_vote else "")

    @property
    def command(self) -> str:
        """The action of Textual's that does it."""
        return f"perform({self.id!r})"


def bindings_of(actions: Iterable[Action[Any]]) -> list[Binding]:
    """The bindings of actions that have keys."""
    return [
        Binding(each.keys, each.command, each.title, tooltip=each.words, show=False, id=each.id)
        for each in actions
        if each.keys and not each.fixed
    ]
