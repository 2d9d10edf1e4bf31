"""What is said about a race: the figures behind its bars, its title, and what running together bought."""

from __future__ import annotations

from rich.style import Style

from streamboard.board.attempt import Attempt
from streamboard.board.race import Race, slots
from streamboard.board.state import BoardState
from streamboard.board.status import Status, ending, status
from streamboard.board.stream import StreamState
from streamboard.figures.catalogue import FIGURE, RUN_FIGURE
from streamboard.figures.described import text_of
from streamboard.figures.figure import Figure
from streamboard.figures.reading import ABSENT, Reading
from streamboard.figures.unit import TIME
from streamboard.tui.draw.canvas import Parts, cut, spread
from streamboard.tui.draw.palette import Palette
from streamboard.tui.draw.scene import Scene

SHORT, _MEDIUM, _LONG = 14, 27, 29
"""The cells behind a bar: for the time until the first words; and with how the stream ended."""
_BOLD = Style(bold=True)
_WORTH_SAYING = 1.05
"""A ratio below this is no difference."""


def right_width(width: int) -> int:
    """The cells behind the bar of a race that has so many cells to itself."""
    return _LONG if width >= 100 else _MEDIUM if width >= 70 else SHORT if width >= 56 else 0


def behind(race: Race, stream: StreamState, scene: Scene, width: int, palette: Palette) -> Parts:
    """TTFT, or TTFO where there was thinking, and the stream's state, in exactly so many cells."""
    attempt = race.latest(stream)
    if not width or (attempt is None and not race.runs(stream)):
        return [(" " * width, palette.text)]
    figure, reading = _first_words(stream, attempt, scene)
    sign = reading.sign or " "
    time: Parts = [
        (f" {figure.name:<4}", palette.dim),
        (f"{figure.text(reading, 7):>7}", palette.text),
        (sign, palette.trouble if sign == "!" else palette.dim),
    ]
    if width < _MEDIUM:
        return spread(time, [], width, palette.text)
    state = _state(race, stream, attempt, scene)
    words = cut([(f" {state.mark} {state.short}", palette.tone(state.tone))], width - SHORT + 1)
    return spread([*time, *words], [], width, palette.text)


def _first_words(stream: StreamState, attempt: Attempt | None, scene: Scene) -> tuple[Figure, Reading]:
    """TTFT, or TTFO where there was thinking; TTFT counts up until the words come."""
    ttft, ttfo = FIGURE["ttft"], FIGURE["ttfo"]
    if attempt is None:
        return ttft, ABSENT
    figure = ttft if attempt.first_output == attempt.deltas.first else ttfo
    if attempt is stream.shown:
        return figure, scene.reading(stream, figure)
    return figure, figure.read(stream, attempt, scene.now)


def _state(race: Race, stream: StreamState, attempt: Attempt | None, scene: Scene) -> Status:
    if stream.run_pass == race.run_pass.number:
        return status(stream, scene.board, scene.now)
    assert attempt is not None
    return ending(attempt.outcome, attempt.error, attempt)


def title(race: Race, board: BoardState, palette: Palette) -> Parts:
    """Which race it is, and its figures."""
    number = f"{race.run_pass.number} " if len(board.passes) > 2 else ""
    return [
        (f"{number}{kind(race, board)}", palette.strong),
        ("  ", palette.dim),
        *_figures(race, palette),
    ]


def kind(race: Race, board: BoardState) -> str:
    """How the streams of a race were let go: `together`, `4 at a time`, `one by one`."""
    if race.run_pass.one_by_one:
        return "one by one"
    mode = board.plan.start.mode if race.run_pass.number == 1 else "together"
    limit = slots(board, race.run_pass)
    if mode == "together" and limit is not None and limit < len(board.streams):
        return f"{limit} at a time"
    return mode.replace("-", " ")


def _figures(race: Race, palette: Palette) -> Parts:
    """Wall, speed-up and tokens, as the header has them of the latest pass."""
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
    """What was added up: the streams' times, the wall, and how many times one is the other.

    Args:
        race: The race.
        limit: How many requests may be out at once, as far as it is known.
        palette: The styles.
        in_flight: Say also how many were out, where no picture shows it.
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
    """What running together bought, of two races one of which ran one by one."""
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
    """Why the times of two races say nothing about each other; empty where they do."""
    if not (first.answered and second.answered):
        return "not every stream came to an answer"
    if first.once is None or second.once is None:
        return "streams were run again meanwhile"
    return "" if first.once == second.once else "they are not of the same streams"


def _faster(ratio: float) -> str:
    """What running together did to the time that one by one takes."""
    if ratio >= _WORTH_SAYING:
        return f"{ratio:.1f} times as fast together"
    if ratio <= 1 / _WORTH_SAYING:
        return f"{1 / ratio:.1f} times as slow together"
    return "no faster together"


def most(number: int, limit: int | None, now: int | None, width: int) -> str:
    """The most there were, of how many there may be, and how many there are; as much as there is room for."""
    short = f"most {number}" if limit is None else f"most {number}/{limit}"
    long = f"most {number}" if limit is None else f"most {number} of {limit}"
    if now is not None:
        long = f"{now} now, {long}"
    return next((words for words in (f" {long}", f" {short}") if len(words) <= width), "")
