"""One run from its plan to its last event: what the engine process and the library share."""

from __future__ import annotations

import asyncio
import os
import platform
from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from importlib import metadata
from types import TracebackType
from typing import Literal

from streamboard.endpoints.choice import Choice, choose, needs_choice, resolve
from streamboard.engine.clock import RunClock, watch_lag
from streamboard.engine.failures import AttemptFailure
from streamboard.engine.opening import Opener
from streamboard.engine.tasks import TaskManager
from streamboard.events import RUN_FILE_VERSION, ClockLag, Event, RunEnded, RunStarted
from streamboard.plan import RunPlan

EndReason = Literal["finished", "stopped", "input_closed", "failed"]


class Run(AbstractAsyncContextManager["Run"]):
    """A run under way. Entering opens the endpoints; leaving ends the streams and the servers."""

    def __init__(
        self,
        plan: RunPlan,
        clock: RunClock,
        emit: Callable[[Event], None],
        *,
        gguf: str | None = None,
        prepare: Callable[[], None] = lambda: None,
    ) -> None:
        """Make a run; nothing is emitted or started.

        Args:
            plan: What to run.
            clock: The run's clock; its zero is the run's.
            emit: Takes every run event, in order.
            gguf: Weights for the local model in place of those found.
            prepare: Called when everything is imported and nothing is sent yet.
        """
        self._plan = plan
        self._clock = clock
        self._emit = emit
        self._gguf = gguf
        self._prepare = prepare
        self._lag_watch: asyncio.Task[None] | None = None
        self.tasks = TaskManager(plan, emit, clock.now)
        self.reason: EndReason = "finished"
        """Why the run ended, for its last event."""

    async def __aenter__(self) -> Run:
        try:
            await self._open()
        except BaseException as error:
            await self.__aexit__(type(error), error, None)
            raise
        self._prepare()
        self._lag_watch = asyncio.create_task(watch_lag(self._clock, self._report_lag))
        self.tasks.start(self._plan, self._opener.lines)
        return self

    async def _open(self) -> None:
        choice: Choice | None = None
        try:
            if needs_choice(self._plan):
                choice = await asyncio.to_thread(self._choose)
                self._plan = resolve(self._plan, choice)
        finally:
            # Also when it is stopped before the choice is made: a run that began has its first line.
            self._opener = Opener(
                self._plan,
                self._emit,
                self._clock.now,
                choice=choice,
                gguf=self._gguf,
                environment=os.environ,
            )
            self._emit(self._first_event())
        await self._opener.open_all()

    def _first_event(self) -> RunStarted:
        return RunStarted(
            t=0,
            version=RUN_FILE_VERSION,
            monotonic_ns=self._clock.zero_ns,
            started_at=self._clock.started_at.isoformat(timespec="milliseconds"),
            plan=self._plan,
            versions=_versions(),
        )

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if error is not None and self.reason == "finished":
            self.reason = "stopped" if isinstance(error, asyncio.CancelledError | GeneratorExit) else "failed"
        if self._lag_watch is not None:
            self._lag_watch.cancel()
        await self.tasks.close()
        self._emit(RunEnded(t=self._clock.now(), reason=self.reason, outcomes=self.tasks.outcomes()))
        await self._opener.close()

    def _choose(self) -> Choice:
        # Imported late and in a thread: the SDK takes a second, in which the board should be served.
        from streamboard.engine.sdk import find_credentials

        credentials, problem = None, ""
        try:
            credentials = find_credentials()
        except AttemptFailure as error:
            problem = error.error.message
        return choose(credentials, problem, self._gguf)

    def _report_lag(self, t: int, lag_ns: int) -> None:
        self._emit(ClockLag(t=t, lag_ns=lag_ns))


def _versions() -> dict[str, str]:
    packages = ("streamboard", "anthropic", "httpx2", "aiohttp", "msgspec")
    versions = {package: metadata.version(package) for package in packages}
    return {**versions, "python": platform.python_version(), "platform": platform.system()}
