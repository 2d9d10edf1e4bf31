"""A pass as a race, on its own clock."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property

from streamboard.board.attempt import Attempt
from streamboard.board.concurrency import Depth
from streamboard.board.passes import Pass
from streamboard.board.phases_and_ends import end_of
from streamboard.board.segments import Finish, Round, Segment, finishes, round_segments, rounds
from streamboard.board.state import BoardState
from streamboard.board.stream import WAITED_NS, StreamState
from streamboard.board.timescale import Clock, Span


class Race:
    def __init__(self, board: BoardState, run_pass: Pass, now: int) -> None:
        self.board = board
        self.run_pass = run_pass
        self.now = now
        self._rounds = {name: rounds(stream, run_pass.number) for name, stream in board.streams.items()}
        self._busy = run_pass.busy.spans(now)
        self.figures = board.pass_figures(run_pass, now)
        self.clock = Clock(self._busy)

    @cached_property
    def live(self) -> bool:
        return any(one.until is None for one in self._all_rounds())

    @cached_property
    def end_ns(self) -> int:
        """On the race's clock."""
        return self.clock.at(self._busy[-1][1]) if self._busy else 0

    @cached_property
    def answered(self) -> bool:
        return all(
            one.until is not None and one.attempts and end_of(one.attempts[-1].outcome).verdict.answered
            for one in self._all_rounds()
        )

    @cached_property
    def once(self) -> frozenset[str] | None:
        """The streams that ran, if each did so once; else None."""
        ran = {name: len(found) for name, found in self._rounds.items() if found}
        return frozenset(ran) if all(times == 1 for times in ran.values()) else None

    @cached_property
    def in_flight(self) -> Depth:
        return Depth.of(
            self._timed(attempt.began, self._end(one) if attempt.ended is None else attempt.ended)
            for one in self._all_rounds()
            for attempt in one.attempts
            if attempt.began is not None
        )

    @cached_property
    def queue(self) -> Depth:
        """Without waits under `WAITED_NS`."""
        waits = (
            (one.queued, self._end(one) if one.started is None else one.started) for one in self._all_rounds()
        )
        return Depth.of(self._timed(*wait) for wait in waits if wait[1] - wait[0] >= WAITED_NS)

    @cached_property
    def in_flight_now(self) -> int:
        return sum(
            attempt.began is not None and attempt.ended is None
            for one in self._all_rounds()
            if one.until is None
            for attempt in one.attempts
        )

    @cached_property
    def queued_now(self) -> int:
        return sum(one.until is None and one.started is None for one in self._all_rounds())

    def segments(self, stream: StreamState) -> list[Segment]:
        """On the race's clock."""
        return [
            Segment(doing, *self._timed(begin, end))
            for one in self._rounds_of(stream)
            for doing, begin, end in round_segments(one, self.now)
        ]

    def finishes(self, stream: StreamState) -> list[Finish]:
        """On the race's clock."""
        return [
            Finish(self.clock.at(at), status)
            for one in self._rounds_of(stream)
            for at, status in finishes(one)
        ]

    def latest(self, stream: StreamState) -> Attempt | None:
        attempts = [attempt for one in self._rounds_of(stream) for attempt in one.attempts]
        return attempts[-1] if attempts else None

    def runs(self, stream: StreamState) -> bool:
        return any(one.until is None for one in self._rounds_of(stream))

    def _rounds_of(self, stream: StreamState) -> Sequence[Round]:
        """By id: another board's stream stands for its partner here."""
        return self._rounds.get(stream.plan.id, ())

    def _all_rounds(self) -> list[Round]:
        return [one for found in self._rounds.values() for one in found]

    def _end(self, one: Round) -> int:
        return self.now if one.until is None else one.until

    def _timed(self, begin: int, end: int) -> Span:
        return self.clock.at(begin), self.clock.at(end)


def rival(passes: Sequence[Pass], number: int) -> Pass | None:
    """The last earlier pass that differs in `one_by_one`, else the one before."""
    latest = next(one for one in passes if one.number == number)
    before = [one for one in passes if one.number < number]
    others = [one for one in before if one.one_by_one != latest.one_by_one]
    return next(reversed(others or before), None)


def slots(board: BoardState, run_pass: Pass) -> int | None:
    """The limit on requests in flight; None if unknown."""
    if run_pass.one_by_one:
        return 1
    limits = [] if board.plan.concurrency is None else [board.plan.concurrency]
    used = {stream.endpoint() for stream in board.streams.values()}
    offered = [board.endpoints[name].slots if name in board.endpoints else None for name in used]
    if offered and None not in offered:
        limits.append(sum(number for number in offered if number is not None))
    return min(limits, default=None)
