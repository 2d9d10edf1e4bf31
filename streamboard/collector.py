"""Python's garbage collector, kept from stopping what is timed."""

from __future__ import annotations

import gc


def settle(*, collect: bool = True) -> None:
    """Take what the imports left out of the collector's sight, and have it look less often.

    The SDK alone leaves so many objects that a full collection stops everything for about a tenth of a
    second.

    Args:
        collect: Collect before, so that no garbage is kept for good; costs a tenth of a second itself.
    """
    if collect:
        gc.collect()
    gc.freeze()
    gc.set_threshold(10_000, 50, 100)
