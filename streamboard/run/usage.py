"""What a server says that a request cost, and which of its counts can be right."""

from __future__ import annotations

from typing import Any

import msgspec

from streamboard.safety.nesting import too_deep

_MOST_TOKENS = 2**53
"""A larger count is nonsense, and would overflow in computations."""
_MOST_HIDDEN = 1_000_000
"""Allowance of tokens for content that is not sent, such as thinking, if the request sets no limit."""
_MOST_PER_CHAR = 10
"""Allowance of tokens for each character received; a count above both allowances together is not believed."""
_MOST_CHARS = 16
"""Characters of a token, at most, on average over an answer; about four are usual."""
_MOST_FIELDS, _MOST_FIELD_CHARS, _MOST_FIELD_DEPTH, _MOST_NAME = 64, 2_000, 10, 200
"""How many fields are kept, and the most characters and nesting of a field's value and name."""


class Usage:
    """The server's counts so far."""

    def __init__(self, most_hidden: int | None = None) -> None:
        """Begin without counts.

        Args:
            most_hidden: The longest answer asked for, in tokens; None if that is not known.
        """
        self.fields: dict[str, Any] = {}
        """The latest value of each field, for the first ones."""
        self._most_hidden = _MOST_HIDDEN if most_hidden is None else most_hidden
        self._output: int | None = None
        self._output_chars = 0
        """Characters that had come when the output was counted."""

    def take(self, fields: dict[str, Any]) -> None:
        """Take the fields of a `message_start`; null takes no earlier value away.

        Its count of the output, which is of the beginning, takes none away that a `message_delta` brought.
        """
        counted = self.fields.get("output_tokens") if self._output is not None else None
        self._take(fields)
        if counted is not None:
            self.fields["output_tokens"] = counted

    def _take(self, fields: dict[str, Any]) -> None:
        for key, value in fields.items():
            known = key in self.fields or (len(self.fields) < _MOST_FIELDS and len(key) <= _MOST_NAME)
            if value is not None and known and _is_short(value):
                self.fields[key] = value

    def take_so_far(self, fields: dict[str, Any], chars: int) -> None:
        """Take the fields of a `message_delta`, which count all that came before it.

        Args:
            fields: Its usage.
            chars: Characters of content that came before it.
        """
        self._take(fields)
        if fields.get("output_tokens") is not None:
            self._output, self._output_chars = _count(fields, "output_tokens"), chars

    def output_tokens(self, chars: int) -> int | None:
        """The tokens of the answer, thinking included; None if they were not counted, or cannot be so many.

        Args:
            chars: Characters of content that came in all. A count that came before some of them, or that is
                too low or too high for them, is not believed.
        """
        count = self._output
        if count is None or self._output_chars != chars:
            return None
        possible = chars <= count * _MOST_CHARS and count <= self._most_hidden + _MOST_PER_CHAR * chars
        return count if possible else None

    @property
    def input_tokens(self) -> int | None:
        """The tokens of the prompt, including cached ones; None without a count, or if it is 0."""
        names = ("input_tokens", "cache_read_input_tokens", "cache_creation_input_tokens")
        counts = [_count(self.fields, name) for name in names]
        if counts[0] is None:
            return None
        return sum(count for count in counts if count is not None) or None


def _is_short(value: object) -> bool:
    """Whether the value of a field is small enough to keep; most are counts or small mappings."""
    return not too_deep(value, _MOST_FIELD_DEPTH) and len(msgspec.json.encode(value)) <= _MOST_FIELD_CHARS


def _count(fields: dict[str, Any], name: str) -> int | None:
    value = fields.get(name)
    return value if type(value) is int and 0 <= value <= _MOST_TOKENS else None
