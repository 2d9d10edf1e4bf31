"""The tally of votes as rows."""

from __future__ import annotations

from collections.abc import Sequence

from streamboard.board.standings import LEAST_VOTES, Standing, leader
from streamboard.common import units
from streamboard.safety.sanitise import clean_line
from streamboard.tui.draw.canvas import Parts, cut, spread
from streamboard.tui.draw.palette import Palette

_PICTURE, _WITH_PICTURE = 21, 90
"""Cells of an interval's picture, and the least width at which it is shown."""
_LEAST_NAME = 8


def tally_rows(table: Sequence[Standing], width: int, palette: Palette, vote_key: str) -> list[Parts]:
    """The standings, the best first, and a verdict below.

    Args:
        table: The standings.
        width: Cells of a row.
        palette: The styles to draw with.
        vote_key: The name of the key that begins a vote.
    """
    if not table:
        return [
            [(f"There are no votes on these prompts yet; {vote_key} hides the names for one.", palette.dim)]
        ]
    picture = _PICTURE + 2 if width >= _WITH_PICTURE else 0
    figures = 47
    names = min(
        max(len(clean_line(one.name)) for one in table), max(width - figures - picture - 2, _LEAST_NAME)
    )
    heading = f"{'won':>5}{'lost':>6}{'tied':>6}{'votes':>7}{'rate':>8}   95 % interval"
    rows: list[Parts] = [
        cut([(" " * (names + 1), palette.dim), (heading, palette.dim)], width),
        *(cut(_row(one, names, picture > 0, palette), width) for one in table),
        cut([(" ", palette.dim), *_verdict(table, palette)], width),
    ]
    return rows


def _row(one: Standing, names: int, with_picture: bool, palette: Palette) -> Parts:
    name = cut([(clean_line(one.name), palette.strong)], names)
    counts = f"{one.wins:>5}{one.losses:>6}{one.ties:>6}{one.n:>7}"
    interval = f"{one.low * 100:.0f}-{one.high * 100:.0f} %"
    parts: Parts = [
        (" ", palette.text),
        *spread(name, [], names, palette.text),
        (counts, palette.text),
        (f"{one.share * 100:>6.0f} %", palette.strong),
        (f"   {interval:>13}", palette.dim),
    ]
    return [*parts, ("  ", palette.dim), *_picture(one, palette)] if with_picture else parts


def _picture(one: Standing, palette: Palette) -> Parts:
    """The interval on a line from 0 to 100 %."""
    low, at, high = (round(value * (_PICTURE - 1)) for value in (one.low, one.share, one.high))
    before, after = "─" * (at - low), "─" * (high - at)
    return [
        ("·" * low, palette.faint),
        (before, palette.text),
        ("●", palette.strong),
        (after, palette.text),
        ("·" * (_PICTURE - 1 - high), palette.faint),
    ]


def _verdict(table: Sequence[Standing], palette: Palette) -> Parts:
    ahead = leader(table)
    if ahead is not None:
        return [(f"{clean_line(ahead.name)} is ahead: its interval is above all others.", palette.good)]
    fewest = min(one.n for one in table[:2])
    why = (
        f"{units.count(LEAST_VOTES - fewest, 'more vote')} needed at least"
        if fewest < LEAST_VOTES
        else "the intervals of the best two overlap"
    )
    return [("Too few to say", palette.strong), (f": {why}.", palette.dim)]
