"""`POST /v1/messages`."""

from __future__ import annotations

import asyncio
from collections import OrderedDict

from starlette.types import Receive, Scope, Send

from streamboard.endpoints.sim import faults, presets, whole_responses
from streamboard.endpoints.sim.player import Player
from streamboard.endpoints.sim.request import BadRequest, SimRequest, read_request
from streamboard.endpoints.sim.sse import End
from streamboard.endpoints.sim.stream import stream_steps, whole_message, with_pings
from streamboard.endpoints.sim.wire import Wire

MAX_BODY_BYTES = 32 * 1024 * 1024
"""The API's own limit."""
LEDGER_SIZE = 10_000

EVENT_STREAM = "text/event-stream; charset=utf-8"


class FaultLedger:
    """Counts occurrences of faults with `times`, by request."""

    def __init__(self) -> None:
        self._struck: OrderedDict[str, int] = OrderedDict()

    def settle(self, request: SimRequest) -> SimRequest:
        behaviour = request.behaviour
        if behaviour.fault is None or behaviour.times is None:
            return request
        struck = self._struck.pop(request.body_hash, 0)
        if struck >= behaviour.times:
            return request.without_fault()
        self._struck[request.body_hash] = struck + 1
        if len(self._struck) > LEDGER_SIZE:
            self._struck.popitem(last=False)
        return request


class Messages:
    """Raw ASGI: a framework's response would cost a task per stream."""

    def __init__(self) -> None:
        self._ledger = FaultLedger()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        request_id = whole_responses.new_request_id()
        wire: Wire = scope["state"]["wire"]
        data = await read_body(receive)
        if data is None:
            return
        if len(data) > MAX_BODY_BYTES:
            message = f"simulated: the request is larger than {MAX_BODY_BYTES} bytes"
            await whole_responses.send_answer(
                send, whole_responses.error_answer(413, "request_too_large", message, request_id)
            )
            return
        try:
            request = self._ledger.settle(read_request(data))
            await self._answer(request, request_id, wire, scope, send)
        except BadRequest as error:
            answer = whole_responses.error_answer(400, "invalid_request_error", str(error), request_id)
            await whole_responses.send_answer(send, answer)
        except presets.UnknownModel as error:
            await whole_responses.send_answer(
                send, whole_responses.error_answer(404, "not_found_error", str(error), request_id)
            )

    async def _answer(
        self, request: SimRequest, request_id: str, wire: Wire, scope: Scope, send: Send
    ) -> None:
        fault = request.behaviour.fault
        rejected = whole_responses.rejection(request.behaviour, request_id)
        if rejected is not None:
            await whole_responses.send_answer(send, rejected)
        elif fault in ("dropped", "reset"):
            await end_body("cut" if fault == "dropped" else "reset", wire, send)
        elif fault == "stall_headers":
            await wait_or_lost(wire, faults.SILENCE_SECONDS)
            await end_body("cut", wire, send)
        elif fault == "json_body":
            message, _ = await whole_message(request)
            await whole_responses.send_answer(send, whole_responses.json_answer(200, message, request_id))
        elif request.stream:
            await self._stream(request, request_id, wire, scope, send)
        else:
            await answer_whole(request, request_id, wire, send)

    async def _stream(
        self, request: SimRequest, request_id: str, wire: Wire, scope: Scope, send: Send
    ) -> None:
        headers = [*whole_responses.common_headers(EVENT_STREAM, request_id), (b"cache-control", b"no-cache")]
        behaviour = request.behaviour
        if behaviour.fault == "bad_gzip":
            headers.append((b"content-encoding", b"gzip"))
        # The HTTP layer sends a body of unknown length in chunks from HTTP/1.1 on.
        chunked = scope["http_version"] != "1.0" and behaviour.fault != "close_delimited"
        if behaviour.fault == "close_delimited":
            wire.write(whole_responses.close_delimited_head(headers))
        else:
            await send({"type": "http.response.start", "status": 200, "headers": headers})
        steps = stream_steps(request)
        if behaviour.pings:
            steps = with_pings(steps, behaviour.pings)
        steps = faults.spoil(behaviour.fault, steps, behaviour.after, request_id)
        end = await Player(wire, steps, chunked=chunked).play()
        if end is not None:
            await end_body(end, wire, send)


async def answer_whole(request: SimRequest, request_id: str, wire: Wire, send: Send) -> None:
    """Answer without streaming; faults within a stream take their nearest form."""
    message, seconds = await whole_message(request)
    fault = request.behaviour.fault
    silent = fault in ("stall", "stall_pings", "drip")
    if await wait_or_lost(wire, faults.SILENCE_SECONDS if silent else seconds):
        return
    if silent or fault in ("cut", "reset_stream", "half_event", "truncated", "close_delimited", "bad_chunk"):
        await end_body("cut", wire, send)
    elif fault in ("error_event", "bare_error"):
        kind, text = faults.OVERLOADED
        await whole_responses.send_answer(send, whole_responses.error_answer(529, kind, text, request_id))
    else:
        await whole_responses.send_answer(send, whole_responses.json_answer(200, message, request_id))


async def read_body(receive: Receive) -> bytes | None:
    """Read a body, cut a little above `MAX_BODY_BYTES`; None if the client disconnected."""
    data = bytearray()
    while len(data) <= MAX_BODY_BYTES:
        message = await receive()
        if message["type"] == "http.disconnect":
            return None
        data += message.get("body", b"")
        if not message.get("more_body", False):
            break
    return bytes(data)


async def wait_or_lost(wire: Wire, seconds: float) -> bool:
    """Return whether the client disconnected."""
    try:
        await asyncio.wait_for(wire.wait_lost(), seconds)
    except TimeoutError:
        return False
    return True


async def end_body(end: End, wire: Wire, send: Send) -> None:
    if end == "finish":
        await send({"type": "http.response.body", "body": b"", "more_body": False})
        return
    if end == "reset":
        wire.reset()
    else:
        if end == "bad_chunk":
            wire.write(b"simulated: not the size of a chunk\r\n")
        wire.cut()
    # uvicorn accepts an unfinished response only once it knows the connection is gone.
    await wire.wait_lost()
