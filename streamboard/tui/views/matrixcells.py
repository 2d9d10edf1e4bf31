"""What a cell of the matrix says: the states, the figure, the checks, the votes and the first words."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from streamboard.board.attempt import Attempt
from streamboard.board.matrix import Votes
from streamboard.board.status import how_it_ended, status
from streamboard.board.stream import StreamState
from streamboard.common import units
from streamboard.figures.figure import Figure
from streamboard.figures.marks import BEST
from streamboard.figures.run_checks import checks_of
from streamboard.figures.spread import Spread, spread_of
from streamboard.safety.sanitise import clean_line
from streamboard.tui.draw.canvas import Parts, cut, spread, width_of
from streamboard.tui.draw.palette import Palette
from streamboard.tui.draw.scene import Scene
from streamboard.tui.figures.readings import sign_part, value_parts
from streamboard.tui.text.wrap import WrappedText

_MARKS_EACH = 3
"""Up to so many repetitions have a mark each; more are counted by their marks."""
_CHARS_A_CELL = 2
"""Characters of an answer that are cleaned for each cell of its words."""


class CellContents(NamedTuple):
    """What a cell is drawn from."""

    streams: Sequence[StreamState]
    figure: Figure
    spread: Spread
    best: bool
    votes: Votes
    other_question: bool
    """It was not asked what the others of its row were asked."""


def contents_of(
    streams: Sequence[StreamState],
    figure: Figure,
    now: int,
    votes: Votes,
    *,
    best: bool,
    other_question: bool,
) -> CellContents:
    """What a cell says as of now."""
    return CellContents(streams, figure, spread_of(figure, streams, now), best, votes, other_question)


def cell_lines(contents: CellContents, scene: Scene, width: int, words: int, palette: Palette) -> list[Parts]:
    """A cell: a line of figures, and so many lines of words, each in at most `width` cells."""
    return [_figures(contents, scene, width, palette), *_words(contents, scene, width, words, palette)]


def _figures(contents: CellContents, scene: Scene, width: int, palette: Palette) -> Parts:
    """State and figure, then as many of checks, votes and the number of repetitions as there is room for."""
    states = state_marks(contents.streams, scene, palette)
    parts = [*states, (" ", palette.text), *_value(contents, scene, palette)]
    items: list[Parts] = [
        tally_parts(contents.streams, palette),
        vote_parts(contents.votes, palette),
        [("≠", palette.trouble)] if contents.other_question else [],
        [(f"×{len(contents.streams)}", palette.dim)] if len(contents.streams) > 1 else [],
    ]
    for item in filter(None, items):
        if width_of(parts) + 1 + width_of(item) <= width:
            parts += [(" ", palette.text), *item]
    return cut(parts, width)


def state_marks(
    streams: Sequence[StreamState], scene: Scene, palette: Palette, each: int = _MARKS_EACH
) -> Parts:
    """The states: of up to `each` streams a mark each, `✓✓✗`; of more they are counted, `✓8✗2`."""
    states = [status(stream, scene.board, scene.now) for stream in streams]
    if len(states) <= each:
        return [(state.mark, palette.tone(state.tone)) for state in states]
    tones = {state.mark: state.tone for state in states}
    counts = Counter(state.mark for state in states)
    return [(f"{mark}{count}", palette.tone(tones[mark])) for mark, count in counts.items()]


def _value(contents: CellContents, scene: Scene, palette: Palette) -> Parts:
    """The figure, or its range; where it has none, what the streams do instead."""
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
    """`312-488 ms`: from the least value to the greatest, with their unit once if both have the same."""
    low, high = (figure.text(reading) for reading in (found.low, found.high))
    number, _, unit = low.rpartition(" ")
    return f"{number if number and high.endswith(f' {unit}') else low}-{high}"


def tally_parts(streams: Sequence[StreamState], palette: Palette) -> Parts:
    """`✓5/6`: the checks that the answers passed, of all; nothing if there are none."""
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
    """`+1/2`: the votes that were won, of those that it was in; nothing if there were none."""
    return [(f"+{votes.won}/{votes.of}", palette.good if votes.won else palette.dim)] if votes.of else []


def _words(contents: CellContents, scene: Scene, width: int, lines: int, palette: Palette) -> Iterator[Parts]:
    """The first words of the first answer, or how it ended if it has none."""
    stream = contents.streams[0]
    ended = how_it_ended(stream)
    text, style = _beginning(stream.shown, scene, width * lines * _CHARS_A_CELL), palette.dim
    if ended is not None and (not text or stream.error is not None):
        text, style = ended[0], palette.trouble if stream.error is not None else palette.dim
    wrapped = WrappedText(width)
    wrapped.append(text, style)
    for index in range(lines):
        more = index == lines - 1 and len(wrapped) > lines
        line = wrapped.line(index) if index < len(wrapped) else []
        yield cut([*line, ("…", style)], width) if more else line


def _beginning(attempt: Attempt | None, scene: Scene, chars: int) -> str:
    """The first characters of an answer on one line, sanitised."""
    if attempt is None or not chars:
        return ""
    return clean_line(scene.answer(attempt)[:chars]).strip()


def name_lines(
    name: str, values: str, question: str, width: int, lines: int, palette: Palette
) -> list[Parts]:
    """The head of a row: the prompt's name, its variables' values, and the question if there is room."""
    found: list[Parts] = [[(name, palette.strong)]]
    for words, style in ((values, palette.text), (question, palette.dim)):
        if words and len(found) < lines:
            wrapped = WrappedText(width)
            wrapped.append(words, style)
            found += [wrapped.line(index) for index in range(min(len(wrapped), lines - len(found)))]
    return found


def in_cells(parts: Parts, width: int, palette: Palette) -> Parts:
    """Parts in exactly so many cells."""
    return spread(parts, [], width, palette.text)
