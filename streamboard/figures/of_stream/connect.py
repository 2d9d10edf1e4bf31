"""How long it took to open the connection."""

from __future__ import annotations

from streamboard.board.attempt import Attempt
from streamboard.board.log_details import connection_words
from streamboard.board.stream import StreamState
from streamboard.common import units
from streamboard.figures.figure import Figure, Placement, Pool
from streamboard.figures.figure_base import OtherTool
from streamboard.figures.reading import ABSENT, Reading, measured
from streamboard.figures.unit import TIME
from streamboard.run.plan import SECOND

_WORTH_NS = SECOND // 100
"""A connection on the same machine takes less."""


def _read(stream: StreamState, attempt: Attempt | None, now: int) -> Reading:
    if attempt is None:
        return ABSENT
    opened = attempt.connection
    if opened is None:
        return ABSENT
    if opened.reused:
        return Reading(note="re-used")
    return measured(opened.connect_ns, attempt.lateness.of(opened.t))


def _inputs(attempt: Attempt) -> str:
    return units.DASH if attempt.connection is None else connection_words(attempt.connection)


FIGURE = Figure(
    tag="connect",
    name="connect",
    title="connection time",
    unit=TIME,
    read=_read,
    better="low",
    first="high",
    pool=Pool("connect", "connect", 6),
    worth=lambda _stream, reading: (reading.value or 0) > _WORTH_NS,
    places={"pane": Placement(60, 70), "table": Placement(13), "zoom": Placement(5)},
    definition="How long it took to connect: name lookup, TCP and TLS. TTFT does not include it, as it"
    " counts from when the request was sent.",
    formula="connection open - connecting begun",
    inputs=_inputs,
    absent="an open connection was re-used, or this run does not say",
    other_tools=(
        OtherTool("AIPerf", "HTTP trace", "DNS + connecting"),
        OtherTool("GuideLLM", ""),
        OtherTool("vLLM", ""),
    ),
    why="All three include it in TTFT; AIPerf also reports it separately when its HTTP trace is on.",
)
