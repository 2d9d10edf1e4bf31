"""A run's figures as a table."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from rich.console import Group
from rich.table import Table
from rich.text import Text

from streamboard import metrics, units
from streamboard.board.marks import Marks, best_and_worst
from streamboard.board.state import BoardState
from streamboard.board.status import status
from streamboard.board.stream import Attempt, StreamState
from streamboard.sanitise import clean_line

WORTH_SHOWING_NS = 50_000_000
"""A queue time below this is our own doing, not a wait."""
_TONES = {"live": "cyan", "good": "green", "trouble": "red", "quiet": "dim"}


class Column(NamedTuple):
    """A figure of the table."""

    heading: str
    width: int
    text: Callable[[StreamState, Attempt, Marks], str]
    least_room: int = 0
    """The width of the whole from which there is room for it."""
    wanted: Callable[[StreamState, Attempt], bool] = lambda _stream, _attempt: True
    """It is shown if any stream wants it."""


def _queued(stream: StreamState, _attempt: Attempt) -> bool:
    return (stream.queue_time_ns() or 0) > WORTH_SHOWING_NS


_COLUMNS = (
    Column("queued", 7, lambda stream, _, __: units.duration(stream.queue_time_ns()), wanted=_queued),
    Column("TTFT", 8, lambda _, attempt, marks: f"{units.duration(attempt.ttft_ns())}{marks.ttft}"),
    Column(
        "TTFO",
        7,
        lambda _, attempt, __: units.duration(attempt.ttfo_ns()),
        wanted=lambda _, attempt: attempt.ttfo_ns() != attempt.ttft_ns(),
    ),
    Column("tok/s", 6, lambda _, attempt, marks: f"{units.rate(attempt.tokens_per_second())}{marks.speed}"),
    Column("tokens", 6, lambda _, attempt, __: _tokens(attempt)),
    Column(
        "gap p50", 7, lambda _, attempt, __: units.duration(attempt.deltas.median_gap_ns()), least_room=100
    ),
    Column("gap max", 8, lambda _, attempt, __: units.duration(attempt.deltas.max_gap_ns), least_room=90),
    Column("E2E", 7, lambda _, attempt, __: units.duration(attempt.e2e_ns())),
)
"""Left to right; on a narrow terminal the gaps go first."""


def summary(board: BoardState, width: int | None = None) -> Group:
    """The table of streams, and the run's figures under it.

    Args:
        board: The run.
        width: The columns of the terminal; None where nothing needs to fit.
    """
    shown = [(stream, stream.shown) for stream in board.streams.values()]
    columns = [
        column
        for column in _COLUMNS
        if (width is None or width >= column.least_room)
        and any(attempt is not None and column.wanted(stream, attempt) for stream, attempt in shown)
    ]
    table = Table(box=None, pad_edge=False, header_style="bold")
    # The words give way, not the figures.
    table.add_column("stream", overflow="ellipsis", no_wrap=True, min_width=8)
    table.add_column("model", overflow="ellipsis", no_wrap=True, max_width=32)
    table.add_column("ended", overflow="ellipsis", no_wrap=True, min_width=9)
    for column in columns:
        table.add_column(column.heading, justify="right", no_wrap=True, min_width=column.width)
    marks = best_and_worst(board.streams.values())
    for stream, attempt in shown:
        state = status(stream, board, board.now)
        mark = marks.get(stream.plan.id, Marks())
        table.add_row(
            Text(clean_line(stream.plan.name)),
            Text(_model(stream, board)),
            Text(f"{state.mark} {state.short}", style=_TONES[state.tone]),
            *(
                Text(units.DASH if attempt is None else column.text(stream, attempt, mark))
                for column in columns
            ),
        )
    substitutes = board.substitutes()
    lines = [Text(_totals(board)), *([Text(clean_line(substitutes), style="red")] if substitutes else [])]
    return Group(table, Text(""), *lines)


def _tokens(attempt: Attempt) -> str:
    tokens, counted = attempt.output_tokens()
    return units.DASH if tokens is None else f"{tokens}{'' if counted else '~'}"


def _model(stream: StreamState, board: BoardState) -> str:
    simulated = " SIMULATED" if board.simulated(stream) else ""
    return f"{clean_line(stream.model())}{simulated}"


def _totals(board: BoardState) -> str:
    totals = board.totals(board.now)
    words = [f"{totals.well} of {totals.streams} completed", f"wall {units.duration(totals.wall_ns)}"]
    if totals.tokens_per_second is not None:
        mark = "~" if totals.estimated else ""
        words.append(
            f"{totals.output_tokens}{mark} tokens, {units.rate(totals.tokens_per_second)}{mark} tok/s in all"
        )
    if totals.speed_up is not None and totals.streams > 1:
        words.append(f"speed-up {totals.speed_up:.1f}x")
    shown = [stream.shown for stream in board.streams.values() if stream.shown is not None]
    ttfts = [(attempt.ttft_late, ttft) for attempt in shown if (ttft := attempt.ttft_ns()) is not None]
    spread = metrics.spread([ttft for late, ttft in ttfts if not late])
    if spread is not None and spread.n > 1:
        left_out = sum(late for late, _ in ttfts)
        n = f"n={spread.n}" + (f", {left_out} late left out" if left_out else "")
        words.append(f"TTFT p50 {units.duration(spread.p50)}, p95 {units.duration(spread.p95)} ({n})")
    if totals.goodput is not None:
        words.append(f"goodput {totals.goodput[0]}/{totals.streams}")
    if board.lag_count:
        worst = units.duration(board.lag_ns)
        words.append(f"the engine was late {units.count(board.lag_count, 'time')}, at worst by {worst}")
    return "; ".join(words)
