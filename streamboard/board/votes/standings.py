"""Wins, strengths, and who is ahead."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

import msgspec

from streamboard.board.votes.strengths import BradleyTerry, Strength
from streamboard.common import units
from streamboard.run.archive.votes import VoteRecord
from streamboard.safety.sanitise import clean_line

_WIN, _LOSS, _TIE = range(3)
LEAST_VOTES = 10
"""A ranking by fewer means nothing."""


class Standing(NamedTuple):
    name: str
    wins: int
    losses: int
    ties: int
    share: float
    """Of its votes, 0 to 1; ties count in part."""
    strength: Strength

    @property
    def n(self) -> int:
        return self.wins + self.losses + self.ties


def contestants(answers: Sequence[tuple[str, str]]) -> list[str]:
    """The answer's column, or its stream's name if a column has several.

    `answers`: column and stream name of each.
    """
    columns = [column for column, _ in answers]
    names = [column if column and columns.count(column) == 1 else name for column, name in answers]
    return [
        name if names.count(name) == 1 else f"{name} ({names[: place + 1].count(name)})"
        for place, name in enumerate(names)
    ]


def for_columns(votes: Iterable[VoteRecord], answers: Iterable[tuple[str, str]]) -> list[VoteRecord]:
    """Count a model's votes for its column, if only one asks it.

    `answers`: model and column of each on the board.
    """
    asking: dict[str, set[str]] = {}
    for model, column in answers:
        asking.setdefault(model, set()).add(column)
    columns = set().union(*asking.values())
    named = {
        model: next(iter(found))
        for model, found in asking.items()
        if len(found) == 1 and model not in columns
    }
    return [_renamed(vote, named) for vote in votes]


def _renamed(vote: VoteRecord, names: Mapping[str, str]) -> VoteRecord:
    among = [names.get(name, name) for name in vote.among]
    if len(set(among)) < len(among):
        return vote
    winner = names.get(vote.winner, vote.winner) if vote.winner is not None else None
    return msgspec.structs.replace(vote, among=among, winner=winner)


class Scoreboard(NamedTuple):
    standings: tuple[Standing, ...] = ()
    """Strongest first."""
    lead: Strength | None = None
    """By how much the first is stronger than the second; None below two."""

    @property
    def ahead(self) -> Standing | None:
        """None unless the best two have `LEAST_VOTES` each and the lead's 95 % interval excludes 0."""
        if self.lead is None or min(one.n for one in self.standings[:2]) < LEAST_VOTES:
            return None
        return self.standings[0] if self.lead.points > self.lead.margin else None


NO_VOTES = Scoreboard()


def scoreboard(votes: Iterable[VoteRecord]) -> Scoreboard:
    """A tie among k is 1/k of a win for each."""
    votes = list(votes)
    counts: dict[str, list[int]] = {}
    shared: dict[str, float] = {}
    for vote in votes:
        for name in vote.among:
            result = _TIE if vote.winner is None else _WIN if vote.winner == name else _LOSS
            counts.setdefault(name, [0, 0, 0])[result] += 1
            if vote.winner is None:
                shared[name] = shared.get(name, 0.0) + 1 / len(vote.among)
    strengths = BradleyTerry(votes)
    found = [
        Standing(
            name,
            of[_WIN],
            of[_LOSS],
            of[_TIE],
            (of[_WIN] + shared.get(name, 0.0)) / sum(of),
            strengths.of(name),
        )
        for name, of in counts.items()
    ]
    found.sort(key=lambda one: (-one.strength.points, -one.n, one.name))
    lead = strengths.lead(found[0].name, found[1].name) if len(found) > 1 else None
    return Scoreboard(tuple(found), lead)


def verdict(score: Scoreboard) -> tuple[str, str]:
    """Who is ahead, and why, as the end of the sentence; sanitised."""
    table, lead = score.standings, score.lead
    if lead is None:
        return "Too few to say", ": a score needs two contestants."
    by = f"{lead.points:.0f} ±{lead.margin:.0f} points"
    if score.ahead is not None:
        return f"{clean_line(score.ahead.name)} is ahead", f" of {clean_line(table[1].name)} by {by}."
    missing = LEAST_VOTES - min(one.n for one in table[:2])
    if missing > 0:
        return "Too few to say", f": {units.count(missing, 'more vote')} needed at least."
    return "Too few to say", f": the best two are {by} apart, which may be none."
