"""HTML and SVG elements. Text becomes markup only here, sanitised and escaped."""

from __future__ import annotations

import html
from collections.abc import Iterable

from streamboard.safety.sanitise import clean

_VOID = frozenset({"meta", "br", "hr"})
Part = object
"""Markup, None for nothing, a sequence of parts; all else is text."""


class Markup(str):
    """Only `element`, `joined` and `raw` make it."""

    __slots__ = ()


def escaped(text: str) -> str:
    """For use between tags and in quoted attributes."""
    return html.escape(clean(text))


def raw(text: str) -> Markup:
    """Only for our own text, such as the style sheet."""
    return Markup(text)


def joined(parts: Iterable[Part]) -> Markup:
    return Markup("".join(map(_markup, parts)))


def element(name: str, /, *parts: Part, **attributes: object) -> Markup:
    """Attributes have `_` for `-` and after Python keywords: `class_`.

    None and False omit one, True sets it without a value.
    """
    opening = name + "".join(_attribute(key, value) for key, value in attributes.items())
    if name in _VOID:
        return Markup(f"<{opening}>")
    return Markup(f"<{opening}>{joined(parts)}</{name}>")


def _attribute(key: str, value: object) -> str:
    if value is None or value is False:
        return ""
    name = key.rstrip("_").replace("_", "-")
    if value is True:
        return f" {name}"
    words = f"{value:g}" if isinstance(value, float) else str(value)
    return f' {name}="{escaped(words)}"'


def _markup(part: Part) -> str:
    if isinstance(part, Markup):
        return part
    if part is None:
        return ""
    if isinstance(part, list | tuple):
        return joined(part)
    return escaped(str(part))
