"""Which column a stream is of that is added or changed on the board."""

from __future__ import annotations

from typing import Any

import pytest
from msgspec.structs import replace

from streamboard.run.plan import StreamPlan
from streamboard.session.columns import column_of, moved
from streamboard.session.editing import added

HELLO = [{"role": "user", "content": "Hello."}]


def stream(number: int, column: str, prompt: str = "story", **fields: Any) -> StreamPlan:
    request = {"max_tokens": 9, "messages": HELLO} | fields.pop("settings", {})
    model = fields.pop("model", "claude-haiku-5-5")
    name = f"{prompt}/{column}" if column else prompt
    return StreamPlan(f"s{number}", name, prompt, "sim", model, request, column=column, **fields)


BRIEF = stream(1, "brief", settings={"system": "Be brief."})
LONG = stream(2, "long", settings={"system": "Be long."})
OTHER = stream(3, "brief", "poem", settings={"system": "Be brief.", "max_tokens": 99})
BOARD = [BRIEF, LONG, OTHER]


def asking(like: StreamPlan, **settings: Any) -> StreamPlan:
    """The stream with other settings."""
    return replace(like, request=like.request | settings)


def test_another_question_leaves_a_stream_in_its_column() -> None:
    assert column_of(asking(BRIEF, messages=[]), BRIEF, BOARD) == "brief"


def test_other_settings_begin_a_column() -> None:
    assert column_of(asking(BRIEF, system="Sing."), BRIEF, BOARD) == "brief (2)"
    assert column_of(replace(BRIEF, sim={"rate": 9}), BRIEF, BOARD) == "brief (2)"


def test_the_settings_of_another_column_make_it_one_of_that() -> None:
    assert column_of(asking(BRIEF, system="Be long."), BRIEF, BOARD) == "long"
    changed = replace(asking(BRIEF, system="Sing."), column="brief (2)")
    assert column_of(asking(OTHER, system="Sing.", max_tokens=9), OTHER, [*BOARD, changed]) == "brief (2)"
    assert column_of(asking(changed, system="Be brief."), changed, [*BOARD, changed]) == "brief"


def test_a_further_model_is_a_column_for_each_that_it_is_like() -> None:
    board = [*BOARD]
    for like in (BRIEF, LONG, OTHER):
        board.append(added(like, "sim", "claude-opus-5", board))
    # The poem has a length of its own in each column.
    assert [one.column for one in board[3:]] == ["opus-5", "opus-5 (2)", "opus-5"]
    assert [one.name for one in board[3:]] == ["story/opus-5", "story/opus-5 (2)", "poem/opus-5"]


def test_the_same_model_at_another_endpoint_says_where() -> None:
    assert added(BRIEF, "local", "claude-opus-5", BOARD).column == "opus-5"
    plain = stream(1, "haiku-5-5")
    assert added(plain, "local", "claude-haiku-5-5", [plain]).column == "haiku-5-5@local"


def test_the_same_once_more_is_of_the_same_column() -> None:
    assert added(BRIEF, "sim", "claude-haiku-5-5", BOARD).column == "brief"
    alone = stream(1, "")
    assert added(alone, "sim", "claude-haiku-5-5", [alone]).column == ""


@pytest.mark.parametrize(("model", "name"), [("claude-haiku-5-5", "haiku-5-5 (2)"), (None, "sim (2)")])
def test_a_stream_of_no_column_is_told_from_those_of_its_model(model: str | None, name: str) -> None:
    alone = stream(1, "", model=model)
    assert column_of(asking(alone, system="Sing."), alone, [alone]) == name


def test_a_further_model_beside_a_stream_of_no_column_is_a_column() -> None:
    alone = stream(1, "", model=None)
    assert added(alone, "sim", "claude-haiku-5-5", [alone]).column == "haiku-5-5"


def test_a_further_answer_is_of_the_repetition_that_it_is_like() -> None:
    assert added(replace(BRIEF, repeat=7), "sim", "other", BOARD).repeat == 7


@pytest.mark.parametrize(
    ("name", "renamed"),
    [
        ("story/brief", "story/other"),
        ("story/rain/brief#12", "story/rain/other#12"),
        ("brief", "other"),
        ("brief/brief", "brief/other"),
        ("brief/rain", "brief/rain"),
        ("a/brief one", "a/brief one"),
    ],
)
def test_a_name_says_the_new_column_where_it_said_the_old_one(name: str, renamed: str) -> None:
    found = moved(replace(BRIEF, name=name), "other")
    assert (found.column, found.name) == ("other", renamed)
