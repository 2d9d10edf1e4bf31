"""Plans of many streams, and what is read from a board of them."""

from __future__ import annotations

from streamboard.board.state import BoardState
from streamboard.figures.catalogue import FIGURE
from streamboard.figures.reading import Reading
from streamboard.run.events import (
    ErrorInfo,
)
from streamboard.run.plan import RunPlan, Slo
from tests.support.plans import plan, stream

BUSY = ErrorInfo("overloaded_error", "busy", "Wait.", 529)


def many(*ids: str, slo: Slo | None = None) -> RunPlan:
    return plan(*(stream(one) for one in ids), slo=slo or Slo())


def reading(state: BoardState, tag: str, stream_id: str = "s1") -> Reading:
    return FIGURE[tag].of(state.streams[stream_id], state.now)
