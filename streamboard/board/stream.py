"""One stream as the board knows it: its attempts, its state, its log and its figures."""

from __future__ import annotations

from streamboard import units
from streamboard.board.attempt import Attempt
from streamboard.board.caps import UNLIMITED, Caps
from streamboard.board.eventlog import EventLog
from streamboard.board.lateness import Lateness
from streamboard.board.logwords import connection_words, describe, reason
from streamboard.board.states import FLYING, PHASES, Count, Phase, Verdict, end_of
from streamboard.events import (
    ApiEvent,
    AttemptEnded,
    AttemptStarted,
    ConnectionOpened,
    ContentBlockDelta,
    ErrorInfo,
    Outcome,
    RequestSent,
    ResponseStarted,
    RetryScheduled,
    StreamEnded,
    StreamPlanned,
    StreamQueued,
)
from streamboard.message import MOST_BLOCKS, DeltaKind
from streamboard.plan import SECOND, StreamPlan

WAITED_NS = SECOND // 20
"""A queue time below this is our own doing, not a wait."""
SILENT_AFTER_NS = 2 * SECOND
"""A stream without content for so long is shown as silent."""

_LABELS: dict[DeltaKind, str] = {
    "text": "text",
    "thinking": "thinking",
    "tool_input": "tool input",
    "other": "other delta",
    "beyond": f"content beyond {MOST_BLOCKS:,} blocks",
}


