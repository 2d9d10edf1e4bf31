"""Checks in words, for lines and sentences."""

from __future__ import annotations

from collections.abc import Iterator

from streamboard.board.answer_checks import CheckState
from streamboard.board.attempt import Attempt
from streamboard.board.stream import StreamState
from streamboard.safety.sanitise import clean_line

_FAILED = "✗"


def check_lines(stream: StreamState) -> Iterator[str]:
    """`✓ contains 'sky': met after 1.20 s of 4.00 s`."""
    for mark, line in _lines(stream):
        yield f"{mark} {line}"


def broken_checks(stream: StreamState) -> Iterator[str]:
    yield from (line for mark, line in _lines(stream) if mark == _FAILED)


def _lines(stream: StreamState) -> Iterator[tuple[str, str]]:
    attempt = stream.shown
    if attempt is None:
        return
    for check in attempt.checks:
        mark = {True: "✓", False: _FAILED, None: "○"}[check.passed]
        yield mark, f"{clean_line(check.label)}: {_words(check, attempt)}"


def checks_spoken(stream: StreamState) -> Iterator[str]:
    """`2 of 3 checks passed`, then a sentence for each other one."""
    attempt = stream.shown
    if attempt is None or not attempt.checks:
        return
    others = [check for check in attempt.checks if not check.passed]
    total = len(attempt.checks)
    yield f"{total - len(others)} of {total} checks passed"
    for check in others:
        yield f"The check {clean_line(check.label)} was {_words(check, attempt)}"


def _words(check: CheckState, attempt: Attempt) -> str:
    words = check.words(attempt.zero, attempt.e2e_ns()) or "not decided, as the answer is not whole"
    return clean_line(words)
