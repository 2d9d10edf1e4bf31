"""A figure beside that of a ghost: the same medians and ratios as `streamboard compare` gives."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from streamboard.board.state import BoardState
from streamboard.comparing.comparison import compare
from streamboard.comparing.ghost import Ghost
from streamboard.comparing.with_ghost import ENOUGH, Against, against, apart
from streamboard.figures.catalogue import FIGURE
from streamboard.figures.figure import Figure
from streamboard.run.events import RunStarted
from streamboard.run.runfile import RunFile
from tests.comparing.made import board_of, events_of, side
from tests.support.told import MS

TTFT = FIGURE["ttft"]
BEFORE, AFTER = [300, 320, 310, 305, 330, 315, 325], [330, 350, 345, 332, 365, 350, 355]


def ghost_of(board: BoardState, *ttfts: float | None, **fields: Any) -> Ghost:
    events = events_of(ttfts, **fields)
    assert isinstance(events[0], RunStarted)
    ghost = Ghost(RunFile(Path("then.jsonl"), events[0], events, torn=False, bad_lines=()), board.plan)
    ghost.follow(None)
    return ghost


def found(board: BoardState, ghost: Ghost, figure: Figure = TTFT) -> Against:
    return against(figure, board.streams.values(), board, board.now, ghost)


def test_medians_and_ratio_are_those_of_compare() -> None:
    board = board_of(*AFTER, at="2026-11-02T10:00:00+00:00")
    here = found(board, ghost_of(board, *BEFORE))
    row = next(
        row for row in compare(side("a", board_of(*BEFORE)), side("b", board)).rows if row.figure is TTFT
    )
    effect, ratio = row.measured.effect, here.ratio()
    assert effect is not None
    assert ratio is not None
    assert (here.n, here.was.value) == (effect.n, row.measured.old.value)
    assert here.difference.value == (row.measured.new.value or 0) - (row.measured.old.value or 0)
    assert (ratio.ratio, ratio.low, ratio.high) == (effect.ratio, effect.low, effect.high)
    assert apart([ratio, None]) == [True, False]


def test_what_failed_on_one_side_is_no_pair_and_few_pairs_have_no_ratio() -> None:
    board = board_of(310, None, 330)
    here = found(board, ghost_of(board, 300, 320, None))
    assert (here.n, here.partners) == (1, 3)
    assert here.difference.value == 10 * MS
    assert here.n < ENOUGH
    assert here.ratio() is None


def test_until_the_run_has_a_value_only_the_ghosts_is_told() -> None:
    board = board_of(None, None)
    here = found(board, ghost_of(board, 300, 320))
    assert (here.n, here.was.value, here.difference.value) == (0, 310 * MS, None)
    assert found(board, ghost_of(board, None, None)).was.value is None


def test_simulated_answers_are_not_compared_with_real_ones() -> None:
    board = board_of(310, 320, simulated=False)
    here = found(board, ghost_of(board, 300, 320))
    assert here.unlike
    assert (here.n, here.was.value, here.difference.value) == (0, 310 * MS, None)


def test_what_was_asked_in_other_words_is_set_beside_and_said() -> None:
    board = board_of(310, 320)
    ghost = ghost_of(board, 300, 320)
    assert not found(board, ghost).reworded
    plan = board.streams["s2"].plan
    plan.request["messages"] = [{"role": "user", "content": "Something else."}]
    here = found(board, ghost)
    assert here.reworded
    assert here.n == 2


@pytest.mark.parametrize("ttfts", [(), (1,)])
def test_streams_without_a_partner_say_nothing(ttfts: tuple[float, ...]) -> None:
    board = board_of(310, 320)
    ghost = ghost_of(board, 300)
    alone = [board.streams["s2"]][: len(ttfts)]
    here = against(TTFT, alone, board, board.now, ghost)
    assert here.partners == here.n == 0
    assert here.was.value is None
