"""Objectives (SLO)."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import NamedTuple

from streamboard.board.attempt import Attempt
from streamboard.board.stream import StreamState
from streamboard.run.plan import Slo


class Objective(NamedTuple):
    tag: str
    taken: Callable[[Attempt], float | None]
    """In nanoseconds."""
    most_ns: int

    def met_by(self, attempt: Attempt) -> bool:
        return is_within(self.taken(attempt), self.most_ns)


def objectives(slo: Slo) -> list[Objective]:
    bounds = {name: getattr(slo, name) for name in Slo.__struct_fields__}
    return [
        Objective(name.removesuffix("_ns"), getattr(Attempt, name), most)
        for name, most in bounds.items()
        if most is not None
    ]


def is_within(taken: float | None, most: float) -> bool:
    return taken is not None and taken <= most


def meets(stream: StreamState, slo: Slo) -> bool:
    attempt = stream.shown
    return (
        attempt is not None
        and stream.well
        and all(objective.met_by(attempt) for objective in objectives(slo))
    )


def goodput(streams: Iterable[StreamState], slo: Slo) -> tuple[int, int] | None:
    """Streams that met every objective, and all that ended; None without objectives.

    Recalled answers do not count.
    """
    if slo == Slo():
        return None
    ended = [stream for stream in streams if stream.phase == "ended" and not stream.recalls]
    return sum(meets(stream, slo) for stream in ended), len(ended)
