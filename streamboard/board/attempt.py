"""One request of a stream."""

from __future__ import annotations

from collections.abc import Collection
from typing import NamedTuple

from streamboard.board import decode_speed
from streamboard.board.answer_checks import CheckState
from streamboard.board.caps import UNLIMITED, Caps
from streamboard.board.deltas import DeltaSeries
from streamboard.board.lateness import Lateness
from streamboard.run.block import DeltaKind
from streamboard.run.events import ConnectionOpened, ErrorInfo, Outcome
from streamboard.run.message import Message
from streamboard.run.plan import StreamPlan

MOST_RUNS = 1_000
"""Only a hostile answer has more."""
RECALLED = 0
"""An answer of an earlier session; a run's own attempts count from 1."""


def between_ns(begin: int | None, end: int | None) -> int | None:
    return None if begin is None or end is None else end - begin


class DeltaRun(NamedTuple):
    """Consecutive deltas of one block and kind."""

    begin: int
    block: int
    """Its index in the message."""
    kind: DeltaKind
    before: int
    """Characters of content before it."""


class Attempt:
    def __init__(
        self,
        number: int,
        caps: Caps = UNLIMITED,
        lateness: Lateness | None = None,
        most_tokens: int | None = None,
        plan: StreamPlan | None = None,
    ) -> None:
        self.number = number
        """Within its stream, from 1, or `RECALLED`."""
        self.success: Collection[str] = () if plan is None else plan.success
        self.checks = [CheckState(check) for check in (() if plan is None else plan.expect)]
        self.lateness = lateness or Lateness()
        self.turn = 1
        """Of the conversation, from 1."""
        self.queued: int | None = None
        """When its stream was queued; retries keep the first attempt's."""
        self.released: int | None = None
        """When it left the queue; retries keep the first attempt's."""
        self.run_pass = 1
        self.of_start = False
        """See `PassBook.is_of_start`."""
        self.started: int | None = None
        """When it began, before connecting; None if the file does not say."""
        self.began: int | None = None
        """Its start, else the stamp of its first event."""
        self.connection: ConnectionOpened | None = None
        self.sent: int | None = None
        """When the last byte of the request was handed to the socket."""
        self.responded: int | None = None
        """When the response headers came."""
        self.endpoint = ""
        self.model = ""
        """As asked for."""
        self.simulated = False
        """The server said that no model answers."""
        self.message = Message(caps.chars, most_tokens)
        self.deltas = DeltaSeries(caps.deltas, self.lateness)
        self.first_output: int | None = None
        """Stamp of the first content other than thinking."""
        self.runs: list[DeltaRun] = []
        """Its content in order of arrival; each run lasts until the next begins."""
        self.opened: int | None = None
        """Stamp of the first `message_start`."""
        self.closing: int | None = None
        """Stamp of the last `message_delta`."""
        self.last_event: int | None = None
        self.ended: int | None = None
        self.outcome: Outcome | None = None
        self.error: ErrorInfo | None = None

    @property
    def recalled(self) -> bool:
        return self.number == RECALLED

    @property
    def zero(self) -> int | None:
        """When the request was sent; in older files, the attempt's start."""
        return self.started if self.sent is None else self.sent

    @property
    def under_way(self) -> bool:
        return self.ended is None and not self.message.whole

    def note_run(self, t: int, place: int, kind: DeltaKind, chars: int) -> None:
        """`deltas` must have it already."""
        if kind != "thinking" and self.first_output is None:
            self.first_output = t
        goes_on = self.runs and self.runs[-1][1:3] == (place, kind)
        if not goes_on and len(self.runs) < MOST_RUNS:
            self.runs.append(DeltaRun(t, place, kind, self.deltas.chars[-1] - chars))

    def run_ns(self, place: int) -> int | None:
        """Time of a block's content, up to what followed it."""
        ends = [*(run.begin for run in self.runs[1:]), self.deltas.last]
        times = [
            end - run.begin
            for run, end in zip(self.runs, ends, strict=True)
            if run.block == place and end is not None
        ]
        return sum(times) if times else None

    def ttft_ns(self) -> int | None:
        """Time to first token: text, thinking or tool input, no `message_start` or `ping`."""
        return between_ns(self.zero, self.deltas.first)

    def ttfo_ns(self) -> int | None:
        """Time to first output: content other than thinking."""
        return between_ns(self.zero, self.first_output)

    def e2e_ns(self) -> int | None:
        """End-to-end latency, so far."""
        return between_ns(self.zero, self.deltas.last)

    def queue_time_ns(self) -> int | None:
        return between_ns(self.queued, self.released)

    def itl_ns(self) -> float | None:
        """None until the server has counted a whole answer's tokens."""
        if not self.message.whole or self.delivered_at_once:
            return None
        return decode_speed.itl_ns(self.deltas.first, self.deltas.last, self.message.output_tokens)

    @property
    def delivered_at_once(self) -> bool:
        """False until the answer is whole."""
        if not self.message.whole or len(self.deltas) < 2:
            return False
        return decode_speed.delivered_at_once(
            self.ttft_ns(), self.deltas.first, self.deltas.last, self.output_tokens()[0]
        )

    def open_gap_ns(self, now: int) -> int | None:
        """Since the last content; None for a whole answer."""
        last = self.deltas.last
        if last is None or self.message.whole or self.outcome == "completed":
            return None
        return max((now if self.ended is None else self.ended) - last, 0)

    def output_tokens(self) -> tuple[int | None, bool]:
        """The tokens so far, and whether the server counted them."""
        counted = self.message.output_tokens
        if counted is not None and self.message.whole:
            return counted, True
        return (self.deltas.estimated_tokens() or None), False

    def elapsed_ns(self, now: int) -> int | None:
        if self.started is None:
            return None
        return (self.ended if self.ended is not None else now) - self.started

    def waited_ns(self, now: int) -> int | None:
        """Wait for the first content; None once it is over."""
        if self.zero is None or self.deltas.first is not None or self.ended is not None:
            return None
        return max(now - self.zero, 0)
