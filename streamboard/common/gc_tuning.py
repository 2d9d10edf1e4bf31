"""Keeps Python's garbage collector from disturbing measurements and slowing the start."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager


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


def spare() -> None:
    """Collect nothing of what exists by now: of what is kept for good, as the state of a large run.

    A full collection of a million objects stops everything for a second.
    """
    gc.freeze()


@contextmanager
def paused() -> Iterator[None]:
    """Disable collections while very many objects are made that are kept."""
    was = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was:
            gc.enable()
