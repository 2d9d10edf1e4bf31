"""How a stream ended, in the rows that a pane has for it."""

from __future__ import annotations

import pytest

from streamboard.run.events import ErrorInfo

from .feed import ScriptedFeed
from .pilot import showing, under_way

CAUSE = "The server at 127.0.0.1 closed the connection before anything had come of the answer"
ADVICE = "Look at its log, and run the stream again once it is up, or choose another endpoint"


def failed(streams: int) -> ScriptedFeed:
    feed = under_way(*(f"stream-{number}" for number in range(1, streams + 1)))
    for number in range(1, streams + 1):
        feed.at_ms(100).say(f"s{number}", f"Words of {number}. " * 30)
        feed.at_ms(500).end(f"s{number}", "failed", ErrorInfo(f"kind_{number}", f"{CAUSE} {number}.", ADVICE))
    return feed


@pytest.mark.parametrize(("streams", "size"), [(1, (80, 24)), (4, (80, 24)), (6, (120, 40)), (4, (80, 19))])
async def test_a_cause_leaves_room_for_advice_and_what_is_cut_says_so(
    streams: int, size: tuple[int, int]
) -> None:
    async with showing(failed(streams), size) as board:
        await board.shows(f"{streams} failed")
        for box in board.panes.values():
            words = list(box.words)
            cause = next(place for place, row in enumerate(words) if row.startswith("✗ The server"))
            advice = next(place for place, row in enumerate(words) if row.startswith("→ Look"))
            for rows, text in ((words[cause:advice], CAUSE), (words[advice:], ADVICE)):
                told = " ".join(row.strip() for row in rows)
                assert text[-12:] in told or any(row.endswith("…") for row in rows), told
