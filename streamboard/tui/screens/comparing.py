"""Compare answers: a pin, and a clock to turn back."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING, ClassVar

from textual.binding import BindingType

from streamboard.sanitise import clean_line
from streamboard.tui.scene import Scene
from streamboard.tui.screens.base import COMPARE, BoardBase, key
from streamboard.tui.views import key_of
from streamboard.tui.views.view import Hint, View
from streamboard.tui.widgets.bars import BottomBar
from streamboard.tui.widgets.scrubber import STEP_NS, Scrubber, end_of

if TYPE_CHECKING:
    from streamboard.tui.views.compare import CompareView


class ComparingActions(BoardBase):
    """The keys that set answers against each other."""

    GROUP = "Compare"
    BINDINGS: ClassVar[list[BindingType]] = [
        key("p", "pin", "pin", "Pin this stream, to compare others with it; again lets go"),
        key("comma", "turn_clock(-1)", "back 0.1 s", "Show all texts as they were 0.1 s earlier"),
        key("full_stop", "turn_clock(1)", "forward 0.1 s", "Show all texts as they were 0.1 s later"),
        key("less_than_sign", "turn_clock(-10)", "back 1 s", "Show all texts as they were 1 s earlier"),
        key("greater_than_sign", "turn_clock(10)", "forward 1 s", "Show all texts as they were 1 s later"),
    ]
    at_ns: int | None = None
    """How long after their requests texts are shown as they were; None shows them as they are."""

    def bottom_bars(self) -> Iterator[BottomBar]:
        yield from super().bottom_bars()
        yield Scrubber()

    def scene(self) -> Scene:
        scene = super().scene()
        # While names are hidden the clock is let go: when texts came gives away whose they are.
        return scene if self.at_ns is None or scene.blind else replace(scene, at_ns=self.at_ns)

    def draw_frame(self) -> None:
        super().draw_frame()
        if self.at_ns is not None and self.is_mounted:
            self.query_one(Scrubber).update_view(self.scene())

    def leave(self) -> bool:
        if self.at_ns is not None:
            self._set_clock(None)
            return True
        return super().leave()

    def hints(self, view: View, scene: Scene) -> list[Hint]:
        return [("p", "pin"), *super().hints(view, scene)]

    def first_hints(self, view: View, scene: Scene) -> list[Hint]:
        hints = super().first_hints(view, scene)
        if scene.at_ns is not None:
            return [(", .", "0.1 s"), ("< >", "1 s"), ("esc", "now"), *hints]
        if view.NAME == COMPARE and not scene.blind:
            return [("p", "unpin" if scene.pinned == scene.cursor else "pin"), (",", "turn back"), *hints]
        return hints

    def action_pin(self) -> None:
        """Pin the stream in focus, or let go of it."""
        scene = self.scene()
        if scene.focus is None:
            return
        if scene.blind:
            self.say("Nothing can be pinned while names are hidden.")
            return
        self.selection.pin(scene.focus.plan.id)
        name = clean_line(scene.focus.plan.name)
        pinned = self.selection.pinned is not None
        self.say(
            f"{name} is pinned: {key_of(COMPARE)} compares others with it."
            if pinned
            else f"{name} is no longer pinned."
        )
        self.draw_frame()

    def on_compare_view_paired(self, message: CompareView.Paired) -> None:
        self.selection.pinned, self.selection.cursor = message.left, message.right
        self.draw_frame()

    def action_turn_clock(self, steps: int) -> None:
        """Turn the clock of all texts by tenths of a second; the first turn starts at their end."""
        scene = self.scene()
        end = end_of(scene)
        if scene.blind:
            self.say("Not while names are hidden: when texts came gives away whose they are.")
        elif end == 0:
            self.say("Nothing has come yet.")
        elif self.at_ns is None and steps > 0:
            self.say("The texts are shown as they are now; , turns the clock back.")
        else:
            now = end if self.at_ns is None else self.at_ns
            # To whole tenths: back from 2.53 s is 2.4 s by way of 2.5 s.
            turned = -(-now // STEP_NS) + steps if steps < 0 else now // STEP_NS + steps
            self._set_clock(min(max(turned * STEP_NS, 0), max(end, now)))

    def on_scrubber_moved(self, message: Scrubber.Moved) -> None:
        self._set_clock(message.at_ns)

    def _set_clock(self, at_ns: int | None) -> None:
        self.at_ns = at_ns
        self.query_one(Scrubber).display = at_ns is not None
        self.draw_frame()
