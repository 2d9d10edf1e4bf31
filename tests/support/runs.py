"""Runs made up by hypothesis: streams that come, bring content, are late, fail, go on and are removed.

A `MadeRun` is a plan and its events in their order. Whoever shows a run folds it, or a part of it.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

import msgspec
from hypothesis import strategies as st

from streamboard.board.state import BoardState
from streamboard.run.events import (
    ClockLag,
    ErrorInfo,
    Event,
    Outcome,
    PassStarted,
    RunStarted,
    StreamPlanned,
    StreamRemoved,
)
from streamboard.run.plan import RunPlan, Slo, Start, StreamPlan
from tests.support.plans import plan, stream
from tests.support.told import MS, Told, held_up

BUSY = ErrorInfo("overloaded_error", "The server is overloaded.")
MODES: tuple[Literal["as-planned", "one-by-one"], ...] = ("as-planned", "one-by-one")
ENDINGS: tuple[Outcome, ...] = (
    *("completed", "completed", "completed"),
    *("max_tokens", "cut_off", "stalled", "cancelled"),
)
MOST_STREAMS = 4
_PASS_MS = 60_000
"""When a second pass begins; all of the first is over by then."""


@dataclass
class MadeRun:
    """A run."""

    plan: RunPlan
    events: list[Event] = field(default_factory=list)
    """In the order of a run file."""

    def board(self, until: int | None = None) -> BoardState:
        """The board after all of its events, or after so many."""
        state = BoardState(self.plan)
        state.apply_all(self.events[:until])
        return state


@st.composite
def made_runs(draw: st.DrawFn) -> MadeRun:
    """A small run: up to four streams, a second pass now and then, an engine that is held up now and then."""
    plans = [_plan(draw, number) for number in range(1, draw(st.integers(1, MOST_STREAMS)) + 1)]
    added = draw(st.integers(0, len(plans) - 1)) if draw(st.booleans()) else 0
    run = plan(
        *plans[added:],
        slo=draw(st.sampled_from([Slo(), Slo(ttft_ns=200 * MS), Slo(itl_ns=5 * MS, e2e_ns=900 * MS)])),
        start=draw(st.sampled_from([Start(), Start(), Start("by-hand")])),
        concurrency=draw(st.sampled_from([None, 2])),
    )
    events: list[Event] = []
    two_passes = draw(st.integers(0, 4)) == 0
    tellers = [(Told(each.id), each) for each in plans]
    for place, (told, each) in enumerate(tellers):
        begin = draw(st.integers(0, 400))
        if place < added:
            events.append(StreamPlanned(t=begin * MS, stream=each.id, attempt=1, plan=each))
        rounds = draw(st.sampled_from([1, 1, 1, 2, 0]))
        for number in range(rounds):
            last = number == rounds - 1
            at = begin + draw(st.integers(0, 300))
            begin = _round(draw, events, told, at, may_go_on=last and not two_passes)
            begin += draw(st.sampled_from([0, 100, 5000]))
        if rounds and not two_passes and draw(st.integers(0, 5)) == 0:
            events.append(StreamRemoved(t=begin * MS, stream=each.id, attempt=told.attempt))
    if two_passes:
        mode = draw(st.sampled_from(MODES))
        events.append(PassStarted(t=_PASS_MS * MS, number=2, mode=mode))
        for told, _ in tellers:
            _round(draw, events, told, _PASS_MS + draw(st.integers(0, 300)), may_go_on=True)
    events += _lags(draw, [event.t // MS for event in events])
    events.sort(key=lambda event: (event.t, isinstance(event, ClockLag)))
    if draw(st.booleans()):
        started = RunStarted(t=0, version=1, monotonic_ns=1, started_at="2026-01-01T00:00:00Z", plan=run)
        events.insert(0, started)
    if draw(st.integers(0, 2)) == 0:
        # As it is at some moment of it.
        del events[draw(st.integers(0, len(events))) :]
    return MadeRun(run, events)


def _plan(draw: st.DrawFn, number: int) -> StreamPlan:
    column, prompt = draw(st.sampled_from(["", "terse", "chatty"])), draw(st.sampled_from(["rain", "snow"]))
    return msgspec.structs.replace(stream(f"s{number}"), column=column, prompt=prompt)


def _round(draw: st.DrawFn, events: list[Event], told: Told, at: int, *, may_go_on: bool) -> int:
    """A stream from when it is queued until it ends, or as far as it has come.

    Returns:
        The millisecond in which that is.
    """
    events.append(told.queued(at))
    at += draw(st.sampled_from([0, 3, 80, 700]))
    if may_go_on and draw(st.integers(0, 7)) == 0:
        return at
    for left in range(draw(st.sampled_from([0, 0, 0, 1, 2])), -1, -1):
        at = _content(draw, events, told, at)
        if left:
            events.append(told.ended(at, "failed", BUSY))
            events.append(told.retry(at, 250))
            at += 250
    if may_go_on and draw(st.integers(0, 3)) == 0:
        return at
    _end(draw, events, told, at)
    at = round(events[-1].t / MS) + 1
    told.attempt += 1
    return at


def _content(draw: st.DrawFn, events: list[Event], told: Told, at: int) -> int:
    """A request, and what it brings before it ends."""
    events.append(told.sent(at))
    if draw(st.booleans()):
        at += draw(st.integers(0, 60))
        events.append(told.connected(at, draw(st.sampled_from([None, 0.4, 31.2]))))
    if draw(st.booleans()):
        at += draw(st.integers(0, 5))
        events.append(told.out(at, 700))
    if draw(st.booleans()):
        at += draw(st.integers(0, 50))
        events += [told.head(at), told.start(at, tokens=draw(st.integers(0, 90)))]
    at += draw(st.integers(0, 2500))
    if draw(st.integers(0, 5)) == 0:
        block = {"type": "text", "text": "First "}
        events.append(told.api(at, "content_block_start", index=7, content_block=block))
    gaps = st.sampled_from([0, 0, 1, 12, 20, 21, 40, 900, 3000])
    for gap in draw(st.lists(gaps, max_size=12)):
        at += gap
        kind = draw(st.sampled_from(["text", "text", "text", "thinking", "ping", "empty"]))
        match kind:
            case "text":
                events.append(
                    told.text(at, draw(st.sampled_from(["word ", "x", "a longer piece of it "])), 1)
                )
            case "thinking":
                events.append(told.thinking(at))
            case "ping":
                events.append(told.api(at, "ping"))
            case _:
                events.append(told.text(at, "", 1))
    return at + draw(st.sampled_from([0, 1, 40, 6000]))


def _end(draw: st.DrawFn, events: list[Event], told: Told, at: int) -> None:
    ending = draw(st.sampled_from(ENDINGS))
    if ending in ("completed", "max_tokens"):
        tokens = draw(st.sampled_from([None, 0, 1, 2, 9, 30, 4000]))
        events.append(told.final(at, tokens, "end_turn" if ending == "completed" else "max_tokens"))
        at += draw(st.integers(0, 20))
        events.append(told.api(at, "message_stop"))
    error = BUSY if ending in ("cut_off", "stalled") else None
    events += [told.ended(at, ending, error), told.over(at, ending, error)]


def _lags(draw: st.DrawFn, stamps: list[int]) -> list[Event]:
    """Reports of an engine that was held up while something came, the times apart from each other."""
    lags: list[Event] = []
    before = -1
    if stamps:
        for stamp in sorted(draw(st.sets(st.sampled_from(stamps), max_size=5))):
            since, until = stamp - draw(st.integers(0, 300)), stamp + draw(st.integers(0, 12))
            if stamp > before:
                since = max(since, before + 1)
                lags.append(held_up(since, until))
                before = until
    return lags
