"""`--pace` and `--slow`: how fast a run is shown on the board."""

from __future__ import annotations

import click

from streamboard.cli.options import given
from streamboard.common.bounds import PACE, SLOW, Bounds
from streamboard.common.errors import UsageError


def _number(written: str, bounds: Bounds) -> float | None:
    try:
        number = float(written)
    except ValueError:
        return None
    return number if number in bounds else None


def _pace(_ctx: click.Context, _param: click.Parameter, value: str) -> float | None:
    """Characters per second; None for `off`."""
    if value == "off":
        return None
    if (pace := _number(value, PACE)) is None:
        raise click.BadParameter(f"{value} is neither a number of characters a second {PACE} nor `off`.")
    return pace


pace_option = click.option(
    "--pace",
    default="off",
    callback=_pace,
    metavar="N|off",
    help="Type texts out, at most N characters a second; the figures stay as measured.",
)


def _slow(_ctx: click.Context, _param: click.Parameter, value: str | None) -> float | None:
    """How many times slower than real time."""
    if value is None:
        return None
    if (factor := _number(value.removesuffix("x"), SLOW)) is None:
        raise click.BadParameter(f"{value} is not a factor {SLOW}, such as 5x.")
    return factor


slow_option = click.option(
    "--slow",
    callback=_slow,
    metavar="N",
    help="Slow motion: show the run N times slower than it happens; the figures stay as measured.",
)


def speed_of(speed: float, slow: float | None) -> float:
    if slow is None:
        return speed
    if given("speed"):
        raise UsageError("--slow and --speed exclude each other.")
    return 1 / slow
