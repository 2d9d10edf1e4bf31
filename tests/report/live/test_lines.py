"""The labelled lines of a run without a screen."""

from __future__ import annotations

from streamboard.board.caps import ON_SCREEN
from streamboard.board.state import BoardState
from streamboard.report.live.lines import LINE_LENGTH, LinePrinter
from streamboard.run.events import EndpointState, ErrorInfo, Event, RecordingFailed
from streamboard.run.plan import RunPlan
from tests.support.plans import plan, stream
from tests.support.told import Told, board

BUSY = ErrorInfo("overloaded_error", "busy\x1b[31m", "Wait.", 529)


def printed(run_plan: RunPlan, *events: Event) -> list[str]:
    """The lines of these events, taken one batch each."""
    ordered = sorted(events, key=lambda event: event.t)
    lines: list[str] = []
    printer: LinePrinter | None = None
    state = board(run_plan)
    for event in ordered:
        folded = state.fold_all([event])
        printer = printer or LinePrinter(state, lines.append)
        printer.take(folded)
    return lines


def test_a_whole_answer() -> None:
    s1 = Told()
    lines = printed(plan(stream("s1", name="story")), *s1.whole(0, 1000, 1300, 1997, 3))
    assert lines == [
        "story · to sim (m)",
        "story   wordword",
        "story ✓ end_turn 1.00 s",
    ]


def test_text_is_broken_at_its_own_line_ends_and_at_spaces() -> None:
    s1 = Told()
    words = "word " * 60
    lines = printed(
        plan(stream("s1")), s1.sent(0), s1.text(1, "one\ntw"), s1.text(2, f"o\n\n{words}"), s1.ended(3)
    )
    assert lines[1:4] == ["s1   one", "s1   two", "s1"]
    assert all(len(line) <= LINE_LENGTH + len("s1   ") for line in lines)
    assert "".join(line.removeprefix("s1") for line in lines[4:]).split() == words.split()


def test_streams_take_turns_line_by_line_under_names_of_one_width() -> None:
    s1, s2 = Told("s1"), Told("s2")
    lines = printed(
        plan(stream("s1", name="a"), stream("s2", name="longer")),
        *(s1.sent(0), s2.sent(1), s1.text(2, "one\n"), s2.text(3, "two\n"), s1.text(4, "three\n")),
    )
    assert lines[2:] == ["a        one", "longer   two", "a        three"]


def test_words_in_the_start_of_a_block_and_in_deltas_of_unusual_shape_are_printed() -> None:
    s1 = Told()
    begun = s1.api(1, "content_block_start", index=0, content_block={"type": "text", "text": "One "})
    odd = s1.api(2, "content_block_delta", index=0, delta={"type": "text_delta", "text": "two "}, note="odd")
    lines = printed(plan(stream("s1")), s1.sent(0), begun, odd, s1.text(3, "three"), s1.ended(4))
    assert lines[1:] == ["s1   One two three"]


def test_thinking_is_announced_and_not_printed() -> None:
    s1 = Told()
    lines = printed(plan(stream("s1")), s1.sent(0), s1.thinking(1, "secret\n"), s1.ended(2))
    assert lines[1:] == ["s1   ▸ thought, 1 tok~"]


def test_a_retry_prints_what_came_before_it_and_when_it_follows() -> None:
    s1 = Told()
    failed = [s1.sent(0), s1.text(1, "half"), s1.ended(2, "failed", BUSY)]
    assert printed(plan(stream("s1")), *failed, s1.retry(3, 1500))[1:] == [
        "s1   half",
        "s1 ↻ overloaded_error: attempt 2 in 1.50 s",
    ]


def test_a_block_is_of_its_own_attempt_when_two_come_in_one_batch() -> None:
    s1 = Told()
    first = [s1.sent(0), s1.thinking(1, "word" * 20), s1.api(2, "content_block_stop", index=0)]
    events = [*first, s1.ended(3, "failed", BUSY), s1.retry(4, 1500), s1.sent(5), s1.text(6, "Hello.")]
    state = board(plan(stream("s1")))
    lines: list[str] = []
    LinePrinter(state, lines.append).take(state.fold_all(events))
    assert lines[1] == "s1   ▸ thought, 20 tok~"


def test_a_bad_end_says_what_and_what_to_do_without_escape_sequences() -> None:
    s1 = Told()
    lines = printed(
        plan(stream("s1")), s1.sent(0), s1.ended(1000, "failed", BUSY), s1.over(1000, "failed", BUSY)
    )
    assert lines[1:] == ["s1 ✗ overloaded 1.00 s", "s1   busy␛[31m. Wait."]


def test_endpoints_and_a_lost_recording_are_told() -> None:
    lines = printed(
        plan(stream("s1")),
        EndpointState(t=0, endpoint="sim", state="starting", simulated=True),
        EndpointState(
            t=1, endpoint="sim", state="ready", detail="simulated server", reason="no key", simulated=True
        ),
        RecordingFailed(t=2, message="disk full"),
    )
    assert lines == [
        "endpoint sim ready: SIMULATED: simulated server (no key)",
        "not recording: disk full",
    ]


def test_hostile_text_and_names_stay_on_their_lines() -> None:
    s1 = Told()
    hostile = plan(stream("s1", name="na\x1b[2Jme\n"))
    lines = printed(
        hostile, s1.sent(0, model="m\x1b]0;x\x07"), s1.text(1, "a\rb\x1b[31m\u2028c\u202e"), s1.ended(2)
    )
    assert all(line.isprintable() for line in lines)
    assert lines[1].endswith("ab␛[31m")


def test_of_a_block_that_is_not_kept_whole_its_lines_say_how_much_is_left_out() -> None:
    s1 = Told()
    tool = {"type": "tool_use", "name": "f", "id": "x", "input": {}}
    pieces = [
        s1.api(
            2, "content_block_delta", index=0, delta={"type": "input_json_delta", "partial_json": "x" * 5_000}
        )
        for _ in range(60)
    ]
    begun = s1.api(1, "content_block_start", index=0, content_block=tool)
    ended = s1.api(3, "content_block_stop", index=0)
    state = BoardState(plan(stream("s1")), ON_SCREEN)
    lines: list[str] = []
    LinePrinter(state, lines.append).take(state.fold_all([s1.sent(0), begun, *pieces, ended]))
    assert lines[1:3] == ["s1   ▸ tool_use f", "s1   … the first 50,000 characters are left out"]
