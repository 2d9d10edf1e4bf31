"""Describes this machine: runs are comparable only if it is known."""

from __future__ import annotations

import os
import platform
from contextlib import suppress

from streamboard.run.events import Machine

_CPUINFO = "/proc/cpuinfo"
_ENOUGH = 4_096
"""Bytes that cover the first processor."""
_NAMES = ("model name", "Model", "cpu model")
"""Keys of the processor's name, on several architectures."""


def this_machine() -> Machine:
    """Return what is known without running a program."""
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
    """Count those this process may use; containers and `taskset` limit them."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count()
