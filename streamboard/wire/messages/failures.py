"""Turns errors that the Messages API reports into `AttemptFailure`s."""

from __future__ import annotations

from streamboard.wire.failures import AttemptFailure, status_failure

API = "the Messages API"
_AT = f"the server must speak {API} at /v1/messages."
ADVICE = {
    404: f"Check the model's name and the base URL; {_AT}",
    405: f"Check the base URL; {_AT}",
}
"""Advice by status that is specific to this API."""


def error_event_failure(data: str, body: object, *, status: int, request_id: str | None) -> AttemptFailure:
    """The failure that an `error` event in a stream reports.

    Args:
        data: The event's data as they came.
        body: The decoded data; may be of any shape.
        status: The HTTP status of the response (a success).
        request_id: The response's id.
    """
    error = body.get("error") if isinstance(body, dict) else None
    fields: dict[str, object] = error if isinstance(error, dict) else {}
    kind, message = fields.get("type"), fields.get("message")
    return status_failure(
        status,
        kind=kind if isinstance(kind, str) else "error",
        message=message
        if isinstance(message, str) and message
        else data[:500] or "the server sent an error event",
        request_id=request_id,
        advice=ADVICE,
    )
