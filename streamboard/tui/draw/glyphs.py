"""Sparklines and large digits."""

from __future__ import annotations

from collections.abc import Sequence

BARS = "▁▂▃▄▅▆▇█"

_DIGITS: dict[str, tuple[str, str, str]] = {
    "0": ("┏━┓", "┃ ┃", "┗━┛"),
    "1": (" ╻ ", " ┃ ", " ╹ "),
    "2": ("╺━┓", "┏━┛", "┗━╸"),
    "3": ("╺━┓", "╺━┫", "╺━┛"),
    "4": ("╻ ╻", "┗━┫", "  ╹"),
    "5": ("┏━╸", "┗━┓", "╺━┛"),
    "6": ("┏━╸", "┣━┓", "┗━┛"),
    "7": ("╺━┓", "  ┃", "  ╹"),
    "8": ("┏━┓", "┣━┫", "┗━┛"),
    "9": ("┏━┓", "┗━┫", "╺━┛"),
    ".": (" ", " ", "╹"),
    ":": (" ", "╹", "╹"),
    " ": (" ", " ", " "),
    "s": ("   ", "┏━╸", "╺━┛"),
}


def sparkline(values: Sequence[float], top: float | None = None) -> str:
    highest = top or max(values, default=0)
    if highest <= 0:
        return BARS[0] * len(values)
    most = len(BARS) - 1
    return "".join(BARS[min(max(int(value / highest * most + 0.5), 0), most)] for value in values)


def large(text: str) -> tuple[str, str, str]:
    pictures = [_DIGITS[character] for character in text if character in _DIGITS]
    top, middle, bottom = (" ".join(picture[row] for picture in pictures) for row in range(3))
    return top, middle, bottom
