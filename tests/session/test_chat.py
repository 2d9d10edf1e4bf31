"""`streamboard chat`: the plan of a board without a file, and where there is no terminal."""

from __future__ import annotations

from typing import Any

import pytest

from streamboard.common.errors import UsageError
from streamboard.run.plan import Limits, Start, StreamPlan
from streamboard.session.chat import chat_plan
from tests.support.commands import streamboard


def test_each_model_is_a_stream_that_waits() -> None:
    plan = chat_plan(["claude-a", "b", "b"], endpoint="sim", system="Be brief.", max_tokens=7)
    assert (plan.title, plan.start) == ("Chat", Start("by-hand"))
    request = {"max_tokens": 7, "system": "Be brief.", "messages": []}
    assert plan.streams == [
        StreamPlan(
            f"s{number}", name, "chat", "sim", model, request, column=name, limits=Limits(total_ns=None)
        )
        for number, name, model in [(1, "a", "claude-a"), (2, "b", "b"), (3, "b (2)", "b")]
    ]


def test_without_a_model_the_endpoint_chooses() -> None:
    (stream,) = chat_plan([]).streams
    assert (stream.model, stream.endpoint, stream.name, stream.column) == (None, "auto", "chat", "")
    assert stream.request == {"max_tokens": 1024, "messages": []}


@pytest.mark.parametrize(
    ("options", "told"),
    [
        ({"endpoint": "nowhere"}, "There is no endpoint nowhere."),
        ({"max_tokens": -1}, "--max-tokens"),
        ({"models": ["a\x1bb"]}, "--model"),
    ],
)
def test_options_that_cannot_be_are_told(options: dict[str, Any], told: str) -> None:
    with pytest.raises(UsageError, match=told):
        chat_plan(options.pop("models", []), **options)


def test_without_a_terminal_it_says_so() -> None:
    done = streamboard("chat", "--endpoint", "sim")
    assert done.returncode == 2
    assert "chat needs a terminal" in done.stderr
    assert done.stdout == ""
