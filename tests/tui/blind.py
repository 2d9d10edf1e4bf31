"""Answers to vote on, and the clock by which they appear."""

from __future__ import annotations

import msgspec

from streamboard.feeds.feed import Source
from streamboard.run.plan import SECOND, RunPlan

from .feed import ScriptedFeed, plan_of
from .pilot import Board

MODELS = ("haiku", "opus", "sonnet")


def plan_for(*prompts: str, models: tuple[str, ...] = MODELS) -> RunPlan:
    """Each prompt for each model."""
    names = [f"{prompt}/{model}" for prompt in prompts for model in models]
    plan = plan_of(*names)
    streams = [
        msgspec.structs.replace(one, prompt=one.name.partition("/")[0], model=one.name.partition("/")[2])
        for one in plan.streams
    ]
    return msgspec.structs.replace(plan, streams=streams)


THREE_COLUMNS = """
models:
  - {name: brief, model: sim, system: Be brief.}
  - {name: wordy, model: sim, system: Be long.}
  - {name: bare, model: sim}
prompts: [{name: sky, prompt: About the sky., repeat: 10}]
"""


def answered(
    plan: RunPlan | None = None, text: str = "An answer of {id}. ", source: Source = "LIVE"
) -> ScriptedFeed:
    """A feed in which every stream has ended with an answer, each after its own time."""
    feed = ScriptedFeed(plan or plan_for("story"), source)
    feed.start()
    for number, one in enumerate(feed.plan.streams, 1):
        feed.at_ms(0)
        feed.queue(one.id)
        feed.send_off(one.id)
        feed.api(one.id, "message_start", {"message": {"model": one.model, "usage": {}}})
        feed.at_ms(number * 1000)
        feed.say(one.id, text.format(id=one.id))
        feed.finish(one.id)
    return feed


class Clock:
    """A clock that a test sets."""

    def __init__(self) -> None:
        self.ns = 0

    def __call__(self) -> int:
        return self.ns


async def all_read(board: Board, clock: Clock) -> None:
    """Let time pass until all answers are whole."""
    clock.ns += 1000 * SECOND
    await board.shows("✓ whole")
    await board.hides("● writing")
