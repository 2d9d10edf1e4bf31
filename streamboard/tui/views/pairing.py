"""Which two streams are compared."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from streamboard.board.stream import StreamState
from streamboard.tui.draw.scene import Scene


class Pair(NamedTuple):
    left: StreamState
    right: StreamState
    pinned: bool
    """The left one is pinned, not chosen for the right one."""
    ghost: bool = False
    """The left one is the ghost's answer to the same question."""


def pair_of(scene: Scene) -> Pair | None:
    """The pinned stream and the one in focus; None for fewer than two.

    Without a pinned one, or with that in focus, the other is preferably an answer to the same prompt in
    another column; beside a ghost, it is the ghost's answer.
    """
    streams, focus = scene.streams, scene.focus
    if focus is not None and scene.pinned is None and (partner := scene.partner(focus)) is not None:
        return Pair(partner, focus, pinned=False, ghost=True)
    if len(streams) < 2 or focus is None or focus not in streams:
        return None
    pinned = next((stream for stream in streams if stream.plan.id == scene.pinned), None)
    if pinned is not None:
        return Pair(pinned, _kin(pinned, _after(pinned, streams)) if focus is pinned else focus, True)
    place = scene.index
    before = _kin(focus, streams[:place]) if place else None
    after = _kin(focus, _after(focus, streams))
    if before is None or (_kinship(focus, after) > _kinship(focus, before) and _is_asked_alike(focus, after)):
        return Pair(focus, after, False)
    return Pair(before if _is_asked_alike(focus, before) else streams[0], focus, False)


def _after(stream: StreamState, streams: Sequence[StreamState]) -> list[StreamState]:
    """The other streams, starting after this one."""
    place = streams.index(stream)
    return [*streams[place + 1 :], *streams[:place]]


def _kin(stream: StreamState, others: Sequence[StreamState]) -> StreamState:
    """The best to compare with; of several, the first."""
    return max(others, key=lambda other: _kinship(stream, other))


def _kinship(one: StreamState, other: StreamState) -> tuple[bool, bool, bool]:
    alike = _is_asked_alike(one, other)
    return alike, alike and one.column() != other.column(), alike and one.plan.repeat == other.plan.repeat


def _is_asked_alike(one: StreamState, other: StreamState) -> bool:
    return (one.plan.prompt, one.plan.vars) == (other.plan.prompt, other.plan.vars)
