"""The column of a stream that was added or changed on the board."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import Any

import msgspec

from streamboard.promptset.naming import model_name, unique
from streamboard.run.plan import StreamPlan


def column_of(plan: StreamPlan, like: StreamPlan, others: Sequence[StreamPlan]) -> str:
    """Choose the column of a stream made from `like`.

    With only another question it stays; otherwise it joins a column with this model and settings, or starts a
    new one.

    Args:
        others: All existing streams.
    """
    if _whom(plan) == _whom(like) and _how(plan) == _how(like):
        return like.column
    ways = [_how(plan)]
    if _how(like) in ways:
        # Only model or endpoint is new. Prompts may have settings of their own: accept those of any
        # stream in the original's column.
        ways += [_how(other) for other in others if _name(other) == _name(like)]
    fitting = (other.column for other in others if _whom(other) == _whom(plan) and _how(other) in ways)
    found = next(fitting, None)
    return _new_name(plan, like, others) if found is None else found


def moved(plan: StreamPlan, column: str) -> StreamPlan:
    """Move a stream to another column, also within its name."""
    name = plan.name
    if plan.column and column:
        last_part = rf"(^|/){re.escape(plan.column)}(?=(#\d+)?$)"
        name = re.sub(last_part, lambda found: f"{found[1]}{column}", name)
    return msgspec.structs.replace(plan, column=column, name=name)


def _whom(plan: StreamPlan) -> tuple[str, str | None]:
    return plan.endpoint, plan.model


def _how(plan: StreamPlan) -> tuple[dict[str, Any], dict[str, Any] | None]:
    return {key: value for key, value in plan.request.items() if key != "messages"}, plan.sim


def _name(plan: StreamPlan) -> str:
    """Return the column's name as far as known before the server's answer."""
    return plan.column or _model(plan)


def _model(plan: StreamPlan) -> str:
    return model_name(plan.model) if plan.model else plan.endpoint


def _new_name(plan: StreamPlan, like: StreamPlan, others: Iterable[StreamPlan]) -> str:
    """Use the model's name, with the endpoint if another endpoint's column has it."""
    name = _name(like) if _whom(plan) == _whom(like) else _model(plan)
    taken = {_name(other): other.endpoint for other in others}
    if taken.get(name, plan.endpoint) != plan.endpoint:
        name = f"{name}@{plan.endpoint}"
    return unique([*taken, name])[-1]
