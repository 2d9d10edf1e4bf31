"""Contestants' strengths from votes: the model of Bradley, Terry and Luce.

Contestant i has a worth w_i and is chosen among S with probability w_i / sum of w_j over j in S. For two: R.
A. Bradley and M. E. Terry, "Rank analysis of incomplete block designs", Biometrika 39 (1952). For more: R. D.
Luce, "Individual Choice Behavior" (1959). Unlike a rate of wins, worth does not depend on whom one met.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from streamboard.board.proportions import Z_95
from streamboard.run.archive.votes import VoteRecord

POINTS = 400 / math.log(10)
"""For a factor e of worth: 400 for a factor 10, as in Elo's ratings."""
_MOST_STEPS, _NEAR = 10_000, 1e-9

_Choices = dict[tuple[tuple[int, ...], int | None], float]
"""Votes by contestants and winner (None for a tie)."""


class Strength(NamedTuple):
    """In points; 0 is the mean. 100 points more win 64 of 100 votes."""

    points: float
    margin: float
    """Half the 95 % interval."""


class BradleyTerry:
    def __init__(self, votes: Iterable[VoteRecord]) -> None:
        """Ties among all are added that give each half a win, as Jeffreys' prior does for shares.

        That keeps strengths finite where every vote was won, or lost.
        """
        votes = list(votes)
        self._place = {name: place for place, name in enumerate(sorted({n for v in votes for n in v.among}))}
        choices = _counted(votes, self._place)
        worths = _fit(choices, len(self._place))
        mean = sum(map(math.log, worths)) / max(len(worths), 1)
        self._points = [POINTS * (math.log(worth) - mean) for worth in worths]
        self._variances = _variances(choices, worths)

    def of(self, name: str) -> Strength:
        place = self._place[name]
        return Strength(self._points[place], _margin(self._variances[place][place]))

    def lead(self, name: str, other: str) -> Strength:
        one, two = self._place[name], self._place[other]
        rows = self._variances
        variance = rows[one][one] + rows[two][two] - 2 * rows[one][two]
        return Strength(self._points[one] - self._points[two], _margin(variance))


def _margin(variance: float) -> float:
    return Z_95 * POINTS * math.sqrt(max(variance, 0.0))


def _counted(votes: Sequence[VoteRecord], place: Mapping[str, int]) -> _Choices:
    everybody = tuple(place.values())
    found: _Choices = {(everybody, None): len(everybody) / 2} if len(everybody) > 1 else {}
    for vote in votes:
        among = tuple(sorted(place[name] for name in vote.among))
        key = among, place[vote.winner] if vote.winner is not None else None
        found[key] = found.get(key, 0.0) + 1
    return found


def _fit(choices: _Choices, size: int) -> list[float]:
    """Maximum likelihood worths, of mean 1.

    D. R. Hunter, "MM algorithms for generalized Bradley-Terry models", Annals of Statistics 32 (2004),
    384-406: wins divided by expected wins per unit of worth.
    """
    wins = [0.0] * size
    for (among, winner), times in choices.items():
        for place in among:
            wins[place] += times * (1 / len(among) if winner is None else winner == place)
    worths = [1.0] * size
    for _ in range(_MOST_STEPS):
        expected = [0.0] * size
        for (among, _winner), times in choices.items():
            share = times / sum(worths[place] for place in among)
            for place in among:
                expected[place] += share
        new = [won / due for won, due in zip(wins, expected, strict=True)]
        scale = size / sum(new) if new else 1.0
        new = [worth * scale for worth in new]
        moved = max((abs(math.log(a / b)) for a, b in zip(new, worths, strict=True)), default=0.0)
        worths = new
        if moved < _NEAR:
            break
    return worths


def _variances(choices: _Choices, worths: Sequence[float]) -> list[list[float]]:
    """Covariances of the log worths, about their mean.

    The observed information is singular, as only ratios of worths are known. Adding 1/size to each entry
    makes it invertible; subtracting 1/size from the inverse constrains the logarithms to sum to 0.
    """
    size = len(worths)
    information = [[1 / size] * size for _ in range(size)]
    for (among, _winner), times in choices.items():
        total = sum(worths[place] for place in among)
        for one in among:
            chance = worths[one] / total
            information[one][one] += times * chance
            for two in among:
                information[one][two] -= times * chance * worths[two] / total
    return [[entry - 1 / size for entry in row] for row in _inverse(information)]


def _inverse(matrix: Sequence[Sequence[float]]) -> list[list[float]]:
    """By elimination; a positive definite matrix needs no pivoting."""
    size = len(matrix)
    rows = [[*row, *(float(place == at) for at in range(size))] for place, row in enumerate(matrix)]
    for at in range(size):
        pivot = rows[at][at]
        rows[at] = [entry / pivot for entry in rows[at]]
        for place in range(size):
            if place != at and (factor := rows[place][at]):
                rows[place] = [mine - factor * its for mine, its in zip(rows[place], rows[at], strict=True)]
    return [row[size:] for row in rows]
