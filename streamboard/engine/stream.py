"""A stream as the engine knows it."""

from __future__ import annotations

import asyncio
from typing import Literal

from streamboard.engine.attempt import Result
from streamboard.run.events import Outcome
from streamboard.run.message import Message
from streamboard.run.plan import StreamPlan


class Stream:
    """A stream of the plan and where it is."""

    def __init__(self, plan: StreamPlan) -> None:
        self.plan = plan
        self.attempts = 0
        self.awaited = 1
        """The number of the attempt that it was last queued for."""
        self.state: Literal["new", "queued", "running", "ended"] = "new"
        self.task: asyncio.Task[Result] | None = None
        self.run_again = False
        self.removed = False
        self.at_once = False
        """A person asked for it by itself: it does not wait for its endpoint's other streams."""
        self.outcome: Outcome | None = None
        self.message = Message()
        """The message of the latest attempt, as far as it has come."""
