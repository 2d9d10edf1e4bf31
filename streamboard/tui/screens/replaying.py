"""Go through a recorded run at another speed."""

from __future__ import annotations

from collections.abc import Sequence

from streamboard.tui.keys.action import Action
from streamboard.tui.scene import Scene
from streamboard.tui.screens.base import BoardBase

_SLOWEST, _FASTEST = 1 / 16, 256


class ReplayingActions(BoardBase):
    """The keys that only a recording has."""

    def action_speed(self, factor: float) -> None:
        """Go on so many times as fast."""
        speed = self.feed.speed
        if speed is not None:
            self.feed.set_speed(min(max(speed * factor, _SLOWEST), _FASTEST))
            self.draw_frame()

    def action_skip(self) -> None:
        """Go to the end."""
        self.feed.skip()


def _no_speed(board: ReplayingActions, _scene: Scene) -> str:
    return "" if board.feed.speed is not None else "Only a recording goes faster or slower."


def _no_end(board: ReplayingActions, _scene: Scene) -> str:
    if board.feed.speed is None:
        return "Only a recording has an end to go to."
    return "That is the end." if board.feed.at_end else ""


REPLAY: Sequence[Action[ReplayingActions]] = (
    Action(
        "board.faster",
        "ctrl+right",
        "faster",
        "Replay twice as fast",
        lambda board: board.action_speed(2),
        _no_speed,
        rank=61,
        hint=lambda board, _scene: "" if board.feed.at_end else "faster",
        synonyms="speed",
    ),
    Action(
        "board.slower",
        "ctrl+left",
        "slower",
        "Replay half as fast",
        lambda board: board.action_speed(0.5),
        _no_speed,
        synonyms="speed",
    ),
    Action(
        "board.skip",
        "ctrl+end",
        "to the end",
        "Go to the end of the recording",
        lambda board: board.action_skip(),
        _no_end,
        rank=62,
        synonyms="skip finish",
    ),
)
