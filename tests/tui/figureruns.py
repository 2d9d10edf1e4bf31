"""Runs whose streams differ in every figure, to look at on a board: how they went, and as they are shown."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import pytest

from streamboard.board.stream import StreamState
from streamboard.run.events import ClockLag, ErrorInfo
from streamboard.run.plan import SECOND, Slo

from .feed import ScriptedFeed, plan_of
from .figuresshown import settle
from .pilot import OVERLOADED, Board

Run = Callable[[], ScriptedFeed]

IDLE = ErrorInfo("idle", "No content for 20 s", "Raise limits.idle.")


def begun(*names: str, **fields: object) -> ScriptedFeed:
    """Streams whose requests are out at 0.1 s, over connections that took 80 ms."""
    feed = ScriptedFeed(plan_of(*names, **fields))
    ids = [stream.id for stream in feed.plan.streams]
    feed.start()
    feed.queue(*ids)
    feed.send_off(*ids)
    feed.at_ms(80).connect(*ids, took=80)
    feed.at_ms(100).get_out(*ids)
    feed.at_ms(150).respond(*ids)
    return feed


def answer(feed: ScriptedFeed, stream: str, first: float, every: float, count: int, tokens: int) -> None:
    """A whole answer in so many pieces, from its first, one every so many milliseconds."""
    for number in range(count):
        feed.at_ms(first + number * every).say(stream, "word ")
    feed.finish(stream, tokens=tokens)


def over() -> ScriptedFeed:
    """Answers that differ in every figure, the third with thinking, and with objectives."""
    feed = begun("fig", "two", "three", slo=Slo(ttft_ns=SECOND))
    answer(feed, "s1", 428.5, 50, 20, 60)
    answer(feed, "s2", 900, 200, 20, 23)
    feed.at_ms(1500).think("s3", "Hm. ")
    feed.at_ms(2500).think("s3", "Well. ")
    answer(feed, "s3", 3000, 500, 130, 2345)
    return feed


def late() -> ScriptedFeed:
    """The engine was late by more and by less than matters, and one answer came at once."""
    feed = begun("one", "two", "three")
    feed.at_ms(500).say("s1", "word ")
    feed.feed(ClockLag(t=feed.time, lag_ns=SECOND * 3 // 10))
    answer(feed, "s1", 600, 100, 10, 30)
    feed.at_ms(4000).say("s2", "word ")
    feed.feed(ClockLag(t=feed.time, lag_ns=SECOND // 100))
    answer(feed, "s2", 4100, 100, 10, 30)
    feed.at_ms(8000).say("s3", "word ")
    feed.at_ms(8001).say("s3", "word " * 40)
    feed.finish("s3", tokens=80)
    return feed


def going() -> ScriptedFeed:
    """One stream of each kind that has not ended, beside one that has."""
    feed = ScriptedFeed(plan_of("made", "waits", "thinks", "writes", "again", "queues", "done"))
    feed.start()
    feed.queue("s1", "s2", "s3", "s4", "s5", "s7")
    feed.at_ms(200).send_off("s1", "s2", "s3", "s4", "s5", "s7")
    feed.connect("s2", "s3", "s4", "s5", "s7")
    feed.at_ms(300).get_out("s2", "s3", "s4", "s5", "s7")
    feed.respond("s3", "s4", "s5", "s7")
    feed.at_ms(700).think("s3", "Hm. ")
    feed.at_ms(1700).think("s3", "Well. ")
    for tenth in range(8, 40):
        feed.at_ms(tenth * 100).say("s4", "word " * 30)
    feed.at_ms(4000).fail_and_retry("s5", OVERLOADED, 60000)
    answer(feed, "s7", 4100, 100, 5, 12)
    feed.at_ms(4500).queue("s6")
    return feed


def broken() -> ScriptedFeed:
    """A silence at the end, a second attempt, a stop, and an answer of a single piece."""
    feed = begun("silent", "second", "stopped", "short")
    for second in (1, 2, 3):
        feed.at_ms(second * 1000).say("s1", "word ")
        feed.say("s3", "word " * 9)
    feed.end("s3", "cancelled")
    feed.at_ms(5000).say("s2", "word ")
    feed.at_ms(6000).fail_and_retry("s2", OVERLOADED, 1000)
    feed.at_ms(7000).send_off("s2", attempt=2)
    feed.connect("s2", attempt=2)
    feed.at_ms(7010).get_out("s2", attempt=2)
    feed.respond("s2", attempt=2)
    for second in (8, 9, 10):
        feed.at_ms(second * 1000).say("s2", "word ", attempt=2)
    feed.finish("s2", tokens=9, attempt=2)
    feed.say("s4", "yes")
    feed.finish("s4", tokens=1)
    feed.at_ms(23000).end("s1", "stalled", IDLE)
    return feed


runs = pytest.mark.parametrize("run", [over, late, going, broken])


async def folded(board: Board, feed: ScriptedFeed) -> Sequence[StreamState]:
    """The streams, once all is on the board."""
    await settle(board, feed)
    return list(board.screen.board.streams.values())


async def put_in_focus(board: Board, stream: StreamState) -> None:
    """Go to a stream."""
    for _ in board.screen.board.streams:
        if board.screen.chosen is stream:
            break
        await board.press("tab")
    assert board.screen.chosen is stream
    await board.draw()
