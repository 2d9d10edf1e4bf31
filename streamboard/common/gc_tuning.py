"""Keeps garbage collection from disturbing measurements and slowing the start."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager


def pause() -> None:
    """Collecting during imports would take a seventh of their time and find nothing."""
    gc.disable()


def settle() -> None:
    """Collect rarely, without the SDK's objects: they cost 0.1 s per full collection."""
    gc.freeze()
    gc.set_threshold(10_000, 50, 100)
    gc.enable()


def spare() -> None:
    """Exempt a large run's million objects: they cost 1 s per full collection."""
    gc.freeze()


@contextmanager
def paused() -> Iterator[None]:
    was = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was:
            gc.enable()
