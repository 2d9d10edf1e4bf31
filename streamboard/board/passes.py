"""Passes through all streams, and what a run comes to in one."""

from __future__ import annotations

from typing import NamedTuple

from streamboard.board.attempt import Attempt
from streamboard.board.busy import Busy
from streamboard.run.plan import SECOND


class Brought(NamedTuple):
    """What an attempt adds to the figures of its pass."""

    run_pass: int
    of_start: bool
    """See `Attempt.of_start`."""
    tokens: int | None
    counted: bool
    """The server counted the tokens."""
    e2e_ns: int | None


class Pass(NamedTuple):
    """Once through all streams: the run as it began, or all of them run again."""

    number: int
    """From 1."""
    one_by_one: bool
    """One request in flight at a time."""
    started: int
    """When it was asked for."""
    busy: Busy
    """When any stream that was queued in it was queued, in flight or waiting for a retry."""
    start_busy: Busy
    """The same of the streams that it began with alone: of their first time in it, and of further turns."""


class PassFigures(NamedTuple):
    """What a pass came to so far: the one place where these are computed."""

    wall_ns: int
    """Time in which at least one stream was queued, in flight or waiting for a retry."""
    output_tokens: int
    """Of all attempts; what streams brought that are off the board by now is in it."""
    counted: bool
    """The server counted all of them."""
    attempts: int
    start_e2e_ns: int
    """The sum of the E2E of the attempts that the pass began with."""
    start_attempts: int
    """How many these are."""
    start_wall_ns: int
    """Time in which at least one of those streams was queued, in flight or waiting for a retry."""

    @property
    def tokens_per_second(self) -> float | None:
        """Output tokens of all attempts over the wall."""
        return self.output_tokens * SECOND / self.wall_ns if self.output_tokens and self.wall_ns else None

    @property
    def speed_up(self) -> float | None:
        """What running together bought: the sum of the E2E over the wall, of what the pass began with.

        So nothing that is added later changes it.
        """
        return self.start_e2e_ns / self.start_wall_ns if self.start_e2e_ns and self.start_wall_ns else None


def brought_by(attempt: Attempt) -> Brought:
    """What an attempt adds to the figures of its pass."""
    return Brought(attempt.run_pass, attempt.of_start, *attempt.output_tokens(), attempt.e2e_ns())
