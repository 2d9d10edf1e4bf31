"""Work beside the keys, in the program's loop."""

from __future__ import annotations

from collections.abc import Callable, Coroutine
from typing import Any

from textual.app import App
from textual.widget import Widget
from textual.worker import Worker


def run_beside(
    node: Widget | App[Any],
    work: Callable[[], Coroutine[Any, Any, None]],
    group: str,
    *,
    exclusive: bool = False,
    exit_on_error: bool = False,
) -> None:
    """Leaving `node` cancels the work, as does the next one of an exclusive group.

    Takes a function: a coroutine would be lost when the work is cancelled before its first step.
    """
    _: Worker[None] = node.run_worker(work, group=group, exclusive=exclusive, exit_on_error=exit_on_error)
