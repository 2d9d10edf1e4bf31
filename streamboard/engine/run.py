"""One run, from its plan to its last event."""

from __future__ import annotations

import asyncio
import os
import platform
from collections.abc import Callable, Coroutine
from contextlib import AbstractAsyncContextManager
from functools import partial
from importlib import metadata
from types import TracebackType
from typing import Any, Literal

import msgspec

from streamboard.common.in_thread import in_thread
from streamboard.endpoints.choice import Choice, choose, needs_choice, resolve
from streamboard.engine.clock import Pauses, RunClock, watch_lag
from streamboard.engine.host_info import this_machine
from streamboard.engine.opening import Opener
from streamboard.engine.task_manager import TaskManager
from streamboard.run.checks.judging import prepare as prepare_checks
from streamboard.run.events import RUN_FILE_VERSION, ClockLag, Event, RunEnded, RunStarted, VoteCast
from streamboard.run.plan import AUTO, RunPlan, StreamPlan
from streamboard.wire.catalogue import MESSAGES, load
from streamboard.wire.failures import AttemptFailure

EndReason = Literal["finished", "stopped", "input_closed", "failed"]


class Run(AbstractAsyncContextManager["Run"]):
    """Entering opens the endpoints; leaving ends the streams and the servers."""

    def __init__(
        self,
        plan: RunPlan,
        clock: RunClock,
        emit: Callable[[Event], None],
        *,
        gguf: str | None = None,
        prepare: Callable[[], None] = lambda: None,
        waiting: Callable[[], int] = lambda: 0,
    ) -> None:
        """Make a run; nothing is emitted or started.

        Args:
            gguf: Path of the local model's weights, instead of those found.
            prepare: Called when everything is imported and nothing has been sent.
            waiting: Bytes of events not read yet.
        """
        self._plan = plan
        self._clock = clock
        self._emit_now = emit
        self._gguf = gguf
        self._prepare = prepare
        self._held: list[Event] | None = []
        """Events that must follow the first, which is not emitted yet."""
        self._leave = asyncio.Event()
        self._choice: Choice | None = None
        """What `auto` stands for, once needed."""
        self._started = asyncio.Event()
        """Set when the plan's streams are released; adding and listing wait for it."""
        self._opening: set[str] = set()
        """Endpoints open or being opened."""
        self._working: set[asyncio.Task[None]] = set()
        self._lag_watch: asyncio.Task[None] | None = None
        self._pauses = Pauses()
        self.tasks = TaskManager(plan, self._emit, clock.now, waiting=waiting, held_up=self._pauses.since)
        self.reason: EndReason = "finished"

    async def __aenter__(self) -> Run:
        try:
            if await self._unless_left(self._open()):
                self._prepare()
                self._lag_watch = asyncio.create_task(watch_lag(self._clock, self._report_lag))
                self.tasks.start(self._plan, self._opener.opened)
                self._started.set()
        except BaseException as error:
            await self.__aexit__(type(error), error, None)
            raise
        return self

    # -- commands

    def plan_stream(self, plan: StreamPlan, *, run: bool) -> None:
        self._work(self._plan_stream(plan, run))

    async def _plan_stream(self, plan: StreamPlan, run: bool) -> None:
        await self._started.wait()
        await self._prepare_checks(plan)
        if plan.endpoint == AUTO:
            if self._choice is None:
                self._choice = await in_thread(self._choose)
            plan = msgspec.structs.replace(plan, endpoint=self._choice.endpoint)
        streams = [stream for stream in self._opener.plan.streams if stream.id != plan.id]
        self._opener.plan = msgspec.structs.replace(self._opener.plan, streams=[*streams, plan])
        self.tasks.plan_stream(plan, run=run)
        if plan.endpoint not in self._opening:
            self._opening.add(plan.endpoint)
            await self._opener.open(plan.endpoint)
            self.tasks.endpoint_opened()

    def list_models(self) -> None:
        self._work(self._list_models())

    async def _list_models(self) -> None:
        await self._started.wait()
        async for models in self._opener.list_models():
            self._emit(models)

    def vote(self, among: list[str], winner: str | None) -> None:
        self._emit(VoteCast(t=self._clock.now(), among=among, winner=winner))

    def _work(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.create_task(work)
        self._working.add(task)
        task.add_done_callback(self._working.discard)

    # -- the end

    def end(self, reason: EndReason) -> None:
        """Only the first reason counts."""
        if not self._leave.is_set():
            self.reason = reason
            self._leave.set()

    async def wait(self, *, keep_open: bool = False) -> None:
        await self._unless_left(asyncio.Event().wait() if keep_open else self.tasks.finished())

    async def _unless_left(self, work: Coroutine[Any, Any, Any]) -> bool:
        """Return whether the work finished before the run's end."""
        doing, leaving = asyncio.ensure_future(work), asyncio.create_task(self._leave.wait())
        try:
            await asyncio.wait({doing, leaving}, return_when=asyncio.FIRST_COMPLETED)
        finally:
            leaving.cancel()
            if not doing.done():
                doing.cancel()
                await asyncio.wait({doing})
        if doing.cancelled():
            return False
        doing.result()  # Raises what the work raised.
        return True

    def _emit(self, event: Event) -> None:
        if self._held is None:
            self._emit_now(event)
        else:
            self._held.append(event)

    def _emit_first(self) -> None:
        self._emit_now(self._first_event())
        held, self._held = self._held or [], None
        for event in held:
            self._emit_now(event)

    async def _open(self) -> None:
        try:
            if needs_choice(self._plan):
                self._choice = await in_thread(self._choose)
                self._plan = resolve(self._plan, self._choice)
        finally:
            # Also if stopped before the choice: every run has its first event.
            self._opener = Opener(
                self._plan,
                self._emit,
                self._clock.now,
                choice=self._choice,
                gguf=self._gguf,
                environment=os.environ,
            )
            self._emit_first()
        self._opening.update(stream.endpoint for stream in self._plan.streams)
        await self._prepare_checks(*self._plan.streams)
        await self._opener.open_all()

    @staticmethod
    async def _prepare_checks(*streams: StreamPlan) -> None:
        """Load what checks need before anything is sent, so that it delays no stamps."""
        if checks := [check for stream in streams for check in stream.expect]:
            await in_thread(partial(prepare_checks, checks))

    def _first_event(self) -> RunStarted:
        return RunStarted(
            t=0,
            version=RUN_FILE_VERSION,
            monotonic_ns=self._clock.zero_ns,
            started_at=self._clock.started_at.isoformat(timespec="milliseconds"),
            plan=self._plan,
            versions=_versions(),
            machine=this_machine(),
        )

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if error is not None:
            self.end("stopped" if isinstance(error, asyncio.CancelledError | GeneratorExit) else "failed")
        if self._lag_watch is not None:
            self._lag_watch.cancel()
        for work in [*self._working]:
            work.cancel()
        await asyncio.gather(*self._working, return_exceptions=True)
        await self.tasks.close()
        self._emit(RunEnded(t=self._clock.now(), reason=self.reason, outcomes=self.tasks.outcomes()))
        await self._opener.close()

    def _choose(self) -> Choice:
        # Runs in a thread: importing the SDK takes a second.
        credentials, problem = None, ""
        try:
            credentials = load(MESSAGES).find_credentials()
        except AttemptFailure as error:
            problem = error.error.message
        return choose(credentials, problem, self._gguf)

    def _report_lag(self, t: int, lag_ns: int) -> None:
        self._pauses.note(t, lag_ns)
        self._emit(ClockLag(t=t, lag_ns=lag_ns))


def _versions() -> dict[str, str]:
    packages = ("streamboard", "anthropic", "httpx2", "aiohttp", "msgspec")
    return {
        **{package: _version(package) for package in packages},
        "python": platform.python_version(),
        "platform": platform.system(),
        "loop": type(asyncio.get_running_loop()).__module__.partition(".")[0],
    }


def _version(package: str) -> str:
    try:
        return metadata.version(package)
    except metadata.PackageNotFoundError:
        return "unknown"
