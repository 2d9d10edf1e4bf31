"""Columns of streams added or changed on the board."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import Any

import msgspec

from streamboard.promptset.naming import model_name, unique
from streamboard.run.plan import StreamPlan


def column_of(plan: StreamPlan, like: StreamPlan, others: Sequence[StreamPlan]) -> str:
    """That of `like` if only the question is new; else one with this model and settings, or a new one."""
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
    """Change the column, also within the stream's name."""
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
    """The column's name as known before an answer."""
    return plan.column or _model(plan)


def _model(plan: StreamPlan) -> str:
    return model_name(plan.model) if plan.model else plan.endpoint


def _new_name(plan: StreamPlan, like: StreamPlan, others: Iterable[StreamPlan]) -> str:
    name = _name(like) if _whom(plan) == _whom(like) else _model(plan)
    taken = {_name(other): other.endpoint for other in others}
    if taken.get(name, plan.endpoint) != plan.endpoint:
        name = f"{name}@{plan.endpoint}"
    return unique([*taken, name])[-1]
