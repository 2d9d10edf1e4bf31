"""What the source knows of an answer, read from the answer itself, beside what somebody measured of it."""

from __future__ import annotations

import re
from pathlib import Path
from typing import NamedTuple

from streamboard.board.state import BoardState
from streamboard.figures.catalogue import FIGURE
from streamboard.run import runfile
from streamboard.run.events import RequestSent

_STAMP = re.compile(r"@(\d+) ")


class Figures(NamedTuple):
    """The figures of one answer."""

    ttft_ms: float
    itl_ms: float
    e2e_ms: float
    tokens_per_s: float


class Truth(NamedTuple):
    """One answer as the source gave it; times in microseconds of its clock."""

    asked: int
    """When the request had come."""
    first: int
    """When it wrote the first delta."""
    last: int
    """When it wrote the last one."""
    tokens: int
    """How many it wrote, which is how many it says in its usage."""

    @property
    def figures(self) -> Figures:
        """As the source sees them: from the request's coming, where a client has its sending."""
        itl_ms = (self.last - self.first) / 1e3 / (self.tokens - 1)
        return Figures((self.first - self.asked) / 1e3, itl_ms, (self.last - self.asked) / 1e3, 1e3 / itl_ms)


class Pair(NamedTuple):
    """One answer as it was measured and as it was."""

    measured: Figures
    truth: Truth


def truth_of(text: str) -> Truth | None:
    """What an answer tells of itself; None where it has fewer than two deltas, so that there is no ITL.

    Args:
        text: All of its deltas, however they were cut.
    """
    stamps = [int(stamp) for stamp in _STAMP.findall(text)]
    if len(stamps) < 3:
        return None
    asked, first, *_, last = stamps
    return Truth(asked, first, last, tokens=len(stamps) - 1)


def pairs_of_run(path: Path) -> list[Pair]:
    """The answers of a run file with the figures that the board shows of them; those without are left out."""
    run = runfile.read(path)
    board = BoardState(run.started.plan)
    board.apply_all(run.events)
    pairs = []
    for stream in board.streams.values():
        if stream.shown is None or (truth := truth_of(stream.shown.message.text)) is None:
            continue
        readings = [FIGURE[tag].of(stream, board.now) for tag in ("ttft", "itl", "e2e", "tokens_per_second")]
        ttft, itl, e2e, speed = (reading.settled for reading in readings)
        if ttft is not None and itl is not None and e2e is not None and speed is not None:
            pairs.append(Pair(Figures(ttft / 1e6, itl / 1e6, e2e / 1e6, speed), truth))
    return pairs


def sent_within_ms(path: Path) -> float | None:
    """From the first request of a run file that was sent to the last; None where it does not say."""
    sent = [event.t for event in runfile.read(path).events if isinstance(event, RequestSent)]
    return (max(sent) - min(sent)) / 1e6 if sent else None
