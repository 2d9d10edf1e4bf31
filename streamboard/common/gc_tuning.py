"""Python's garbage collector, kept from stopping what is timed and from slowing the start."""

from __future__ import annotations

import gc


def hold() -> None:
    """No collections while modules are imported: they find nothing and cost a seventh of the time."""
    gc.disable()


def settle() -> None:
    """Begin to collect, but seldom, and never what the start has left.

    The SDK alone leaves so many objects that a full collection stops everything for about a tenth of a
    second.
    """
    gc.freeze()
    gc.set_threshold(10_000, 50, 100)
    gc.enable()
