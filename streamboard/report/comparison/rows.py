"""The contents of a comparison in any format. All texts are sanitised."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from streamboard.board.phases_and_ends import DONE
from streamboard.board.run_remarks import counts_connecting, lateness
from streamboard.board.state import BoardState
from streamboard.common import units
from streamboard.common.errors import UsageError
from streamboard.comparing.choice_of_method import Summed
from streamboard.comparing.comparison import Compared, FigureRow, RunRow, ShareRow
from streamboard.comparing.run_means import LEAST_RUNS
from streamboard.comparing.sides import Place, RunSide
from streamboard.comparing.words import (
    difference_ends,
    percent_words,
    ratio_ends,
    signed_points,
    times,
)
from streamboard.figures.unit import Unit
from streamboard.safety.sanitise import clean_line

SIDES = ("A", "B")
HEADINGS = ("median of", *SIDES, "ratio", "95 % interval", "n", "")
_MOST_ANSWERS = 5
_BY_CHANCE = "*"


ALIKE = "Both were made alike, as far as the files say."
"""Said where `made_lines` is empty."""


class ComparedRow(NamedTuple):
    """The cells of `HEADINGS`."""

    name: str
    old: str
    new: str
    ratio: str
    interval: str
    n: str
    word: str


def runs_of(side: RunSide) -> Iterator[str]:
    for board in side.boards:
        yield ", ".join(_about(board))


def _about(board: BoardState) -> Iterator[str]:
    totals = board.totals(board.now)
    yield clean_line(board.plan.title)
    if board.started is not None:
        yield clean_line(board.started.started_at)
    yield f"{totals.counts[DONE.name]} of {totals.streams} completed"
    if any(board.simulated(stream) for stream in board.streams.values()):
        yield "SIMULATED"
    if late := lateness(board):
        yield late
    if counts_connecting(board):
        yield "TTFT and E2E include connecting"
    yield from (clean_line(problem).rstrip(".") for problem in board.problems[-1:])


def refusal(error: UsageError) -> str:
    return clean_line(f"Not compared: {error}")


def made_lines(found: Compared) -> list[tuple[str, str, str]]:
    """What differs, and each side's value."""
    return [(clean_line(one.what), clean_line(one.old), clean_line(one.new)) for one in found.changed]


def matched(found: Compared) -> str:
    runs = [len(side.boards) for side in (found.old, found.new)]
    if min(runs) >= LEAST_RUNS:
        return f"{runs[0]} runs against {runs[1]}: each run is one sample, the median of its streams."
    if runs[0] != runs[1]:
        return f"{runs[0]} and {runs[1]} runs: the streams of each side are taken as one sample."
    if not found.pairs:
        return "No stream has a partner: each side is taken as a sample."
    words = f"{units.count(found.pairs, 'stream')} in pairs by prompt, variables, column and repetition"
    alone = [f"{number} only in {side}" for number, side in zip(found.alone, SIDES, strict=True) if number]
    return f"{'; '.join([words, *alone])}."


def rows_of(found: Compared) -> list[ComparedRow]:
    return [
        *map(_of_streams, found.rows),
        *map(_of_share, found.shares),
        *map(_of_run, found.of_runs),
    ]


def _of_streams(row: FigureRow) -> ComparedRow:
    effect = row.measured.effect
    ratio, interval = (
        (times(effect.ratio), ratio_ends(effect)) if effect is not None else (units.DASH, units.DASH)
    )
    old, new = row.measured.old, row.measured.new
    n = str(effect.n) if effect is not None else f"{old.n}/{new.n}"
    unit = row.figure.unit
    mark = _BY_CHANCE if row.by_chance else ""
    return ComparedRow(row.name, _sum(unit, old), _sum(unit, new), ratio, interval, n, f"{row.word}{mark}")


def _sum(unit: Unit, side: Summed) -> str:
    text = _text(unit, side.value)
    return text if side.runs is None else f"{text} (CV {percent_words(side.runs.cv)})"


def _text(unit: Unit, value: float | None) -> str:
    """Without its unit, which the figure's name gives."""
    return units.DASH if value is None else unit.text(value, None)


def _of_share(row: ShareRow) -> ComparedRow:
    by, interval = f"{signed_points(row.difference.value)} pts", difference_ends(row.difference)
    old, new = (f"{one.part}/{one.of}" for one in (row.old, row.new))
    return ComparedRow(row.figure.name, old, new, by, interval, str(min(row.old.of, row.new.of)), row.word)


def _of_run(row: RunRow) -> ComparedRow:
    unit = row.figure.unit
    old, new = (_text(unit, sum(values) / len(values)) for values in (row.old, row.new))
    if row.effect is None:
        n = str(min(len(row.old), len(row.new)))
        return ComparedRow(row.figure.name, old, new, units.DASH, units.DASH, n, row.word)
    effect = row.effect
    return ComparedRow(
        row.figure.name, old, new, times(effect.ratio), ratio_ends(effect), str(effect.n), row.word
    )


def notes_of(found: Compared) -> Iterator[str]:
    if any(row.by_chance for row in found.rows):
        yield f"{_BY_CHANCE} its interval leaves out 1x, but among so many figures that may be chance (Holm)."
    if min(len(side.boards) for side in (found.old, found.new)) < LEAST_RUNS:
        yield (
            "The intervals say how sure it is that these runs differ, not how much the next ones will: that"
            " takes three runs a side."
        )
    yield _answers(found)


def _answers(found: Compared) -> str:
    same, differ = found.answers.same, found.answers.differ
    if not same and not differ:
        return "No whole answer has a partner to compare its words with."
    if not differ:
        return (
            f"All {same} pairs of whole answers are the same, letter by letter."
            if same > 1
            else ("The one pair of whole answers is the same, letter by letter.")
        )
    named = ", ".join(map(_name, differ[:_MOST_ANSWERS]))
    more = f" and {len(differ) - _MOST_ANSWERS} more" if len(differ) > _MOST_ANSWERS else ""
    return f"{len(differ)} of {same + len(differ)} pairs of whole answers differ: {named}{more}."


def _name(place: Place) -> str:
    values = [value for _, value in place.question.values]
    repeat = [f"#{place.repeat}"] if place.repeat > 1 else []
    return clean_line(
        "/".join([place.question.prompt, *values, *([place.column] if place.column else []), *repeat])
    )
