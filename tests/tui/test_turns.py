"""Earlier turns of a conversation above the answer."""

from __future__ import annotations

from typing import Any

import msgspec
import pytest

from streamboard.run.events import StreamPlanned
from streamboard.run.plan import RunPlan, Start, StreamPlan
from streamboard.tui.text.turns import Turn, turns_of

from .feed import ScriptedFeed
from .pilot import showing

IMAGE = {"type": "image", "source": {"type": "base64", "media_type": "image/png", "data": "AAAA"}}


def user(content: Any) -> dict[str, Any]:
    return {"role": "user", "content": content}


def assistant(content: Any) -> dict[str, Any]:
    return {"role": "assistant", "content": content}


TALK = [user("What is rain?"), assistant("It is *water*."), user("And snow?")]


def plan(*messages: Any, turn: int = 1) -> StreamPlan:
    request = {"max_tokens": 100, "messages": list(messages)}
    return StreamPlan("s1", "one", "one", "sim", "sim", request, turn=turn)


def feed_of(stream: StreamPlan, start: Start | None = None) -> ScriptedFeed:
    return ScriptedFeed(RunPlan("A test", [stream], start=start or Start()))


def begun(stream: StreamPlan) -> ScriptedFeed:
    feed = feed_of(stream)
    feed.start()
    feed.queue("s1")
    feed.send_off("s1")
    feed.respond("s1")
    return feed


def test_a_prompt_that_stands_alone_has_no_turns() -> None:
    assert turns_of(plan(user("Hello."))) == []
    assert turns_of(StreamPlan("s1", "one", "one", "sim", None, {})) == []
    assert turns_of(plan()) == []


def test_the_turns_of_a_conversation() -> None:
    assert turns_of(plan(*TALK)) == [
        Turn("user", "What is rain?"),
        Turn("assistant", "It is *water*."),
        Turn("user", "And snow?"),
    ]
    assert turns_of(plan(user("Again."), turn=2)) == [Turn("user", "Again.")]
    assert turns_of(plan(assistant("Once"))) == [Turn("assistant", "Once")]


def test_blocks_that_are_no_text_are_words_in_brackets() -> None:
    content = [
        {"type": "text", "text": "Look:"},
        IMAGE,
        {"type": "document", "title": "a.pdf", "source": {}},
        {"type": "thinking", "thinking": "hm"},
        {"type": "tool_use", "name": "weather", "input": {}},
    ]
    (turn,) = turns_of(plan(user(content), turn=2))
    assert turn.text == "Look:\n[image]\n[document a.pdf]\n[tool_use weather]"


@pytest.mark.parametrize("odd", [None, 7, [None, 3, {"type": 5}, {"type": "text", "text": 4}], {"a": 1}])
def test_odd_shapes_do_not_break_it(odd: Any) -> None:
    assert len(turns_of(plan(user(odd), {"role": None}, "x"))) == 2


def test_what_was_said_is_clean() -> None:
    (turn,) = turns_of(plan(user("a\x1b[31mb\u202ec"), turn=2))
    assert turn.text == "a␛[31mb\ufffdc"


@pytest.mark.parametrize("size", [(80, 24), (120, 40), (200, 50)])
async def test_earlier_turns_stand_above_the_answer(size: tuple[int, int]) -> None:
    feed = begun(plan(*TALK))
    async with showing(feed, size) as board:
        await board.shows("It is water.", "› And snow?", "waiting for the first token")
        assert "▌" not in board.text
        feed.at_ms(1000).say("s1", "Colder rain.")
        await board.until(
            lambda: (
                board.panes["one"].words[:7]
                == ("› What is rain?", "", "It is water.", "", "› And snow?", "", "Colder rain.▌")
            )
        )
        feed.finish("s1")
        await board.hides("▌")
        await board.shows("› What is rain?", "Colder rain.")


