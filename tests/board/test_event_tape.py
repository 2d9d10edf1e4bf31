"""Every event of a stream: its details, what it changed, and the bytes that brought it."""

from __future__ import annotations

from streamboard.board.caps import ON_SCREEN, UNLIMITED, Caps, shared
from streamboard.board.event_tape import TapeRow
from streamboard.board.merged_log import AllEvents
from streamboard.board.search import NOTHING
from streamboard.board.state import BoardState
from streamboard.run.events import ResponseStarted, WireBytes
from tests.support.plans import plan, stream
from tests.support.told import MS, Told

S1 = Told("s1")


def board_of(caps: Caps = ON_SCREEN) -> BoardState:
    return BoardState(plan(stream("s1")), caps)


def rows_of(board: BoardState) -> list[TapeRow]:
    return [*board.streams["s1"].tape.rows]


def wire(ms: float, text: str, **fields: int | str) -> WireBytes:
    return WireBytes(t=round(ms * MS), stream="s1", attempt=1, text=text, **fields)  # type: ignore[arg-type]


def test_each_event_says_what_it_changed() -> None:
    board = board_of()
    board.apply_all(
        [
            S1.start(4, "m-1", 12),
            S1.api(5, "content_block_start", index=0, content_block={"type": "text", "text": ""}),
            S1.text(6, "Once"),
            S1.text(7, " upon"),
            S1.api(8, "ping"),
            S1.api(9, "content_block_stop", index=0),
            S1.final(10, 22),
            S1.api(11, "message_stop"),
        ]
    )
    assert [(row.label, row.detail, row.effect) for row in rows_of(board)] == [
        ("message_start", "12 tokens in", "an answer begins: model m-1, input_tokens 12"),
        ("content_block_start", "index 0 text", "a block begins: text"),
        ("content_block_delta", 'index 0 text_delta "Once"', "text +4 characters, now 4"),
        ("content_block_delta", 'index 0 text_delta " upon"', "text +5 characters, now 9"),
        ("ping", "", "nothing; the server is alive"),
        ("content_block_stop", "index 0", "text is whole: 9 characters"),
        ("message_delta", "end_turn, 22 tokens", "stop_reason end_turn, output_tokens 22"),
        ("message_stop", "", "the answer is whole"),
    ]
    assert [row.chars for row in rows_of(board)] == [0, 0, 4, 9, 9, 9, 9, 9]


def test_what_streamboard_did_stands_among_the_events() -> None:
    board = board_of()
    board.apply_all([S1.queued(0), S1.sent(1), S1.out(2, 806), S1.text(3, "Hi"), S1.ended(4)])
    assert [(row.label, row.source, row.chars) for row in rows_of(board)] == [
        ("queued", "ours", 0),
        ("started", "ours", 0),
        ("sent", "ours", 0),
        ("content_block_delta", "api", 2),
        ("completed", "ours", 2),
    ]


def test_bytes_belong_to_the_event_that_follows_them() -> None:
    board = board_of()
    told = [wire(3, ": hello", part="aside"), wire(4, "event: ping\ndata: {}", reads=3, began_ns=MS)]
    board.apply_all([*told, S1.api(4, "ping"), S1.text(5, "Hi"), wire(6, "event: con", part="rest")])
    assert [(row.label, row.wire, row.reads) for row in rows_of(board)] == [
        ("comment", ": hello", 1),
        ("ping", "event: ping\ndata: {}", 3),
        ("content_block_delta", "", 1),
        ("no whole event", "event: con", 1),
    ]


def test_the_head_of_a_response_has_its_headers() -> None:
    board = board_of()
    headers = [("content-type", "text/event-stream"), ("set-cookie", "[redacted]")]
    board.apply(ResponseStarted(t=1, stream="s1", attempt=1, status=200, headers=headers))
    (row,) = rows_of(board)
    assert row.wire == "content-type: text/event-stream\nset-cookie: [redacted]"


def test_only_a_screen_keeps_single_events_and_all_streams_share_the_room() -> None:
    board = board_of(UNLIMITED)
    board.apply_all([S1.queued(0), S1.text(1, "Hi"), wire(2, "x")])
    assert rows_of(board) == []
    assert shared(ON_SCREEN, 4).events == 4_096
    assert shared(ON_SCREEN, 200).events == 500
    assert shared(ON_SCREEN, 100_000).events == 250


def test_the_oldest_events_go() -> None:
    board = board_of(Caps(events=3))
    board.apply_all(S1.text(ms, f"{ms}") for ms in range(5))
    tape = board.streams["s1"].tape
    assert [row.words for row in tape.rows] == ["2", "3", "4"]
    assert (tape.total, tape.dropped) == (5, 2)


def test_the_log_of_all_streams_has_each_event_at_another_depth() -> None:
    board, every = board_of(), AllEvents()
    board.apply_all(S1.text(ms, "x") for ms in range(3))
    every.update(board, "all", NOTHING)
    assert [entry.row.label for entry in every.shown] == ["first text", "text"]
    every.update(board, "all", NOTHING, depth="events")
    assert [entry.row.label for entry in every.shown] == ["content_block_delta"] * 3
    board.apply(S1.text(4, "x"))
    every.update(board, "all", NOTHING, depth="events")
    assert len(every.shown) == 4
