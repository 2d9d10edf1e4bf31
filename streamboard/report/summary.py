"""A run's figures as a table."""

from __future__ import annotations

from rich.console import Group
from rich.table import Table
from rich.text import Text

from streamboard import metrics, units
from streamboard.board.marks import Marks, best_and_worst
from streamboard.board.state import BoardState
from streamboard.board.status import status
from streamboard.board.stream import StreamState
from streamboard.sanitise import clean_line

_TONES = {"live": "cyan", "good": "green", "trouble": "red", "quiet": "dim"}


def summary(board: BoardState) -> Group:
    """The table of streams, and the run's figures under it."""
    table = Table(box=None, pad_edge=False, header_style="bold")
    # On a narrow terminal the words give way, not the figures.
    table.add_column("stream", overflow="ellipsis", no_wrap=True, min_width=8)
    table.add_column("model", overflow="ellipsis", no_wrap=True, max_width=32)
    table.add_column("ended", overflow="ellipsis", no_wrap=True)
    for heading, width in (
        ("TTFT", 8),
        ("tok/s", 6),
        ("tokens", 6),
        ("gap p50", 7),
        ("gap max", 8),
        ("E2E", 7),
    ):
        table.add_column(heading, justify="right", no_wrap=True, min_width=width)
    marks = best_and_worst(board.streams.values())
    for stream in board.streams.values():
        table.add_row(*_row(stream, board, marks.get(stream.plan.id, Marks())))
    return Group(table, Text(""), Text(_totals(board)))


def _row(stream: StreamState, board: BoardState, marks: Marks) -> list[Text]:
    state = status(stream, board, board.now)
    cells = [
        Text(clean_line(stream.plan.name)),
        Text(_model(stream, board)),
        Text(f"{state.mark} {state.short}", style=_TONES[state.tone]),
    ]
    attempt = stream.shown
    if attempt is None:
        return [*cells, *(Text(units.DASH) for _ in range(6))]
    tokens, counted = attempt.output_tokens()
    cells += [
        Text(f"{units.duration(attempt.ttft_ns())}{marks.ttft}"),
        Text(f"{units.rate(attempt.tokens_per_second())}{marks.speed}"),
        Text(units.DASH if tokens is None else f"{tokens}{'' if counted else '~'}"),
        Text(units.duration(attempt.deltas.median_gap_ns())),
        Text(units.duration(attempt.deltas.max_gap_ns)),
        Text(units.duration(attempt.e2e_ns())),
    ]
    return cells


def _model(stream: StreamState, board: BoardState) -> str:
    endpoint = board.endpoints.get(stream.endpoint())
    simulated = " SIMULATED" if endpoint is not None and endpoint.simulated else ""
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
    ttfts = [
        ttft
        for stream in board.streams.values()
        if stream.shown is not None and not stream.shown.late and (ttft := stream.shown.ttft_ns()) is not None
    ]
    spread = metrics.spread(ttfts)
    if spread is not None and spread.n > 1:
        words.append(
            f"TTFT p50 {units.duration(spread.p50)}, p95 {units.duration(spread.p95)} (n={spread.n})"
        )
    if totals.goodput is not None:
        words.append(f"goodput {totals.goodput[0]}/{totals.streams}")
    if board.lag_count:
        worst = units.duration(board.lag_ns)
        words.append(f"the engine was late {units.count(board.lag_count, 'time')}, at worst by {worst}")
    return "; ".join(words)
