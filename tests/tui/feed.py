"""A feed that a test plays: events when it says so, and a clock that stands until it is set."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

from streamboard.common.errors import EngineError
from streamboard.feeds.feed import Source
from streamboard.run.codec import api_event
from streamboard.run.commands import AnyCommand
from streamboard.run.events import (
    AttemptEnded,
    AttemptStarted,
    ConnectionOpened,
    EndpointState,
    ErrorInfo,
    Event,
    Outcome,
    RequestSent,
    ResponseStarted,
    RetryScheduled,
    RunStarted,
    StreamEnded,
    StreamQueued,
)
from streamboard.run.plan import SECOND, RunPlan, StreamPlan


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

    def at(self, seconds: float) -> ScriptedFeed:
        """Set the clock."""
        self.time = round(seconds * SECOND)
        return self

    def feed(self, *events: Event) -> None:
        """Hand events to the board."""
        self.events += events
        self._batches.put_nowait(list(events))

    def die(self, message: str) -> None:
        """The source breaks."""
        self._batches.put_nowait(EngineError(message))

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
        self.feed(*(StreamQueued(t=self.time, stream=stream, attempt=1) for stream in streams))

    def send_off(self, *streams: str, attempt: int = 1) -> None:
        """Requests begin to be made. Unless `get_out` says more, the file is one that counts from here."""
        self.feed(
            *(
                AttemptStarted(t=self.time, stream=stream, attempt=attempt, endpoint="sim", model="sim")
                for stream in streams
            )
        )

    def connect(self, *streams: str, took: float | None = None, attempt: int = 1) -> None:
        """There are connections: new ones that took so many seconds, or, with None, ones used again."""
        self.feed(
            *(
                ConnectionOpened(
                    t=self.time,
                    stream=stream,
                    attempt=attempt,
                    reused=took is None,
                    connect_ns=None if took is None else round(took * SECOND),
                )
                for stream in streams
            )
        )

    def get_out(self, *streams: str, attempt: int = 1) -> None:
        """Requests are out."""
        self.feed(*(RequestSent(t=self.time, stream=stream, attempt=attempt) for stream in streams))

    def respond(self, *streams: str, attempt: int = 1) -> None:
        """Responses begin."""
        for stream in streams:
            self.feed(
                ResponseStarted(t=self.time, stream=stream, attempt=attempt, status=200, request_id="req_1")
            )
            self.api(
                stream,
                "message_start",
                {"message": {"model": "sim", "usage": {"input_tokens": 7}}},
                attempt=attempt,
            )

    def api(self, stream: str, name: str, body: dict[str, Any], *, attempt: int = 1) -> None:
        """An event of the API."""
        self.feed(api_event(self.time, stream, attempt, name, {"type": name, **body}))

    def say(self, stream: str, text: str, *, index: int = 0, attempt: int = 1) -> None:
        """A piece of text."""
        delta = {"type": "text_delta", "text": text}
        self.api(stream, "content_block_delta", {"index": index, "delta": delta}, attempt=attempt)

    def think(self, stream: str, text: str, *, index: int = 0) -> None:
        """A piece of thinking."""
        delta = {"type": "thinking_delta", "thinking": text}
        self.api(stream, "content_block_delta", {"index": index, "delta": delta})

    def finish(self, stream: str, *, reason: str = "end_turn", tokens: int = 10, attempt: int = 1) -> None:
        """A whole answer ends."""
        body = {"delta": {"stop_reason": reason}, "usage": {"output_tokens": tokens}}
        self.api(stream, "message_delta", body, attempt=attempt)
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
        self.feed(
            AttemptEnded(t=self.time, stream=stream, attempt=attempt, outcome=outcome, error=error),
            StreamEnded(t=self.time, stream=stream, attempt=attempt, outcome=outcome, error=error),
        )

    def fail_and_retry(
        self, stream: str, error: ErrorInfo, delay_s: float, *, attempt: int = 1, last: int = 3
    ) -> None:
        """An attempt fails and another follows."""
        self.feed(
            AttemptEnded(t=self.time, stream=stream, attempt=attempt, outcome="failed", error=error),
            RetryScheduled(
                t=self.time,
                stream=stream,
                attempt=attempt,
                delay_ns=round(delay_s * SECOND),
                reason=error.type,
                next_attempt=attempt + 1,
                last_attempt=last,
            ),
        )
