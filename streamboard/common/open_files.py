"""The limit of open files."""

from __future__ import annotations

import resource
from contextlib import suppress

_MOST = 65_536
"""Some child programs loop over all numbers up to the limit."""


def raise_limit() -> None:
    """The soft limit is often 256 or 1024, and each stream takes a connection."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = _MOST if hard == resource.RLIM_INFINITY else min(hard, _MOST)
    if soft != resource.RLIM_INFINITY and soft < wanted:
        with suppress(OSError, ValueError):  # Some systems refuse what they advertise.
            resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))
