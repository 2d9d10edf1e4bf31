"""The column of a stream that is added or changed on the board: one that is there, or a new one."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import Any

import msgspec

from streamboard.promptset.naming import model_name, unique
from streamboard.run.plan import StreamPlan


def column_of(plan: StreamPlan, like: StreamPlan, others: Sequence[StreamPlan]) -> str:
    """The column that a stream is of which was made from another one.

    Another question leaves it in its column. Another model or another setting makes it one of those that ask
    the same model in the same way; where there are none, it begins a column.

    Args:
        plan: The stream as it is to be.
        like: The stream that it was made from.
        others: All streams that are there.
    """
    if _whom(plan) == _whom(like) and _how(plan) == _how(like):
        return like.column
    ways = [_how(plan)]
    if _how(like) in ways:
        # Only whom it asks is new: a stream made of this one's sibling, for a prompt of other settings, is of
        # the same column.
        ways += [_how(other) for other in others if _name(other) == _name(like)]
    fitting = (other.column for other in others if _whom(other) == _whom(plan) and _how(other) in ways)
    found = next(fitting, None)
    return _new_name(plan, like, others) if found is None else found


def moved(plan: StreamPlan, column: str) -> StreamPlan:
    """The stream in another column, which its name says where it says the column."""
    name = plan.name
    if plan.column and column:
        last_part = rf"(^|/){re.escape(plan.column)}(?=(#\d+)?$)"
        name = re.sub(last_part, lambda found: f"{found[1]}{column}", name)
    return msgspec.structs.replace(plan, column=column, name=name)


def _whom(plan: StreamPlan) -> tuple[str, str | None]:
    """Whom a stream asks."""
    return plan.endpoint, plan.model


def _how(plan: StreamPlan) -> tuple[dict[str, Any], dict[str, Any] | None]:
    """How it asks, whatever the question is."""
    return {key: value for key, value in plan.request.items() if key != "messages"}, plan.sim


def _name(plan: StreamPlan) -> str:
    """What a stream's column is called, before the server says which model answers."""
    return plan.column or _model(plan)


def _model(plan: StreamPlan) -> str:
    return model_name(plan.model) if plan.model else plan.endpoint


def _new_name(plan: StreamPlan, like: StreamPlan, others: Iterable[StreamPlan]) -> str:
    """A name that no column has: the model's, with its endpoint where that tells it from another one."""
    name = _name(like) if _whom(plan) == _whom(like) else _model(plan)
    taken = {_name(other): other.endpoint for other in others}
    if taken.get(name, plan.endpoint) != plan.endpoint:
        name = f"{name}@{plan.endpoint}"
    return unique([*taken, name])[-1]
