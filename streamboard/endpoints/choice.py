"""Which endpoint `endpoint: auto` resolves to, and why."""

from __future__ import annotations

from typing import NamedTuple

import msgspec

from streamboard.common.errors import EndpointError
from streamboard.endpoints import local
from streamboard.run.plan import AUTO, RunPlan


class Choice(NamedTuple):
    """An endpoint that `auto` was resolved to."""

    endpoint: str
    reason: str


def choose(credentials: str | None, problem: str, gguf: str | None) -> Choice:
    """Pick the first available endpoint: the Anthropic API, a local model, the simulated server.

    Args:
        credentials: Where the SDK found credentials; None if it found none.
        problem: Why configured credentials cannot be used; empty if there is no such problem.
        gguf: The file of weights that the user chose for the local model.
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
    """Replace `auto` in a plan by the choice."""
    streams = [
        msgspec.structs.replace(stream, endpoint=choice.endpoint) if stream.endpoint == AUTO else stream
        for stream in plan.streams
    ]
    return msgspec.structs.replace(plan, streams=streams)


def needs_choice(plan: RunPlan) -> bool:
    """Whether any stream's endpoint is `auto`."""
    return any(stream.endpoint == AUTO for stream in plan.streams)
