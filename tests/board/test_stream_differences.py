"""What tells neighbouring streams apart."""

from __future__ import annotations

from typing import Any

from streamboard.board.stream_differences import differences
from streamboard.run.plan import StreamPlan


def stream(number: int, endpoint: str = "sim", name: str = "", **request: Any) -> StreamPlan:
    request = {"max_tokens": 50, "messages": [{"role": "user", "content": f"{number}"}]} | request
    return StreamPlan(f"s{number}", name or f"n{number}", "p", endpoint, f"model-{number}", request)


def test_nothing_is_said_of_streams_that_differ_in_name_model_and_question_only() -> None:
    assert differences([stream(1), stream(2)]) == {}
    assert differences([]) == differences([stream(1, temperature=3)]) == {}


def test_only_what_differs_from_a_neighbour_is_named() -> None:
    streams = [
        stream(1),
        stream(2),
        stream(3, max_tokens=100),
        stream(4, max_tokens=100),
        stream(5, max_tokens=100),
    ]
    assert differences(streams) == {"s2": "max_tokens 50", "s3": "max_tokens 100"}


def test_what_a_neighbour_has_and_this_one_has_not_is_named() -> None:
    streams = [stream(1, system="Be brief."), stream(2, thinking={"type": "adaptive"})]
    assert differences(streams) == {
        "s1": "system Be brief., no thinking",
        "s2": "thinking adaptive, no system",
    }


def test_what_the_name_says_is_not_repeated() -> None:
    assert differences([stream(1, "local", name="story@local"), stream(2, "mine")]) == {"s2": "mine"}


def test_a_badge_is_short_and_clean() -> None:
    odd = stream(2, system="\x1b[2J" + "x" * 500, a=1, b=[1, 2], c={"d": None}, max_tokens=7)
    words = differences([stream(1), odd])["s2"]
    assert words == f"max_tokens 7, system ␛[2J{'x' * 19}…, a 1, …"
