"""A feed that replays a run file."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

from streamboard.feeds.event_file import KeptEvents, Recorded
from streamboard.feeds.feed import RECORDED, Source
from streamboard.feeds.seeking import Recording
from streamboard.run.commands import AnyCommand
from streamboard.run.events import Event
from streamboard.run.runfile import RunFile

REPLAY_STEP_S = 0.02
MOST_AT_ONCE = 5_000
"""Events; folding more would delay the response to keys."""
_AHEAD_S, _REST_S = 0.008, 0.004
"""Time to read ahead between two checks of what is due, and to yield to others."""


class ReplayFeed:
    source: Source = "REPLAY"

    def __init__(self, run: Recorded | RunFile, speed: float = 1.0) -> None:
        self.plan = run.started.plan
        self.record: Path | None = run.path
        self._run = KeptEvents(run) if isinstance(run, RunFile) else run
        self.recording = Recording(self._run, speed)
        self._begun = False

    async def batches(self) -> AsyncIterator[list[Event]]:
        """Can be iterated again after the end once time has gone back."""
        recording = self.recording
        if not self._begun:
            self._begun = True
            recording.head.move_to(recording.start)
        while not recording.at_end:
            recording.ahead.look(_AHEAD_S * (3 if recording.waits else 1))
            if recording.waits and recording.board is not None:
                await asyncio.sleep(_REST_S)
                continue
            recording.hop()
            batch = recording.take(MOST_AT_ONCE)
            if batch:
                yield batch
            rest = REPLAY_STEP_S if recording.ahead.whole else _REST_S
            await asyncio.sleep(0 if len(batch) == MOST_AT_ONCE else rest)
        if (too_early := self._run.end()) is not None:
            raise too_early

    @property
    def live(self) -> bool:
        return False

    def now(self) -> int:
        recording = self.recording
        if not self._begun:
            return recording.at
        # The board may lag behind, and so may reading.
        due = recording.next_t()
        return min(recording.at, recording.read_to if due is None else due)

    @property
    def behind_ns(self) -> int:
        return 0

    def send(self, command: AnyCommand) -> str:
        return RECORDED

    def pause(self, paused: bool) -> None:
        self.recording.head.stopped = paused

    @property
    def speed(self) -> float | None:
        return self.recording.head.speed

    def set_speed(self, speed: float) -> None:
        self.recording.head.speed = speed

    def skip(self) -> None:
        self.recording.head.move_to(self.recording.end)

    @property
    def at_end(self) -> bool:
        return self.recording.at_end

    def close(self) -> None:
        self._run.close()
