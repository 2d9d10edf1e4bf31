"""A run's figures in sentences."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from streamboard.board.phases_and_ends import DONE, VERDICTS
from streamboard.board.run_remarks import counts_connecting
from streamboard.board.state import BoardState
from streamboard.board.totals import Totals
from streamboard.common import spoken, units
from streamboard.comparing.gate_rulings import Judged
from streamboard.figures.catalogue import FIGURE, RUN_FIGURES
from streamboard.figures.samples import percentiles
from streamboard.report.live.plain_teller import MANY, figures
from streamboard.report.verdicts import verdicts_spoken
from streamboard.safety.sanitise import clean_line

_TOLD = ("completed", "wall")
"""In the first sentence."""


def plain_summary(board: BoardState, gates: Sequence[Judged] = ()) -> Iterator[str]:
    """Also a sentence for each stream if they are few (`MANY`)."""
    totals = board.totals(board.now)
    yield _ended(totals)
    for figure in RUN_FIGURES:
        reading = figure.of(board, board.now)
        if figure.tag not in _TOLD and reading.value is not None and figure.worth(board):
            about = "about " if reading.estimated else ""
            words = reading.note.removesuffix(" ended").replace("/", " of ")
            words = words or figure.unit.spoken(reading.value)
            yield spoken.sentence(figure.sentence.format(f"{about}{words}"))
    yield from verdicts_spoken(board, gates)
    yield from _first_tokens(board)
    if counts_connecting(board):
        yield spoken.sentence(
            "These times include connecting: this run does not say when its requests were sent"
        )
    if board.lag_count:
        times = "once" if board.lag_count == 1 else f"{board.lag_count} times"
        yield spoken.sentence(f"The engine was late {times}, at worst by {spoken.duration(board.lag_ns)}")
    if totals.streams <= MANY:
        yield from _each(board)


def _ended(totals: Totals) -> str:
    numbers = [(verdict, totals.counts[verdict.name]) for verdict in VERDICTS]
    others = [verdict.of(number) for verdict, number in numbers if number and verdict is not DONE]
    streams = units.count(totals.streams, "stream")
    whole = f"{totals.counts[DONE.name]} of {streams} completed in {spoken.duration(totals.wall_ns)}"
    return spoken.sentence(f"The run is over: {spoken.listed([whole, *others])}")


def _first_tokens(board: BoardState) -> Iterator[str]:
    ttft = FIGURE["ttft"]
    spread = percentiles(ttft, list(board.streams.values()), board.now)
    if spread.n > 1 and spread.p50.value is not None and spread.p95.value is not None:
        yield spoken.sentence(
            f"Of {spread.n} first tokens half came within {spoken.duration(spread.p50.value)}, "
            f"95 in a hundred within {spoken.duration(spread.p95.value)}"
        )


def _each(board: BoardState) -> Iterator[str]:
    for stream in board.streams.values():
        ttft = FIGURE["ttft"].of(stream, board.now).settled
        first = f"first token after {spoken.duration(ttft)}, " if ttft is not None else ""
        yield spoken.sentence(f"{clean_line(stream.plan.name)}: {first}{figures(stream, board.now)}")
