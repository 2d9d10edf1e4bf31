"""Two sides compared: settings, figures and answers."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Literal, NamedTuple

from streamboard.common.errors import UsageError
from streamboard.comparing.choice_of_method import MEDIAN, Measured, enough, measure
from streamboard.comparing.effect import LEVEL, Effect, holm
from streamboard.comparing.run_means import ratio_of_runs
from streamboard.comparing.setup_differences import Changed, changed
from streamboard.comparing.shares import Share, ShareDifference, difference
from streamboard.comparing.sides import Place, RunSide, names_of, partners
from streamboard.figures.catalogue import FIGURES, RUN_FIGURES
from streamboard.figures.confidence_intervals import least
from streamboard.figures.figure import Figure
from streamboard.figures.run_figure import RunFigure
from streamboard.figures.unit import RATE, SHARES, TIME

Word = Literal["slower", "faster", "more", "less", "no difference seen", "too few to say"]
TAIL = 95.0
"""Compared, too, where the sample is large enough."""


class FigureRow(NamedTuple):
    figure: Figure
    percent: float
    measured: Measured
    word: Word
    by_chance: bool = False
    """The interval excludes 1, but not after Holm's correction over all rows."""

    @property
    def name(self) -> str:
        """`TTFT`; `TTFT p95`."""
        return self.figure.name if self.percent == MEDIAN else f"{self.figure.name} p{self.percent:g}"


class ShareRow(NamedTuple):
    figure: RunFigure
    old: Share
    new: Share
    difference: ShareDifference
    word: Word


class RunRow(NamedTuple):
    """A figure that each run has once."""

    figure: RunFigure
    old: list[float]
    new: list[float]
    effect: Effect | None
    """None below `LEAST_RUNS` a side."""
    word: Word


class Answers(NamedTuple):
    """To the same questions; `differ` are places on the old side."""

    same: int
    differ: list[Place]


class Compared(NamedTuple):
    old: RunSide
    new: RunSide
    changed: list[Changed]
    pairs: int
    alone: tuple[int, int]
    """Streams without a partner, on the old and on the new side."""
    rows: list[FigureRow]
    shares: list[ShareRow]
    of_runs: list[RunRow]
    answers: Answers

    @property
    def says_something(self) -> bool:
        words = [*(row.word for row in self.rows), *(row.word for row in self.shares)]
        return any(word != "too few to say" for word in words)


def compare(old: RunSide, new: RunSide, *, anyway: bool = False) -> Compared:
    """`old` is the reference; `anyway` compares even simulated with real answers, or different prompts."""
    refuse(old, new, anyway=anyway)
    partner = partners(old, new)
    return Compared(
        old,
        new,
        changed(old, new, partner),
        len(partner),
        (len(old.streams) - len(partner), len(new.streams) - len(partner)),
        _with_words(_measured(old, new, partner)),
        [*_shares(old, new)],
        [*_of_runs(old, new)],
        _answers(old, new, partner),
    )


def refuse(old: RunSide, new: RunSide, *, anyway: bool = False) -> None:
    """Raise UsageError if they share a run or one has no streams.

    Without `anyway` also if only one is simulated, or they have no prompt in common.
    """
    if _runs_of(old) & _runs_of(new):
        raise UsageError(f"{old.name} and {new.name} are the same run; nothing can differ.", "Name two runs.")
    for side in (old, new):
        if not side.streams:
            raise UsageError(f"Nothing was sent in {side.name}; there is nothing to compare.")
    if anyway:
        return
    if old.simulated != new.simulated:
        made, real = (old, new) if old.simulated else (new, old)
        raise UsageError(
            f"{made.name} is simulated and {real.name} is not: what differs would say nothing of either.",
            "`--anyway` compares them nevertheless.",
        )
    if not old.questions & new.questions:
        asked = [names_of(sorted(side.questions)[:2]) for side in (old, new)]
        raise UsageError(
            f"{old.name} and {new.name} have no prompt in common: one asks {asked[0]}, the other {asked[1]}.",
            "`--anyway` compares them as two samples.",
        )


