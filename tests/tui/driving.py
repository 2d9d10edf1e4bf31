"""A prompt set that goes on until it is stopped, and ways to look at its board and to move on it."""

from __future__ import annotations

from .looks import Box, boxes
from .terminal import Terminal

ENDLESS = """
title: Four of them
defaults: {endpoint: sim, max_tokens: 400000}
limits: {total: none}
prompts:
  - {name: river, prompt: Tell me about a river., sim: {ttft: 0, rate: 30, length: 100000, seed: 1}}
  - {name: forest, prompt: Tell me about a forest., sim: {ttft: 0, rate: 25, length: 100000, seed: 2}}
  - {name: harbour, prompt: Tell me about a harbour., sim: {ttft: 0, rate: 20, length: 100000, seed: 3}}
  - {name: haiku, prompt: Write a haiku., sim: {ttft: 0, rate: 400, length: 30, seed: 4}}
"""


def panes(terminal: Terminal) -> dict[str, Box]:
    """The panes on the screen, which line up."""
    return boxes(terminal.rows, terminal.size[0])


def steady(terminal: Terminal, count: int) -> dict[str, Box]:
    """So many panes, waited for: while the size changes, a frame may show the old ones."""

    def there() -> bool:
        try:
            return len(panes(terminal)) == count
        except (AssertionError, ValueError, IndexError):
            return False

    terminal.wait_until(there, f"{count} whole panes")
    return panes(terminal)


def focused(terminal: Terminal) -> list[str]:
    """The names of the panes with the strong border."""
    return [name for name, box in panes(terminal).items() if terminal.cell(box.left, box.top).bold]


def focus(terminal: Terminal, name: str) -> None:
    """Move the focus to a pane by the tab key."""
    for _ in range(4):
        before = focused(terminal)
        if before == [name]:
            return
        terminal.press("tab")
        # Old and new border may be drawn in two steps: one focus, and another one than before.
        terminal.wait_until(lambda: focused(terminal) not in (before, []), "the focus to move")  # noqa: B023
        terminal.wait_until(lambda: len(focused(terminal)) == 1, "a single focus")
    raise AssertionError(f"the focus does not reach {name}")


def wait_for_more(terminal: Terminal, name: str) -> None:
    """Wait until a pane's text goes on."""
    before = steady(terminal, 4)[name].words

    def goes_on() -> bool:
        box = steady(terminal, 4).get(name)
        return box is not None and box.words != before

    terminal.wait_until(goes_on, f"{name} to go on")


def clock(terminal: Terminal) -> str:
    """The run's clock in the header."""
    return terminal.rows[0].split()[-1]
