"""Blocks other than text: tools and their input, results, citations, redacted thinking, unknown ones."""

from __future__ import annotations

from streamboard.run.events import EndpointHeld, ErrorInfo
from streamboard.run.plan import SECOND

from .feed import ScriptedFeed, plan_of
from .pilot import showing, under_way


def open_block(feed: ScriptedFeed, index: int, **block: object) -> None:
    feed.api("s1", "content_block_start", {"index": index, "content_block": block})


def close_block(feed: ScriptedFeed, index: int) -> None:
    feed.api("s1", "content_block_stop", {"index": index})


def give_input(feed: ScriptedFeed, index: int, piece: str) -> None:
    delta = {"type": "input_json_delta", "partial_json": piece}
    feed.api("s1", "content_block_delta", {"index": index, "delta": delta})


async def test_a_tools_input_streams_as_it_comes_and_is_read_when_it_is_whole() -> None:
    feed = under_way("one")
    open_block(feed, 0, type="tool_use", name="get_weather", input={})
    give_input(feed, 0, '{"city": "Zür')
    async with showing(feed) as board:
        await board.shows("▸ tool_use get_weather", '{"city": "Zür')
        give_input(feed, 0, 'ich", "days": [1, 2]}')
        close_block(feed, 0)
        await board.shows("city: Zürich", "days: [1, 2]")
        await board.hides('{"city"')


async def test_an_input_that_breaks_off_is_shown_as_it_came() -> None:
    feed = under_way("one")
    open_block(feed, 0, type="tool_use", name="t", input={})
    give_input(feed, 0, '{"city": "Zür')
    feed.finish("s1", reason="max_tokens")
    async with showing(feed) as board:
        await board.shows('{"city": "Zür (not valid JSON)')


async def test_what_a_server_tool_was_asked_and_found() -> None:
    feed = under_way("one")
    open_block(feed, 0, type="server_tool_use", name="web_search", input={"query": "rain in Zürich"})
    close_block(feed, 0)
    found = [
        {
            "type": "web_search_result",
            "title": "Rain",
            "url": "https://a.example/rain",
            "encrypted_content": "x",
        },
        {"type": "web_search_tool_result_error", "error_code": "max_uses_exceeded"},
    ]
    open_block(feed, 1, type="web_search_tool_result", content=found)
    close_block(feed, 1)
    async with showing(feed) as board:
        await board.shows("▸ server_tool_use web_search", "query: rain in Zürich")
        await board.shows(
            "▸ web_search_tool_result", "Rain https://a.example/rain", "error: max_uses_exceeded"
        )
        await board.hides("encrypted")


async def test_citations_stand_below_the_text_that_they_belong_to() -> None:
    feed = under_way("one")
    open_block(feed, 0, type="text", text="")
    feed.say("s1", "It rains.")
    citation = {
        "type": "web_search_result_location",
        "title": "Rain",
        "url": "https://a.example/rain",
        "cited_text": "it always rains",
    }
    delta = {"type": "citations_delta", "citation": citation}
    feed.api("s1", "content_block_delta", {"index": 0, "delta": delta})
    close_block(feed, 0)
    async with showing(feed) as board:
        await board.shows("It rains.", "[1] Rain https://a.example/rain: “it always rains”")


async def test_redacted_thinking_and_unknown_blocks_are_named() -> None:
    feed = under_way("one")
    open_block(feed, 0, type="redacted_thinking", data="c2VjcmV0")
    close_block(feed, 0)
    open_block(feed, 1, type="hologram", content={"x": 1})
    async with showing(feed) as board:
        await board.shows("▸ redacted thinking: the server keeps it to itself")
        await board.shows("▸ hologram", '{"x": 1}')
        await board.hides("c2VjcmV0")


async def test_an_unknown_stop_reason_is_shown_as_what_it_is_and_not_as_good() -> None:
    feed = under_way("one")
    feed.say("s1", "Some words.")
    feed.finish("s1", reason="brand_new")
    async with showing(feed) as board:
        await board.shows("■ brand_new")
        await board.hides("✓ brand_new")


async def test_a_failure_shows_its_cause_and_the_requests_id() -> None:
    feed = under_way("one")
    error = ErrorInfo("tls", "no TLS", "Write http://.", None, "req_77", "SSLError: WRONG_VERSION_NUMBER")
    feed.end("s1", "failed", error)
    async with showing(feed) as board:
        await board.shows("✗ no TLS", "→ Write http://.", "SSLError: WRONG_VERSION_NUMBER", "req_77")


async def test_a_queued_stream_says_what_holds_it() -> None:
    feed = ScriptedFeed(plan_of("one", "two"))
    feed.start()
    feed.queue("s1", "s2")
    feed.feed(EndpointHeld(t=0, endpoint="sim", until_ns=9 * SECOND, reason="rate_limit_error"))
    async with showing(feed) as board:
        feed.at_ms(2000)
        await board.shows("rate_limit_error: held for 7.0 s")
        feed.at_ms(9500)
        await board.hides("held for")
        await board.shows("waited 9.5 s")
