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
"""Why a source takes no commands."""


class Feed(Protocol):
    source: Source
    plan: RunPlan
    record: Path | None
    """The run file being written or replayed; None without one."""

    @property
    def recording(self) -> Recording | None:
        """The recorded run, in which time can go back; None for live sources."""
        ...

    @property
    def live(self) -> bool:
        """Whether it takes commands."""
        ...

    def batches(self) -> AsyncIterator[list[Event]]:
        """Iterate over the events as they come.

        Raises:
            SourceEndedError: The source ended early; raised after the last event.
        """
        ...

    def now(self) -> int:
        """Return the run time in nanoseconds up to which all events were handed over."""
        ...

    @property
    def behind_ns(self) -> int:
        """How far `now` lags behind real time."""
        ...

    def send(self, command: AnyCommand) -> str:
        """Pass on a command; return why that is impossible, else ""."""
        ...

    def pause(self, paused: bool) -> None:
        """Pause or resume a replay; no-op for live sources."""
        ...

    @property
    def speed(self) -> float | None:
        """The multiple of the recorded pace; None for live sources."""
        ...

    def set_speed(self, speed: float) -> None:
        """Set the speed of a replay; no-op for live sources."""
        ...

    def skip(self) -> None:
        """Go to the end of a replay; no-op for live sources."""
        ...

    @property
    def at_end(self) -> bool:
        """Whether a replay has handed over all events; False for live sources."""
        ...

    def close(self) -> None:
        """Begin to end the source, without waiting."""
        ...
