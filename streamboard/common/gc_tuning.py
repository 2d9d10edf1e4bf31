"""Keeps Python's garbage collector from disturbing measurements and slowing the start."""

from __future__ import annotations

import gc


def pause() -> None:
    """Disable collections while modules are imported: they find nothing and take a seventh of the time."""
    gc.disable()


def settle() -> None:
    """Enable collections, but rarely, and never of the objects that exist by now.

    The SDK alone creates so many objects that a full collection stops everything for about a tenth of a
    second.
    """
    gc.freeze()
    gc.set_threshold(10_000, 50, 100)
    gc.enable()
