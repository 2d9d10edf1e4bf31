"""A look at a file that hangs keeps nobody waiting."""

from __future__ import annotations

import threading

import pytest

from streamboard.safety.timed_files import Glances


def test_what_a_glance_finds_or_raises_comes_back() -> None:
    glances, never = Glances(60), threading.Event()
    assert glances.do(lambda: None) is None
    with pytest.raises(ZeroDivisionError):
        glances.do(lambda: 1 // 0)
    with pytest.raises(TimeoutError, match="does not answer"):
        Glances(0.01).do(never.wait)
    never.set()


def test_while_one_glance_hangs_no_other_is_taken() -> None:
    glances, never = Glances(0.01), threading.Event()
    assert glances.take(never.wait, None) is None
    taken: list[int] = []
    assert glances.take(lambda: taken.append(1), None) is None
    assert not taken
    never.set()


def test_a_glance_is_taken_again_once_the_hanging_one_is_over() -> None:
    glances = Glances(60)
    assert glances.take(lambda: "seen", "not seen") == "seen"
    assert glances.take(lambda: "again", "not seen") == "again"
