"""How much of a text to show: less at a pace, in a vote, or with the clock turned back."""

from __future__ import annotations

from streamboard.board.attempt import Attempt
from streamboard.board.stream import StreamState
from streamboard.board.text_at_time import chars_at, chars_with_text
from streamboard.run.plan import SECOND
from streamboard.tui.draw.scene import Scene


def chars_shown(scene: Scene, stream: StreamState) -> int | None:
    """In characters of the latest attempt's content; None for all."""
    attempt = stream.shown
    if attempt is None or attempt.deltas.first is None:
        return None if scene.at_ns is None and scene.step_of(stream) is None else 0
    if scene.step_of(stream) is not None:
        return _chars_at_step(scene, attempt)
    if scene.at_ns is not None:
        return chars_at(attempt, scene.at_ns)
    limits = []
    # After a stop, do not keep typing what came before.
    if scene.pace is not None and stream.outcome != "cancelled":
        limits.append(int((scene.now - attempt.deltas.first) * scene.pace / SECOND))
    if scene.released is not None:
        limits.append(chars_with_text(attempt, scene.released))
    shown = min(limits, default=None)
    return None if shown is None or shown >= attempt.deltas.chars[-1] else max(shown, 0)


def _chars_at_step(scene: Scene, attempt: Attempt) -> int:
    return scene.step.row.chars if scene.step is not None and scene.step.row.attempt == attempt.number else 0


def is_typed(scene: Scene, stream: StreamState) -> bool:
    """Whether text has arrived that was not yet typed out."""
    return scene.pace is not None and not scene.is_past(stream) and chars_shown(scene, stream) is not None


def is_written(stream: StreamState) -> bool:
    return stream.in_flight and stream.shown is not None and stream.shown.deltas.first is not None


def says_nothing(scene: Scene, stream: StreamState) -> bool:
    if scene.is_past(stream) and stream.shown is not None:
        return chars_shown(scene, stream) == 0
    return stream.phase != "ended" and not is_written(stream)
