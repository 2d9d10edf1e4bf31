"""The engine's state of a stream."""

from __future__ import annotations

import asyncio
from typing import Literal

from streamboard.engine.attempt import Result
from streamboard.run.events import Outcome
from streamboard.run.message import Message
from streamboard.run.plan import AnswerEnd, StreamPlan


class Stream:
    def __init__(self, plan: StreamPlan, *, recalled: bool = False) -> None:
        """A `recalled` stream has ended with an earlier session's answer."""
        self.plan = plan
        self.attempts = 0
        self.awaited = 1
        """The number of the attempt it was last queued for."""
        self.state: Literal["new", "queued", "running", "ended"] = "ended" if recalled else "new"
        self.task: asyncio.Task[Result] | None = None
        self.run_again = False
        self.removed = False
        self.at_once = False
        """Ignore a hold on its endpoint."""
        self.outcome: Outcome | None = (plan.ending or AnswerEnd()).outcome if recalled else None
        self.message = Message()
