"""All figures of a run as a table: a row for each stream, and percentiles by model and by prompt."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Literal, NamedTuple

from streamboard import metrics, units
from streamboard.board.deltas import percentile_of
from streamboard.board.marks import BEST, WORST, WORTH_MARKING
from streamboard.board.state import BoardState
from streamboard.board.status import Status, status
from streamboard.board.stream import Attempt, StreamState
from streamboard.plan import Slo

Unit = Literal["ns", "tokens/s", "tokens", "count", "verdict", "ratio", "share"]
WORTH_SHOWING_NS = 50_000_000
"""A queue time below this is our own doing, not a wait."""


class Cell(NamedTuple):
    """A figure of a stream."""

    value: float | None = None
    """In its column's unit; None where there is none."""
    estimated: bool = False
    late: bool = False
    """The engine was late while it was taken."""
    mark: str = ""
    """Whether it is the best or the worst of its column."""


NO_CELL = Cell()


def text_of(value: float | None, unit: Unit) -> str:
    """A value as people read it: `28.4 ms`, `312 ms`, `1.72 s`, `104`."""
    if value is None:
        return units.DASH
    match unit:
        case "ns":
            return f"{value / 1e6:.1f} ms" if value < 99_950_000 else units.duration(value)
        case "tokens/s":
            return units.rate(value)
        case "verdict":
            return "met" if value else "missed"
        case "ratio":
            return f"{value:.1f}x"
        case "share":
            return f"{value:.0%}"
        case _:
            return f"{value:.0f}"


class Column(NamedTuple):
    """A figure that every stream may have."""

    key: str
    """Its name in files, without the unit."""
    heading: str
    unit: Unit
    cell: Callable[[StreamState, Attempt, int], Cell]
    """From a stream, its attempt that counts, and the run's clock."""
    better: Literal["low", "high"] | None = None
    """Which end is the good one; None where neither is."""

    def of(self, stream: StreamState, now: int) -> Cell:
        """A stream's cell: of the attempt that counts, and of its wait before there is one."""
        if stream.shown is not None:
            return self.cell(stream, stream.shown, now)
        return Cell(stream.queue_time_ns(now)) if self.key == "queued" else NO_CELL


def _gap(percent: float) -> Callable[[StreamState, Attempt, int], Cell]:
    return lambda _stream, attempt, _now: Cell(
        attempt.deltas.gap_percentile_ns(percent), late=attempt.deltas.thinned
    )


def _tokens(_stream: StreamState, attempt: Attempt, _now: int) -> Cell:
    tokens, counted = attempt.output_tokens()
    return Cell(tokens, estimated=tokens is not None and not counted)


def _speed(_stream: StreamState, attempt: Attempt, now: int) -> Cell:
    if attempt.ended is None and attempt.message.stop_reason is None:
        return Cell(attempt.deltas.live_tokens_per_second(now), estimated=True)
    return Cell(attempt.tokens_per_second(), late=attempt.itl_late)


def _e2e(_stream: StreamState, attempt: Attempt, _now: int) -> Cell:
    # While it goes on, its last delta is not the last one.
    return Cell(None if attempt.ended is None else attempt.e2e_ns(), late=attempt.e2e_late)


COLUMNS = (
    Column("queued", "queued", "ns", lambda stream, _, now: Cell(stream.queue_time_ns(now))),
    Column(
        "ttft", "TTFT", "ns", lambda _, attempt, __: Cell(attempt.ttft_ns(), late=attempt.ttft_late), "low"
    ),
    Column(
        "ttfo", "TTFO", "ns", lambda _, attempt, __: Cell(attempt.ttfo_ns(), late=attempt.ttfo_late), "low"
    ),
    Column("itl", "ITL", "ns", lambda _, attempt, __: Cell(attempt.itl_ns(), late=attempt.itl_late), "low"),
    Column("tokens_per_second", "tok/s", "tokens/s", _speed, "high"),
    Column("output_tokens", "tokens", "tokens", _tokens),
    Column("e2e", "E2E", "ns", _e2e, "low"),
    Column("gap_p50", "gap p50", "ns", _gap(50), "low"),
    Column("gap_p95", "gap p95", "ns", _gap(95), "low"),
    Column(
        "gap_max",
        "gap max",
        "ns",
        lambda _, attempt, __: Cell(attempt.deltas.max_gap_ns, late=attempt.deltas.max_gap_late),
        "low",
    ),
    Column(
        "attempts", "tries", "count", lambda stream, _, __: Cell(len(stream.attempts) - stream.round_start)
    ),
)
"""Left to right."""
COLUMN = {column.key: column for column in COLUMNS}
GROUPED = ("ttft", "tokens_per_second", "gaps", "e2e", "itl", "queued")
"""The figures that have percentiles, the most telling first."""
GROUP_UNITS: dict[str, Unit] = {key: "ns" if key == "gaps" else COLUMN[key].unit for key in GROUPED}
GROUP_HEADINGS = {key: "gaps" if key == "gaps" else COLUMN[key].heading for key in GROUPED}


class Percentiles(NamedTuple):
    """The middle and the tail of a figure over several streams."""

    n: int = 0
    p50: float | None = None
    p95: float | None = None
    p99: float | None = None
    left_out: int = 0
    """Values that may be wrong, because the engine was late."""


class Group(NamedTuple):
    """Streams that have something in common."""

    name: str
    streams: int
    figures: dict[str, Percentiles]
    """By the keys in `GROUPED`."""
    met: tuple[int, int] | None = None
    """Streams that met every objective and streams that ended; None where no objective is set."""


