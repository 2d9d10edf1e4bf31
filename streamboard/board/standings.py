"""What votes say so far: how often each contestant won, how strong it is, and who is ahead."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

import msgspec

from streamboard.board.strengths import Z_95, BradleyTerry, Strength
from streamboard.common import units
from streamboard.run.archive.votes import VoteRecord
from streamboard.safety.sanitise import clean_line

_WIN, _LOSS, _TIE = range(3)
LEAST_VOTES = 10
"""With fewer votes a ranking means nothing."""


class Standing(NamedTuple):
    """The votes of one contestant."""

    name: str
    wins: int
    losses: int
    ties: int
    share: float
    """Wins and its part of ties, as a share of its votes: 0 to 1."""
    strength: Strength

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


class Scoreboard(NamedTuple):
    """What votes come to."""

    standings: tuple[Standing, ...] = ()
    """All contestants, the strongest first."""
    lead: Strength | None = None
    """By how much the first is stronger than the second; None if there are no two."""

    @property
    def ahead(self) -> Standing | None:
        """Who is ahead; None while there are too few votes to say.

        There are too few while either of the best two has fewer than `LEAST_VOTES` votes, or the 95 %
        interval of the first one's lead has 0 in it.
        """
        if self.lead is None or min(one.n for one in self.standings[:2]) < LEAST_VOTES:
            return None
        return self.standings[0] if self.lead.points > self.lead.margin else None


NO_VOTES = Scoreboard()


def scoreboard(votes: Iterable[VoteRecord]) -> Scoreboard:
    """Count votes. A tie among k counts as 1/k of a win for each of them."""
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
    """Who is ahead, or that it cannot be said; and why, as the end of the sentence. Sanitised."""
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
