"""The fuzz for longer, on demand: wrecked streams through the engine, hostile texts on a real terminal, and a
monkey at the board.

    python -m tests.fuzz [--minutes 10] [--seed N]

Each round has a seed; it is printed when something is wrong, and plays the same round again.
"""

from __future__ import annotations

import argparse
import asyncio
import random
import sys
import tempfile
import time
from contextlib import ExitStack
from pathlib import Path

import pytest

from tests.support.hostile import hostile_run_file
from tests.support.idle import exact_idling
from tests.support.loose import play_loose
from tests.support.wrecked import play_wreck
from tests.tui.conftest import environment, starter
from tests.tui.monkey import play
from tests.tui.test_untrusted import assert_nothing_injected, look_everywhere

WRECKS = 2000
"""Wrecked streams for each board."""
MONKEY_STEPS = 300
"""What a monkey does on each board."""
LOOSE = 200
"""Answers of loose servers for each board."""


def board(seed: int, folder: Path) -> None:
    """Replay a hostile run in a terminal of some size, and look at all of it."""
    chance = random.Random(seed)
    path = folder / "run.jsonl"
    path.write_bytes(hostile_run_file(seed, streams=chance.randrange(1, 9), texts=chance.randrange(1, 120)))
    size = (chance.randrange(20, 240), chance.randrange(5, 70))
    with ExitStack() as stack:
        shown = starter(folder / "home", stack)("replay", path, size=size)
        shown.wait_for("quit")  # The title has no room in the smallest sizes.
        if size[0] >= 80 and size[1] >= 24:
            look_everywhere(shown, 3)
        else:
            shown.press("v", "z", "tab", "t", "e", "z")
        shown.press("q")
        assert shown.wait_exit() == 0
        shown.assert_restored()
        assert_nothing_injected(shown)


def monkey(seed: int, folder: Path) -> None:
    """Let a monkey at a board, with a home of its own."""
    with pytest.MonkeyPatch.context() as patch, exact_idling():
        patch.chdir(folder)  # It saves answers.
        for name, value in environment(folder).items():
            patch.setenv(name, value)
        asyncio.run(play(seed, MONKEY_STEPS))


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--minutes", type=float, default=10)
    parser.add_argument("--seed", type=int, default=random.SystemRandom().randrange(2**32))
    options = parser.parse_args()
    end, seed, rounds = time.monotonic() + options.minutes * 60, options.seed, 0
    while True:
        try:
            for number in range(WRECKS):
                play_wreck(seed * WRECKS + number)
            asyncio.run(play_loose(range(seed * LOOSE, (seed + 1) * LOOSE)))
            with tempfile.TemporaryDirectory() as folder:
                board(seed, Path(folder))
                monkey(seed, Path(folder))
        except BaseException:
            print(f"round {rounds}: --seed {seed} shows it again", file=sys.stderr)
            raise
        rounds += 1
        seed += 1
        if time.monotonic() > end:
            break
    print(f"{rounds} boards and {rounds * (WRECKS + LOOSE)} streams, none of them harmed")
    return 0


if __name__ == "__main__":
    sys.exit(main())
