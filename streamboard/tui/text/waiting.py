"""What a pane shows without text: what its stream waits for, or how it failed."""

from __future__ import annotations

from collections.abc import Iterator

from rich.style import Style

from streamboard.board.state import BoardState
from streamboard.board.status import how_it_ended, said_after, status, technical
from streamboard.board.stream import StreamState
from streamboard.common import units
from streamboard.figures.catalogue import FIGURE
from streamboard.safety.sanitise import clean_line
from streamboard.tui.draw import glyphs
from streamboard.tui.draw.canvas import Parts, cut, width_of
from streamboard.tui.draw.scene import Scene
from streamboard.tui.draw.styles import Palette
from streamboard.tui.text.wrap import WrappedText


def ending_rows(
    stream: StreamState, board: BoardState, now: int, width: int, most: int, palette: Palette
) -> list[Parts]:
    """At most `most` rows; none without trouble."""
    words = how_it_ended(stream)
    said = said_after(stream.shown) if stream.phase == "ended" else ""
    if words is None and not said:
        return []
    told: list[tuple[str, Style]] = []
    if words is not None:
        state = status(stream, board, now)
        told.append((f"{state.mark} {words[0]}", palette.tone(state.tone)))
        if words[1]:
            told.append((f"→ {words[1]}", palette.text))
        if details := technical(stream):
            told.append((details, palette.dim))
    if said:
        told.append((f"! {said}", palette.trouble))
    return _fitted(told, width, most)


def _fitted(told: list[tuple[str, Style]], width: int, most: int) -> list[Parts]:
    """Each text gets a row while rows last; the first ones get the spare rows."""
    wrapped: list[WrappedText] = []
    for text, style in told[: max(most, 0)]:
        wrapped.append(WrappedText(width))
        wrapped[-1].append(text, style)
    left, rows = most, list[Parts]()
    for place, each in enumerate(wrapped):
        shown = min(len(each), left - (len(wrapped) - place - 1))
        left -= shown
        rows += [each.line(index) for index in range(shown)]
        if shown < len(each):
            style = told[place][1]
            rows[-1] = cut([*rows[-1], (" ", style), *each.line(shown), ("…", style)], width)
    return rows


def waiting_rows(scene: Scene, stream: StreamState, width: int, height: int, palette: Palette) -> list[Parts]:
    board, now = scene.board, scene.now
    attempt = stream.shown
    state = status(stream, board, now)
    wrapped = WrappedText(width)
    wrapped.append(f"{state.mark} {state.words}", palette.tone(state.tone))
    lines: list[Parts] = [wrapped.line(index) for index in range(len(wrapped))]
    if attempt is not None and stream.phase in ("connecting", "waiting"):
        # Waiting counts from when the request was sent.
        waited = attempt.waited_ns(now) if stream.phase == "waiting" else attempt.elapsed_ns(now)
        digits = glyphs.large(units.ticking(waited).replace(" ", ""))
        what = state.words.removesuffix(units.ticking(waited)).rstrip()
        if height >= 4:
            lines = [*([(digit, palette.live)] for digit in digits), [(what, palette.dim)]]
    elif stream.phase in ("new", "queued") and height >= 2:
        lines = [*lines, *_why_not_yet(scene, stream, palette)]
    if stream.retries or stream.phase == "retrying":
        wait = FIGURE["wait"]
        words = (
            f"{units.count(stream.retries + 1, 'attempt')}, {wait.text(scene.reading(stream, wait))} in all"
        )
        lines.append([(words, palette.dim)])
    return centred(lines, width, height, palette)


def centred(lines: list[Parts], width: int, height: int, palette: Palette) -> list[Parts]:
    rows: list[Parts] = [[] for _ in range(max((height - len(lines)) // 2, 0))]
    for line in lines[:height]:
        space = max((width - width_of(line)) // 2, 0)
        rows.append(cut([(" " * space, palette.text), *line], width))
    rows.extend([] for _ in range(height - len(rows)))
    return rows


def _why_not_yet(scene: Scene, stream: StreamState, palette: Palette) -> Iterator[Parts]:
    board, now = scene.board, scene.now
    endpoint = board.endpoints.get(stream.plan.endpoint)
    if board.started is None:
        yield [("starting the engine", palette.dim)]
    elif endpoint is not None and endpoint.state == "starting":
        yield [(clean_line(endpoint.detail), palette.dim)]
    elif held := board.held(stream, now):
        words = f"{clean_line(held.reason)}: held for {units.ticking(held.until_ns - now)}"
        yield [(words, palette.trouble)]
    elif stream.phase == "queued":
        queued = FIGURE["queued"]
        yield [(f"waited {queued.text(scene.reading(stream, queued))}", palette.dim)]
    elif board.plan.start.mode == "by-hand":
        run, typing = scene.key("board.again"), f"type a prompt below ({scene.key('board.prompt')})"
        words = f"{run} runs it"
        if not stream.plan.request.get("messages"):
            words = typing
        yield [(words, palette.dim)]
