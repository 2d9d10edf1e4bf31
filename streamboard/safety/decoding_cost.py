"""Estimates what decoding an event would cost: 15 MB of `[]` become a gigabyte."""

from __future__ import annotations

import msgspec

MOST_TOKENS = 20_000
"""Commas, brackets and strings, keys included; a page of search results has some hundreds."""
MOST_ESCAPES = 200_000
"""Backslashes."""
MOST_LOOSE = 1_000_000
"""Bytes outside strings: mostly numbers and spaces."""

_LONG = 65_536
"""Bytes."""
_NO_MARKS = bytes(set(range(256)) - set(b"[{,"))


class TooHeavyError(ValueError):
    def __init__(self, what: str) -> None:
        super().__init__(what)
        self.what = what


class Weight:
    """Counts an event's lines, which may be cut anywhere."""

    def __init__(self) -> None:
        self.tokens = self.escapes = self.loose = 0
        self._in_text = False
        self._escaped = False

    def add(self, part: bytes) -> None:
        if self._escaped:
            part = part[1:]
        self.escapes += part.count(b"\\")
        plain = part.replace(b"\\\\", b"")
        self._escaped = plain.endswith(b"\\")
        lines = plain.replace(b'\\"', b"").split(b"\n")
        for number, line in enumerate(lines):
            if number:  # JSON strings hold no newline.
                self._in_text = False
            self._count(line)

    def check(self) -> None:
        if self.tokens > MOST_TOKENS:
            raise TooHeavyError(f"more than {MOST_TOKENS:,} values")
        if self.escapes > MOST_ESCAPES:
            raise TooHeavyError(f"more than {MOST_ESCAPES:,} escaped characters")
        if self.loose > MOST_LOOSE:
            raise TooHeavyError(f"more than {MOST_LOOSE / 1e6:g} MB of numbers and spaces")

    def _count(self, line: bytes) -> None:
        pieces = line.split(b'"')
        outside = b"".join(pieces[1::2] if self._in_text else pieces[::2])
        quotes = len(pieces) - 1
        self.tokens += (quotes if self._in_text else quotes + 1) // 2 + len(
            outside.translate(None, _NO_MARKS)
        )
        self.loose += len(outside)
        self._in_text ^= quotes % 2 == 1


def too_heavy(data: bytes | msgspec.Raw, most: int) -> bool:
    """Whether there are more than `most` values, which outlive their bytes in memory."""
    view = memoryview(data)
    if len(view) <= _LONG:
        return False
    weight = Weight()
    for start in range(0, len(view), _LONG):
        weight.add(bytes(view[start : start + _LONG]))
        if weight.tokens > most:
            return True
    return False
