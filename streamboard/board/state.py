"""The whole board, a pure function of the run's events."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from streamboard.board import run_log, stream_fold
from streamboard.board.attempt import Attempt
from streamboard.board.busy_spans import Busy
from streamboard.board.caps import UNLIMITED, Caps, shared
from streamboard.board.concurrency import Depth
from streamboard.board.event_log import EventLog
from streamboard.board.lateness import LOOKS_EVERY_NS, Lateness
from streamboard.board.pass_book import PassBook
from streamboard.board.passes import Pass, PassFigures
from streamboard.board.phases_and_ends import FLYING
from streamboard.board.recalled import recall
from streamboard.board.stream import StreamState
from streamboard.board.totals import Totals, totals_of
from streamboard.run.events import (
    ApiEvent,
    ClockLag,
    ContentBlockDelta,
    EndpointHeld,
    EndpointModels,
    EndpointState,
    Event,
    PassStarted,
    RecordingFailed,
    RunEnded,
    RunStarted,
    StreamPlanned,
    StreamQueued,
    StreamRemoved,
    VoteCast,
    WireBytes,
)
from streamboard.run.message import Changes
from streamboard.run.plan import RunPlan, StreamPlan


class Folded(NamedTuple):
    event: Event
    changes: Changes
    """In its stream's answer."""


