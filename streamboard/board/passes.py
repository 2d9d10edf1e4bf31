"""Passes through all streams, and the figures of a pass."""

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
    """One run of all streams: the first one, or all of them run again."""

    number: int
    """From 1."""
    one_by_one: bool
    """One request in flight at a time."""
    started: int
    """When it was requested."""
    busy: Busy
    """When any of its streams was queued, in flight or waiting for a retry."""
    start_busy: Busy
    """As `busy`, but only of what the pass began with: see `Attempt.of_start`."""


class PassFigures(NamedTuple):
    """The figures of a pass so far, computed only here."""

    wall_ns: int
    """Time in which at least one stream was queued, in flight or waiting for a retry."""
    output_tokens: int
    """Of all attempts, those of removed streams included."""
    counted: bool
    """The server counted all of these tokens."""
    attempts: int
    start_e2e_ns: int
    """The sum of the E2E of the attempts that the pass began with."""
    start_attempts: int
    """How many attempts the pass began with."""
    start_wall_ns: int
    """Time in which at least one of those streams was queued, in flight or waiting for a retry."""

    @property
    def tokens_per_second(self) -> float | None:
        """Output tokens of all attempts over the wall."""
        return self.output_tokens * SECOND / self.wall_ns if self.output_tokens and self.wall_ns else None

    @property
    def speed_up(self) -> float | None:
        """The gain from running in parallel: sum of E2E over wall time, of what the pass began with.

        Streams that are added later do not change it.
        """
        return self.start_e2e_ns / self.start_wall_ns if self.start_e2e_ns and self.start_wall_ns else None


def brought_by(attempt: Attempt) -> Brought:
    """What an attempt adds to the figures of its pass."""
    return Brought(attempt.run_pass, attempt.of_start, *attempt.output_tokens(), attempt.e2e_ns())
