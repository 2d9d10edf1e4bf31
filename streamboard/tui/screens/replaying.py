"""Go through a recorded run at another speed."""

from __future__ import annotations

from typing import ClassVar

from textual.binding import BindingType

from streamboard.tui.scene import Scene
from streamboard.tui.screens.base import BoardBase, key
from streamboard.tui.views.view import Hint, View

_SLOWEST, _FASTEST = 1 / 16, 256


class ReplayingActions(BoardBase):
    """The keys that only a recording has."""

    GROUP = "Replay"
    BINDINGS: ClassVar[list[BindingType]] = [
        key("ctrl+right", "speed(2)", "faster", "Replay twice as fast"),
        key("ctrl+left", "speed(0.5)", "slower", "Replay half as fast"),
        key("ctrl+end", "skip", "to the end", "Go to the end of the recording"),
    ]

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        if action in ("speed", "skip") and self.feed.speed is None:
            return False
        return super().check_action(action, parameters)

    def action_speed(self, factor: float) -> None:
        """Go on so many times as fast."""
        speed = self.feed.speed
        if speed is not None:
            self.feed.set_speed(min(max(speed * factor, _SLOWEST), _FASTEST))
            self.draw_frame()

    def action_skip(self) -> None:
        """Go to the end."""
        self.feed.skip()

    def hints(self, view: View, scene: Scene) -> list[Hint]:
        hints = super().hints(view, scene)
        if self.feed.speed is None or self.feed.at_end:
            return hints
        return [("ctrl+right", "faster"), ("ctrl+end", "to the end"), *hints]
