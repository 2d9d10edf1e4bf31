"""What machine this is: figures of two runs are comparable only if that is known."""

from __future__ import annotations

import os
import platform
from contextlib import suppress

from streamboard.run.events import Machine

_CPUINFO = "/proc/cpuinfo"
_ENOUGH = 4_096
"""Bytes of `/proc/cpuinfo` that describe the first processor."""
_NAMES = ("model name", "Model", "cpu model")
"""The keys of the processor's name in `/proc/cpuinfo`, on several architectures."""


def this_machine() -> Machine:
    """What is known of it without asking another program."""
    return Machine(
        system=" ".join(words for words in (platform.system(), platform.release()) if words),
        architecture=platform.machine(),
        processor=_processor(),
        cores=_cores(),
    )


def _processor() -> str:
    with suppress(OSError), open(_CPUINFO, encoding="utf-8", errors="replace") as file:
        rows = (line.partition(":") for line in file.read(_ENOUGH).splitlines())
        told = {name.strip(): value.strip() for name, _, value in rows}
        return next((told[name] for name in _NAMES if told.get(name)), "")
    return ""


def _cores() -> int | None:
    """How many this process may use, which a container or `taskset` may have limited."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count()
