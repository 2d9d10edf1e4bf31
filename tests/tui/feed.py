"""A feed that a test plays: events when it says so, and a clock that stands until it is set."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import Any

from streamboard.common.errors import EngineError
from streamboard.feeds.feed import Source
from streamboard.feeds.seeking import Recording
from streamboard.run.codec import api_event
from streamboard.run.commands import AnyCommand
from streamboard.run.events import (
    EndpointState,
    ErrorInfo,
    Event,
    Outcome,
    RunStarted,
)
from streamboard.run.plan import RunPlan, StreamPlan
from tests.support.told import MS, Told


def plan_of(*names: str, **fields: Any) -> RunPlan:
    """A plan of streams with these names, whose ids are `s1`, `s2`, ..."""
    streams = [
        StreamPlan(
            id=f"s{number}",
            name=name,
            prompt=name,
            endpoint="sim",
            model="sim",
            request={"max_tokens": 100, "messages": [{"role": "user", "content": "Hello."}]},
        )
        for number, name in enumerate(names, 1)
    ]
    return RunPlan(fields.pop("title", "A test"), streams, **fields)


class ScriptedFeed:
    """What the board is fed with."""

    def __init__(self, plan: RunPlan, source: Source = "LIVE") -> None:
        self.plan = plan
        self.source: Source = source
        self.recording: Recording | None = None
        self.record: Path | None = None
        self.time = 0
        """What the run's clock says, in nanoseconds."""
        self.sent: list[AnyCommand] = []
        """The commands that the board gave."""
        self.paused = False
        self.behind = 0
        """How long ago the latest events are."""
        self.events: list[Event] = []
        """All that it fed."""
        self._batches: asyncio.Queue[list[Event] | EngineError | None] = asyncio.Queue()

    async def batches(self) -> AsyncIterator[list[Event]]:
        while (batch := await self._batches.get()) is not None:
            if isinstance(batch, EngineError):
                raise batch
            yield batch

    def now(self) -> int:
        return self.time

    @property
    def live(self) -> bool:
        return self.source == "LIVE"

    @property
    def behind_ns(self) -> int:
        return self.behind

    def send(self, command: AnyCommand) -> str:
        self.sent.append(command)
        return "" if self.source == "LIVE" else "A recorded run cannot be stopped or run again."

    def pause(self, paused: bool) -> None:
        self.paused = paused

    @property
    def speed(self) -> float | None:
        return None if self.live else 1

    def set_speed(self, speed: float) -> None:
        raise NotImplementedError

    def skip(self) -> None:
        raise NotImplementedError

    @property
    def at_end(self) -> bool:
        return True

    def close(self) -> None:
        self._batches.put_nowait(None)

    # -- what happens

    def at_ms(self, time: float) -> ScriptedFeed:
        """Set the clock."""
        self.time = round(time * MS)
        return self

    def feed(self, *events: Event) -> None:
        """Hand events to the board."""
        self.events += events
        self._batches.put_nowait(list(events))

    def die(self, message: str) -> None:
        """The source breaks."""
        self._batches.put_nowait(EngineError(message))

    def tell(self, tell: Callable[[Told, float], Event], *streams: str, attempt: int = 1) -> None:
        """Something happens to each of these streams now."""
        self.feed(*(tell(Told(stream, attempt), self.time / MS) for stream in streams))

    def start(self) -> None:
        """The engine is there, and a simulated endpoint is ready."""
        versions = {"streamboard": "0"}
        self.feed(
            RunStarted(
                t=self.time,
                version=1,
                monotonic_ns=0,
                started_at="2026-01-01T00:00:00Z",
                plan=self.plan,
                versions=versions,
            ),
            EndpointState(
                t=self.time, endpoint="sim", state="ready", detail="simulated server", simulated=True
            ),
        )

    def queue(self, *streams: str) -> None:
        """Streams wait for their turn."""
        self.tell(Told.queued, *streams)

    def send_off(self, *streams: str, attempt: int = 1) -> None:
        """Requests begin to be made. Unless `get_out` says more, the file is one that counts from here."""
        self.tell(lambda told, now: told.sent(now, model="sim"), *streams, attempt=attempt)

    def connect(self, *streams: str, took: float | None = None, attempt: int = 1) -> None:
        """There are connections: new ones that took so many milliseconds, or, with None, ones used again."""
        self.tell(lambda told, now: told.connected(now, took), *streams, attempt=attempt)

    def get_out(self, *streams: str, attempt: int = 1) -> None:
        """Requests are out."""
        self.tell(Told.out, *streams, attempt=attempt)

    def respond(self, *streams: str, attempt: int = 1) -> None:
        """Responses begin."""
        for stream in streams:
            self.tell(Told.head, stream, attempt=attempt)
            self.tell(lambda told, now: told.start(now, "sim", 7), stream, attempt=attempt)

    def api(self, stream: str, name: str, body: dict[str, Any], *, attempt: int = 1) -> None:
        """An event of the API."""
        self.feed(api_event(self.time, stream, attempt, name, {"type": name, **body}))

    def say(self, stream: str, text: str, *, index: int = 0, attempt: int = 1) -> None:
        """A piece of text."""
        self.tell(lambda told, now: told.text(now, text, index), stream, attempt=attempt)

    def think(self, stream: str, text: str, *, index: int = 0) -> None:
        """A piece of thinking."""
        self.tell(lambda told, now: told.thinking(now, text, index), stream)

    def finish(self, stream: str, *, reason: str = "end_turn", tokens: int = 10, attempt: int = 1) -> None:
        """A whole answer ends."""
        self.tell(lambda told, now: told.final(now, tokens, reason), stream, attempt=attempt)
        self.api(stream, "message_stop", {}, attempt=attempt)
        outcomes: dict[str, Outcome] = {
            "max_tokens": "max_tokens",
            "refusal": "refused",
            "pause_turn": "paused",
            "model_context_window_exceeded": "context_window",
        }
        self.end(stream, outcomes.get(reason, "completed"), attempt=attempt)

    def end(self, stream: str, outcome: Outcome, error: ErrorInfo | None = None, *, attempt: int = 1) -> None:
        """An attempt and its stream end."""
        told, now = Told(stream, attempt), self.time / MS
        self.feed(told.ended(now, outcome, error), told.over(now, outcome, error))

    def fail_and_retry(
        self, stream: str, error: ErrorInfo, delay: float, *, attempt: int = 1, last: int = 3
    ) -> None:
        """An attempt fails and another follows after so many milliseconds."""
        told, now = Told(stream, attempt), self.time / MS
        self.feed(told.ended(now, "failed", error), told.retry(now, delay, last, error.type))
