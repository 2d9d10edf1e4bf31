"""Passes through all streams."""

from __future__ import annotations

from typing import NamedTuple

from streamboard.board.attempt import Attempt
from streamboard.board.busy import Busy
from streamboard.run.plan import SECOND


class Brought(NamedTuple):
    """What an attempt adds to its pass."""

    run_pass: int
    of_start: bool
    """See `Attempt.of_start`."""
    tokens: int | None
    counted: bool
    """By the server."""
    e2e_ns: int | None


class Pass(NamedTuple):
    """One run of all streams."""

    number: int
    """From 1."""
    one_by_one: bool
    """One request in flight at a time."""
    started: int
    """When it was requested."""
    busy: Busy
    """When any of its streams was queued, in flight or waiting for a retry."""
    start_busy: Busy
    """As `busy`, but only for `Attempt.of_start`."""


class PassFigures(NamedTuple):
    """Figures of a pass so far, computed only here."""

    wall_ns: int
    """Time with at least one stream queued, in flight or waiting for a retry."""
    output_tokens: int
    """Of all attempts, including removed streams'."""
    counted: bool
    """The server counted all of them."""
    attempts: int
    start_e2e_ns: int
    """The summed E2E of the attempts the pass began with."""
    start_attempts: int
    """How many attempts the pass began with."""
    start_wall_ns: int
    """As `wall_ns`, but only for what the pass began with."""

    @property
    def tokens_per_second(self) -> float | None:
        return self.output_tokens * SECOND / self.wall_ns if self.output_tokens and self.wall_ns else None

    @property
    def speed_up(self) -> float | None:
        """Sum of E2E over wall time, only of what the pass began with."""
        return self.start_e2e_ns / self.start_wall_ns if self.start_e2e_ns and self.start_wall_ns else None


def brought_by(attempt: Attempt) -> Brought:
    return Brought(attempt.run_pass, attempt.of_start, *attempt.output_tokens(), attempt.e2e_ns())
