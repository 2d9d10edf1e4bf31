"""The interface through which a board gets its events."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Literal, Protocol

from streamboard.feeds.seeking import Recording
from streamboard.run.commands import AnyCommand
from streamboard.run.events import Event
from streamboard.run.plan import RunPlan

Source = Literal["LIVE", "REPLAY"]
GONE = "The engine is gone; start streamboard again."
RECORDED = "A recorded run cannot be stopped or run again."


class Feed(Protocol):
    source: Source
    plan: RunPlan
    record: Path | None
    """The run file being written or replayed."""

    @property
    def recording(self) -> Recording | None:
        """None for live sources, in which time cannot go back."""
        ...

    @property
    def live(self) -> bool:
        """Whether it takes commands."""
        ...

    def batches(self) -> AsyncIterator[list[Event]]:
        """Raise `SourceEndedError`, after all events, if the source ended early."""
        ...

    def now(self) -> int:
        """Return the run time in nanoseconds up to which all events were handed over."""
        ...

    @property
    def behind_ns(self) -> int:
        """How far `now` lags behind real time."""
        ...

    def send(self, command: AnyCommand) -> str:
        """Return why a command is impossible, else ""."""
        ...

    def pause(self, paused: bool) -> None:
        """No-op for live sources."""
        ...

    @property
    def speed(self) -> float | None:
        """None for live sources."""
        ...

    def set_speed(self, speed: float) -> None: ...

    def skip(self) -> None: ...

    @property
    def at_end(self) -> bool: ...

    def close(self) -> None:
        """Begin to end the source."""
        ...
