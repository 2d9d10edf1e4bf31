"""Copies of a board to go back to."""

from __future__ import annotations

import msgspec

from streamboard.board.caps import ON_SCREEN
from streamboard.board.state import BoardState
from streamboard.feeds.keyframes import Keyframes
from streamboard.feeds.snapshot import Snapshots, board_of
from streamboard.run.events import Event
from streamboard.run.plan import Check
from tests.support.plans import plan, stream
from tests.support.told import Told

S1 = Told("s1")
PLAN = plan(msgspec.structs.replace(stream("s1"), expect=[Check("contains", "word")]))
EVENTS: list[Event] = [
    S1.queued(0),
    S1.sent(1),
    *(S1.text(ms) for ms in range(2, 40)),
    S1.checked(40, 0, passed=True),
]


def test_a_copy_is_the_board_as_it_was_and_goes_on_by_itself() -> None:
    board, frames = BoardState(PLAN, ON_SCREEN), Keyframes(every=10)
    for place, event in enumerate(EVENTS, 1):
        board.apply(event)
        frames.note(place, board)
    assert len(frames) == 4
    assert frames.before(9) is None
    found = frames.before(39)
    assert found is not None
    place, copy = found
    assert place == 30
    then = copy.streams["s1"]
    assert then.current is not None
    assert then.current.message.text == "word" * 28
    assert then.plan is PLAN.streams[0], "plans are shared, as they may be large"
    copy.apply_all(EVENTS[place:])
    now = board.streams["s1"]
    assert now.current is not None
    assert then.current.message.text == now.current.message.text
    assert then.current.deltas.stamps == now.current.deltas.stamps
    assert [row.label for row in then.log.rows] == [row.label for row in now.log.rows]
    assert (then.tape.total, len(then.tape.rows)) == (now.tape.total, len(EVENTS) - place)


def test_there_are_never_more_than_asked_for() -> None:
    board, frames = BoardState(PLAN, ON_SCREEN), Keyframes(every=1, most=4)
    for place in range(1, 40):
        frames.note(place, board)
        assert len(frames) <= 4
    found = frames.before(39)
    assert found is not None
    assert found[0] > 20


def test_copies_share_what_did_not_change() -> None:
    two = plan(stream("s1"), stream("s2"))
    board, snapshots = BoardState(two, ON_SCREEN), Snapshots()
    first, second = Told("s1"), Told("s2")
    board.apply_all([first.queued(0), first.sent(1), *(first.text(ms) for ms in range(2, 500))])
    before = snapshots.take(board)
    board.apply_all([second.queued(500), second.sent(501), *(second.text(ms) for ms in range(502, 600))])
    after = snapshots.take(board)
    assert snapshots.of_stream(board.streams["s1"]).copy in [
        getattr(one, "copy", None) for one in before.shared
    ]
    then, now = board_of(before), board_of(after, near=board)
    assert now.streams["s1"] is board.streams["s1"], "nothing happened to it since"
    assert then.streams["s1"] is not board.streams["s1"]
    assert then.streams["s1"].current is not None
    assert board.streams["s1"].current is not None
    assert then.streams["s1"].current.deltas.stamps == board.streams["s1"].current.deltas.stamps
    assert then.streams["s2"].phase == "new"
