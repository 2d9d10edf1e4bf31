"""Gates and objectives in words."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from streamboard.board.objectives import Objective, objectives
from streamboard.board.phases_and_ends import Tone
from streamboard.board.state import BoardState
from streamboard.board.stream import StreamState
from streamboard.common import spoken, units
from streamboard.comparing.gate_rulings import Judged, Ruling, counted
from streamboard.figures.catalogue import FIGURE
from streamboard.safety.sanitise import clean_line

MARKS: dict[Ruling, str] = {"passed": "✓", "failed": "✗", "undecided": "○"}
TONES: dict[Ruling, Tone] = {"passed": "good", "failed": "trouble", "undecided": "quiet"}


def gate_lines(gates: Sequence[Judged]) -> Iterator[tuple[str, Tone]]:
    """`gates: 1 passed, 1 failed`, then a line for each gate."""
    if not gates:
        return
    yield f"gates: {counted(gates)}", "plain"
    for gate in gates:
        line = f"{MARKS[gate.ruling]} {clean_line(gate.sentence)}"
        yield line, TONES[gate.ruling]


def verdict_lines(board: BoardState, gates: Sequence[Judged]) -> Iterator[str]:
    yield from missed(board)
    yield from (line for line, _ in gate_lines(gates))


def verdicts_spoken(board: BoardState, gates: Sequence[Judged]) -> Iterator[str]:
    yield from map(spoken.sentence, missed(board))
    yield from gates_spoken(gates)


def gates_spoken(gates: Sequence[Judged]) -> Iterator[str]:
    for gate in gates:
        yield spoken.sentence(f"The gate {clean_line(gate.sentence)}")


def missed(board: BoardState) -> Iterator[str]:
    """For each missed objective, how many ended streams missed it, and the worst excess."""
    ended = [stream for stream in board.streams.values() if stream.phase == "ended"]
    for objective in objectives(board.plan.slo):
        found = [(_over(objective, stream), stream) for stream in ended]
        late = [(over, stream) for over, stream in found if over]
        absent = sum(over is None for over, _ in found)
        if not late and not absent:
            continue
        name = FIGURE[objective.tag].name
        most = units.setting(objective.most_ns)
        words = [
            f"SLO {name} <= {most} missed by {len(late) + absent} of {units.count(len(ended), 'stream')}"
        ]
        if late:
            over, worst = max(late, key=lambda each: each[0])
            took = units.duration(objective.most_ns + over)
            words.append(f"worst by {clean_line(worst.plan.name)}: {took}, {units.duration(over)} too long")
        if absent:
            words.append(f"{absent} without {name}")
        yield "; ".join(words)


def _over(objective: Objective, stream: StreamState) -> float | None:
    """0 if within; None if the figure is missing."""
    taken = objective.taken(stream.shown) if stream.shown is not None else None
    return None if taken is None else max(taken - objective.most_ns, 0)
