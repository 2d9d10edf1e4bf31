"""The cells of the matrix."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from rich.style import Style

from streamboard.board.attempt import Attempt
from streamboard.board.matrix import Votes
from streamboard.board.status import how_it_ended, status
from streamboard.board.stream import StreamState
from streamboard.common import units
from streamboard.comparing.with_ghost import Against, against
from streamboard.comparing.words import signed_words
from streamboard.figures.best_and_worst import BEST
from streamboard.figures.figure import Figure
from streamboard.figures.of_run.checks_passed import checks_of
from streamboard.figures.reading import Reading
from streamboard.figures.spread import Spread, spread_of
from streamboard.safety.sanitise import clean_line
from streamboard.tui.draw.canvas import Parts, cut, spread, width_of
from streamboard.tui.draw.scene import Scene
from streamboard.tui.draw.styles import Palette
from streamboard.tui.figures.readings import sign_part, value_parts
from streamboard.tui.text.wrap import WrappedText
from streamboard.tui.views.matrix_layout import MatrixLayout

_MARKS_EACH = 3
"""Up to so many repetitions have a mark each; more are counted."""
_CHARS_A_CELL = 2
"""Characters of an answer that are cleaned per screen cell."""


class CellContents(NamedTuple):
    streams: Sequence[StreamState]
    figure: Figure
    spread: Spread
    best: bool
    votes: Votes
    other: str
    """The sign of another question than the row's, else empty."""
    ghost: Against | None


def contents_of(
    streams: Sequence[StreamState],
    figure: Figure,
    scene: Scene,
    votes: Votes,
    *,
    best: bool,
    other: str,
) -> CellContents:
    ghost = None if scene.ghost is None else against(figure, streams, scene.board, scene.now, scene.ghost)
    spread = spread_of(figure, streams, scene.now)
    return CellContents(streams, figure, spread, best, votes, other, ghost)


def cell_lines(contents: CellContents, scene: Scene, plan: MatrixLayout, palette: Palette) -> list[Parts]:
    width, ghost = plan.column - 1, contents.ghost
    was = was_parts(contents.figure, ghost, width, palette) if ghost is not None else []
    below = [was] if plan.figures > 1 else []
    figures = _figures(contents, scene, width, palette, [] if below else was)
    return [figures, *below, *_words(contents, scene, width, plan.words, palette)]


def was_parts(figure: Figure, found: Against, width: int, palette: Palette) -> Parts:
    """`was 321 ms  -20 ms`: the ghost's figure, and how much greater the run's is.

    `was≠` if the question differed there.
    """
    was, difference = found.was, found.difference
    if was.value is None:
        return [("was -" if found.partners else "not in the ghost", palette.dim)]
    parts: Parts = [("was≠ " if found.reworded else "was ", palette.dim), *value_parts(figure, was, palette)]
    if difference.value is not None:
        sign = "!" if _sign_unsure(difference) else "~" if difference.estimated else ""
        parts.append((f" {signed_words(figure.unit, difference.value)}{sign}", palette.text))
    return cut(parts, width)


def _sign_unsure(difference: Reading) -> bool:
    """Whether late stamps alone may explain the difference."""
    value = difference.value or 0.0
    return bool(value) and (value - difference.less) * (value + difference.more) <= 0


def _figures(contents: CellContents, scene: Scene, width: int, palette: Palette, first: Parts) -> Parts:
    states = state_marks(contents.streams, scene, palette)
    parts = [*states, (" ", palette.text), *_value(contents, scene, palette)]
    items: list[Parts] = [
        first,
        tally_parts(contents.streams, palette),
        vote_parts(contents.votes, palette),
        [(contents.other, palette.trouble)] if contents.other else [],
        [(f"×{len(contents.streams)}", palette.dim)] if len(contents.streams) > 1 else [],
    ]
    for item in filter(None, items):
        if width_of(parts) + 1 + width_of(item) <= width:
            parts += [(" ", palette.text), *item]
    return cut(parts, width)


