"""Two sides set beside each other: pairs, words, refusals, what differs in the making."""

from __future__ import annotations

import random

import pytest

from streamboard.board.state import BoardState
from streamboard.common.errors import UsageError
from streamboard.comparing.comparison import Compared, compare
from streamboard.comparing.sides import RunSide
from tests.comparing.made import board_of, side

NOON = "2026-11-01T12:00:00.000+00:00"


def spread(n: int, middle: float, seed: int = 1) -> list[float]:
    chance = random.Random(seed)
    return [middle * chance.lognormvariate(0, 0.1) for _ in range(n)]


def both(old: BoardState, new: BoardState, *, anyway: bool = False) -> Compared:
    return compare(side("a", old), side("b", new), anyway=anyway)


def words(found: Compared) -> dict[str, str]:
    return {row.name: row.word for row in found.rows}


def test_words_say_which_way_a_figure_went() -> None:
    slower = board_of(*(1.5 * value for value in spread(40, 300, 2)), at=NOON)
    found = both(board_of(*spread(40, 300)), slower)
    assert words(found)["TTFT"] == "slower"
    assert words(found)["tok/s"] == "no difference seen"
    back = compare(found.new, found.old)
    assert words(back)["TTFT"] == "faster"
    assert found.pairs == 40
    assert found.alone == (0, 0)


def test_one_sample_is_too_few_to_say() -> None:
    found = both(board_of(100), board_of(900, at=NOON))
    assert {*words(found).values()} == {"too few to say"}


def test_streams_without_a_partner_are_counted_and_left_out() -> None:
    found = both(board_of(*spread(12, 300)), board_of(*spread(8, 300, 2), at=NOON))
    assert (found.pairs, found.alone) == (8, (4, 0))
    [ttft] = [row for row in found.rows if row.name == "TTFT"]
    assert ttft.measured.effect is not None
    assert ttft.measured.effect.n == 8


def test_two_models_are_set_beside_each_other_whatever_they_are_called() -> None:
    found = both(board_of(*spread(8, 300)), board_of(*spread(8, 300), column="brief", at=NOON))
    assert found.pairs == 8
    assert ("columns", "fast", "brief") in found.changed


def test_several_runs_of_a_side() -> None:
    old = side("a", *(board_of(*spread(8, 300 + place), at=f"1{place}") for place in range(3)))
    new = side("b", *(board_of(*spread(8, 500 + place), at=f"2{place}") for place in range(3)))
    found = compare(old, new)
    [ttft] = [row for row in found.rows if row.name == "TTFT"]
    assert ttft.word == "slower"
    assert ttft.measured.old.runs is not None
    assert ttft.measured.old.n == 3


def test_one_run_against_several_is_compared_as_samples() -> None:
    old = side("a", *(board_of(*spread(8, 300, place), at=f"1{place}") for place in range(2)))
    found = compare(old, side("b", board_of(*spread(8, 500), at=NOON)))
    [ttft] = [row for row in found.rows if row.name == "TTFT"]
    assert ttft.measured.effect is not None
    assert ttft.measured.effect.method == "samples"
    assert ttft.measured.old.n == 16
    assert ttft.word == "slower"


@pytest.mark.parametrize(
    ("new", "said"),
    [
        (board_of(100), "a and b are the same run"),
        (board_of(100, simulated=False, at=NOON), "a is simulated and b is not"),
        (board_of(100, prompt="other", at=NOON), "no prompt in common: one asks story, the other other"),
        (BoardState(board_of(100).plan), "Nothing was sent in b"),
    ],
    ids=["itself", "real", "others", "nothing"],
)
def test_what_cannot_be_compared_is_refused(new: BoardState, said: str) -> None:
    with pytest.raises(UsageError, match=said):
        both(board_of(100), new)


def test_runs_of_files_that_do_not_say_when_they_began_may_be_two() -> None:
    assert both(board_of(*spread(8, 300), at=""), board_of(*spread(8, 300, 2), at="")).pairs == 8


def test_other_prompts_are_compared_as_samples_if_wanted() -> None:
    other = board_of(*spread(9, 300), prompt="other", at=NOON)
    found = both(board_of(*spread(9, 300, 2)), other, anyway=True)
    assert found.pairs == 0
    [ttft] = [row for row in found.rows if row.name == "TTFT"]
    assert ttft.measured.effect is not None
    assert ttft.measured.effect.method == "samples"


def test_it_says_what_differs_in_the_making() -> None:
    old = board_of(*spread(6, 300))
    new = board_of(*spread(7, 300), at=NOON, concurrency=2, asked="Tell me about rust.", simulated=True)
    changed = both(old, new).changed
    assert ("streams", "6", "7") in changed
    assert ("concurrency", "no cap", "2") in changed
    assert ("text of prompts", "story", "other words under the same name") in changed
    assert both(old, board_of(*spread(6, 300), at=NOON)).changed == []


def test_answers_that_differ_are_told() -> None:
    found = both(board_of(100, 110, None), board_of(100, 110, None, text="other", at=NOON))
    assert found.answers.same == 0
    assert [place.repeat for place in found.answers.differ] == [1, 2]


def test_a_side_of_no_name_has_no_pairs() -> None:
    assert RunSide("a", (board_of(100),)).questions == {("story", ())}
