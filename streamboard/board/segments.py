"""What a stream did at each time of a pass."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from typing import Literal, NamedTuple

from streamboard.board.attempt import Attempt
from streamboard.board.stalls import last_silence, long_gaps
from streamboard.board.status import Status, ending
from streamboard.board.stream import StreamState
from streamboard.board.timescale import Scale

Doing = Literal["queued", "connecting", "waiting", "thinking", "text", "stall", "retry"]
"""`stall`: no content for far longer than usual; `retry`: waiting before another attempt."""


class Segment(NamedTuple):
    doing: Doing
    begin: int
    end: int


class Finish(NamedTuple):
    """Of an attempt, or of a stream between attempts."""

    at: int
    status: Status


class Round(NamedTuple):
    """A stream from queueing to its end."""

    queued: int
    attempts: Sequence[Attempt]
    until: int | None
    """None while it goes on."""
    end: Status | None = None
    """None if it is the last attempt's."""

    @property
    def started(self) -> int | None:
        return next((attempt.began for attempt in self.attempts if attempt.began is not None), None)


# -- what one attempt did


def attempt_segments(attempt: Attempt, until: int) -> list[Segment]:
    """From its start, or first event, to `until`."""
    if attempt.began is None:
        return []
    first = attempt.deltas.first
    content = until if first is None else first
    # Older runs lack the time of sending: connecting lasts until the response.
    known = attempt.responded if attempt.sent is None else attempt.sent
    out = content if known is None else min(known, content)
    return _lasting(
        Segment("connecting", attempt.began, out),
        Segment("waiting", out, content),
        *_content(attempt, content, until),
    )


def _content(attempt: Attempt, first: int, until: int) -> list[Segment]:
    found, at = [], first
    for stall in [*long_gaps(attempt.deltas), *last_silence(attempt, until)]:
        begin = max(stall.begin, at)  # Stalls of merged deltas may overlap.
        found += [*_runs(attempt, at, begin), Segment("stall", begin, stall.end)]
        at = stall.end
    return [*found, *_runs(attempt, at, until)]


def _runs(attempt: Attempt, begin: int, end: int) -> list[Segment]:
    runs = attempt.runs
    first = max(bisect_right(runs, begin, key=lambda run: run.begin) - 1, 0)
    last = bisect_left(runs, end, key=lambda run: run.begin)
    ends = [run.begin for run in runs[first + 1 : last]]
    return [
        Segment("thinking" if run.kind == "thinking" else "text", max(run.begin, begin), until)
        for run, until in zip(runs[first:last], [*ends, end], strict=False)
    ]


def _lasting(*segments: Segment) -> list[Segment]:
    return [segment for segment in segments if segment.begin < segment.end]


# -- what one stream did


def rounds(stream: StreamState, run_pass: int) -> list[Round]:
    past: dict[int | None, list[Attempt]] = {}
    for attempt in stream.attempts[: stream.round_start]:
        if attempt.run_pass == run_pass:
            past.setdefault(attempt.queued, []).append(attempt)
    found = [_past_round(attempts) for attempts in past.values()]
    if stream.run_pass == run_pass and stream.phase != "new":
        found.append(_latest_round(stream))
    return [one for one in found if one is not None]


def _past_round(attempts: list[Attempt]) -> Round | None:
    queued, last = _begin(attempts[0]), attempts[-1]
    if queued is None:
        return None
    return Round(queued, attempts, queued if last.ended is None else last.ended)


def _latest_round(stream: StreamState) -> Round | None:
    attempts = stream.attempts[stream.round_start :]
    queued = stream.queued if stream.queued is not None or not attempts else _begin(attempts[0])
    if queued is None:
        return None
    if stream.active:
        return Round(queued, attempts, None)
    last = attempts[-1].ended if attempts and attempts[-1].outcome == stream.outcome else None
    if last is not None:
        return Round(queued, attempts, last)  # Its StreamEnded may come later.
    until = queued if stream.ended is None else stream.ended
    return Round(queued, attempts, until, ending(stream.outcome, stream.error, stream.shown))


def _begin(attempt: Attempt) -> int | None:
    return attempt.queued if attempt.queued is not None else attempt.began


def round_segments(one: Round, now: int) -> list[Segment]:
    end = now if one.until is None else one.until
    found: list[Segment] = []
    doing: Doing = "queued"
    at = one.queued
    for attempt in one.attempts:
        if attempt.began is None:
            continue
        until = end if attempt.ended is None else attempt.ended
        found += [Segment(doing, at, attempt.began), *attempt_segments(attempt, until)]
        doing, at = "retry", until
    return _lasting(*found, Segment(doing, at, end))


def finishes(one: Round) -> list[Finish]:
    found = [
        Finish(attempt.ended, ending(attempt.outcome, attempt.error, attempt))
        for attempt in one.attempts
        if attempt.ended is not None
    ]
    if one.end is not None and one.until is not None:
        found.append(Finish(one.until, one.end))
    return found


def fill(segments: Iterable[Segment], scale: Scale) -> list[Doing | None]:
    """What took most of each cell's time; `segments` are on the race's clock."""
    cells: list[Doing | None] = [None] * scale.cells
    shares: defaultdict[int, Counter[Doing]] = defaultdict(Counter)
    for doing, begin, end in segments:
        first, last = scale.cell(begin), scale.cell(end - 1)
        if first == last:
            shares[first][doing] += end - begin
            continue
        shares[first][doing] += scale.begin(first + 1) - begin
        cells[first + 1 : last] = [doing] * (last - first - 1)
        shares[last][doing] += end - scale.begin(last)
    for cell, share in shares.items():
        cells[cell] = share.most_common(1)[0][0]
    return cells
