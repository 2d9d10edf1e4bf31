"""One stream as the board knows it."""

from __future__ import annotations

from streamboard.board.attempt import Attempt
from streamboard.board.caps import UNLIMITED, Caps
from streamboard.board.event_log import EventLog
from streamboard.board.event_tape import Tape
from streamboard.board.lateness import Lateness
from streamboard.board.phases_and_ends import FLYING, PHASES, Count, Phase, end_of
from streamboard.run.events import ErrorInfo, Outcome, RetryScheduled
from streamboard.run.plan import SECOND, StreamPlan

WAITED_NS = SECOND // 20
"""Shorter is overhead, not a wait."""
SILENT_AFTER_NS = 2 * SECOND
"""Time without content."""


class StreamState:
    def __init__(
        self, plan: StreamPlan, number: int, caps: Caps = UNLIMITED, lateness: Lateness | None = None
    ) -> None:
        self.plan = plan
        self._caps = caps
        self._lateness = lateness or Lateness()
        self.number = number
        """From 1, in the plan's order."""
        self.phase: Phase = "new"
        self.attempts: list[Attempt] = []
        self._by_number: dict[int, Attempt] = {}
        self.tape = Tape(caps.events)
        self.log = EventLog(self.tape.note)
        self.queued: int | None = None
        """When it was last queued: the zero of its log."""
        self.run_pass = 1
        """The pass it was last queued in."""
        self.of_start = False
        """`Attempt.of_start` for what it was last queued for."""
        self.round_start = 0
        """Index of the first attempt since it was last queued."""
        self.retry_at: int | None = None
        self.retry: RetryScheduled | None = None
        self.outcome: Outcome | None = None
        self.error: ErrorInfo | None = None
        self.ended: int | None = None
        self.revision = 0
        """Grows with every event."""

    def keep(self, caps: Caps) -> None:
        self._caps = caps
        self.tape.keep(caps.events)

    @property
    def current(self) -> Attempt | None:
        return self.attempts[-1] if self.attempts else None

    @property
    def shown(self) -> Attempt | None:
        """The attempt that stands for it: the latest since it was queued."""
        return self.attempts[-1] if len(self.attempts) > self.round_start else None

    @property
    def recalls(self) -> bool:
        return self.shown is not None and self.shown.recalled

    @property
    def retries(self) -> int:
        """Since it was last queued."""
        return max(len(self.attempts) - self.round_start - 1, 0)

    def attempt(self, number: int) -> Attempt | None:
        if self.attempts and self.attempts[-1].number == number:
            return self.attempts[-1]
        return self._by_number.get(number)

    @property
    def active(self) -> bool:
        return self.phase not in ("new", "ended")

    @property
    def in_flight(self) -> bool:
        return self.phase in FLYING

    @property
    def well(self) -> bool:
        return self.outcome == "completed"

    @property
    def count(self) -> Count:
        return end_of(self.outcome).verdict if self.phase == "ended" else PHASES[self.phase].count

    def model(self) -> str:
        """As the server reported it, else as asked for."""
        attempt = self.current
        if attempt is None:
            return self.plan.model or ""
        return attempt.message.model or attempt.model

    def column(self) -> str:
        return self.plan.column or self.model()

    def endpoint(self) -> str:
        return (self.current.endpoint if self.current else "") or self.plan.endpoint

    def silence_ns(self, now: int) -> int | None:
        """How long content has been overdue; None up to `SILENT_AFTER_NS`."""
        attempt = self.current
        if attempt is None or attempt.deltas.last is None or self.phase not in ("streaming", "thinking"):
            return None
        silence = now - attempt.deltas.last
        return silence if silence > SILENT_AFTER_NS else None

    def alive(self, now: int) -> bool:
        """Whether the server sent anything, even a ping, in 15 seconds."""
        attempt = self.current
        return (
            attempt is not None and attempt.last_event is not None and now - attempt.last_event < 15 * SECOND
        )

    def attempt_of(self, number: int, t: int) -> Attempt:
        """An unknown one begins at `t`: a file may lack its start."""
        attempt = self.attempt(number)
        if attempt is None:
            attempt = self.add(number, t)
            if self.phase in ("new", "queued", "retrying"):
                self.phase = "waiting"
        return attempt

    def add(self, number: int, t: int) -> Attempt:
        most = self.plan.request.get("max_tokens")
        most = most if isinstance(most, int) else None
        attempt = Attempt(number, self._caps, self._lateness, most, self.plan)
        attempt.began, attempt.run_pass = t, self.run_pass
        self.attempts.append(attempt)
        self._by_number.setdefault(number, attempt)
        return attempt