def turn_sign(turn: int) -> str:
    """`↳2`: the second turn of a conversation."""
    return f"↳{turn}"


def state_marks(
    streams: Sequence[StreamState], scene: Scene, palette: Palette, each: int = _MARKS_EACH
) -> Parts:
    """A mark for each of up to `each` streams, `✓✓✗`; more are counted, `✓8✗2`."""
    states = [status(stream, scene.board, scene.now) for stream in streams]
    if len(states) <= each:
        return [(state.mark, palette.tone(state.tone)) for state in states]
    tones = {state.mark: state.tone for state in states}
    counts = Counter(state.mark for state in states)
    return [(f"{mark}{count}", palette.tone(tones[mark])) for mark, count in counts.items()]


def _value(contents: CellContents, scene: Scene, palette: Palette) -> Parts:
    figure, found = contents.figure, contents.spread
    if not found.n:
        state = status(contents.streams[0], scene.board, scene.now)
        waits = contents.streams[0].phase != "ended" or not contents.streams[0].well
        return [(state.short if waits else units.DASH, palette.dim)]
    if figure.text(found.low) == figure.text(found.high):
        reading = found.middle._replace(mark=BEST if contents.best else "")
        return [*value_parts(figure, reading, palette)]
    text = range_text(figure, found)
    sign = found.middle._replace(mark=BEST if contents.best else "")
    return [(text, palette.text), sign_part(sign, palette)]


def range_text(figure: Figure, found: Spread) -> str:
    """`312-488 ms`: a common unit only once."""
    low, high = (figure.text(reading) for reading in (found.low, found.high))
    number, _, unit = low.rpartition(" ")
    return f"{number if number and high.endswith(f' {unit}') else low}-{high}"


def tally_parts(streams: Sequence[StreamState], palette: Palette) -> Parts:
    """`✓5/6`; empty without checks."""
    good, of = checks_of(streams)
    if not of:
        return []
    failed = any(
        check.passed is False
        for stream in streams
        if stream.shown is not None
        for check in stream.shown.checks
    )
    return [(f"✓{good}/{of}", palette.trouble if failed else palette.good if good == of else palette.dim)]


def vote_parts(votes: Votes, palette: Palette) -> Parts:
    """`+1/2`: won, of all votes it was in; empty if there were none."""
    return [(f"+{votes.won}/{votes.of}", palette.good if votes.won else palette.dim)] if votes.of else []


def _words(contents: CellContents, scene: Scene, width: int, lines: int, palette: Palette) -> Iterator[Parts]:
    stream = contents.streams[0]
    ended = how_it_ended(stream)
    text, style = _beginning(stream.shown, scene, width * lines * _CHARS_A_CELL), palette.dim
    if ended is not None and (not text or stream.error is not None):
        text, style = ended[0], palette.trouble if stream.error is not None else palette.dim
    yield from _begun(text, style, width, lines)


def _begun(text: str, style: Style, width: int, lines: int) -> Iterator[Parts]:
    wrapped = WrappedText(width)
    wrapped.append(text, style)
    for index in range(lines):
        line = wrapped.line(index) if index < len(wrapped) else []
        goes_on = index == lines - 1 and len(wrapped) > lines
        yield cut([*line, (" ", style), *wrapped.line(lines), ("…", style)], width) if goes_on else line


def _beginning(attempt: Attempt | None, scene: Scene, chars: int) -> str:
    """Sanitised, on one line."""
    if attempt is None or not chars:
        return ""
    return clean_line(scene.answer(attempt)[:chars]).strip()


def name_lines(
    name: str, values: str, question: str, width: int, lines: int, palette: Palette
) -> list[Parts]:
    found: list[Parts] = [[(name, palette.strong)]]
    for words, style in ((values, palette.text), (question, palette.dim)):
        if words and len(found) < lines:
            found += [line for line in _begun(words, style, width, lines - len(found)) if line]
    return found


def in_cells(parts: Parts, width: int, palette: Palette) -> Parts:
    return spread(parts, [], width, palette.text)
