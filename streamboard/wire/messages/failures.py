"""What the Messages API reports, as the failure of an attempt."""

from __future__ import annotations

from streamboard.wire.failures import AttemptFailure, status_failure

API = "the Messages API"
_AT = f"the server must speak {API} at /v1/messages."
ADVICE = {
    404: f"Check the model's name and the base URL; {_AT}",
    405: f"Check the base URL; {_AT}",
}
"""By status, where there is more to say than of any server."""


def error_event_failure(data: str, body: object, *, status: int, request_id: str | None) -> AttemptFailure:
    """The failure that an `error` event within a stream reports.

    Args:
        data: The event's data as it came.
        body: The same, decoded; of any shape.
        status: The HTTP status of the response, which was a success.
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
