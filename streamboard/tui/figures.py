"""The rows of figures under a pane: speed, gaps, and the numbers, aligned so that panes compare by eye."""

from __future__ import annotations

from streamboard import units
from streamboard.board.deltas import DeltaSeries
from streamboard.board.marks import Marks
from streamboard.board.stalls import STALL_RATIO, Stall, last_silence, least_stall_ns
from streamboard.board.stream import Attempt, StreamState
from streamboard.tui import glyphs
from streamboard.tui.canvas import Parts, cut, spread, width_of
from streamboard.tui.inspectable import of_figure
from streamboard.tui.marking import hatched
from streamboard.tui.palette import Palette


def figure_rows(
    stream: StreamState,
    now: int,
    width: int,
    rows: int,
    marks: Marks,
    palette: Palette,
    stall: Stall | None = None,
) -> list[Parts]:
    """The figures of a stream in exactly so many rows; with three, speed and gaps have a picture each.

    A stall is marked among the gaps.
    """
    attempt = stream.shown
    if attempt is None:
        blank: list[Parts] = [[] for _ in range(rows - 1)]
        return [*blank, _numbers(stream, None, now, width, marks, palette)] if rows else []
    lines = []
    if rows >= 3:
        lines.append(_speed_row(attempt, now, width, marks, palette))
    if rows >= 2:
        lines.append(_gap_row(attempt, now, width, palette, stall))
    if rows >= 1:
        lines.append(_numbers(stream, attempt, now, width, marks, palette, with_speed=rows < 3))
    return lines


def speed_text(attempt: Attempt, now: int) -> str:
    """Tokens per second: the server's count when it has come, an estimate over the last second before."""
    exact = attempt.tokens_per_second()
    if exact is not None:
        return units.rate(exact)
    if attempt.ended is not None:
        return units.DASH
    live = attempt.deltas.live_tokens_per_second(now)
    return units.DASH if live is None else f"{units.rate(live)}~"


def tokens_text(attempt: Attempt) -> str:
    """Output tokens, with a `~` where they are an estimate."""
    tokens, counted = attempt.output_tokens()
    return units.DASH if tokens is None else f"{tokens}{'' if counted else '~'}"


def end_of(attempt: Attempt, now: int) -> int:
    """The end of the attempt's pictures: now while it goes on; a silence in which it ended is in them."""
    if attempt.ended is None or attempt.deltas.last is None:
        return now
    silence = last_silence(attempt, attempt.ended)
    return silence[0].end if silence else attempt.deltas.last


def _speed_row(attempt: Attempt, now: int, width: int, marks: Marks, palette: Palette) -> Parts:
    text = speed_text(attempt, now)
    right: Parts = [
        (f"{text:>7}", palette.strong),
        (" tok/s", palette.dim),
        (f"{marks.speed:<1}", palette.dim),
    ]
    cells = max(width - 6 - width_of(right) - 1, 0)
    picture = glyphs.sparkline(attempt.deltas.rate_history(end_of(attempt, now), cells))
    style = palette.live if attempt.ended is None else palette.dim
    row = spread([("tok/s ", palette.dim), (picture, style)], right, width, palette.text)
    return of_figure("tokens_per_second", row)


def _gap_row(attempt: Attempt, now: int, width: int, palette: Palette, stall: Stall | None) -> Parts:
    deltas, end = attempt.deltas, end_of(attempt, now)
    cells = gap_cells(attempt, width, palette)
    picture = ribbon(deltas, end, len(cells), palette)
    if stall is not None and deltas.first is not None and end > deltas.first:
        span = end - deltas.first
        first, last = ((edge - deltas.first) * len(cells) // span for edge in (stall.begin, stall.end - 1))
        picture = hatched(picture, max(first, 0), last + 1)
    left: Parts = [*of_figure("gap_max", [("gaps  ", palette.dim)]), *picture]
    return spread(left, _gap_figures(attempt, palette), width, palette.text)


def _gap_figures(attempt: Attempt, palette: Palette) -> Parts:
    p50, most = attempt.deltas.median_gap_ns(), attempt.deltas.max_gap_ns
    p50_parts: Parts = [("p50 ", palette.dim), (f"{units.milliseconds(p50):>4}", palette.text)]
    most_parts: Parts = [
        (" max ", palette.dim),
        (f"{units.milliseconds(most):>5}", palette.text),
        (" ms ", palette.dim),
    ]
    return [*of_figure("gap_p50", p50_parts), *of_figure("gap_max", most_parts)]


def gap_cells(attempt: Attempt, width: int, palette: Palette) -> range:
    """The cells of the ribbon in a row of gaps of so many cells."""
    figures = sum(len(text) for text, _ in _gap_figures(attempt, palette))
    return range(6, max(width - 1 - figures, 6))


def ribbon(deltas: DeltaSeries, end: int, cells: int, palette: Palette) -> Parts:
    """The longest gap in each slice of time, by height and colour: stalls stand out."""
    gaps = deltas.gap_history(end, cells)
    stall = least_stall_ns(deltas)
    usual = stall / STALL_RATIO
    # Up to the usual gap is flat, a stall is full height: steady streams are flat at any pace.
    top = stall - usual
    parts: Parts = []
    for gap in gaps:
        style = palette.trouble if gap >= stall else palette.dim
        glyph = glyphs.sparkline([min(max(gap - usual, 0), top)], top)
        if parts and parts[-1][1] is style:
            parts[-1] = (parts[-1][0] + glyph, style)
        else:
            parts.append((glyph, style))
    return parts


def _numbers(
    stream: StreamState,
    attempt: Attempt | None,
    now: int,
    width: int,
    marks: Marks,
    palette: Palette,
    *,
    with_speed: bool = True,
) -> Parts:
    ttft = units.duration(attempt.ttft_ns()) if attempt else units.DASH
    tokens = tokens_text(attempt) if attempt else units.DASH
    elapsed = attempt.elapsed_ns(now) if attempt else None
    took = units.duration(elapsed) if attempt and attempt.ended is not None else units.ticking(elapsed)
    left = of_figure(
        "ttft", [("TTFT ", palette.dim), (ttft, palette.strong), (f"{marks.ttft:<1} ", palette.dim)]
    )
    if with_speed and attempt is not None:
        speed: Parts = [
            (f" {speed_text(attempt, now)}", palette.strong),
            (f" tok/s{marks.speed} ", palette.dim),
        ]
        left += of_figure("tokens_per_second", speed)
    ttfo = attempt.ttfo_ns() if attempt else None
    if width >= 44 and attempt is not None and ttfo is not None and ttfo != attempt.ttft_ns():
        left += of_figure("ttfo", [(" TTFO ", palette.dim), (units.duration(ttfo), palette.text)])
    queue = stream.queue_time_ns(now)
    if width >= 50 and queue is not None and queue > 50_000_000:
        left += of_figure("queued", [(" queued ", palette.dim), (units.ticking(queue), palette.text)])
    out = attempt.deltas.left_out if attempt is not None else 0
    if attempt is not None and (out or attempt.ttft_late):
        long, short = f" late: {units.count(out, 'gap')} left out", f" late: {out} out"
        words = (long if width >= 60 else short) if out and width >= 44 else " late"
        left += [(words, palette.trouble)]
    right = [
        *of_figure("output_tokens", [(f"{tokens:>5}", palette.strong), (" tok ", palette.dim)]),
        *of_figure("e2e", [(f"{took:>8}", palette.text)]),
    ]
    return cut(spread(left, right, width, palette.text), width)
