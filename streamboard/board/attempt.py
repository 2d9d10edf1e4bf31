"""One request of a stream, and what came of it."""

from __future__ import annotations

from collections.abc import Collection
from typing import NamedTuple

from streamboard.board import pace
from streamboard.board.answerchecks import CheckState
from streamboard.board.caps import UNLIMITED, Caps
from streamboard.board.deltas import DeltaSeries
from streamboard.board.lateness import Lateness
from streamboard.run.block import DeltaKind
from streamboard.run.events import ConnectionOpened, ErrorInfo, Outcome
from streamboard.run.message import Message
from streamboard.run.plan import StreamPlan

MOST_RUNS = 1_000
"""The most runs of content kept per attempt; only an answer crafted for it has more."""
RECALLED = 0
"""The number of an attempt that was made in an earlier session; those of a run count from 1."""


def between_ns(begin: int | None, end: int | None) -> int | None:
    """The time between two stamps; None if either is missing."""
    return None if begin is None or end is None else end - begin


class DeltaRun(NamedTuple):
    """Consecutive deltas of one content block and one kind."""

    begin: int
    """The stamp of the first delta."""
    block: int
    """The block's place in the message."""
    kind: DeltaKind
    before: int
    """Characters of content that came before it."""


class Attempt:
    """One request and what came of it."""

    def __init__(
        self,
        number: int,
        caps: Caps = UNLIMITED,
        lateness: Lateness | None = None,
        most_tokens: int | None = None,
        plan: StreamPlan | None = None,
    ) -> None:
        """Make an attempt that has no events yet.

        Args:
            number: Its number within its stream, from 1.
            caps: How much of it is kept.
            lateness: When stamps may be late.
            most_tokens: The longest answer asked for; None if that is not known.
            plan: What its stream is to do.
        """
        self.number = number
        self.success: Collection[str] = () if plan is None else plan.success
        """See `StreamPlan.success`."""
        self.checks = [CheckState(check) for check in (() if plan is None else plan.expect)]
        self.lateness = lateness or Lateness()
        self.turn = 1
        """The turn of the conversation that it answers, from 1."""
        self.queued: int | None = None
        """When its stream was queued; a retry has the time of the first attempt."""
        self.released: int | None = None
        """When the wait in the queue ended; a retry has the time of the first attempt."""
        self.run_pass = 1
        """Which pass through all streams it belongs to."""
        self.of_start = False
        """The pass began with its stream, which had not run in it before, or not for this turn."""
        self.started: int | None = None
        """When it began, before connecting; None if a file does not say so."""
        self.began: int | None = None
        """When its first event came: its start, if that is known."""
        self.connection: ConnectionOpened | None = None
        """None until it is open."""
        self.sent: int | None = None
        """When the last byte of its request was handed to the socket."""
        self.responded: int | None = None
        """When the headers of the response came."""
        self.endpoint = ""
        self.model = ""
        """The model asked for."""
        self.simulated = False
        """The server said that no model answers."""
        self.message = Message(caps.chars, most_tokens)
        self.deltas = DeltaSeries(caps.deltas, self.lateness)
        self.first_output: int | None = None
        """The stamp of the first content that is not thinking."""
        self.runs: list[DeltaRun] = []
        """Its content in order of arrival; each run lasts until the next one begins."""
        self.opened: int | None = None
        """The stamp of its first `message_start`, which has no content."""
        self.closing: int | None = None
        """The stamp of its last `message_delta`, which has no content either."""
        self.last_event: int | None = None
        self.ended: int | None = None
        self.outcome: Outcome | None = None
        self.error: ErrorInfo | None = None

    @property
    def recalled(self) -> bool:
        """Whether it is an answer of an earlier session, of which only the words are known."""
        return self.number == RECALLED

    @property
    def zero(self) -> int | None:
        """Where TTFT and E2E start: when the request was sent; in files without that, the attempt's start."""
        return self.started if self.sent is None else self.sent

    @property
    def under_way(self) -> bool:
        """Whether more content may come: neither it nor its message has ended."""
        return self.ended is None and not self.message.whole

    def note_run(self, t: int, place: int, kind: DeltaKind, chars: int) -> None:
        """Note a content delta of so many characters, which `deltas` has already."""
        if kind != "thinking" and self.first_output is None:
            self.first_output = t
        goes_on = self.runs and self.runs[-1][1:3] == (place, kind)
        if not goes_on and len(self.runs) < MOST_RUNS:
            self.runs.append(DeltaRun(t, place, kind, self.deltas.chars[-1] - chars))

    def run_ns(self, place: int) -> int | None:
        """How long content came for a block, up to the start of what followed it; None if none came."""
        ends = [*(run.begin for run in self.runs[1:]), self.deltas.last]
        times = [
            end - run.begin
            for run, end in zip(self.runs, ends, strict=True)
            if run.block == place and end is not None
        ]
        return sum(times) if times else None

    def ttft_ns(self) -> int | None:
        """Time to first token: until the first non-empty content of any kind.

        Text, thinking and tool input count; `message_start` and `ping` do not.
        """
        return between_ns(self.zero, self.deltas.first)

    def ttfo_ns(self) -> int | None:
        """Time to first output: until the first content that is not thinking."""
        return between_ns(self.zero, self.first_output)

    def e2e_ns(self) -> int | None:
        """End-to-end latency: until the last content so far."""
        return between_ns(self.zero, self.deltas.last)

    def queue_time_ns(self) -> int | None:
        """From when its stream was queued until the first attempt began."""
        return between_ns(self.queued, self.released)

    def itl_ns(self) -> float | None:
        """See `pace.itl_ns`; None until the server has counted the tokens of the whole answer."""
        if not self.message.whole or self.delivered_at_once:
            return None
        return pace.itl_ns(self.deltas.first, self.deltas.last, self.message.output_tokens)

    @property
    def delivered_at_once(self) -> bool:
        """Whether a whole answer came faster than it can have been generated; see `pace`."""
        if not self.message.whole or len(self.deltas) < 2:
            return False
        return pace.delivered_at_once(
            self.ttft_ns(), self.deltas.first, self.deltas.last, self.output_tokens()[0]
        )

    def open_gap_ns(self, now: int) -> int | None:
        """Time since the last content of an attempt that goes on or broke off; None for a whole answer."""
        last = self.deltas.last
        if last is None or self.message.whole or self.outcome == "completed":
            return None
        return max((now if self.ended is None else self.ended) - last, 0)

    def output_tokens(self) -> tuple[int | None, bool]:
        """Tokens so far, and whether the server counted them (else they are an estimate)."""
        counted = self.message.output_tokens
        if counted is not None and self.message.whole:
            return counted, True
        return (self.deltas.estimated_tokens() or None), False

    def elapsed_ns(self, now: int) -> int | None:
        """From the start of the attempt to its end, or to now."""
        if self.started is None:
            return None
        return (self.ended if self.ended is not None else now) - self.started

    def waited_ns(self, now: int) -> int | None:
        """How long it has waited for its first content; None once that came or the attempt ended."""
        if self.zero is None or self.deltas.first is not None or self.ended is not None:
            return None
        return max(now - self.zero, 0)
