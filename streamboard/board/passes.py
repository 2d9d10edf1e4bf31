"""Passes through all streams."""

from __future__ import annotations

from typing import NamedTuple

from streamboard.board.attempt import Attempt
from streamboard.board.busy_spans import Busy
from streamboard.run.plan import SECOND


class Brought(NamedTuple):
    """What an attempt adds to its pass."""

    run_pass: int
    of_start: bool
    tokens: int | None
    counted: bool
    """By the server."""
    e2e_ns: int | None


class Pass(NamedTuple):
    number: int
    """From 1."""
    one_by_one: bool
    started: int
    """When it was requested."""
    busy: Busy
    """When any stream was queued, in flight or waiting for a retry."""
    start_busy: Busy
    """As `busy`, but only for `Attempt.of_start`."""


class PassFigures(NamedTuple):
    wall_ns: int
    """The length of `Pass.busy`."""
    output_tokens: int
    """Including removed streams'."""
    counted: bool
    """The server counted all of them."""
    attempts: int
    start_e2e_ns: int
    """A sum; `start_` figures are of `Attempt.of_start` only."""
    start_attempts: int
    start_wall_ns: int

    @property
    def tokens_per_second(self) -> float | None:
        return self.output_tokens * SECOND / self.wall_ns if self.output_tokens and self.wall_ns else None

    @property
    def speed_up(self) -> float | None:
        return self.start_e2e_ns / self.start_wall_ns if self.start_e2e_ns and self.start_wall_ns else None


def brought_by(attempt: Attempt) -> Brought:
    return Brought(attempt.run_pass, attempt.of_start, *attempt.output_tokens(), attempt.e2e_ns())
