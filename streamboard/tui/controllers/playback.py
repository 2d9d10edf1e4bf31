"""Pause the board, and change the speed of a run."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from typing import NamedTuple

from streamboard.common.errors import SourceEndedError
from streamboard.feeds.delay import Delay
from streamboard.run.events import Event
from streamboard.tui.controllers.controller import Board, Controller
from streamboard.tui.draw.scene import Scene
from streamboard.tui.keys.action import Action

_SLOWEST, _FASTEST = 1 / 128, 256
MOST_HELD = 200_000
"""Events held back: about 100 MB, or a minute of 64 streams. Beyond this, the view goes on."""


class Slowness(NamedTuple):
    """How far the view of a slowed live run lags."""

    speed: float
    """1 is the real pace."""
    behind_ns: int


class Playback(Controller):
    """Applies the feed's events to the board: at once, late, or held while paused."""

    def __init__(self, screen: Board) -> None:
        super().__init__(screen)
        self.paused_at: int | None = None
        """The run's clock when the view was paused; None if it is not."""
        self.changed: list[Callable[[bool], None]] = []
        """Called with True on pausing and False on resuming."""
        self._delay = Delay()
        """A live source's events that are not shown yet."""
        self._rewound = asyncio.Event()

    @property
    def now(self) -> int:
        """The run's clock as shown, which stops while paused."""
        return self._delay.now(self.feed.now()) if self.paused_at is None else self.paused_at

    @property
    def clock(self) -> int:
        """The run's clock, which runs on while paused; in slow motion, as shown."""
        return self.now if self.slowed else self.feed.now()

    @property
    def waiting(self) -> int | None:
        """Events that arrived during the pause; None if not paused."""
        return self._delay.coming if self.paused_at is not None else None

    @property
    def slowness(self) -> Slowness | None:
        """None unless a live run is slowed."""
        if not self._delay.active or self._delay.held:
            return None
        return Slowness(self._delay.speed, max(self.feed.now() - self.now, 0))

    async def read(self) -> None:
        """Apply the feed's events, and a recording's again after a rewind."""
        if self.feed.recording is not None:
            self.feed.recording.board = self.board
        while True:
            try:
                await self._read_through()
            except SourceEndedError as error:
                self._show_all()
                self.board.source_ended(error.message, error.advice)
            except Exception as bug:  # Else the board would stop silently.
                self.board.source_ended(
                    f"streamboard failed: {type(bug).__name__}: {bug}", "Please report it."
                )
            if self.feed.recording is None:
                return
            self._rewound.clear()
            await self._rewound.wait()

    async def _read_through(self) -> None:
        async for batch in self.feed.batches():
            if self._delay.active:
                self._delay.put(batch)
                if len(self._delay) > MOST_HELD:
                    self._screen.say("The view goes on: too much happened while it was held or slowed.")
                    self._show_all()
            else:
                self.apply(batch)

    def apply(self, events: Sequence[Event]) -> None:
        self.board.apply_all(events)

    def tick(self) -> None:
        if self._delay.active:
            idle = not any(stream.active for stream in self.board.streams.values())
            self.apply(self._delay.due(self.feed.now(), idle=idle))

    def _show_all(self) -> None:
        """End any pause and slow motion."""
        self.apply(self._delay.catch_up())
        self.resume()

    def pause(self) -> None:
        self.paused_at = self.now
        if self.feed.recording is None:
            self._delay.hold(self.feed.now())
        self.feed.pause(True)
        for tell in self.changed:
            tell(True)

    def resume(self) -> None:
        if self.paused_at is None:
            return
        self.paused_at = None
        self.apply(self._delay.go_on())
        self.feed.pause(False)
        for tell in self.changed:
            tell(False)

    def toggle(self) -> None:
        if self.paused_at is None:
            self.pause()
        else:
            self.resume()

    def step(self, stream: str) -> bool:
        """While paused, let in events up to the stream's next; return whether there were any."""
        recording = self.feed.recording
        events = self._delay.step(stream) if recording is None else recording.step(stream)
        self.apply(events)
        if events and self.paused_at is not None:
            self.paused_at = max(self.paused_at, events[-1].t)
        return bool(events)

    def seek(self, t: int) -> None:
        """`t` is on the run's clock."""
        recording = self.feed.recording
        if recording is not None:
            recording.go_to(t, self.board)
            if self.paused_at is not None:
                self.paused_at = recording.at
            self._rewound.set()

    def set_speed(self, speed: float) -> None:
        """A live run can only be slowed, or catch up."""
        speed = min(max(speed, _SLOWEST), _FASTEST)
        if self.feed.speed is not None:
            self.feed.set_speed(speed)
        else:
            self._delay.set_speed(speed, self.feed.now())

    def change_speed(self, factor: float) -> None:
        self.set_speed((self._delay.speed if self.feed.speed is None else self.feed.speed) * factor)

    def skip(self) -> None:
        self.apply(self._delay.catch_up())
        if self.feed.speed is not None:
            self.feed.skip()

    @property
    def slowed(self) -> bool:
        return self._delay.active and not self._delay.held


def _cannot_go_faster(playback: Playback, _scene: Scene) -> str:
    if playback.feed.speed is not None or playback.slowed:
        return ""
    return "A live run cannot be sped up; it can be slowed."


def _no_end(playback: Playback, _scene: Scene) -> str:
    if playback.feed.speed is None:
        return "" if playback.slowed else "Only a recording, or a slowed run, has an end to go to."
    return "That is the end." if playback.feed.at_end else ""


REPLAY: Sequence[Action[Playback]] = (
    Action(
        "board.faster",
        "ctrl+right",
        "faster",
        "Show the run twice as fast, if it is recorded or slowed",
        lambda playback: playback.change_speed(2),
        _cannot_go_faster,
        rank=61,
        hint=lambda playback, _scene: "" if playback.feed.at_end else "faster",
        synonyms="speed",
    ),
    Action(
        "board.slower",
        "ctrl+left",
        "slower",
        "Show the run half as fast; figures stay true",
        lambda playback: playback.change_speed(0.5),
        synonyms="speed slow motion",
    ),
    Action(
        "board.skip",
        "ctrl+end",
        "to the end",
        "Go to the end of the recording, or catch up with a slowed run",
        lambda playback: playback.skip(),
        _no_end,
        rank=62,
        hint=lambda playback, _scene: "catch up" if playback.slowed else "to the end",
        synonyms="skip finish catch up",
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
