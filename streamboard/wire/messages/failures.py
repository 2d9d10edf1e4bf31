"""Turns errors that the Messages API reports into `AttemptFailure`s."""

from __future__ import annotations

from collections.abc import Mapping

from streamboard.run.server_words import Said
from streamboard.wire.catalogue import ADDED_PATH, BEARER, X_API_KEY
from streamboard.wire.failures import AttemptFailure, failure, status_failure
from streamboard.wire.protocol import Head

API = "the Messages API"
_AT = f"the server must speak {API} at /v1/messages."
ADVICE = {
    404: f"Check the model's name and the base URL; {_AT}",
    405: f"Check the base URL; {_AT}",
}


def advice_at(base_url: str, *, keyed: bool | None, auth: str) -> Mapping[int, str]:
    """`keyed` is None if the SDK finds the credentials."""
    advice = dict(ADVICE)
    if keyed:
        other = X_API_KEY if auth == BEARER else BEARER
        advice[401] = f"Check the key. Some servers read another header: set `auth: {other}` on the endpoint."
    elif keyed is not None:
        advice[401] = "No key was sent: name the variable that holds it in `api_key_env` on the endpoint."
    if added := ADDED_PATH.search(base_url):
        remove = f"Remove {added[0]} from the end of the base URL: /v1/messages is added to it."
        advice |= {404: remove, 405: remove}
    return advice


def error_event_failure(said: Said, *, status: int, request_id: str | None) -> AttemptFailure:
    return status_failure(
        status,
        kind=said.kind or "error",
        message=said.words or "the server sent an error event",
        code=said.code,
        request_id=request_id,
        advice=ADVICE,
    )


def no_stream(head: Head, said: Said, *, unnamed: int) -> AttemptFailure:
    if said.kind:  # A failure as the API reports it, under the wrong status.
        return error_event_failure(said, status=head.status, request_id=head.request_id)
    if unnamed:
        what = f"{unnamed} events without an `event` field, which API clients skip"
    elif head.content_type not in (None, "text/event-stream"):
        what = f"{head.content_type} in place of a stream of events"
    else:
        what = "a stream without events"
    words = f": {said.words}" if said.words else ""
    return failure(
        "not_a_stream",
        f"the server answered {head.status} and sent {what}{words}",
        "Is this an Anthropic-style endpoint? A proxy or a portal may answer in its place.",
    )
