"""What votes say so far: how often each contestant won, how sure that is, and who is ahead."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

import msgspec

from streamboard.settings.votes import VoteRecord

LEAST_VOTES = 10
"""With fewer votes a ranking means nothing."""
Z_95 = 1.959964
"""95 % of a normal distribution lie within this many standard deviations."""


class Standing(NamedTuple):
    """The votes of one contestant."""

    name: str
    wins: int
    losses: int
    ties: int
    share: float
    """Wins and its part of ties, as a share of its votes: 0 to 1."""
    low: float
    """The lower end of the 95 % interval of `share`."""
    high: float

    @property
    def n(self) -> int:
        """The votes in which it took part."""
        return self.wins + self.losses + self.ties


def contestants(answers: Sequence[tuple[str, str]]) -> list[str]:
    """What the answers of a vote count for: their columns, or their streams if a column has several.

    Args:
        answers: The column and the stream's name of each.
    """
    columns = [column for column, _ in answers]
    names = [column if column and columns.count(column) == 1 else name for column, name in answers]
    return [
        name if names.count(name) == 1 else f"{name} ({names[: place + 1].count(name)})"
        for place, name in enumerate(names)
    ]


def for_columns(votes: Iterable[VoteRecord], answers: Iterable[tuple[str, str]]) -> list[VoteRecord]:
    """Count the votes for a model for its column, if only one column asks it.

    Args:
        votes: As the tally has them.
        answers: The model and the column of each answer on the board.
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
    """A vote with other names, unless two of its contestants would get the same name."""
    among = [names.get(name, name) for name in vote.among]
    if len(set(among)) < len(among):
        return vote
    winner = names.get(vote.winner, vote.winner) if vote.winner is not None else None
    return msgspec.structs.replace(vote, among=among, winner=winner)


def wilson(share: float, n: int, z: float = Z_95) -> tuple[float, float]:
    """The Wilson score interval of a proportion.

    E. B. Wilson, "Probable inference, the law of succession, and statistical inference", Journal of the
    American Statistical Association 22 (1927), 209-212. Unlike the plain p ± z sqrt(p(1-p)/n) it stays
    within 0 and 1 and holds for few votes. Shares that include parts of ties vary less than a proportion, so
    their interval is wider than necessary.

    Args:
        share: The observed proportion, 0 to 1.
        n: The size of the sample; if 0, the interval is 0 to 1.
        z: The standard deviations of the wanted confidence.
    """
    if n <= 0:
        return 0.0, 1.0
    spread = z * z / n
    centre = (share + spread / 2) / (1 + spread)
    half = z * math.sqrt(share * (1 - share) / n + spread / (4 * n)) / (1 + spread)
    return max(centre - half, 0.0), min(centre + half, 1.0)


def standings(votes: Iterable[VoteRecord]) -> list[Standing]:
    """All contestants, the best first. A tie among k counts as 1/k of a win for each of them."""
    wins: dict[str, int] = {}
    losses: dict[str, int] = {}
    ties: dict[str, int] = {}
    shared: dict[str, float] = {}
    for vote in votes:
        for name in vote.among:
            counts = ties if vote.winner is None else wins if vote.winner == name else losses
            counts[name] = counts.get(name, 0) + 1
            if vote.winner is None:
                shared[name] = shared.get(name, 0.0) + 1 / len(vote.among)
    found = []
    for name in {**wins, **losses, **ties}:
        won, lost, tied = wins.get(name, 0), losses.get(name, 0), ties.get(name, 0)
        n = won + lost + tied
        share = (won + shared.get(name, 0.0)) / n
        found.append(Standing(name, won, lost, tied, share, *wilson(share, n)))
    return sorted(found, key=lambda one: (-one.share, -one.n, one.name))


def leader(table: Sequence[Standing]) -> Standing | None:
    """Who is ahead; None while there are too few votes to say.

    There are too few while either of the best two has fewer than `LEAST_VOTES` votes, or their
    95 % intervals overlap.
    """
    if len(table) < 2:
        return None
    first, second = table[:2]
    enough = min(first.n, second.n) >= LEAST_VOTES
    return first if enough and first.low > second.high else None
