"""Terminals to run streamboard in, and prompt sets for the simulated server."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import Protocol

import pytest

from tests.support.idle import exact_idling
from tests.support.stylesheets import parsed_once

from .terminal import Terminal

STREAMBOARD = (sys.executable, "-m", "streamboard")


@pytest.fixture(scope="session", autouse=True)
def pilot_that_waits_for_the_loop() -> Iterator[None]:
    """No guess when a key has been handled, few frames that nobody asked for, and no style parsed twice."""
    with exact_idling(), parsed_once(), pytest.MonkeyPatch.context() as patch:
        patch.setattr("streamboard.tui.screen.frame.FRAMES_PER_SECOND", 5)
        yield


class Start(Protocol):
    """Starts `streamboard` with arguments in a terminal that is closed when the fixture ends."""

    def __call__(
        self,
        *arguments: str | Path,
        size: tuple[int, int] = (120, 40),
        under: Sequence[str] = (),
        **variables: str,
    ) -> Terminal:
        """Start it, under another command if one is named, with variables of its own in the environment."""


def environment(home: Path) -> dict[str, str]:
    """What a program finds in an ordinary terminal, with a home of its own."""
    folders = {f"XDG_{name}_HOME": str(home / name.lower()) for name in ("DATA", "CONFIG", "CACHE", "STATE")}
    terminal = {"TERM": "xterm-256color", "COLORTERM": "truecolor", "LANG": "C.UTF-8"}
    return dict(os.environ) | folders | terminal | {"HOME": str(home), "TEXTUAL_ANIMATIONS": "none"}


def starter(home: Path, stack: ExitStack) -> Start:
    """A way to start streamboard; the stack closes the terminals."""
    home.mkdir(exist_ok=True)

    def start(
        *arguments: str | Path,
        size: tuple[int, int] = (120, 40),
        under: Sequence[str] = (),
        **variables: str,
    ) -> Terminal:
        command = [*under, *STREAMBOARD, *arguments]
        terminal = Terminal(command, size=size, env=environment(home) | variables, cwd=home)
        return stack.enter_context(terminal)

    return start


@pytest.fixture
def streamboard(tmp_path: Path) -> Iterator[Start]:
    """Start streamboard in a terminal of the test's own."""
    with ExitStack() as stack:
        yield starter(tmp_path / "terminal", stack)


@pytest.fixture(scope="module")
def streamboard_for_all(clean_session: None, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Start]:
    """Start streamboard in a terminal that the tests of a module share."""
    with ExitStack() as stack:
        yield starter(tmp_path_factory.mktemp("shared"), stack)


@pytest.fixture
def prompt_set(tmp_path: Path) -> Callable[[str], Path]:
    """Write a prompt set."""

    def write(text: str) -> Path:
        path = tmp_path / "prompts.yaml"
        path.write_text(text, encoding="utf-8")
        return path

    return write
