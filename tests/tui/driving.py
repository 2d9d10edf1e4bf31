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

    def there() -> dict[str, Box] | None:
        found = panes(terminal)
        return found if len(found) == count else None

    return terminal.wait_until(there, f"{count} whole panes")


def focused(terminal: Terminal) -> str:
    """The name of the one pane with the strong border.

    Raises:
        ValueError: There is none or more than one: the old and the new border are drawn one after the other.
    """
    (name,) = (name for name, box in panes(terminal).items() if terminal.cell(box.left, box.top).bold)
    return name


def move_focus(terminal: Terminal, key: str = "tab") -> str:
    """Press a key that moves the focus; the pane that has it then."""
    before = terminal.wait_until(lambda: focused(terminal), "a focus")

    def another() -> str | None:
        return name if (name := focused(terminal)) != before else None

    return terminal.press_until(key, another, f"a focus other than {before}")


def focus(terminal: Terminal, name: str) -> None:
    """Move the focus to a pane by the tab key."""
    shown = len(panes(terminal))
    for _ in range(shown):
        if terminal.wait_until(lambda: focused(terminal), "a focus") == name:
            return
        move_focus(terminal)
    assert focused(terminal) == name, f"the focus does not reach {name}"


def wait_for_more(terminal: Terminal, name: str) -> None:
    """Wait until a pane's text goes on."""
    before = steady(terminal, 4)[name].words
    terminal.wait_until(lambda: panes(terminal)[name].words != before, f"{name} to go on")


def wait_for_ticks(terminal: Terminal, count: int) -> None:
    """Wait until the run's clock in the header has gone on so many times."""
    for _ in range(count):
        before = terminal.rows[0]
        terminal.wait_until(lambda: terminal.rows[0] != before, "the clock")  # noqa: B023
