"""A race in words."""

from __future__ import annotations

from rich.style import Style

from streamboard.board.attempt import Attempt
from streamboard.board.race import Race, slots
from streamboard.board.state import BoardState
from streamboard.board.status import Status, ending, status
from streamboard.board.stream import StreamState
from streamboard.figures.catalogue import FIGURE, RUN_FIGURE
from streamboard.figures.figure import Figure
from streamboard.figures.figure_base import text_of
from streamboard.figures.reading import ABSENT, Reading
from streamboard.figures.unit import TIME
from streamboard.tui.draw.canvas import Parts, cut, spread, width_of
from streamboard.tui.draw.scene import Scene
from streamboard.tui.draw.styles import Palette
from streamboard.tui.figures.readings import value_parts

SHORT, _MEDIUM, _LONG, _WITH_SPEED = 14, 27, 29, 43
"""Cells after a bar: for TTFT alone, with the stream's state, and with its speed."""
_BOLD = Style(bold=True)
_WORTH_SAYING = 1.05
"""Smaller ratios count as no difference."""


def right_width(width: int) -> int:
    """Cells after a bar, in a race `width` cells wide."""
    if width >= 112:
        return _WITH_SPEED
    return _LONG if width >= 100 else _MEDIUM if width >= 70 else SHORT if width >= 56 else 0


def behind(race: Race, stream: StreamState, scene: Scene, width: int, palette: Palette) -> Parts:
    """In exactly `width` cells."""
    attempt, own = race.latest(stream), race.board.streams.get(stream.plan.id)
    if not width or own is None or (attempt is None and not race.runs(stream)):
        return [(" " * width, palette.text)]
    figure, reading = _first_words(race, own, attempt, scene)
    sign = reading.sign or " "
    time: Parts = [
        (f" {figure.name:<4}", palette.dim),
        (f"{figure.text(reading, 7):>7}", palette.text),
        (sign, palette.trouble if sign == "!" else palette.dim),
    ]
    if width < _MEDIUM:
        return spread(time, [], width, palette.text)
    if width >= _WITH_SPEED:
        speed = FIGURE["tokens_per_second"]
        value = value_parts(speed, _read(speed, race, own, attempt, scene), palette, 6)
        time += [(" ", palette.text), *value, (speed.unit.name, palette.dim)]
    state = _state(race, own, attempt)
    words = cut([(f" {state.mark} {state.short}", palette.tone(state.tone))], width - width_of(time))
    return spread([*time, *words], [], width, palette.text)


def _first_words(
    race: Race, stream: StreamState, attempt: Attempt | None, scene: Scene
) -> tuple[Figure, Reading]:
    """TTFO after thinking, else TTFT, which counts up until the first words."""
    ttft, ttfo = FIGURE["ttft"], FIGURE["ttfo"]
    if attempt is None:
        return ttft, ABSENT
    figure = ttft if attempt.first_output == attempt.deltas.first else ttfo
    return figure, _read(figure, race, stream, attempt, scene)


def _read(figure: Figure, race: Race, stream: StreamState, attempt: Attempt | None, scene: Scene) -> Reading:
    if attempt is stream.shown and race.board is scene.board:
        return scene.reading(stream, figure)
    return figure.read(stream, attempt, race.now)


def _state(race: Race, stream: StreamState, attempt: Attempt | None) -> Status:
    if stream.run_pass == race.run_pass.number:
        return status(stream, race.board, race.now)
    assert attempt is not None
    return ending(attempt.outcome, attempt.error, attempt)


def title(race: Race, palette: Palette, name: str = "") -> Parts:
    """`name` replaces how the streams were started."""
    board = race.board
    number = f"{race.run_pass.number} " if len(board.passes) > 2 else ""
    return [
        (name or f"{number}{kind(race, board)}", palette.strong),
        ("  ", palette.dim),
        *_figures(race, palette),
    ]


def kind(race: Race, board: BoardState) -> str:
    """How a race's streams were started: `together`, `4 at a time`, `one by one`."""
    if race.run_pass.one_by_one:
        return "one by one"
    mode = board.plan.start.mode if race.run_pass.number == 1 else "together"
    limit = slots(board, race.run_pass)
    if mode == "together" and limit is not None and limit < len(board.streams):
        return f"{limit} at a time"
    return mode.replace("-", " ")


def _figures(race: Race, palette: Palette) -> Parts:
    """Worded as in the header."""
    found: list[Parts] = []
    for tag in ("wall", "speed_up", "run_output_tokens"):
        before, behind = RUN_FIGURE[tag].words.split("{}")
        found.append([(before, palette.dim), (_of_run(race, tag), palette.strong), (behind, palette.dim)])
    wall, speed_up, tokens = found
    return [*wall, ("  ", palette.dim), *speed_up, ("  ", palette.dim), *tokens]


def _of_run(race: Race, tag: str) -> str:
    figure = RUN_FIGURE[tag]
    return figure.text(figure.read(race.board, race.run_pass, race.now))


def _wall(race: Race) -> str:
    return _of_run(race, "wall")


def sums(race: Race, limit: int | None, palette: Palette, *, in_flight: bool) -> Parts:
    """`limit` is the most requests in flight; None if unknown.

    With `in_flight`, the row adds how many were: no picture shows it.
    """
    parts: Parts = [
        (" sum of streams ", palette.dim),
        (text_of(TIME, Reading(race.figures.start_e2e_ns or None, moving=race.live)), palette.strong),
        ("  ", palette.dim),
        *_figures(race, palette),
    ]
    if in_flight:
        most_of = f"{race.in_flight.most}" if limit is None else f"{race.in_flight.most} of {limit}"
        parts += [("  in flight ", palette.dim), (most_of, palette.strong)]
    return parts


def bought(first: Race, second: Race, palette: Palette) -> Parts:
    """The gain from running together, if exactly one race ran one by one; else both wall times."""
    single, together = (first, second) if first.run_pass.one_by_one else (second, first)
    if single.run_pass.one_by_one == together.run_pass.one_by_one:
        return [(f" {_wall(first)} before, {_wall(second)} now", palette.text)]
    parts: Parts = [
        (" together ", palette.dim),
        (_wall(together), palette.strong),
        (", one by one ", palette.dim),
        (_wall(single), palette.strong),
    ]
    if first.live or second.live:
        return [*parts, (" so far", palette.dim)]
    if not together.figures.wall_ns or not single.figures.wall_ns:
        return parts
    parts.append((": ", palette.dim))
    if reason := _incomparable(first, second):
        return [*parts, (f"not compared, since {reason}", palette.trouble)]
    return [*parts, (_faster(single.figures.wall_ns / together.figures.wall_ns), palette.live + _BOLD)]


def _incomparable(first: Race, second: Race) -> str:
    """Why two races' times cannot be compared; empty if they can."""
    if not (first.answered and second.answered):
        return "not every stream came to an answer"
    if first.once is None or second.once is None:
        return "streams were run again meanwhile"
    return "" if first.once == second.once else "they are not of the same streams"


def _faster(ratio: float) -> str:
    if ratio >= _WORTH_SAYING:
        return f"{ratio:.1f} times as fast together"
    if ratio <= 1 / _WORTH_SAYING:
        return f"{1 / ratio:.1f} times as slow together"
    return "no faster together"


def most(number: int, limit: int | None, now: int | None, width: int) -> str:
    short = f"most {number}" if limit is None else f"most {number}/{limit}"
    long = f"most {number}" if limit is None else f"most {number} of {limit}"
    if now is not None:
        long = f"{now} now, {long}"
    return next((words for words in (f" {long}", f" {short}") if len(words) <= width), "")
