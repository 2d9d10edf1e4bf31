"""The passes, and their figures."""

from __future__ import annotations

from collections.abc import Iterable

from streamboard.board.attempt import Attempt
from streamboard.board.busy_spans import Busy
from streamboard.board.passes import Brought, Pass, PassFigures, brought_by
from streamboard.board.stream import StreamState


class PassBook:
    def __init__(self, streams: Iterable[str], *, one_by_one: bool) -> None:
        self.passes = [Pass(1, one_by_one, 0, Busy(), Busy())]
        self._busy_in: dict[str, tuple[Busy, ...]] = {}
        """The `Busy` objects that each active stream counts in."""
        self._removed: list[Brought] = []
        """Attempts of removed streams."""
        self._figures: dict[int, PassFigures] = {}
        self._as_of = (-1, -1)
        self.begin_with(streams)

    def begin_with(self, streams: Iterable[str]) -> None:
        self._began_with = set(streams)
        self._not_yet = set(self._began_with)
        """Those not yet queued in the pass."""

    def begin(self, new: Pass, streams: Iterable[str]) -> None:
        """Running streams belong to the old pass until they end."""
        self.passes.append(new)
        self.begin_with(streams)

    @property
    def latest(self) -> Pass:
        return self.passes[-1]

    def is_of_start(self, stream: StreamState) -> bool:
        """Whether a queueing is part of what the pass began with: a stream's first run, or a further turn.

        Call once per queueing: it uses up the first run.
        """
        attempt = stream.current
        next_turn = attempt is not None and stream.plan.turn > attempt.turn
        of_start = stream.plan.id in (self._began_with if next_turn else self._not_yet)
        self._not_yet.discard(stream.plan.id)
        return of_start

    # -- when streams are busy

    def count(self, stream: StreamState, t: int, *, queued: bool) -> None:
        """Count a stream, until it ends, in the pass it was last queued in."""
        counts = self._busy_in.get(stream.plan.id, ())
        if not stream.active:
            counts = ()
        elif not counts or queued:
            latest = self.latest
            counts = (latest.busy, latest.start_busy) if stream.of_start else (latest.busy,)
        self._note_busy(t, stream.plan.id, counts)

    def remove(self, stream: StreamState, t: int) -> None:
        """Its figures stay."""
        self._removed += [brought_by(attempt) for attempt in stream.attempts]
        self._note_busy(t, stream.plan.id, ())

    def break_off(self, t: int) -> None:
        for stream_id in list(self._busy_in):
            self._note_busy(t, stream_id, ())

    def _note_busy(self, t: int, stream_id: str, counts: tuple[Busy, ...]) -> None:
        known = self._busy_in.pop(stream_id, ())
        if counts:
            self._busy_in[stream_id] = counts
        for busy in counts:
            if busy not in known:
                busy.change(t, 1)
        for busy in known:
            if busy not in counts:
                busy.change(t, -1)

    # -- figures

    def figures(self, of: Pass, attempts: Iterable[Attempt], as_of: tuple[int, int]) -> PassFigures:
        """`as_of`, revision and time, is the cache key."""
        if self._as_of != as_of:
            self._as_of = as_of
            self._figures.clear()
        if of.number not in self._figures:
            self._figures[of.number] = self._take_figures(of, attempts, as_of[1])
        return self._figures[of.number]

    def _take_figures(self, of: Pass, attempts: Iterable[Attempt], now: int) -> PassFigures:
        there = (brought_by(attempt) for attempt in attempts if attempt.run_pass == of.number)
        brought = [*there, *(one for one in self._removed if one.run_pass == of.number)]
        of_start = [one.e2e_ns for one in brought if one.of_start and one.e2e_ns is not None]
        return PassFigures(
            wall_ns=of.busy.length_ns(now),
            output_tokens=sum(one.tokens or 0 for one in brought),
            counted=all(one.counted for one in brought if one.tokens is not None),
            attempts=len(brought),
            start_e2e_ns=sum(of_start),
            start_attempts=len(of_start),
            start_wall_ns=of.start_busy.length_ns(now),
        )
