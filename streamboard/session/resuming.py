"""Plans that continue a recorded run."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

import msgspec

from streamboard.board.state import BoardState
from streamboard.common.errors import UsageError
from streamboard.documents.findings import did_you_mean
from streamboard.run.events import Event
from streamboard.run.plan import BUILT_IN_ENDPOINTS, RunPlan, Start, StreamPlan
from streamboard.safety.sanitise import clean_line
from streamboard.session.conversation import answer_of, spoken

_MOST_NAMED = 12
"""Streams named in a message."""


def resumed_plan(
    plan: RunPlan, events: Iterable[Event], chosen: Sequence[str] = (), endpoint: str | None = None
) -> RunPlan:
    """Plan to continue a run by hand, from its initial plan and all its events.

    Answers that broke off count as far as they came.

    Args:
        chosen: Names or numbers of streams; empty for all.
        endpoint: For further turns; None keeps each stream's.

    Raises:
        UsageError: No such stream or endpoint, or no stream at all.
    """
    board = BoardState(plan)
    board.apply_all(events)
    plan = board.plan
    streams = [(stream.number, spoken(stream.plan, answer_of(stream))) for stream in board.streams.values()]
    if not streams:
        raise UsageError("All streams of this run were removed; there is nothing to go on with.")
    if chosen:
        streams = [*_among(streams, chosen)]
    known = (*BUILT_IN_ENDPOINTS, *plan.endpoints)
    if endpoint is not None and endpoint not in known:
        raise UsageError(f"There is no endpoint {clean_line(endpoint)}.", did_you_mean(endpoint, known))
    plans = [
        stream if endpoint is None else msgspec.structs.replace(stream, endpoint=endpoint)
        for _, stream in streams
    ]
    return msgspec.structs.replace(plan, streams=plans, start=Start("by-hand"), doubts=[])


def _among(
    streams: Sequence[tuple[int, StreamPlan]], chosen: Sequence[str]
) -> Iterator[tuple[int, StreamPlan]]:
    names = {stream.name for _, stream in streams} | {str(number) for number, _ in streams}
    for word in chosen:
        if word.removeprefix("#") not in names and word not in names:
            told = [f"{number} {clean_line(stream.name)}" for number, stream in streams[:_MOST_NAMED]]
            more = f" and {len(streams) - _MOST_NAMED} more" if len(streams) > _MOST_NAMED else ""
            raise UsageError(
                f"The run has no stream {clean_line(word)}.", f"It has: {', '.join(told)}{more}."
            )
    wanted = {word for each in chosen for word in (each, each.removeprefix("#"))}
    return (pair for pair in streams if str(pair[0]) in wanted or pair[1].name in wanted)