def _runs_of(side: RunSide) -> set[tuple[str, int]]:
    """Runs are told apart by their start, as far as their files have it."""
    started = (board.started for board in side.boards)
    return {(one.started_at, one.monotonic_ns) for one in started if one is not None and one.started_at}


def _measured(
    old: RunSide, new: RunSide, partner: Mapping[Place, Place]
) -> Iterator[tuple[Figure, float, Measured]]:
    for figure in FIGURES:
        if figure.unit in SHARES:
            continue
        found = measure(old, new, figure, partner)
        if found.old.value is None or found.new.value is None or not _worth(figure, old, new):
            continue
        yield figure, MEDIAN, found
        if figure.pool is not None and min(found.old.n, found.new.n) >= least(TAIL):
            yield figure, TAIL, measure(old, new, figure, partner, TAIL)


def _worth(figure: Figure, old: RunSide, new: RunSide) -> bool:
    return any(
        figure.worth(stream, figure.of(stream, board.now))
        for side in (old, new)
        for stream, board in side.streams.values()
    )


def _with_words(found: Iterator[tuple[Figure, float, Measured]]) -> list[FigureRow]:
    """At most one comparison in twenty has any false verdict (Holm)."""
    measured = [*found]
    judged = [row for row in measured if enough(row[2], row[1])]
    ps = [row[2].effect.p for row in judged if row[2].effect is not None]
    sure = dict(zip(map(id, judged), holm(ps, 1 - LEVEL), strict=True))
    rows = []
    for row in measured:
        figure, percent, each = row
        effect = each.effect
        if id(row) not in sure or effect is None:
            rows.append(FigureRow(figure, percent, each, "too few to say"))
            continue
        apart = effect.low > 1 or effect.high < 1
        word = word_of(figure, more=effect.ratio > 1) if apart and sure[id(row)] else "no difference seen"
        rows.append(FigureRow(figure, percent, each, word, apart and not sure[id(row)]))
    return rows


def word_of(figure: Figure | RunFigure, *, more: bool) -> Word:
    if figure.unit is TIME:
        return "slower" if more else "faster"
    if figure.unit is RATE:
        return "faster" if more else "slower"
    return "more" if more else "less"


def _shares(old: RunSide, new: RunSide) -> Iterator[ShareRow]:
    for figure in RUN_FIGURES:
        if figure.unit not in SHARES:
            continue
        before, after = old.share(figure), new.share(figure)
        if before is not None and after is not None:
            found = difference(before, after)
            word: Word = "no difference seen"
            if min(before.of, after.of) < least(MEDIAN):
                word = "too few to say"
            elif found.low > 0 or found.high < 0:
                word = word_of(figure, more=found.value > 0)
            yield ShareRow(figure, before, after, found, word)


def _of_runs(old: RunSide, new: RunSide) -> Iterator[RunRow]:
    for figure in RUN_FIGURES:
        if figure.unit in SHARES:
            continue
        before, after = (
            [value for reading in side.of_runs(figure) if (value := reading.settled) is not None]
            for side in (old, new)
        )
        if before and after:
            effect = ratio_of_runs(before, after)
            apart = effect is not None and (effect.low > 1 or effect.high < 1)
            word: Word = "too few to say" if effect is None else "no difference seen"
            if effect is not None and apart:
                word = word_of(figure, more=effect.ratio > 1)
            yield RunRow(figure, before, after, effect, word)


def _answers(old: RunSide, new: RunSide, partner: Mapping[Place, Place]) -> Answers:
    same, differ = 0, list[Place]()
    for here, there in partner.items():
        before, after = old.streams[here][0].shown, new.streams[there][0].shown
        if before is None or after is None or not (before.message.whole and after.message.whole):
            continue
        if before.message.text == after.message.text:
            same += 1
        else:
            differ.append(here)
    return Answers(same, differ)
