"""Answers that are not streams."""

from __future__ import annotations

import uuid
from typing import Any, NamedTuple

import msgspec
from starlette.types import Send

from streamboard.run.simulated import SimBehaviour

Headers = list[tuple[bytes, bytes]]


class WholeResponse(NamedTuple):
    status: int
    headers: Headers
    body: bytes


class Rejection(NamedTuple):
    status: int
    type: str
    message: str
    details: dict[str, Any] | None = None
    should_retry: bool | None = None
    """The `x-should-retry` header; None sends none."""


REJECTIONS: dict[str, Rejection] = {
    "bad_request": Rejection(400, "invalid_request_error", "messages: simulated: the request is not valid"),
    "unauthorized": Rejection(401, "authentication_error", "simulated: the credentials are not valid"),
    "forbidden": Rejection(403, "permission_error", "simulated: this key may not use this model"),
    "not_found": Rejection(404, "not_found_error", "simulated: there is no such model"),
    "rate_limited": Rejection(
        429, "rate_limit_error", "simulated: too many requests in this minute", should_retry=True
    ),
    "spend_limit": Rejection(
        429,
        "rate_limit_error",
        "simulated: the spend limit of this organization is reached",
        details={"error_code": "enforced_spend_limit_reached"},
    ),
    "server_error": Rejection(500, "api_error", "simulated: internal server error"),
    "overloaded": Rejection(529, "overloaded_error", "simulated: overloaded", should_retry=True),
}

GATEWAY_PAGE = (
    b"<html>\r\n<head><title>502 Bad Gateway</title></head>\r\n"
    b"<body>\x1b[31m<center><h1>502 Bad Gateway</h1></center>\x1b[0m<hr>simulated</body>\r\n</html>\r\n"
)
PORTAL_PAGE = (
    b"<!DOCTYPE html>\n<html><head><title>Sign in to the network</title></head>\n"
    b"<body><h1>Sign in</h1><p>Simulated captive portal.</p></body></html>\n"
)


def new_request_id() -> str:
    return f"req_sim_{uuid.uuid4().hex[:20]}"


def common_headers(content_type: str, request_id: str) -> Headers:
    """The headers of every answer, which say that it is simulated."""
    return [
        (b"content-type", content_type.encode()),
        (b"request-id", request_id.encode()),
        (b"x-streamboard-simulated", b"true"),
    ]


def close_delimited_head(headers: Headers) -> bytes:
    """The head of a body that ends when the connection closes, as in HTTP/1.0."""
    lines = [b"HTTP/1.1 200 OK", *(b": ".join(header) for header in headers), b"connection: close"]
    return b"\r\n".join(lines) + b"\r\n\r\n"


def json_answer(status: int, body: Any, request_id: str, extra: Headers | None = None) -> WholeResponse:
    return WholeResponse(
        status, common_headers("application/json", request_id) + (extra or []), msgspec.json.encode(body)
    )


def error_body(
    kind: str, message: str, request_id: str, details: dict[str, Any] | None = None
) -> dict[str, Any]:
    """An error in the API's format, for a response or an `error` event."""
    error: dict[str, Any] = {"type": kind, "message": message}
    if details is not None:
        error["details"] = details
    return {"type": "error", "error": error, "request_id": request_id}


def error_answer(status: int, kind: str, message: str, request_id: str) -> WholeResponse:
    return json_answer(status, error_body(kind, message, request_id), request_id)


def rejection(behaviour: SimBehaviour, request_id: str) -> WholeResponse | None:
    """Return the response to a fault before the stream; None for others."""
    fault = behaviour.fault
    if fault == "bad_gateway":
        return WholeResponse(502, common_headers("text/html", request_id), GATEWAY_PAGE)
    if fault == "html":
        return WholeResponse(200, common_headers("text/html; charset=utf-8", request_id), PORTAL_PAGE)
    if fault not in REJECTIONS:
        return None
    kind = REJECTIONS[fault]
    extra: Headers = []
    if behaviour.retry_after is not None and fault in ("rate_limited", "overloaded"):
        extra.append((b"retry-after", b"%g" % behaviour.retry_after))
    if kind.should_retry is not None:
        extra.append((b"x-should-retry", str(kind.should_retry).lower().encode()))
    body = error_body(kind.type, kind.message, request_id, kind.details)
    return json_answer(kind.status, body, request_id, extra)


async def send_answer(send: Send, answer: WholeResponse) -> None:
    length = (b"content-length", str(len(answer.body)).encode())
    start: dict[str, Any] = {
        "type": "http.response.start",
        "status": answer.status,
        "headers": [*answer.headers, length],
    }
    await send(start)
    await send({"type": "http.response.body", "body": answer.body, "more_body": False})
