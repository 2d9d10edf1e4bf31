"""Plans for tests: quick simulated streams and what may be said of them."""

from __future__ import annotations

from typing import Any

from msgspec.structs import replace

from streamboard.run.plan import SECOND, EndpointPlan, Limits, RunPlan, StreamPlan

QUICK: dict[str, Any] = {"ttft": 0, "rate": 5000, "jitter": 0, "length": 20, "seed": 1}
"""A short simulated answer without waiting."""
SLOW: dict[str, Any] = {"ttft": 0, "rate": 20, "jitter": 0, "length": 100_000, "seed": 1}
"""One that goes on until it is stopped."""
PATIENT = Limits(first_token_ns=30 * SECOND, idle_ns=30 * SECOND, total_ns=60 * SECOND)
NO_LIMITS = Limits(None, None, None)


def stream(
    stream_id: str = "s1",
    *,
    endpoint: str = "sim",
    model: str | None = None,
    sim: dict[str, Any] | None = None,
    limits: Limits = PATIENT,
    retries: int = 0,
    name: str = "",
    text: str = "Tell me about rain.",
    max_tokens: int = 400_000,
) -> StreamPlan:
    """One stream; `sim` is laid over a quick answer."""
    return StreamPlan(
        id=stream_id,
        name=name or stream_id,
        prompt="test",
        endpoint=endpoint,
        model=model,
        request={"max_tokens": max_tokens, "messages": [{"role": "user", "content": text}]},
        limits=limits,
        retries=retries,
        sim=QUICK | (sim or {}) if endpoint == "sim" else sim,
    )


def plan(*streams: StreamPlan, endpoints: dict[str, EndpointPlan] | None = None, **fields: Any) -> RunPlan:
    """A run of these streams; of one quick stream where none is given."""
    return RunPlan("a test", list(streams) or [stream()], endpoints=endpoints or {}, **fields)


def matrix_plan(prompts: str, columns: str, *, repeat: int = 1) -> RunPlan:
    """Prompts by columns, both separated by spaces: each stream's id says which it is, as `story/haiku#1`."""
    streams = [
        replace(
            stream(f"{prompt}/{column}#{number}", text=f"What of {prompt}?", model=f"claude-{column}"),
            prompt=prompt,
            column=column,
            repeat=number,
        )
        for prompt in prompts.split()
        for column in columns.split()
        for number in range(1, repeat + 1)
    ]
    return RunPlan("a matrix", streams)
