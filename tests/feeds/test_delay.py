"""What is held back of a live run: on hold, in slow motion, and step by step."""

from __future__ import annotations

from streamboard.feeds.delay import Delay
from streamboard.run.events import Event
from streamboard.run.plan import SECOND
from tests.support.told import Told

S1, S2 = Told("s1"), Told("s2")


class Hands:
    """A clock in hand, of the machine and of the run alike."""

    def __init__(self) -> None:
        self.ns = 0

    def __call__(self) -> int:
        return self.ns


def at_seconds(*times: float, told: Told = S1) -> list[Event]:
    return [told.text(time * 1000) for time in times]


def test_slow_motion_shows_events_later_and_later() -> None:
    hands = Hands()
    delay = Delay(hands)
    delay.set_speed(0.2, 0)
    delay.put(at_seconds(0.5, 1.0, 1.5))
    hands.ns = 5 * SECOND
    due = delay.due(hands.ns, idle=False)
    assert [event.t for event in due] == [SECOND // 2, SECOND]
    assert delay.now(hands.ns) == SECOND
    assert len(delay) == 1
    assert [event.t for event in delay.catch_up()] == [SECOND * 3 // 2]
    assert not delay.active
    assert delay.now(hands.ns) == 5 * SECOND


def test_time_in_which_nothing_happens_is_not_drawn_out() -> None:
    hands = Hands()
    delay = Delay(hands)
    delay.set_speed(0.1, 0)
    hands.ns = 60 * SECOND
    assert delay.due(hands.ns, idle=True) == []
    assert delay.now(hands.ns) == 60 * SECOND
    delay.put(at_seconds(60.5))
    hands.ns = 61 * SECOND
    assert len(delay.due(hands.ns, idle=True)) == 1


def test_faster_than_real_it_catches_up_and_is_live_again() -> None:
    hands = Hands()
    delay = Delay(hands)
    delay.set_speed(0.5, 0)
    hands.ns = 10 * SECOND
    delay.put(at_seconds(1, 9, 14))
    assert len(delay.due(hands.ns, idle=False)) == 1
    delay.set_speed(4, hands.ns)
    hands.ns = 12 * SECOND
    assert len(delay.due(hands.ns, idle=False)) == 2
    assert not delay.active


def test_a_live_run_is_never_hurried() -> None:
    delay = Delay(Hands())
    delay.set_speed(2, 0)
    assert not delay.active


def test_a_hold_hands_over_nothing_and_then_all() -> None:
    hands = Hands()
    delay = Delay(hands)
    delay.hold(0)
    delay.put(at_seconds(1, 2))
    hands.ns = 9 * SECOND
    assert delay.due(hands.ns, idle=True) == []
    assert delay.now(hands.ns) == 0
    assert len(delay.go_on()) == 2
    assert not delay.active


def test_a_hold_in_slow_motion_goes_on_where_it_stood() -> None:
    hands = Hands()
    delay = Delay(hands)
    delay.set_speed(0.5, 0)
    delay.hold(0)
    delay.put(at_seconds(1, 2))
    hands.ns = 9 * SECOND
    assert delay.go_on() == []
    hands.ns = 11 * SECOND
    assert [event.t for event in delay.due(hands.ns, idle=False)] == [SECOND]


def test_a_step_brings_all_up_to_the_next_event_of_a_stream() -> None:
    delay = Delay(Hands())
    delay.hold(0)
    delay.put([*at_seconds(1, told=S2), *at_seconds(2, told=S1), *at_seconds(3, told=S2)])
    assert [getattr(event, "stream", "") for event in delay.step("s1")] == ["s2", "s1"]
    assert delay.step("s1") == []
    assert len(delay) == 1
