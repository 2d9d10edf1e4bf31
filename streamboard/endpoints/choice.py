"""Which endpoint `endpoint: auto` resolves to, and why."""

from __future__ import annotations

from typing import NamedTuple

import msgspec

from streamboard.common.errors import EndpointError
from streamboard.endpoints import local
from streamboard.run.plan import AUTO, RunPlan


class Choice(NamedTuple):
    endpoint: str
    reason: str


def choose(credentials: str | None, problem: str, gguf: str | None) -> Choice:
    """Pick the first available endpoint.

    Args:
        credentials: Where the SDK found some; None if nowhere.
        problem: Why configured ones are unusable.
    """
    if credentials is not None:
        return Choice("anthropic", credentials)
    without = problem or "no credentials found"
    try:
        local.find(gguf)
    except EndpointError as error:
        return Choice("sim", f"{without}; {error.message}")
    return Choice("local", without)


def resolve(plan: RunPlan, choice: Choice) -> RunPlan:
    streams = [
        msgspec.structs.replace(stream, endpoint=choice.endpoint) if stream.endpoint == AUTO else stream
        for stream in plan.streams
    ]
    return msgspec.structs.replace(plan, streams=streams)


def needs_choice(plan: RunPlan) -> bool:
    return any(stream.endpoint == AUTO for stream in plan.streams)
