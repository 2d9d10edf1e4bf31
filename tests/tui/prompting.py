"""Streams to ask, and what a board sent to them."""

from __future__ import annotations

from streamboard.run.commands import PlanStream
from streamboard.run.plan import RunPlan, Start, StreamPlan

from .feed import ScriptedFeed
from .pilot import Board, under_way

SIZES = [(80, 24), (120, 40), (200, 50)]


def answered(*names: str) -> ScriptedFeed:
    """Streams that were asked `Hello.` and have each answered with their name."""
    feed = under_way(*names)
    for number, name in enumerate(names, 1):
        feed.say(f"s{number}", f"I am {name}.")
        feed.finish(f"s{number}")
    return feed


def chat() -> ScriptedFeed:
    """A board of two streams that were asked nothing."""
    streams = [
        StreamPlan(f"s{number}", name, "chat", "sim", name, {"max_tokens": 9, "messages": []})
        for number, name in enumerate(("red", "blue"), 1)
    ]
    feed = ScriptedFeed(RunPlan("Chat", streams, start=Start("by-hand")))
    feed.start()
    return feed


def sent(feed: ScriptedFeed) -> dict[str, StreamPlan]:
    """The plans that the board sent, by stream."""
    return {command.plan.id: command.plan for command in feed.sent if isinstance(command, PlanStream)}


def said(plan: StreamPlan) -> list[str]:
    """The messages of a plan, each by its first letter and its text."""
    return [f"{message['role'][0]}: {message['content']}" for message in plan.request["messages"]]


async def type_in(board: Board, text: str) -> None:
    """Type a text that holds no keys with names."""
    await board.press(*("space" if letter == " " else letter for letter in text))


async def opened(board: Board) -> None:
    """Open the bar, and wait until keys go into it."""
    await board.until(lambda: board.screen.board.started, "the run's start")
    await board.press("i")
    await board.until(lambda: board.screen.prompt.bar.typing, "the bar")
