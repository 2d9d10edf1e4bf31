"""How texts and logs are shown."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from types import MappingProxyType
from typing import ClassVar

from textual.binding import BindingType

from streamboard.board.differences import differences
from streamboard.plan import StreamPlan
from streamboard.tui.scene import Scene
from streamboard.tui.screens.base import BoardBase, Command, key
from streamboard.tui.views.view import Hint, View
from streamboard.tui.widgets.pane import Pane

_PACES = (0, 30, 60, 120)
"""Characters a second that the palette has; 0 is off."""


class ReadingActions(BoardBase):
    """The keys that change how a stream's text and log are shown."""

    GROUP = "Read"
    BINDINGS: ClassVar[list[BindingType]] = [
        key("e", "log", "events", "Show or hide the event log"),
        key("t", "unfold", "thinking", "Show thinking and questions in full, or fold them"),
        key("M", "rendered", "markdown", "Render Markdown in answers that have ended, or show it as it came"),
        key("right_parenthesis", "stall(1)", "next stall", "Go to the text where the next stall happened"),
        key("left_parenthesis", "stall(-1)", "previous stall", "Go to the stall before"),
    ]

    _badged: Sequence[StreamPlan] = ()
    _badges: Mapping[str, str] = MappingProxyType({})

    def scene(self) -> Scene:
        scene = super().scene()
        plans = [stream.plan for stream in scene.streams]
        if plans != self._badged:
            self._badged, self._badges = plans, differences(plans)
        return replace(scene, badges=self._badges)

    @property
    def reading_pane(self) -> Pane | None:
        """The pane of the stream in focus; None in a view that has no panes."""
        return self.current_view().pane_in_focus(self.scene())

    def action_log(self) -> None:
        """Show or hide the event log."""
        self.show_log = not self.show_log
        self.draw_frame()

    def action_unfold(self) -> None:
        """Show thinking in full, or fold it."""
        self.unfold = not self.unfold
        self.draw_frame()

    def action_rendered(self) -> None:
        """Render Markdown, or show it as it came."""
        self.rendered = not self.rendered
        self.draw_frame()

    def action_stall(self, step: int) -> None:
        """Go to the place in the text where a stall happened."""
        pane = self.reading_pane
        if pane is None:
            self.say("Stalls are shown in panes: 1, or z for one alone.")
        elif pane.go_to_stall(step) is None:
            self.say("No further stall that way." if pane.reader.stall else "No gap stands out here.")

    def commands(self) -> Iterator[Command]:
        yield from super().commands()
        if not self.scene().blind:
            for pace in _PACES:
                title = f"Pace: {pace} characters a second" if pace else "Pace: off, texts as they come"
                yield Command(title, "", f"pace({pace})", self)

    def action_pace(self, pace: int) -> None:
        """Type texts out at so many characters a second; 0 shows them as they come."""
        self.pace = pace or None
        self.draw_frame()

    def leave(self) -> bool:
        pane = self.reading_pane
        return (pane is not None and pane.let_go()) or super().leave()

    def hints(self, view: View, scene: Scene) -> list[Hint]:
        pane = view.pane_in_focus(scene)
        log: list[Hint] = [("e", "events")] if pane is not None and pane.fits_log else []
        text: list[Hint] = [("f", "follow")] if pane is not None or view.FOLLOWS else []
        if pane is not None and self.board.any_thinking:
            text.append(("t", "thinking"))
        return [*log, ("v", "view"), *text, ("c", "copy"), *super().hints(view, scene)]