async def test_the_end_is_followed_while_an_answer_grows_under_its_history() -> None:
    feed = begun(plan(user("Long?"), assistant("line\n\n" * 60), user("More.")))
    async with showing(feed) as board:
        await board.shows("› More.", "waiting for the first token")
        feed.say("s1", "word\n" * 40 + "the end")
        await board.shows("the end▌")
        assert "› More." not in board.text


async def test_a_next_turn_shows_the_old_answer_once() -> None:
    feed = begun(plan(user("What is rain?")))
    feed.at_ms(1000).say("s1", "It is water.")
    feed.finish("s1")
    async with showing(feed) as board:
        await board.shows("It is water.")
        follow_up = plan(user("What is rain?"), assistant("It is water."), user("And snow?"), turn=2)
        feed.feed(StreamPlanned(t=feed.time, stream="s1", attempt=1, plan=follow_up))
        await board.shows("› What is rain?", "It is water.", "› And snow?")
        assert board.text.count("It is water.") == 1
        feed.queue("s1")
        feed.send_off("s1", attempt=2)
        feed.respond("s1", attempt=2)
        await board.shows("› And snow?", "waiting for the first token")
        assert board.text.count("It is water.") == 1


LONG = "Why is [red]rain\x1b[2J wet? " + "Say more of it. " * 100


async def test_a_question_stands_above_its_answer_where_there_is_room() -> None:
    async with showing(begun(plan(user("What is rain?"))), (80, 24)) as board:
        await board.shows("› What is rain?", "waiting for the first token")
        board.feed.at_ms(1000).say("s1", "It is water.")
        await board.shows("│ › What is rain?", "│ It is water.")
        await board.resize(80, 14)
        await board.hides("› What is rain?")
        await board.shows("It is water.")
        await board.press("z")
        await board.shows("› What is rain?", "It is water.")


async def test_a_long_question_is_folded_to_two_lines_and_whole_in_the_zoom() -> None:
    feed = begun(plan(user(LONG)))
    feed.say("s1", "".join(f"line {number}\n" for number in range(50)))
    async with showing(feed) as board:
        await board.shows("line 49")
        assert "Why is" not in board.text
        await board.press("g")
        await board.shows("│ › Why is [red]rain␛[2J wet? Say more", "Say more of…", "line 0")
        assert sum("Say more of it" in row for row in board.rows) == 2
        await board.press("t")
        await board.until(lambda: sum("Say more of it" in row for row in board.rows) > 10)
        await board.press("t", "z", "g")
        await board.until(lambda: sum("Say more of it" in row for row in board.rows) > 10)
        await board.press("f")
        await board.shows("line 49")
        assert "Why is" not in board.text


async def test_a_question_goes_on_standing_while_the_clock_is_turned_back() -> None:
    feed = begun(plan(user("What is rain?")))
    feed.at_ms(2000).say("s1", "It is water.")
    async with showing(feed) as board:
        await board.shows("It is water.")
        await board.press("less_than_sign", "less_than_sign")
        await board.shows("› What is rain?", "nothing yet 0 ms after the request")


async def test_a_stream_that_is_run_by_hand_says_what_to_do() -> None:
    by_hand = Start("by-hand")
    feed = feed_of(StreamPlan("s1", "one", "one", "sim", "sim", {"max_tokens": 9}), by_hand)
    feed.start()
    async with showing(feed) as board:
        await board.shows("type a prompt below (i)")
    feed = feed_of(plan(user("Hello.")), by_hand)
    feed.start()
    async with showing(feed) as board:
        await board.shows("r runs it")
    begun = plan(user("Sing."), assistant("La"))
    for answered, words in ((False, "r runs it"), (True, "as saved")):
        feed = feed_of(msgspec.structs.replace(begun, answered=answered), by_hand)
        feed.start()
        async with showing(feed) as board:
            await board.shows("› Sing.", "La", words)
            assert board.screen.prompt.bar.display is answered
