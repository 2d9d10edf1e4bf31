"""How a simulated stream behaves."""

from __future__ import annotations

from typing import Annotated, Any, Literal, TypeAlias, get_args

import msgspec
from msgspec import Meta

Fault = Literal[
    # before the stream
    "bad_request",
    "unauthorized",
    "forbidden",
    "not_found",
    "rate_limited",
    "spend_limit",
    "server_error",
    "bad_gateway",
    "overloaded",
    "dropped",
    "reset",
    "stall_headers",
    # a 200 that is not a stream
    "html",
    "json_body",
    "empty",
    "bad_gzip",
    "no_event_names",
    # within the stream
    "error_event",
    "bare_error",
    "truncated",
    "half_event",
    "close_delimited",
    "cut",
    "reset_stream",
    "bad_chunk",
    "cut_after_stop",
    "linger",
    "stall",
    "stall_pings",
    "drip",
    "malformed",
    "invalid_utf8",
    "null_data",
    "odd_values",
    "disordered",
    "unknown_events",
    "control_characters",
    "surrogate",
    "no_start",
    "no_usage",
]

Seconds: TypeAlias = Annotated[float, Meta(ge=0, le=3600, extra={"unit": "s"})]
Count: TypeAlias = Annotated[int, Meta(ge=0, le=1_000_000)]

FAULTS: tuple[Fault, ...] = get_args(Fault)


class SimBehaviour(msgspec.Struct, frozen=True, omit_defaults=True, forbid_unknown_fields=True):
    """One simulated answer; docs/prompt-set.md shows the text under each field."""

    ttft: Seconds = 0.3
    """Time to the first delta."""
    rate: Annotated[float, Meta(gt=0, le=1_000_000)] = 40.0
    """Deltas per second."""
    jitter: Annotated[float, Meta(ge=0, le=10)] = 0.2
    """Relative standard deviation of the gaps; 0 is a metronome."""
    length: Count | None = None
    """Deltas in the answer, which ends with a sentence; `max_tokens` cuts it. The text decides unless set."""
    thinking: Count = 0
    """Deltas of thinking before the text."""
    tool: str | None = None
    """The name of a tool that is called at the end of the answer."""
    pings: Seconds = 0.0
    """Time between pings; with 0, there is only the one after `message_start`."""
    seed: int | None = None
    """The same seed gives the same text and the same gaps. Made from the request unless set."""
    stop_reason: str | None = None
    """The answer's stop reason, instead of `end_turn`."""
    fault: Fault | None = None
    """What goes wrong."""
    after: Count = 12
    """Deltas before a fault within the stream occurs."""
    times: Annotated[int, Meta(ge=1, le=1_000)] | None = None
    """How many times the fault occurs for the same request before it is answered well. Always unless set."""
    retry_after: Seconds | None = None
    """The time in the `retry-after` header of `rate_limited` and `overloaded`."""


DEFAULT_MODEL = "sim"

PRESETS: dict[str, dict[str, Any]] = {
    DEFAULT_MODEL: {},
    "sim-fast": {"ttft": 0.12, "rate": 120.0, "jitter": 0.15},
    "sim-slow": {"ttft": 1.6, "rate": 9.0, "jitter": 0.3},
    "sim-thinking": {"ttft": 0.7, "rate": 55.0, "thinking": 80},
    "sim-tools": {"ttft": 0.4, "length": 24, "tool": "look_up"},
    "sim-bursty": {"ttft": 0.5, "rate": 45.0, "jitter": 2.5, "pings": 2.0},
    "sim-refusing": {"ttft": 0.5, "length": 0, "stop_reason": "refusal"},
    "sim-overloaded": {"fault": "overloaded", "times": 2, "retry_after": 1.0},
    "sim-flaky": {"fault": "cut", "after": 40, "times": 1},
    "sim-stalling": {"fault": "stall_pings", "after": 30},
}
"""Settings may follow a name: `sim-fast:ttft=1.5`."""
