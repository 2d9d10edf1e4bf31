"""A run's figures in sentences."""

from __future__ import annotations

from collections.abc import Iterator

from streamboard import metrics
from streamboard.board.state import BoardState, Totals
from streamboard.report import spoken
from streamboard.report.plain import MANY, figures
from streamboard.sanitise import clean_line


def plain_summary(board: BoardState) -> Iterator[str]:
    """What the run came to, a sentence each; where the streams are few, a sentence for each of them too."""
    totals = board.totals(board.now)
    yield _ended(totals)
    if totals.tokens_per_second is not None:
        tokens = spoken.tokens(totals.output_tokens, estimated=totals.estimated)
        speed = spoken.rate(totals.tokens_per_second, estimated=totals.estimated)
        yield spoken.sentence(f"In all {tokens} came, {speed}")
    if totals.speed_up is not None and totals.streams > 1:
        yield spoken.sentence(
            f"One after another the streams would have taken {totals.speed_up:.1f} times as long"
        )
    yield from _first_tokens(board)
    if totals.goodput is not None:
        yield spoken.sentence(f"{totals.goodput[0]} of {totals.streams} streams met their targets")
    if board.lag_count:
        times = "once" if board.lag_count == 1 else f"{board.lag_count} times"
        yield spoken.sentence(f"The engine was late {times}, at worst by {spoken.duration(board.lag_ns)}")
    if (substitutes := board.substitutes()) is not None:
        yield clean_line(substitutes)
    if totals.streams <= MANY:
        yield from _each(board)


def _ended(totals: Totals) -> str:
    others = [
        f"{number} {words}"
        for number, words in (
            (totals.cut, "came to an answer that is not whole"),
            (totals.refused, "were declined" if totals.refused > 1 else "was declined"),
            (totals.stopped, "were stopped" if totals.stopped > 1 else "was stopped"),
            (totals.troubled, "failed"),
        )
        if number
    ]
    streams = f"{totals.streams} streams" if totals.streams != 1 else "1 stream"
    whole = f"{totals.well} of {streams} completed in {spoken.duration(totals.wall_ns)}"
    return spoken.sentence(f"The run is over: {spoken.listed([whole, *others])}")


def _first_tokens(board: BoardState) -> Iterator[str]:
    shown = [stream.shown for stream in board.streams.values() if stream.shown is not None]
    ttfts = [ttft for attempt in shown if not attempt.ttft_late and (ttft := attempt.ttft_ns()) is not None]
    spread = metrics.spread(ttfts)
    if spread is not None and spread.n > 1:
        yield spoken.sentence(
            f"Of {spread.n} first tokens half came within {spoken.duration(spread.p50)}, "
            f"95 in a hundred within {spoken.duration(spread.p95)}"
        )


def _each(board: BoardState) -> Iterator[str]:
    for stream in board.streams.values():
        attempt = stream.shown
        ttft = attempt.ttft_ns() if attempt is not None else None
        first = f"first token after {spoken.duration(ttft)}, " if ttft is not None else ""
        yield spoken.sentence(f"{clean_line(stream.plan.name)}: {first}{figures(stream, board.now)}")
