"""The tally of votes as rows."""

from __future__ import annotations

from rich.cells import cell_len

from streamboard.board.votes.standings import Scoreboard, Standing, verdict
from streamboard.board.votes.strengths import Strength
from streamboard.safety.sanitise import clean_line
from streamboard.tui.draw.canvas import Parts, cut, spread
from streamboard.tui.draw.styles import Palette

_PICTURE, _WITH_PICTURE = 21, 90
"""Cells of an interval's picture, and the least width that shows it."""
_FIGURES = 51
"""Cells of the figures after a name."""
_LEAST_NAME = 8


def tally_rows(score: Scoreboard, width: int, palette: Palette, vote_key: str) -> list[Parts]:
    """`vote_key` begins a vote."""
    table = score.standings
    if not table:
        return [
            [(f"There are no votes on these prompts yet; {vote_key} hides the names for one.", palette.dim)]
        ]
    picture = _PICTURE + 2 if width >= _WITH_PICTURE else 0
    names = min(
        max(cell_len(clean_line(one.name)) for one in table), max(width - _FIGURES - picture - 2, _LEAST_NAME)
    )
    heading = f"{'won':>5}{'lost':>6}{'tied':>6}{'votes':>7}{'rate':>8}   {'strength':>8}"
    scale = max(abs(one.strength.points) + one.strength.margin for one in table)
    rows: list[Parts] = [
        cut([(" " * (names + 1), palette.dim), (heading, palette.dim)], width),
        *(cut(_row(one, names, scale if picture else None, palette), width) for one in table),
        cut([(" ", palette.dim), *_verdict(score, palette)], width),
    ]
    return rows


def _row(one: Standing, names: int, scale: float | None, palette: Palette) -> Parts:
    """No picture if `scale` is None."""
    name = cut([(clean_line(one.name), palette.strong)], names)
    counts = f"{one.wins:>5}{one.losses:>6}{one.ties:>6}{one.n:>7}{one.share * 100:>6.0f} %"
    parts: Parts = [
        (" ", palette.text),
        *spread(name, [], names, palette.text),
        (counts, palette.text),
        (f"   {one.strength.points:>+8.0f}", palette.strong),
        (f" ±{one.strength.margin:<5.0f}", palette.dim),
    ]
    return parts if scale is None else [*parts, ("  ", palette.dim), *_picture(one.strength, scale, palette)]


def _picture(strength: Strength, scale: float, palette: Palette) -> Parts:
    """The interval on a line from -`scale` to `scale` points."""
    points, margin = strength
    ends = points - margin, points, points + margin
    low, at, high = (round((value / scale + 1) / 2 * (_PICTURE - 1)) for value in ends)
    return [
        ("·" * low, palette.faint),
        ("─" * (at - low), palette.text),
        ("●", palette.strong),
        ("─" * (high - at), palette.text),
        ("·" * (_PICTURE - 1 - high), palette.faint),
    ]


def _verdict(score: Scoreboard, palette: Palette) -> Parts:
    words, reason = verdict(score)
    return [(words, palette.strong if score.ahead is None else palette.good), (reason, palette.dim)]
