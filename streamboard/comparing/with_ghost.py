"""A figure of streams and of their partners in a ghost."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from streamboard.board.state import BoardState
from streamboard.board.stream import StreamState
from streamboard.comparing.bootstrap import paired_ratio
from streamboard.comparing.choice_of_method import MEDIAN
from streamboard.comparing.effect import LEVEL, Effect, holm
from streamboard.comparing.ghost import Ghost
from streamboard.comparing.shares import Share
from streamboard.comparing.sides import share_of
from streamboard.figures.confidence_intervals import least
from streamboard.figures.figure import Figure
from streamboard.figures.percentiles import of_readings
from streamboard.figures.reading import ABSENT, Reading
from streamboard.figures.samples import sampled
from streamboard.figures.unit import SHARES
from streamboard.run.plan import StreamPlan
from streamboard.run.question import last_question

ENOUGH = least(MEDIAN)


class Against(NamedTuple):
    """Settled values, pair by pair."""

    old: Sequence[Reading] = ()
    new: Sequence[Reading] = ()
    waiting: Sequence[Reading] = ()
    """The ghost's, whose partners have none yet."""
    partners: int = 0
    """In the same turn of the conversation."""
    unlike: bool = False
    """Only one side is simulated, so a difference means nothing."""
    reworded: bool = False
    """A question differs under the same prompt name."""
    counted: bool = False
    """Verdicts or shares, without a median."""

    @property
    def n(self) -> int:
        return len(self.old)

    @property
    def was(self) -> Reading:
        """The ghost's median or share: of the pairs, else of all its values."""
        readings = self.old or self.waiting
        if not self.counted:
            return _median(readings)
        share = share_of(readings)
        return ABSENT if share is None else Reading(share.value, of=share.of)

    @property
    def difference(self) -> Reading:
        """Run minus ghost."""
        old, new = _median(self.old), _median(self.new)
        if self.counted or old.value is None or new.value is None:
            return ABSENT
        return Reading(
            new.value - old.value,
            new.less + old.more,
            new.more + old.less,
            estimated=old.estimated or new.estimated,
        )

    @property
    def shares(self) -> tuple[Share, Share] | None:
        old, new = share_of(self.old), share_of(self.new)
        return None if old is None or new is None else (old, new)

    def ratio(self) -> Effect | None:
        """The run's median over the ghost's; too slow for every frame (a bootstrap)."""
        if self.n < ENOUGH:
            return None
        old, new = ([reading.value or 0.0 for reading in side] for side in (self.old, self.new))
        return paired_ratio(old, new, MEDIAN)


def against(
    figure: Figure, streams: Iterable[StreamState], board: BoardState, now: int, ghost: Ghost
) -> Against:
    old, new, waiting = list[Reading](), list[Reading](), list[Reading]()
    partners, unlike, reworded = 0, False, False
    for stream in streams:
        partner = ghost.board.streams.get(stream.plan.id)
        if partner is None or partner.plan.turn != stream.plan.turn:
            continue
        partners += 1
        before, after = sampled(figure, partner, ghost.now), sampled(figure, stream, now)
        differs = board.simulated(stream) != ghost.board.simulated(partner)
        unlike = unlike or differs
        reworded = reworded or _asked(partner.plan) != _asked(stream.plan)
        if before is not None and after is not None and not differs:
            old.append(before)
            new.append(after)
        elif before is not None:
            waiting.append(before)
    return Against(old, new, waiting, partners, unlike, reworded, figure.unit in SHARES)


def _asked(plan: StreamPlan) -> object:
    place = last_question(plan)
    return None if place is None else plan.request["messages"][place].get("content")


def apart(effects: Sequence[Effect | None]) -> list[bool]:
    """Which ratios surely differ from 1 (Holm)."""
    ps = [effect.p for effect in effects if effect is not None]
    sure = iter(holm(ps, 1 - LEVEL))
    return [effect is not None and next(sure) and not effect.low <= 1 <= effect.high for effect in effects]


def _median(readings: Sequence[Reading]) -> Reading:
    estimated = any(reading.estimated for reading in readings)
    return of_readings(readings).p50._replace(estimated=estimated) if readings else ABSENT