class StreamState:
    """A stream: what the plan says of it and what happened to it."""

    def __init__(
        self, plan: StreamPlan, number: int, caps: Caps = UNLIMITED, lateness: Lateness | None = None
    ) -> None:
        """Make a stream to which nothing happened.

        Args:
            plan: What the plan says of it.
            number: Its place in the plan, from 1.
            caps: How much of each attempt is kept.
            lateness: When stamps may be late.
        """
        self.plan = plan
        self._caps = caps
        self._lateness = lateness or Lateness()
        self.number = number
        """Its place in the plan, from 1."""
        self.phase: Phase = "new"
        self.attempts: list[Attempt] = []
        self._by_number: dict[int, Attempt] = {}
        self.log = EventLog()
        self.queued: int | None = None
        """When the stream was last queued: the zero of its log."""
        self.run_pass = 1
        """The pass that it was last queued in."""
        self.of_start = False
        """What it was last queued for counts as what the pass began with: see `Attempt.of_start`."""
        self.round_start = 0
        """The index of the first attempt since then."""
        self.retry_at: int | None = None
        self.retry: RetryScheduled | None = None
        self.outcome: Outcome | None = None
        self.error: ErrorInfo | None = None
        self.ended: int | None = None
        self.revision = 0
        """Grows with every event."""

    @property
    def current(self) -> Attempt | None:
        """The latest attempt."""
        return self.attempts[-1] if self.attempts else None

    @property
    def shown(self) -> Attempt | None:
        """The attempt whose figures and text stand for the stream: the latest since it was queued."""
        return self.attempts[-1] if len(self.attempts) > self.round_start else None

    def attempt(self, number: int) -> Attempt | None:
        """The attempt of that number, if there was one."""
        if self.attempts and self.attempts[-1].number == number:
            return self.attempts[-1]
        return self._by_number.get(number)

    @property
    def active(self) -> bool:
        """Whether it is queued or under way."""
        return self.phase not in ("new", "ended")

    @property
    def in_flight(self) -> bool:
        """Whether a request is in flight: being made, connecting or out."""
        return self.phase in FLYING

    @property
    def well(self) -> bool:
        """Whether it ended with a whole answer."""
        return self.outcome == "completed"

    @property
    def verdict(self) -> Verdict | None:
        """What it ended as; None while it has not."""
        return end_of(self.outcome).verdict if self.phase == "ended" else None

    @property
    def count(self) -> Count:
        """What it is counted as."""
        return end_of(self.outcome).verdict if self.phase == "ended" else PHASES[self.phase].count

    def model(self) -> str:
        """The model as the server reported it; until then the one asked for."""
        attempt = self.current
        if attempt is None:
            return self.plan.model or ""
        return attempt.message.model or attempt.model

    def column(self) -> str:
        """What its answers are grouped and compared as: its column, else its model."""
        return self.plan.column or self.model()

    def endpoint(self) -> str:
        """The endpoint that answers, or is meant to."""
        return (self.current.endpoint if self.current else "") or self.plan.endpoint

    def silence_ns(self, now: int) -> int | None:
        """How long no content has come while it should; None if that is short or not so."""
        attempt = self.current
        if attempt is None or attempt.deltas.last is None or self.phase not in ("streaming", "thinking"):
            return None
        silence = now - attempt.deltas.last
        return silence if silence > SILENT_AFTER_NS else None

    def alive(self, now: int) -> bool:
        """Whether the server sent anything at all, a ping for instance, within the last seconds."""
        attempt = self.current
        return (
            attempt is not None and attempt.last_event is not None and now - attempt.last_event < 15 * SECOND
        )

    # -- folding

    def change(self, event: StreamPlanned) -> None:
        """It was added, or is to be another one from its next attempt on."""
        self.revision += 1
        words = f"turn {event.plan.turn}" if event.plan.turn > 1 else "planned"
        self.log.add(event.t, event.attempt, words, event.plan.model or "")

    def queue(self, event: StreamQueued, run_pass: int = 1, *, of_start: bool = False) -> None:
        """It waits for its turn, for the first time or again.

        Args:
            event: What says so.
            run_pass: The pass through all streams in which it does.
            of_start: The pass began with it, and it did not run in it before, or not for this turn.
        """
        self.phase = "queued"
        self.queued = event.t
        self.run_pass = run_pass
        self.of_start = of_start
        self.round_start = len(self.attempts)
        self.outcome = self.error = self.ended = self.retry = self.retry_at = None
        self.log.add(event.t, event.attempt, "queued")

    def start_attempt(self, event: AttemptStarted) -> None:
        """A request begins to be made."""
        attempt = Attempt(event.attempt, self._caps, self._lateness)
        attempt.started = event.t
        attempt.endpoint, attempt.model = event.endpoint, event.model
        attempt.queued, attempt.run_pass, attempt.turn = self.queued, self.run_pass, self.plan.turn
        attempt.of_start = self.of_start
        before = None if self.shown is None else self.shown.released
        attempt.released = event.t if before is None else before
        self._add(attempt)
        self.phase = "connecting"
        self.retry = self.retry_at = None
        self.log.add(event.t, event.attempt, "started", f"attempt {event.attempt} to {event.endpoint}")

    def open_connection(self, event: ConnectionOpened) -> None:
        """There is a connection for the request."""
        self._attempt(event.attempt).connection = event
        self.log.add(event.t, event.attempt, "connected", connection_words(event))

    def send(self, event: RequestSent) -> None:
        """The request is out."""
        self._attempt(event.attempt).sent = event.t
        self.phase = "waiting"
        self.log.add(event.t, event.attempt, "sent", units.count(event.size, "byte") if event.size else "")

    def start_response(self, event: ResponseStarted) -> None:
        """The head of the response is here."""
        attempt = self._attempt(event.attempt)
        attempt.simulated = event.simulated
        attempt.responded = attempt.last_event = event.t
        self.phase = "waiting"
        self.log.add(event.t, event.attempt, str(event.status), event.request_id or event.content_type or "")

    def add_delta(self, event: ContentBlockDelta) -> DeltaKind:
        """A piece of content."""
        attempt = self._attempt(event.attempt)
        attempt.last_event = event.t
        kind, text = attempt.message.add_delta(event.index, event.delta)
        if not text or not self._take_content(attempt, event.t, event.index, kind, text):
            self.log.fold(event.t, event.attempt, _LABELS[kind])
        return kind

    def _take_content(self, attempt: Attempt, t: int, index: int, kind: DeltaKind, text: str) -> bool:
        """Content came; whether it is the first of its kind, which the log then says."""
        first_of_kind = not attempt.deltas or (kind != "thinking" and attempt.first_output is None)
        attempt.deltas.add(t, len(text))
        attempt.note_run(t, index, kind)
        self.phase = "thinking" if kind == "thinking" else "streaming"
        if first_of_kind:
            self.log.add(t, attempt.number, f"first {_LABELS[kind]}")
        return first_of_kind

    def add_api_event(self, event: ApiEvent) -> DeltaKind | None:
        """Any other event of the API, and deltas of unusual shape; the kind of content that it brought."""
        delta = event.body.get("delta")
        if event.name == "content_block_delta" and isinstance(delta, dict):
            index = event.body.get("index")
            place = index if isinstance(index, int) else 0
            return self.add_delta(
                ContentBlockDelta(
                    t=event.t, stream=event.stream, attempt=event.attempt, index=place, delta=delta
                )
            )
        attempt = self._attempt(event.attempt)
        attempt.last_event = event.t
        brought = attempt.message.apply(event.name, event.body)
        if event.name == "message_start" and attempt.opened is None:
            attempt.opened = event.t
        elif event.name == "message_delta":
            attempt.closing = event.t
        if event.name == "ping":
            self.log.fold(event.t, event.attempt, "ping")
        else:
            self.log.add(
                event.t, event.attempt, event.name, describe(event, attempt), trouble=event.name == "error"
            )
        if brought is None:
            return None
        # Some servers put the first words into the block's start: they are content like any other.
        kind, text = brought
        self._take_content(attempt, event.t, event.body["index"], kind, text)
        return kind

    def end_attempt(self, event: AttemptEnded) -> None:
        """One request is over."""
        attempt = self._attempt(event.attempt)
        attempt.ended, attempt.outcome, attempt.error = event.t, event.outcome, event.error
        attempt.deltas.settle()
        words = reason(event.error) if event.error else (event.stop_reason or "")
        trouble = end_of(event.outcome).verdict.trouble
        self.log.add(
            event.t, event.attempt, event.outcome, words if words != event.outcome else "", trouble=trouble
        )

    def schedule_retry(self, event: RetryScheduled) -> None:
        """Another attempt follows."""
        self.phase = "retrying"
        self.retry, self.retry_at = event, event.t + event.delay_ns
        words = f"attempt {event.next_attempt} of {event.last_attempt} in {event.delay_ns / SECOND:.1f} s"
        if event.asked_ns is not None:
            words += f", the server asked for {event.asked_ns / SECOND:.4g} s"
        self.log.add(event.t, event.attempt, "retry", words)

    def end(self, event: StreamEnded) -> None:
        """It is over."""
        if self.phase != "retrying" and self.shown is None:
            words = reason(event.error) if event.error else ""
            self.log.add(event.t, event.attempt, event.outcome, words, trouble=event.error is not None)
        elif event.outcome == "cancelled" and self.phase == "retrying":
            self.log.add(event.t, event.attempt, "cancelled", "no further attempt", trouble=True)
        self.phase = "ended"
        self.outcome, self.error, self.ended = event.outcome, event.error, event.t

    def source_ended(self, t: int, message: str, advice: str) -> None:
        """Nothing more will come, though it was not over."""
        if self.active or self.phase == "new":
            self.log.add(
                t, self.current.number if self.current else 1, "no more events", message, trouble=True
            )
            self.phase, self.outcome, self.ended = "ended", "cut_off", t
            self.error = ErrorInfo("no_more_events", message, advice)
            if self.current is not None and self.current.ended is None:
                self.current.ended, self.current.outcome = t, "cut_off"
                self.current.deltas.settle()

    def _attempt(self, number: int) -> Attempt:
        """The attempt of that number; a file that lacks its beginning still folds."""
        attempt = self.attempt(number)
        if attempt is None:
            attempt = Attempt(number, self._caps, self._lateness)
            self._add(attempt)
        return attempt

    def _add(self, attempt: Attempt) -> None:
        self.attempts.append(attempt)
        self._by_number.setdefault(attempt.number, attempt)
