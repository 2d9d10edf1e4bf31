"""How a simulated stream behaves: the settings that a prompt set's `sim` block and a model name can give."""

from __future__ import annotations

from typing import Annotated, Literal, TypeAlias, get_args

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
    # a 200 that is no stream
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
    """One simulated answer. Times are in seconds; 0.0 and 0 stand for none.

    A prompt set's `sim` takes the same fields, and its documentation the texts below them.
    """

    ttft: Seconds = 0.3
    """Time to the first delta."""
    rate: Annotated[float, Meta(gt=0, le=1_000_000)] = 40.0
    """Deltas per second."""
    jitter: Annotated[float, Meta(ge=0, le=10)] = 0.2
    """Relative standard deviation of the gaps; 0 is a metronome."""
    length: Count | None = None
    """Deltas in the answer; `max_tokens` cuts it. The text decides unless set."""
    thinking: Count = 0
    """Deltas of thinking before the text."""
    tool: str | None = None
    """The name of a tool that the answer ends in calling."""
    pings: Seconds = 0.0
    """Time between pings; 0 sends only the one after `message_start`."""
    seed: int | None = None
    """The same seed gives the same text and the same gaps. Made from the request unless set."""
    stop_reason: str | None = None
    """The stop reason that the answer ends with, in place of `end_turn`."""
    fault: Fault | None = None
    """What goes wrong."""
    after: Count = 12
    """Deltas before a fault within the stream strikes."""
    times: Annotated[int, Meta(ge=1, le=1_000)] | None = None
    """The fault strikes so many times for the same request, then the answer is whole. Always unless set."""
    retry_after: Seconds | None = None
    """What `rate_limited` and `overloaded` ask to wait for, in their `retry-after` header."""
