"""Moving a place in wrapped text."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Literal

from streamboard.tui.text.marking import Place
from streamboard.tui.text.wrap import WrappedText

Move = Literal[
    "left",
    "right",
    "up",
    "down",
    "word left",
    "word right",
    "home",
    "end",
    "page up",
    "page down",
    "top",
    "bottom",
]
_WORD = re.compile(r"\S+")


def moved(place: Place, move: Move, wrapped: WrappedText, page: int) -> Place:
    """`page` is in lines."""
    line, column = place
    first, last = wrapped.dropped, len(wrapped) - 1
    match move:
        case "left":
            if column > 0:
                return line, column - 1
            return (line - 1, _end(wrapped, line - 1)) if line > first else place
        case "right":
            if column < _end(wrapped, line):
                return line, column + 1
            return (line + 1, 0) if line < last else place
        case "word left":
            return _word(place, wrapped, -1)
        case "word right":
            return _word(place, wrapped, 1)
        case "home":
            return line, 0
        case "end":
            return line, _end(wrapped, line)
        case "top":
            return first, 0
        case "bottom":
            return last, _end(wrapped, last)
        case _:
            steps = {"up": -1, "down": 1, "page up": -page, "page down": page}
            # Keep the column even beyond a shorter line's end.
            return min(max(line + steps[move], first), last), column


def _end(wrapped: WrappedText, line: int) -> int:
    return max(len(wrapped.text(line)) - 1, 0)


def _word(place: Place, wrapped: WrappedText, step: int) -> Place:
    line, column = place
    beyond: Callable[[int], bool] = (lambda at: at > column) if step > 0 else (lambda at: at < column)
    while wrapped.dropped <= line < len(wrapped):
        starts = [word.start() for word in _WORD.finditer(wrapped.text(line))]
        found = [at for at in starts if line != place[0] or beyond(at)]
        if found:
            return line, found[0] if step > 0 else found[-1]
        line += step
    return moved(place, "bottom" if step > 0 else "top", wrapped, 1)
