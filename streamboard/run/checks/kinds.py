"""The kinds of checks; words for them and for verdicts."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Annotated, Any, NewType

from msgspec import Meta

from streamboard.common import units
from streamboard.run.checks.judges import (
    Contains,
    Equals,
    IsJson,
    Judge,
    KeptText,
    Matches,
    MaxWords,
    StopReason,
)
from streamboard.run.plan import Check

Schema = NewType("Schema", object)
"""`true`, or a JSON Schema."""
Keep = Callable[[], KeptText]
"""Asks for the answer's text so far, which is kept from then on."""
_MOST_SHOWN = 40


@dataclass(frozen=True, kw_only=True)
class CheckKind:
    name: str
    text: str
    type: Any
    """Of its value, with bounds."""
    judge: Callable[[Any, Keep], Judge]
    """Raises `ValueRefusedError`, or `TypeError` for a value of another type."""
    may_break: bool = False
    """An answer meets it at first, and may break it later."""
    literal: bool = False
    """Its value may hold `{{variables}}`."""
    slow: bool = False
    """Judging a long answer needs a thread."""
    shown: Callable[[Any], str]


def _bare(value: object) -> str:
    text = str(value)
    return text if len(text) <= _MOST_SHOWN else f"{text[: _MOST_SHOWN - 1]}…"


def _in_quotes(value: object) -> str:
    return f"'{_bare(value)}'"


_ALL = (
    CheckKind(
        name="contains",
        text="The answer has this text in it; upper and lower case differ.",
        type=str,
        judge=lambda value, keep: Contains(value, wants=True),
        literal=True,
        shown=_in_quotes,
    ),
    CheckKind(
        name="not_contains",
        text="It does not have this text in it.",
        type=str,
        judge=lambda value, keep: Contains(value, wants=False),
        may_break=True,
        literal=True,
        shown=_in_quotes,
    ),
    CheckKind(
        name="matches",
        text="A regular expression matches somewhere in it. "
        "The syntax is RE2's: Python's without look-around.",
        type=str,
        judge=lambda value, keep: Matches(value, keep()),
        slow=True,
        shown=_in_quotes,
    ),
    CheckKind(
        name="json",
        text="`true`: the whole answer is JSON; or a JSON Schema that it fits.",
        type=Schema,
        judge=lambda value, keep: IsJson(value, keep()),
        shown=lambda value: "" if value is True else "with a schema",
    ),
    CheckKind(
        name="equals",
        text="The answer is this text, but for space around it.",
        type=str,
        judge=lambda value, keep: Equals(value, keep()),
        literal=True,
        shown=_in_quotes,
    ),
    CheckKind(
        name="max_words",
        text="It has at most so many words.",
        type=Annotated[int, Meta(ge=1, le=10_000_000)],
        judge=lambda value, keep: MaxWords(value),
        may_break=True,
        shown=_bare,
    ),
    CheckKind(
        name="stop_reason",
        text="It ended with this stop reason.",
        type=str,
        judge=lambda value, keep: StopReason(value),
        shown=_bare,
    ),
)
KINDS = {kind.name: kind for kind in _ALL}
LITERAL = tuple(kind.name for kind in _ALL if kind.literal)


def may_break(check: Check) -> bool:
    return check.kind in KINDS and KINDS[check.kind].may_break


def label(check: Check) -> str:
    """Format as `contains 'sky'`; not sanitised."""
    kind = KINDS.get(check.kind)
    return f"{check.kind} {kind.shown(check.value) if kind is not None else _in_quotes(check.value)}".rstrip()


def verdict_words(check: Check, *, passed: bool, after_ns: int | None, of_ns: int | None, why: str) -> str:
    """Format as `met after 1.20 s of 4.00 s`, both since the request was sent; not sanitised."""
    reason = f": {why}" if why else ""
    of = f" of {units.duration(of_ns)}" if of_ns is not None else ""
    after = f" after {units.duration(after_ns)}{of}" if after_ns is not None else ""
    if passed:
        return "kept to the end" if may_break(check) else f"met{after}"
    return f"broken{after}{reason}" if may_break(check) else f"not met{reason}"
