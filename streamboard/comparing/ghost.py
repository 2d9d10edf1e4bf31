"""A recorded run raced beside another, on that run's clock."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from typing import NamedTuple

from msgspec.structs import replace

from streamboard.board.race import Race
from streamboard.board.state import BoardState
from streamboard.common.errors import UsageError
from streamboard.comparing.sides import RunSide
from streamboard.run.events import Event, PassStarted, RunStarted, StreamPlanned, StreamQueued
from streamboard.run.plan import RunPlan, StreamPlan
from streamboard.run.runfile import RunFile
from streamboard.safety.paths import shown

_MOST_AT_ONCE = 5_000
"""Events folded per frame; more would delay the response to keys."""


class Ghost:
    """Only the first pass; streams have the ids of their partners."""

    def __init__(self, run: RunFile, plan: RunPlan) -> None:
        """Raises UsageError if no stream has a partner."""
        self.name = shown(run.path.name)
        names = _partners(run.started.plan.streams, plan.streams)
        if not names:
            raise UsageError(
                f"{self.name} has no stream in common with {plan.title}.",
                "A ghost has the same prompts; `streamboard compare --anyway` compares others.",
            )
        self._plan = _renamed(run.started.plan, names)
        self._events = [*_of_first_pass(run.events, names, self._plan)]
        self._zero = next((event.t for event in self._events if isinstance(event, StreamQueued)), 0)
        self._end = run.end()
        self._restart()

    def _restart(self) -> None:
        self.board = BoardState(self._plan)
        self.now = 0
        """The ghost's own clock."""
        self.folded = 0

    @property
    def over(self) -> bool:
        return self.folded == len(self._events)

    def follow(self, elapsed_ns: int | None) -> None:
        """Advance to a time since the ghost's first stream was queued, or (None) to the end.

        An earlier time than before restarts a ghost that is not over.
        """
        if elapsed_ns is not None and self._zero + elapsed_ns < self.now and not self.over:
            self._restart()
        until = self._events[-1].t if elapsed_ns is None else self._zero + elapsed_ns
        last = min(self.folded + _MOST_AT_ONCE, len(self._events))
        begun = self.folded
        while self.folded < last and self._events[self.folded].t <= until:
            self.folded += 1
        self.board.apply_all(self._events[begun : self.folded])
        if self.over and self.folded > begun and self._end is not None:
            self.board.source_ended(self._end.message, self._end.advice)
        self.now = self.board.now if self.over else until

    def race(self) -> Race:
        return Race(self.board, self.board.passes[-1], self.now)


class Beside(NamedTuple):
    baseline: RunSide | None = None
    ghost: Ghost | None = None


ALONE = Beside()


def _partners(theirs: Iterable[StreamPlan], ours: Iterable[StreamPlan]) -> dict[str, str]:
    """Columns matter only if both plans share one."""
    theirs, ours = [*theirs], [*ours]
    common = {stream.column for stream in theirs} & {stream.column for stream in ours}
    here = {place: stream for stream, place in _placed(ours, columns=bool(common)).items()}
    places = _placed(theirs, columns=bool(common))
    return {stream: here[place] for stream, place in places.items() if place in here}


def _placed(streams: Iterable[StreamPlan], *, columns: bool) -> dict[str, tuple[object, ...]]:
    seen = Counter[tuple[object, ...]]()
    found: dict[str, tuple[object, ...]] = {}
    for stream in streams:
        cell = stream.prompt, tuple(sorted(stream.vars.items())), stream.column if columns else ""
        seen[cell] += 1
        found[stream.id] = (*cell, seen[cell])
    return found


def _renamed(plan: RunPlan, names: Mapping[str, str]) -> RunPlan:
    return replace(plan, streams=[replace(one, id=names[one.id]) for one in plan.streams if one.id in names])


def _of_first_pass(events: Iterable[Event], names: Mapping[str, str], plan: RunPlan) -> Iterable[Event]:
    for event in events:
        if isinstance(event, PassStarted):
            return
        if isinstance(event, RunStarted):
            yield replace(event, plan=plan)
            continue
        stream = getattr(event, "stream", None)
        if stream is None:
            yield event
        elif stream in names:
            if isinstance(event, StreamPlanned):
                event = replace(event, plan=replace(event.plan, id=names[stream]))
            yield replace(event, stream=names[stream])
