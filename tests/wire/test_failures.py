"""Failures as values: what is retried, what is advised, and that no credential is in them."""

from __future__ import annotations

import pytest

from streamboard.run.reserved_names import OWN_ERRORS
from streamboard.run.server_words import Said
from streamboard.safety.redaction import keep_secret
from streamboard.wire.failures import failure, status_failure
from streamboard.wire.messages.failures import error_event_failure


def test_messages_of_failures_are_redacted() -> None:
    assert "sk-ant" not in failure("connection", "bad sk-ant-xyz1").error.message
    assert "sk-ant" not in status_failure(401, kind=None, message="bad sk-ant-xyz1").error.message


@pytest.mark.parametrize(
    ("status", "retryable"),
    [
        *((status, False) for status in (400, 401, 402, 403, 404, 413, 418, 422)),
        *((status, True) for status in (408, 409, 429, 500, 502, 503, 504, 529)),
    ],
)
def test_statuses_that_may_pass_are_retried(status: int, retryable: bool) -> None:
    problem = status_failure(status, kind=None, message="x")
    assert problem.retryable is retryable
    assert (problem.error.type, problem.error.status) == (f"http_{status}", status)


@pytest.mark.parametrize("status", [400, 401, 402, 403, 404, 408, 413, 429, 500, 529])
def test_common_statuses_come_with_advice(status: int) -> None:
    assert status_failure(status, kind=None, message="x").error.advice


def test_a_servers_type_of_error_is_told_apart_from_our_own() -> None:
    """A server that answers cannot have refused the connection."""
    for own in OWN_ERRORS:
        assert status_failure(400, kind=own, message="x").error.type == f"api.{own}"
    assert status_failure(529, kind="overloaded_error", message="x").error.type == "overloaded_error"


@pytest.mark.parametrize("should_retry", [True, False])
def test_the_server_says_whether_to_retry(should_retry: bool) -> None:
    for status in (418, 500):
        assert (
            status_failure(status, kind=None, message="x", should_retry=should_retry).retryable
            is should_retry
        )


def test_what_cannot_get_better_is_not_retried_whatever_the_header_says() -> None:
    for status in (400, 401, 402, 403, 404, 405, 413, 422):
        assert not status_failure(status, kind="api_error", message="x", should_retry=True).retryable


def test_a_spend_limit_is_not_retried_whatever_the_header_says() -> None:
    problem = status_failure(
        429, kind="rate_limit_error", message="x", code="enforced_spend_limit_reached", should_retry=True
    )
    assert not problem.retryable
    assert "spend limit" in problem.error.advice.lower()


def test_a_wait_that_the_server_asks_for_is_passed_on() -> None:
    assert status_failure(429, kind=None, message="x", retry_after_ns=5).retry_after_ns == 5


def test_an_error_event_without_data_still_says_something() -> None:
    error = error_event_failure(Said(""), status=200, request_id="req_1").error
    assert (error.type, error.status, error.request_id) == ("error", 200, "req_1")
    assert error.message


@pytest.mark.parametrize(
    ("kind", "retryable"),
    [
        ("overloaded_error", True),
        ("api_error", True),
        ("rate_limit_error", True),
        ("invalid_request_error", False),
    ],
)
def test_error_events_are_retried_by_their_type(kind: str, retryable: bool) -> None:
    assert error_event_failure(Said("x", kind), status=200, request_id=None).retryable is retryable


@pytest.mark.parametrize("odd", [{"a": 1}, ["a"], 7, None, True])
def test_words_of_a_wrong_type_are_no_words(odd: object) -> None:
    error = status_failure(529, kind=odd, message=odd, code=odd, request_id=odd).error
    assert (error.type, error.message, error.request_id) == ("http_529", "", None)


def test_words_are_cut_and_storable() -> None:
    error = status_failure(500, kind="api_error", message="bad \ud83d half " + "x" * 1_000_000).error
    assert error.message.startswith("bad \ufffd half")
    assert len(error.message) < 3000
    error.message.encode()


def test_a_key_in_use_is_taken_out_whatever_it_looks_like() -> None:
    keep_secret("house-key-17")
    error = status_failure(
        401, kind="no house-key-17", message="house-key-17?", request_id="house-key-17"
    ).error
    assert "house-key-17" not in f"{error}"
