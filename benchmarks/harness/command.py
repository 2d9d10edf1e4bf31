"""How each claim's command is run, in full or quickly."""

from __future__ import annotations

import argparse
import platform
from collections.abc import Callable, Sequence
from importlib import metadata
from typing import NamedTuple, TypeVar

import psutil

from benchmarks.harness.table import Report

T = TypeVar("T")


class Scale(NamedTuple):
    """How long and how often is measured."""

    rounds: int
    quick: bool

    def seconds(self, full: float) -> float:
        """So long where time is no matter; a moment in a quick run."""
        return 0.5 if self.quick else full

    def count(self, full: int) -> int:
        """So many, or a few."""
        return max(full // 20, 1) if self.quick else full

    def some(self, full: Sequence[T]) -> Sequence[T]:
        """All of them, or the first and the last."""
        return [full[0], full[-1]] if self.quick else full


FULL, QUICK = Scale(3, quick=False), Scale(1, quick=True)


def main(run: Callable[[Scale], list[Report]]) -> None:
    """The command line of one claim."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--quick", action="store_true", help="once and briefly: that it runs, not how fast")
    parser.add_argument("--rounds", type=int, default=FULL.rounds, help="medians are taken over so many")
    arguments = parser.parse_args()
    scale = QUICK if arguments.quick else Scale(arguments.rounds, quick=False)
    print(machine())
    for report in run(scale):
        report.print(quick=scale.quick)


def machine() -> str:
    """What it is measured on, and with what."""
    memory = psutil.virtual_memory().total / 2**30
    names = ("streamboard", "anthropic", "aiohttp", "uvloop", "textual", "rich", "msgspec")
    versions = ", ".join(f"{name} {metadata.version(name)}" for name in names)
    return (
        f"{psutil.cpu_count()} cores, {memory:.0f} GiB, {platform.system()} {platform.machine()}, "
        f"CPython {platform.python_version()}\n{versions}"
    )
