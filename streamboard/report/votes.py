"""Votes on prompt sets as tables and as JSON."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, NamedTuple

from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from streamboard.board.votes.standings import Scoreboard, Standing, for_columns, scoreboard, verdict
from streamboard.common import units
from streamboard.run.archive import votes
from streamboard.run.plan import RunPlan
from streamboard.safety.sanitise import clean_line

_HEADINGS = ("contestant", "won", "lost", "tied", "votes", "rate", "strength", "95 % interval")


class SetTally(NamedTuple):
    name: str
    """The set's title, or words of it."""
    votes: int
    latest: str
    """Day in ISO 8601; empty without votes."""
    score: Scoreboard


def tally_of(plan: RunPlan) -> SetTally:
    """For the set's columns, as on the board. Raises OSError if the tally cannot be read."""
    answers = [(clean_line(one.model or ""), clean_line(one.column)) for one in plan.streams]
    asked = [(model, column) for model, column in answers if model and column]
    return _tally(plan.title, for_columns(votes.read(votes.path_of(plan)), asked))


def every_tally() -> list[SetTally]:
    """Of each prompt set with votes. Raises OSError if a tally cannot be read."""
    kept = ((path, votes.read(path)) for path in votes.tallies())
    found = [_tally(votes.name_of(path, records), records) for path, records in kept]
    return [tally for tally in found if tally.votes]


def _tally(name: str, kept: list[votes.VoteRecord]) -> SetTally:
    latest = max((vote.at for vote in kept), default="")[:10]
    return SetTally(clean_line(name), len(kept), clean_line(latest), scoreboard(kept))


def tables(tallies: Iterable[SetTally]) -> Group:
    parts: list[RenderableType] = []
    for tally in tallies:
        latest = f", the latest on {tally.latest}" if tally.latest else ""
        title = Text(tally.name, style="bold")
        title.append(f"  {units.count(tally.votes, 'vote')}{latest}", style="dim")
        parts += [*([Text("")] if parts else []), title]
        if tally.votes:
            parts += [_table(tally.score), Text("".join(verdict(tally.score)))]
    return Group(*parts)


def _table(score: Scoreboard) -> Table:
    table = Table(box=None, pad_edge=False, header_style="dim")
    for heading in _HEADINGS:
        table.add_column(heading, justify="left" if heading == _HEADINGS[0] else "right", no_wrap=True)
    for one in score.standings:
        counts = (str(number) for number in (one.wins, one.losses, one.ties, one.n))
        points, margin = one.strength
        interval = f"{points - margin:+.0f} to {points + margin:+.0f}"
        rate = f"{one.share * 100:.0f} %"
        table.add_row(Text(clean_line(one.name)), *counts, rate, f"{points:+.0f}", interval)
    return table


def as_json(tally: SetTally) -> dict[str, Any]:
    """Strengths are in points."""
    ahead = tally.score.ahead
    return {
        "prompt_set": tally.name,
        "votes": tally.votes,
        "latest": tally.latest or None,
        "ahead": ahead.name if ahead is not None else None,
        "standings": [_standing(one) for one in tally.score.standings],
    }


def _standing(one: Standing) -> dict[str, Any]:
    points, margin = one.strength
    return {
        "name": one.name,
        "won": one.wins,
        "lost": one.losses,
        "tied": one.ties,
        "votes": one.n,
        "rate": round(one.share, 4),
        "strength": round(points, 1),
        "interval": [round(points - margin, 1), round(points + margin, 1)],
    }
