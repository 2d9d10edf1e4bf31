"""The run plan: what a prompt set expands to, and all that the engine needs to run it.

A plan holds no secret, only the names of the environment variables that hold one, so it can be
written into a run file and sent to another process as it stands.
"""

from __future__ import annotations

from typing import Any, Literal

import msgspec

AUTO = "auto"
"""The endpoint name that means: the first of anthropic, local and sim that is there."""

BUILT_IN_ENDPOINTS: tuple[str, ...] = (AUTO, "anthropic", "local", "sim")

SECOND = 1_000_000_000
"""Nanoseconds in a second."""


class Limits(msgspec.Struct, frozen=True):
    """How long a stream may take before it is ended. Nanoseconds; None is no limit."""

    first_token_ns: int | None = 60 * SECOND
    """From the request to the first content delta of any kind."""
    idle_ns: int | None = 60 * SECOND
    """Between two content deltas; pings do not count as content."""
    total_ns: int | None = 600 * SECOND
    """From the request to the end of the answer, per attempt."""


class Slo(msgspec.Struct, frozen=True):
    """What a stream must meet to count towards goodput. Nanoseconds; None asks nothing."""

    ttft_ns: int | None = None
    ttfo_ns: int | None = None
    itl_ns: int | None = None
    e2e_ns: int | None = None


class Start(msgspec.Struct, frozen=True):
    """When each stream is released into the queue."""

    mode: Literal["together", "staggered", "one-by-one", "by-hand"] = "together"
    """`by-hand` releases none by itself: each waits until somebody runs it."""
    interval_ns: int = 0
    """Between two releases; only `staggered` has one."""


class EndpointPlan(msgspec.Struct, frozen=True):
    """An endpoint named in the prompt set, beside the built-in ones."""

    base_url: str
    api_key_env: str | None = None
    """The environment variable that holds the key; never the key itself."""
    protocol: str = "messages"
    """What it speaks, by its name in `wire.protocols`."""


class StreamPlan(msgspec.Struct, frozen=True):
    """One stream: one request, one pane."""

    id: str
    """`s1`, `s2`, ... in the order of the prompt set."""
    name: str
    """What the pane is called: the prompt's name, with what tells it from its siblings."""
    prompt: str
    """The name of the prompt in the prompt set that this stream came from."""
    endpoint: str
    """A built-in endpoint or one of the plan's own."""
    model: str | None
    """The model asked for; None leaves it to the endpoint (see `default_model`)."""
    request: dict[str, Any]
    """The body of the request but for `model` and `stream`."""
    vars: dict[str, str] = {}
    """The values that `{{name}}` took in this stream."""
    repeat: int = 1
    """Which repetition this is, from 1."""
    column: str = ""
    """What its answers are compared as: the name of its entry of `models`, or of its `--model`.

    Empty where it is of no column: then it goes by the model that answers (`StreamState.column`).
    """
    limits: Limits = Limits()
    retries: int = 2
    """Further attempts after the first one failed in a way that may pass."""
    sim: dict[str, Any] | None = None
    """How the simulated server is to behave (`SimBehaviour`); other endpoints never see it."""
    turn: int = 1
    """Which turn of a conversation this asks for; the turns before it stand in the request."""
    answered: bool = False
    """The request ends in the answer that came, as in a session that was saved: running it asks for another.

    Otherwise an assistant's message at the end is the beginning of the answer that is asked for.
    """


class RunPlan(msgspec.Struct, frozen=True):
    """A whole run, ready to start."""

    title: str
    streams: list[StreamPlan]
    endpoints: dict[str, EndpointPlan] = {}
    start: Start = Start()
    concurrency: int | None = None
    """At most so many streams in flight; None is no cap of ours."""
    slo: Slo = Slo()
