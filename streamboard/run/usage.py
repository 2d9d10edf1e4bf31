"""A server's token counts, and which of them can be right."""

from __future__ import annotations

from typing import Any

import msgspec

from streamboard.safety.nesting import too_deep

_MOST_TOKENS = 2**53
"""Larger counts would overflow."""
_MOST_HIDDEN = 1_000_000
"""Tokens allowed for unsent content, such as thinking, if the request sets no limit."""
_MOST_PER_CHAR = 10
"""Tokens allowed per received character, on top of `_MOST_HIDDEN`."""
_MOST_CHARS = 16
"""Average characters per token; four are usual."""
_MOST_FIELDS, _MOST_FIELD_CHARS, _MOST_FIELD_DEPTH, _MOST_NAME = 64, 2_000, 10, 200
"""Fields kept; characters and nesting of a value; characters of a name."""


class Usage:
    def __init__(self, most_hidden: int | None = None) -> None:
        """Begin without counts; `most_hidden` is the longest answer asked for, in tokens."""
        self.fields: dict[str, Any] = {}
        self._most_hidden = _MOST_HIDDEN if most_hidden is None else most_hidden
        self._output: int | None = None
        self._output_chars = 0
        """Characters received by then."""

    def take(self, fields: dict[str, Any]) -> None:
        """Take a `message_start`'s fields; its output count is only of the beginning."""
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
        """Take a `message_delta`'s fields, which count the `chars` of content before it."""
        self._take(fields)
        if fields.get("output_tokens") is not None:
            self._output, self._output_chars = _count(fields, "output_tokens"), chars

    def output_tokens(self, chars: int) -> int | None:
        """The answer's tokens, with thinking; None unless counted after all `chars`, and plausible."""
        count = self._output
        if count is None or self._output_chars != chars:
            return None
        possible = chars <= count * _MOST_CHARS and count <= self._most_hidden + _MOST_PER_CHAR * chars
        return count if possible else None

    @property
    def input_tokens(self) -> int | None:
        """The prompt's tokens, with cached ones; None for a count of 0, too."""
        names = ("input_tokens", "cache_read_input_tokens", "cache_creation_input_tokens")
        counts = [_count(self.fields, name) for name in names]
        if counts[0] is None:
            return None
        return sum(count for count in counts if count is not None) or None


def _is_short(value: object) -> bool:
    return not too_deep(value, _MOST_FIELD_DEPTH) and len(msgspec.json.encode(value)) <= _MOST_FIELD_CHARS


def _count(fields: dict[str, Any], name: str) -> int | None:
    value = fields.get(name)
    return value if type(value) is int and 0 <= value <= _MOST_TOKENS else None
