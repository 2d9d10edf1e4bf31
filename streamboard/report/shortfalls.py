"""Why a run's exit code is not 0, one line for each cause."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from streamboard.board.state import BoardState
from streamboard.board.status import how_it_ended
from streamboard.board.stream import StreamState
from streamboard.common import units
from streamboard.comparing.gate_rulings import Judged
from streamboard.report.checks import broken_checks
from streamboard.report.verdicts import missed
from streamboard.safety.sanitise import clean_line

_MOST = 20
"""Lines on streams; more would add nothing."""


def shortfalls(board: BoardState, gates: Sequence[Judged]) -> Iterator[str]:
    found = [line for stream in board.streams.values() for line in _of_stream(stream)]
    yield from found[:_MOST]
    if len(found) > _MOST:
        yield f"and {units.count(len(found) - _MOST, 'line')} more like these"
    yield from missed(board)
    yield from (clean_line(gate.sentence) for gate in gates if gate.ruling != "passed")


def _of_stream(stream: StreamState) -> Iterator[str]:
    name = clean_line(stream.plan.name)
    if words := how_it_ended(stream):
        sentence, advice = words
        yield f"{name}: {sentence.rstrip('.')}. {advice}".rstrip()
    yield from (f"{name}: {line}" for line in broken_checks(stream))
