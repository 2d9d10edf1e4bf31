"""Every outcome on the board: its pane, its lane, the header, the log and the help."""

from __future__ import annotations

from typing import get_args

import pytest

from streamboard.board.phases_and_ends import ENDS, legend
from streamboard.run.events import Outcome

from .pilot import REFUSED_CONNECTION, showing, under_way

OUTCOMES: tuple[Outcome, ...] = get_args(Outcome)


@pytest.mark.parametrize("outcome", OUTCOMES)
async def test_a_pane_and_a_lane_show_how_it_ended_and_the_header_counts_it(outcome: Outcome) -> None:
    end = ENDS[outcome]
    error = None if end.sentence or outcome == "completed" else REFUSED_CONNECTION
    feed = under_way("one")
    feed.at_ms(1000).say("s1", "Once upon")
    feed.at_ms(2000).end("s1", outcome, error)
    word = "connection" if outcome == "failed" else end.word
    async with showing(feed) as board:
        await board.shows("Once upon", f"{end.mark} {word} 2.00 s", f"1 {end.verdict.name}")
        await board.shows(*([f"{end.mark} {end.sentence}"] if end.sentence else []), end.advice)
        await board.press("2")
        await board.shows(f"{end.mark} {word}")
        await board.press("5")
        await board.shows(outcome)


async def test_the_help_has_every_mark() -> None:
    async with showing(under_way("one"), (120, 200)) as board:
        await board.press("question_mark")
        await board.shows(*(f"{mark}  {words}" for mark, words in legend()))
