"""Limits how deep JSON may nest: deeper is an attack, and breaks recursion."""

from __future__ import annotations

MOST_DEPTH = 100
"""Levels in an event."""

_AS_LISTS = bytes.maketrans(b"{}", b"[]")
_NO_BRACKETS = bytes(set(range(256)) - set(b"[]"))


def nested_deeper(data: bytes, most: int = MOST_DEPTH) -> bool:
    """Count brackets only: the JSON may be broken."""
    if len(data) <= 2 * most or data.count(b"[") + data.count(b"{") <= most:
        return False
    texts = data.replace(b"\\\\", b"").replace(b'\\"', b"")
    brackets = b"".join(texts.split(b'"')[::2]).translate(_AS_LISTS).translate(None, _NO_BRACKETS)
    for _ in range(most):
        brackets = brackets.replace(b"[]", b"")
    return b"[]" in brackets


def too_deep(value: object, most: int) -> bool:
    level = [value]
    for _ in range(most + 1):
        inner = [item for item in level if isinstance(item, dict | list)]
        if not inner:
            return False
        level = [part for item in inner for part in (item.values() if isinstance(item, dict) else item)]
    return True
