"""The whole board, folded from run events: a function of the events and of nothing else."""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable

from streamboard.board import runlog
from streamboard.board.attempt import Attempt
from streamboard.board.busy import Busy
from streamboard.board.caps import UNLIMITED, Caps
from streamboard.board.eventlog import EventLog
from streamboard.board.lateness import LOOKS_EVERY_NS, Lateness
from streamboard.board.objectives import goodput
from streamboard.board.passes import Brought, Pass, PassFigures, Totals, brought_by
from streamboard.board.stream import StreamState
from streamboard.events import (
    ApiEvent,
    AttemptEnded,
    AttemptStarted,
    ClockLag,
    ConnectionOpened,
    ContentBlockDelta,
    EndpointHeld,
    EndpointModels,
    EndpointState,
    Event,
    PassStarted,
    RecordingFailed,
    RequestSent,
    ResponseStarted,
    RetryScheduled,
    RunEnded,
    RunStarted,
    StreamEnded,
    StreamEvent,
    StreamPlanned,
    StreamQueued,
    StreamRemoved,
    VoteCast,
)
from streamboard.plan import RunPlan, StreamPlan


class BoardState:
    """Everything known of a run so far."""

    def __init__(self, plan: RunPlan, caps: Caps = UNLIMITED) -> None:
        """Make the board of a plan.

        Args:
            plan: What is to run; the first event's own plan replaces it.
            caps: How much of each stream is kept.
        """
        self.plan = plan
        self._caps = caps
        self.lateness = Lateness()
        """When stamps may be late."""
        self.streams: dict[str, StreamState] = {}
        self._take_plan(plan)
        self.endpoints: dict[str, EndpointState] = {}
        self.started: RunStarted | None = None
        self.ended: RunEnded | None = None
        self.now = 0
        """The latest stamp seen."""
        self.log = EventLog()
        """What concerns the run and no single stream."""
        self.problems: list[str] = []
        """What is wrong with the run as a whole: no recording, the engine gone."""
        self.holds: dict[str, EndpointHeld] = {}
        """The latest time at which each endpoint asked for fewer requests."""
        self.passes = [Pass(1, plan.start.mode == "one-by-one", 0, Busy(), Busy())]
        self._busy_in: dict[str, tuple[Busy, ...]] = {}
        """The times in which each stream counts that is queued or under way."""
        self._began_with = set(self.streams)
        """The streams that the latest pass began with."""
        self._not_yet = set(self.streams)
        """Those of them that were not queued in it yet."""
        self.votes: list[VoteCast] = []
        self.models: dict[str, EndpointModels] = {}
        """What each endpoint lists, as far as it was asked."""
        self.recording_failed: RecordingFailed | None = None
        self.any_thinking = False
        """Some stream has thinking to show."""
        self.lag_ns = 0
        """The worst lag of the engine while a request was out."""
        self.lag_count = 0
        self.in_flight_history: list[tuple[int, int]] = []
        """Changes of the number of requests out: stamp and new number."""
        self._pass_figures: dict[tuple[int, int], PassFigures] = {}
        """As last taken, by pass and time."""
        self._totals: tuple[int, Totals] | None = None
        """As last taken, and when."""
        self._removed: list[Brought] = []
        """Of streams that were taken off the board."""

    def _take_plan(self, plan: RunPlan) -> None:
        self.plan = plan
        for stream in plan.streams:
            self._take_stream(stream)

    def _take_stream(self, plan: StreamPlan) -> StreamState:
        known = self.streams.get(plan.id)
        if known is None:
            number = max((stream.number for stream in self.streams.values()), default=0) + 1
            known = self.streams[plan.id] = StreamState(plan, number, self._caps, self.lateness)
        known.plan = plan
        return known

    # -- folding

    def apply_all(self, events: Iterable[Event]) -> None:
        """Fold events in their order."""
        for event in events:
            self.apply(event)

    def apply(self, event: Event) -> None:
        """Fold one event. Events of streams that no plan names are ignored."""
        self._totals = None
        self._pass_figures.clear()
        if event.t > self.now:
            self.now = event.t
        kind = type(event)
        if kind is ContentBlockDelta or kind is ApiEvent:
            self._apply_wire(event)  # type: ignore[arg-type]
            return
        runlog.note(self.log, event, self.streams)
        match event:
            case RunStarted():
                self.started = event
                self._take_plan(event.plan)
                self._began_with, self._not_yet = set(self.streams), set(self.streams)
            case EndpointState():
                self.endpoints[event.endpoint] = event
            case ClockLag():
                self._note_lag(event)
            case EndpointHeld():
                self.holds[event.endpoint] = event
            case StreamPlanned():
                self._take_stream(event.plan).change(event)
            case StreamRemoved():
                self._remove(event)
            case PassStarted():
                self._begin_pass(event)
            case VoteCast():
                self.votes.append(event)
            case EndpointModels():
                self.models[event.endpoint] = event
            case RecordingFailed():
                self.recording_failed = event
            case RunEnded():
                self.ended = event
            case _:
                self._apply_own(event)  # type: ignore[arg-type]

    def _begin_pass(self, event: PassStarted) -> None:
        """All streams are run again; what goes on still is of the pass before until it ends."""
        one_by_one = event.mode == "one-by-one" or self.plan.start.mode == "one-by-one"
        self.passes.append(Pass(event.number, one_by_one, event.t, Busy(), Busy()))
        self._began_with, self._not_yet = set(self.streams), set(self.streams)

    def _apply_wire(self, event: ContentBlockDelta | ApiEvent) -> None:
        stream = self.streams.get(event.stream)
        if stream is None:
            return
        stream.revision += 1
        kind = stream.add_api_event(event) if isinstance(event, ApiEvent) else stream.add_delta(event)
        self.any_thinking = self.any_thinking or kind == "thinking"

    def _remove(self, event: StreamRemoved) -> None:
        """Take a stream off the board; what it brought stays in the run's figures."""
        stream = self.streams.get(event.stream)
        if stream is None:
            return
        self._removed += [brought_by(attempt) for attempt in stream.attempts]
        self._note_busy(event.t, event.stream, ())
        if stream.in_flight:
            self._count_in_flight(event.t, -1)
        del self.streams[event.stream]

    def _apply_own(
        self,
        event: StreamQueued
        | AttemptStarted
        | ConnectionOpened
        | RequestSent
        | ResponseStarted
        | AttemptEnded
        | RetryScheduled
        | StreamEnded,
    ) -> None:
        stream = self.streams.get(event.stream)
        if stream is None:
            return
        was_in_flight = stream.in_flight
        stream.revision += 1
        match event:
            case StreamQueued():
                self._queue(stream, event)
            case AttemptStarted():
                stream.start_attempt(event)
            case ConnectionOpened():
                stream.open_connection(event)
            case RequestSent():
                stream.send(event)
            case ResponseStarted():
                stream.start_response(event)
            case AttemptEnded():
                stream.end_attempt(event)
            case RetryScheduled():
                stream.schedule_retry(event)
            case StreamEnded():
                stream.end(event)
        self._count_busy(event, stream)
        if stream.in_flight != was_in_flight:
            self._count_in_flight(event.t, stream.in_flight - was_in_flight)

    def _count_in_flight(self, t: int, change: int) -> None:
        before = self.in_flight_history[-1][1] if self.in_flight_history else 0
        self.in_flight_history.append((t, before + change))

    def _queue(self, stream: StreamState, event: StreamQueued) -> None:
        """A stream that a pass began with counts with its first time in it, and with every further turn."""
        latest = stream.current
        next_turn = latest is not None and stream.plan.turn > latest.turn
        of_start = event.stream in (self._began_with if next_turn else self._not_yet)
        self._not_yet.discard(event.stream)
        stream.queue(event, self.passes[-1].number, of_start=of_start)

    def _count_busy(self, event: StreamEvent, stream: StreamState) -> None:
        """A stream is of the pass in which it was last queued, until it ends."""
        counts = self._busy_in.get(event.stream, ())
        if not stream.active:
            counts = ()
        elif not counts or isinstance(event, StreamQueued):
            latest = self.passes[-1]
            counts = (latest.busy, latest.start_busy) if stream.of_start else (latest.busy,)
        self._note_busy(event.t, event.stream, counts)

    def _note_busy(self, t: int, stream_id: str, counts: tuple[Busy, ...]) -> None:
        """From now on a stream counts in these times, and in no others any more."""
        known = self._busy_in.pop(stream_id, ())
        if counts:
            self._busy_in[stream_id] = counts
        for busy in counts:
            if busy not in known:
                busy.change(t, 1)
        for busy in known:
            if busy not in counts:
                busy.change(t, -1)

    def _note_lag(self, event: ClockLag) -> None:
        """The engine was late; that matters where a request was out."""
        since, touched = event.t - event.lag_ns - LOOKS_EVERY_NS, False
        self.lateness.note(since, event.t)
        for stream in self.streams.values():
            attempt = stream.current
            if attempt is not None and (attempt.ended is None or attempt.ended >= since):
                attempt.deltas.note_lag(since, event.t)
                stream.revision += 1
                touched = True
        if touched:
            self.lag_ns = max(self.lag_ns, event.lag_ns)
            self.lag_count += 1

    def source_ended(self, message: str, advice: str) -> None:
        """The source of events broke: every stream that was under way ends here."""
        self._totals = None
        self._pass_figures.clear()
        self.problems.append(message)
        self.log.add(self.now, 0, "no more events", message, trouble=True)
        for stream in self.streams.values():
            stream.source_ended(self.now, message, advice)
            stream.revision += 1
        for stream_id in list(self._busy_in):
            self._note_busy(self.now, stream_id, ())
        self.in_flight_history.append((self.now, 0))

    # -- figures

    def held(self, stream: StreamState, now: int) -> EndpointHeld | None:
        """What holds the requests to a stream's endpoint now."""
        held = self.holds.get(stream.endpoint())
        return held if held is not None and held.until_ns > now else None

    @property
    def finished(self) -> bool:
        """Whether every stream has ended."""
        return all(stream.phase == "ended" for stream in self.streams.values())

    def wall_ns(self, now: int) -> int:
        """Time in which at least one stream was queued or under way, in the latest pass until now."""
        return self.passes[-1].busy.length_ns(now)

    def simulated(self, stream: StreamState) -> bool:
        """Whether no model answers it: the endpoint is known for that, or the server said so."""
        endpoint = self.endpoints.get(stream.endpoint())
        return (endpoint is not None and endpoint.simulated) or (
            stream.current is not None and stream.current.simulated
        )

    def queue_place(self, stream: StreamState) -> int:
        """How many queued streams are before it, and itself."""
        queued = [other for other in self.streams.values() if other.phase == "queued"]
        return 1 + sum(
            1 for other in queued if (other.queued or 0, other.number) < (stream.queued or 0, stream.number)
        )

    @property
    def zero_event(self) -> str:
        """The event that TTFT and E2E count from: older runs do not say when their requests were out."""
        attempts = [attempt for stream in self.streams.values() for attempt in stream.attempts]
        said = any(attempt.sent is not None for attempt in attempts)
        answered = any(attempt.deltas.first is not None for attempt in attempts)
        return "attempt_started" if answered and not said else "request_sent"

    def attempts(self) -> list[Attempt]:
        """All attempts of the latest pass."""
        latest = self.passes[-1].number
        return [
            attempt
            for stream in self.streams.values()
            for attempt in stream.attempts
            if attempt.run_pass == latest
        ]

    def brought(self, run_pass: int) -> list[Brought]:
        """What each attempt of a pass brought, also those of streams that are off the board by now."""
        there = (
            brought_by(attempt)
            for stream in self.streams.values()
            for attempt in stream.attempts
            if attempt.run_pass == run_pass
        )
        return [*there, *(one for one in self._removed if one.run_pass == run_pass)]

    def pass_figures(self, run_pass: Pass, now: int) -> PassFigures:
        """What a pass came to until now."""
        key = run_pass.number, now
        if key not in self._pass_figures:
            if any(at != now for _, at in self._pass_figures):
                self._pass_figures.clear()
            self._pass_figures[key] = self._take_pass_figures(run_pass, now)
        return self._pass_figures[key]

    def _take_pass_figures(self, run_pass: Pass, now: int) -> PassFigures:
        brought = self.brought(run_pass.number)
        of_start = [one.e2e_ns for one in brought if one.of_start and one.e2e_ns is not None]
        return PassFigures(
            wall_ns=run_pass.busy.length_ns(now),
            output_tokens=sum(one.tokens or 0 for one in brought),
            counted=all(one.counted for one in brought if one.tokens is not None),
            attempts=len(brought),
            start_e2e_ns=sum(of_start),
            start_attempts=len(of_start),
            start_wall_ns=run_pass.start_busy.length_ns(now),
        )

    def totals(self, now: int) -> Totals:
        """The figures of the latest pass as of now."""
        if self._totals is None or self._totals[0] != now:
            self._totals = now, self._take_totals(now)
        return self._totals[1]

    def _take_totals(self, now: int) -> Totals:
        rates = [
            rate
            for attempt in self.attempts()
            if attempt.ended is None and (rate := attempt.deltas.live_tokens_per_second(now)) is not None
        ]
        figures = self.pass_figures(self.passes[-1], now)
        return Totals(
            streams=len(self.streams),
            counts=Counter(stream.count.name for stream in self.streams.values()),
            output_tokens=figures.output_tokens,
            estimated=not figures.counted,
            live_tokens_per_second=sum(rates) if rates else None,
            tokens_per_second=figures.tokens_per_second,
            speed_up=figures.speed_up,
            wall_ns=figures.wall_ns,
            goodput=goodput(self.streams.values(), self.plan.slo),
        )

    def in_flight_samples(self, now: int, cells: int) -> list[int]:
        """The most requests out in each of equal slices of the latest pass until now."""
        began = self.passes[-1].started
        history = self.in_flight_history[bisect_left(self.in_flight_history, (began, 0)) :]
        if not history or cells <= 0 or now <= history[0][0]:
            return []
        if history[-1][1] == 0:
            # Nothing is out: what comes later is not of the picture.
            now = max(history[-1][0], history[0][0] + 1)
        start, span = history[0][0], now - history[0][0]
        samples, index, count = [], 0, 0
        for cell in range(cells):
            peak, end = count, start + span * (cell + 1) // cells
            while index < len(history) and history[index][0] <= end:
                count = history[index][1]
                peak = max(peak, count)
                index += 1
            samples.append(peak)
        return samples

    def substitutes(self) -> str | None:
        """One sentence if models answer in the place of those that were asked for by name."""
        pairs = {
            (stream.plan.model, attempt.message.model)
            for stream in self.streams.values()
            if (attempt := stream.current) is not None and stream.plan.model and attempt.message.model
        }
        # A dated version (`claude-haiku-4-5-20251001`) is the model that was asked for.
        wrong = sorted((asked, got) for asked, got in pairs if asked not in got and got not in asked)
        if not wrong:
            return None
        asked, got = (", ".join(dict.fromkeys(names)) for names in zip(*wrong, strict=True))
        return f"{got} answers in place of {asked}."

    def common_cause(self) -> str | None:
        """One sentence on why every stream failed, if all failed of the same cause."""
        errors = [stream.error for stream in self.streams.values()]
        if len(errors) < 2 or not self.finished or any(error is None for error in errors):
            return None
        if len({error.type for error in errors if error is not None}) > 1 or errors[0] is None:
            return None
        return (
            f"All {len(errors)} streams failed: {errors[0].message.rstrip('.')}. {errors[0].advice}".strip()
        )
