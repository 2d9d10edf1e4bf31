"""A stream's figures in one short line, so that two of them compare by eye."""

from __future__ import annotations

from streamboard import units
from streamboard.board.marks import Marks
from streamboard.board.stream import StreamState
from streamboard.tui.canvas import Parts, spread, width_of
from streamboard.tui.figures import speed_text, tokens_text
from streamboard.tui.inspectable import of_figure
from streamboard.tui.palette import Palette


def figure_line(stream: StreamState, now: int, width: int, marks: Marks, palette: Palette) -> Parts:
    """TTFT, tok/s, tokens and E2E, in columns of their own; what does not fit is left out."""
    attempt = stream.shown
    ttft, speed, tokens, e2e = (
        (
            units.duration(attempt.ttft_ns()),
            speed_text(attempt, now),
            tokens_text(attempt),
            units.duration(attempt.e2e_ns()),
        )
        if attempt is not None
        else (units.DASH,) * 4
    )
    items: dict[str, Parts] = {
        "ttft": [("TTFT ", palette.dim), (f"{ttft:>6}", palette.strong), (f"{marks.ttft:<1}", palette.dim)],
        "tokens_per_second": [
            (f" {speed:>5}", palette.strong),
            (" tok/s", palette.dim),
            (f"{marks.speed:<1}", palette.dim),
        ],
        "output_tokens": [(f" {tokens:>5}", palette.strong), (" tok", palette.dim)],
        "e2e": [("   E2E ", palette.dim), (f"{e2e:>6}", palette.text)],
    }
    line: Parts = []
    for key, item in items.items():
        if width_of(line) + width_of(item) > width:
            break
        line += of_figure(key, item)
    return spread(line, [], width, palette.text)
