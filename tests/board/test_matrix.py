"""Streams by prompt and column."""

from __future__ import annotations

from msgspec.structs import replace

from streamboard.board.matrix import CellPlace, Matrices, Matrix, MatrixRow, Votes, matrix_of, votes_of
from streamboard.board.state import BoardState
from streamboard.run.events import VoteCast
from streamboard.run.plan import RunPlan, StreamPlan
from tests.support.plans import matrix_plan, stream
from tests.support.told import Told


def made(run: RunPlan) -> Matrix:
    return matrix_of([*BoardState(run).streams.values()])


def ids(matrix: Matrix, row: int, column: int) -> list[str]:
    return [one.plan.id for one in matrix.cell(row, column)]


def test_a_row_is_a_prompt_a_column_an_entry_of_models_and_repetitions_share_a_cell() -> None:
    matrix = made(matrix_plan("story poem", "haiku opus", repeat=2))
    assert matrix.rows == (MatrixRow("story"), MatrixRow("poem"))
    assert matrix.columns == ("haiku", "opus")
    assert ids(matrix, 1, 0) == ["poem/haiku#1", "poem/haiku#2"]
    assert matrix.places["story/opus#2"] == CellPlace(0, 1)
    assert [one.plan.id for one in matrix.row(0)] == [
        "story/haiku#1",
        "story/haiku#2",
        "story/opus#1",
        "story/opus#2",
    ]
    assert [one.plan.prompt for one in matrix.column(1)] == ["story", "story", "poem", "poem"]
    assert [matrix.title(one) for one in matrix.row(0)] == ["haiku#1", "haiku#2", "opus#1", "opus#2"]


def test_a_title_numbers_only_what_shares_a_cell() -> None:
    matrix = made(matrix_plan("story", "haiku opus"))
    assert [matrix.title(one) for one in matrix.in_order()] == ["haiku", "opus"]
    twice = matrix_plan("story", "haiku")
    copied = replace(twice.streams[0], id="copy")
    matrix = made(replace(twice, streams=[*twice.streams, copied]))
    assert [matrix.title(one) for one in matrix.in_order()] == ["haiku#1", "haiku#2"]


def with_values(number: int, column: str, **values: str) -> StreamPlan:
    return replace(stream(f"s{number}"), prompt="story", column=column, vars=values)


def test_variables_with_several_values_make_rows_of_their_own() -> None:
    run = RunPlan(
        "",
        [
            with_values(1, "a", topic="rain", tone="dry"),
            with_values(2, "a", topic="rust", tone="dry"),
            with_values(3, "b"),
        ],
    )
    matrix = made(run)
    # One that does not use them was not asked with any of these values.
    assert [row.name for row in matrix.rows] == ["story/rain/dry", "story/rust/dry", "story"]
    assert matrix.cell(0, 1) == ()
    run = RunPlan("", run.streams[:2])
    assert [row.name for row in made(run).rows] == ["story/rain", "story/rust"]


def test_without_columns_the_model_and_its_endpoint_make_one() -> None:
    run = RunPlan("", [stream("s1", model=None, name="one"), stream("s2", model=None, name="two")])
    state = BoardState(run)
    assert matrix_of([*state.streams.values()]).columns == ("sim",)
    told = Told("s1")
    state.apply_all([told.queued(0), told.sent(1, model="asked"), told.start(2, "SmolLM2")])
    # Only one has said so far which model answers.
    matrix = matrix_of([*state.streams.values()])
    assert matrix.columns == ("SmolLM2",)
    asked = [stream("s1", model="m"), stream("s2", model="m", endpoint="other"), stream("s3", model="n")]
    assert made(RunPlan("", asked)).columns == ("m@sim", "m@other", "n")


def test_it_is_kept_until_streams_change() -> None:
    state, kept = BoardState(matrix_plan("story poem", "haiku")), Matrices()
    streams = [*state.streams.values()]
    assert kept.of(streams) is kept.of([*streams])
    assert kept.of(streams[:1]).rows == (MatrixRow("story"),)


def test_the_votes_of_a_cell_are_those_on_any_of_its_streams() -> None:
    state = BoardState(matrix_plan("story", "haiku opus", repeat=2))
    cells = matrix_of([*state.streams.values()])
    votes = [
        VoteCast(t=0, among=["story/haiku#1", "story/opus#1"], winner="story/opus#1"),
        VoteCast(t=0, among=["story/haiku#2", "story/opus#2"], winner=None),
        VoteCast(t=0, among=["gone", "story/opus#2"], winner="gone"),
    ]
    assert votes_of(cells.cell(0, 0), votes) == Votes(0, 2)
    assert votes_of(cells.cell(0, 1), votes) == Votes(1, 3)
    assert votes_of(cells.cell(0, 1), []) == Votes()
