"""How many files and connections this process may have open."""

from __future__ import annotations

import resource
from contextlib import suppress

_MOST = 65_536
"""More than any run needs; some programs started from here walk through all numbers up to the limit."""


def raise_limit() -> None:
    """Raise the soft limit, often 256 or 1024, to the hard one: each stream takes a connection."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = _MOST if hard == resource.RLIM_INFINITY else min(hard, _MOST)
    if soft != resource.RLIM_INFINITY and soft < wanted:
        with suppress(OSError, ValueError):  # Some systems forbid what they say they allow.
            resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))
