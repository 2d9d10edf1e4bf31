"""Durations as people write them."""

from __future__ import annotations

import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from streamboard.promptset.durations import NotADurationError, is_no_limit, nanoseconds, seconds_of


@pytest.mark.parametrize(
    ("written", "seconds"),
    [
        ("30s", 30),
        ("200ms", 0.2),
        ("10m", 600),
        ("10 min", 600),
        ("1h", 3600),
        ("1.5s", 1.5),
        ("1m30s", 90),
        ("1m 30s", 90),
        ("250us", 0.00025),
        (" 2S ", 2),
        ("45", 45),
        (2, 2),
        (0.25, 0.25),
        ("0s", 0),
    ],
)
def test_a_written_duration_is_so_many_seconds(written: object, seconds: float) -> None:
    assert seconds_of(written) == pytest.approx(seconds)


@pytest.mark.parametrize(
    "written",
    [
        "",
        " ",
        "soon",
        "3 parsecs",
        "s",
        "1s2",
        "-3s",
        "- 3s",
        "1,5s",
        "1e3",
        "nan",
        "inf",
        "1:30",
        True,
        False,
        None,
        [],
        {},
    ],
)
def test_anything_else_is_refused(written: object) -> None:
    with pytest.raises(NotADurationError):
        seconds_of(written)


@pytest.mark.parametrize("number", [-1, -0.5, math.nan, math.inf, 10**400, 31 * 24 * 3600, "800h"])
def test_a_number_that_is_no_reasonable_duration_is_refused(number: object) -> None:
    with pytest.raises(NotADurationError):
        seconds_of(number)


def test_an_unknown_unit_is_named() -> None:
    with pytest.raises(NotADurationError, match="`parsecs`"):
        seconds_of("3 parsecs")


@pytest.mark.parametrize("word", ["off", "none", "OFF", " none ", False, None])
def test_words_for_no_limit(word: object) -> None:
    assert is_no_limit(word)


@pytest.mark.parametrize("word", ["0", "on", "nothing", True, 0, 5])
def test_what_is_no_word_for_no_limit(word: object) -> None:
    assert not is_no_limit(word)


@settings(deadline=None)
@given(st.integers(min_value=0, max_value=3_600_000))
def test_whole_milliseconds_are_exact_nanoseconds(milliseconds: int) -> None:
    assert nanoseconds(seconds_of(f"{milliseconds}ms")) == milliseconds * 1_000_000
