"""Going on from a recorded run."""

from __future__ import annotations

from typing import Any

import pytest

from streamboard.common.errors import UsageError
from streamboard.run.events import Event, StreamRemoved
from streamboard.run.plan import RunPlan, Start
from streamboard.session.resuming import resumed_plan
from tests.support.plans import stream
from tests.support.told import Told

PLAN = RunPlan("A run", [stream("s1", name="north"), stream("s2", name="south"), stream("s3", name="west")])


def ran() -> list[Event]:
    """North answered, south broke off, west had not begun."""
    north, south = Told("s1"), Told("s2")
    return [
        *(north.queued(0), north.sent(1), north.text(2, "I am north."), north.ended(3)),
        *(south.queued(0), south.sent(1), south.text(2, "I am")),
    ]


def test_each_stream_has_what_it_said() -> None:
    plan = resumed_plan(PLAN, ran())
    assert plan.start == Start("by-hand")
    assert [one.answered for one in plan.streams] == [True, True, False]
    question = PLAN.streams[0].request["messages"]
    answers = [one.request["messages"][1:] for one in plan.streams]
    assert answers == [
        [{"role": "assistant", "content": "I am north."}],
        [{"role": "assistant", "content": "I am"}],
        [],
    ]
    assert all(one.request["messages"][:1] == question for one in plan.streams)


@pytest.mark.parametrize("chosen", [["south"], ["2"], ["#2"], ["south", "2"]])
def test_streams_are_chosen_by_name_or_number(chosen: list[str]) -> None:
    assert [one.name for one in resumed_plan(PLAN, ran(), chosen).streams] == ["south"]


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ({"chosen": ["east"]}, r"no stream east\.\sIt has: 1 north, 2 south, 3 west"),
        ({"endpoint": "locl"}, r"no endpoint locl\.\sdid you mean `local`"),
    ],
)
def test_what_is_not_there_is_told(options: dict[str, Any], words: str) -> None:
    with pytest.raises(UsageError, match=words):
        resumed_plan(PLAN, ran(), **options)


def test_another_endpoint_answers_from_now_on() -> None:
    assert {one.endpoint for one in resumed_plan(PLAN, ran(), endpoint="local").streams} == {"local"}


def test_removed_streams_stay_away() -> None:
    gone = [StreamRemoved(t=9, stream=f"s{number}", attempt=1) for number in (1, 2, 3)]
    assert [one.name for one in resumed_plan(PLAN, [*ran(), gone[0]]).streams] == ["south", "west"]
    with pytest.raises(UsageError, match="nothing to go on with"):
        resumed_plan(PLAN, [*ran(), *gone])
