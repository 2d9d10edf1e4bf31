"""Draw the checks on an answer."""

from __future__ import annotations

from collections.abc import Iterator

from rich.style import Style

from streamboard.board.answer_checks import CheckState, passed
from streamboard.board.attempt import Attempt
from streamboard.common import units
from streamboard.safety.sanitise import clean_line
from streamboard.tui.draw.canvas import Parts, shortened, spread, width_of
from streamboard.tui.draw.styles import Palette

_MARKS = {True: "✓", False: "✗", None: "○"}


def tally(attempt: Attempt | None) -> str:
    """`✓2/3`; empty without checks."""
    if attempt is None or not attempt.checks:
        return ""
    return f"✓{passed(attempt.checks)}/{len(attempt.checks)}"


def tally_style(attempt: Attempt, palette: Palette) -> Style:
    if any(check.passed is False for check in attempt.checks):
        return palette.trouble
    return palette.good if all(check.passed for check in attempt.checks) else palette.dim


def check_rows(attempt: Attempt, width: int, palette: Palette) -> Iterator[Parts]:
    yield [(" each check", palette.dim)]
    for check in attempt.checks:
        style = _style(check, palette)
        right: Parts = [(f" {_when(check, attempt)} ", palette.dim)]
        room = max(width - width_of(right) - 3, 0)
        left: Parts = [(f" {_MARKS[check.passed]} ", style)]
        left.append((shortened(clean_line(check.label), room), palette.text))
        yield spread(left, right, width, palette.text)
        if check.passed is False and check.why:
            yield [("   ", palette.text), (shortened(clean_line(check.why), max(width - 4, 0)), palette.dim)]


def _style(check: CheckState, palette: Palette) -> Style:
    if check.passed is None:
        return palette.dim
    return palette.good if check.passed else palette.trouble


def _when(check: CheckState, attempt: Attempt) -> str:
    after = check.after_ns(attempt.zero)
    if after is not None:
        return units.duration(after, 7)
    return "open" if attempt.ended is None else "not decided"
