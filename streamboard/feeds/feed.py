"""What a board draws its events from, whatever stands behind it."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Literal, Protocol

from streamboard.run.commands import AnyCommand
from streamboard.run.events import Event
from streamboard.run.plan import RunPlan

Source = Literal["LIVE", "REPLAY"]


class Feed(Protocol):
    """A source of run events."""

    source: Source
    plan: RunPlan
    record: Path | None
    """The run file that is being written."""

    @property
    def live(self) -> bool:
        """Whether it takes commands."""
        ...

    def batches(self) -> AsyncIterator[list[Event]]:
        """The events as they come. May raise `SourceEndedError` after all that came."""
        ...

    def now(self) -> int:
        """The run's clock, in nanoseconds: the time up to which all that happened was handed over."""
        ...

    @property
    def behind_ns(self) -> int:
        """How long ago that is."""
        ...

    def send(self, command: AnyCommand) -> str:
        """Pass a command on; why not, in a sentence, if this source takes none."""
        ...

    def pause(self, paused: bool) -> None:
        """Hold the source, where it can be held."""
        ...

    @property
    def speed(self) -> float | None:
        """How many times as fast as it happened it goes; None where it happens now."""
        ...

    def set_speed(self, speed: float) -> None:
        """Go so many times as fast, where that can be."""
        ...

    def skip(self) -> None:
        """Go to the end, where there is one."""
        ...

    @property
    def at_end(self) -> bool:
        """Whether all there is was handed over."""
        ...

    def close(self) -> None:
        """End the source."""
        ...
