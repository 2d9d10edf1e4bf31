"""What votes come to: what is counted, how sure it is, and who is ahead."""

from __future__ import annotations

import pytest

from streamboard.board.votes.standings import NO_VOTES, contestants, for_columns, scoreboard, verdict
from streamboard.run.archive.votes import VoteRecord


def vote(*among: str, winner: str | None = None) -> VoteRecord:
    return VoteRecord("2026-01-01T00:00:00+00:00", "story", list(among), winner)


def test_no_votes_tell_nothing() -> None:
    assert scoreboard([]) == NO_VOTES


def test_wins_losses_and_ties_are_counted_and_the_strongest_comes_first() -> None:
    table = scoreboard(
        [vote("a", "b", winner="b"), vote("b", "a", winner="b"), vote("a", "b"), vote("c", "a")]
    ).standings
    assert {one.name: (one.wins, one.losses, one.ties, one.n) for one in table} == {
        "b": (2, 0, 1, 3),
        "c": (0, 0, 1, 1),
        "a": (0, 2, 2, 4),
    }
    assert table[0].name == "b"
    points = [one.strength.points for one in table]
    assert points == sorted(points, reverse=True)


def test_a_tie_is_shared_among_all_of_them() -> None:
    table = scoreboard([vote("a", "b", "c", "d"), vote("a", "b", winner="a")]).standings
    assert {one.name: one.share for one in table} == {"a": 0.625, "b": 0.125, "c": 0.25, "d": 0.25}


@pytest.mark.parametrize(
    ("wins", "losses", "ahead"),
    [
        (9, 0, None),  # All of them, but too few.
        (10, 0, "a"),
        (55, 45, None),  # Many, but they may be alike.
        (80, 20, "a"),
    ],
)
def test_who_is_ahead_is_said_only_when_it_can_be(wins: int, losses: int, ahead: str | None) -> None:
    score = scoreboard([vote("a", "b", winner="a")] * wins + [vote("a", "b", winner="b")] * losses)
    assert (score.ahead.name if score.ahead else None) == ahead
    assert ("Too few to say" in verdict(score)[0]) == (ahead is None)


def test_nobody_is_ahead_of_nobody() -> None:
    assert NO_VOTES.ahead is None
    assert verdict(NO_VOTES)[0] == "Too few to say"


@pytest.mark.parametrize(
    ("answers", "names"),
    [
        ([("haiku", "story/1"), ("opus", "story/2")], ["haiku", "opus"]),
        ([("haiku", "story/1"), ("haiku", "story/2")], ["story/1", "story/2"]),
        ([("haiku", "story/1"), ("opus", "story/2"), ("haiku", "story/3")], ["story/1", "opus", "story/3"]),
        ([("", "story/1"), ("opus", "story/2")], ["story/1", "opus"]),
        ([("haiku", "story"), ("haiku", "story")], ["story (1)", "story (2)"]),
    ],
)
def test_votes_count_for_columns_unless_one_has_several_answers(
    answers: list[tuple[str, str]], names: list[str]
) -> None:
    assert contestants(answers) == names


OLD = [vote("claude-haiku", "claude-opus", winner="claude-opus"), vote("claude-haiku", "claude-opus")]


def test_old_votes_for_a_model_count_for_the_column_that_asks_it() -> None:
    found = for_columns(OLD, [("claude-haiku", "haiku"), ("claude-haiku", "haiku"), ("claude-opus", "opus")])
    assert found == [vote("haiku", "opus", winner="opus"), vote("haiku", "opus")]


@pytest.mark.parametrize(
    "answers",
    [
        [],
        [("claude-haiku", "claude-haiku"), ("claude-opus", "claude-opus")],
        # Either of two columns may have been meant.
        [("claude-haiku", "brief"), ("claude-haiku", "long")],
        # The name is a column's own.
        [("claude-haiku", "brief"), ("other", "claude-haiku")],
        # Both would be one.
        [("claude-haiku", "one"), ("claude-opus", "one")],
    ],
)
def test_old_votes_stay_as_they_are_where_no_column_is_meant(answers: list[tuple[str, str]]) -> None:
    assert for_columns(OLD, answers) == OLD
