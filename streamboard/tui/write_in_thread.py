"""Write files in a thread: a disk or network mount may block forever."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from functools import partial
from typing import Any, TypeVar

from textual.app import App
from textual.dom import NoScreen
from textual.widget import Widget

from streamboard.common.in_thread import in_thread
from streamboard.tui.workers import run_beside

SAID_AFTER_S = 2.0
"""Seconds until the user is told what is waited for."""
PATIENCE_S = 30.0
_GROUP = "writing"
_MOST_AT_ONCE = 3
_Made = TypeVar("_Made")


def write_aside(
    node: Widget | App[Any],
    write: Callable[[], _Made],
    done: Callable[[_Made], object],
    failed: Callable[[str], object],
) -> None:
    """Leaving `node` ends the wait, not the writing, and calls neither callback.

    `failed` gets the reason as the end of a sentence.
    """
    if sum(worker.group == _GROUP and worker.is_running for worker in node.workers) >= _MOST_AT_ONCE:
        failed("files are still being written, and the folder does not answer")
        return
    run_beside(node, partial(_written, node, write, done, failed), _GROUP, exit_on_error=True)


async def _written(
    node: Widget | App[Any],
    write: Callable[[], _Made],
    done: Callable[[_Made], object],
    failed: Callable[[str], object],
) -> None:
    telling = asyncio.get_running_loop().call_later(
        SAID_AFTER_S, partial(node.notify, "Waiting for the folder: nothing is saved yet.", markup=False)
    )
    try:
        made = await in_thread(write, PATIENCE_S)
    except TimeoutError:
        if _is_shown(node):
            failed(f"the folder has not answered for {PATIENCE_S:g} s")
    except OSError as error:
        if _is_shown(node):
            failed(error.strerror or str(error))
    else:
        if _is_shown(node):
            done(made)
    finally:
        telling.cancel()


def _is_shown(node: Widget | App[Any]) -> bool:
    """A dismissed screen's workers are cancelled only later."""
    try:
        return isinstance(node, App) or node.screen in node.app.screen_stack
    except NoScreen:
        return False
