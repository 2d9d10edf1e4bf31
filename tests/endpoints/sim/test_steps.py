"""The schedule of a stream, without a server."""

from __future__ import annotations

from itertools import pairwise

import msgspec
import pytest

from streamboard.endpoints.sim.faults import spoil
from streamboard.endpoints.sim.request import SimRequest, read_request
from streamboard.endpoints.sim.sse import Step
from streamboard.endpoints.sim.stream import stream_steps, with_pings

from .raw import request_body


def read(**sim: object) -> SimRequest:
    """A request as the server reads it."""
    return read_request(msgspec.json.encode(request_body(sim, max_tokens=10**6)))


def deltas(steps: list[Step]) -> list[Step]:
    """The content deltas among the steps."""
    return [step for step in steps if step.name == "content_block_delta"]


def test_a_metronome_keeps_its_rate() -> None:
    steps = deltas(list(stream_steps(read(ttft=1.5, rate=40, jitter=0))))
    assert [step.gap for step in steps] == [1.5] + [0.025] * 19


@pytest.mark.parametrize("jitter", [0.2, 1.0, 2.5])
def test_jitter_leaves_the_mean_and_never_goes_back(jitter: float) -> None:
    gaps = [
        step.gap for step in deltas(list(stream_steps(read(ttft=0, rate=50, jitter=jitter, length=20_000))))
    ][1:]
    mean = sum(gaps) / len(gaps)
    deviation = (sum((gap - mean) ** 2 for gap in gaps) / len(gaps)) ** 0.5
    assert min(gaps) >= 0
    assert mean == pytest.approx(0.02, rel=0.1)
    assert deviation / mean == pytest.approx(jitter, rel=0.15)


def test_same_seed_same_gaps() -> None:
    one, same, other = ([step.gap for step in stream_steps(read(seed=seed))] for seed in (1, 1, 2))
    assert one == same
    assert read(seed=1, jitter=0.5).seed == read(seed=1).seed
    one, other = ([step.gap for step in stream_steps(read(seed=seed, jitter=0.5))] for seed in (1, 2))
    assert one != other


def test_pings_keep_their_interval_and_move_nothing() -> None:
    plain = list(stream_steps(read(ttft=1.0, rate=3, length=10)))
    pinged = list(with_pings(iter(plain), 0.3))
    clock, times, ends = 0.0, [], []
    for step in pinged:
        clock += step.gap
        if step.name == "ping":
            times.append(clock)
        if step.end:
            ends.append(clock)
    assert ends == [pytest.approx(sum(step.gap for step in plain))]
    assert [after - before for before, after in pairwise(times[1:])] == [pytest.approx(0.3)] * (
        len(times) - 2
    )
    assert len(times) - 1 == int(ends[0] / 0.3)


def test_a_stall_is_bounded() -> None:
    for fault in ("stall", "stall_pings", "drip"):
        request = read(fault=fault)
        steps = list(spoil(request.behaviour.fault, stream_steps(request), 5, "req"))
        assert steps[-1].end is not None
        assert sum(step.gap for step in steps) < 700


def test_every_stream_ends_once() -> None:
    (*others, last) = list(stream_steps(read(thinking=5, tool="look_up")))
    assert last.end == "finish"
    assert {step.end for step in others} == {None}