class BoardState:
    def __init__(self, plan: RunPlan, caps: Caps = UNLIMITED) -> None:
        """`RunStarted` replaces the plan."""
        self._caps = shared(caps, len(plan.streams))
        self.lateness = Lateness()
        self.streams: dict[str, StreamState] = {}
        self.any_thinking = False
        """Some stream has thinking to show."""
        self._take_plan(plan)
        self.endpoints: dict[str, EndpointState] = {}
        self.started: RunStarted | None = None
        self.ended: RunEnded | None = None
        self.now = 0
        """The latest stamp seen."""
        self.begun: int | None = None
        """When the first stream was queued; recordings count from then."""
        self.log = EventLog()
        """The run's own."""
        self.problems: list[str] = []
        """Of the run as a whole: no recording, the engine gone."""
        self.holds: dict[str, EndpointHeld] = {}
        """The latest hold of each endpoint."""
        self._book = PassBook(self.streams, one_by_one=plan.start.mode == "one-by-one")
        self.in_flight = Depth()
        self.votes: list[VoteCast] = []
        self.models: dict[str, EndpointModels] = {}
        """What each endpoint lists, if asked."""
        self.recording_failed: RecordingFailed | None = None
        self.lag_ns = 0
        """The worst lag while a request was out."""
        self.lag_count = 0
        self._heard: dict[str, StreamState] = {}
        """Streams with events since the latest lag."""
        self._revision = 0
        """Grows with every event."""
        self.epoch = 0
        """How often another moment's board replaced this one."""
        self._queue: tuple[int, list[tuple[int, int]]] = (-1, [])
        """A cache: revision, and when each queued stream was queued, with its number; sorted."""
        self._totals: tuple[tuple[int, int], Totals] | None = None
        """A cache: revision and time, and the totals."""

    def _take_plan(self, plan: RunPlan) -> None:
        self.plan = plan
        for stream in plan.streams:
            self._take_stream(stream)

    def _take_stream(self, plan: StreamPlan) -> StreamState:
        known = self.streams.get(plan.id)
        if known is None:
            last = next(reversed(self.streams.values()), None)  # Their numbers grow.
            number = 1 if last is None else last.number + 1
            known = self.streams[plan.id] = StreamState(plan, number, self._caps, self.lateness)
        known.plan = plan
        recall(known)
        self.any_thinking |= known.recalls and plan.ending is not None and bool(plan.ending.thinking)
        return known

    # -- folding

    def apply_all(self, events: Iterable[Event]) -> None:
        for event in events:
            self.apply(event)

    def fold_all(self, events: Iterable[Event]) -> list[Folded]:
        return [Folded(event, self.apply(event)) for event in events]

    def apply(self, event: Event) -> Changes:
        """Return what an event changed in its stream's answer; events of unknown streams are ignored."""
        self._revision += 1
        if event.t > self.now:
            self.now = event.t
        kind = type(event)
        if kind is ContentBlockDelta or kind is ApiEvent:
            return self._apply_wire(event)  # type: ignore[arg-type]
        if kind is WireBytes:
            if stream := self.streams.get(event.stream):  # type: ignore[union-attr]
                stream.tape.take(event)  # type: ignore[arg-type]
            return ()
        run_log.note(self.log, event, self.streams)
        match event:
            case RunStarted():
                self.started = event
                self._take_plan(event.plan)
                self._book.begin_with(self.streams)
            case EndpointState():
                self.endpoints[event.endpoint] = event
            case ClockLag():
                self._note_lag(event)
            case EndpointHeld():
                self.holds[event.endpoint] = event
            case StreamPlanned():
                stream_fold.change_plan(self._take_stream(event.plan), event)
            case StreamRemoved():
                self._remove(event)
            case PassStarted():
                one_by_one = event.mode == "one-by-one" or self.plan.start.mode == "one-by-one"
                self._book.begin(Pass(event.number, one_by_one, event.t, Busy(), Busy()), self.streams)
            case VoteCast():
                self.votes.append(event)
            case EndpointModels():
                self.models[event.endpoint] = event
            case RecordingFailed():
                self.recording_failed = event
            case RunEnded():
                self.ended = event
            case _ if isinstance(event, StreamQueued | stream_fold.Lifecycle):
                return self._apply_own(event)
        return ()  # `GateJudged` and `RunFigures` are derived from what is folded here.

    def _apply_wire(self, event: ContentBlockDelta | ApiEvent) -> Changes:
        stream = self.streams.get(event.stream)
        if stream is None:
            return ()
        before = stream.phase
        stream.revision += 1
        self._heard[event.stream] = stream
        changes = (
            stream_fold.add_delta(stream, event)
            if isinstance(event, ContentBlockDelta)
            else stream_fold.add_api_event(stream, event)
        )
        for change in changes:
            if change.kind == "thinking":
                self.any_thinking = True
        if stream.phase != before:
            self._count(stream, event.t, was_in_flight=before in FLYING)
        return changes

    def _count(self, stream: StreamState, t: int, *, was_in_flight: bool, queued: bool = False) -> None:
        self._book.count(stream, t, queued=queued)
        if stream.in_flight != was_in_flight:
            self.in_flight.change(t, stream.in_flight - was_in_flight)

    def _remove(self, event: StreamRemoved) -> None:
        """Its figures stay."""
        stream = self.streams.pop(event.stream, None)
        if stream is not None:
            self._book.remove(stream, event.t)
            if stream.in_flight:
                self.in_flight.change(event.t, -1)

    def _apply_own(self, event: StreamQueued | stream_fold.Lifecycle) -> Changes:
        stream = self.streams.get(event.stream)
        if stream is None:
            return ()
        changes: Changes = ()
        was_in_flight = stream.in_flight
        stream.revision += 1
        self._heard[event.stream] = stream
        if isinstance(event, StreamQueued):
            self.begun = event.t if self.begun is None else self.begun
            of_start = self._book.is_of_start(stream)
            stream_fold.queue(stream, event, self._book.latest.number, of_start=of_start)
        else:
            changes = stream_fold.fold(stream, event)
        self._count(stream, event.t, was_in_flight=was_in_flight, queued=isinstance(event, StreamQueued))
        return changes

    def _note_lag(self, event: ClockLag) -> None:
        since = event.t - event.lag_ns - LOOKS_EVERY_NS
        # Earlier stamps were noted with the previous span.
        new, touched = max(since, self.lateness.latest + 1), self.in_flight.now > 0
        self.lateness.note(since, event.t)
        heard, self._heard = self._heard, {}
        for stream in heard.values():
            attempt = stream.current
            if attempt is not None and (attempt.ended is None or attempt.ended >= since):
                attempt.deltas.note_lag(new, event.t)
                stream.revision += 1
                touched = True
        if touched:
            self.lag_ns = max(self.lag_ns, event.lag_ns)
            self.lag_count += 1
            run_log.note_lag(self.log, event)

    def keep_as(self, other: BoardState) -> None:
        self._caps = other._caps
        for stream in self.streams.values():
            stream.keep(self._caps)

    def become(self, other: BoardState) -> None:
        """`other` must not be used any more."""
        epoch, revision = self.epoch + 1, max(self._revision, other._revision) + 1
        self.__dict__.update(other.__dict__)
        self.epoch, self._revision = epoch, revision

    def source_ended(self, message: str, advice: str) -> None:
        self._revision += 1
        self.problems.append(message)
        self.log.add(self.now, 0, "no more events", message, trouble=True)
        for stream in self.streams.values():
            stream_fold.break_off(stream, self.now, message, advice)
            stream.revision += 1
        self._book.break_off(self.now)
        self.in_flight.change(self.now, -self.in_flight.now)

    # -- results

    @property
    def finished(self) -> bool:
        return all(stream.phase == "ended" for stream in self.streams.values())

    def held(self, stream: StreamState, now: int) -> EndpointHeld | None:
        """The hold in force."""
        held = self.holds.get(stream.endpoint())
        return held if held is not None and held.until_ns > now else None

    def simulated(self, stream: StreamState) -> bool:
        endpoint = self.endpoints.get(stream.endpoint())
        return (endpoint is not None and endpoint.simulated) or (
            stream.current is not None and stream.current.simulated
        )

    def queue_place(self, stream: StreamState) -> int:
        """From 1."""
        as_of, keys = self._queue
        if as_of != self._revision:
            queued = (other for other in self.streams.values() if other.phase == "queued")
            keys = sorted((other.queued or 0, other.number) for other in queued)
            self._queue = self._revision, keys
        return 1 + bisect_left(keys, (stream.queued or 0, stream.number))

    @property
    def passes(self) -> Sequence[Pass]:
        """Oldest first."""
        return self._book.passes

    def attempts(self) -> list[Attempt]:
        """Of the latest pass."""
        latest = self._book.latest.number
        return [attempt for attempt in self._all_attempts() if attempt.run_pass == latest]

    def _all_attempts(self) -> Iterator[Attempt]:
        return (attempt for stream in self.streams.values() for attempt in stream.attempts)

    def pass_figures(self, run_pass: Pass, now: int) -> PassFigures:
        return self._book.figures(run_pass, self._all_attempts(), (self._revision, now))

    def totals(self, now: int) -> Totals:
        """Of the latest pass."""
        as_of = self._revision, now
        if self._totals is None or self._totals[0] != as_of:
            figures = self.pass_figures(self._book.latest, now)
            totals = totals_of(self.streams.values(), self.attempts(), figures, self.plan.slo, now)
            self._totals = as_of, totals
        return self._totals[1]

    def wall_ns(self, now: int) -> int:
        """Of the latest pass."""
        return self._book.latest.busy.length_ns(now)

    def in_flight_peaks(self, now: int, cells: int) -> list[int]:
        """In equal slices of the latest pass."""
        return self.in_flight.peaks(self._book.latest.started, now, cells)
