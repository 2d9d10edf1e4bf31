"""Pause the board, and change the speed of a replay."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from streamboard.common.errors import SourceEndedError
from streamboard.run.events import Event
from streamboard.tui.controllers.controller import Board, Controller
from streamboard.tui.draw.scene import Scene
from streamboard.tui.keys.action import Action

_SLOWEST, _FASTEST = 1 / 16, 256
MOST_HELD = 200_000
"""Events buffered while paused: about 100 MB, or a minute of 64 streams. More end the pause."""


class Playback(Controller):
    """Applies the feed's events to the board as they arrive, or buffers them while paused."""

    def __init__(self, screen: Board) -> None:
        super().__init__(screen)
        self.paused_at: int | None = None
        """The run's clock when the view was paused; None if it is not paused."""
        self.changed: list[Callable[[bool], None]] = []
        """Called with True when the view is paused, and with False when it resumes."""
        self._held: list[Event] = []
        """Events that arrived during the pause."""

    @property
    def now(self) -> int:
        """The run's clock, which stands still while paused."""
        return self.feed.now() if self.paused_at is None else self.paused_at

    @property
    def waiting(self) -> int | None:
        """How many events arrived during the pause; None if not paused."""
        return len(self._held) if self.paused_at is not None else None

    async def read(self) -> None:
        """Apply the feed's events until it ends."""
        try:
            async for batch in self.feed.batches():
                if self.paused_at is None:
                    self.board.apply_all(batch)
                else:
                    self._keep(batch)
        except SourceEndedError as error:
            self.resume()
            self.board.source_ended(error.message, error.advice)
        except Exception as bug:  # Otherwise the board would just stop without a word.
            self.board.source_ended(f"streamboard failed: {type(bug).__name__}: {bug}", "Please report it.")

    def _keep(self, batch: list[Event]) -> None:
        self._held += batch
        if len(self._held) > MOST_HELD:
            self._screen.say("The view goes on: too much happened while it was held.")
            self.resume()

    def pause(self) -> None:
        """Pause the view, and the source if it can be paused."""
        self.paused_at = self.feed.now()
        self.feed.pause(True)
        for tell in self.changed:
            tell(True)

    def resume(self) -> None:
        """Apply the events that arrived during the pause, and go on; does nothing if not paused."""
        if self.paused_at is None:
            return
        self.paused_at = None
        held, self._held = self._held, []
        self.board.apply_all(held)
        self.feed.pause(False)
        for tell in self.changed:
            tell(False)

    def toggle(self) -> None:
        """Pause or resume the view."""
        if self.paused_at is None:
            self.pause()
        else:
            self.resume()

    def change_speed(self, factor: float) -> None:
        """Multiply the speed of a replay."""
        speed = self.feed.speed
        if speed is not None:
            self.feed.set_speed(min(max(speed * factor, _SLOWEST), _FASTEST))

    def skip(self) -> None:
        """Go to the end of the recording."""
        self.feed.skip()


def _no_speed(playback: Playback, _scene: Scene) -> str:
    return "" if playback.feed.speed is not None else "Only a recording goes faster or slower."


def _no_end(playback: Playback, _scene: Scene) -> str:
    if playback.feed.speed is None:
        return "Only a recording has an end to go to."
    return "That is the end." if playback.feed.at_end else ""


REPLAY: Sequence[Action[Playback]] = (
    Action(
        "board.faster",
        "ctrl+right",
        "faster",
        "Replay twice as fast",
        lambda playback: playback.change_speed(2),
        _no_speed,
        rank=61,
        hint=lambda playback, _scene: "" if playback.feed.at_end else "faster",
        synonyms="speed",
    ),
    Action(
        "board.slower",
        "ctrl+left",
        "slower",
        "Replay half as fast",
        lambda playback: playback.change_speed(0.5),
        _no_speed,
        synonyms="speed",
    ),
    Action(
        "board.skip",
        "ctrl+end",
        "to the end",
        "Go to the end of the recording",
        lambda playback: playback.skip(),
        _no_end,
        rank=62,
        synonyms="skip finish",
    ),
)
PAUSE: Sequence[Action[Playback]] = (
    Action(
        "board.pause",
        "space",
        "pause",
        "Pause the view; streams and figures go on",
        lambda playback: playback.toggle(),
        rank=64,
        hint=lambda _board, scene: "go on" if scene.held else "pause",
        in_vote=True,
        synonyms="freeze resume",
    ),
)
