"""Failures of attempts."""

from __future__ import annotations

import email.utils
import time
from collections.abc import Mapping

import msgspec

from streamboard.run.events import MOST_NS, ErrorInfo, Outcome
from streamboard.run.reserved_names import OWN_ERRORS, told_apart
from streamboard.safety.quoted_text import quoted
from streamboard.wire.head import Refusal

_ADVICE_BY_STATUS = {
    400: "Check the prompt set's fields for this model; --endpoint sim runs it without the API.",
    401: "Check the key: is the variable set, whole, and meant for this endpoint?",
    402: "The account needs credit or a payment method.",
    403: "This key may not use this model or this endpoint.",
    404: "Check the model's name and the base URL.",
    405: "Check the base URL.",
    407: "The proxy wants a user name and a password: check them in HTTP_PROXY.",
    408: "The server waited too long for the request; try again.",
    409: "The server is busy with a conflicting request; try again.",
    413: "The request is too large; shorten the prompt or the attachments.",
    422: "The server does not accept the request's fields; check the prompt set for this model.",
    429: "Too many requests; lower `concurrency` or wait.",
    502: "A gateway got no good answer from the server behind it; try again.",
    503: "The server is down or starting; wait and run it again.",
    504: "A gateway waited too long for the server behind it; try again.",
    529: "The API is overloaded; wait and run it again.",
}
_RETRYABLE_STATUSES = frozenset({408, 409, 429, *range(500, 600)})
_HOPELESS_STATUSES = frozenset({400, 401, 402, 403, 404, 405, 413, 422})
"""Never retried, whatever the headers say."""
GIVE_CREDENTIALS = "Set ANTHROPIC_API_KEY, or use --endpoint local or sim."
OUT_OF_TIME = frozenset({"connect_timeout", "unknown_host"})
"""Types of failures that a time limit on connecting may cause."""
_TOO_MANY = frozenset({"rate_limit_error", "overloaded_error"})


class AttemptFailure(Exception):
    def __init__(
        self,
        error: ErrorInfo,
        *,
        outcome: Outcome = "failed",
        retryable: bool,
        retry_after_ns: int | None = None,
    ) -> None:
        super().__init__(error.message)
        self.error = error
        self.outcome: Outcome = outcome
        self.retryable = retryable
        self.retry_after_ns = retry_after_ns
        self.refusal: Refusal | None = None
        """The response whose status says this, if any."""

    @property
    def too_many(self) -> bool:
        return self.retryable and (self.error.status in (429, 529) or self.error.type in _TOO_MANY)


def failure(
    kind: str,
    message: str,
    advice: str = "",
    *,
    cause: str = "",
    outcome: Outcome = "failed",
    retryable: bool = False,
) -> AttemptFailure:
    """Make a failure that the API did not report."""
    said = cause.partition(": ")[2] or cause
    error = ErrorInfo(kind, quoted(message), advice, cause="" if said in message else quoted(cause))
    return AttemptFailure(error, outcome=outcome, retryable=retryable)


def quoting(problem: AttemptFailure, said: str) -> AttemptFailure:
    if not said or quoted(said) in problem.error.message:
        return problem
    message = quoted(f"{problem.error.message}; the server said: {said}")
    return AttemptFailure(
        msgspec.structs.replace(problem.error, message=message),
        outcome=problem.outcome,
        retryable=problem.retryable,
        retry_after_ns=problem.retry_after_ns,
    )


def internal_error(bug: BaseException) -> AttemptFailure:
    words = f"{type(bug).__name__}: {bug}"
    return failure("internal", "streamboard failed", "This is a bug; please report it.", cause=words)


def status_failure(
    status: int,
    *,
    kind: object,
    message: object,
    code: object = None,
    request_id: object = None,
    retry_after_ns: int | None = None,
    should_retry: bool | None = None,
    advice: Mapping[int, str] | None = None,
) -> AttemptFailure:
    """Make a failure from a status or from an `error` event of a 200 response.

    `kind` is the API's `error.type`, `code` its `error.details.error_code`. Texts may be of any type: servers
    make mistakes.
    """
    spent = code == "enforced_spend_limit_reached"
    other = "The server had a problem; try again." if status >= 500 else "See what the server's log says."
    advised = (advice or {}).get(status) or _ADVICE_BY_STATUS.get(status, other)
    if kind == "overloaded_error":
        advised = _ADVICE_BY_STATUS[529]
    if 300 <= status < 400:
        advised = "streamboard follows no redirects: prompts and keys go only where you send them."
    if spent:
        advised = "The spend limit is reached; raise it in the console. Trying again does not help."
    retryable = status in _RETRYABLE_STATUSES or kind in ("overloaded_error", "api_error", "rate_limit_error")
    if should_retry is not None:
        retryable = should_retry
    retryable = retryable and not spent and status not in _HOPELESS_STATUSES
    return AttemptFailure(
        ErrorInfo(
            told_apart(quoted(kind, 100), OWN_ERRORS) or f"http_{status}",
            quoted(message),
            advised,
            status,
            quoted(request_id, 200) or None,
        ),
        retryable=retryable,
        retry_after_ns=retry_after_ns,
    )


def retry_after_ns(headers: Mapping[str, str]) -> int | None:
    try:
        if "retry-after-ms" in headers:
            seconds = float(headers["retry-after-ms"]) / 1000
        else:
            value = headers.get("retry-after", "")
            try:
                seconds = float(value)
            except ValueError:
                seconds = email.utils.parsedate_to_datetime(value).timestamp() - time.time()
        return min(int(seconds * 1e9), MOST_NS) if seconds > 0 else None
    except (ValueError, TypeError, OverflowError):
        return None
