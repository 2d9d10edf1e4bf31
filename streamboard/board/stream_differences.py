"""How neighbouring streams differ."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from typing import Any

from streamboard.run.plan import StreamPlan
from streamboard.safety.sanitise import clean_line

_MOST_WORDS = 3
_MOST_CHARS = 24
"""Characters of a value."""
_ABSENT = object()


def differences(streams: Sequence[StreamPlan]) -> dict[str, str]:
    """Sanitised words by stream id, as `max_tokens 100, no system`; `streams` are in display order.

    Names and models stand beside them; names also stand for the messages.
    """
    settings = [_settings(stream) for stream in streams]
    found: dict[str, str] = {}
    for place, stream in enumerate(streams):
        neighbours = [*settings[max(place - 1, 0) : place], *settings[place + 1 : place + 2]]
        words = [word for word in _words(settings[place], neighbours) if word not in stream.name]
        if words:
            more = ["…"] if len(words) > _MOST_WORDS else []
            found[stream.id] = ", ".join([*words[:_MOST_WORDS], *more])
    return found


def _settings(stream: StreamPlan) -> dict[str, Any]:
    """Most telling first."""
    others = {key: value for key, value in stream.request.items() if key != "messages"}
    first: dict[str, Any] = {key: others.pop(key) for key in ("max_tokens", "system") if key in others}
    return {"endpoint": stream.endpoint} | first | others


def _words(own: dict[str, Any], neighbours: Sequence[dict[str, Any]]) -> Iterator[str]:
    for key in dict.fromkeys([*own, *(key for neighbour in neighbours for key in neighbour)]):
        value = own.get(key, _ABSENT)
        if any(neighbour.get(key, _ABSENT) != value for neighbour in neighbours):
            yield _said(key, value)


def _said(key: str, value: object) -> str:
    if value is _ABSENT:
        return f"no {clean_line(key)}"
    if key == "endpoint":
        return clean_line(str(value))
    if isinstance(value, dict) and isinstance(value.get("type"), str):
        value = value["type"]
    shown = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, default=str)
    line = clean_line(f"{key} {shown[:200]}")
    most = len(key) + 1 + _MOST_CHARS
    return line if len(line) <= most else f"{line[: most - 1]}…"
