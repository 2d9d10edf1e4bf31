"""Elements of HTML and SVG. Text becomes markup in one place, and only cleaned and escaped."""

from __future__ import annotations

import html
from collections.abc import Iterable

from streamboard.safety.sanitise import clean

_VOID = frozenset({"meta", "br", "hr"})
Part = object
"""What an element may contain: markup as it is, None for nothing, a sequence of parts; all else is text."""


class Markup(str):
    """Text that is markup already. Only `element`, `joined` and `raw` make it."""

    __slots__ = ()


def escaped(text: str) -> str:
    """Text from anywhere, as it may stand between tags and in quoted attributes."""
    return html.escape(clean(text))


def raw(text: str) -> Markup:
    """Our own text that no escaping may change, such as the style sheet; never for what came from outside."""
    return Markup(text)


def joined(parts: Iterable[Part]) -> Markup:
    """Parts one after the other."""
    return Markup("".join(map(_markup, parts)))


def element(name: str, /, *parts: Part, **attributes: object) -> Markup:
    """An element.

    Args:
        name: Its tag.
        parts: What it contains.
        attributes: By name, with `_` for `-` and after a word that Python keeps for itself: `class_`. None
            and False leave one out, True gives it without a value.
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