@dataclass(frozen=True)
class Row:
    """A stream with all of its figures."""

    stream: StreamState
    status: Status
    cells: dict[str, Cell]
    """By column."""
    met: bool | None
    """Whether it met every objective; None where none is set, or it goes on."""


@dataclass(frozen=True)
class Table:
    """The table as of a time."""

    rows: list[Row]
    whole: Group
    """All streams together."""
    models: list[Group]
    prompts: list[Group]

    def wanted(self, key: str) -> bool:
        """Whether a column says something that no other one does."""
        if key == "queued":
            return any((row.cells[key].value or 0) > WORTH_SHOWING_NS for row in self.rows)
        if key == "ttfo":
            return any(row.cells[key].value != row.cells["ttft"].value for row in self.rows)
        if key == "met":
            return any(row.met is not None for row in self.rows)
        return True


def table(board: BoardState, streams: Sequence[StreamState], now: int) -> Table:
    """The table of these streams, in their order."""
    rows = [_row(board, stream, now) for stream in streams]
    marks = {column.key: _marks(rows, column) for column in COLUMNS if column.better}
    for row in rows:
        for key, marked in marks.items():
            if (mark := marked.get(row.stream.plan.id)) is not None:
                row.cells[key] = row.cells[key]._replace(mark=mark)
    slo = board.plan.slo
    return Table(
        rows,
        _group("all", streams, slo),
        groups(streams, lambda stream: stream.model(), slo),
        groups(streams, lambda stream: stream.plan.prompt, slo),
    )


def _row(board: BoardState, stream: StreamState, now: int) -> Row:
    cells = {column.key: column.of(stream, now) for column in COLUMNS}
    asked = board.plan.slo != Slo() and stream.phase == "ended"
    return Row(stream, status(stream, board, now), cells, stream.meets(board.plan.slo) if asked else None)


def _marks(rows: Iterable[Row], column: Column) -> dict[str, str]:
    """The best and the worst of a column by stream id, by the rule of `marks.best_and_worst`.

    E2E is compared between whole answers only: one that broke off is not the quickest.
    """
    values = [
        (cell.value, row.stream.plan.id)
        for row in rows
        if row.stream.phase == "ended"
        and (cell := row.cells[column.key]).value is not None
        and not cell.late
        and (column.key != "e2e" or row.stream.well)
    ]
    if len(values) < 2:
        return {}
    low, high = min(values), max(values)
    if high[0] < low[0] * WORTH_MARKING:
        return {}
    return {low[1]: BEST, high[1]: WORST} if column.better == "low" else {high[1]: BEST, low[1]: WORST}


def arranged(rows: Sequence[Row], key: str | None, *, reverse: bool = False) -> list[Row]:
    """The rows by a column, the best first; those without a value come last either way.

    Args:
        rows: In the user's order, which settles ties.
        key: The column; None leaves the order as it is.
        reverse: The worst first.
    """
    if key is None:
        return list(reversed(rows)) if reverse else list(rows)
    with_value = [row for row in rows if row.cells[key].value is not None]
    falling = (COLUMN[key].better == "high") != reverse
    with_value.sort(key=lambda row: row.cells[key].value or 0, reverse=falling)
    return with_value + [row for row in rows if row.cells[key].value is None]


def groups(streams: Iterable[StreamState], name: Callable[[StreamState], str], slo: Slo) -> list[Group]:
    """Percentiles over the streams that have a name in common, in the order in which names appear."""
    members: dict[str, list[StreamState]] = {}
    for stream in streams:
        members.setdefault(name(stream), []).append(stream)
    return [_group(name, found, slo) for name, found in members.items()]


def _group(name: str, streams: Sequence[StreamState], slo: Slo) -> Group:
    ended = [stream for stream in streams if stream.phase == "ended"]
    met = None if slo == Slo() else (sum(stream.meets(slo) for stream in ended), len(ended))
    return Group(name, len(streams), _percentiles(streams), met)


def _percentiles(streams: Sequence[StreamState]) -> dict[str, Percentiles]:
    attempts = [stream.shown for stream in streams if stream.shown is not None]
    # What was cut off has an E2E as well; among those of whole answers it would look quick.
    whole = [attempt for attempt in attempts if attempt.message.stop_reason is not None]
    return {
        "ttft": _spread((attempt.ttft_ns(), attempt.ttft_late) for attempt in attempts),
        "tokens_per_second": _spread((attempt.tokens_per_second(), attempt.itl_late) for attempt in whole),
        "gaps": _gaps(attempts),
        "e2e": _spread((attempt.e2e_ns(), attempt.e2e_late) for attempt in whole),
        "itl": _spread((attempt.itl_ns(), attempt.itl_late) for attempt in whole),
        "queued": _spread((stream.queue_time_ns(), False) for stream in streams),
    }


def _spread(values: Iterable[tuple[float | None, bool]]) -> Percentiles:
    """Percentiles of values, each with whether it may be wrong."""
    there = [(value, late) for value, late in values if value is not None]
    sound = [value for value, late in there if not late]
    p50, p95, p99 = (metrics.percentile(sound, percent) for percent in (50, 95, 99))
    return Percentiles(len(sound), p50, p95, p99, len(there) - len(sound))


def _gaps(attempts: Iterable[Attempt]) -> Percentiles:
    """Percentiles of all gaps of several attempts, each good to a hundredth."""
    counts: Counter[int] = Counter()
    left_out = 0
    for attempt in attempts:
        counts.update(attempt.deltas.gap_counts())
        left_out += attempt.deltas.left_out
    p50, p95, p99 = (percentile_of(counts, percent) for percent in (50, 95, 99))
    return Percentiles(counts.total(), p50, p95, p99, left_out)
