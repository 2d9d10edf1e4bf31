"""Several options as one decorator."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

_Command = TypeVar("_Command", bound=Callable[..., Any])


def together(*options: Callable[[Callable[..., Any]], Any]) -> Callable[[_Command], _Command]:
    """In the order in which the help lists them."""

    def added(command: _Command) -> _Command:
        for option in reversed(options):
            command = option(command)
        return command

    return added
