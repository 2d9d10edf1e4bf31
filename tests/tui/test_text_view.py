"""A stream's text as wrapped lines: what is appended, and what makes it be wrapped anew."""

from __future__ import annotations

from dataclasses import fields
from typing import Any

from rich.style import Style

from streamboard.board import stream_fold
from streamboard.board.caps import UNLIMITED, Caps
from streamboard.board.stream import StreamState
from streamboard.run.events import (
    ApiEvent,
    AttemptEnded,
    AttemptStarted,
    ContentBlockDelta,
    ErrorInfo,
    StreamQueued,
)
from streamboard.run.plan import StreamPlan
from streamboard.tui.draw.styles import Palette
from streamboard.tui.text.sections import Look
from streamboard.tui.text.text_view import TextView

PALETTE = Palette(
    **{field.name: Style(color=f"color({number})") for number, field in enumerate(fields(Palette))}
)


class Told:
    """A stream that events are told to, and its view."""

    def __init__(self, caps: Caps = UNLIMITED) -> None:
        self.stream = StreamState(StreamPlan("s1", "one", "one", "sim", None, {}), 1, caps)
        self.view = TextView()
        self.t = 0
        stream_fold.queue(self.stream, StreamQueued(t=0, stream="s1", attempt=1))
        self.start(1)

    def start(self, attempt: int) -> None:
        stream_fold.fold(
            self.stream,
            AttemptStarted(t=self.tick(), stream="s1", attempt=attempt, endpoint="sim", model="sim"),
        )

    def tick(self) -> int:
        self.t += 1_000_000_000
        return self.t

    def delta(self, index: int = 0, *, attempt: int = 1, **delta: Any) -> None:
        stream_fold.add_delta(
            self.stream,
            ContentBlockDelta(t=self.tick(), stream="s1", attempt=attempt, index=index, delta=delta),
        )

    def text(self, text: str, index: int = 0, *, attempt: int = 1) -> None:
        self.delta(index, attempt=attempt, type="text_delta", text=text)

    def fail(self, attempt: int) -> None:
        error = ErrorInfo("overloaded_error", "overloaded")
        stream_fold.fold(
            self.stream,
            AttemptEnded(t=self.tick(), stream="s1", attempt=attempt, outcome="failed", error=error),
        )

    def lines(self, width: int = 20, *, unfold: bool = False, palette: Palette = PALETTE) -> list[str]:
        self.view.update(self.stream, Look(width, palette, unfold=unfold))
        return [self.view.wrapped.text(index) for index in range(len(self.view.wrapped))]


def test_text_that_grows_is_appended_and_not_wrapped_anew() -> None:
    told = Told()
    told.text("one two ")
    told.lines()
    wrapped = told.view.wrapped
    told.text("three four five")
    assert told.lines() == ["one two three four", "five"]
    assert told.view.wrapped is wrapped


def test_another_width_or_palette_wraps_anew() -> None:
    told = Told()
    told.text("one two three")
    assert told.lines(20) == ["one two three"]
    assert told.lines(8) == ["one two", "three"]
    before = told.view.wrapped
    other = Palette(**{field.name: Style(bold=True) for field in fields(Palette)})
    assert told.lines(8, palette=other) == ["one two", "three"]
    assert told.view.wrapped is not before
    assert told.view.wrapped.line(0)[0][1] is other.text


def test_text_stands_in_the_order_in_which_it_came_whatever_its_index() -> None:
    told = Told()
    told.text("first", 1)
    assert told.lines() == ["first"]
    told.text(" second", 0)
    assert told.lines() == ["first second"]


def test_thinking_is_open_while_it_comes_and_folds_with_its_time_when_text_follows() -> None:
    told = Told()
    told.delta(0, type="thinking_delta", thinking="let me see")
    assert told.lines() == ["▾ thinking", "let me see"]
    told.text("yes", 1)
    assert told.lines(30) == ["▸ thought for 1.00 s, 2 tok~", "yes"]
    assert told.lines(30, unfold=True) == ["▾ thinking", "let me see", "yes"]


def test_a_tool_call_has_a_heading_and_its_input_below() -> None:
    told = Told()
    block = {"type": "tool_use", "name": "get_weather", "input": {}}
    stream_fold.add_api_event(
        told.stream,
        ApiEvent(
            t=told.tick(),
            name="content_block_start",
            stream="s1",
            attempt=1,
            body={"index": 0, "content_block": block},
        ),
    )
    assert told.lines(40) == ["▸ tool_use get_weather"]
    told.delta(0, type="input_json_delta", partial_json='{"city":')
    told.delta(0, type="input_json_delta", partial_json=' "Oslo"}')
    assert told.lines(40) == ["▸ tool_use get_weather", '{"city": "Oslo"}']


def test_the_text_of_an_earlier_attempt_stays_above_with_why_it_ended() -> None:
    told = Told()
    told.text("half an")
    told.fail(1)
    told.start(2)
    told.text("a whole answer", attempt=2)
    lines = told.lines(50)
    assert lines == ["half an", "┄ attempt 1 ended here: overloaded_error ┄", "a whole answer"]
    assert told.view.wrapped.line(0)[0][1] is PALETTE.dim
    assert told.view.wrapped.line(2)[0][1] is PALETTE.text


def test_a_run_again_begins_with_an_empty_view() -> None:
    told = Told()
    told.text("before")
    told.fail(1)
    assert told.lines() == ["before"]
    stream_fold.queue(told.stream, StreamQueued(t=told.tick(), stream="s1", attempt=2))
    assert told.lines() == [""]


def test_what_a_model_says_is_cleaned_on_the_way_in() -> None:
    told = Told()
    told.text("a\x1b]52;c;x\x07b\r\nc")
    assert told.lines(40) == ["a␛]52;c;x␇b", "c"]


def test_text_that_is_not_kept_is_cut_and_what_follows_is_shown() -> None:
    told = Told(Caps(chars=1000))
    for number in range(2000):
        told.text(f"{number:04} ")
    assert told.lines()[-1].rstrip() == "1996 1997 1998 1999"
    assert told.view.cut
    told.view = TextView()  # As after a resize: wrapped anew from what is kept.
    told.text("end")
    lines = told.lines()
    assert lines[-1].endswith("end")
    assert told.view.cut
    assert 1000 <= sum(map(len, lines)) < 2000
