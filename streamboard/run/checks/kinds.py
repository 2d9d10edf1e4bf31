"""The kinds of checks, and words for checks and verdicts."""

from __future__ import annotations

from typing import Annotated, NewType

import msgspec

from streamboard.common import units
from streamboard.run.plan import Check

Schema = NewType("Schema", object)
"""`true`, or a JSON Schema."""


class CheckKinds(msgspec.Struct):
    """The kinds with their value types; the text under each is its documentation."""

    contains: str
    """The answer has this text in it; upper and lower case differ."""
    not_contains: str
    """It does not have this text in it."""
    matches: str
    """A regular expression matches somewhere in it. The syntax is RE2's: Python's without look-around."""
    json: Schema
    """`true`: the whole answer is JSON; or a JSON Schema that it fits."""
    equals: str
    """The answer is this text, but for space around it."""
    max_words: Annotated[int, msgspec.Meta(ge=1, le=10_000_000)]
    """It has at most so many words."""
    stop_reason: str
    """It ended with this stop reason."""


LITERAL = ("contains", "not_contains", "equals")
"""Their value is text that may hold `{{variables}}`."""
MATCHES, JSON = "matches", "json"
_KEPT = frozenset(("not_contains", "max_words"))
_BARE = frozenset(("max_words", "stop_reason"))
"""Shown without quotes."""
_MOST_SHOWN = 40
"""Characters shown of a value."""


def is_kept(check: Check) -> bool:
    """Whether an answer meets it at first and may break it, rather than come to meet it."""
    return check.kind in _KEPT


def label(check: Check) -> str:
    """Format a check: `contains 'sky'`; not sanitised."""
    if check.kind == JSON:
        return "json" if check.value is True else "json with a schema"
    value = str(check.value)
    shown = value if len(value) <= _MOST_SHOWN else f"{value[: _MOST_SHOWN - 1]}…"
    return f"{check.kind} {shown}" if check.kind in _BARE else f"{check.kind} '{shown}'"


def verdict_words(check: Check, *, passed: bool, after_ns: int | None, of_ns: int | None, why: str) -> str:
    """Format a verdict: `met after 1.20 s of 4.00 s`, `not met: it is no JSON`; not sanitised.

    Args:
        after_ns: From sending the request to the decision.
        of_ns: How long the answer took, if over.
    """
    reason = f": {why}" if why else ""
    of = f" of {units.duration(of_ns)}" if of_ns is not None else ""
    after = f" after {units.duration(after_ns)}{of}" if after_ns is not None else ""
    if passed:
        return "kept to the end" if is_kept(check) else f"met{after}"
    return f"broken{after}{reason}" if is_kept(check) else f"not met{reason}"
