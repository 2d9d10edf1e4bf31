"""A protocol as another one would be added: an answer is a line of JSON for each piece of it."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Mapping
from contextlib import AsyncExitStack
from typing import Any

import httpx2

from streamboard.wire.decoding import decode_json
from streamboard.wire.exception_failures import translate
from streamboard.wire.failures import AttemptFailure, failure, status_failure
from streamboard.wire.http_client import http_client
from streamboard.wire.loop_turns import Turnstile
from streamboard.wire.protocol import Client, Decoded, Delta, Head, Raw, ServerEvent
from streamboard.wire.response import HttpResponse

API = "the protocol of lines"


def find_credentials() -> str | None:
    return None  # There is no service of its own.


def connect(
    base_url: str | None,
    api_key: str | None,
    *,
    auth: str,
    loopback: bool,
    turnstile: Turnstile,
    socket: str | None = None,
) -> Client:
    assert base_url is not None
    return LinesClient(httpx2.URL(base_url), http_client(base_url, loopback=loopback, turnstile=turnstile))


class LinesClient:
    def __init__(self, url: httpx2.URL, http: httpx2.AsyncClient) -> None:
        self._url = url
        self._http = http

    @property
    def host(self) -> str:
        return self._url.host

    async def send(self, model: str, request: Mapping[str, Any]) -> HttpResponse:
        stack = AsyncExitStack()
        asked = {"model": model, "say": request["messages"][-1]["content"]}
        try:
            response = await stack.enter_async_context(self._http.stream("POST", self._url, json=asked))
        except Exception as error:
            raise translate(error, API) from error
        if response.status_code != 200:
            await stack.aclose()
            raise status_failure(response.status_code, kind="refused", message="no answer")
        return HttpResponse(response, stack, LinesDecoder, request_id="x-request-id")

    async def models(self) -> list[str]:
        return ["lines-1"]

    async def close(self) -> None:
        await self._http.aclose()


class LinesDecoder:
    api = API

    def __init__(self, head: Head) -> None:
        self._rest = b""
        self._raw: deque[Raw] | None = None

    def keep_raw(self) -> deque[Raw]:
        self._raw = deque() if self._raw is None else self._raw
        return self._raw

    @property
    def pending(self) -> bytes:
        return self._rest

    def feed(self, piece: bytes) -> Iterable[Decoded]:
        *lines, self._rest = (self._rest + piece).split(b"\n")
        if self._raw is not None:
            self._raw += (Raw(line, is_event=True) for line in lines)
        return [event for line in lines for event in self._events_of(line)]

    def _events_of(self, line: bytes) -> list[Decoded]:
        body, problem = decode_json(line)
        match body:
            case {"model": str(model)}:
                return [ServerEvent("message_start", {"message": {"model": model}})]
            case {"say": str(text)}:
                return [Delta(0, {"type": "text_delta", "text": text})]
            case {"tokens": int(tokens)}:
                end = {"delta": {"stop_reason": "end_turn"}, "usage": {"output_tokens": tokens}}
                return [ServerEvent("message_delta", end), ServerEvent("message_stop", {})]
        broken = failure("protocol", "a line that says nothing", cause=problem)
        return [ServerEvent("odd_line", {"data": body}, broken)]

    def said(self) -> str:
        return ""

    def drop(self) -> None:
        self._rest = b""

    def unfinished(self) -> AttemptFailure:
        return failure("cut_off", "the lines ended early", outcome="cut_off", retryable=True)
