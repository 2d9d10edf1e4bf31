"""How fast a run is shown on the board: `--pace`, and `--slow`."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

import click

from streamboard.cli.options import given
from streamboard.common.bounds import PACE, SLOW
from streamboard.common.errors import UsageError

_Command = TypeVar("_Command", bound=Callable[..., Any])


def _pace(_ctx: click.Context, _param: click.Parameter, value: str) -> float | None:
    """Parse `--pace`: characters per second; None for `off`."""
    if value == "off":
        return None
    try:
        pace = float(value)
    except ValueError:
        pace = 0.0
    if pace not in PACE:
        raise click.BadParameter(f"{value} is neither a number of characters a second {PACE} nor `off`.")
    return pace


def pace_option(command: _Command) -> _Command:
    """The option of every command that shows texts on the board."""
    return click.option(
        "--pace",
        default="off",
        callback=_pace,
        metavar="N|off",
        help="Type texts out, at most N characters a second; the figures stay as measured.",
    )(command)


def _slow(_ctx: click.Context, _param: click.Parameter, value: str | None) -> float | None:
    """Parse `--slow`: how many times slower than it happens; None unless it was given."""
    if value is None:
        return None
    try:
        factor = float(value.removesuffix("x"))
    except ValueError:
        factor = 0.0
    if factor not in SLOW:
        raise click.BadParameter(f"{value} is not a factor {SLOW}, such as 5x.")
    return factor


def slow_option(command: _Command) -> _Command:
    """The option of every command that shows a run on the board."""
    return click.option(
        "--slow",
        callback=_slow,
        metavar="N",
        help="Slow motion: show the run N times slower than it happens; the figures stay as measured.",
    )(command)


def speed_of(speed: float, slow: float | None) -> float:
    """The speed of a replay, as `--speed` or `--slow` has it.

    Raises:
        UsageError: Both were given.
    """
    if slow is None:
        return speed
    if given("speed"):
        raise UsageError("--slow and --speed exclude each other.")
    return 1 / slow
